// What the files of saved results have alike, as readers that build it anew.

import * as shape from '../share/shape.js';

const { fieldsOf, oneOf, orAbsent, orNull, yesOrNo } = shape;

/** @type {shape.Reader<number>} */
export const number = (value) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new shape.ShapeFault('number');
};
export const figure = shape.numberUpTo(1e18);
/** @type {shape.Reader<number>} */
export const positive = (value) => {
  const given = figure(value);
  if (given > 0) return given;
  throw new shape.ShapeFault('positive');
};
export const count = shape.integerUpTo(Number.MAX_SAFE_INTEGER);
export const words = shape.textLike(/^[^]{0,400}$/);
export const word = shape.textLike(/^[A-Za-z][A-Za-z-]{0,40}$/);
export const map = shape.textLike(/^[a-z][a-z0-9-]{0,40}(:[a-z0-9-]{1,20}){0,3}(\*[0-9]{1,2})?$/);
export const interval = fieldsOf({ median: figure, low: orNull(figure), high: orNull(figure) });
export const parameter = fieldsOf({
  value: number,
  error: orNull(number),
  low: orNull(number),
  high: orNull(number),
});

/** A text or a number under each name. */
/** @type {shape.Reader<Record<string, string | number>>} */
const notes = (value) => {
  const given = shape.ownFields(value);
  if (given.size > 8) throw new shape.ShapeFault('notes');
  return Object.fromEntries(
    [...given].map(([name, item]) => [
      word(name),
      typeof item === 'string' ? words(item) : number(item),
    ]),
  );
};
/** @template {string} Name @param {Name} name */
export const named = (name) => (/** @type {unknown} */ value) => {
  const given = notes(value);
  return /** @type {Record<Name, string> & Record<string, string | number>} */ ({
    ...given,
    [name]: word(given[name]),
  });
};

export const environment = fieldsOf({
  host: oneOf(/** @type {const} */ (['browser', 'native'])),
  userAgent: words,
  processor: orAbsent(words),
  governor: orAbsent(words),
  cores: count,
  parallelism: count,
  calibrationSpread: orAbsent(orNull(figure)),
  isolation: oneOf(/** @type {const} */ (['headers', 'service-worker', 'inherited', 'none'])),
  mode: oneOf(/** @type {const} */ (['threads'])),
  clockStepNs: figure,
  build: words,
  commit: orAbsent(words),
  dirty: orAbsent(yesOrNo),
  allocator: words,
  hasher: words,
  recordedAt: shape.textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/),
  pinned: orAbsent(yesOrNo),
});
