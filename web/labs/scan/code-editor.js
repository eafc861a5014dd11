// <code-editor>: a textarea, its text drawn in colours behind it, line numbers and underlines.
//
// Guarantees: it is the browser's own field, so undo, selection, screen readers and input methods are; the text is never
// markup; only lines in view are drawn, so a megabyte scrolls like a page. Tab writes a tab, and leaves the
// field after Escape. Tells of edits by `code-edit` and of a click on a line's mark by `code-line`.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { LightElement, find } from '../../dom.js';
import { lineOf, lineStarts, pieces, widthOf } from './overlay.js';

/** @typedef {import('./types.js').Mark} Mark */

/** Of a line; as scan.css has it. */
const HEIGHT = 20;
/** Lines beyond those in view. */
const MARGIN = 20;
const TAB = 4;
/** @type {Uint32Array} */
const NONE = new Uint32Array();

export class CodeEditor extends LightElement {
  /** @override */
  static properties = {
    text: { attribute: false },
    colours: { attribute: false },
    marks: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    empty: { attribute: false },
    top: { state: true },
    height: { state: true },
  };

  #starts = [0];
  #widest = 0;
  /** @type {Map<number, Mark[]>} */
  #marks = new Map();
  #free = false;
  #seen = new ResizeObserver(() => this.#look());
  #frame = 0;

  constructor() {
    super();
    this.text = '';
    /** Of this text; see overlay.js. */
    this.colours = NONE;
    /** @type {Mark[]} */
    this.marks = [];
    this.label = '';
    this.hint = '';
    /** What stands there for want of a text. */
    this.empty = '';
    /** The first line in view, and how many are. */
    this.top = 0;
    this.height = 40;
  }

  get #field() {
    return find(this, 'textarea', HTMLTextAreaElement);
  }

  get #view() {
    return find(this, '.code-view', HTMLElement);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#seen.disconnect();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.#seen.observe(this.#view);
  }

  /** @override */
  firstUpdated() {
    this.#seen.observe(this.#view);
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('text')) {
      this.#starts = lineStarts(this.text);
      this.#widest = Math.max(...this.#widths());
    }
    if (!changed.has('marks')) return;
    this.#marks = new Map();
    for (const mark of this.marks) {
      this.#marks.set(mark.line, [...(this.#marks.get(mark.line) ?? []), mark]);
    }
  }

  /** Of the longest lines, by their signs: to count the columns of all takes too long. */
  *#widths() {
    const ends = [...this.#starts.slice(1), this.text.length + 1];
    const lengths = ends.map((end, i) => end - (this.#starts[i] ?? 0));
    const most = lengths.reduce((a, b) => Math.max(a, b), 0);
    yield 20;
    for (const [i, length] of lengths.entries()) {
      // A tab counts four.
      if (length * TAB < most) continue;
      const start = this.#starts[i] ?? 0;
      yield widthOf(this.text.slice(start, start + length - 1), TAB);
    }
  }

  #look() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (!this.isConnected) return;
      const { scrollTop, clientHeight } = this.#view;
      this.top = Math.floor(scrollTop / HEIGHT);
      this.height = Math.ceil(clientHeight / HEIGHT);
    });
  }

  /**
   * Selects what stands there and brings it into view.
   * @param {{ line: number, column: number, end?: [number, number] | null }} place
   * @param {{ focus?: boolean }} [how]
   */
  async show({ line, column, end = null }, { focus = false } = {}) {
    await this.updateComplete;
    const view = this.#view;
    const at = (line - 1) * HEIGHT;
    const far =
      at < view.scrollTop + HEIGHT || at > view.scrollTop + view.clientHeight - 3 * HEIGHT;
    if (far) view.scrollTop = Math.max(0, at - view.clientHeight / 3);
    view.scrollLeft = 0;
    if (!focus) return;
    const offset = (/** @type {number} */ l, /** @type {number} */ c) =>
      (this.#starts[l - 1] ?? this.text.length) + c - 1;
    const start = offset(line, column);
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(start, end ? offset(...end) : start);
  }

  /** Where the caret is, from 1. */
  get caret() {
    const { selectionStart } = this.#field;
    return { line: lineOf(this.#starts, selectionStart) + 1 };
  }

  /** @param {InputEvent} event */
  #edited({ currentTarget }) {
    const { value } = /** @type {HTMLTextAreaElement} */ (currentTarget);
    this.tell('code-edit', value);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey, isComposing } = event;
    const plain = !shiftKey && !ctrlKey && !metaKey && !altKey && !isComposing;
    const free = this.#free;
    this.#free = key === 'Escape';
    if (!plain) return;
    if (key === 'Tab' && !free) {
      event.preventDefault();
      this.#write('\t');
    } else if (key === 'Enter') {
      const { selectionStart } = this.#field;
      const start = this.#starts[lineOf(this.#starts, selectionStart)] ?? 0;
      const [indent = ''] = /^[\t ]*/.exec(this.text.slice(start, selectionStart)) ?? [];
      if (!indent) return;
      event.preventDefault();
      this.#write(`\n${indent}`);
    }
  }

  /** As if it were typed, so that it can be undone. @param {string} text */
  #write(text) {
    if (document.execCommand('insertText', false, text)) return;
    const field = this.#field;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    this.tell('code-edit', field.value);
  }

  /** @override */
  render() {
    const count = this.#starts.length;
    const first = Math.max(0, Math.min(this.top, count) - MARGIN);
    const last = Math.min(count, this.top + this.height + MARGIN);
    const lines = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    const top = `top:${first * HEIGHT}px`;
    const size = `height:${count * HEIGHT}px;width:max(100%, ${this.#widest + 4}ch)`;
    return html`
      <div class="code-view" @scroll=${() => this.#look()}>
        <div class="code-gutter" aria-hidden="true" .style=${`height:${count * HEIGHT}px`}>
          <div class="code-drawn" .style=${top}>${lines.map((line) => this.#number(line + 1))}</div>
        </div>
        <div class="code-area" .style=${size}>
          <div class="code-drawn code-text" aria-hidden="true" .style=${top}>
            ${lines.map((line) => this.#line(line))}
          </div>
          <textarea
            aria-label=${this.label}
            aria-describedby="code-hint"
            placeholder=${this.empty}
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            autocorrect="off"
            wrap="off"
            .value=${live(this.text)}
            @input=${this.#edited}
            @keydown=${this.#key}
          ></textarea>
        </div>
      </div>
      <p id="code-hint" class="caption">${this.hint}</p>
    `;
  }

  /** @param {number} number */
  #number(number) {
    const looks = (this.#marks.get(number) ?? []).map(({ look }) => look);
    const worst = ['high', 'medium', 'low', 'unscanned'].find((look) =>
      looks.includes(/** @type {Mark['look']} */ (look)),
    );
    return html`<div
      class=${worst ? `has-${worst}` : nothing}
      @click=${() => this.tell('code-line', number)}
    >
      ${number}
    </div>`;
  }

  /** @param {number} index */
  #line(index) {
    const start = this.#starts[index] ?? 0;
    const next = this.#starts[index + 1];
    const end = next === undefined ? this.text.length : next - 1;
    const marks = this.#marks.get(index + 1) ?? [];
    const whole = marks.some(({ look }) => look === 'step') ? 'code-line stands-out' : 'code-line';
    const drawn = pieces(this.text, { start, end }, this.colours, marks).map(({ text, classes }) =>
      classes ? html`<span class=${classes}>${text}</span>` : text,
    );
    // White space counts there.
    // prettier-ignore
    return html`<div class=${whole}>${drawn}</div>`;
  }
}

customElements.define('code-editor', CodeEditor);
