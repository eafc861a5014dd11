/**
 * The sentence of conclusion and the link notice: true to their data, and text only.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { cardText, problemText, repairText } from '../../web/app/notice.js';
import { visible } from '../../web/strings/visible.js';
import { conclusionText, roundsOf, standingTexts } from '../../web/labs/compare/conclusion.js';
import { tally } from '../../web/labs/compare/verdict.js';
import { createLocale, loadLanguage } from '../../web/strings/index.js';
import { codec, corpus, metadata } from './links.js';
import { sampleResult } from './sample-result.js';

/** @typedef {import('../../web/types.js').Result} Result */
/** @typedef {import('../../web/types.js').Conclusion} Conclusion */

await loadLanguage('zh');

const locale = createLocale('en');
const [a, b] = ['mutex', 'sharded:16'];

/** @param {Partial<Conclusion>} conclusion @param {'en' | 'zh'} [language] */
function sentence(conclusion, language = 'en') {
  const strategy = (/** @type {string} */ id) => ({
    id,
    trials: Array(10).fill({}),
    summary: { opsPerSec: { median: 12.4e6, low: null, high: null } },
  });
  const whole = { best: null, other: null, ratio: null, tied: [], broken: [], ...conclusion };
  const result = { strategies: [strategy(a), strategy(b)], conclusion: whole };
  return conclusionText(
    metadata,
    createLocale(language),
    /** @type {Result} */ (/** @type {unknown} */ (result)),
  );
}

/** @param {string} map @param {'slower' | 'equal' | 'undecided'} answer */
const standing = (map, answer, low = /** @type {number | null} */ (1.27)) => ({
  ...{ map, answer },
  ratio: { median: 1.39, low, high: low && low + 0.2 },
});

test('a winner is named with its ratio and interval, a tie is called one', () => {
  const ratio = { median: 2.314, low: 2.1, high: 2.5 };
  const wins = sentence({ kind: 'wins', best: b, other: a, ratio });
  assert.equal(
    wins,
    'Sharded · 16 is fastest at 12.4 Mops/s, significantly ahead of Mutex: 2.31 times its throughput (95 % interval 2.10 to 2.50).',
  );
  const others = [standing(a, 'slower'), standing('rwlock', 'slower')];
  const several = sentence({ kind: 'wins', best: b, other: a, ratio, others });
  assert.match(several, /ahead of every other map: 2\.31 times the runner-up, Mutex/);
  assert.match(
    sentence({ kind: 'tied', best: b, tied: [a] }),
    /not significantly faster than Mutex/,
  );
  assert.match(sentence({ kind: 'too-few-rounds', best: b, other: a }), /too few.*Six or more/);
  assert.match(sentence({ kind: 'broken', broken: [a] }), /failed its correctness checks/);
  assert.doesNotMatch(sentence({ kind: 'simulated' }), /fastest|ops/);
  assert.match(sentence({ kind: 'none' }), /nothing to conclude/);
});

test('maps that are equal in practice are called so, and those not decided are named', () => {
  const tied = (/** @type {Conclusion['others']} */ others = []) =>
    sentence({
      ...{ kind: 'tied', rule: 'sequential', best: b, others },
      tied: [b, ...others.filter(({ answer }) => answer !== 'slower').map(({ map }) => map)],
    });
  assert.equal(
    tied([standing(a, 'equal'), standing('rwlock', 'equal')]),
    'Sharded · 16, Mutex, and RWMutex are equally fast in practice (within 5 %), at about 12.4 Mops/s.',
  );
  const one = tied([standing(a, 'equal'), standing('rwlock', 'slower')]);
  assert.match(one, /^Sharded · 16 and Mutex are equally fast .* ahead of every other map/);
  const open = tied([standing(a, 'equal'), standing('rwlock', 'undecided')]);
  assert.match(open, /after 10 rounds it is not significantly faster than RWMutex\.$/);
});

test('the sequential rule has no number of rounds that is enough', () => {
  const early = sentence({ kind: 'too-few-rounds', best: b, other: a, rule: 'sequential' });
  assert.match(early, /10 rounds are too few/);
  assert.doesNotMatch(early, /[Ss]ix/);
});

