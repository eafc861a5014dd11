// What stands around the lessons' cards, in English; fetched with them. The cards' own words are the
// crate's.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  title: 'Ten lessons',
  lead: 'From what a lock costs to why the map dies: each sets an experiment up, asks a question and says what to look at.',
  look: 'Look at:',
});
