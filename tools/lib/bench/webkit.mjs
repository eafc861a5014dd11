// WebKit against Chromium, map by map: the presets on one thread, in turns.

import { code, table } from '../markdown.mjs';
import { counted, estimate, written } from './figures.mjs';
import { presets } from './presets.mjs';
import { Samples } from './samples.mjs';

const [SUBJECT, BASE] = ['webkit', 'chromium'];
const THREADS = 1;
/** The fewest of which a median has an interval. */
const REPEATS = 6;

export const webkit = {
  id: 'webkit',
  title: 'WebKit against Chromium',
  takes: '12 minutes',

  async measure({ settings, turns, ...context }) {
    await presets.measure({
      ...context,
      settings: { ...settings, hosts: [BASE, SUBJECT], threads: [THREADS] },
      turns: (plan) => turns({ ...plan, most: REPEATS }),
    });
  },

  /** @param {{ samples: import('./samples.mjs').Sample[], settings: import('./options.mjs').Settings, environments: Record<string, any> }} data */
  blocks({ samples, settings, environments }) {
    if (!samples.some(({ host }) => host === SUBJECT)) return {};
    const seen = new Samples(samples);
    const [names, maps] = [seen.presets(settings.presets), seen.maps(settings.maps)];
    const where = { host: SUBJECT, threads: THREADS };
    const mean = (map) => written(estimate(seen.meanRatios(where, map, BASE, names).values()), 2);
    const middle = written(estimate(seen.medianRatios(where, maps, BASE, names).values()), 2);
    const text = [
      `### WebKit against Chromium, ${counted(THREADS, 'thread')}`,
      `Throughput in WebKit over throughput in Chromium: geometric mean over ` +
        `${counted(names.length, 'preset')}. WebKit is ${code(environments[SUBJECT]?.userAgent)}.`,
      table(
        ['map', `${SUBJECT} / ${BASE}`],
        [
          ...maps.map((map) => [code(map), mean(map)]),
          ['**median over maps**', `**${middle}**`],
          [code('null'), mean('null')],
        ],
      ),
    ];
    return { webkit: text.join('\n\n') };
  },
};
