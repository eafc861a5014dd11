/** How curves leave the Scale lab and come back: as files, as links, in a frame. */

import assert from 'node:assert/strict';
import { openApp, resultOf } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { assertScaleResult } from './schema.js';
import { click } from './person.js';
import { site } from './servers.js';

const SMALL = '#v1/scale?maps=mutex,sharded:16&axis=threads:1,2&keys=1024&ms=50&rounds=2&warmup=0';
const OTHER = '#v1/scale?maps=rwlock&axis=threads:1,2,3';

inBrowsers(
  'curves as files',
  () => site(),
  ({ check }) => {
    check('a saved result opens again, and says that it is one', async (tab, { server }) => {
      await openApp(tab, server.url);
      const result = /** @type {any} */ (await resultOf(tab, SMALL));
      assertScaleResult(result);
      await tab.evaluate((link) => {
        document.querySelector('contend-app').experiment = link;
      }, OTHER);
      /** @param {string} text */
      const drop = (text) =>
        tab.evaluate((content) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], 'curves.json'));
          const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
          document.querySelector('contend-app').dispatchEvent(event);
        }, text);
      await drop(JSON.stringify(result));
      await tab.waitFor(() => /From a file/.test(document.querySelector('scale-lab')?.textContent));
      const seen = await tab.evaluate(() => ({
        link: document.querySelector('contend-app').experiment,
        points: document.querySelectorAll('curve-chart .curve').length,
        says: document.querySelector('scale-lab')?.textContent ?? '',
      }));
      assert.equal(seen.link, result.experiment);
      assert.equal(seen.points, 2);
      assert.match(seen.says, /This page did not measure it/);
      await drop('{"schema":"contend/scale/1"}');
      await tab.waitFor(() =>
        document.querySelector('.error')?.textContent.includes('curves.json'),
      );
    });

    check('what the Export menu gives, and what Share says', async (tab, { server }) => {
      await openApp(tab, server.url);
      await resultOf(tab, SMALL);
      await tab.evaluate(() => {
        window.saved = [];
        HTMLAnchorElement.prototype.click = function click() {
          window.saved.push(this.download);
        };
      });
      await click(tab, 'scale-lab details.menu summary');
      for (const form of ['JSON', 'CSV', 'SVG', 'PNG'])
        await click(tab, 'export-menu button', form);
      await tab.waitFor(() => window.saved.length >= 4);
      const saved = await tab.evaluate(() => window.saved);
      assert.deepEqual(
        saved
          .map((/** @type {string} */ name) => /^contend-scale-.*\.(\w+)$/.exec(name)?.[1])
          .sort(),
        ['csv', 'json', 'png', 'svg'],
      );
      await click(tab, '.copy-link button', 'Share');
      await tab.waitFor(() => document.querySelector('share-dialog dialog[open]'));
      const dialog = await tab.evaluate(() => ({
        text: document.querySelector('share-dialog')?.textContent ?? '',
        link: document.querySelector('.share-link')?.value ?? '',
      }));
      assert.match(dialog.text, /Curves do not fit into a link/);
      assert.ok(dialog.link.endsWith(SMALL), dialog.link);
    });
  },
  EITHER,
);
