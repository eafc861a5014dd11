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
    'Run lets goroutines share one unguarded map on real threads until the runtime ends the run with its fatal error. It reports the message, the two operations in conflict, the micro-step of each, and how long it took.',
  'empty.liveWorkers':
    'As in Go, goroutines on one worker switch between operations and at allocations, never in the middle of an update.',
  'empty.liveSays':
    'Repeated at each step of the sweep, this gives survival curves, and the probability of death with its interval.',
  'empty.damage': 'What the check protects against',
  'empty.damageLead':
    'Run does the same with the check disabled, then inspects the map at rest and counts what is wrong.',
  'empty.damageHow':
    'Every goroutine keeps a ledger of what it did, so what the map must hold is known exactly: lost updates, duplicate and vanished keys, entries that no lookup finds, values under the wrong key, a wrong len.',
  'empty.damageSafe':
    'The map is a model whose every field is atomic, so a corrupted map cannot harm this page.',
  'empty.twins': 'The same over guarded maps',
  'empty.twinsLead':
    'Run puts the same load on the chosen maps, counts anomalies by the same ledgers, and measures what guarding costs.',
  'empty.twinsPrice': 'Cost relative to an unguarded table on one thread.',

  'outcome.title': 'Result',
  'outcome.soFar': 'So far',
  'outcome.stopped': 'Stopped early; only complete runs count',
  'outcome.failed': 'The run failed; only complete runs count',
  'outcome.end': 'In one sentence',
  'says.none': 'The first run is under way.',
  'says.noDeath': 'None of {runs} {runs|run|runs} died.',
  'says.always': 'From {at} on, every run died.',
  'says.some': '{deaths} of {runs} {runs|run|runs} died.',
  'says.crashed':
    '{crashes} of {deaths} {deaths|death|deaths} came by a segmentation fault, which no check reported.',
  'says.never': 'With {at}, none died.',

  'results.title': 'Runs',
  'results.soFar': 'Runs so far',
  'results.download': 'Download JSON',
  'results.changed': 'The settings have changed since these runs.',
  'results.restore': 'Restore them',
  'share.instead':
    'The link holds the experiment. Its runs do not fit into a link: download them as JSON.',

  'meeting.title': 'The last fatal error',
  'meeting.waiting': 'No fatal error yet.',
  'meeting.none': 'No run has died.',
  'meeting.crashed': 'No fatal error; {crashes} died of a segmentation fault.',
  'meeting.by': 'Thrown by',
  'meeting.other': 'In conflict with',
  'meeting.parked': 'In conflict with this call, which had been switched away at an allocation:',
  'meeting.complete': 'The flag had been changed by a call that has since returned:',
  'meeting.nobody': 'The goroutine that changed the flag had already finished.',
  'meeting.goroutine': 'Goroutine {goroutine}',
  'meeting.worker': 'worker {worker}',
  'meeting.step': 'at',
  'meeting.after':
    '{at}: after {operations} {operations|operation|operations} and {time}. Flags right after: {flags}.',
  'meeting.earlier': '{count} earlier {count|error|errors}',
  'meeting.more': 'And {count} more in the JSON.',

  'survival.title': 'Survival',
  'survival.key': 'Kaplan-Meier; bands are 95 % intervals',
  'survival.axisX': 'time since the goroutines started',
  'survival.axisY': 'runs alive',
  'survival.alt':
    'Step curves of the share of runs still alive against time, one for each of {settings} settings. The table below has the medians.',
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
  'table.medianOperations': 'Operations until then',
  'table.perSecond': 'Deaths / s',
  'table.perMillion': 'Deaths / M operations',
  'table.of': '{deaths} of {runs}',
  'table.crashes': '{crashes} by a segmentation fault',
  'table.help':
    'A run that outlives its time limit counts as alive up to the limit, in medians and rates too. Operations are the total of all goroutines.',

  'unseen.title': 'What the check does not see',
  'unseen.lead':
    'Races that raised no error. Some are counted in these runs; each has a small program, all of whose interleavings the explorer shows.',
  'unseen.reads': 'A read that had passed its check when a write began.',
  'unseen.stores':
    'A value stored after the runtime had returned its slot, while another goroutine was writing.',
  'unseen.length': 'len, which reads the count and checks nothing.',
  'unseen.emptyRead': 'A read of an empty map, which returns before any check.',
  'unseen.counted': '{count} in these runs',
  'unseen.explore': 'Explore',

  'claims.title': 'What the article says, and this machine',
  'claims.claimed': 'Claimed (2.3, 2.5)',
  'claims.here': 'Here',
  'claims.threshold': 'With 8 goroutines or more writing, the fatal error comes in 100 % of cases.',
  'claims.thresholdHere':
    'On two workers or more it always came with {goroutines} {goroutines|goroutine|goroutines} already.',
  'claims.thresholdRare':
    'On two workers or more some runs outlived the time limit at every setting.',
  'claims.thresholdOne': 'Nothing here ran on two workers. Raise workers to see.',
  'claims.thresholdAlone':
    'On one worker {deaths} of {runs} {runs|run|runs} died: what counts is that two really run at once, not how many there are.',
  'claims.linear': 'The threshold grows with GOMAXPROCS along a line, R² 0.98.',
  'claims.step':
    'It is a step, not a line: from one worker to two, death goes from {one} (at most {oneHigh}) to {two} (at least {twoLow}) of runs.',
  'claims.lineTime': 'A line through the time to the death of half: {slope} {per}, R² {r2}.',
  'claims.lineRate': 'A line through deaths per second: {slope} {per}, R² {r2}.',
  'claims.lineNone': 'Fewer than three settings in which half died: no line through them.',
  'claims.perWorker': 'per worker',
  'claims.perGoroutine': 'per goroutine',
  'claims.certain':
    'Reading and writing at once must panic: the runtime’s check is deterministic protection.',
  'claims.certainHere':
    'It is a non-atomic check of one flag. In {runs} {runs|run|runs}, {reads} reads overlapped a write unnoticed, and {stores} values were stored unnoticed while another goroutine wrote.',

  'damage.title': 'What the check protects against',
  'damage.kind': 'Damage',
  'damage.none': 'Nothing was damaged in {runs} {runs|run|runs}.',
  'damage.some': 'Of {runs} {runs|run|runs}, {hurt} left a damaged map: {kinds}.',
  'damage.alone': 'With {at}, nothing was damaged.',
  'damage.table': 'Damage by setting, in all runs together',
  'damage.help':
    'Each figure is a sum over the runs of its setting; below it, how many runs had any, and the number per million operations.',
  'damage.runs': '{runs} {runs|run|runs} · {million} per M',
  'damage.operations': 'Operations',
  'damage.missedReads': 'Reads that missed a key which is always present',
  'damage.foreignReads': 'Reads of a value never written for their key',
  'damage.fatal': 'Runs that another check ended: bad map state',
  'damage.endless': 'Runs with an operation that does not end',
  'damage.crashed': 'Runs that real Go would end with a segmentation fault',
  'damage.ranAway': 'Runs whose map grew until memory was used up',
  'kind.lost-update': 'Lost updates',
  'kind.duplicate-key': 'Duplicate keys',
  'kind.vanished-key': 'Vanished keys',
  'kind.unreachable-entry': 'Entries no lookup finds',
  'kind.returned-key': 'Deleted keys that came back',
  'kind.wrong-value': 'Wrong values',
  'kind.corrupted-count': 'Corrupted len',
  'what.lost-update': 'an update that was overwritten, or made to a slot that had been moved',
  'what.duplicate-key': 'one key in two slots, each written by a goroutine that found it absent',
  'what.vanished-key': 'a key that must be present but is in no slot',
  'what.unreachable-entry': 'a key in a slot where no lookup looks',
  'what.returned-key': 'a key whose last operation deleted it',
  'what.wrong-value': 'a value that nobody ever wrote for its key',
  'what.corrupted-count': 'len differs from the number of keys',
  'examples.title': 'Examples from these runs',
  'examples.none': 'No examples: nothing was damaged.',
  'examples.open': 'Open in the stepper',
  'examples.reconstructed':
    'An opened example is a reconstruction: the shortest schedule of a few such operations that ends the same way. What the threads did step by step is not recorded.',
  'examples.missing': 'No small program was found that ends this way.',
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
    'No anomaly in {runs} {runs|run|runs} of {maps} {maps|map|maps}; on {workers} {workers|worker|workers} {best} measured fastest, at {ratio} of an unguarded table on one thread.',
  'twins.sentenceBad': '{count} {count|anomaly|anomalies} in {runs} {runs|run|runs}.',
  'twins.sentenceSoFar': 'No anomaly in {runs} {runs|run|runs} so far.',
  'twins.table': 'Operations per second, and the ratio to the unguarded table of one worker',
  'twins.map': 'Map',
  'twins.anomalies': 'Anomalies',
  'twins.plainTable': 'Hash table, one worker, no guard',
  'twins.model': 'The model, one worker',
  'twins.help':
    'Medians with 95 % intervals where there are at least six runs. The model makes every micro-step explicit, so its speed is not Go’s.',
  'twins.programs': 'The program over each guarded map',
  'twins.programsLead':
    'Real threads ran {program} repeatedly. Running whole statements one after another gives {serial} different {serial|outcome|outcomes}; any other is an anomaly.',
  'twins.programRuns': 'Runs',
  'twins.programOutcomes': 'Outcomes seen',
  'twins.programOthers': 'Not serial',
  'twins.programWeak':
    'This map’s iteration is not a snapshot, so a program with range may end in a non-serial outcome.',
});
