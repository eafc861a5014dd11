// The tables of the presets part: browser against native, the standing at each preset, and where each
// map loses.
//
// Guarantees: pure; everything follows from the samples. A map loses where its ratio to the fastest
// lies below one with its whole interval; without an interval nobody does.

import { code, table } from '../markdown.mjs';
import { counted, estimate, figure, geometricMean, side, written } from './figures.mjs';
import { Samples } from './samples.mjs';

const BASE = 'native';
/** Ratio that the project aims at, median over maps. */
const AIM = 0.8;
/** Losses told one by one. */
const WORST = 3;

export function presetBlocks({ samples, settings }) {
  const seen = new Samples(samples);
  const about = {
    seen,
    settings,
    presets: seen.presets(settings.presets),
    maps: seen.maps(settings.maps),
    hosts: settings.hostNames.filter((name) => samples.some(({ host }) => host === name)),
  };
  const others = about.hosts.filter((host) => host !== BASE);
  const blocks = {};
  if (about.hosts.includes(BASE) && others.length > 0) blocks.hosts = againstNative(about, others);
  blocks.presets = standings(about);
  blocks.losses = losses(about);
  return blocks;
}

function againstNative({ seen, settings, presets, maps }, others) {
  const parts = [];
  for (const threads of settings.threads) {
    const mean = (host, map) =>
      estimate(seen.meanRatios({ host, threads }, map, BASE, presets).values());
    const middle = (host, of) =>
      estimate(seen.medianRatios({ host, threads }, maps, BASE, of).values());
    const row = (map) => [code(map), ...others.map((host) => written(mean(host, map), 2))];
    const medians = others.map((host) => middle(host, presets));
    parts.push(
      `### Browser against native, ${counted(threads, 'thread')}`,
      `Throughput over native throughput: geometric mean over ${counted(presets.length, 'preset')}.`,
      table(
        ['map', ...others.map((host) => `${host} / ${BASE}`)],
        [
          ...maps.map(row),
          ['**median over maps**', ...medians.map((median) => `**${written(median, 2)}**`)],
          row('null'),
        ],
      ),
      others.map((host, place) => aimed(host, medians[place])).join(' '),
    );
  }
  const columns = settings.threads.flatMap((threads) => others.map((host) => ({ threads, host })));
  parts.push(
    '### Browser against native by preset',
    'Median over maps of the same ratio.',
    table(
      ['preset', ...columns.map(({ threads, host }) => `${host}, ${counted(threads, 'thread')}`)],
      presets.map((preset) => [
        code(preset),
        ...columns.map((where) =>
          written(estimate(seen.medianRatios(where, maps, BASE, [preset]).values()), 2),
        ),
      ]),
    ),
  );
  return parts.join('\n\n');
}

function aimed(host, median) {
  if (!median) return '';
  const words = ['is below', 'cannot be told from', 'is above'];
  const found = side(median, AIM);
  const verdict =
    median.low === null
      ? `has too few repeats to be held against ${AIM}`
      : `${words[found + 1]} ${AIM}`;
  return `The median over maps in ${host} ${verdict}.`;
}

function standings({ seen, settings, presets, maps, hosts }) {
  const parts = [];
  const { crates } = settings;
  const rivals = settings.rivals.filter((rival) => maps.includes(rival));
  for (const [host, threads] of places(hosts, settings.threads)) {
    const rows = presets.flatMap((preset) => {
      const where = { host, threads, preset };
      const standing = seen.standing(where, maps);
      if (!standing) return [];
      const level = [...standing.shares].filter(([, share]) => side(share, 1) === 0);
      const fastest = (of) => seen.standing(where, of)?.best;
      const ours = fastest(maps.filter((map) => !crates.includes(map)));
      const crate = fastest(maps.filter((map) => crates.includes(map)));
      const against = (rival) =>
        ours && rival
          ? written(estimate(seen.ratios(where, ours, { map: rival }).values()), 2)
          : '–';
      const millions = [...seen.rates(where, standing.best).values()].map((rate) => rate / 1e6);
      return [
        [
          code(preset),
          code(standing.best),
          written(estimate(millions), 3),
          standing.rate?.low === null ? '?' : level.map(([map]) => code(map)).join(' ') || '–',
          ours ? code(ours) : '–',
          ...rivals.map(against),
          crate ? `${code(crate)} ${against(crate)}` : '–',
        ],
      ];
    });
    parts.push(
      `### Each preset, ${host}, ${counted(threads, 'thread')}`,
      table(
        [
          'preset',
          'fastest',
          'M ops/s',
          'not separable from it',
          'our best',
          ...rivals.map((rival) => `/ ${code(rival)}`),
          '/ best crate',
        ],
        rows,
      ),
    );
  }
  return parts.join('\n\n');
}

/** Natively at each thread count, in browsers at the largest. */
/** @param {string[]} hosts @param {number[]} threads @returns {[string, number][]} */
function places(hosts, threads) {
  const most = Math.max(...threads);
  return hosts.flatMap((host) =>
    threads.filter((count) => host === BASE || count === most).map((count) => [host, count]),
  );
}

function losses({ seen, settings, presets, maps, hosts }) {
  const parts = [];
  for (const [host, threads] of places(hosts, settings.threads)) {
    const standings = presets.flatMap((preset) => {
      const standing = seen.standing({ host, threads, preset }, maps);
      return standing ? [{ preset, ...standing }] : [];
    });
    const rows = maps.map((map) => {
      const share = ({ best, shares }) => (best === map ? 1 : shares.get(map)?.median);
      const known = standings.filter((standing) => share(standing) !== undefined);
      const behind = known
        .filter(({ shares }) => side(shares.get(map) ?? null, 1) < 0)
        .sort((a, b) => Number(share(a)) - Number(share(b)));
      const told = behind.slice(0, WORST).map((standing) => {
        const ratio = figure(Number(share(standing)), 2);
        return `${code(standing.preset)} ${ratio} of ${code(standing.best)}`;
      });
      const mean = geometricMean(known.map((standing) => Number(share(standing))));
      return {
        mean,
        cells: [
          code(map),
          String(known.filter(({ best }) => best === map).length),
          `${known.length - behind.length} of ${known.length}`,
          figure(mean, 2),
          told.join(', ') || '–',
        ],
      };
    });
    parts.push(
      `### Where each map loses, ${host}, ${counted(threads, 'thread')}`,
      table(
        ['map', 'fastest in', 'not behind in', 'share of the fastest', 'farthest behind'],
        rows.sort((a, b) => b.mean - a.mean).map(({ cells }) => cells),
      ),
    );
  }
  return parts.join('\n\n');
}
