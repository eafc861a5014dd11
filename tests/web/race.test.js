/**
 * The Race lab: its views and links, the stepper by mouse and keyboard, the explorer and what it
 * hands to the stepper, what recover catches; without isolation too.
 */

import assert from 'node:assert/strict';
import { experiment, openApp, openEmbedded } from './app.js';
import { violations } from './axe.js';
import { EITHER, inBrowsers } from './harness.js';
import { choose, click, type, visit } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** Two goroutines assign one key that is not there. */
const STEP = '#v1/race?maps=mutex&view=step';
const OFF = '#v1/race?maps=mutex&detect=off&view=explore';

/** Opens a link in the stepper and waits for its trace. @param {Tab} tab @param {string} url */
async function openStepper(tab, url) {
  await openApp(tab, url);
  await tab.waitFor(() => document.querySelector('.race-stage[aria-busy="false"]'));
}

/** Waits until the stepper shows what the link says. @param {Tab} tab @param {number} pos */
async function atStep(tab, pos) {
  await tab.waitFor((wanted) => {
    const stage = document.querySelector('.race-stage[aria-busy="false"]');
    const { innerText = '' } = document.querySelector('.race-sentence') ?? {};
    const said = innerText.replaceAll(',', '');
    return stage && (wanted ? said.startsWith(`Step ${wanted}:`) : /^Before/.test(said));
  }, pos);
}

/** What the stepper shows. @param {Tab} tab */
function shown(tab) {
  return tab.evaluate(() => ({
    sentence: document.querySelector('.race-sentence').innerText,
    notes: [...document.querySelectorAll('.race-note')].map((note) => note.innerText),
    outcome: document.querySelector('.race-outcome')?.innerText ?? null,
    steps: document.querySelectorAll('.race-steps li').length,
    flags: document.querySelector('[data-cell="flags"]').innerText,
    changed: [...document.querySelectorAll('td.changed')].map((cell) => cell.dataset.cell),
    states: [...document.querySelectorAll('.race-state')].map((state) => state.innerText),
  }));
}

/** @param {Tab} tab */
function focusStage(tab) {
  return tab.evaluate(() => document.querySelector('.race-stage').focus());
}

