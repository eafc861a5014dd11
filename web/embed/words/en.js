// Texts in English of the way into somebody's page; fetched with its dialog.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  title: 'Embed this experiment',
  what: 'Readers of your page run it on their own machines. Nothing is measured, and no engine is loaded, before they press Run.',
  kind: 'Kind',
  element: 'Element',
  elementHelp:
    'A script of less than 5 KB. Your fallback shows until the experiment loads, which it does near the viewport; the frame grows with its content.',
  iframe: 'Plain iframe',
  iframeHelp: 'No script in your page. The height is fixed and there is no fallback.',
  height: 'Height, pixels',
  recorded: 'The last result as a table, for readers who cannot run it',
  noResult: 'Run the experiment first to put its result there.',
  caption:
    'Recorded {date}: {agent}, {cores} {cores|core|cores}, {rounds} {rounds|round|rounds}. Medians with 95 % intervals.',
  link: 'Run this experiment in Contend',
  snippet: 'Snippet',
  copy: 'Copy snippet',
  preview: 'Preview',
});
