// What a preset asks of a map, in figures: computed from its definition, never measured.
//
// Guarantees: the link is canonical, and every figure follows from the link alone. A distribution
// whose formula is not known here has no curve and no shares; all else of it still holds.

/** How many points a curve has, evenly spaced on the logarithm of the rank. */
const POINTS = 60;

/**
 * @typedef {{ rank: number, share: number }} Point the share of operations on the hottest `rank` keys
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} link
 * @property {Record<string, string>} values the canonical text of every key
 * @property {{ letter: string, place: number, label: Words, help: Words, share: number }[]} mix
 *   percent each; `place` is the operation's own among all, from 1
 * @property {number} keys
 * @property {{ percent: number, entries: number, settled: boolean }} prefill
 * @property {{ form: string, label: Words, params: string[], curve: Point[] | null,
 *   hottest: { keys: number, share: number }[] }} distribution
 * @typedef {{ en: string, zh: string }} Words
 */

/** @returns {Workload} */
export function workloadOf(metadata, codec, { name }) {
  const asked = `#${metadata.link.version}/${metadata.link.labs[0]}?preset=${name}`;
  const { values, problems, fatal } = codec.parse(asked);
  if (fatal || problems.length > 0) {
    throw new Error(`The preset ${name} is not a valid link: ${JSON.stringify(problems)}`);
  }
  const keys = Number(values.keys);
  const shares = readMix(values.mix);
  const { operations } = metadata.keys.find(({ key }) => key === 'mix');
  return {
    name,
    link: codec.canonical(asked),
    values,
    mix: operations
      .map((operation, i) => ({ ...operation, place: i + 1, share: shares.get(operation.letter) }))
      .filter(({ share }) => share !== undefined),
    keys,
    prefill: prefillOf(values.prefill, shares, keys),
    distribution: distributionOf(metadata, values.dist, keys),
  };
}

/** @param {string} text canonical, as `r90,i5,d5` @returns {Map<string, number>} */
function readMix(text) {
  return new Map(text.split(',').map((piece) => [piece[0], Number(piece.slice(1))]));
}

/**
 * `eq` is where additions and removals balance: adds / (adds + removes), everything if there are
 * neither (`Mix::equilibrium` in crate/workload/mix.rs is the definition).
 */
function prefillOf(text, shares, keys) {
  const settled = text === 'eq';
  const adds = ['i', 'u', 'g'].reduce((sum, letter) => sum + (shares.get(letter) ?? 0), 0);
  const removes = shares.get('d') ?? 0;
  const balance = adds + removes === 0 ? 1 : adds / (adds + removes);
  const share = settled ? balance : Number(text) / 100;
  return { percent: share * 100, entries: Math.round(share * keys), settled };
}

function distributionOf(metadata, text, keys) {
  const [form, ...params] = text.split(':');
  const { forms } = metadata.keys.find(({ key }) => key === 'dist');
  const { label } = forms.find(({ name }) => name === form);
  const weight = weightOf(form, params.map(Number), keys);
  if (!weight) return { form, label, params, curve: null, hottest: [] };
  const sums = cumulative(weight, keys);
  const total = sums[keys - 1];
  const at = (rank) => ({ rank, share: sums[rank - 1] / total });
  const marks = [1, Math.ceil(keys / 100), Math.ceil(keys / 10)];
  return {
    form,
    label,
    params,
    curve: ranks(keys).map(at),
    hottest: [...new Set(marks)].map((rank) => ({ keys: rank, share: at(rank).share })),
  };
}

/** The relative frequency of the key of a rank, 1 being the hottest; null if not known here. */
function weightOf(form, params, keys) {
  if (form === 'uniform') return () => 1;
  // Zipf's law: the key of rank k is chosen in proportion to k^-theta.
  if (form === 'zipf') return (rank) => rank ** -params[0];
  if (form === 'hotspot') {
    const [hotKeys, hotOperations] = params.map((percent) => percent / 100);
    const hot = Math.min(keys, Math.max(1, Math.round(keys * hotKeys)));
    return (rank) => (rank <= hot ? hotOperations / hot : (1 - hotOperations) / (keys - hot));
  }
  return null;
}

function cumulative(weight, keys) {
  const sums = new Float64Array(keys);
  let sum = 0;
  for (let i = 0; i < keys; i += 1) sums[i] = sum += weight(i + 1);
  return sums;
}

/** Ranks from 1 to all keys, evenly spaced on a logarithmic axis. */
function ranks(keys) {
  const steps = Array.from({ length: POINTS }, (_, i) => Math.round(keys ** (i / (POINTS - 1))));
  return [...new Set(steps)];
}
