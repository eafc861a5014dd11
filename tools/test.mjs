// `node tools/test.mjs`: runs every stage of `make test`, whatever the earlier ones did, and adds up.
//
// Ends with a plain line "N passed, N failed" and a status other than 0 if anything failed or nothing
// ran. ONLY=id,id runs just those stages (their ids are in the summary).

import { names } from './lib/choices.mjs';
import { main, seconds } from './lib/shell.mjs';
import { runStage } from './lib/stage.mjs';
import { stages } from './lib/stages.mjs';

/**
 * Runs a stage, and beside it, one after another, those that may.
 *
 * @param {import('./lib/stage.mjs').Stage} leader
 * @param {import('./lib/stage.mjs').Stage[]} others
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

await main(async () => {
  const all = stages();
  const ids = all.map(({ id }) => id);
  const wanted = names(process.env, 'ONLY', ids);
  const selected = all.filter(({ id }) => wanted.includes(id));
  const rows = [];
  const leads = ({ beside }) => !selected.some(({ id }) => id === beside);
  for (const leader of selected.filter(leads)) {
    const others = selected.filter((stage) => stage.beside === leader.id);
    rows.push(...(await runTogether(leader, others)));
  }

  console.log('\n==== summary');
  const total = { passed: 0, failed: 0 };
  for (const { id, title, passed, failed, skipped, left, took } of rows) {
    total.passed += passed;
    total.failed += failed;
    const counts = `${failed > 0 ? 'FAILED' : 'ok'}  ${passed} passed, ${failed} failed`;
    const verdict = left ?? `${counts}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(`${id.padEnd(9)} ${title.padEnd(22)} ${seconds(took).padStart(8)}  ${verdict}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
});
