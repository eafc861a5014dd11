/** What `make scan-corpus` says of findings that are not as they were judged. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, counts, differences, excesses, updated } from '../lib/corpus.mjs';

const finding = {
  fingerprint: 'f1',
  rule: 'CTD001',
  confidence: 'medium',
  file: 'a.go',
  line: 3,
  function: 'f',
};
const place = { file: 'b.go', line: 1, why: 'too large' };
const report = { findings: [finding], notScanned: [place], summary: { files: 2 } };
const list = updated(report, { go: '', files: 0, notScanned: [], findings: [] }, '1.27.3');
const judged = {
  ...list,
  findings: [{ ...list.findings[0], verdict: 'benign', why: 'It is read only.' }],
};

test('what is as it was judged is silent', () => {
  assert.deepEqual(differences(report, judged), []);
  assert.deepEqual(excesses(report, { seconds: 1, megabytes: 1 }), []);
  assert.deepEqual(counts(report, judged), [
    'high 0 (0 real, 0 benign, 0 false)',
    'medium 1 (0 real, 1 benign, 0 false)',
    'low 0 (0 real, 0 benign, 0 false)',
  ]);
});

test('each way to differ is named', () => {
  for (const [changed, as, says] of [
    [{ findings: [{ ...finding, fingerprint: 'f2' }] }, {}, /is new/],
    [{ findings: [{ ...finding, confidence: 'high' }] }, {}, /is high, was medium/],
    [{ findings: [] }, {}, /no longer found/],
    [{ notScanned: [{ ...place, file: 'c.go' }] }, {}, /c\.go:1 was not scanned: too large/],
    [{ summary: { files: 1 } }, {}, /1 files were scanned, not 2/],
    [{}, { findings: [{ ...judged.findings[0], verdict: 'open' }] }, /was not judged/],
    [{}, { findings: [{ ...judged.findings[0], why: ' ' }] }, /was not judged/],
  ]) {
    const wrong = differences({ ...report, ...changed }, { ...judged, ...as });
    assert.match(wrong.join('\n'), says);
  }
});

test('fewer places not scanned and less confidence are no fault', () => {
  const better = { ...report, notScanned: [], findings: [{ ...finding, confidence: 'low' }] };
  assert.deepEqual(differences(better, judged), []);
});

test('each limit is kept', () => {
  const many = Array.from({ length: LIMITS.high + 1 }, () => ({ ...finding, confidence: 'high' }));
  const high = excesses({ ...report, findings: many }, { seconds: 1, megabytes: 1 });
  assert.match(high.join(), /11 findings of high confidence; at most 10/);
  const slow = excesses(report, { seconds: 61, megabytes: 1 });
  assert.match(slow.join(), /61 seconds of processor time/);
  const large = excesses(report, { seconds: 1, megabytes: 1001 });
  assert.match(large.join(), /1001 MB/);
});

test('an update keeps verdicts', () => {
  const more = { ...report, findings: [finding, { ...finding, fingerprint: 'f2' }] };
  const { findings } = updated(more, judged, '1.27.3');
  assert.deepEqual(
    findings.map(({ verdict, why }) => [verdict, why]),
    [
      ['benign', 'It is read only.'],
      ['open', ''],
    ],
  );
});
