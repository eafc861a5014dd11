/**
 * Judges the text of a single value against its key's metadata: integers, a number or a word, an
 * operation mix, a choice of forms with decimal parameters, a set of words, programs and their schedules.
 *
 * Total: any text gives a canonical value to use. Unreadable text takes the key's default
 * (`invalid`); a number outside its bounds takes the nearest bound (`out-of-range`). All arithmetic
 * is on BigInt, so digits beyond 2^53 are judged exactly.
 */

import { judgeProgram, judgeSchedule } from './program.js';

/** @typedef {import('../types.js').IntegerKey | import('../types.js').IntegerOrKey |
 *   import('../types.js').DecimalOrKey | import('../types.js').ProgramKey |
 *   import('../types.js').ScheduleKey | import('../types.js').SetKey | import('../types.js').PackedKey |
 *   import('../types.js').FaultsKey | MixKey | ChoiceKey} ValueKey */
/** @typedef {import('../types.js').MixKey} MixKey */
/** @typedef {import('../types.js').ChoiceKey} ChoiceKey */
/** @typedef {import('../types.js').FormParam} DecimalParam */
/** @typedef {{ used: string, fault: 'invalid' | 'out-of-range' | null }} Judgement */
/** @typedef {{ min: number, max: number } | { param: Pick<DecimalParam, 'min' | 'max' | 'digits'> }} NumberRule */
/** @typedef {Judgement & { bounded: boolean }} NumberJudgement `bounded`: a bound stands in */

const INTEGER = /^-?[0-9]+$/;
const DECIMAL = /^(-?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))$/;
const SHARE = /^(.)([0-9]{1,3})$/u;

/**
 * @param {ValueKey} key
 * @param {string} text percent-decoded
 * @returns {Judgement}
 */
export function judgeValue(key, text) {
  const judged = judgeReadable(key, text);
  return judged ?? { used: key.default ?? '', fault: 'invalid' };
}

/**
 * @param {ValueKey} key
 * @param {string} text
 * @returns {Judgement | null} null when the text cannot be read as this key's type
 */
function judgeReadable(key, text) {
  switch (key.type) {
    case 'integer':
      return judgeNumber(key, text);
    case 'integer-or':
    case 'decimal-or':
      return text === key.word ? { used: text, fault: null } : judgeNumber(key, text);
    case 'mix':
      return judgeMix(key, text);
    case 'choice':
      return judgeChoice(key, text);
    case 'set':
      return judgeSet(key, text);
    case 'program':
      return judgeProgram(key.limits, text);
    case 'schedule':
      return judgeSchedule(key, text);
    case 'faults':
      return judgeFaults(key, text);
    case 'packed':
      return /^[A-Za-z0-9_-]+$/.test(text) ? { used: text, fault: null } : null;
  }
}

/**
 * A whole number or a decimal, as what bounds it is one of.
 * @param {NumberRule} rule
 * @param {string} text
 * @returns {NumberJudgement | null} null when it cannot be read
 */
export function judgeNumber(rule, text) {
  return 'param' in rule ? judgeDecimal(text, rule.param) : judgeInteger(text, rule.min, rule.max);
}

/**
 * @param {string} text
 * @param {number} min
 * @param {number} max
 * @returns {NumberJudgement | null}
 */
function judgeInteger(text, min, max) {
  if (!INTEGER.test(text)) return null;
  const wanted = BigInt(text);
  const used = clamp(wanted, BigInt(min), BigInt(max));
  const bounded = used !== wanted;
  return { used: String(used), fault: bounded ? 'out-of-range' : null, bounded };
}

/**
 * Shares in percent by operation letter; canonical order is the metadata's, zero shares vanish.
 * @param {MixKey} key
 * @param {string} text
 * @returns {Judgement | null}
 */
function judgeMix(key, text) {
  const letters = key.operations.map((operation) => operation.letter);
  /** @type {Map<string, number>} */
  const shares = new Map();
  for (const piece of text.split(',')) {
    const [, letter = '', digits = ''] = SHARE.exec(piece) ?? [];
    if (!letters.includes(letter) || shares.has(letter)) return null;
    shares.set(letter, Number(digits));
  }
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  if (sum !== 100) return null;
  const used = letters
    .filter((letter) => shares.get(letter))
    .map((letter) => `${letter}${shares.get(letter)}`)
    .join(',');
  return { used, fault: null };
}

