/** Links in and out of the page: canonical, through its history, and whatever they contain. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { environment, experiment, openApp, openEmbedded, quick, resultOf } from './app.js';
import { EITHER, FIRST, inBrowsers } from './harness.js';
import { click, type } from './person.js';
import { site } from './servers.js';

/** @param {string} name @returns {string} */
const read = (name) => readFileSync(new URL(`../links/${name}`, import.meta.url), 'utf8');

/** A file with a JSON value on each line. @param {string} name @returns {any[]} */
const lines = (name) =>
  read(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** @type {string[]} */
const CORPUS = lines('corpus.txt');

/** Hostile links and what the native codec makes of them. @type {[string, string | null][]} */
const SAMPLE = lines('sample.txt');

/** What no hostile link may leave behind. @param {import('../../tools/lib/tabs.mjs').Tab} tab */
async function nothingPlanted(tab) {
  const planted = await tab.evaluate(() => ({
    elements: document.querySelectorAll(
      'contend-app script, contend-app img, contend-app iframe, contend-app svg[onload]',
    ).length,
    polluted: 'maps' in {} || 'threads' in {} || 'schema' in {},
  }));
  assert.deepEqual(planted, { elements: 0, polluted: false });
  assert.ok((await resultOf(tab, quick())).strategies.length > 0);
}

/** @type {{ link: string, canonical: string | null }[]} */
const GOLDEN = JSON.parse(read('golden.json'));

/** @param {import('../../tools/lib/tabs.mjs').Tab} tab */
const fragment = (tab) => tab.evaluate(() => location.hash);

inBrowsers(
  'links',
  () => site(),
  ({ check }) => {
    check('a link opens its experiment, and the result carries it', async (tab, { server }) => {
      const link = quick({ threads: '03', maps: 'mutex,sharded' });
      const canonical =
        '#v1/compare?maps=mutex,sharded:16&keys=4096&ms=50&rounds=2&threads=3&warmup=20';
      await openApp(tab, server.url + link);
      assert.equal(await experiment(tab), canonical);
      assert.equal(await fragment(tab), canonical);
      const result = await tab.evaluate(() => document.querySelector('contend-app').run());
      assert.equal(result.experiment, canonical);
    });

    check('setting the experiment reads back canonical at once', async (tab, { server }) => {
      await openEmbedded(tab, `${server.url}?embed=1`);
      const read = await tab.evaluate((golden) => {
        const app = document.querySelector('contend-app');
        return golden.map(({ link }) => ((app.experiment = link), app.experiment));
      }, GOLDEN);
      for (const [index, { link, canonical }] of GOLDEN.entries()) {
        if (canonical !== null && link !== '') assert.equal(read[index], canonical, link);
      }
    });

    check('back and forward go through experiments', async (tab, { server }) => {
      const links = ['mutex', 'rwlock', 'dashmap:16'].map((maps) => `#v1/compare?maps=${maps}`);
      await openApp(tab, server.url + links[0]);
      for (const link of links.slice(1)) {
        await tab.evaluate((hash) => (location.hash = hash), link);
        await tab.waitFor(
          (hash) => document.querySelector('contend-app').experiment === hash,
          link,
        );
      }
      for (const step of [-1, -1, 1, 1, -2]) {
        const expected = await tab.evaluate(
          ({ by, all }) => {
            const at = all.indexOf(location.hash) + by;
            history.go(by);
            return all[at];
          },
          { by: step, all: links },
        );
        await tab.waitFor(
          (hash) => document.querySelector('contend-app').experiment === hash,
          expected,
        );
        assert.equal(await fragment(tab), expected);
      }
      assert.equal(await tab.loads(), 1);
    });

    check(
      'a link that cannot be read gives a card, and the page goes on',
      async (tab, { server }) => {
        for (const hash of [
          '#v2/compare?maps=mutex',
          '#v1/nowhere',
          `#v1/compare?x=${'a'.repeat(9000)}`,
        ]) {
          await tab.open('about:blank');
          await openApp(tab, server.url + hash);
          const text = await tab.evaluate(() => document.querySelector('contend-app').innerText);
          assert.match(text, /link/i);
        }
        assert.ok((await resultOf(tab, quick())).strategies.length > 0);
      },
    );

    check('no word of a notice is a blank', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/race?view=step&sched=1*12,2*3,9`);
      await tab.waitFor(() => document.querySelector('.notice li'));
      const said = await tab.evaluate(() => document.querySelector('.notice li').innerText);
      assert.match(said, /“1\*12,2\*3,9” is not a value it can have; an empty text is used\./);
    });

    check('a theta that is typed is cut off as in a link', async (tab, { server }) => {
      await openApp(tab, `${server.url}#v1/compare?maps=mutex&dist=zipf:0.5`);
      await click(tab, '.settings summary', 'More settings');
      for (const text of ['.98765', '.98769']) {
        await type(tab, 'choice-field input.typed', text);
        await tab.waitFor(
          () => document.querySelector('choice-field input.typed').value === '0.9876',
        );
      }
      assert.equal(await experiment(tab), '#v1/compare?maps=mutex&dist=zipf:0.9876');
    });

    check('an embedded page never rewrites its own address', async (tab, { server }) => {
      const link = '#v1/compare?threads=007&maps=mutex';
      await openEmbedded(tab, `${server.url}?embed=1${link}`);
      await tab.evaluate(() => (document.querySelector('contend-app').experiment = '#v1/compare'));
      assert.equal(await fragment(tab), link);
      assert.equal(await environment(tab), null);
      await resultOf(tab, quick({ rounds: 1 }));
      assert.equal(await fragment(tab), link);
    });
  },
  EITHER,
);

