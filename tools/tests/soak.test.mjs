// What a soak runs, and the account it gives of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endurance, matrix, verifications } from '../lib/endurance.mjs';
import { SoakReport, withLongTests } from '../lib/soak-report.mjs';
import { kept, soakTests } from '../lib/soak-tests.mjs';
import { faultOf } from '../lib/workhorse.mjs';

test('the matrix has each combination once', () => {
  const links = matrix(['a', 'b:2'], 100).map(({ link }) => link);
  assert.equal(new Set(links).size, 2 * 4 * 3);
  assert.ok(links.every((link) => /&ms=100$/.test(link)));
});

test('endurance takes all maps in turn and never repeats itself', () => {
  const tasks = endurance(['a', 'b'], 8);
  const first = Array.from({ length: 40 }, () => tasks.next().value);
  assert.deepEqual(
    first.slice(0, 4).map(({ map }) => map),
    ['a', 'b', 'a', 'b'],
  );
  assert.equal(new Set(first.map(({ link }) => link)).size, 40);
  assert.ok(first.every(({ link }) => link.includes('&threads=8&')));
});

test('the report adds up and names what failed by its link', () => {
  const report = new SoakReport();
  const [task] = matrix(['a'], 100);
  const [verification] = verifications(['a']);
  report.browser('chromium', 'Chromium 1');
  report.add('chromium', task, { fault: null, operations: 2e6 }, 500);
  report.add('chromium', task, { fault: null, operations: 1e6 }, 500);
  report.add('chromium', verification, { fault: 'key 3:\nno order', operations: 0 }, 500);
  assert.deepEqual(report.total, { runs: 3, operations: 3e6, failures: 1 });
  const text = report.markdown({ over: true, options: 'MINUTES=1' });
  assert.match(text, /\*\*3 runs, 3 M operations, 1 failed\.\*\*/);
  assert.match(text, /\| chromium \| matrix \| 2 \| 3 M \| 0 \| 1\.0 s \|/);
  assert.ok(
    text.includes(`- chromium, deep verification: \`${verification.link}\`\n  key 3: no order`),
  );
  assert.match(new SoakReport().markdown({ over: false, options: '' }), /not ended yet/);
  assert.doesNotMatch(text, /Long tests/);
  report.tests = { passed: 3, failed: 1, skipped: 0, figures: ['12 of 30'] };
  assert.match(
    report.markdown({ over: true, options: '' }),
    /## Long tests\n\n3 passed, 1 failed\.\n\n- 12 of 30\n/,
  );
});

test('long tests that are run by themselves have a section, and the next time the same one', () => {
  assert.ok(soakTests().includes('deadlines'));
  const printed =
    'head: Late | map | most\nfigure: 3 of 4\nrow: Late | `a` | 1 ms\nrow: Else | b\n';
  const found = kept(printed);
  assert.deepEqual(found, {
    figures: ['3 of 4'],
    tables: [{ title: 'Late', head: ['map', 'most'], rows: [['`a`', '1 ms']] }],
  });
  const tests = { passed: 2, failed: 0, skipped: 0, ...found };
  const account = '# Soak\n\n- a\n\n## Failures\n\nNone.\n';
  const once = withLongTests(account, ['deadlines'], tests);
  assert.ok(once.startsWith(account));
  assert.match(
    once,
    /\n## By themselves: deadlines\n\n.*2 passed, 0 failed\.\n\n- 3 of 4\n\nLate:\n\n\| map \|/,
  );
  assert.match(once, /\| `a` \| 1 ms \|\n$/);
  const both = withLongTests(once, ['stop'], tests);
  const again = withLongTests(both, ['deadlines'], { ...tests, figures: ['4 of 4'] });
  assert.equal(again.match(/^## /gm)?.length, 3);
  assert.ok(again.startsWith(account) && again.includes('4 of 4'));
  assert.ok(again.indexOf('4 of 4') < again.indexOf('## By themselves: stop'));
});

test('what is wrong with a run', () => {
  const run = (checks, sizes = [1]) => ({
    sizes,
    result: { strategies: [{ id: 'a', trials: [{ verdict: { checks } }] }] },
  });
  const pass = { name: 'length', status: 'pass', detail: null };
  assert.equal(faultOf(run([pass])), null);
  assert.match(faultOf(run([pass], [1, 2])), /grew/);
  assert.equal(faultOf(run([{ ...pass, status: 'fail', detail: 'off' }])), 'a: length: off');
  assert.equal(faultOf({ sizes: [], error: { name: 'Trapped', message: 'out' } }), 'Trapped: out');
  assert.equal(
    faultOf({ sizes: [1], result: { strategies: [{ id: 'a', trials: [] }] } }),
    'a: no trial',
  );
});
