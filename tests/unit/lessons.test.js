/**
 * The lessons' cards: what the build wrote for them, as the page's own codec reads it.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { codec } from './links.js';

const written = new URL('../../web/generated/lessons.json', import.meta.url);
/** @type {import('../../web/types.js').Lesson[]} */
const lessons = JSON.parse(readFileSync(written, 'utf8'));

test('the links are canonical, so that a card knows its own experiment', () => {
  assert.equal(lessons.length, 10);
  for (const { link } of lessons) assert.equal(codec.canonical(link), link);
});

test('every card speaks both languages', () => {
  for (const { title, question, look } of lessons) {
    for (const { en: english, zh: chinese = '' } of [title, question, look]) {
      assert.ok(english !== '' && !/\p{Script=Han}/u.test(english), english);
      assert.match(chinese, /\p{Script=Han}/u);
    }
  }
});
