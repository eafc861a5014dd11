// What is said of a result, its conclusion and what stands below its figures, in English; fetched with
// the first run.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'outcome.rounds': '{rounds} {rounds|round|rounds}',
  'outcome.roundsAdded': '{rounds} rounds, {added} of them added',
  'outcome.over':
    '{threads} threads on a machine that ran {parallelism} at once: threads take turns, and these figures include the waiting.',
  'outcome.refused':
    '{map}: {count} {count|operation was|operations were} refused; no figure includes {count|it|them}.',
  'outcome.fewer': 'Run it with {parallelism} {parallelism|thread|threads}',
  'outcome.keepGoing': 'Keep going',
  'outcome.keepGoingWhat':
    'adds rounds to the {rounds} so far until the answer is clear, or you stop it',
  'outcome.scale': 'See how these maps scale with threads',
  'outcome.verify': 'Deep check of these maps',
  'outcome.share': 'Share this result',
  'conclusion.wait': 'The first figures appear once every map has run once.',
  'conclusion.none': 'No map completed a round, so there is nothing to conclude.',
  'conclusion.single':
    '{best} reaches {rate} (median of {rounds} {rounds|round|rounds}). Add a second map to compare.',
  'conclusion.wins':
    '{best} is fastest at {rate}, significantly ahead of every other map: {ratio} times the runner-up, {other} (95 % interval {low} to {high}).',
  'conclusion.winsOne':
    '{best} is fastest at {rate}, significantly ahead of {other}: {ratio} times its throughput (95 % interval {low} to {high}).',
  'conclusion.winsPlain': '{best} is fastest, at {rate}.',
  'conclusion.equal': '{equal} are equally fast in practice (within 5 %), at about {rate}.',
  'conclusion.equalAhead':
    '{equal} are equally fast in practice (within 5 %), at about {rate}, and significantly ahead of every other map.',
  'conclusion.tied':
    '{best} has the highest median, {rate}, but after {rounds} {rounds|round|rounds} it is not significantly faster than {tied}.',
  'conclusion.few':
    '{best} has the highest median, {rate}, but {rounds} {rounds|round is|rounds are} too few to tell a difference from chance. Six or more give an interval.',
  'conclusion.early':
    '{best} has the highest median so far, {rate}, but {rounds} {rounds|round is|rounds are} too few to tell a difference from chance.',
  'conclusion.broken':
    '{broken} failed {count|its|their} correctness checks, so {count|its|their} speed does not count.',
  'conclusion.simulated':
    'Every check passed in simulation. Speeds are not compared, because no two threads really ran at once.',
  'standing.title': 'The best map against the others',
  'standing.line': '{ratio} times {map} ({low} to {high}): {answer}',
  'standing.plain': '{ratio} times {map}: {answer}',
  'standing.slower': 'significantly ahead',
  'standing.equal': 'equal in practice (within 5 %)',
  'standing.undecided': 'not decided yet',

  'rounds.title': 'Every round and every thread',
  'rounds.round': 'Round',
  'rounds.rate': 'ops/s',
  'rounds.ops': 'Operations',
  'rounds.seconds': 'Seconds',
  'rounds.threads': 'Operations by thread',
  'rounds.passed': 'passed',
  'rounds.failed': 'failed',

  'costs.title': 'Latency, memory and waiting',
  'costs.service':
    'Service time of single operations in a closed loop, without think time, from a separate pass. A delayed thread issues nothing meanwhile.',
  'costs.response':
    'Response time in an open loop of {rate} operations per second in total: from an operation’s intended start to its end. An operation that was due but never started counts with its delay at the end of the trial.',
  'costs.clock':
    'This browser’s clock steps by {step}: latencies below {step} cannot be resolved, and every figure is that coarse.',
  'costs.memory':
    'Memory: what the map had allocated and not freed at the end of a separate pass; allocations and bytes are per operation.',
  'costs.waits': 'Lock waits',
  'costs.waited': '{share} waiting',
  'costs.uncounted': 'not counted',
  'costs.waiting':
    'Lock waits: how often per operation a lock was found taken, and the share of thread time spent waiting for it, from a separate pass with counting locks. Locks inside crates are not counted, and some maps have none.',
  'costs.over': 'over {limit} ms',
  'costs.max': 'longest',
  'costs.held': 'Memory held',
  'costs.perEntry': '{bytes} per entry',
  'costs.allocations': 'Allocations',
  'costs.below': '< {step}',

  'course.title': 'Over time within a trial',
  'course.what':
    'Medians over the rounds, at the start of the measured time and after each tenth of it; the lines’ scale is 0 to 100 %. Below each: minimum and maximum.',
  'course.path': '{from} → {to}',
  'course.range': '{low} to {high}',

  'runs.mean': 'Geometric mean of the ratios',
  'runs.across': 'Over {count} experiments of this tab',
  'runs.acrossHelp':
    'Geometric mean of each map’s ratio to the baseline, over the latest run of every experiment with that baseline; only maps that all of them have.',

  'warnings.title': 'Warnings',
  'warning.oversubscribed':
    '{threads} threads on a machine that runs {parallelism} at once: threads take turns, and the figures include the waiting.',
  'warning.few-rounds':
    '{rounds} {rounds|round|rounds}: a quick look. Fewer than {needed} give no interval and no verdict on differences.',
  'warning.simulated': 'Simulated: threads took turns in one worker. No speed was measured.',
  'warning.not-presized': '{maps} cannot be presized and grew from empty.',
  'warning.noisy':
    'The machine was not quiet: a fixed loop varied by {percent} % just before the run. For steadier figures close other busy programs, and pages that measure in another browser or inside another site.',
  'warning.unsettled':
    '{maps} did not reach steady state during warm-up: no three consecutive slices of 100 ms agreed within 5 %. Rounds may differ in speed.',
  'warning.rate-not-reached':
    '{maps} did not reach the intended rate of {rate} operations/s (lowest: {reached}). Operations that were due but never started count in the latencies with their delay so far, so longer trials show longer latencies.',
  'warning.repeated':
    '{trials} {trials|trial was|trials were} disturbed and repeated: the page was hidden during {hidden}, frozen during {frozen}, and the clock changed during {clock}.',
  'warning.drift':
    'The harness alone varied by up to {percent} % between rounds: something else was running on this machine, or its clock frequency changed. Trust the ratios, which are paired by round, more than the speeds.',
  'warning.memory-grew':
    'Memory grew by {bytes} bytes during the run, which may have disturbed it.',
  'warning.short-interval':
    'A trial of {ms} ms is shorter than 100 steps of this browser’s clock; longer trials give more reliable figures.',

  'env.title': 'Measured on',
  'env.cores': 'Reported cores',
  'env.parallelism': 'Measured parallelism',
  'env.tried': '{found} of {tested} tried, at {time}',
  'env.calibration': 'Calibration spread',
  'env.mode': 'Mode',
  'env.mode.threads': 'real threads',
  'env.mode.simulated': 'simulated',
  'env.isolation': 'Isolation',
  'env.isolation.headers': 'by the server’s headers',
  'env.isolation.service-worker': 'by the service worker',
  'env.isolation.inherited': 'by the page around it',
  'env.isolation.none': 'none',
  'env.clock': 'Clock step',
  'env.allocator': 'Allocator',
  'env.hasher': 'Hasher',
  'env.build': 'Build',
  'env.seed': 'Seed',
  'env.streams': 'Stream checksum',
});
