// What deep checks and looks inside say, in English; fetched with the first of them.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'checks.title': 'Deep check',
  'checks.stop': 'Stop checking',
  'checks.progress': 'Progress of the deep check',
  'checks.now': 'Checking {map}',
  'checks.stopped': 'Stopped before every map was checked.',
  'checks.waiting': 'waiting',
  'checks.not': 'not checked',
  'checks.ok': 'linearizable in {histories} {histories|history|histories}, {operations} operations',
  'checks.failed':
    'FAILED: one history has no order that explains it, found after {histories} {histories|history|histories} of {operations} operations',
  'checks.inapplicable': 'not checked: it does not promise this',
  'checks.storeless': 'not checked: it stores nothing',
  'checks.undecided':
    'not fully checked: no violation in {histories} {histories|history|histories}, but {undecided} {undecided|part was|parts were} too large to decide',
  'checks.panicked':
    'FAILED: a thread panicked, after {histories} {histories|history|histories} of {operations} operations',

  'history.title': 'The failing history of {map}, key {key}',
  'history.none': 'No order of these {count} operations explains every result.',
  'history.table': 'The same as a table',
  'history.thread': 'thread {thread}',
  'history.time': 'time: order of calls and returns',
  'history.threadColumn': 'Thread',
  'history.operation': 'Operation',
  'history.result': 'Result',
  'history.call': 'Called',
  'history.return': 'Returned',
  'history.pending': 'had not returned',
  'history.absent': 'absent',
  'history.exchanged': 'exchanged',
  'history.refused': 'refused',
  'history.unknown': 'unknown',
  'history.place': 'Place',
  'history.noPlace': 'none',
  'history.starts': 'At the start the key holds {value}.',
  'history.startsAbsent': 'At the start the key is absent.',
  'history.leftOver':
    'A bold outline marks an operation that fits nowhere; the others are the longest order that works.',

  'inside.title': 'Inside {map}',
  'inside.what':
    'A separate pass of {seconds} seconds over this workload, with the map’s counters on. Counting costs time, so nothing here is compared or ranked.',
  'inside.again': 'Again',
  'inside.set': 'yes',
  'inside.unset': 'no',
  'inside.share': 'share of samples in which it was true:',
  'inside.rate': 'Clients’ operations',
  'inside.uncounted': 'with counting on; not a result',
  'inside.plotAlt': 'Line chart of {gauge} over the pass; the table has the figures',
  'inside.perPart': '{gauge} of each {part}',
  'inside.spread': 'largest/mean',
  'inside.largest': 'largest',
  'inside.barsAlt': 'Bars of {gauge} of each {part}, with their mean; the table has the figures',
  'inside.table': 'All figures as a table',
  'inside.partTable': 'Figures of each part',
  'inside.gauge': 'Figure',
  'inside.now': 'Last',
  'inside.least': 'Minimum',
  'inside.most': 'Maximum',
});
