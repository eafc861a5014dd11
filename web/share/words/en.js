// Texts in English of the ways in which an experiment leaves the page; fetched with their dialog.
//
// Guarantees: the reference for the other languages, which have exactly these keys.

export const en = /** @type {const} */ ({
  title: 'Share this experiment',
  close: 'Close',
  with: 'Include the last run’s results',
  withHelp:
    'Medians, intervals, verdicts and the kind of machine; no single rounds. Whoever opens the link sees them beside a run of their own.',
  none: 'The link holds the experiment. After a run it can include the results.',
  other:
    'The link holds the experiment. The last run had other settings, so its results are not included.',
  tooLong:
    'With results the link would have {length} characters; a page reads at most {max}. Send the file instead.',
  unpackable: 'This browser cannot pack results into a link. Send the file instead.',
  length: 'Link, {length} characters',
  lengthOf: 'Link with results, {length} of at most {max} characters',
  sheet: 'Send to…',
  code: 'QR code',
  codeAlt: 'QR code of the link without results',
  codeHelp: 'Try it on your phone: the experiment, without results.',
  refused: 'The browser did not allow copying. The link is selected: copy it by hand.',
});
