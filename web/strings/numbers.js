// Numbers in words: SI prefixes, durations, ratios and shares, in the reader's language.
//
// Guarantees: three significant digits for measured figures, whole digits for counts, an en dash for
// what is not a finite number. SI prefixes (k, M, G) are put on by hand because the platform's
// compact notation writes "B" in English and counts by ten thousands in Chinese.

const PREFIXES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];
export const NOTHING = '–';

/**
 * @typedef {object} Numbers
 * @property {(value: number) => string} integer grouped whole number: 131,072
 * @property {(value: number) => string} plain a setting as it is, grouped: 131,072, 0.001
 * @property {(value: number) => string} si three digits with a prefix: 12.4 M
 * @property {(value: number) => string} tick no more digits than an axis needs: 5 M
 * @property {(value: number, unit: string) => string} rate three digits, prefix and unit: 12.4 Mops/s
 * @property {(nanoseconds: number) => string} nanoseconds as ns, µs or ms
 * @property {(value: number) => string} bytes three digits and a unit: 17.2 kB
 * @property {(value: number) => string} amount an average count: 0.05, 1.2, and 0 for next to nothing
 * @property {(share: number) => string} share a small share of 1 in two digits: 0.013 %
 * @property {(milliseconds: number) => string} seconds for progress and estimates: 3.2 s
 * @property {(value: number) => string} ratio two decimals below ten: 2.31×
 * @property {(value: number) => string} plainRatio the same without the sign
 * @property {(share: number) => string} percent a share of 1 as a percentage
 * @property {(value: number) => string} index a number from 0 to 1 with three decimals
 * @property {(iso: string | undefined) => string} clock the time of day: 14:03
 */

/**
 * @param {string} language
 * @returns {Numbers}
 */
export function createNumbers(language) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const three = new Intl.NumberFormat(language, {
    minimumSignificantDigits: 3,
    maximumSignificantDigits: 3,
  });
  const twoDigits = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const upToThree = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const two = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const one = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const unit = new Intl.NumberFormat(language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  });
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  const small = new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 2 });

  /** @param {number} value @param {(value: number) => string} write */
  const finite = (value, write) =>
    typeof value === 'number' && Number.isFinite(value) ? write(value) : NOTHING;

  /** @param {number} value @param {Intl.NumberFormat} [format] @returns {[string, string]} */
  const scaled = (value, format = three) => {
    // 999.6 k would be written "1,000 k": move to the next prefix once three digits round up.
    for (const [size, prefix] of /** @type {[number, string][]} */ (PREFIXES)) {
      if (Math.abs(value) >= size * 0.9995) return [format.format(value / size), prefix];
    }
    return [Math.abs(value) >= 1 || value === 0 ? whole.format(value) : format.format(value), ''];
  };

  /** @param {number} value */
  const plainRatio = (value) =>
    finite(value, (v) => (v >= 100 ? whole : v >= 10 ? one : v >= 0.1 ? two : twoDigits).format(v));

  return {
    integer: (value) => finite(value, (v) => whole.format(v)),
    plain: (value) => finite(value, (v) => exact.format(v)),
    si: (value) => finite(value, (v) => scaled(v).join(' ').trim()),
    tick: (value) => finite(value, (v) => scaled(v, upToThree).join(' ').trim()),
    rate: (value, suffix) =>
      finite(value, (v) => {
        const [text, prefix] = scaled(v);
        return `${text} ${prefix}${suffix}`;
      }),
    nanoseconds: (value) =>
      finite(value, (v) => {
        if (v >= 999.5e3) return `${three.format(v / 1e6)} ms`;
        if (v >= 999.5) return `${three.format(v / 1e3)} µs`;
        return `${three.format(v)} ns`;
      }),
    bytes: (value) => finite(value, (v) => (v < 0.05 ? '0 B' : `${scaled(v).join(' ')}B`)),
    amount: (value) => finite(value, (v) => (v < 5e-4 ? '0' : upToThree.format(v))),
    share: (value) => finite(value, (v) => small.format(v)),
    seconds: (value) =>
      finite(value, (v) => {
        if (v >= 99_500) return `${whole.format(Math.floor(v / 60_000))} min ${pad(v)} s`;
        return `${(v < 9_950 ? one : whole).format(v / 1000)} s`;
      }),
    ratio: (value) => finite(value, (v) => `${plainRatio(v)}×`),
    plainRatio,
    percent: (value) => finite(value, (v) => percent.format(v)),
    index: (value) => finite(value, (v) => unit.format(v)),
    clock: (iso) =>
      finite(Date.parse(iso ?? ''), (at) =>
        new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at),
      ),
  };
}

/** @param {number} milliseconds the seconds left over after whole minutes, two digits */
function pad(milliseconds) {
  return String(Math.floor((milliseconds % 60_000) / 1000)).padStart(2, '0');
}
