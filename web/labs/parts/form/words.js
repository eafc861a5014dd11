// An experiment's values in words: for captions, digests and the summary of what a run will do.
//
// Guarantees: pure; works from the metadata's types alone, so a new key needs nothing here. A key that
// the experiment's lab does not have is left out.

/** @typedef {import('../../../types.js').KeyMeta} KeyMeta */
/** @typedef {import('../../../strings/index.js').Locale} Locale */

/** @param {Locale} locale @param {KeyMeta} meta @param {string} text canonical @returns {string} */
export function valueWords(locale, meta, text) {
  const { n, words } = locale;
  const unit = meta.unit === '%' ? '%' : meta.unit ? ` ${meta.unit}` : '';
  switch (meta.type) {
    case 'integer':
      return n.integer(Number(text)) + unit;
    case 'integer-or':
    case 'decimal-or':
      return text === meta.word
        ? locale.maybe(`word.${meta.key}.${text}`, text)
        : (meta.type === 'integer-or' ? n.integer(Number(text)) : text) + unit;
    case 'choice': {
      const [name, ...params] = text.split(':');
      const form = meta.forms.find((candidate) => candidate.name === name);
      return [form ? words(form.label) : name, ...params].join(' ');
    }
    case 'mix':
      return locale.list(
        text.split(',').map((piece) => {
          const operation = meta.operations.find((candidate) => candidate.letter === piece[0]);
          const share = n.share(Number(piece.slice(1)) / 100);
          return `${share} ${operation ? words(operation.label) : piece[0]}`;
        }),
      );
    default:
      return text;
  }
}

/**
 * "Key space 1,000 · Seed 7": the named values, or only those that differ from their defaults.
 * @param {Locale} locale @param {KeyMeta[]} keys
 * @param {Partial<Record<string, string>>} values of a lab, which may lack some of the keys
 * @param {{ changedOnly?: boolean }} [options]
 */
export function digest(locale, keys, values, { changedOnly = false } = {}) {
  return keys
    .flatMap((meta) => {
      const value = values[meta.key];
      if (value === undefined || (changedOnly && value === meta.default)) return [];
      return [`${locale.words(meta.label)} ${valueWords(locale, meta, value)}`];
    })
    .join(' · ');
}
