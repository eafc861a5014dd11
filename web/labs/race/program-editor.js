// <race-program>: what the map holds at the start, what each goroutine does, and whether operations
// look for each other.
//
// Guarantees: every statement is picked, none has to be typed; tells `lab-edit` only with programs
// within the bounds of a link; what was typed and cannot be used stays in its field with the reason.
// Another program has other steps, so its schedule starts anew.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { LightElement, inputOf } from '../../dom.js';
import { programText, readProgram, usualValue } from '../../link/program.js';
import { raceKey } from './keys.js';
import { presets } from './model.js';
import { goText, raceTexts } from './texts.js';
import '../parts/form/choice-field.js';

/** @typedef {import('../../types.js').Program} Program */
/** @typedef {import('../../types.js').Statement} Statement */
/** @typedef {import('../../types.js').ProgramLimits} ProgramLimits */
/** @typedef {import('./types.js').RacePreset} RacePreset */

/** In the order in which they are offered; a key and a value where they have one. */
const KINDS = /** @type {const} */ (['a', 'g', 'u', 'd', 'r', 'x', 'l']);
const KEYED = ['a', 'g', 'u', 'd'];
/** What a map may usefully hold at the start: nothing, half a bucket, a full one, one about to grow. */
const STARTS = ['', '1-4', '1-8', '1-13'];

export class RaceProgram extends LightElement {
  /** @override */
  static properties = {
    metadata: { attribute: false },
    values: { attribute: false },
    disabled: { type: Boolean },
    offered: { state: true },
    wrong: { state: true },
  };

  /** The preset that was chosen last. */
  #picked = '';