/**
 * @param {ChoiceKey} key
 * @param {string} text
 * @returns {Judgement | null}
 */
function judgeChoice(key, text) {
  const [name, ...given] = text.split(':');
  const form = key.forms.find((candidate) => candidate.name === name);
  if (!form || given.length > form.params.length) return null;
  /** @type {Judgement} */
  const judged = { used: form.name, fault: null };
  for (const [index, param] of form.params.entries()) {
    const part = judgeDecimal(given[index] || param.default, param);
    if (!part) return null;
    judged.used += `:${part.used}`;
    judged.fault ??= part.fault;
  }
  return judged;
}

/**
 * What goes wrong, `kind:argument:at`, in the order of the times.
 * @param {import('../types.js').FaultsKey} key
 * @param {string} text
 * @returns {Judgement | null}
 */
function judgeFaults({ most, latest, kinds }, text) {
  if (text === '') return { used: text, fault: null };
  const pieces = text.split(',');
  let bounded = pieces.length > most;
  const faults = [];
  for (const piece of pieces) {
    const [name = '', argument = '', at = '', ...more] = piece.split(':');
    const kind = kinds.find((known) => known.name === name);
    const judged = kind?.words.includes(argument)
      ? { used: argument, bounded: false }
      : kind?.words.length === 0 && judgeInteger(argument, kind.min, kind.max);
    const when = judgeInteger(at, 0, latest);
    if (!judged || !when || more.length > 0) return null;
    bounded ||= judged.bounded || when.bounded;
    faults.push({ at: Number(when.used), text: `${name}:${judged.used}:${when.used}` });
  }
  const used = faults.slice(0, most).sort((one, other) => one.at - other.at);
  return { used: used.map((fault) => fault.text).join(), fault: bounded ? 'out-of-range' : null };
}

/**
 * In the order of the metadata, each once; what is no word of it is left out.
 * @param {import('../types.js').SetKey} key
 * @param {string} text
 * @returns {Judgement | null}
 */
function judgeSet(key, text) {
  const given = text.split(',');
  const known = key.items.map(({ name }) => name).filter((name) => given.includes(name));
  if (known.length === 0) return null;
  const whole = given.every((name) => known.includes(name));
  return { used: known.join(), fault: whole ? null : 'invalid' };
}

/**
 * Digits beyond those that are kept are cut off, here as in what a reader types: a number that is
 * rounded would be another one.
 * @param {string} text
 * @param {Pick<DecimalParam, 'min' | 'max' | 'digits'>} param
 * @returns {NumberJudgement | null}
 */
function judgeDecimal(text, param) {
  const wanted = scaled(text, param.digits);
  if (!wanted) return null;
  const min = scaled(param.min, param.digits)?.value ?? 0n;
  const max = scaled(param.max, param.digits)?.value ?? 0n;
  const used = clamp(wanted.value, min, max);
  const bounded = used !== wanted.value;
  const fault = bounded || wanted.cut ? 'out-of-range' : null;
  return { used: decimalText(used, param.digits), fault, bounded };
}

/**
 * A decimal as an integer count of its last allowed digit.
 * @param {string} text
 * @param {number} digits
 * @returns {{ value: bigint, cut: boolean } | null} `cut`: more digits were given than are kept
 */
function scaled(text, digits) {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign, whole = '0', after, alone] = match;
  const fraction = after ?? alone ?? '';
  const value = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return { value: sign ? -value : value, cut: fraction.length > digits };
}

/**
 * @param {bigint} value
 * @param {number} digits
 * @returns {string} without needless zeros: "0.99", "1"
 */
function decimalText(value, digits) {
  const sign = value < 0n ? '-' : '';
  const plain = String(value < 0n ? -value : value).padStart(digits + 1, '0');
  const whole = plain.slice(0, plain.length - digits);
  const fraction = plain.slice(plain.length - digits).replace(/0+$/, '');
  return sign + (fraction ? `${whole}.${fraction}` : whole);
}

/**
 * @param {bigint} value
 * @param {bigint} min
 * @param {bigint} max
 * @returns {bigint}
 */
function clamp(value, min, max) {
  return value < min ? min : value > max ? max : value;
}
