// The matrix' texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  title: 'Which map overall',
  'presets.count': '{count} chosen',
  'presets.more': '{count} more',

  'plan.estimate': 'About {time}',
  'plan.what':
    '{maps} {maps|map|maps} × {presets} {presets|preset|presets} × {rounds} {rounds|round|rounds} of {ms} ms',
  'say.started': 'The matrix started.',

  'threads.title': 'The matrix needs real threads',
  'threads.text':
    'This page did not get shared memory, so threads can only take turns here, and their speeds would say nothing. In a tab of its own the page gets real threads.',

  'empty.lead':
    'Run measures every chosen map at every chosen preset, and fills one table with the medians, cell by cell.',
  'empty.marks':
    'In each column the fastest map is marked, and with it every map that is not significantly slower; the last column is the geometric mean of the ratios to the baseline.',
  'empty.stop': 'Stopping keeps what is complete, and rounds can be added later.',
  'empty.presets': 'Presets of this matrix',

  'outcome.title': 'Result',
  'outcome.soFar': 'So far',
  'outcome.stopped': 'Stopped; of what was complete',
  'outcome.failed': 'The run failed; of what was complete',
  'outcome.end': 'Over all complete presets',
  'outcome.wait': 'The first column is complete in some seconds.',
  'outcome.none': 'No preset was complete.',
  'outcome.single': 'One map has a mean, over {presets} {presets|preset|presets}.',
  'outcome.wins':
    '{best} has the highest geometric mean over {presets} {presets|preset|presets}: {ratio} times {baseline}.',
  'outcome.tied':
    'Over {presets} {presets|preset|presets}, {maps} have means that cannot be told apart.',
  'outcome.failedMaps': '{maps} failed checks, so nothing is said overall.',

  'results.title': 'Matrix',
  'results.soFar': 'Matrix so far',
  'results.caption':
    'Operations a second at {threads} {threads|thread|threads}: medians with 95 % intervals',
  'results.changed': 'This matrix is of other settings than those now shown.',
  'results.restore': 'Show its settings',
  'share.instead':
    'The link carries maps and presets. The figures do not fit into a link: save them under Export; that file opens here again.',

  groups: 'Group by read share',
  'group.all': 'All',
  'group.reads': 'Reads rule (90 % or more)',
  'group.mixed': 'Mixed',
  'group.writes': 'Writes rule',
  more: 'Keep going',
  'more.help': 'Adds rounds until the maps of every preset are told apart, or until you stop.',

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
    'A column’s heading sorts by it; its name opens that preset in Compare. Each column is judged by itself: of many, about five in a hundred name a map wrongly.',

  'export.json': 'Save JSON',
  'export.csv': 'Save CSV',
  'export.markdown': 'Copy Markdown',
  'export.command': 'Copy command',
  'export.note': 'Bold: the fastest of its column, or not significantly slower.',
});
