// The Scan lab's texts in English; fetched with the lab.
//
// Guarantees: the reference for the other languages, which have exactly these keys. {name} stands
// for a value, {name|one|many} for the word that goes with a count.

export const en = /** @type {const} */ ({
  'about.title': 'What this is',
  'about.lead':
    'Paste or drop Go files. For every map access that can race with another one you see both accesses, the way to each, the locks held there, and the reason. Nothing is sent anywhere; no compiler is needed.',
  'about.limits':
    'It reads source and runs nothing. No finding is not a proof: it knows nothing of code that it cannot see. go test -race is never wrong about what did run.',
  'about.raceignore':
    'Go has no //go:raceignore, and GORACE has no option ignore; to silence a finding, write //contend:ignore with the rule and a reason. A file under // +build race is missing from every other build.',
  'about.more': 'What it can and cannot tell',

  'source.title': 'Source',
  'source.label': 'Go source of {file}',
  'source.hint':
    'Tab writes a tab; after Escape it leaves the editor. F8 and Shift+F8 go from finding to finding.',
  'source.files': 'Files',
  'source.example': 'Example',
  'source.open': 'Open files',
  'source.folder': 'Open a folder',
  'source.new': 'New file',
  'source.rename': 'Rename or remove',
  'source.remove': 'Remove',
  'source.name': 'Name of the file',
  'source.save': 'Save the source',
  'source.drop': 'Drop Go files or a folder here',
  'source.leftOut':
    '{count} {count|file of a vendor or testdata folder, or generated, was|files of vendor or testdata folders, or generated, were} left out. Open one by itself to have it scanned.',
  'source.tooLong':
    'This source does not fit into a link ({kb} kB compressed; a link holds {most} kB). Save it as a file instead.',
  'source.absent':
    'The link has no source in it: it was too large. Open the file that was saved with it.',
  'source.empty': 'Paste Go code here',
  'source.noGo': 'There is no Go file (.go) among those.',

  'refused.large': 'the file is larger than 1024 KB',
  'refused.many': 'more than 2,000 files or 32 MB; contend scan reads all of them',
  'refused.encoding': 'the file is not UTF-8',

  'fault.encoding': 'The source in this link is damaged: it is not base64url.',
  'fault.too-large': 'The source in this link is larger than a link may hold.',
  'fault.damaged': 'The source in this link is damaged and cannot be unpacked.',
  'fault.unsupported': 'This browser cannot unpack the source in this link.',
  'fault.shape': 'The link or file does not hold a list of Go files.',
  'fault.json': 'The source in this link is damaged: it is not JSON.',

  'scan.title': 'Findings',
  'scan.on': 'Scanning',
  'scan.read': 'Reading file {done} of {total}',
  'scan.follow': 'Following function {done} of {total}',
  'scan.cancel': 'Cancel',
  'scan.cancelled': 'The scan was cancelled. The findings below may be from an earlier text.',
  'scan.again': 'Scan again',
  'scan.failed': 'The scan failed: {message}',
  'scan.old': 'The text has changed since.',
  'scan.found':
    '{count} {count|finding|findings}: {high} high, {medium} medium, {low} low confidence.',
  'scan.none': 'Nothing found.',
  'scan.looked':
    '{files} {files|file|files}, {functions} {functions|function|functions} looked at.',
  'scan.notFollowed': '{count} {count|call was|calls were} not followed.',
  'scan.noneHow':
    'No two accesses to the same map were found that can run at once, at least one of them a write, without a lock that both hold.',
  'scan.notScanned': 'Not scanned ({count})',
  'scan.notScannedHow': 'Nothing is known of these parts. Everything else was scanned.',
  'scan.calls': 'Calls that were not followed ({count})',
  'scan.callsHow': 'What they lead to from here was not checked.',
  'scan.call': '{call}: {why}',
  'scan.ignored': 'Silenced by comments ({count})',
  'scan.known': 'In the baseline ({count})',
  'scan.stale': 'In the baseline, no longer found ({count})',
  'scan.staleHow': 'Save the baseline again to drop them.',
  'scan.unchecked': 'In the baseline, unchecked ({count})',
  'scan.uncheckedHow': 'Their files are not here, or could not be read to the end.',
  'scan.next': 'Next finding',
  'scan.previous': 'Previous finding',
  'scan.more': 'Show {count} more',
  'scan.nth': '{number} of {count}',

  'baseline.title': 'Baseline',
  'baseline.how':
    'A baseline is a file of known findings, which are then listed apart. contend scan --baseline reads the same file.',
  'baseline.open': 'Open a baseline',
  'baseline.save': 'Save as baseline',
  'baseline.drop': 'Stop using the baseline',
  'baseline.bad': '{file} is not a baseline of this program.',
  'save.json': 'Save the findings (JSON)',

  'finding.confidence': 'confidence',
  'confidence.high': 'high',
  'confidence.medium': 'medium',
  'confidence.low': 'low',
  'finding.access': 'The access',
  'finding.other': 'The other access',
  'finding.way': 'Way there',
  'finding.locks': 'Locks held',
  'finding.noLock': 'none',
  'finding.fix': 'What to do',
  'finding.line': 'line {line}',
  'finding.goto': 'Go to line {line}',
  'finding.rule': 'About {rule}',
  'finding.see': 'See it happen',
  'finding.seeHow': 'The same kind of access, step by step, in a model of Go’s map',
  'finding.instead': 'What to use instead: compare {maps}',
  'finding.insteadHow': 'Measures the maps that fit these accesses on this machine',
  'rule.title': '{rule}: {title}',
  'rule.english': 'The whole page, in English:',
  'rule.close': 'Close',
  'rule.failed': 'The page about this rule could not be fetched.',
});
