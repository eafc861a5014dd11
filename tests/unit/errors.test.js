/** The named errors: every failure gets one of the names, and every message says what to do. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { errorSentence, errorWords } from '../../web/strings/errors/words.js';
import { ContendError, asData, namedError } from '../../web/engine/errors.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';

await loadLanguage('zh');

/** @type {import('../../web/engine/errors.js').ErrorName[]} */
const NAMES = [
  ...['Busy', 'Unsupported', 'OutOfMemory', 'Trapped', 'WorkerFailed', 'Timeout', 'BadExperiment'],
];

const REMEDY = /Run again|run again|Choose|Wait|Use|Correct/;

for (const name of NAMES) {
  test(`${name} says what to do`, () => {
    const error = new ContendError(name);
    assert.ok(error instanceof Error);
    assert.equal(error.name, name);
    assert.match(error.message, REMEDY);
    const quoted = new ContendError(name, { raw: 'It broke' });
    assert.match(quoted.message, /^It broke\. /);
    assert.match(quoted.message, REMEDY);
    assert.equal(namedError(name, { raw: 'It broke' }).message, quoted.message);
  });
}

test('what was seen has words and values, and a remedy of its own where it needs one', () => {
  const still = new ContendError('Timeout', { kind: 'still', values: { seconds: 10 } });
  assert.match(still.message, /^No progress for 10 s\. Close other busy tabs/);
  const framed = new ContendError('Unsupported', { kind: 'needs-threads' });
  assert.match(framed.message, /needs real threads.*Open the page in a tab of its own/);
});

test('what the instance throws by itself is a trap, or a lack of memory', () => {
  const trap = namedError('RuntimeError', { raw: 'unreachable' });
  assert.equal(trap.name, 'Trapped');
  assert.match(trap.message, /^RuntimeError: unreachable\. /);
  assert.equal(namedError('RuntimeError', { raw: 'unreachable' }, true).name, 'OutOfMemory');
  assert.equal(namedError('toString', {}).name, 'Trapped');
});

test('an error comes across a message as it was', () => {
  const kept = new ContendError('WorkerFailed', { kind: 'fetch-foreign', raw: 'status 404' });
  for (const error of [kept, new RangeError('too far'), 'a text']) {
    const { name, seen } = structuredClone(asData(error));
    const { message } = namedError(name, seen);
    if (error === kept) assert.equal(message, kept.message);
    else assert.match(message, /too far|a text/);
  }
});

test('the page has its own words for them, and quotes those of others', () => {
  const chinese = createLocale('zh');
  const error = new ContendError('WorkerFailed', { kind: 'fetch-foreign', raw: 'status 404' });
  const { title, seen, raw, remedy } = errorWords(chinese, error);
  for (const text of [title, seen, remedy]) assert.match(text, /\p{Script=Han}/u);
  assert.equal(raw, 'status 404');
  assert.doesNotMatch(errorSentence(chinese, error), /status|could not/);
  assert.equal(errorWords(chinese, new Error('anything')).raw, 'anything');
});

test('what helps against a lack of memory depends on when it was noticed', () => {
  /** @type {import('../../web/strings/errors/types.d.ts').Seen} */
  const large = { kind: 'too-large', values: { mb: 900 } };
  assert.match(namedError('OutOfMemory', large, true).message, /900 MB.*smaller key space/);
  const ran = namedError('Trapped', { kind: 'panicked', values: { map: 'some-map' } }, true);
  assert.equal(ran.name, 'OutOfMemory');
  assert.match(ran.message, /some-map.*no more threads/);
  assert.doesNotMatch(ran.message, /key space|prefill/);
});
