// What stands around the lessons, on their cards and above the lab, in English; fetched with them. Their own
// words are the crate's.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  title: 'Ten lessons',
  lead: 'From what a lock costs to why the map dies: each sets an experiment up, asks a question and says what to look at.',
  look: 'What to look at:',
  one: 'The lesson',
  place: 'Lesson {number} of {count}',
  ready: 'is set up.',
  next: 'Next lesson',
  late: 'A run that began before this lesson is still on. Stop it or wait for its end, then press Run.',
});
