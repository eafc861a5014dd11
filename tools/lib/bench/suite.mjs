// Runs the chosen parts one after the other and keeps what each has measured, however it ends.
//
// Guarantees: the figures of each part are in FOLDER/ID.json, and the document has its blocks, after the
// part, and after an interrupt what there was by then; nothing else of the document is touched.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostsOf } from '../hosts.mjs';
import { ToolError } from '../shell.mjs';
import { article } from './article.mjs';
import { withBlocks } from './document.mjs';
import { forms } from './forms.mjs';
import { guard } from './guard.mjs';
import { harness } from './harness.mjs';
import { interleave } from './interleave.mjs';
import { machineBlock, measured, provenance } from './machine.mjs';
import { page } from './page.mjs';
import { plotting } from './plotting.mjs';
import { presetBlocks } from './preset-tables.mjs';
import { presets } from './presets.mjs';
import { regret } from './regret.mjs';
import { same } from './same.mjs';
import { twice } from './twice.mjs';
import { webkit } from './webkit.mjs';

/** @typedef {import('./part.mjs').Part} Part */

export const PARTS = [
  { ...presets, blocks: presetBlocks },
  harness,
  article,
  twice,
  same,
  plotting,
  forms,
  page,
  guard,
  regret,
  webkit,
];

/** Raw figures of an earlier version are no basis for a table. */
const SCHEMA = 'contend/bench/2';

/** The raw figures go into `folder`. */
export async function suite(settings, { document, folder, progress }) {
  const chosen = PARTS.filter(({ id }) => settings.parts.includes(id));
  const weights = chosen.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const opened = [];
  const known = new Map();
  const open = async (names) => {
    for (const name of names.filter((one) => !known.has(one))) {
      known.set(name, await hostsOf(name, settings.sites, opened));
    }
    return names.flatMap((name) => known.get(name));
  };

  /** @type {{ part: Part, data: any } | null} */
  let under = null;
  const save = (interrupted) => {
    if (!under) return;
    const { part, data } = under;
    under = null;
    data.interrupted = interrupted;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${part.id}.json`), `${JSON.stringify(data)}\n`);
    writeDocument(document, [data]);
  };
  // Also reached by an interrupt, where nothing can be waited for any more.
  const onExit = () => save(true);
  process.on('exit', onExit);
  let failures = 0;
  try {
    for (const part of chosen) {
      progress.begin(part.weight ? part.title : `${part.title}, about ${part.takes}`);
      const facts = { schema: SCHEMA, part: part.id, ...provenance(), settings };
      const keep = (data) => {
        under = { part, data: { ...facts, failures: [], environments: {}, ...data } };
        return under.data;
      };
      const ms = part.weight ? (settings.minutes * 60_000 * part.weight) / weights : Infinity;
      const turns = (plan) => takeTurns({ ...plan, ms }, { settings, progress, data: under.data });
      const tell = (now) => progress.tell(null, now);
      await part.measure({ settings, hosts: open, keep, turns, progress: tell });
      failures += under?.data.failures.length ?? 0;
      save(false);
      progress.end();
    }
  } finally {
    save(true);
    process.off('exit', onExit);
    for (const thing of opened.reverse()) await thing.close();
  }
  return { failures };
}

/** What parts know as `turns`, see part.mjs. */
async function takeTurns(
  { units, most = Infinity, ms, run, failed },
  { settings, progress, data },
) {
  const over = (repeats) => 'repeats' in data && (data.repeats = repeats);
  const repeats = await interleave({
    units,
    ms,
    repeats: Math.min(most, settings.repeats),
    async run(unit, turn) {
      over(turn.repeat - 1);
      progress.tell(turn, `${unit.host.name}, ${unit.what}`);
      await run(unit, turn);
    },
    async failed({ host, what }, { message }) {
      data.failures.push({ host: host.name, what, message });
      failed?.();
      // Where that fails, its next turn does.
      await host.recover().catch(() => {});
    },
  });
  over(repeats);
}

/** Writes the blocks of some parts' figures. */
export function writeDocument(document, all) {
  let text = existsSync(document) ? readFileSync(document, 'utf8') : '# Benchmarks\n';
  for (const data of all) {
    const part = PARTS.find(({ id }) => id === data.part);
    if (!part)
      throw new ToolError(`${data.part} is no part; there are ${PARTS.map(({ id }) => id)}.`);
    const written = Object.entries(part.blocks(data)).map(([name, body]) => [
      name,
      `${measured(data)}\n\n${body}`,
    ]);
    if (written.length === 0) continue;
    text = withBlocks(text, {
      // What the most hosts were asked for tells the most of the machine.
      ...(part.id === 'presets' ? { machine: machineBlock(data) } : {}),
      ...Object.fromEntries(written),
    });
  }
  writeFileSync(document, text);
}

/** Writes the document anew from raw figures of earlier runs. */
export function rewrite({ document, folder }) {
  const files = PARTS.map(({ id }) => join(folder, `${id}.json`)).filter(existsSync);
  if (files.length === 0) throw new ToolError(`There are no figures in ${folder}. Run make bench.`);
  const all = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const other = all.find(({ schema }) => schema !== SCHEMA);
  if (other)
    throw new ToolError(`The figures of ${other.part} are of another version. Measure them.`);
  writeDocument(document, all);
}
