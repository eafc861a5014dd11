// Readers for JSON that comes from somewhere else: each takes any value and gives back one of the
// shape it stands for, or throws `ShapeFault`.
//
// Guarantees: what comes back is built anew from the fields that were asked for, so nothing that
// was not asked for (another field, a prototype) comes along; numbers are finite, texts and lists
// have a bounded length.

export class ShapeFault extends Error {
  /** @param {string} what was expected */
  constructor(what) {
    super(what);
    this.name = 'ShapeFault';
  }
}

/** @template T @typedef {(value: unknown) => T} Reader */

/** @param {number} max @returns {Reader<number>} from 0 */
export function numberUpTo(max) {
  return (value) => {
    if (typeof value === 'number' && value >= 0 && value <= max) return value;
    throw new ShapeFault('number');
  };
}

/** @param {number} max @returns {Reader<number>} from 0 */
export function integerUpTo(max) {
  return (value) => {
    if (Number.isInteger(value)) return numberUpTo(max)(value);
    throw new ShapeFault('integer');
  };
}

/** @param {RegExp} pattern that bounds the length too @returns {Reader<string>} */
export function textLike(pattern) {
  return (value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new ShapeFault('text');
  };
}

/** @template {string | boolean} W @param {readonly W[]} words @returns {Reader<W>} */
export function oneOf(words) {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new ShapeFault('word');
    return found;
  };
}

/** @type {Reader<boolean>} */
export const yesOrNo = oneOf([true, false]);

/** @template T @param {Reader<T>} read @returns {Reader<T | null>} */
export function orNull(read) {
  return (value) => (value === null ? null : read(value));
}

/** What older texts lack. @template T @param {Reader<T>} read @returns {Reader<T | undefined>} */
export function orAbsent(read) {
  return (value) => (value === undefined ? undefined : read(value));
}

/** @template T @param {Reader<T>} read @param {number} most @returns {Reader<T[]>} */
export function listOf(read, most) {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) throw new ShapeFault('list');
    return value.map((item) => read(item));
  };
}

/**
 * An object's own fields of these names; without those that may be absent and are.
 * @template {Record<string, Reader<any>>} F
 * @param {F} fields
 * @returns {Reader<{ [K in keyof F]: ReturnType<F[K]> }>}
 */
export function fieldsOf(fields) {
  return (value) => {
    const given = ownFields(value);
    const read = Object.entries(fields).map(([name, reader]) => [name, reader(given.get(name))]);
    return Object.fromEntries(read.filter(([, item]) => item !== undefined));
  };
}

/** @param {unknown} value @returns {Map<string, unknown>} */
export function ownFields(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ShapeFault('object');
  }
  return new Map(Object.entries(value));
}
