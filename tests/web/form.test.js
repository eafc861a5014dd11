/** The form by hand: maps come and go, the baseline, sliders, fields that are typed in, and Ctrl+Enter. */

import assert from 'node:assert/strict';
import { experiment, openApp, quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { click, type } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** A value of the experiment on the page. @param {Tab} tab @param {string} key */
async function valueOf(tab, key) {
  return new URLSearchParams((await experiment(tab)).split('?')[1]).get(key);
}

/** @param {Tab} tab @param {string} key @param {string} value that it comes to have */
async function comesTo(tab, key, value) {
  await tab.waitFor(
    ([name, wanted]) => {
      const { experiment } = document.querySelector('contend-app');
      return new URLSearchParams(experiment.split('?')[1]).get(name) === wanted;
    },
    [key, value],
  );
}

/** The name of what has the focus. @param {Tab} tab */
const focused = (tab) =>
  tab.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName,
  );

inBrowsers(
  'form by hand',
  () => site(),
  ({ check }) => {
    check(
      'maps are chosen, removed, held against another, and the way back works',
      async (tab, { server }) => {
        await openApp(tab, server.url + quick({ maps: 'mutex,rwlock' }));
        await click(tab, '.choose-maps');
        await click(tab, 'dialog[open] .chooser-action button', 'sharded:16');
        await comesTo(tab, 'maps', 'mutex,rwlock,sharded:16');
        // Its Add became a Remove, and takes it out again.
        await click(tab, 'dialog[open] .chosen .map-remove', 'sharded:16');
        await comesTo(tab, 'maps', 'mutex,rwlock');
        await click(tab, 'dialog[open] .chooser-action button', 'sharded:16');
        await comesTo(tab, 'maps', 'mutex,rwlock,sharded:16');
        await click(tab, 'dialog[open] .primary');
        await tab.waitFor(() => !document.querySelector('dialog[open]'));
        assert.equal(await valueOf(tab, 'baseline'), null, 'the first map is');
        await click(tab, '.map-row .baseline', 'sharded:16');
        await comesTo(tab, 'baseline', 'sharded:16');
        await click(tab, '.map-row .map-remove', 'Remove mutex');
        await comesTo(tab, 'maps', 'rwlock,sharded:16');
        assert.equal(await focused(tab), 'Remove rwlock', 'the keyboard stays in the list');
        assert.equal(await valueOf(tab, 'baseline'), 'sharded:16', 'what was chosen stays');
        await click(tab, '.map-row .map-again', 'rwlock');
        await comesTo(tab, 'maps', 'rwlock,rwlock*2,sharded:16');
        await click(tab, '.map-row .map-remove', 'rwlock*2');
        await click(tab, '.map-row .map-remove', 'sharded:16');
        await comesTo(tab, 'maps', 'rwlock');
        assert.ok(await tab.evaluate(() => document.querySelector('.map-remove').disabled));
        // Changes of one kind in a row are one step back.
        await tab.evaluate(() => history.back());
        await comesTo(tab, 'maps', 'mutex,rwlock,sharded:16');
        assert.match(
          await tab.evaluate(() => document.title),
          /^mutex, rwlock, sharded:16 · .*Compare · Contend$/,
        );
        // What goes around a map is a box in its row. To this reader of links a plus is a space.
        await click(tab, '.map-row input[type=checkbox]', 'mutex: safe');
        await comesTo(tab, 'maps', 'mutex safe,rwlock,sharded:16');
        await click(tab, '.map-row input[type=checkbox]', 'mutex+safe: audit');
        await comesTo(tab, 'maps', 'mutex safe audit,rwlock,sharded:16');
        await click(tab, '.settings summary', 'More settings');
        await type(tab, 'input[aria-label^="Deadline"]', '2.5');
        await comesTo(tab, 'deadline', '2.5');
        // Without a map that can refuse, a deadline has no meaning.
        await click(tab, '.map-row input[type=checkbox]', 'mutex+safe+audit: safe');
        await comesTo(tab, 'maps', 'mutex audit,rwlock,sharded:16');
        assert.equal(await valueOf(tab, 'deadline'), null);
        await tab.waitFor(() => !document.querySelector('input[aria-label^="Deadline"]'));
      },
    );

    check('the keyboard stays on what it changes of a map', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ maps: 'mutex,channel:64' }));
      const stays = (/** @type {string} */ name) =>
        tab.waitFor(
          (wanted) => document.activeElement?.getAttribute('aria-label') === wanted,
          name,
        );
      await tab.evaluate(() => document.querySelector('[aria-label="mutex: safe"]').focus());
      await tab.press('Space');
      await stays('mutex+safe: safe');
      await tab.press('Tab', 'Space');
      await stays('mutex+safe+audit: audit');
      await tab.press('Space');
      await stays('mutex+safe: audit');
      await comesTo(tab, 'maps', 'mutex safe,channel:64');
      const named = await tab.evaluate(() => {
        const field = document.querySelector('input[aria-label^="Deadline"]');
        return document.getElementById(field.getAttribute('aria-describedby'))?.textContent;
      });
      assert.match(named, /with \+safe/, 'read out with the field');
      await type(tab, '.map-row input.typed', '32', 'Enter');
      await stays('capacity of channel:32');
    });

    check('sliders of the mix move by keys and keep to a hundred', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ mix: 'r90,u10' }));
      await tab.evaluate(() => document.querySelector('mix-field input[type=range]').focus());
      await tab.press('ArrowLeft', 'ArrowLeft');
      await tab.waitFor(() => document.querySelector('mix-field input[type=range]').value === '88');
      const mix = (await valueOf(tab, 'mix')) ?? '';
      const shares = [...mix.matchAll(/[a-z](\d+)/g)].map(([, share]) => Number(share));
      assert.equal(shares[0], 88, mix);
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        100,
        mix,
      );
      await type(tab, 'mix-field input.typed', '100');
      await comesTo(tab, 'mix', 'r100');
      assert.equal(
        await tab.evaluate(() => document.querySelectorAll('.mix-bar span').length),
        1,
        'the bar has one part',
      );
    });

    check(
      'numbers are typed, and one that cannot be says why and holds Run',
      async (tab, { server }) => {
        await openApp(tab, server.url + quick({ threads: 2 }));
        const field = '.settings > number-field input.typed';
        await type(tab, field, '3');
        await comesTo(tab, 'threads', '3');
        await type(tab, field, '9000');
        await tab.waitFor(() =>
          /From 1 to/.test(document.querySelector('.field-error')?.textContent),
        );
        assert.equal(await valueOf(tab, 'threads'), '3');
        await click(tab, '.run-button', 'Run');
        assert.match(String(await focused(tab)), /any value from/, 'Run leads to it');
        assert.equal(
          await tab.evaluate(() => document.querySelector('contend-app').phase),
          'ready',
        );
        await click(tab, '.settings > number-field .chip', /^\s*2\s/);
        await comesTo(tab, 'threads', '2');
        await tab.waitFor(() => !document.querySelector('.field-error'));
      },
    );

    check('Ctrl+Enter runs what is being typed, and never stops', async (tab, { server }) => {
      await openApp(tab, server.url + quick({ threads: 2, rounds: 3 }));
      await tab.evaluate(() => {
        const app = document.querySelector('contend-app');
        app.addEventListener('contend-result', ({ detail }) => (window.result = detail));
      });
      await type(tab, '.settings > number-field input.typed', '1', 'Control');
      await tab.page.keyboard.down('Control');
      await tab.press('Enter');
      await tab.waitFor(() => document.querySelector('contend-app').phase === 'running');
      await tab.press('Enter');
      await tab.page.keyboard.up('Control');
      await tab.waitFor(() => window.result);
      const { stopped, experiment: link } = await tab.evaluate(() => window.result);
      assert.equal(stopped, false);
      assert.match(link, /threads=1&/);
      // In a dialog the keys are the dialog's.
      await click(tab, '.choose-maps');
      await tab.waitFor(() => document.querySelector('dialog[open]'));
      await tab.page.keyboard.down('Control');
      await tab.press('Enter');
      await tab.page.keyboard.up('Control');
      assert.equal(await tab.evaluate(() => document.querySelector('contend-app').phase), 'ready');
    });
  },
  EITHER,
);
