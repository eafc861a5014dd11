// The texts of the Race lab's measured views in English; fetched with them.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  each: 'one per worker',
  keys: 'keys',
  'workers.label': 'Workers',
  'workers.help': 'Threads that run the goroutines: what GOMAXPROCS is to Go.',
  'workers.machine':
    'Threads that run the goroutines: what GOMAXPROCS is to Go. This machine runs {parallelism} at once.',

  'cell.workers': '{workers} {workers|worker|workers}',
  'cell.goroutines': '{goroutines} {goroutines|goroutine|goroutines}',
  'cell.both': '{goroutines} on {workers}',
  'load.writers': 'writers on {keys} {keys|key|keys}',
  'load.readers': 'readers and a writer on {keys} {keys|key|keys}',
  'load.iterators': 'iterators and a writer on {keys} {keys|key|keys}',
  'load.churn': 'inserts and deletes of {keys} {keys|key|keys}',
  'load.growth': 'growth to {keys} {keys|key|keys}',
  'axis.workers': 'workers',
  'axis.goroutines': 'goroutines',
  caption: '{load}; {runs} {runs|run|runs} of each setting, {ms} ms at most; seed {seed}',

  'plan.most': 'At most {time}',
  'plan.what':
    '{cells} {cells|setting|settings} × {runs} {runs|run|runs}, each until the fatal error or {ms} ms',
  'plan.damage': '{cells} {cells|setting|settings} × {runs} {runs|run|runs} of {ms} ms',
  'plan.twins':
    '{maps} {maps|map|maps} × {cells} {cells|worker count|worker counts} × {runs} {runs|run|runs} of {ms} ms, then the program',
  'progress.run': 'run {round} of {rounds}, {at}',
  'progress.left': 'at most {time} left',

  'threads.title': 'This view needs real threads',
  'threads.text':
    'This page did not get shared memory, so goroutines could only take turns here and would never conflict. The stepper and the explorer work without it. In a tab of its own the page gets real threads.',

  'empty.live': 'Race goroutines to the fatal error',
  'empty.liveLead':
    'Run lets goroutines use one map that nothing guards, on real threads, until the map throws: with which message, which two operations were in conflict, in which micro-steps, after how long.',
  'empty.liveWorkers':
    'As in Go, goroutines on one worker switch between operations and at allocations, never in the midst of an update.',
  'empty.liveSays':
    'Repeated at each step of the sweep, this gives survival curves, and the probability of death with its interval.',
  'empty.damage': 'What the check protects from',
  'empty.damageLead':
    'Run does the same with the check disabled, then looks through the map at rest and counts what is wrong with it.',
  'empty.damageHow':
    'Every goroutine keeps a ledger of what it did, so what the map must hold is known exactly: lost updates, duplicate and vanished keys, entries that no lookup finds, values under the wrong key, a wrong len.',
  'empty.damageSafe':
    'The map is a model in which every field is an atomic word: whatever it comes to hold, the page is safe.',
  'empty.twins': 'The same over guarded maps',
  'empty.twinsLead':
    'Run plays the same load over the chosen maps, counts anomalies by the same ledger, and measures what guarding costs.',
  'empty.twinsPrice': 'Cost relative to an unguarded table on one thread.',

  'outcome.title': 'Result',
  'outcome.soFar': 'So far',
  'outcome.stopped': 'Stopped; of what was complete',
  'outcome.failed': 'The run failed; of what was complete',
  'outcome.end': 'In one sentence',
  'says.none': 'The first run is under way.',
  'says.noDeath': 'None of {runs} {runs|run|runs} died.',
  'says.always': 'From {at} on, every run died.',
  'says.some': '{deaths} of {runs} {runs|run|runs} died.',
  'says.crashed':
    'Of {deaths} {deaths|death|deaths}, {crashes} came by a segmentation fault, which no check announced.',
  'says.never': 'With {at}, none did.',

  'results.title': 'Runs',
  'results.soFar': 'Runs so far',
  'results.download': 'Download JSON',
  'results.changed': 'These runs are of another experiment than the settings show.',
  'results.restore': 'Show its settings',
  'share.instead':
    'The link carries the experiment. Its runs do not fit into a link: download them as JSON.',

  'meeting.title': 'The last throw',
  'meeting.waiting': 'Nothing has been thrown yet.',
  'meeting.none': 'No run has died.',
  'meeting.crashed': 'No run has thrown; {crashes} died of a segmentation fault.',
  'meeting.by': 'Thrown by',
  'meeting.other': 'In conflict with',
  'meeting.parked': 'In conflict with this call, switched away at an allocation:',
  'meeting.complete': 'The flag was taken by a call that had already returned:',
  'meeting.nobody': 'The goroutine that took the flag had already finished.',
  'meeting.goroutine': 'Goroutine {goroutine}',
  'meeting.worker': 'worker {worker}',
  'meeting.step': 'at',
  'meeting.after':
    '{at}: after {operations} {operations|operation|operations} and {time}. Flags right after: {flags}.',
  'meeting.earlier': '{count} earlier {count|throw|throws}',
  'meeting.more': 'And {count} more in the JSON.',

  'survival.title': 'Survival',
  'survival.key': 'Kaplan-Meier; bands are 95 % intervals',
  'survival.axisX': 'time since the goroutines were let go',
  'survival.axisY': 'runs alive',
  'survival.alt':
    'Step curves of the share of runs still alive against time, one for each of {settings} settings. The table below has medians of the same.',
  'probability.title': 'Probability of death',
  'probability.key': 'share of runs, 95 % Wilson intervals',
  'probability.axisY': '% of runs that died',
  'probability.alt':
    'The share of runs that died at each of {settings} settings. The table below has the same figures.',
  'probability.point': '{at}: {deaths} of {runs} died',

  'table.title': 'Deaths by setting',
  'table.setting': 'Setting',
  'table.deaths': 'Died',
  'table.share': 'Probability',
  'table.medianMs': 'Half died by',
  'table.medianOperations': 'Operations to it',
  'table.perSecond': 'Deaths / s',
  'table.perMillion': 'Deaths / M operations',
  'table.of': '{deaths} of {runs}',
  'table.crashes': '{crashes} by a segmentation fault',
  'table.help':
    'Runs that outlived their time count as alive up to there, in medians and rates too. Operations are those of all goroutines together.',

  'unseen.title': 'What the check does not see',
  'unseen.lead':
    'Races that threw nothing. Some are counted in these runs; each has a program whose every interleaving the explorer shows.',
  'unseen.reads': 'A read that had passed its check when a write began.',
  'unseen.stores':
    'The store of an element after the assign had returned its slot, while another goroutine wrote.',
  'unseen.length': 'len, which looks at the count and at nothing else.',
  'unseen.emptyRead': 'A read of an empty map, which answers before any check.',
  'unseen.counted': '{count} in these runs',
  'unseen.explore': 'Explore',

  'claims.title': 'What the article says, and this machine',
  'claims.claimed': 'Claimed (2.3, 2.5)',
  'claims.here': 'Here',
  'claims.threshold': 'With 8 goroutines or more writing, the fatal error comes in 100 % of cases.',
  'claims.thresholdHere':
    'On two workers or more it always came with {goroutines} {goroutines|goroutine|goroutines} already.',
  'claims.thresholdRare': 'On two workers or more some runs survived their time at every setting.',
  'claims.thresholdOne': 'Nothing here ran on two workers. Raise workers to see.',
  'claims.thresholdAlone':
    'On one worker {deaths} of {runs} {runs|run|runs} died: what counts is that two really run at once, not how many there are.',
  'claims.linear': 'The threshold grows with GOMAXPROCS along a line, R² 0.98.',
  'claims.step':
    'There is a step and no line: from one worker to two, death goes from {one} (at most {oneHigh}) to {two} (at least {twoLow}) of runs.',
  'claims.lineTime': 'A line through the time to the death of half: {slope} {per}, R² {r2}.',
  'claims.lineRate': 'A line through deaths per second: {slope} {per}, R² {r2}.',
  'claims.lineNone': 'Fewer than three settings in which half died: no line through them.',
  'claims.perWorker': 'per worker',
  'claims.perGoroutine': 'per goroutine',
  'claims.certain':
    'Reading and writing at once must panic: the runtime’s check is deterministic protection.',
  'claims.certainHere':
    'It is a check of one flag without atomicity. In {runs} {runs|run|runs}, {reads} reads overlapped a write unseen, and {stores} elements were stored unseen while another goroutine wrote.',

  'damage.title': 'What the check protects from',
  'damage.kind': 'Damage',
  'damage.none': 'Nothing was damaged in {runs} {runs|run|runs}.',
  'damage.some': 'Of {runs} {runs|run|runs}, {hurt} left a damaged map: {kinds}.',
  'damage.alone': 'With {at}, nothing was damaged.',
  'damage.table': 'Damage by setting, in all runs together',
  'damage.help':
    'Each figure is a sum over the runs of its setting; below it, how many runs had any, and how much it was in a million operations.',
  'damage.runs': '{runs} {runs|run|runs} · {million} per M',
  'damage.operations': 'Operations',
  'damage.missedReads': 'Reads that missed a key which is always there',
  'damage.foreignReads': 'Reads of a value never written for their key',
  'damage.fatal': 'Runs that another check ended: bad map state',
  'damage.endless': 'Runs with an operation that does not end',
  'damage.crashed': 'Runs that real Go would end with a segmentation fault',
  'damage.ranAway': 'Runs whose map grew until memory was used up',
  'kind.lost-update': 'Lost updates',
  'kind.duplicate-key': 'Duplicate keys',
  'kind.vanished-key': 'Vanished keys',
  'kind.unreachable-entry': 'Entries no lookup finds',
  'kind.returned-key': 'Deleted keys that are back',
  'kind.wrong-value': 'Wrong values',
  'kind.corrupted-count': 'Corrupted len',
  'what.lost-update': 'an update overwritten or made to a slot that was moved',
  'what.duplicate-key': 'one key in two slots, each written by a goroutine that found it absent',
  'what.vanished-key': 'a key that must be there, in no slot at all',
  'what.unreachable-entry': 'a key in some slot, where no lookup looks',
  'what.returned-key': 'a key whose last operation deleted it',
  'what.wrong-value': 'a value that nobody ever wrote for its key',
  'what.corrupted-count': 'len is not the number of keys there are',
  'examples.title': 'Examples from these runs',
  'examples.none': 'No examples: nothing was damaged.',
  'examples.open': 'Open in the stepper',
  'examples.reconstructed':
    'Opened examples are reconstructed: the shortest schedule of a few such operations that ends the same way. What the threads did step by step is not recorded.',
  'examples.missing': 'No schedule of a small program was found that ends this way.',
  'example.place': 'bucket {bucket}, slot {slot}',
  'example.overflow': 'bucket {bucket}, overflow bucket {position}, slot {slot}',
  'example.old': 'old bucket {bucket}, slot {slot}',
  'example.key': 'Key {key}',
  'example.count': 'len is {length}, and lookups find {found} {found|key|keys}.',
  'example.copies': 'It is in {copies} {copies|slot|slots}.',
  'example.found': 'A lookup finds {found}.',
  'example.foundNothing': 'A lookup finds nothing.',
  'example.expected': 'It should find {expected}.',
  'example.writers': 'Written by {writers}.',
  'example.writer': 'goroutine {goroutine}',
  'example.writerTimes': 'goroutine {goroutine} ({times} {times|increment|increments})',
  'word.count': 'the count {count}',
  'word.mark': 'the value of goroutine {goroutine}’s operation {sequence}',
  'word.markKey': 'the value of goroutine {goroutine}’s operation {sequence}, for key {key}',
  'word.first': 'the value from the start',

  'twins.title': 'Guarded maps under the same load',
  'twins.sentenceClean':
    'No anomaly in {runs} {runs|run|runs} of {maps} {maps|map|maps}; on {workers} {workers|worker|workers} {best} measured fastest, at {ratio} of the unguarded table alone.',
  'twins.sentenceBad': '{count} {count|anomaly|anomalies} in {runs} {runs|run|runs}.',
  'twins.sentenceSoFar': 'No anomaly in {runs} {runs|run|runs} so far.',
  'twins.table': 'Operations per second, and the ratio to the unguarded table of one worker',
  'twins.map': 'Map',
  'twins.anomalies': 'Anomalies',
  'twins.plainTable': 'Hash table, one worker, no guard',
  'twins.model': 'The model, one worker',
  'twins.help':
    'Medians with 95 % intervals where there are at least six runs. The model makes every micro-step explicit, so its speed says nothing of Go’s.',
  'twins.programs': 'The program over each guarded map',
  'twins.programsLead':
    'Real threads ran {program} again and again. Whole statements one after the other give {serial} different {serial|outcome|outcomes}; anything else would be an anomaly.',
  'twins.programRuns': 'Runs',
  'twins.programOutcomes': 'Outcomes seen',
  'twins.programOthers': 'Not serial',
  'twins.programWeak':
    'This map’s iteration promises less than a snapshot, so an outcome of a program with range may be none of the serial ones.',
});
