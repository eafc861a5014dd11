// <race-stepper>: a program's goroutines stepped through one access to memory at a time.
//
// Guarantees: program, schedule and position are the link's, so every state of it is one; each step
// is told in one sentence, and what is worth naming in another. Its keys work while the focus is in
// it and never take over those of a control. Nothing moves by itself before Play is pressed, and
// slowly where motion is to be reduced; playing ends with the last step.

import { html, nothing } from 'lit';
import { inputOf } from '../../dom.js';
import { errorPanel } from '../parts/error-panel.js';
import { LabElement } from '../parts/lab-element.js';
import { noteTexts, stepText } from './cells.js';
import { goroutinePanels } from './goroutine-panels.js';
import { memoryDrawing } from './memory-drawing.js';
import { model } from './model.js';
import { outcomeText } from './outcome-text.js';
import {
  LONGEST_TEXT,
  afterStep,
  finished,
  nextGoroutine,
  positionOf,
  positionText,
} from './schedule.js';
import { stepList } from './step-list.js';
import { raceTexts } from './texts.js';
import './program-editor.js';
import './stepper.css';

/** @typedef {import('./types.js').Trace} Trace */
/** @typedef {import('./types.js').Frame} Frame */
/** @typedef {'slow' | 'usual' | 'fast'} Speed */

/** Between two steps while playing. @type {Record<Speed, number>} */
const PAUSES = { slow: 1600, usual: 700, fast: 200 };
const SPEEDS = /** @type {Speed[]} */ (Object.keys(PAUSES));
/** Controls that have their own use for keys. */
const OWN_KEYS = 'input, select, textarea, summary';

export class RaceStepper extends LabElement {
  /** @override */
  static properties = {
    trace: { state: true },
    failure: { state: true },
    playing: { state: true },
    speed: { state: true },
    full: { state: true },
  };

  /** What the trace that is asked for is of. */
  #asked = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    super();
    /** The last trace that came. @type {Trace | null} */
    this.trace = null;
    /** @type {Error | null} */
    this.failure = null;
    this.playing = false;
    /** @type {Speed} */
    this.speed = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'slow' : 'usual';
    /** The schedule has no room for another step. */
    this.full = false;
    this.addEventListener('keydown', this.#pressed);
  }

