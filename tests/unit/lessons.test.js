/**
 * The lessons' cards: what the build wrote for them, as the page's own codec reads it.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Followed } from '../../web/lessons/followed.js';
import { codec } from './links.js';

const written = new URL('../../web/generated/lessons.json', import.meta.url);
/** @type {import('../../web/types.js').Lesson[]} */
const lessons = JSON.parse(readFileSync(written, 'utf8'));

test('the links are canonical, so that a card knows its own experiment', () => {
  assert.equal(lessons.length, 10);
  for (const { link } of lessons) assert.equal(codec.canonical(link), link);
});

test('a lesson lasts through what is changed of its experiment, and ends with its lab', () => {
  const [one, two] = lessons;
  assert.ok(one && two && one.link.includes('compare') && two.link.includes('scale'));
  const followed = new Followed();
  const before = '#v1/compare?maps=mutex';
  const [edited, elsewhere] = [`${one.link}&seed=7`, '#v1/race?maps=mutex'];

  // Nobody is in a lesson who only has its experiment.
  assert.equal(followed.at(two.link), null);
  assert.equal(followed.at(before), null);
  followed.follow(one);
  assert.equal(followed.at(before), null, 'until its link is there');
  for (const link of [one.link, edited, one.link]) assert.equal(followed.at(link), one);
  assert.equal(followed.at(before), null, 'going back');
  assert.equal(followed.at(`${before}&seed=7`), null);
  assert.equal(followed.at(edited), one, 'going forward');

  assert.equal(followed.at(elsewhere), null);
  assert.equal(followed.at(`${one.link}&seed=8`), null, 'after another lab');
  followed.follow(two);
  assert.equal(followed.at(two.link), two);
  assert.equal(followed.at(''), null, 'a link that cannot be read');
  assert.equal(followed.at(one.link), one);

  let changes = 0;
  followed.addEventListener('change', () => (changes += 1));
  followed.end();
  assert.deepEqual([followed.at(one.link), followed.at(edited), changes], [null, null, 1]);
});

test('every card speaks both languages', () => {
  for (const { title, question, look } of lessons) {
    for (const { en: english, zh: chinese = '' } of [title, question, look]) {
      assert.ok(english !== '' && !/\p{Script=Han}/u.test(english), english);
      assert.match(chinese, /\p{Script=Han}/u);
    }
  }
});
