// `node tools/test.mjs`: runs every stage of `make test`, whatever the earlier ones did, and adds up.
//
// Ends with a plain line "N passed, N failed" and a status other than 0 if anything failed or nothing
// ran. ONLY=id,id runs just those stages (their ids are in the summary).

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { count } from './lib/counts.mjs';
import { paths } from './lib/paths.mjs';
import { ToolError, execute, main, seconds } from './lib/shell.mjs';
import { stages } from './lib/stages.mjs';

/** @returns {import('./lib/stages.mjs').Stage[]} */
function chosen() {
  const all = stages();
  const wanted = (process.env.ONLY ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = wanted.find((id) => !all.some((stage) => stage.id === id));
  if (unknown) {
    const ids = all.map((stage) => stage.id).join(', ');
    throw new ToolError(`ONLY names the stage ${unknown}; there are ${ids}.`);
  }
  return wanted.length > 0 ? all.filter(({ id }) => wanted.includes(id)) : all;
}

/**
 * Runs one stage; never throws. With `quiet` it returns what there is to print.
 *
 * @param {import('./lib/stages.mjs').Stage} stage
 */
async function runStage(stage, quiet = false) {
  const { title, kind, minutes, env, counts: file } = stage;
  const [program, ...args] = stage.command;
  const start = performance.now();
  let text = '';
  if (file) rmSync(file, { force: true });
  if (!quiet) console.log(heading(title));
  const { code, timedOut } = await execute(program, args, {
    minutes,
    env: {
      CARGO_TERM_COLOR: 'never',
      NO_COLOR: '1',
      CARGO_TARGET_DIR: paths.target,
      ...env,
    },
    onText: (part) => (text += part),
    quiet,
  });
  const late = timedOut ? `${title} did not end within ${minutes} minutes and was stopped.` : '';
  if (late && !quiet) console.log(late);
  const told = !file ? text : existsSync(file) ? readFileSync(file, 'utf8') : '';
  const counts = count(kind, told, code === 0 && !timedOut);
  const took = performance.now() - start;
  return { ...stage, ...counts, took, output: `${heading(title)}\n${text}${late}` };
}

/**
 * Runs a stage, and beside it, one after another, those that may.
 *
 * @param {import('./lib/stages.mjs').Stage} leader
 * @param {import('./lib/stages.mjs').Stage[]} others
 */
async function runTogether(leader, others) {
  const beside = async () => {
    const rows = [];
    for (const stage of others) rows.push(await runStage(stage, true));
    return rows;
  };
  const [first, rows] = await Promise.all([runStage(leader), beside()]);
  for (const { output } of rows) console.log(output);
  return [first, ...rows];
}

/** @param {string} title */
function heading(title) {
  return `\n==== ${title}`;
}

await main(async () => {
  const selected = chosen();
  const rows = [];
  const leads = ({ beside }) => !selected.some(({ id }) => id === beside);
  for (const leader of selected.filter(leads)) {
    const others = selected.filter((stage) => stage.beside === leader.id);
    rows.push(...(await runTogether(leader, others)));
  }

  console.log('\n==== summary');
  const total = { passed: 0, failed: 0 };
  for (const { id, title, passed, failed, skipped, took } of rows) {
    total.passed += passed;
    total.failed += failed;
    const verdict = `${failed > 0 ? 'FAILED' : 'ok'}  ${passed} passed, ${failed} failed`;
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(
      `${id.padEnd(9)} ${title.padEnd(22)} ${seconds(took).padStart(8)}  ${verdict}${left}`,
    );
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
});
