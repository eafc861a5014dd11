// Texts in English of the sheet that maps are chosen from; fetched with it.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  'help.true': 'It promises this, and the checks hold it to that.',
  'help.false': 'It does not promise this.',
  'help.none': 'It cannot be iterated.',
  'help.repeating':
    'Keys present throughout are visited, but an iteration may visit a key more than once.',
  'help.weak': 'Keys present throughout are visited once; concurrent changes may or may not show.',
  'help.snapshot': 'An iteration shows the contents at one instant.',
  'help.blocking': 'May wait while another thread holds a lock or has yet to reply.',
  'help.lock-free': 'Never waits for a stopped thread; may retry.',
  'help.wait-free': 'Finishes in a bounded number of steps, whatever other threads do.',
  'help.never': 'No operation allocates.',
  'help.growth': 'Only when the table grows.',
  'help.per-key': 'For each new key.',
  'help.per-write': 'For each write, even to an existing key.',
  'help.whole-map': 'Every write copies the whole map.',
  'help.returned': 'Freed as soon as no reader can see the entry.',
  'help.until-rebuilt': 'Kept until later writes make the map rebuild itself.',
  'help.reused': 'Kept by the map for later entries.',
  'help.contained':
    'The panic reaches the caller; the key is as before or as after the operation, and everything else goes on.',
  'help.damaged': 'The map goes on, but entries may be lost or miscounted.',
  'help.stays-locked': 'A part of the map may stay locked, so that later operations hang.',
  'column.linearizable':
    'Each operation on a key seems to take effect at one instant between its call and its return.',
  'column.atomicUpdate': 'A read-modify-write loses no concurrent write to that key.',
  'column.iteration': 'What an iteration, and the length, show while other threads write.',
  'column.reads': 'Whether a read may wait for other threads, is lock-free, or is wait-free.',
  'column.writes': 'The same for inserts, updates and removes.',
  'column.allocates': 'When operations allocate; threads may then contend for the allocator.',
  'column.afterRemoval': 'What happens to the memory of a removed entry.',
  'column.panics':
    'What happens to the map when a hash, comparison, clone or update function panics.',
  'column.extraThreads': 'Threads that the map runs besides its clients.',
  title: 'Maps and what they promise',
  done: 'Done',
  filter: 'Filter',
  filterExample: 'wait-free, snapshot, …',
  sort: 'Sort by',
  sortNone: 'the usual order',
  legend: 'What the columns mean',
  inList: 'In the list',
  more: 'Trade-offs and source',
  less: 'Less',
  addWord: 'Add',
  nothing: 'No map fits that filter.',
});
