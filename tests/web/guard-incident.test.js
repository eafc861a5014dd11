/**
 * The simulated incident on the page: the reader's question is answered at once, a link is the same bytes as from the
 * command line, remedies are compared, and nothing of it needs threads.
 */

import assert from 'node:assert/strict';
import { experiment, openApp } from './app.js';
import { violationsInBothThemes } from './axe.js';
import { inBrowsers } from './harness.js';
import { contend } from './native.js';
import { click } from './person.js';
import { site } from './servers.js';

const LEAK = '#v1/guard?view=incident';

inBrowsers(
  'incident',
  () => site(),
  ({ check, browser }) => {
    check(
      'whether recover would have saved us is the first thing to be read',
      async (tab, { server }) => {
        await openApp(tab, server.url + LEAK);
        await tab.waitFor(() => document.querySelector('#guard-incident-title'));
        const [question, answer] = await tab.evaluate(() =>
          ['dt', 'dd'].map(
            (name) => document.querySelector(`.guard-questions ${name}`).textContent,
          ),
        );
        assert.match(question, /Would recover have saved us\?/);
        assert.match(answer, /No\./);
        const labels = await tab.evaluate(() =>
          [...document.querySelectorAll('.outcome-label, .run-bar .plan')].map(
            ({ textContent }) => textContent,
          ),
        );
        assert.ok(
          labels.length === 2 && labels.every((text) => /simulation/.test(text)),
          `${labels}`,
        );
        await click(tab, '.guard-questions a', 'See the run');
        await tab.waitFor(
          () => document.querySelector('guard-incident')?.incident?.variant.id === 'as-told',
        );
        assert.match(await experiment(tab), /variant=as-told&view=incident/);
        const { totals } = await tab.evaluate(
          () => document.querySelector('guard-incident').incident,
        );
        assert.equal(totals.panicsRecovered, 0);
        assert.equal(totals.exitStatus, 2);
        if (browser === 'chromium') assert.deepEqual(await violationsInBothThemes(tab), []);
        await tab.resize(390, 800);
        const width = await tab.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `${width} pixels`);
      },
    );

    check('a link is the bytes that the command line prints', async (tab, { server }) => {
      await openApp(tab, server.url + LEAK);
      await tab.waitFor(() => document.querySelector('#guard-incident-title'));
      const link = await experiment(tab);
      const text = await tab.evaluate(() => document.querySelector('guard-incident').text);
      assert.equal(`${text}\n`, await contend('guard', link, '--json'));
    });

    check('every variant is compared, and opens by a click', async (tab, { server }) => {
      await openApp(tab, server.url + LEAK);
      await click(tab, 'guard-incident .run-button', 'Compare');
      const variants = await tab.evaluate(
        () => document.querySelectorAll('.guard-variants input').length,
      );
      await tab.waitFor(
        (count) => document.querySelectorAll('.guard-compared tbody tr').length === count,
        variants,
      );
      await click(tab, '.guard-compared tbody tr:last-child a');
      await tab.waitFor(
        () => document.querySelector('guard-incident').incident?.variant.id === 'handoff',
      );
    });
  },
);