  /** The frame that is shown. @returns {{ frames: Frame[], pos: number, frame: Frame } | null} */
  get #place() {
    if (!this.trace || !this.state) return null;
    const { frames } = this.trace;
    const pos = positionOf(frames, this.state.values.pos);
    return { frames, pos, frame: frames[pos] };
  }

  /** Asks for the trace of what the link says, unless it is there. */
  async #ask() {
    if (!this.state) return;
    const { prog, sched, detect } = this.state.values;
    const asked = `${prog} ${sched} ${detect}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    try {
      const trace = await model.trace(prog, sched, detect === 'on');
      // Another one was asked for meanwhile.
      if (this.#asked !== asked) return;
      this.trace = trace;
      this.failure = null;
    } catch (error) {
      if (this.#asked !== asked) return;
      this.#asked = '';
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.#pause();
    }
  }

  /** @param {{ sched?: string, pos: string }} changes */
  #go(changes) {
    this.full = (changes.sched?.length ?? 0) > LONGEST_TEXT;
    if (this.full) this.#pause();
    else this.tell('lab-edit', { key: 'pos', changes, replace: true });
  }

  /** @param {number} goroutine counted from 0 */
  #step(goroutine) {
    const place = this.#place;
    if (!place || this.#behind) return;
    const { frames, pos, frame } = place;
    if (this.#atCut(pos)) return;
    if (frame.next[goroutine]?.state === 'ready') this.#go(afterStep(frames, pos, goroutine));
  }

  /** The trace of the last step is still being worked out. */
  get #behind() {
    const { prog, sched, detect } = this.state?.values ?? {};
    return !this.trace || this.#shown !== `${prog} ${sched} ${detect}`;
  }
  #shown = '';

  /** What follows cannot be drawn any more. @param {number} pos */
  #atCut(pos) {
    return this.trace?.cut === true && pos === this.trace.frames.length - 1;
  }

  /** @param {number} pos */
  #jump(pos) {
    const place = this.#place;
    if (place) this.#go({ pos: positionText(place.frames, pos) });
  }

  /** @returns {boolean} whether there was a step to make */
  #forward() {
    const place = this.#place;
    const goroutine = place && nextGoroutine(place.frames, place.pos);
    if (!place || goroutine === null || this.#atCut(place.pos)) return false;
    this.#step(goroutine);
    return true;
  }

  async #finish() {
    const place = this.#place;
    const key = this.metadata?.labKeys.race.find(({ type }) => type === 'schedule');
    if (!place || !this.state || key?.type !== 'schedule') return;
    const { prog, detect } = this.state.values;
    try {
      // More steps than there are, of which the model leaves those that can be made.
      const steps = finished(place.frames, place.pos, key.steps);
      const { schedule } = await model.trace(prog, steps, detect === 'on');
      if (this.state.values.prog === prog) this.#go({ sched: schedule, pos: 'end' });
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  #play() {
    if (this.playing) {
      this.#pause();
      return;
    }
    this.playing = true;
    this.#tick();
  }

  #tick = () => {
    // A step that is not there yet is waited for, not made twice.
    const went = this.#behind || this.#forward();
    if (!went) this.#pause();
    if (this.playing) this.#timer = setTimeout(this.#tick, PAUSES[this.speed]);
  };

  #pause() {
    clearTimeout(this.#timer);
    this.playing = false;
  }

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!target.closest('.race-stage') || target.closest(OWN_KEYS)) return;
    const last = (this.trace?.frames.length ?? 1) - 1;
    const pos = this.#place?.pos ?? 0;
    /** @type {Record<string, () => unknown>} */
    const keys = {
      1: () => this.#step(0),
      2: () => this.#step(1),
      3: () => this.#step(2),
      ArrowLeft: () => this.#jump(pos - 1),
      ArrowRight: () => this.#forward(),
      Home: () => this.#jump(0),
      End: () => this.#jump(last),
      // A button that has the focus is pressed by it.
      ...(target.closest('button, a') ? {} : { ' ': () => this.#play() }),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#pause();
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('trace')) this.#shown = this.#asked;
    if (changed.has('state')) {
      this.#ask();
      const before = /** @type {typeof this.state} */ (changed.get('state'));
      if (before && before.values.prog !== this.state?.values.prog) this.#pause();
    }
  }

  /** @override */
  updated() {
    const list = this.querySelector('.race-steps');
    const now = list?.querySelector('[aria-current]');
    if (!(list instanceof HTMLElement) || !(now instanceof HTMLElement)) return;
    // Within the list only: the page stays where it is.
    const above = now.offsetTop - list.offsetTop;
    const gone =
      above < list.scrollTop || above + now.offsetHeight > list.scrollTop + list.clientHeight;
    if (gone) list.scrollTop = above - list.clientHeight / 2;
  }

  /** @override */
  render() {
    const { metadata, state, locale, failure } = this;
    if (!metadata || !state) return nothing;
    const { t } = raceTexts(locale);
    const narrow = matchMedia('(max-width: 60rem)').matches;
    return html`
      <div class="race-columns">
        <details class="race-side" ?open=${!narrow}>
          <summary>${t('program.summary')}</summary>
          <race-program .locale=${locale} .metadata=${metadata} .values=${state.values}>
          </race-program>
        </details>
        <div class="race-main">
          ${
            failure
              ? errorPanel(locale, failure, this.link, () => {
                  this.failure = null;
                  this.#ask();
                })
              : nothing
          }
          ${this.trace ? this.#stage(this.trace) : html`<p class="panel">${t('model.waiting')}</p>`}
        </div>
      </div>
      ${this.shareDialog({ instead: t('share.all') })}
    `;
  }

  /** @param {Trace} trace */
  #stage(trace) {
    const place = this.#place;
    if (!place) return nothing;
    const { locale } = this;
    const { t } = raceTexts(locale);
    const { frames, pos, frame } = place;
    return html`
      <section
        class="race-stage"
        tabindex="0"
        aria-label=${t('step.title')}
        aria-describedby="race-keys"
        aria-busy=${this.#behind ? 'true' : 'false'}
      >
        ${this.#controls(frames, pos, frame)}
        <p class="field-help" id="race-keys">${t('step.keys')}</p>
        ${
          trace.dropped.length
            ? html`<p class="notice">${t('step.dropped', { count: trace.dropped.length })}</p>`
            : nothing
        }
        ${trace.cut ? html`<p class="notice">${t('step.cut')}</p>` : nothing}
        ${this.full ? html`<p class="notice">${t('step.full')}</p>` : nothing}
        <div class="race-said" role="status" aria-live=${this.playing ? 'off' : 'polite'}>
          <p class="race-sentence">${this.#sentence(frame)}</p>
        </div>
        ${goroutinePanels(locale, trace, frame, (goroutine) => this.#step(goroutine))}
        <div class="race-notes" role="status" aria-live=${this.playing ? 'off' : 'polite'}>
          ${noteTexts(locale, frame.notes).map(
            (text) => html`<p class="race-note"><strong>${t('note.title')}:</strong> ${text}</p>`,
          )}
          ${
            trace.outcome && pos === frames.length - 1
              ? html`<p class="race-outcome">${outcomeText(locale, trace.outcome)}</p>`
              : nothing
          }
        </div>
        <h2>${t('memory.title')}</h2>
        ${memoryDrawing(locale, frame)} ${stepList(locale, frames, pos, (to) => this.#jump(to))}
      </section>
    `;
  }

  /** @param {Frame[]} frames @param {number} pos @param {Frame} frame */
  #controls(frames, pos, frame) {
    const { t } = raceTexts(this.locale);
    const last = frames.length - 1;
    const open = !this.#atCut(pos) && frame.next.some(({ state }) => state === 'ready');
    return html`
      <div class="race-controls" role="group" aria-label=${t('step.controls')}>
        ${this.#button('step.start', '|◀', pos > 0, () => this.#jump(0))}
        ${this.#button('step.back', '◀', pos > 0, () => this.#jump(pos - 1))}
        <button
          type="button"
          class="primary race-play"
          aria-disabled=${pos < last || open || this.playing ? nothing : 'true'}
          @click=${() => this.#play()}
        >
          ${t(this.playing ? 'step.pause' : 'step.play')}
        </button>
        ${this.#button('step.forward', '▶', pos < last || open, () => this.#forward())}
        ${this.#button('step.end', '▶|', pos < last, () => this.#jump(last))}
        <button
          type="button"
          class="race-finish"
          title=${t('step.finishHelp')}
          aria-disabled=${open ? nothing : 'true'}
          @click=${() => open && this.#finish()}
        >
          ${t('step.finish')}
        </button>
        <label class="race-speed">
          <span>${t('step.speed')}</span>
          <select
            @change=${(/** @type {Event} */ event) => {
              const select = inputOf(event);
              this.speed = /** @type {Speed} */ (select.value);
            }}
          >
            ${SPEEDS.map(
              (speed) =>
                html`<option value=${speed} ?selected=${speed === this.speed}>
                  ${t(`step.speed.${speed}`)}
                </option>`,
            )}
          </select>
        </label>
        <span class="race-position">
          ${pos ? t('step.position', { pos, all: last }) : t('step.atStart')}
        </span>
        <button type="button" class="quiet" @click=${() => this.share()}>
          ${this.locale.t('share.open')}
        </button>
      </div>
    `;
  }

  /**
   * Keeps the focus where it cannot do anything just now.
   * @param {'step.start' | 'step.back' | 'step.forward' | 'step.end'} name @param {string} sign @param {boolean} can @param {() => void} act
   */
  #button(name, sign, can, act) {
    const { t } = raceTexts(this.locale);
    return html`<button
      type="button"
      aria-disabled=${can ? nothing : 'true'}
      aria-label=${t(name)}
      title=${t(name)}
      @click=${() => can && act()}
    >
      <span aria-hidden="true">${sign}</span>
    </button>`;
  }

  /** @param {Frame} frame */
  #sentence({ pos, goroutine, step }) {
    const { t } = raceTexts(this.locale);
    if (goroutine === null || !step) return t('step.atStart');
    const what = stepText(this.locale, step);
    return t('step.sentence', { pos, number: goroutine + 1, what });
  }
}

customElements.define('race-stepper', RaceStepper);
