/**
 * The link codec: a page's fragment to the values of an experiment, and back to the one canonical
 * fragment of that experiment.
 *
 * Total: any string parses. What cannot be used is named as a problem and replaced by the default or
 * the nearest bound; only an unknown version, an unknown lab and an over-long link are fatal. What reads
 * with a fault is mended first where it was broken on its way (`repair.js`). Equal
 * experiments have equal canonical links, and a canonical link parses without problems. What a link
 * carries beside its experiment is handed on as text and is never part of the canonical form. The
 * native codec follows the same rules over the same golden links.
 */

import { judgeAxis } from './axis.js';
import { canRefuse, defaultBaseline, readMaps, readSpec, registryOf } from './maps.js';
import { percentDecode, percentEncode, utf8Length } from './percent.js';
import { allPresets } from './presets.js';
import { mend } from './repair.js';
import { judgeValue } from './values.js';

/** @typedef {import('../types.js').Metadata} Metadata */
/** @typedef {import('../types.js').KeyMeta} Key */
/** @typedef {Record<string, string>} Values canonical text by key */
/** @typedef {import('../types.js').Problem} Problem */
/** @typedef {import('../types.js').Axis} Axis */
/** @typedef {Pick<Parsed, 'values' | 'maps' | 'axis' | 'problems' | 'carried'>} Judged */
/** @typedef {import('../types.js').LinkState} Parsed */
/**
 * @typedef {object} Read a text as the codec alone understands it
 * @property {Parsed} state
 * @property {number} taken settings that count, as they stand or within their bounds
 * @property {boolean} whole nothing in it is amiss or in doubt
 */
/** @typedef {(key: string) => string | undefined} Lookup the text given for a key, if any */

/**
 * @typedef {object} Codec
 * @property {(fragment: string) => Parsed} parse
 * @property {(lab: string, values: Values, carried?: Values) => string} format any texts in, a
 *   canonical link out, followed by what it is to carry
 * @property {(fragment: string) => string | null} canonical null when the fragment is fatal
 * @property {Values} defaults
 * @property {(spec: string) => import('./maps.js').MapSpec | null} spec one map, taken apart
 */

/** What a link can carry: base64url. */
const PACKED = /^[A-Za-z0-9_-]+$/;

/**
 * @param {Metadata} metadata
 * @returns {Codec}
 */
