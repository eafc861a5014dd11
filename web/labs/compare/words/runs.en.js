// Texts in English of the runs that a tab keeps and of a recorded result; fetched with them.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'recorded.title': 'Recorded on {machine}, {cores}, {date}',
  'recorded.cores': '{count} {count|core|cores}',
  'recorded.word': 'These figures came with the link; this page did not measure them.',
  'recorded.runToCompare': 'Run to set your own beside them.',
  'recorded.same': 'Your run did the same operations.',
  'recorded.different':
    'Your run did different operations (its stream checksum differs), so the two are not the same workload.',
  'recorded.stopped': 'That run was stopped early.',
  'recorded.parallelism': 'ran {count} {count|thread|threads} at once',
  'recorded.alt': 'Recorded median throughput of every map with its interval; figures in the table',
  'recorded.table': 'Recorded figures of every map',
  'recorded.theirs': 'Recorded',
  'recorded.own': 'Your run, this machine',
  'recorded.rounds': '{rounds} {rounds|round|rounds}',
  'recorded.bad': 'The recorded result (r) in this link was left out',
  'recorded.unsupported': 'This browser cannot unpack it; a current one can.',
  'recorded.encoding': 'It is not base64url text. The link may have been cut short or changed.',
  'recorded.damaged': 'It does not unpack. The link may have been cut short or changed.',
  'recorded.too-large': 'It unpacks to more than a page reads.',
  'recorded.json': 'What it unpacks to is not JSON.',
  'recorded.shape': 'It does not have the fields and bounds of a recorded result.',
  'recorded.other-experiment': 'It was recorded for a different experiment.',
  'runs.title': 'Runs of this tab ({count})',
  'runs.kept': 'Nothing is stored: the last {most} are kept until the tab is closed.',
  'runs.table': 'Runs of this tab',
  'runs.run': 'Run',
  'runs.number': 'Run {number}',
  'runs.settings': 'Maps and settings',
  'runs.stopped': 'stopped early',
  'runs.restore': 'Show again',
  'runs.restoreNamed': 'Show again: run {run} and its settings',
  'runs.save': 'JSON',
  'runs.saveNamed': 'JSON of run {run}, download',
  'runs.choose': 'Run {number} as {side}',
  'runs.sameRun': 'Choose two different runs to compare.',
  'runs.doCompare': 'Compare them',
  'runs.compare': 'Run {a} (A) beside run {b} (B)',
});