inBrowsers(
  'race',
  () => site(),
  ({ check, browser }) => {
    check('views are links, and a tab to the lab', async (tab, { server }) => {
      await openApp(tab, server.url);
      await visit(tab, 'race');
      await tab.waitFor(() => document.querySelector('.race-views'));
      const names = await tab.evaluate(() =>
        [...document.querySelectorAll('.race-views a')].map(({ hash }) => hash),
      );
      for (const hash of names) assert.match(hash, /^#v1\/race\?maps=/);
      await click(tab, '.race-views a[href*="view=recover"]');
      await tab.waitFor(() => document.querySelector('race-recovery'));
      assert.match(await experiment(tab), /view=recover/);
      assert.match(await tab.evaluate(() => location.hash), /view=recover/);
      const text = await tab.evaluate(() => document.querySelector('race-recovery').innerText);
      for (const said of [
        /recovered: assignment to entry in nil map/,
        /fatal error: concurrent map writes/,
        /fatal error: concurrent map iteration and map write/,
        /exit status 2/,
      ]) {
        assert.match(text, said);
      }
      assert.deepEqual(await violations(tab), []);
      // What the other lab has is still there.
      await visit(tab, 'compare');
      await tab.waitFor(() => document.querySelector('compare-lab'));
      assert.ok(!(await experiment(tab)).includes('view='));
    });

    check('the stepper by its keys, and every state is a link', async (tab, { server }) => {
      await openStepper(tab, server.url + STEP);
      await atStep(tab, 0);
      await focusStage(tab);
      for (const [place, key] of ['1', '1', '2', '1'].entries()) {
        await tab.press(key);
        await atStep(tab, place + 1);
      }
      assert.match(await experiment(tab), /sched=1\*2,2,1&/);
      await tab.press('ArrowLeft');
      await atStep(tab, 3);
      assert.match(await experiment(tab), /pos=3&.*sched=1\*2,2,1&/);
      assert.equal(await tab.evaluate(() => location.hash), await experiment(tab));
      const before = await shown(tab);
      assert.match(before.sentence, /^Step 3: goroutine 2 /);
      assert.equal(before.steps, 4);
      // The same from its link alone.
      const other = await tab.sibling();
      await openStepper(other, server.url + (await experiment(tab)));
      await atStep(other, 3);
      assert.deepEqual(await shown(other), before);
      await other.close();
      await tab.press('End');
      await atStep(tab, 4);
      await tab.press('Home');
      await atStep(tab, 0);
      assert.equal((await shown(tab)).changed.length, 0);
      await tab.press('ArrowRight');
      await atStep(tab, 1);
      // Another step there drops what followed.
      await tab.press('2');
      await atStep(tab, 2);
      assert.match(await experiment(tab), /sched=1,2&/);
    });

    check('buttons, play, and the fatal error word for word', async (tab, { server }) => {
      // The first has set the flag; beyond the schedule it is the other one's turn.
      await openStepper(tab, `${server.url}${STEP}&sched=1*3&pos=0`);
      await atStep(tab, 0);
      await choose(tab, '.race-speed select', 'fast');
      await click(tab, '.race-play');
      await tab.waitFor(() => document.querySelector('.race-outcome'));
      const end = await shown(tab);
      assert.match(end.outcome ?? '', /fatal error: concurrent map writes/);
      assert.ok(end.states.includes('threw'));
      await tab.waitFor(() => document.querySelector('.race-play').innerText === 'Play');
      await click(tab, '.race-controls [title="Back"]');
      await atStep(tab, end.steps - 1);
      await click(tab, '.race-steps button');
      await atStep(tab, 1);
      assert.deepEqual(await violations(tab), []);
    });

    check(
      'alone, a goroutine finishes, and what is worth naming is named',
      async (tab, { server }) => {
        await openStepper(tab, `${server.url}${STEP}&prog=1-8~a9`);
        await atStep(tab, 0);
        await click(tab, '.race-finish');
        await tab.waitFor(() => document.querySelector('.race-state').innerText === 'finished');
        assert.match((await shown(tab)).outcome ?? '', /9: 900.*count = 9/);
        const flagged = '.race-steps button:has(.race-flag)';
        const place = await tab.evaluate((selector) => {
          const items = [...document.querySelectorAll('.race-steps button')];
          return items.indexOf(document.querySelector(selector)) + 1;
        }, flagged);
        await click(tab, flagged);
        await atStep(tab, place);
        const { notes } = await shown(tab);
        assert.ok(
          notes.some((note) => /in neither bucket/.test(note)),
          `${notes}`,
        );
        const drawn = await tab.evaluate(() => ({
          old: document.querySelectorAll('.race-table.old .race-bucket').length,
          current: document.querySelectorAll('.race-table.current .race-bucket').length,
          heads: [...document.querySelectorAll('.race-bucket')].every(
            (table) => table.caption && table.querySelectorAll('th[scope]').length >= 12,
          ),
        }));
        assert.deepEqual(drawn, { old: 1, current: 2, heads: true });
      },
    );

    // Drawing so much takes its time, and is the same in every browser.
    if (browser === 'chromium') {
      check('a trace too large to be drawn ends, and says so', async (tab, { server }) => {
        const statements = 'a100,x,a101,x,a102,x,a103,x';
        const program = `0-63~${[statements, statements, statements].join('%2B')}`;
        const schedule = '1*3000,2*3000,3*4000';
        await openStepper(tab, `${server.url}${STEP}&detect=off&prog=${program}&sched=${schedule}`);
        await tab.waitFor(() => document.querySelector('race-stepper .notice'));
        const notices = await tab.evaluate(() =>
          [...document.querySelectorAll('race-stepper .notice')].map(({ innerText }) => innerText),
        );
        assert.match(notices.join(' '), /The trace ends here/);
        await focusStage(tab);
        await tab.press('End');
        const { steps, outcome } = await shown(tab);
        await atStep(tab, steps);
        assert.equal(outcome, null);
        // Beyond it there is nothing to step to.
        await tab.press('1');
        await tab.press('ArrowRight');
        await atStep(tab, steps);
      });
    }

    check('the editor writes programs into the link', async (tab, { server }) => {
      await openStepper(tab, `${server.url}${STEP}&sched=1*3`);
      await choose(tab, '.race-statements select', 'd');
      await tab.waitFor(() => /prog=~d1\+a1:20&/.test(location.hash));
      assert.ok(!(await experiment(tab)).includes('sched='));
      await type(tab, 'input.race-keys', '1-8, 17');
      await tab.waitFor(() => /prog=1-8,17~d1\+a1:20&/.test(location.hash));
      await type(tab, 'input.race-keys', '<b>');
      await tab.waitFor(() => document.querySelector('input.race-keys').ariaInvalid === 'true');
      assert.match(await experiment(tab), /prog=1-8,17~d1\+a1:20/);
      // A preset sets program, schedule and position, and stays picked while it is gone through.
      await tab.waitFor(() => document.querySelectorAll('#race-preset option').length > 2);
      const picked = await tab.evaluate(
        () => document.querySelector('#race-preset').options[2].value,
      );
      await choose(tab, '#race-preset', picked);
      await tab.waitFor(() => /sched=/.test(location.hash));
      await tab.waitFor(() => document.querySelector('.race-stage[aria-busy="false"]'));
      await focusStage(tab);
      await tab.press('Home');
      await atStep(tab, 0);
      assert.equal(await tab.evaluate(() => document.querySelector('#race-preset').value), picked);
    });

    check('the explorer finds every outcome and opens one', async (tab, { server }) => {
      await openApp(tab, server.url + OFF);
      await click(tab, 'race-explorer .primary', 'Run');
      await tab.waitFor(() => document.querySelector('.race-outcomes tbody tr'));
      const found = await tab.evaluate(() => ({
        kinds: [...document.querySelectorAll('.race-outcomes .race-kind')].map((k) => k.innerText),
        text: document.querySelector('.race-found').innerText,
      }));
      assert.match(found.text, /Every interleaving was followed/);
      assert.ok(found.kinds.includes('serial') && found.kinds.includes('anomaly'), found.text);
      assert.ok(!found.kinds.includes('fatal error'), found.text);
      assert.match(found.text, /wrong count/);
      assert.deepEqual(await violations(tab), []);
      const href = await tab.evaluate(() => {
        const row = [...document.querySelectorAll('.race-outcomes tbody tr')].find((tr) =>
          /wrong count/.test(tr.innerText),
        );
        return row.querySelector('a').hash;
      });
      await click(tab, `.race-outcomes a[href="${href}"]`);
      await tab.waitFor(() => document.querySelector('.race-stage[aria-busy="false"]'));
      assert.equal(await experiment(tab), href);
      await focusStage(tab);
      await tab.press('End');
      await tab.waitFor(() => document.querySelector('.race-outcome'));
      const { outcome } = await shown(tab);
      assert.match(outcome ?? '', /anomaly · wrong count · map: \{1: [12]0\}; count = 2/);
      // The outcomes are still there for whoever comes back.
      await click(tab, '.race-views a[href*="view=explore"]');
      await tab.waitFor(() => document.querySelector('.race-outcomes tbody tr'));
    });

    check('a stopped search says so and keeps what it found', async (tab, { server }) => {
      const long = '#v1/race?maps=mutex&detect=off&prog=1-8~a9,a17%2Ba10,a18%2Bd1&view=explore';
      await openApp(tab, server.url + long);
      await click(tab, 'race-explorer .primary', 'Run');
      await tab.waitFor(() => document.querySelector('race-explorer progress')?.value > 0);
      await click(tab, 'race-explorer .primary', 'Stop');
      await tab.waitFor(() => document.querySelector('.race-partial'));
      const text = await tab.evaluate(() => document.querySelector('.race-found').innerText);
      assert.match(text, /Stopped: .* there may be others/);
      assert.ok(!/Every interleaving/.test(text));
    });

    check('a frame shows the state and leaves its address alone', async (tab, { server }) => {
      await openEmbedded(tab, `${server.url}?embed=1${STEP}&sched=1*3`);
      await tab.waitFor(() => document.querySelector('.race-stage[aria-busy="false"]'));
      await atStep(tab, 3);
      const before = await tab.evaluate(() => location.href);
      await focusStage(tab);
      await tab.press('2');
      await atStep(tab, 4);
      await click(tab, '.race-views a[href*="view=recover"]');
      await tab.waitFor(() => document.querySelector('race-recovery'));
      assert.equal(await tab.evaluate(() => location.href), before);
      assert.match(await experiment(tab), /sched=1\*3,2&view=recover/);
    });
  },
  EITHER,
);

inBrowsers(
  'race without isolation',
  () => site({ headers: 'none' }),
  ({ check }) => {
    check(
      'the stepper needs no threads',
      async (tab, { server }) => {
        await openStepper(tab, `${server.url}${STEP}&sched=1*3`);
        await atStep(tab, 3);
      },
      { serviceWorkers: 'block', expected: /blocked by Playwright/ },
    );
  },
  EITHER,
);
