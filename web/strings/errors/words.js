// What an error says in the reader's language.
//
// Guarantees: words go by the error's name and by what was seen; what others said, a browser or a map
// that panicked, is told apart from them, to be quoted as it is.

/** @typedef {import('../index.js').Locale} Locale */

/**
 * @param {Locale} locale @param {Error} error
 * @returns {{ title: string, seen: string, raw: string, remedy: string }} any but the title may be empty
 */
export function errorWords({ t, maybe }, error) {
  const { name, message } = error;
  /** @type {import('./types.d.ts').Seen} */
  const { kind, values, raw = '' } = /** @type {any} */ (error).seen ?? { raw: message };
  return {
    title: maybe(`error.${kind}`, maybe(`error.${name}`, t('error.other'))),
    seen: maybe(`seen.${kind}`, '', values),
    raw,
    remedy: maybe(`remedy.${kind}`, maybe(`remedy.${name}`, '')),
  };
}

/** The same in one text, to be spoken. @param {Locale} locale @param {Error} error */
export function errorSentence(locale, error) {
  const { title, seen, remedy } = errorWords(locale, error);
  const message = [seen, remedy].filter((part) => part !== '').join(' ');
  return locale.t('say.error', { name: title, message });
}