  constructor() {
    super();
    /** @type {import('../../types.js').Metadata | null} */
    this.metadata = null;
    /** The link's. @type {Record<string, string>} */
    this.values = {};
    this.disabled = false;
    /** @type {RacePreset[]} */
    this.offered = [];
    /** What was typed and is no list of keys. */
    this.wrong = '';
    this.addEventListener('field-change', (event) => {
      // Another program has no steps yet: more than the lab around would make of it.
      event.stopPropagation();
      const { key, value } = /** @type {CustomEvent} */ (event).detail;
      this.tell('lab-edit', { key, changes: { [key]: value, sched: '', pos: 'end' } });
    });
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    // Without them there is still the program itself.
    presets().then(
      (offered) => (this.offered = offered),
      () => {},
    );
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('values')) this.wrong = '';
  }

  /** @param {string} prog */
  #change(prog) {
    this.tell('lab-edit', { key: 'prog', changes: { prog, sched: '', pos: 'end' } });
  }

  /** A goroutine's statements: one more of them at the end, one less without any. */
  /** @param {Program} program @param {number} at @param {Statement[]} statements */
  #set(program, at, statements) {
    const all = [...program.goroutines];
    all[at] = statements;
    const goroutines = all.filter((list) => list.length > 0);
    this.#change(programText({ ...program, goroutines }));
  }

  /** @param {string} name */
  #preset(name) {
    const preset = this.offered.find((candidate) => candidate.name === name);
    if (!preset) return;
    this.#picked = name;
    const { program, schedule, detect, pos } = preset;
    const changes = { prog: program, sched: schedule, detect: detect ? 'on' : 'off' };
    this.tell('lab-edit', {
      key: 'prog',
      changes: { ...changes, pos: pos === null ? 'end' : String(pos) },
    });
  }

  /** @param {ProgramLimits} limits @param {string} typed */
  #start(limits, typed) {
    const text = typed.replace(/[\s，、]+/g, (gap) => (gap.trim() ? ',' : ''));
    const { prog } = this.values;
    const rest = prog.slice(prog.indexOf('~'));
    const read = readProgram(limits, text + rest);
    if (read) this.#change(programText(read));
    else this.wrong = typed;
  }

  /** @override */
  render() {
    const { metadata, values, locale } = this;
    const key = metadata?.labKeys.race.find(({ type }) => type === 'program');
    if (!metadata || key?.type !== 'program' || values.prog === undefined) return nothing;
    const { limits } = key;
    const program = readProgram(limits, values.prog);
    if (!program) return nothing;
    const { t } = raceTexts(locale);
    const { goroutines } = program;
    return html`
      <form
        class="settings race-program"
        aria-label=${t('program.title')}
        @submit=${(/** @type {Event} */ event) => event.preventDefault()}
      >
        ${this.offered.length ? this.#presets() : nothing} ${this.#initial(limits)}
        ${goroutines.map((list, at) => this.#goroutine(limits, program, list, at))}
        ${
          goroutines.length < limits.goroutines
            ? html`<button
                type="button"
                class="quiet"
                ?disabled=${this.disabled}
                @click=${() => this.#set(program, goroutines.length, goroutines[0])}
              >
                ${t('program.addGoroutine')}
              </button>`
            : nothing
        }
        <choice-field
          .locale=${locale}
          .meta=${raceKey(metadata, 'detect')}
          .value=${values.detect}
          ?disabled=${this.disabled}
        ></choice-field>
      </form>
    `;
  }

  #presets() {
    const { t } = raceTexts(this.locale);
    const { prog, sched, detect } = this.values;
    // Some have the same program; a schedule that was gone on with is still the one picked.
    const same = this.offered.filter(
      (preset) => preset.program === prog && preset.detect === (detect === 'on'),
    );
    const chosen =
      same.find(({ name }) => name === this.#picked) ??
      same.find(({ schedule }) => schedule === sched) ??
      same[0];
    return html`
      <div class="field">
        <label for="race-preset">${t('program.preset')}</label>
        <select
          id="race-preset"
          aria-describedby="race-preset-hint"
          ?disabled=${this.disabled}
          @change=${(/** @type {Event} */ event) => this.#preset(inputOf(event).value)}
        >
          ${chosen ? nothing : html`<option value="" selected>${t('program.own')}</option>`}
          ${this.offered.map(
            (preset) =>
              html`<option value=${preset.name} ?selected=${preset === chosen}>
                ${this.locale.words(preset.label)}
              </option>`,
          )}
        </select>
        <p class="field-help" id="race-preset-hint">
          ${chosen ? this.locale.words(chosen.summary) : t('program.ownHelp')}
        </p>
      </div>
    `;
  }

  /** @param {ProgramLimits} limits */
  #initial(limits) {
    const { t } = raceTexts(this.locale);
    const { prog } = this.values;
    const start = prog.slice(0, prog.indexOf('~'));
    const offered = STARTS.includes(start) ? STARTS : [...STARTS, start];
    return html`
      <fieldset class="field">
        <legend>${t('program.start')}</legend>
        <div class="chips">
          ${offered.map(
            (text) =>
              html`<label class="chip">
                <input
                  type="radio"
                  name="race-start"
                  .checked=${live(text === start)}
                  ?disabled=${this.disabled}
                  @change=${() => this.#start(limits, text)}
                />
                <span>${text || t('program.empty')}</span>
              </label>`,
          )}
        </div>
        <input
          class="race-keys"
          type="text"
          autocomplete="off"
          spellcheck="false"
          aria-label=${t('program.keys')}
          aria-describedby="race-start-hint"
          aria-invalid=${this.wrong ? 'true' : 'false'}
          .value=${live(this.wrong || start)}
          ?disabled=${this.disabled}
          @change=${(/** @type {Event} */ event) => this.#start(limits, inputOf(event).value)}
        />
        <p class=${this.wrong ? 'field-error' : 'field-help'} id="race-start-hint">
          ${
            this.wrong
              ? t('program.wrong', { most: limits.key })
              : t('program.startHelp', { most: limits.entries })
          }
        </p>
      </fieldset>
    `;
  }

  /** @param {ProgramLimits} limits @param {Program} program @param {Statement[]} list @param {number} at */
  #goroutine(limits, program, list, at) {
    const { t } = raceTexts(this.locale);
    const number = at + 1;
    const last = list.at(-1);
    return html`
      <fieldset class="field race-statements">
        <legend>${t('goroutine', { number })}</legend>
        <ol>
          ${list.map((statement, place) => this.#statement(limits, program, list, at, statement, place))}
        </ol>
        <div class="race-row">
          <button
            type="button"
            class="quiet"
            ?disabled=${this.disabled || list.length >= limits.statements}
            @click=${() => last && this.#set(program, at, [...list, last])}
          >
            ${t('program.add')}<span class="unseen"> ${t('program.to', { number })}</span>
          </button>
          ${
            program.goroutines.length > 1
              ? html`<button
                  type="button"
                  class="quiet"
                  ?disabled=${this.disabled}
                  @click=${() => this.#set(program, at, [])}
                >
                  ${t('program.removeGoroutine', { number })}
                </button>`
              : nothing
          }
        </div>
      </fieldset>
    `;
  }

  /**
   * @param {ProgramLimits} limits @param {Program} program @param {Statement[]} list @param {number} at
   * @param {Statement} statement @param {number} place
   */
  #statement(limits, program, list, at, statement, place) {
    const { t } = raceTexts(this.locale);
    const { kind, key, value } = statement;
    const where = { number: at + 1, place: place + 1 };
    const only = program.goroutines.length === 1 && list.length === 1;
    const set = (/** @type {Partial<Statement>} */ change) =>
      this.#set(program, at, list.with(place, { ...statement, ...change }));
    return html`
      <li>
        <select
          aria-label=${t('program.statement', where)}
          ?disabled=${this.disabled}
          @change=${(/** @type {Event} */ event) => set(madeOf(inputOf(event).value, statement))}
        >
          ${KINDS.map(
            (letter) =>
              html`<option value=${letter} ?selected=${letter === kind}>
                ${goText({ kind: letter, key: 'k', value: 'v' })}
              </option>`,
          )}
        </select>
        ${
          key === null
            ? nothing
            : this.#number(t('program.key', where), 'k', key, limits.key, (typed) =>
                set({ key: typed, value: value === usualValue(key) ? usualValue(typed) : value }),
              )
        }
        ${
          value === null
            ? nothing
            : this.#number(t('program.value', where), 'v', value, limits.value, (typed) =>
                set({ value: typed }),
              )
        }
        <button
          type="button"
          class="quiet race-remove"
          aria-label=${t('program.remove', where)}
          ?disabled=${this.disabled || only}
          @click=${() => this.#set(program, at, list.toSpliced(place, 1))}
        >
          ×
        </button>
      </li>
    `;
  }

  /** @param {string} label @param {string} name @param {number} value @param {number} most @param {(value: number) => void} onSet */
  #number(label, name, value, most, onSet) {
    return html`<label class="race-number">
      <span aria-hidden="true">${name}</span>
      <input
        type="number"
        min="0"
        max=${most}
        step="1"
        inputmode="numeric"
        aria-label=${label}
        .value=${live(String(value))}
        ?disabled=${this.disabled}
        @change=${(/** @type {Event} */ event) => {
          const typed = inputOf(event).valueAsNumber;
          if (Number.isNaN(typed)) this.requestUpdate();
          else onSet(Math.min(Math.max(Math.round(typed), 0), most));
        }}
      />
    </label>`;
  }
}

/** The statement of another kind, with the key that the present one has. */
/** @param {string} kind @param {Statement} from @returns {Statement} */
function madeOf(kind, from) {
  const key = KEYED.includes(kind) ? (from.key ?? 1) : null;
  return { kind, key, value: kind === 'a' ? usualValue(key ?? 0) : null };
}

customElements.define('race-program', RaceProgram);
