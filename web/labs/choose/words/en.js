// The Choose lab's texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  title: 'Which map does my program need?',
  unknown: 'don’t know',
  run: 'Confirm here',
  fetching: 'The rules are on their way…',

  'questions.title': 'Questions about the program',
  'questions.help':
    'Answer what you know; the answer follows at once, and all of it is in the link.',

  'plan.estimate': 'About {time}',
  'plan.what': 'runs {maps} at {threads} {threads|thread|threads}',
  'plan.nothing': 'There is no other map to hold the choice against.',
  'plan.short':
    'This machine runs {has} {has|thread|threads} at once: it cannot tell what {threads} would do.',

  'threads.title': 'Confirming needs real threads',
  'threads.text':
    'The answer below stands without a run. This page did not get shared memory, so it cannot measure; in a tab of its own it gets real threads.',

  'say.started': 'The confirming run started.',

  'answer.title': 'Answer',
  'answer.had': 'in {language}: {by}',
  'answer.runnerUp': 'Runner-up',
  'answer.pair': '{question}: {answer}',
  'none.title': 'None',
  'none.text': 'No map has all that is asked. What to let go of:',
  'none.without': 'not required: {what}',

  'source.article': 'the article, {section}',
  'source.go': 'Go’s documentation',
  'source.measured':
    'measured natively at {threads} {threads|thread|threads} (BENCHMARKS.md); run it here:',
  'source.row': 'what the map itself declares',
  'source.method': 'how this lab decides',

  'change.title': 'Would change if',
  'change.help': 'The nearest other answers that give another map.',
  'change.scale': 'see where it turns',
  'change.compare': 'run both there',
  'change.need': 'also required: {what}',
  'change.drop': 'not required: {what}',

  'excluded.title': '{count} {count|map|maps} excluded, and why',
  'excluded.and': '; ',

  'verdict.confirmed':
    'Confirmed: of the maps that ran here none is significantly faster, and no simpler one is as fast.',
  'verdict.tie':
    'A tie: {map} is simpler and not significantly slower on this machine, so it stands.',
  'verdict.contradiction':
    'Contradicted: {map} is {ratio} times as fast as the choice on this machine. The rule lost; the machine’s word counts.',
  'verdict.refused':
    'Refused: {map} took {ns} an operation and the harness alone {harness}, so that is no figure of a map.',
  'verdict.cannot-tell': 'This machine cannot tell: {why}.',
  'why.processors':
    '{has} {has|thread runs|threads run} at once here, and the question has {needs}',
  'why.simulated': 'threads took turns in one worker',
  'why.too-few-rounds': 'there are too few complete rounds',
  'why.broken': 'a map failed its checks, so its speed means nothing',
  'why.not-measured': 'the maps in question were not measured',
  'why.no-harness': 'what the harness itself costs is not known',

  'outcome.title': 'What this machine says',
  'outcome.soFar': 'Measuring',
  'outcome.stopped': 'Stopped; of what was complete',
  'outcome.failed': 'The run failed',
  'outcome.end': 'What this machine says',
  'outcome.wait': 'The choice, the runner-up and the simplest map take turns.',
  'outcome.none': 'Nothing was complete.',
  'results.title': 'Measured',
  'results.caption':
    'Operations a second at {threads} {threads|thread|threads}, median over rounds',
  'results.interval': '95 % interval',
  'results.choice': 'choice',
  'results.compare': 'Every figure in Compare',
  'results.changed': 'This run is of other answers than those now given.',
  'results.restore': 'Show its question',
  'share.instead':
    'The link carries every answer. Whoever opens it gets the same advice, and confirms it on a machine of their own.',

  'own.title': 'Answer from your own program',
  'own.lead': 'Nothing leaves this page. What you answered above stays; data fill in the rest.',
  'own.trace': 'A trace of the map’s operations, as CSV:',
  'own.bench': 'What Go’s benchmarks printed, which shows whether it scales and not what it does:',
  'own.profile':
    'A mutex profile, which shows where goroutines wait and says nothing of the mix or of hot keys:',
  'own.paste': 'Paste a trace or the benchmarks’ text',
  'own.read': 'Read it',
  'own.file': 'Choose a file',
  'own.drop': 'or drop one here',
  'own.reading': 'Reading…',
  'own.refused': 'This could not be read:',
  'own.tooLarge': 'it is larger than {mb} MB; cut it, or use `contend choose --trace FILE`',
  'own.kind.trace': 'A trace says',
  'own.kind.go-bench': 'The benchmarks say',
  'own.kind.mutex-profile': 'The mutex profile says',
  'own.answers': 'It answers: {answers}.',
  'own.nothing': 'It answers none of the questions.',
  'own.lacks': 'What it cannot say',
  'own.replay':
    'A trace does not fit into a link. The command line plays these very operations on each map:',

  'tell.operations': '{count} operations on {threads} {threads|thread|threads}: {shares}',
  'tell.keys': '{keys} different {keys|key|keys}',
  'tell.even': 'keys are chosen evenly, of about {space}',
  'tell.zipf': 'keys follow a zipf law with exponent {exponent}',
  'tell.skewed': 'the hottest fifth of the keys takes {share} of the operations',
  'tell.rate': '{rate}',
  'tell.time': '{time} at {processors}',
  'tell.once': 'Run it with -cpu 1,2,4 to see whether it scales.',
  'tell.slower': '{ratio} times as many operations: processors are in each other’s way.',
  'tell.faster': '{ratio} times as many operations with the most processors.',
  'tell.waited': '{time} waited in {contentions} {contentions|contention|contentions}',
  'tell.place': '{share} of it for locks that {function} released',

  'article.title': 'The article’s own decision table',
  'article.help':
    '{holding} of {rows} rows hold here. Each opens as a question, to be confirmed on your machine.',
  'article.axis': 'Axis',
  'article.case': 'Case',
  'article.takes': 'The article takes',
  'article.holds': 'Here',
  'article.or': ' or ',
  'article.yes': 'the same',
  'axis.reads': 'Reads',
  'axis.life': 'Key lifetime',
  'axis.memory': 'Memory',
  'axis.iteration': 'Iteration',
  'axis.lock': 'Which lock',
});
