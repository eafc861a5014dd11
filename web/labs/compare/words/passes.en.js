// What deep checks and looks inside say, in English; fetched with the first of them.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'checks.title': 'Deep check',
  'checks.stop': 'Stop checking',
  'checks.progress': 'Progress of the deep check',
  'checks.now': 'Checking {map}',
  'checks.stopped': 'Stopped before every map was through.',
  'checks.waiting': 'waiting',
  'checks.not': 'not checked',
  'checks.ok': 'linearizable in {histories} {histories|history|histories}, {operations} operations',
  'checks.failed':
    'FAILED: a history that no order explains, after {histories} {histories|history|histories} of {operations} operations',
  'checks.inapplicable': 'not checked: it does not promise this',
  'checks.storeless': 'not checked: it stores nothing',
  'checks.undecided':
    'not checked to the end: nothing was found in {histories} {histories|history|histories}, but {undecided} {undecided|part was|parts were} too large to decide',
  'checks.panicked':
    'FAILED: a thread panicked, after {histories} {histories|history|histories} of {operations} operations',

  'history.title': 'The failing history of {map}, key {key}',
  'history.none': 'No order of these {count} operations explains every answer.',
  'history.table': 'The same as a table',
  'history.thread': 'thread {thread}',
  'history.time': 'time: order of calls and returns',
  'history.threadColumn': 'Thread',
  'history.operation': 'Operation',
  'history.result': 'Answer',
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
  'history.leftOver': 'The strong outline marks what has no place in the longest order that does.',

  'inside.title': 'Inside {map}',
  'inside.what':
    'A pass of its own over this workload, {seconds} seconds, with the map’s counting on. Counting costs time, so nothing here is compared or ranked.',
  'inside.again': 'Again',
  'inside.set': 'yes',
  'inside.unset': 'no',
  'inside.share': 'share of looks in which it was so:',
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
  'inside.least': 'Least',
  'inside.most': 'Most',
});