test('a line for each other map says how the best stands to it', () => {
  const others = [
    standing(a, 'undecided', null),
    standing('rwlock', 'equal'),
    standing('channel:64', 'slower'),
  ];
  const lines = (/** @type {Partial<Conclusion>} */ conclusion) =>
    standingTexts(metadata, locale, /** @type {Conclusion} */ ({ kind: 'tied', ...conclusion }));
  assert.deepEqual(
    lines({ others }).map(({ text }) => text),
    [
      '1.39 times Mutex: not decided yet',
      '1.39 times RWMutex (1.27 to 1.47): equal in practice (within 5 %)',
      '1.39 times Channel · 64 (1.27 to 1.47): significantly ahead',
    ],
  );
  assert.deepEqual(lines({ others: others.slice(1, 2) }), [], 'the sentence says it');
  assert.deepEqual(lines({}), [], 'a result of an older build');
  assert.deepEqual(lines({ kind: 'broken', others }), []);
});

test('added rounds count', () => {
  const result = sampleResult([a, b]);
  assert.equal(roundsOf(result), 6);
  assert.equal(roundsOf({ ...result, continued: 34 }), 34);
});

test('no sentence leaves a placeholder open, in either language', () => {
  const kinds = /** @type {const} */ ([
    ...['none', 'single', 'wins', 'tied', 'too-few-rounds', 'broken', 'simulated'],
  ]);
  const ratio = { median: 2, low: 1.9, high: 2.1 };
  const answers = /** @type {const} */ (['slower', 'equal', 'undecided']);
  for (const language of /** @type {const} */ (['en', 'zh'])) {
    for (const kind of kinds) {
      for (const answer of answers) {
        const others = [standing(a, answer), standing('rwlock', 'slower')];
        const tied = answer === 'slower' ? [] : [a];
        const conclusion = { kind, best: b, other: a, ratio, others, tied, broken: [a] };
        const texts = [
          sentence(/** @type {Conclusion} */ (conclusion), language),
          ...standingTexts(
            metadata,
            createLocale(language),
            /** @type {Conclusion} */ (conclusion),
          ).map(({ text }) => text),
        ];
        for (const text of texts) assert.doesNotMatch(text, /[{}]|undefined|NaN/);
      }
    }
  }
});

test('nothing that is said of a link has a blank where a text is empty', () => {
  const links = [
    ...['#v1/race?sched=1*12,2*3,9', '#v1/compare?threads=', '#v1/compare?=1', '#v1', '#?x', '#/'],
    ...['#v1/compare?maps=mutex,,rwlock', '#v1/compare?baseline=', '#v1/compare?preset='],
    ...['#v1/compare?ms=100&ms=', '#v1/race?prog=', '#v1/scale?axis=', '#v1/compare?maps='],
    ...corpus,
  ];
  for (const language of /** @type {const} */ (['en', 'zh'])) {
    const words = createLocale(language);
    for (const link of links) {
      const { problems, repairs, fatal } = codec.parse(link);
      const texts = [
        ...problems.map((problem) => problemText(words, metadata, problem)),
        ...repairs.map((repair) => repairText(words, repair)),
        ...(fatal ? [cardText(words, metadata, fatal)] : []),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, /“”|""|: ;|; is |^ |改用 。|[{}]\w*[|}]/, `${link}: ${text}`);
      }
    }
    const [problem] = codec.parse('#v1/race?sched=1*12,2*3,9').problems;
    assert.match(
      problemText(words, metadata, problem),
      language === 'en' ? /an empty text is used/ : /改用 空文本/,
    );
  }
});

test('every problem of a hostile link has a sentence, short and without control characters', () => {
  for (const link of corpus) {
    const { problems } = codec.parse(link);
    for (const problem of problems) {
      const text = problemText(locale, metadata, problem);
      assert.ok(text.length > 10 && text.length < 400, text);
      assert.doesNotMatch(text, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
  }
  assert.equal(visible('a\u202eb'), 'a\u{FFFD}b');
  assert.equal([...visible('x'.repeat(500))].length, 61);
});

test('a check that failed once is failed, and its detail is the one shown', () => {
  const trial = (/** @type {'pass' | 'fail'} */ status, /** @type {string | null} */ detail) => ({
    verdict: { ok: status === 'pass', checks: [{ name: 'length', status, detail }] },
  });
  const trials = [trial('pass', null), trial('fail', 'first'), trial('fail', 'second')];
  const [sum] = tally(
    /** @type {import('../../web/types.js').Trial[]} */ (/** @type {unknown} */ (trials)),
  );
  assert.deepEqual(
    { passed: sum.passed, failed: sum.failed, detail: sum.detail },
    { passed: 1, failed: 2, detail: 'first' },
  );
});
