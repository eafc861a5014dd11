// The matrix' texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  title: 'Which map is best overall',
  'presets.count': '{count} chosen',
  'presets.more': '{count} more',

  'plan.estimate': 'About {time}',
  'plan.what':
    '{maps} {maps|map|maps} × {presets} {presets|preset|presets} × {rounds} {rounds|round|rounds} of {ms} ms',
  'say.started': 'The matrix started.',

  'threads.title': 'The matrix needs real threads',
  'threads.text':
    'This page did not get shared memory, so threads can only take turns here, and their speeds would mean nothing. In a tab of its own the page gets real threads.',

  'empty.lead':
    'Run measures every chosen map at every chosen preset, and fills one table with the medians, cell by cell.',
  'empty.marks':
    'In each column the fastest map is marked, and with it every map that is not significantly slower; the last column is the geometric mean of the ratios to the baseline.',
  'empty.stop': 'Stopping keeps what is complete, and rounds can be added later.',
  'empty.presets': 'Presets of this matrix',

  'outcome.title': 'Result',
  'outcome.soFar': 'So far',
  'outcome.stopped': 'Stopped early; only complete trials count',
  'outcome.failed': 'The run failed; only complete trials count',
  'outcome.end': 'Over all complete presets',
  'outcome.wait': 'The first column is complete in a few seconds.',
  'outcome.none': 'No preset was completed.',
  'outcome.single': 'Only one map has a mean, over {presets} {presets|preset|presets}.',
  'outcome.wins':
    '{best} has the highest geometric mean over {presets} {presets|preset|presets}: {ratio} times {baseline}.',
  'outcome.baselineWins':
    '{best}, the baseline, has the highest geometric mean over {presets} {presets|preset|presets}; next is {next} with {ratio} of it.',
  'outcome.tied':
    'Over {presets} {presets|preset|presets}, the means of {maps} are not significantly different.',
  'outcome.failedMaps': '{maps} failed checks, so there is no overall ranking.',

  'results.title': 'Matrix',
  'results.soFar': 'Matrix so far',
  'results.caption':
    'Operations a second at {threads} {threads|thread|threads}: medians with 95 % intervals',
  'results.changed': 'The settings have changed since this matrix was measured.',
  'results.restore': 'Restore them',
  'share.instead':
    'The link holds maps and presets. The figures do not fit into a link: save them under Export; that file opens here again.',

  groups: 'Group by read share',
  'group.all': 'All',
  'group.reads': 'Mostly reads (90 % or more)',
  'group.mixed': 'Mixed',
  'group.writes': 'Mostly writes',
  more: 'Keep going',
  'more.help': 'Adds rounds until every preset has a clear answer, or until you stop.',

  'table.title': 'Maps by presets',
  'table.caption': '★ the fastest of its column, or not significantly slower',
  'table.mean': 'Geometric mean',
  'table.groupMean': 'mean',
  'table.open': 'Open {preset} in Compare',
  'table.best': 'among the best:',
  'table.failed': '✗ failed',
  'table.now': 'now…',
  'table.rounds': '{rounds} {rounds|round|rounds}',
  'table.interval': '{low} – {high}',
  'table.help':
    'A column’s heading sorts by it; its name opens that preset in Compare. Columns are judged one by one, so about 5 in 100 may mark a wrong map.',
});
