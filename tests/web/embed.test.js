/**
 * An experiment inside somebody else's page: what it costs, when it is loaded, what its element
 * says and does, and what becomes of it where the frame does not come.
 */

import assert from 'node:assert/strict';
import { quick } from './app.js';
import { EITHER, inBrowsers } from './harness.js';
import { document as page, heard, hostPage, inner, LISTENER, quoted, until } from './host-page.js';
import { choose } from './person.js';
import { assertRaceResult, assertScaleResult } from './schema.js';
import { site } from './servers.js';

/** @typedef {import('../../tools/lib/tabs.mjs').Tab} Tab */
/** @typedef {import('./servers.js').Served} Served */

/** What the element may cost its host before it is near, as it travels without compression. */
const ELEMENT_BYTES = 5_000;
const RESERVED = 'style="display: flow-root; min-height: 320px"';
const FALLBACK = '<p class="fallback">A recorded figure</p>';

/** @param {Served} server @param {string} link @param {string} [more] attributes */
function lab(server, link, more = '', inside = FALLBACK) {
  return `<contend-lab id="lab" src="${server.url}" experiment=${quoted(link)} ${RESERVED} ${more}>${inside}</contend-lab>`;
}

/** @param {Served} server */
function script(server) {
  return `<script type="module" src="${server.url}contend-lab.js"></script>`;
}

/** @param {Served} server */
function paths({ sent }) {
  return (sent ?? []).map(({ path }) => path.replace(/\?.*/, ''));
}

/**
 * What a method of the element comes to.
 * @param {Tab} tab
 */
function outcome(tab, id = 'lab', method = 'run') {
  return tab.evaluate(
    async ([name, call]) => {
      try {
        return { result: await document.getElementById(name)[call]() };
      } catch (error) {
        return { error: { name: error.name, message: error.message } };
      }
    },
    [id, method],
  );
}

async function embedding() {
  const [server, host] = await Promise.all([site(), hostPage()]);
  const { close } = server;
  return Object.assign(server, {
    host,
    async close() {
      await Promise.all([host.close(), close()]);
    },
  });
}

inBrowsers('embed', embedding, embeds, EITHER);

