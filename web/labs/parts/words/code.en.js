// Texts in English of code to start from; fetched with what shows it.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  title: 'Code to start from: {languages}',
  copy: 'Copy code',
  of: 'Code in {language}',
});
