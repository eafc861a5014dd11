/**
 * What the page may do and what it leaves behind: its content policy, by a header and by its own
 * <meta>, is obeyed in a whole session and refuses what is planted; no request goes to another
 * origin; nothing but the theme is stored.
 */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { openApp, quick, resultOf } from './app.js';
import { inBrowsers } from './harness.js';
import { choose, click } from './person.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */

/** @param {Tab} tab everything that a reader can do */
async function session(tab) {
  await tab.evaluate(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const { environment: first } = await resultOf(tab, quick());
  await click(tab, '.choose-maps');
  await tab.waitFor(() => document.querySelector('dialog[open]'));
  await tab.press('Escape');
  for (const [name, value] of [
    ['language', 'zh'],
    ['theme', 'dark'],
  ]) {
    await choose(tab, `select[name="${name}"]`, value);
  }
  await tab.waitFor(() => document.documentElement.lang.startsWith('zh'));
  if (first.mode === 'threads') {
    await tab.evaluate(async () => {
      const app = document.querySelector('contend-app');
      const verifying = app.perform('verify');
      setTimeout(() => app.stop(), 1_000);
      await verifying;
      const inspecting = app.perform('inspect', { with: ['mutex'] });
      setTimeout(() => app.stop(), 1_000);
      await inspecting;
    });
  }
  return first;
}

/** In the page: whatever it has stored, by place. */
async function storedThings() {
  return {
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: (await caches.keys()).filter(
      (name) => !name.startsWith(`contend ${location.origin}/ `),
    ),
  };
}

/** In the page: tries to run and insert what the policy refuses; what came of each. */
async function plant() {
  const attempts = {
    markup: () => (document.createElement('div').innerHTML = '<b>x</b>'),
    script: () => (document.createElement('script').textContent = 'window.planted = 1'),
    foreignWorker: () => new Worker('https://elsewhere.example/x.js'),
    dataWorker: () => new Worker('data:text/javascript,'),
    timer: () => setTimeout('window.planted = 2'),
    handler: () => document.body.setAttribute('onclick', 'window.planted = 4'),
  };
  const passed = Object.entries(attempts).flatMap(([name, attempt]) => {
    try {
      attempt();
      return [name];
    } catch {
      return [];
    }
  });
  const link = document.createElement('a');
  link.setAttribute('style', 'color: rgb(1, 2, 3)');
  document.body.append(link);
  const image = await new Promise((resolve) => {
    const element = document.createElement('img');
    element.onload = () => resolve('loaded');
    element.onerror = () => resolve('refused');
    element.src = 'https://elsewhere.example/x.png';
  });
  const fetched = await fetch('https://elsewhere.example/').catch(() => 'refused');
  const colour = getComputedStyle(link).color;
  link.remove();
  return { passed, planted: window.planted, image, fetched, colour };
}

for (const headers of /** @type {const} */ (['all', 'none'])) {
  inBrowsers(
    `security, host sends ${headers}`,
    () => site({ headers }),
    ({ check }) => {
      check('a session keeps to the policy and to the origin', async (tab, { server }) => {
        /** @type {string[]} */
        const requests = [];
        tab.page.on('request', (/** @type {any} */ request) => requests.push(request.url()));
        await openApp(tab, server.url);
        const { mode } = await session(tab);
        assert.equal(mode, 'threads');
        assert.deepEqual(await tab.evaluate(() => window.violations), []);
        assert.ok(requests.length > 10, `${requests.length} requests were seen`);
        const own = new URL(server.url).origin;
        const foreign = requests.filter(
          (url) => !/^(?:blob:|data:)/.test(url) && !url.startsWith(own),
        );
        assert.deepEqual(foreign, []);
        assert.deepEqual(await tab.evaluate(storedThings), {
          local: { 'contend-theme': 'dark' },
          session: {},
          cookies: '',
          databases: [],
          caches: [],
        });
      });

      check(
        'planted scripts, styles and requests are refused',
        async (tab, { server }) => {
          await openApp(tab, server.url);
          const { passed, planted, image, fetched, colour } = await tab.evaluate(plant);
          assert.deepEqual(passed, []);
          assert.equal(planted, undefined);
          assert.deepEqual([image, fetched], ['refused', 'refused']);
          assert.notEqual(colour, 'rgb(1, 2, 3)');
          // The page is none the worse for it.
          await resultOf(tab, quick());
        },
        { expected: /./ },
      );
    },
  );
}

/** Takes the page as it is built, with a script in it that somebody planted on the way. */
const planted = mkdtempSync(join(tmpdir(), 'contend-planted-'));
before(() => {
  cpSync(paths.site, planted, { recursive: true });
  const page = join(planted, 'index.html');
  const script = '<script>window.planted = 1</script><p style="margin: 7px" onclick="1">';
  writeFileSync(page, readFileSync(page, 'utf8').replace('<body>', `<body>${script}`));
});
after(() => rmSync(planted, { recursive: true }));

inBrowsers(
  'security, a page with a planted script',
  () => site({ headers: 'none', root: planted }),
  ({ check }) => {
    check(
      'does not run it',
      async (tab, { server }) => {
        await openApp(tab, server.url);
        assert.equal(await tab.evaluate(() => window.planted), undefined);
        assert.notEqual(
          await tab.evaluate(() => getComputedStyle(document.querySelector('body > p')).margin),
          '7px',
        );
        await resultOf(tab, quick());
      },
      { expected: /Content.Security.Policy/ },
    );
  },
);

inBrowsers(
  'security, simulated',
  () => site({ headers: 'none' }),
  ({ check }) => {
    check(
      'a session without threads keeps to the policy',
      async (tab, { server }) => {
        await openApp(tab, `${server.url}?lang=zh`);
        const { mode } = await session(tab);
        assert.equal(mode, 'simulated');
        assert.deepEqual(await tab.evaluate(() => window.violations), []);
      },
      { serviceWorkers: 'block' },
    );
  },
);
