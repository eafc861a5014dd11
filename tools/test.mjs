// `node tools/test.mjs`: runs every stage of `make test`, whatever the earlier ones did, and adds up.
//
// Ends with a plain line "N passed, N failed" and a status other than 0 if anything failed or nothing
// ran. ONLY=id,id runs just those stages (their ids are in the summary).

import { names } from './lib/choices.mjs';
import { main, seconds } from './lib/shell.mjs';
import { runStage } from './lib/stage.mjs';
import { stages } from './lib/stages.mjs';

/**
 * Runs stages in two lanes, each one after the other in its lane; what a stage waits for may be in the other
 * one. What runs beside is heard of between the stages of the first lane, whole.
 *
 * @param {import('./lib/stage.mjs').Stage[]} selected
 */
async function inLanes(selected) {
  const ends = new Map(
    selected.map(({ id }) => {
      const end = { over: () => {}, wait: Promise.resolve() };
      end.wait = new Promise((resolve) => (end.over = resolve));
      return [id, end];
    }),
  );
  const rows = [];
  let unsaid = [];
  const say = () => {
    for (const output of unsaid) console.log(output);
    unsaid = [];
  };
  const lane = async (beside) => {
    for (const stage of selected.filter((one) => Boolean(one.beside) === beside)) {
      await ends.get(stage.after)?.wait;
      const row = await runStage(stage, beside);
      rows.push(row);
      if (beside) unsaid.push(row.output);
      else say();
      ends.get(stage.id).over();
    }
  };
  await Promise.all([lane(false), lane(true)]);
  say();
  return selected.map(({ id }) => rows.find((row) => row.id === id));
}

await main(async () => {
  const all = stages();
  const wanted = names(
    process.env,
    'ONLY',
    all.map(({ id }) => id),
  );
  const rows = await inLanes(all.filter(({ id }) => wanted.includes(id)));

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
