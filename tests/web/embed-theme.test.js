/**
 * An embedded experiment looks as the page around it does, however that page switches its themes.
 *
 * Each way is that of a tool for documentation, or of the platform: its style sheet, and what its
 * switch does to the page.
 */

import assert from 'node:assert/strict';
import { quick } from './app.js';
import { inBrowsers } from './harness.js';
import { document as page, hostPage, inner, quoted } from './host-page.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {{ css: string, dark: () => void, light: () => void }} Way */

/** @type {Record<string, Way>} */
const WAYS = {
  'an attribute of the root and custom properties (Docusaurus)': {
    css: `:root { --ground: #fff; --ink: #1c1e21 }
      [data-theme=dark] { --ground: #1b1b1d; --ink: #e3e3e3; color-scheme: dark }
      body { background: var(--ground); color: var(--ink) }`,
    dark: () => (document.documentElement.dataset.theme = 'dark'),
    light: () => (document.documentElement.dataset.theme = 'light'),
  },
  'a class of the root, colours that fade (VitePress)': {
    css: `body { background: #fff; color: rgba(60, 60, 67); transition: color .3s, background .3s }
      .dark body { background: #1b1b1f; color: rgba(255, 255, 245, .86) }`,
    dark: () => document.documentElement.classList.add('dark'),
    light: () => document.documentElement.classList.remove('dark'),
  },
  'a class with a name of its own (mdBook)': {
    css: `.light { background: #fff; color: #000 } .coal { background: #141617; color: #98a3ad }`,
    dark: () => (document.documentElement.className = 'coal'),
    light: () => (document.documentElement.className = 'light'),
  },
  'an attribute of the body (MkDocs Material)': {
    css: `[data-md-color-scheme=default] { background: #fff; color: rgba(0, 0, 0, .87) }
      [data-md-color-scheme=slate] { background: hsl(232 15% 14%); color: hsla(225, 15%, 90%, .82) }`,
    dark: () => document.body.setAttribute('data-md-color-scheme', 'slate'),
    light: () => document.body.setAttribute('data-md-color-scheme', 'default'),
  },
  'the same with a way back to the system (Furo)': {
    css: `body { background: #fff; color: black }
      body[data-theme=dark] { background: #131416; color: #cfd0d0 }`,
    dark: () => (document.body.dataset.theme = 'dark'),
    light: () => (document.body.dataset.theme = 'auto'),
  },
  'several attributes at once, modern colours (GitHub)': {
    css: `body { background: oklch(1 0 0); color: oklch(.25 .01 250) }
      [data-color-mode=dark][data-dark-theme=dark] body { background: #0d1117; color: lab(95 0 -2) }`,
    dark: () =>
      Object.assign(document.documentElement.dataset, { colorMode: 'dark', darkTheme: 'dark' }),
    light: () => (document.documentElement.dataset.colorMode = 'light'),
  },
  'color-scheme and no colour at all': {
    css: '',
    dark: () => (document.documentElement.style.colorScheme = 'dark'),
    light: () => (document.documentElement.style.colorScheme = 'light'),
  },
  'a part of the page alone': {
    css: 'main { background: #fff; color: #222 } main.night { background: #123; color: #eee }',
    dark: () => document.querySelector('main').classList.add('night'),
    light: () => document.querySelector('main').classList.remove('night'),
  },
  'another style sheet': {
    css: 'body { background: #fff; color: #222 }',
    dark: () =>
      (document.getElementById('way').textContent = 'body { background: #000; color: #ddd }'),
    light: () =>
      (document.getElementById('way').textContent = 'body { background: #fff; color: #222 }'),
  },
};

async function hosted() {
  const [server, host] = await Promise.all([site(), hostPage()]);
  const { close } = server;
  const both = () => Promise.all([host.close(), close()]);
  return Object.assign(server, { host, close: async () => void (await both()) });
}