// Each browser has escapes of its own for what it finds in an address.
inBrowsers(
  'broken links',
  () => site(),
  ({ check }) => {
    check('a link broken on its way is opened, repaired and named', async (tab, { server }) => {
      const link = '#v1/compare?maps=mutex,dashmap:64&threads=8';
      const carrying = `${link}&r=7cEB-_`;
      for (const [pasted, whole] of [
        [`${link}.`, link],
        [`${link}）。`, link],
        [`${link}\u200b`, link],
        [`${link}> \``, link],
        [`${link.replace(',', ', ')} `, link],
        [`${carrying})...`, carrying],
        [`#/${link.slice(1)}`, link],
        [`#${encodeURIComponent(link.slice(1))}`, link],
        [link.replaceAll('&', '&amp;'), link],
        [link.replace('mutex', 'mu\n  tex'), link],
        [link.replace(',', '%252C'), link],
      ]) {
        await tab.open('about:blank');
        await openApp(tab, server.url + pasted);
        await tab.waitFor(() => document.querySelector('.notice li'));
        assert.deepEqual([await experiment(tab), await fragment(tab)], [link, whole], pasted);
        const said = await tab.evaluate(() => document.querySelector('.notice').innerText);
        assert.match(said, /ignored|decoded/, pasted);
      }
      const read = await tab.evaluate((text) => {
        const app = document.querySelector('contend-app');
        app.experiment = `see [the run](https://a.example/${text.replace(',', ',\n> ')}).`;
        return [app.experiment, location.hash];
      }, carrying);
      assert.deepEqual(read, [link, carrying]);
    });
  },
);

inBrowsers(
  'hostile links',
  () => site(),
  ({ check }) => {
    check('a thousand hostile links do no harm', async (tab, { server }) => {
      for (const query of ['?embed=1', '']) {
        await (query ? openEmbedded : openApp)(tab, server.url + query);
        const links = CORPUS.slice(0, query ? 1000 : 300);
        const bad = await tab.evaluate(async (all) => {
          const app = document.querySelector('contend-app');
          const failures = [];
          for (const [index, link] of all.entries()) {
            try {
              app.experiment = link;
              const once = app.experiment;
              app.experiment = once;
              if (once !== '' && app.experiment !== once) failures.push(link);
            } catch (error) {
              failures.push(`${link}: ${error}`);
            }
            // Every so often let the page draw what it made of them.
            if (index % 50 === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
          }
          return failures;
        }, links);
        assert.deepEqual(bad, []);
        await nothingPlanted(tab);
      }
    });

    check('a thousand more, as the address of the page', async (tab, { server }) => {
      assert.ok(SAMPLE.length >= 1000 && SAMPLE.some(([link]) => link.includes('&r=7cEB')));
      await openApp(tab, server.url);
      const wrong = await tab.evaluate(async (all) => {
        const app = document.querySelector('contend-app');
        const failures = [];
        for (const [index, [link, canonical]] of all.entries()) {
          app.experiment = link;
          // Text without a '#' that looks like an address is one, for the page; else they agree.
          const whole = link.includes('#') ? link.slice(link.indexOf('#')) === link : link !== '';
          if (whole && app.experiment !== (canonical ?? '')) failures.push([link, app.experiment]);
          // What is carried is unpacked between two frames; most stand long enough for that.
          if (index % 4 === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return failures;
      }, SAMPLE);
      assert.deepEqual(wrong, []);
      await nothingPlanted(tab);
    });
  },
  FIRST,
);