export function createCodec(metadata) {
  const { version, maxBytes, labs, carried, apart, extended, only, unused } = metadata.link;
  const [home = ''] = labs;
  const shared = [...metadata.keys];
  /** Tables of labs that have one to themselves; all others know each other's keys. @type {Map<string, Key[]>} */
  const own = new Map();
  for (const [lab, keys] of Object.entries(metadata.labKeys)) {
    if (apart.includes(lab)) own.set(lab, keys);
    else if (extended.includes(lab)) own.set(lab, [...metadata.keys, ...keys]);
    else shared.push(...keys);
  }
  const ofSource = [...own.values()].flat().filter(({ type }) => type === 'packed');
  const packed = [...carried, ...ofSource.map(({ key }) => key)];
  const known = new Set([...shared, ...[...own.values()].flat()].map(({ key }) => key));
  const registry = registryOf(metadata);
  const presets = new Map(allPresets(metadata).map(({ name, query }) => [name, query]));
  const defaults = Object.freeze(judge(() => undefined, null).values);
  const ownDefaults = new Map(
    [...own.keys()].map((lab) => [lab, judge(() => undefined, lab).values]),
  );

  /** The keys that links of that lab are read by. @param {string | null} lab null: of any */
  function keysOf(lab) {
    return own.get(lab ?? '') ?? shared;
  }

  /**
   * Whether links of that lab have the key: a key's group may be a lab's own.
   * @param {Key} key
   * @param {string | null} lab null: of any
   */
  function isOf({ group, key }, lab) {
    if (lab === null) return true;
    return unused[lab]?.includes(key) !== true && (group === lab || !labs.includes(group));
  }

  /**
   * @param {Lookup} given
   * @param {string | null} lab null: every key but those of labs that stand apart
   * @returns {Judged}
   */
  function judge(given, lab) {
    /** @type {Judged} */
    const judged = { values: {}, maps: [], axis: null, problems: [], carried: {} };
    for (const key of keysOf(lab)) {
      if (isOf(key, lab)) judgeKey(key, given(key.key), judged);
    }
    const few = only[lab ?? ''];
    if (few && judged.values[few.key] === few.value) {
      // Links of these keys alone have no maps.
      judged.maps = [];
      delete judged.values.maps;
      for (const { key, default: unused } of keysOf(lab)) {
        if (key in judged.values && !few.keys.includes(key)) judged.values[key] = unused ?? '';
      }
    }
    if (!judged.maps.some((map) => canRefuse(registry, map))) {
      for (const { key, default: used } of metadata.keys) {
        const value = judged.values[key];
        if (value === undefined || value === used || !metadata.refusing.includes(key)) continue;
        judged.problems.push({ kind: 'needs-safe', key, value, used });
        judged.values[key] = used ?? '';
      }
    }
    // What is varied has no value beside its axis.
    const varied = metadata.keys.find(({ key }) => key === judged.axis?.spec.key);
    if (varied) judged.values[varied.key] = varied.default ?? '';
    return judged;
  }

  /**
   * @param {Key} key
   * @param {string | undefined} text
   * @param {Judged} into
   */
  function judgeKey(key, text, into) {
    const name = key.key;
    switch (key.type) {
      case 'preset':
        return;
      case 'maps': {
        const fallback = key.default ?? '';
        const read = readMaps(registry, text ?? fallback, { max: key.max, fallback });
        into.maps = read.specs;
        into.values[name] = read.specs.join(',');
        into.problems.push(...read.problems.map((problem) => ({ key: name, ...problem })));
        return;
      }
      case 'baseline': {
        const wanted = text === undefined ? undefined : readSpec(registry, text)?.text;
        const known = wanted !== undefined && into.maps.includes(wanted);
        const used = known ? wanted : defaultBaseline(registry, into.maps);
        into.values[name] = used;
        // In the place of a number, what no name has is not a number that fell to the nearest.
        if (text !== undefined && !(known && /^[A-Za-z0-9:*+-]*$/.test(text))) {
          into.problems.push({ kind: 'invalid', key: name, value: text, used });
        }
        return;
      }
      case 'axis': {
        const { used, fault, axis } = judgeAxis(key, text ?? key.default ?? '');
        into.axis = axis;
        into.values[name] = used;
        if (fault) into.problems.push({ kind: fault, key: name, value: text ?? null, used });
        return;
      }
      default: {
        if (text === undefined) {
          into.values[name] = key.default ?? '';
          return;
        }
        const { used, fault } = judgeValue(key, text);
        into.values[name] = used;
        if (fault) into.problems.push({ kind: fault, key: name, value: text, used });
      }
    }
  }

  /**
   * As it stands; mended, if it then reads better.
   * @param {string} fragment
   * @returns {Parsed}
   */
  function parse(fragment) {
    const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
    const plain = read(text);
    if (plain.whole || plain.state.fatal?.kind === 'too-long') return plain.state;
    const isKey = (/** @type {string} */ name) => known.has(name) || carried.includes(name);
    const mended = mend(text, { isKey, packed });
    if (mended.text === '' || mended.repairs.length === 0) return plain.state;
    const better = read(mended.text);
    return isBetter(better, plain) ? { ...better.state, repairs: mended.repairs } : plain.state;
  }

  /**
   * @param {string} text
   * @returns {Read}
   */
  function read(text) {
    if (text === '') return { state: unread(null), taken: 0, whole: true };
    if (utf8Length(text) > maxBytes) return fatal('too-long', null);
    const [head, query] = splitOnce(text, '?');
    const [major, lab] = splitOnce(head, '/');
    if (major !== version) return fatal('unknown-version', major);
    if (!labs.includes(lab)) return fatal('unknown-lab', lab);

    const keys = keysOf(lab);
    const names = new Set([...keys.map(({ key }) => key), ...carried]);
    const { pairs, problems } = readQuery(query, names);
    const asked = pairs.size;
    const preset = pairs.get('preset');
    const expansion = preset === undefined ? '' : presets.get(preset);
    if (preset !== undefined && expansion === undefined) {
      problems.push({ kind: 'invalid', key: 'preset', value: preset, used: null });
    }
    const behind = readQuery(expansion ?? '', names).pairs;
    for (const key of keys) {
      if (!isOf(key, lab) && pairs.delete(key.key)) {
        problems.push({ kind: 'unknown-key', key: key.key, value: null, used: null });
      }
    }
    const judged = judge((key) => pairs.get(key) ?? behind.get(key), lab);
    for (const key of carried) {
      const text = pairs.get(key);
      if (text !== undefined) judged.carried[key] = text;
    }
    // What no problem tells: carried text that cannot be unpacked, and a baseline that names one of the
    // maps only after its number fell to the nearest.
    const baseline = readSpec(registry, pairs.get('baseline') ?? '')?.fault ? 1 : 0;
    const packed = Object.values(judged.carried).filter((text) => PACKED.test(text)).length;
    const doubtful = baseline + Object.keys(judged.carried).length - packed;
    problems.push(...judged.problems);
    const lost = problems.filter(({ kind }) => kind === 'invalid').length;
    return {
      state: { lab, ...judged, problems, repairs: [], fatal: null },
      taken: Math.max(asked - doubtful - lost, 0),
      whole: problems.length === 0 && doubtful === 0,
    };
  }

  /**
   * @param {string} kind
   * @param {string | null} value
   * @returns {Read}
   */
  function fatal(kind, value) {
    return { state: unread({ kind, key: null, value, used: null }), taken: 0, whole: false };
  }

  /**
   * The defaults.
   * @param {Problem | null} fatal
   * @returns {Parsed}
   */
  function unread(fatal) {
    return { lab: home, ...judge(() => undefined, home), repairs: [], fatal };
  }

  /**
   * @param {string} lab
   * @param {Values} values
   * @param {Values} [beside]
   * @returns {string}
   */
  function format(lab, values, beside = {}) {
    const judged = judge((key) => values[key], lab);
    /** @param {string} name @param {string} value */
    const isDefault = (name, value) =>
      name === 'baseline'
        ? value === defaultBaseline(registry, judged.maps)
        : value === (ownDefaults.get(lab) ?? defaults)[name];
    const rest = Object.entries(judged.values)
      .filter(([name, value]) => name !== 'maps' && !isDefault(name, value))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    // Last, so that a link cut short loses what it carries before it loses its experiment.
    const load = carried.flatMap((key) => (key in beside ? [[key, beside[key] ?? '']] : []));
    const { maps } = judged.values;
    const query = [...(maps === undefined ? [] : [['maps', maps]]), ...rest, ...load]
      .map(([name = '', value = '']) => `${percentEncode(name)}=${percentEncode(value)}`)
      .join('&');
    return `#${version}/${lab}${query && '?'}${query}`;
  }

  /**
   * @param {string} fragment
   * @returns {string | null}
   */
  function canonical(fragment) {
    const parsed = parse(fragment);
    return parsed.fatal ? null : format(parsed.lab, parsed.values);
  }

  return { parse, format, canonical, defaults, spec: (text) => readSpec(registry, text) };
}