/** Waits until the page in the frame has a theme. @param {Tab} tab @param {string} theme @param {string} where */
async function wears(tab, theme, where) {
  let worn;
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    worn = await inner(tab)
      ?.evaluate(
        () => document.querySelector('contend-app') && document.documentElement.dataset.theme,
      )
      .catch(() => undefined); // still being loaded
    if (worn === theme) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.equal(worn, theme, where);
}

/** @param {Tab} tab @param {any} server @param {{ css?: string, theme?: string }} [with_] */
async function open(tab, server, { css = '', theme = 'auto' } = {}) {
  const attributes = `src="${server.url}" experiment=${quoted(quick())} theme="${theme}"`;
  server.host.html = page(
    `<main><contend-lab ${attributes} style="display: flow-root; min-height: 320px">…</contend-lab></main>
      <script type="module" src="${server.url}contend-lab.js"></script>`,
    { head: `<style id="way">${css}</style>` },
  );
  await tab.open(server.host.url);
}

inBrowsers('the theme of an embed', hosted, ({ check, browser }) => {
  check('follows its host, however that switches', async (tab, { server }) => {
    await open(tab, server);
    await wears(tab, 'light', 'no style at all');
    for (const [what, { css, dark, light }] of Object.entries(WAYS)) {
      await tab.evaluate((text) => {
        document.getElementById('way').textContent = text;
      }, css);
      await tab.evaluate(light);
      await wears(tab, 'light', what);
      await tab.evaluate(dark);
      await wears(tab, 'dark', what);
      await tab.evaluate(light);
      await wears(tab, 'light', `${what}, back`);
    }
  });

  check('is the host’s from the first paint on', async (tab, { server }) => {
    server.sent = [];
    await open(tab, server, { css: 'html { background: #111; color: #eee }' });
    await wears(tab, 'dark', 'a dark page');
    const asked = server.sent.filter(({ path }) => path.includes('embed=1'));
    assert.ok(asked.length > 0 && asked.every(({ path }) => path.includes('theme=dark')));
  });

  check('is what the attribute says where it says something', async (tab, { server }) => {
    const css = 'html { background: #111; color: #eee }';
    await open(tab, server, { css, theme: 'light' });
    await wears(tab, 'light', 'said so');
    const attribute = (/** @type {string | null} */ value) =>
      tab.evaluate((text) => {
        const element = document.querySelector('contend-lab');
        if (text === null) element.removeAttribute('theme');
        else element.setAttribute('theme', text);
      }, value);
    await attribute(null);
    await wears(tab, 'dark', 'no longer said');
    await attribute('light');
    await wears(tab, 'light', 'said again');
  });

  check('is looked at anew when the element comes back into view', async (tab, { server }) => {
    await open(tab, server, {
      css: 'html { color: #222 } html.dark { background: #111; color: #eee }',
    });
    await wears(tab, 'light', 'in view');
    await tab.evaluate(() => {
      const element = document.querySelector('contend-lab');
      element.style.display = 'none';
      element.getBoundingClientRect();
      document.documentElement.className = 'dark';
      element.getBoundingClientRect();
    });
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    await tab.evaluate(() => (document.querySelector('contend-lab').style.display = 'flow-root'));
    await wears(tab, 'dark', 'back');
  });

  // The driver of the other browser cannot change what the system prefers.
  if (browser === 'chromium') {
    check('follows a host that follows the system', async (tab, { server }) => {
      for (const css of [
        ':root { color-scheme: light dark }',
        'body { color: #222 } @media (prefers-color-scheme: dark) { body { background: #000; color: #ccc } }',
      ]) {
        await open(tab, server, { css });
        for (const colorScheme of /** @type {const} */ (['light', 'dark', 'light'])) {
          await tab.page.emulateMedia({ colorScheme });
          await wears(tab, colorScheme, css);
        }
      }
    });
    check('stays light in a host that has no dark theme', async (tab, { server }) => {
      await tab.page.emulateMedia({ colorScheme: 'dark' });
      await open(tab, server);
      await wears(tab, 'light', 'a page without any style is white');
    });
  }
});
