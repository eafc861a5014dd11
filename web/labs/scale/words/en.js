// The Scale lab's texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'axis.title': 'What varies',
  'axis.values': 'Values',
  'axis.typed':
    'Values of {axis}, separated by commas: {min} to {max} of them, from {low} to {high}',
  'axis.few': 'At least {min} different values.',
  'axis.many': 'At most {max} values; there are {count}.',
  'axis.whole': '“{piece}” is not a whole number from {low} to {high}.',
  'axis.number': '“{piece}” is not a number from {low} to {high}.',
  'axis.bounds': '“{piece}” is not between {low} and {high}.',

  'at.threads': '{value} {value|thread|threads}',
  'at.reads': '{value} % reads',
  'at.shards': '{value} {value|shard|shards}',
  'at.theta': 'theta {value}',
  'at.keys': '{value} {value|key|keys}',
  'at.value': '{value}-byte values',
  'at.think': '{value} ns think time',
  'per.threads': 'per added thread',
  'per.reads': 'per percentage point of reads',
  'per.shards': 'per added shard',
  'per.keys': 'per added key',
  'per.value': 'per added byte',
  'per.think': 'per added ns of think time',
  'per.other': 'per unit of {axis}',

  'plan.estimate': 'About {time}',
  'plan.what':
    '{maps} {maps|map|maps} × {values} values × {rounds} {rounds|round|rounds} of {ms} ms',
  'progress.at': 'at {at}: ',

  'empty.title': 'How it scales',
  'empty.lead':
    'Run measures every map at every value of one setting, all else being equal, and draws throughput as a curve.',
  'empty.turns':
    'Each round visits every value once in a new random order, so that drift of the machine affects all parts of a curve alike.',
  'empty.says':
    'The curves are then described: the straight line and how well it fits, the scaling law (USL) or why there is none, and where one map overtakes another.',
  'empty.cells': 'Each value is an experiment of its own and opens in Compare.',

  'threads.title': 'Scale needs real threads',
  'threads.text':
    'This page did not get shared memory, so threads can only take turns here, and curves of that would mean nothing. In a tab of its own the page gets real threads.',

  'outcome.title': 'Result',
  'outcome.soFar': 'So far',
  'outcome.stopped': 'Stopped early; only complete trials count',
  'outcome.failed': 'The run failed; only complete trials count',
  'outcome.end': 'At the ends of the axis',
  'outcome.wait': 'The curves grow with every trial.',
  'outcome.none': 'No trial was completed.',
  'outcome.wins': 'At {at}, {best} is significantly ahead of every other map.',
  'outcome.tied': 'At {at}, {level} are not significantly different.',
  'outcome.few': 'At {at}, {best} measured fastest, but in too few rounds to rank.',
  'outcome.broken': 'At {at}, {broken} failed its checks, so nothing is ranked.',
  'outcome.single': 'At {at}, {best} reaches {rate}.',

  'results.title': 'Curves',
  'results.soFar': 'Curves so far',
  'share.instead':
    'The link holds the experiment. Curves do not fit into a link: save them under Export; that file opens here again.',
  'results.changed': 'The settings have changed since these curves were measured.',
  'results.restore': 'Restore them',
  'chart.title': 'Throughput by {axis}',
  'chart.key': 'medians, 95 % intervals, single rounds',
  'chart.keyMany': 'medians and 95 % intervals',
  'chart.alt':
    'Line chart of throughput by {axis}, one line for each of {maps} maps. The table below has the same figures.',
  'chart.log': 'Logarithmic throughput',
  'chart.axisY': 'operations per second',
  'chart.oversubscribed': 'oversubscribed',
  'chart.oversubscribedHelp':
    'Shaded: more threads than this machine runs at once ({parallelism}, as measured); there the scheduler is measured too.',
  'chart.law': 'fitted scaling law',
  'chart.point': '{map}, {at}: {rate}',
  'chart.pointInterval': '{map}, {at}: {rate} ({low} to {high})',

  'table.title': 'Medians and 95 % intervals, operations per second',
  'table.map': 'Map',
  'table.sort': 'Sort by',
  'table.open': 'Open {at} in Compare',
  'table.rounds': '{done} of {rounds}',
  'table.now': 'running',
  'table.failed': 'failed its checks',
  'table.openHelp': 'A value opens as an experiment of its own in Compare.',

  'says.title': 'What the curves say',
  'says.none': 'Too few values are complete to say anything.',
  'says.failed': 'Failed its checks at {at}: these figures are of a map that gave wrong answers.',
  'says.span': 'From {first} at {from} to {last} at {to}; highest at {top}.',
  'says.level': 'The medians are level: no slope.',
  'says.line': 'Straight line: {slope} {per}, R² {r2}.',
  'says.linePlain': 'Straight line: {slope} {per}.',
  'says.linePoor': 'Straight line: {slope} {per}, but R² {r2}: a line describes it poorly.',
  'says.law':
    'Scaling law (USL): contention α = {alpha} ± {alphaError}, coherence β = {beta} ± {betaError}, R² {r2}; highest at {peak} threads, never above {roof}.',
  'says.lawLeftOut':
    'Above the measured parallelism the law is only drawn; those points were not fitted.',
  'says.knee': 'Knee near {at}, a hint only.',
  'refusal.too-few-points':
    'No scaling law: there are {has} thread counts and it needs {needs}. Add values.',
  'refusal.too-few-in-parallel':
    'No scaling law: only {has} of the thread counts {has|runs|run} at once on this machine ({parallelism}), and it needs {needs}; above that the scheduler is measured too.',
  'refusal.not-positive': 'No scaling law: a throughput is zero.',
  'refusal.falls':
    'No scaling law: throughput is highest at the fewest threads, so there is no scaling to describe.',
  'refusal.on-bound': 'No scaling law: the best fit lies on the bound {bound} of {parameter}.',
  'refusal.poor-fit': 'No scaling law: the fit is too poor, R² {r2} where {needs} is needed.',
  'refusal.other': 'No scaling law: {reason}.',
  'over.title': 'Who overtakes whom',
  'over.none': 'No map overtakes another one along this axis.',
  'over.interval':
    '{map} overtakes {overtaken} between {from} and {to} (at {at}; 95 % interval {low} to {high}).',
  'over.plain': '{map} overtakes {overtaken} between {from} and {to}.',
  'over.doubt':
    'The medians of {map} and {overtaken} cross between {from} and {to}, but within noise.',
  'over.crossings':
    '{count} more {count|crossing|crossings} of medians {count|is|are} within noise.',

  'claims.title': 'What the article says, and this machine',
  'claims.claimed': 'Claimed (2.5)',
  'claims.here': 'Here',
  'claims.threshold':
    'Every guarded model but one has a panic threshold, 256 or 1,024 goroutines, that grows with GOMAXPROCS along a line (R² 0.98).',
  'claims.thresholdHere':
    'A guarded map has no such threshold. Of {trials} {trials|trial|trials} with up to {threads} {threads|thread|threads} here, {failed} failed the checks.',
  'claims.thresholdNone': 'A guarded map has no such threshold. Vary threads to see.',
  'claims.line':
    'Each added goroutine costs the same: 1.3 to 2.0 requests a second of 12,400 to 28,700, which is 0.005 to 0.016 %.',
  'claims.lineHere': '{map}: {share} of the first value {per}, R² {r2}.',
  'claims.lineNone': 'Vary threads, at least three values, to see.',
  'claims.bend': 'Above 95 % CPU the decay is no longer linear.',
  'claims.bendHere': 'A page cannot see how busy the processors are. On the command line:',
});
