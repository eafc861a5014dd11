// The Choose lab's texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  title: 'Which map does my program need?',
  unknown: 'don’t know',
  run: 'Confirm here',
  fetching: 'Loading the rules…',

  'questions.title': 'Questions about the program',
  'questions.help':
    'Answer what you know. The advice follows at once, and every answer is in the link.',

  'plan.estimate': 'About {time}',
  'plan.what': 'runs {maps} at {threads} {threads|thread|threads}',
  'plan.nothing': 'There is no other map to compare the choice with.',
  'plan.short':
    'This machine runs {has} {has|thread|threads} at once, so it cannot tell what {threads} would do.',

  'threads.title': 'Confirming needs real threads',
  'threads.text':
    'The answer below does not depend on a run. This page did not get shared memory, so it cannot measure; in a tab of its own it gets real threads.',

  'say.started': 'The confirming run started.',

  'answer.title': 'Answer',
  'answer.had': 'in {language}: {by}',
  'answer.runnerUp': 'Runner-up',
  'answer.pair': '{question}: {answer}',
  'none.title': 'None',
  'none.text': 'No map meets every requirement. What you could give up:',
  'none.without': 'not required: {what}',

  'source.article': 'the article, {section}',
  'source.go': 'Go’s documentation',
  'source.measured':
    'measured natively at {threads} {threads|thread|threads} (BENCHMARKS.md); run it here:',
  'source.row': 'what the map itself declares',
  'source.method': 'how this lab decides',

  'change.title': 'Would change if',
  'change.help': 'The nearest other answers that lead to another map.',
  'change.scale': 'see where the order changes',
  'change.compare': 'compare both there',
  'change.need': 'also required: {what}',
  'change.drop': 'not required: {what}',

  'excluded.title': '{count} {count|map|maps} excluded, and why',
  'excluded.and': '; ',

  'verdict.confirmed':
    'Confirmed: of the maps that ran here none is significantly faster, and no simpler one is as fast.',
  'verdict.tie':
    'A tie: {map} is simpler and not significantly slower on this machine, so it stands.',
  'verdict.contradiction':
    'Contradicted: {map} is {ratio} times as fast as the choice on this machine. Go by the measurement, not by the rule.',
  'verdict.refused':
    'Rejected: {map} took {ns} per operation and the harness alone {harness}, so this does not measure the map.',
  'verdict.cannot-tell': 'This machine cannot tell: {why}.',
  'why.processors':
    '{has} {has|thread runs|threads run} at once here, and the question asks for {needs}',
  'why.simulated': 'threads took turns in one worker',
  'why.too-few-rounds': 'there are too few complete rounds',
  'why.broken': 'a map failed its checks, so its speed means nothing',
  'why.not-measured': 'the maps in question were not measured',
  'why.no-harness': 'the harness’s own cost is not known',

  'outcome.title': 'What this machine says',
  'outcome.soFar': 'Measuring',
  'outcome.stopped': 'Stopped early; only complete trials count',
  'outcome.failed': 'The run failed',
  'outcome.end': 'What this machine says',
  'outcome.wait': 'The choice, the runner-up and the simplest map take turns.',
  'outcome.none': 'No trial was completed.',
  'results.title': 'Measured',
  'results.caption':
    'Operations a second at {threads} {threads|thread|threads}, median over rounds',
  'results.interval': '95 % interval',
  'results.choice': 'choice',
  'results.compare': 'Every figure in Compare',
  'results.changed': 'The answers have changed since this run.',
  'results.restore': 'Restore them',
  'share.instead':
    'The link holds every answer. Whoever opens it gets the same advice and can confirm it on a machine of their own.',

  'own.title': 'Answer from your own program',
  'own.lead': 'Nothing leaves this page. Your answers above stay; the data fills in the rest.',
  'own.trace': 'A trace of the map’s operations, as CSV:',
  'own.bench':
    'The output of Go’s benchmarks, which shows whether the program scales, not what it does:',
  'own.profile': 'A mutex profile, which shows where goroutines wait, not the mix or the hot keys:',
  'own.paste': 'Paste a trace or the benchmarks’ text',
  'own.read': 'Read it',
  'own.file': 'Choose a file',
  'own.drop': 'or drop one here',
  'own.reading': 'Reading…',
  'own.refused': 'This could not be read:',
  'own.kind.trace': 'A trace says',
  'own.kind.go-bench': 'The benchmarks say',
  'own.kind.mutex-profile': 'The mutex profile says',
  'own.answers': 'It answers: {answers}.',
  'own.nothing': 'It answers none of the questions.',
  'own.lacks': 'What it cannot say',
  'own.replay':
    'A trace does not fit into a link. The command line replays these operations on each map:',

  'refusal.no-column': 'its first line is not a header with {column}; a trace has op,key,thread,t.',
  'refusal.no-operation':
    'line {line}: “{text}” is not an operation; write r, i, d, u, g, c, s or x.',
  'refusal.no-key': 'line {line}: {letter} has no key.',
  'refusal.no-time': 'line {line}: “{text}” is not a time; write nanoseconds, or nothing.',
  'refusal.other-fields':
    'line {line}: it has {has} {has|field|fields}, but the first line has {needs}.',
  'refusal.not-utf8': 'line {line}: it is not UTF-8.',
  'refusal.too-many-threads': 'line {line}: there are more than {most} threads; leave some out.',
  'refusal.too-many-keys': 'line {line}: there are more than {most} keys; cut the trace.',
  'refusal.too-many-rows': 'there are more than {most} rows; cut the trace.',
  'refusal.nothing-done': 'there is no operation in it.',
  'refusal.no-benchmark':
    'there is no benchmark in it: a line begins with Benchmark and has a figure in ns/op.',
  'refusal.too-long': 'it is longer than {mib} MiB; keep only the benchmarks’ lines.',
  'refusal.not-gzip': 'it is not a complete gzip file ({raw}).',
  'refusal.too-large-unpacked': 'unpacked it is larger than {mib} MiB.',
  'refusal.not-pprof': 'it is not a pprof profile ({raw}).',
  'refusal.other-profile':
    'it has no contentions and delay, so it is not a mutex profile; `go test -mutexprofile` writes one.',
  'refusal.other-data':
    'it is none of the files that can be read here: a trace begins with op,key,thread,t, a benchmark’s line with Benchmark, and a mutex profile is a pprof file.',
  'refusal.unreadable': 'it could not be read ({raw}).',
  'refusal.file-too-large':
    'it is larger than {mb} MB; cut it, or use `contend choose --trace FILE`.',

  'tell.operations': '{count} operations on {threads} {threads|thread|threads}: {shares}',
  'tell.keys': '{keys} different {keys|key|keys}',
  'tell.even': 'keys are chosen evenly from about {space}',
  'tell.zipf': 'keys follow Zipf’s law with exponent {exponent}',
  'tell.skewed': 'the hottest fifth of the keys takes {share} of the operations',
  'tell.rate': '{rate}',
  'tell.time': '{time} at {processors}',
  'tell.once': 'Run it with -cpu 1,2,4 to see whether it scales.',
  'tell.slower':
    'With the most processors, {ratio} times as many operations: they slow each other down.',
  'tell.faster': 'With the most processors, {ratio} times as many operations.',
  'tell.waited': '{time} waited in {contentions} {contentions|contention|contentions}',
  'tell.place': '{share} of it for locks that {function} released',

  'article.title': 'The article’s own decision table',
  'article.help':
    '{holding} of {rows} rows hold here. Each opens as a question that you can confirm on your machine.',
  'article.axis': 'Axis',
  'article.case': 'Case',
  'article.takes': 'The article’s choice',
  'article.holds': 'Here',
  'article.or': ' or ',
  'article.yes': 'the same',
  'axis.reads': 'Reads',
  'axis.life': 'Key lifetime',
  'axis.memory': 'Memory',
  'axis.iteration': 'Iteration',
  'axis.lock': 'Which lock',
});
