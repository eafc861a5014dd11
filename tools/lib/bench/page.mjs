// How the page feels while it works: figures that only a quiet machine gives, so that no test asserts them.
//
// Per browser: when the page first paints, how long a stop takes in any phase of a run, how many frames
// there are a second while every core is busy, and what a redraw costs.

import { environment } from '../../../tests/web/app.js';
import { code, table } from '../markdown.mjs';
import { estimate, written } from './figures.mjs';

/** Every phase: the first moment is in the warm-up, the last ones in trials. */
const STOPPED = '#v1/compare?maps=mutex,channel:64,dashmap:16&ms=2000&rounds=5&threads=4';
const MOMENTS_MS = [350, 700, 1200, 2100, 4000];
const BUSY =
  '#v1/compare?maps=mutex,rwlock,sharded:16,channel:64,dashmap:16&threads=4&keys=4096&ms=300&rounds=2';
/** Of everything. */
const REPEATS = 9;

/** What is measured. */
const FIGURES = {
  paint: 'first contentful paint, ms',
  stop: 'from `stop()` to the end of every client, ms',
  frames: 'frames a second, every core busy',
  gap: 'longest gap between two frames of a run, ms',
  redraw: 'a redraw, ms',
};

/** In the page, each with its argument. */
const measures = {
  paint: () => {
    const [entry] = performance.getEntriesByName('first-contentful-paint');
    return entry ? [entry.startTime] : [];
  },
  /** @param {{ link: string, delay: number }} order */
  async stop({ link, delay }) {
    const app = globalThis.document.querySelector('contend-app');
    app.experiment = link;
    const run = app.run();
    await new Promise((resolve) => setTimeout(resolve, delay));
    const begun = performance.now();
    await app.stop();
    const ms = performance.now() - begun;
    await run;
    return ms;
  },
  async frames(link) {
    const app = globalThis.document.querySelector('contend-app');
    app.experiment = link;
    const gaps = [];
    let last = performance.now();
    let going = true;
    const frame = (now) => {
      gaps.push(now - last);
      last = now;
      if (going) globalThis.requestAnimationFrame(frame);
    };
    globalThis.requestAnimationFrame(frame);
    const begun = performance.now();
    await app.run();
    going = false;
    const seconds = (performance.now() - begun) / 1000;
    return {
      frames: gaps.length / seconds,
      gap: Math.max(...gaps),
      redraw: globalThis.document.querySelector('compare-lab').redraw.meanMs,
    };
  },
};

export const page = {
  id: 'page',
  title: 'how the page feels',
  takes: '5 minutes a browser',

  async measure({ settings, hosts, keep, turns }) {
    const found = (await hosts(settings.hosts)).filter(({ tab }) => tab);
    const data = keep({ samples: [] });
    await turns({
      units: found.map((host) => ({ host, what: 'page' })),
      most: REPEATS,
      async run({ host }) {
        const add = (what, value) => data.samples.push({ host: host.name, what, value });
        // A page that was just opened; the browser keeps its files, as a second visit has them.
        await host.recover();
        for (const ms of await host.tab.evaluate(measures.paint)) add('paint', ms);
        data.environments[host.name] = await environment(host.tab);
        for (const delay of MOMENTS_MS) {
          add('stop', await host.tab.evaluate(measures.stop, { link: STOPPED, delay }));
        }
        const busy = await host.tab.evaluate(measures.frames, BUSY);
        for (const [what, value] of Object.entries(busy)) add(what, value);
      },
    });
  },

  /** @param {{ samples: PageSample[] }} data */
  blocks({ samples }) {
    const hosts = [...new Set(samples.map(({ host }) => host))];
    if (hosts.length === 0) return {};
    const values = (host, what) =>
      samples
        .filter((sample) => sample.host === host && sample.what === what)
        .map(({ value }) => value);
    const rows = Object.entries(FIGURES).map(([what, title]) => [
      title,
      ...hosts.map((host) => written(estimate(values(host, what)), 3)),
    ]);
    const text = [
      '### How the page feels',
      `Over ${REPEATS} loads of the page at most. Stopped at ` +
        `${MOMENTS_MS.join(', ')} ms: ${code(STOPPED)}. Busy: ${code(BUSY)}.`,
      table(['', ...hosts], rows),
    ];
    return { page: text.join('\n\n') };
  },
};

/** @typedef {{ host: string, what: string, value: number }} PageSample */