/**
 * The more settings count the better, then the fewer problems.
 * @param {Read} one
 * @param {Read} other
 */
function isBetter(one, other) {
  if (one.state.fatal || other.state.fatal) return !one.state.fatal;
  const more = one.taken - other.taken;
  return more > 0 || (more === 0 && one.state.problems.length < other.state.problems.length);
}

/**
 * The pairs of a query that name a known key, the first of each.
 * @param {string} query
 * @param {Set<string>} known
 * @returns {{ pairs: Map<string, string>, problems: Problem[] }}
 */
function readQuery(query, known) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  /** @type {Problem[]} */
  const problems = [];
  for (const piece of query.split('&').filter((part) => part !== '')) {
    const [key, value] = splitOnce(piece, '=').map(percentDecode);
    if (typeof key !== 'string' || typeof value !== 'string') {
      problems.push({ kind: 'bad-encoding', key: null, value: piece, used: null });
    } else if (!known.has(key)) {
      problems.push({ kind: 'unknown-key', key, value: null, used: null });
    } else if (pairs.has(key)) {
      problems.push({ kind: 'duplicate-key', key, value, used: null });
    } else {
      pairs.set(key, value);
    }
  }
  return { pairs, problems };
}

/**
 * @param {string} text
 * @param {string} separator
 * @returns {[string, string]} what stands before and after the first separator
 */
function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
