// The experiment that the page shows: what a link said, and what the reader changed since.
//
// Guarantees: a link is parsed once, when it comes, and goes on with what it reads as; `link` is always
// the codec's canonical form of the present values, so equal experiments have equal links; a fatal
// link leaves the values at their defaults and `link` empty, for there is then nothing that may be run.
// What a link carried beside the experiment is kept until the first change of it.

import { allPresets, presetOf } from '../link/presets.js';
import { fragmentOf } from '../link/repair.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../types.js').LinkState} LinkState */
/** @typedef {import('../types.js').Asked} Asked */
/**
 * @typedef {object} Codec
 * @property {(fragment: string) => LinkState} parse
 * @property {(lab: string, values: Record<string, string>, carried?: Record<string, string>) => string} format
 */

export class Experiment {
  #codec;
  #metadata;
  /** The values last shown by lab: what one lab varies or lacks comes back in the other. */
  #last = /** @type {Record<string, Record<string, string>>} */ ({});
  /** What each preset sets, by the lab and what it varies. @type {Map<string, Record<string, string>>} */
  #presets = new Map();
  /** The canonical fragment, with its '#'; empty while the link is one that cannot be read. */
  link = '';
  /** The same with what it carries: what belongs into the address bar. */
  address = '';

  /** @param {Codec} codec @param {Metadata} metadata */
  constructor(codec, metadata) {
    this.#codec = codec;
    this.#metadata = metadata;
    /** @type {LinkState} */
    this.state = codec.parse(metadata.landing);
    this.#show(this.state);
  }

  /** @param {LinkState} state @param {string} [link] canonical, where it is known */
  #show(state, link) {
    const { fatal, lab, values, carried } = state;
    this.state = state;
    this.link = fatal ? '' : (link ?? this.#codec.format(lab, values));
    this.address =
      fatal || Object.keys(carried).length === 0
        ? this.link
        : this.#codec.format(lab, values, carried);
  }

  /** It alone, as its canonical link reads: without what was said of the one that was opened. @returns {Asked} */
  get asked() {
    return {
      link: this.link,
      state: { ...this.state, problems: [], repairs: [], carried: {} },
    };
  }

  /**
   * The same experiment as another lab has it; a lab with a table of its own is where it was left, or at its
   * start.
   * @param {string} lab
   */
  linkIn(lab) {
    const { values, axis } = this.state;
    const { apart, extended, starts } = this.#metadata.link;
    const own = [...apart, ...extended];
    if (starts[lab] && lab !== this.state.lab && !this.#last[lab]) return starts[lab];
    const shared = [lab, this.state.lab].some((one) => own.includes(one)) ? {} : values;
    const said = { ...this.#last[lab], ...(lab === this.state.lab ? values : shared) };
    const varied = axis?.spec.key;
    if (varied && shared === values) said[varied] = this.#last[lab]?.[varied] ?? said[varied];
    return this.#codec.format(lab, said);
  }

  /**
   * Takes a fragment, or a whole address with one.
   * @param {string} text
   */
  open(text) {
    if (!this.state.fatal) this.#last[this.state.lab] = this.state.values;
    const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
    const { landing, link } = this.#metadata;
    const fragment = fragmentOf(text, link.version) ?? (address ? landing : text);
    this.#show(this.#codec.parse(fragment));
  }

  openLanding() {
    this.#show(this.#codec.parse(this.#metadata.landing));
  }

  /**
   * Changes some values; what was said of the link that was opened stays listed until dismissed.
   * @param {Record<string, string>} changes
   */
  edit(changes) {
    const { lab, problems, repairs } = this.state;
    const link = this.#linkWith(changes);
    this.#show({ ...this.#codec.parse(link), lab, problems, repairs }, link);
  }

  dismissProblems() {
    this.state = { ...this.state, problems: [], repairs: [] };
  }

  /**
   * Sets what a preset sets, and what belongs to the workload beside it back to the defaults.
   * @param {string} name
   */
  applyPreset(name) {
    this.edit(this.#presetValues(name));
  }

  /** The preset whose workload is exactly the present one, if there is one. */
  get preset() {
    const { lab, values } = this.state;
    if (this.#metadata.link.apart.includes(lab)) return null;
    const same = allPresets(this.#metadata).find((preset) =>
      Object.entries(this.#presetValues(preset.name)).every(([key, text]) => values[key] === text),
    );
    return same?.name ?? null;
  }

  /** Parsed once: the page asks at each drawing. @param {string} name @returns {Record<string, string>} */
  #presetValues(name) {
    const { axis } = this.state;
    // What is varied is nothing that a preset could set.
    const along = axis ? `&axis=${encodeURIComponent(axis.spec.name)}` : '';
    const link = `${this.state.lab}?preset=${encodeURIComponent(name)}${along}`;
    const values = this.#presets.get(link) ?? this.#parsePreset(name, link);
    this.#presets.set(link, values);
    return values;
  }

  /** @param {string} name @param {string} lab and query @returns {Record<string, string>} */
  #parsePreset(name, lab) {
    const preset = presetOf(this.#metadata, name);
    if (!preset) return {};
    const { link, keys } = this.#metadata;
    const { values } = this.#codec.parse(`#${link.version}/${lab}`);
    const named = new Set(preset.query.split('&').map((piece) => piece.split('=', 1)[0]));
    const set = keys.filter(
      (row) => row.type !== 'preset' && (row.group === 'workload' || named.has(row.key)),
    );
    return Object.fromEntries(set.map((row) => [row.key, values[row.key]]));
  }

  /** @param {Record<string, string>} changes */
  #linkWith(changes) {
    const { lab, values, maps } = this.state;
    const next = { ...values, ...changes };
    if ('maps' in changes && !('baseline' in changes)) {
      // The baseline follows the maps unless the reader chose another one that is still there.
      const chosen = values.baseline !== this.#defaultBaseline(maps);
      if (!chosen || !next.maps.split(',').includes(values.baseline)) delete next.baseline;
    }
    return this.#codec.format(lab, next);
  }

  /** @param {string[]} maps */
  #defaultBaseline(maps) {
    const { lab } = this.state;
    return this.#codec.parse(this.#codec.format(lab, { maps: maps.join(',') })).values.baseline;
  }
}
