// Texts in English of two results held against each other; fetched with what shows them.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  title: 'Two saved results compared',
  table: 'Figures of both results',
  recorded: '{name} was recorded {date}.',
  'says.slower': 'Significantly slower in {name}: {maps}.',
  'says.faster': 'Significantly faster in {name}: {maps}.',
  'says.none': 'No map is significantly faster or slower in {name}.',
  'says.nothing': 'No map can be compared.',
  differs: 'Other differences, which may explain a change of speed:',
  'difference.pair': '{what}: {old} before, {new} now',
  'difference.streams': 'Same link, different operations: another version prepared them',
  'difference.stopped': '{name} was stopped early',
  'difference.same-recording': 'Both files are the same recording',
  'what.host': 'Host',
  'what.system': 'System',
  'what.processor': 'Processor',
  'what.governor': 'Governor',
  'what.cores': 'Cores',
  'what.threads at once': 'Threads that ran at once',
  'what.hasher': 'Hash function',
  'what.pinned': 'Threads pinned',
  'what.build': 'Build',
  'what.allocator': 'Allocator',
  'what.lab': 'Lab',
  default: 'the default',
  ratio: 'Ratio',
  ratioHelp:
    'Median throughput of the second result over that of the first, with its 95 % interval',
  p: 'p',
  pHelp: 'Mann-Whitney test, adjusted over the maps by Holm’s method',
  tiny: '< 0.001',
  change: 'Change',
  'verdict.faster': 'faster',
  'verdict.slower': 'slower',
  'verdict.not-separable': 'no significant change',
  'verdict.too-few-rounds': 'too few rounds',
  rounds: '{old} + {new} rounds',
  mean: 'Geometric mean',
  'left.missing-old': '{map} is not compared: {old} has no trials of it.',
  'left.missing-new': '{map} is not compared: {new} has no trials of it.',
  'left.failed-old':
    '{map} is not compared: it failed its checks in {old}, so its speed means nothing.',
  'left.failed-new':
    '{map} is not compared: it failed its checks in {new}, so its speed means nothing.',
  'left.failed-both':
    '{map} is not compared: it failed its checks in both, so its speed means nothing.',
  unchecked: '{map} was not checked in {name}.',
});