/** @param {import('./harness.js').Bench} bench */
function embeds({ check, browser }) {
  /**
   * @param {Tab} tab @param {any} server @param {string} body
   * @param {{ lang?: string }} [options]
   */
  async function open(tab, server, body, options = {}) {
    server.host.html = page(body + script(server), { ...options, head: LISTENER });
    await tab.open(server.host.url);
  }

  check('costs its host under 5 KB until it is near the viewport', async (tab, { server }) => {
    server.sent = [];
    await open(
      tab,
      server,
      `<div style="height: 5000px"></div>${lab(server, quick()).replace(/ src="[^"]*"/, '')}`,
    );
    await tab.waitFor(() => customElements.get('contend-lab'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(paths(server), ['/contend-lab.js']);
    const [{ body }] = server.sent ?? [];
    console.log(`${browser}: the element costs ${body.length} bytes`);
    assert.ok(body.length < ELEMENT_BYTES, `${body.length}`);

    await tab.evaluate(() => document.getElementById('lab').scrollIntoView());
    await heard(tab, 'ready');
    const before = paths(server);
    assert.ok(before.includes('/'));
    const engine = (/** @type {string} */ path) =>
      /\.wasm$|\/assets\/(contend|coordinator)(\.worker)?-[^/]*\.js$/.test(path);
    assert.deepEqual(before.filter(engine), [], 'no engine before Run');
    const { result } = await outcome(tab);
    assert.equal(result?.schema, 'contend/result/1');
    assert.ok(paths(server).some((path) => path.endsWith('.wasm')));
  });

  // A frame there has no threads, without which these labs run nothing.
  const threaded = browser === 'webkit' ? () => {} : check;
  threaded('any lab runs in a frame, and says what is its own', async (tab, { server }) => {
    for (const [link, assertSound, title] of /** @type {const} */ ([
      [
        '#v1/scale?maps=mutex&axis=threads:1,2&keys=1024&ms=50&rounds=1&warmup=0',
        assertScaleResult,
        'Concurrent maps compared',
      ],
      [
        '#v1/race?maps=mutex&load=churn:100&ms=50&runs=2&threads=2',
        assertRaceResult,
        'Race · Live',
      ],
    ])) {
      await open(tab, server, lab(server, link));
      await heard(tab, 'ready');
      const { result, error } = await outcome(tab);
      assert.equal(error, undefined, link);
      assertSound(result);
      const told = await heard(tab, 'progress');
      assert.ok(
        told.some(({ detail: { cells, value } }) => cells > 1 && typeof value === 'string'),
        JSON.stringify(told.at(-1)),
      );
      const frame = inner(tab);
      const seen = await frame.evaluate(() => ({
        title: document.querySelector('.embed-head h1')?.textContent,
        way: document.querySelector('.embed-head a')?.href,
        form: document.querySelector('.embed-form form') !== null,
        beside: document.querySelector('.lab-side'),
        sentence: document.querySelector('.outcome-text')?.textContent,
      }));
      assert.deepEqual([seen.title, seen.form, seen.beside], [title, true, null], link);
      assert.ok(seen.way?.includes(link.slice(0, 20)), seen.way);
      assert.ok((seen.sentence?.length ?? 0) > 20, seen.sentence);
    }
  });

  check(
    'moves nothing in its host, from the first paint to the result',
    async (tab, { server }) => {
      const late = `<script type="module">
        await new Promise((resolve) => setTimeout(resolve, 400));
        await import(${quoted(`${server.url}contend-lab.js`)});
      </script>`;
      const around = (/** @type {string} */ body) => `<p>before</p>${body}<p id="after">after</p>`;
      server.host.html = page(around(lab(server, quick())) + late, { head: LISTENER });
      await tab.open(server.host.url);
      await tab.evaluate(() => {
        window.shift = 0;
        window.top0 = document.getElementById('after').getBoundingClientRect().top;
        if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) return;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await heard(tab, 'ready');
      await outcome(tab);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { shift, moved } = await tab.evaluate(() => ({
        shift: window.shift,
        moved: document.getElementById('after').getBoundingClientRect().top - window.top0,
      }));
      assert.equal(shift, 0);
      assert.equal(moved, 0);
      // Where what follows is out of view it takes the room it wants.
      await tab.evaluate(() => {
        document.getElementById('lab').style.marginTop = `${innerHeight - 100}px`;
      });
      await tab.waitFor(() => document.getElementById('lab').offsetHeight > 700);
    },
  );

  check('the frame takes the place of the fallback', async (tab, { server }) => {
    await open(tab, server, lab(server, quick(), 'theme="dark"'), { lang: 'zh-CN' });
    await heard(tab, 'ready');
    const seen = await tab.evaluate(() => {
      const element = document.getElementById('lab');
      const frame = element.shadowRoot.querySelector('iframe');
      return {
        fallback: document.querySelector('.fallback').checkVisibility(),
        frame: frame.checkVisibility({ checkVisibilityCSS: true }),
        title: frame.title,
      };
    });
    assert.deepEqual(seen, { fallback: false, frame: true, title: 'Contend 实时实验' });
    const inside = () =>
      inner(tab).evaluate(() => ({
        theme: document.documentElement.dataset.theme ?? 'auto',
        lang: document.documentElement.lang,
        header: document.querySelector('.page-header, .page-footer') !== null,
      }));
    assert.deepEqual(await inside(), { theme: 'dark', lang: 'zh', header: false });
    const loads = server.sent?.length;
    await tab.evaluate(() => {
      document.getElementById('lab').setAttribute('theme', 'light');
      document.getElementById('lab').setAttribute('lang', 'en');
    });
    await until(inner(tab), () => document.documentElement.lang === 'en');
    assert.deepEqual(await inside(), { theme: 'light', lang: 'en', header: false });
    assert.equal(server.sent?.length, loads, 'not loaded again');
  });

  check('experiment, run, events, stop, Busy', async (tab, { server }) => {
    await open(tab, server, lab(server, quick({ rounds: 1, ms: 300 })));
    // Before there is any frame, and again later.
    const first = await outcome(tab);
    assert.equal(first.result?.stopped, false);
    const [ready] = await heard(tab, 'ready');
    assert.equal(ready.detail.experiment, first.result?.experiment);
    const progress = await heard(tab, 'progress');
    assert.ok(progress.every(({ detail }) => detail.total > 0 && detail.remainingMs >= 0));
    assert.ok(progress.some(({ detail }) => detail.opsPerSec > 0 && detail.strategy));
    const [event] = await heard(tab, 'result');
    assert.deepEqual(event.detail, first.result);
    assert.equal((await heard(tab, 'result')).length, 1);

    const [set, now] = await tab.evaluate(() => {
      const element = document.getElementById('lab');
      element.experiment = 'https://elsewhere.test/x#v1/compare?rounds=100&maps=mutex,rwlock';
      return [element.experiment, 0];
    });
    assert.deepEqual([set, now], ['#v1/compare?rounds=100&maps=mutex,rwlock', 0]);
    await tab.waitFor(
      () =>
        document.getElementById('lab').experiment === '#v1/compare?maps=mutex,rwlock&rounds=100',
    );
    const ends = await tab.evaluate(async () => {
      const element = document.getElementById('lab');
      const end = (/** @type {Promise<any>} */ run) =>
        run.then(
          (result) => ({ stopped: result.stopped, experiment: result.experiment }),
          (error) => error.name,
        );
      const progressed = new Promise((resolve) => {
        element.addEventListener('contend-progress', resolve, { once: true });
      });
      const long = end(element.run());
      const refused = await end(element.run());
      await progressed;
      await element.stop();
      return [refused, await long];
    });
    assert.deepEqual(ends, [
      'Busy',
      { stopped: true, experiment: '#v1/compare?maps=mutex,rwlock&rounds=100' },
    ]);
    assert.equal((await heard(tab, 'result')).length, 2, 'a refused run is no event');

    await tab.evaluate(() => (document.getElementById('lab').experiment = '#v9/compare'));
    const { error } = await outcome(tab);
    assert.equal(error?.name, 'BadExperiment');
    assert.match(error?.message ?? '', /link/);
    assert.equal((await heard(tab, 'error')).length, 1);
  });

  check('what the reader does in the frame is told, too', async (tab, { server }) => {
    await open(tab, server, lab(server, quick({ rounds: 1 })));
    await heard(tab, 'ready');
    await inner(tab).click('.embed-form summary');
    await choose(inner(tab), '#field-preset', 'ycsb-c');
    await tab.waitFor(() => document.getElementById('lab').experiment.includes('mix=r100'));
    await inner(tab).click('.run-button');
    const [{ detail }] = await heard(tab, 'result');
    assert.match(detail.experiment, /mix=r100/);
    assert.equal(await inner(tab).evaluate(() => location.hash), quick({ rounds: 1 }));
  });

  check('two experiments on a page run one after the other', async (tab, { server }) => {
    const [one, two] = [quick({ rounds: 3 }), quick({ maps: 'rwlock', rounds: 2 })];
    await open(
      tab,
      server,
      // A second copy of the script changes nothing.
      script(server).replace('.js', '.js?again') +
        lab(server, one) +
        lab(server, two, 'theme="dark"').replace('"lab"', '"other"'),
    );
    await Promise.all([heard(tab, 'ready'), heard(tab, 'ready', 'other')]);
    const order = await tab.evaluate(async () => {
      const [first, second] = ['lab', 'other'].map((id) => document.getElementById(id));
      const runs = [first.run()];
      await new Promise((resolve) => {
        first.addEventListener('contend-progress', resolve, { once: true });
      });
      runs.push(second.run());
      await Promise.all(runs);
      return window.heard
        .filter(({ type }) => type !== 'ready')
        .map(({ type, id }) => `${id} ${type}`);
    });
    const ended = order.indexOf('lab result');
    assert.ok(ended > 0 && order.slice(0, ended).every((text) => text.startsWith('lab ')));
    assert.equal(order.at(-1), 'other result');

    // The second waits and says so, and can be told to wait no longer.
    const given = await tab.evaluate(async () => {
      const [first, second] = ['lab', 'other'].map((id) => document.getElementById(id));
      const run = first.run();
      await new Promise((resolve) => {
        first.addEventListener('contend-progress', resolve, { once: true });
      });
      const waiting = second.run().catch((error) => error.name);
      window.first = run;
      window.waiting = waiting;
      return true;
    });
    assert.ok(given);
    const frame = inner(tab, /theme=dark/);
    await until(frame, () =>
      /another tab or frame/.test(document.querySelector('.run-bar').textContent),
    );
    await frame.click('.run-button');
    assert.equal(await tab.evaluate(() => window.waiting), 'Busy');
    await until(frame, () => document.querySelector('.run-button').textContent.trim() === 'Run');
    assert.equal(await tab.evaluate(async () => (await window.first).stopped), false);
    // An element that goes while it runs leaves its turn to the others.
    await tab.evaluate(async () => {
      const [first, second] = ['lab', 'other'].map((id) => document.getElementById(id));
      const run = first.run().catch((error) => error.name);
      await new Promise((resolve) => {
        first.addEventListener('contend-progress', resolve, { once: true });
      });
      const next = second.run();
      first.remove();
      window.gone = await run;
      await next;
    });
    assert.equal(await tab.evaluate(() => window.gone), 'WorkerFailed');
  });

  check('a plain iframe runs by itself', async (tab, { server }) => {
    const source = `${server.url}?embed=1&theme=light&lang=en${quick({ rounds: 1 })}`;
    server.host.html = page(
      `<iframe src=${quoted(source)} width="600" height="500" allow="cross-origin-isolated"></iframe>`,
      { head: '<script>window.told = []; onmessage = ({ data }) => told.push(data);</script>' },
    );
    await tab.open(server.host.url);
    await tab.waitFor(() => window.told.some(({ type }) => type === 'ready'));
    await inner(tab).click('.run-button');
    await tab.waitFor(() => window.told.some(({ type }) => type === 'result'));
  });

  check(
    'where the frame does not come, the fallback stays and a card leads to the page',
    async (tab, { server }) => {
      server.refuse = /^\/\?embed/;
      try {
        await open(tab, server, lab(server, '#v1/compare?maps=mutex<img src=x onerror=evil()>'));
        await tab.waitFor(() => document.getElementById('lab').shadowRoot.querySelector('a'));
        const card = await tab.evaluate(() => {
          const { shadowRoot } = document.getElementById('lab');
          return {
            text: shadowRoot.querySelector('p').textContent,
            href: shadowRoot.querySelector('a').href,
            images: shadowRoot.querySelectorAll('img').length,
            fallback: document.querySelector('.fallback').checkVisibility(),
          };
        });
        assert.match(card.text, /did not load.*#v1\/compare\?maps=mutex<img src=x/s);
        assert.ok(card.href.startsWith(`${server.url}?lang=en#v1/compare?maps=mutex`));
        assert.equal(card.images, 0);
        assert.ok(card.fallback);
      } finally {
        server.refuse = null;
      }
      // Asked to run, it tries again.
      await tab.evaluate(
        (link) => (document.getElementById('lab').experiment = link),
        quick({ rounds: 1 }),
      );
      const { result } = await outcome(tab);
      assert.equal(result?.stopped, false);
    },
    { expected: /503|embed=1/ },
  );

  check(
    'a frame that comes late takes its place after all',
    async (tab, { server }) => {
      // Its document arrives, its script does not.
      server.refuse = /^\/assets\/page-[^/]*\.js/;
      try {
        await open(tab, server, lab(server, quick()));
        await tab.waitFor(() => document.getElementById('lab').shadowRoot.querySelector('a'));
        assert.equal((await outcome(tab, 'lab', 'stop')).error, undefined);
      } finally {
        server.refuse = null;
      }
      // What is set meanwhile holds for the one that comes.
      await tab.evaluate(() => {
        document.getElementById('lab').experiment = '#v1/compare?rounds=3&maps=rwlock';
      });
      await inner(tab).evaluate(() => void setTimeout(() => location.reload(), 300));
      await heard(tab, 'ready');
      const canonical = '#v1/compare?maps=rwlock&rounds=3';
      await tab.waitFor((link) => document.getElementById('lab').experiment === link, canonical);
      assert.equal(
        await inner(tab).evaluate(() => document.querySelector('contend-app').experiment),
        canonical,
      );
      // Nor is it lost when the page in the frame reloads itself.
      await inner(tab).evaluate(() => {
        window.reloaded = true;
        setTimeout(() => location.reload(), 300);
      });
      await until(inner(tab), () => {
        const { experiment } = document.querySelector('contend-app') ?? {};
        return !window.reloaded && experiment === '#v1/compare?maps=rwlock&rounds=3';
      });
      assert.equal(await tab.evaluate(() => document.getElementById('lab').experiment), canonical);
      const seen = await tab.evaluate(() => ({
        fallback: document.querySelector('.fallback').checkVisibility(),
        card: document.getElementById('lab').shadowRoot.querySelector('p').checkVisibility(),
      }));
      assert.deepEqual(seen, { fallback: false, card: false });
    },
    { expected: /503|assets/ },
  );

  check(
    'an experiment that was broken on its way is repaired in the frame',
    async (tab, { server }) => {
      const link = quick().replace('&warmup', '&threads=8&warmup');
      const broken = `https://a.example/${link.replaceAll('&', '&amp;').replace(',', ',\n  ')}).`;
      await open(tab, server, lab(server, broken));
      await heard(tab, 'ready');
      const read = () => tab.evaluate(() => document.getElementById('lab').experiment);
      assert.equal(await read(), link);
      await until(inner(tab), () => document.querySelectorAll('.notice li').length === 3);
      // The frame of an article never writes its address.
      assert.notEqual(await inner(tab).evaluate(() => location.hash), link);
      await tab.evaluate((text) => {
        document.getElementById('lab').experiment = text;
      }, `${link}&seed=7...`);
      await until(inner(tab), () => document.querySelectorAll('.notice li').length === 1);
      assert.equal(
        await inner(tab).evaluate(() => document.querySelector('contend-app').experiment),
        link.replace('&threads', '&seed=7&threads'),
      );
    },
  );

  check('an address that is none is refused', async (tab, { server }) => {
    await open(tab, server, lab(server, quick()));
    await heard(tab, 'ready');
    await tab.evaluate(() => {
      const element = document.getElementById('lab');
      element.setAttribute('src', 'javascript:window.evil=1');
    });
    await tab.waitFor(
      () => document.getElementById('lab').shadowRoot.querySelector('p').textContent,
    );
    const seen = await tab.evaluate(async () => {
      const element = document.getElementById('lab');
      return {
        evil: 'evil' in window,
        frames: element.shadowRoot.querySelectorAll('iframe').length,
        fallback: document.querySelector('.fallback').checkVisibility(),
        run: await element.run().catch(({ name, message }) => `${name}: ${message}`),
      };
    });
    assert.deepEqual([seen.evil, seen.frames, seen.fallback], [false, 0, true]);
    assert.match(seen.run, /^Unsupported: .*src/);
  });

  check('messages of others are ignored', async (tab, { server }) => {
    await open(tab, server, lab(server, quick({ rounds: 1 })));
    await heard(tab, 'ready');
    const seen = await tab.evaluate(async () => {
      const element = document.getElementById('lab');
      const frame = element.shadowRoot.querySelector('iframe');
      const before = element.experiment;
      const height = element.offsetHeight;
      const hostile = [
        { source: 'contend', v: 1, type: 'ready', experiment: '#evil', first: true },
        { source: 'contend', v: 1, type: 'result', detail: { evil: true } },
        { source: 'contend', v: 1, type: 'error', detail: { name: 'Evil', message: '' } },
        { source: 'contend', v: 1, type: 'height', height: 3000 },
      ];
      for (const message of hostile) window.postMessage(message, '*');
      // From a frame of another origin, and to the page in the frame from one that is not its parent.
      const other = document.createElement('iframe');
      other.srcdoc = `<script>
          for (const message of ${JSON.stringify(hostile)}) parent.postMessage(message, '*');
          const frame = parent.document.getElementById('lab').shadowRoot.querySelector('iframe');
          const set = { source: 'contend', v: 1, type: 'set', experiment: '#v1/compare?maps=rwlock' };
          frame.contentWindow.postMessage(set, '*');
        </script>`;
      document.body.append(other);
      await new Promise((resolve) => (other.onload = resolve));
      // From the parent, but of no known shape.
      for (const message of [
        null,
        'set',
        { type: 'set', experiment: '#v1/compare?maps=rwlock' },
        { source: 'contend', v: 2, type: 'set', experiment: '#v1/compare?maps=rwlock' },
        { source: 'contend', v: 1, type: 'set', experiment: { toString: 'x' }, lang: '<b>' },
        { source: 'contend', v: 1, type: 'theme', theme: '"><script>' },
        { source: 'contend', v: 1, type: 'constructor' },
      ]) {
        frame.contentWindow.postMessage(message, '*');
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      return {
        events: window.heard.map(({ type }) => type),
        same: element.experiment === before,
        height: element.offsetHeight - height,
      };
    });
    assert.deepEqual(seen, { events: ['ready'], same: true, height: 0 });
    assert.equal(
      await inner(tab).evaluate(() => document.querySelector('contend-app').experiment),
      quick({ rounds: 1 }),
    );
    // Markup in what is set is text in the frame.
    await tab.evaluate(() => {
      document.getElementById('lab').experiment = '#v1/compare?maps=<img src=x onerror=evil()>';
    });
    await until(inner(tab), () => document.querySelector('.notice') !== null);
    assert.equal(await inner(tab).evaluate(() => document.querySelectorAll('img').length), 0);
  });
}
