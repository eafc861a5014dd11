// `node tools/test.mjs`: runs every stage of `make test`, whatever the earlier ones did, and adds up.
//
// Ends with a plain line "N passed, N failed" and a status other than 0 if anything failed or nothing
// ran. ONLY=id,id runs just those stages (their ids are in the summary).

import { count } from './lib/counts.mjs';
import { paths } from './lib/paths.mjs';
import { ToolError, execute, main, seconds, step } from './lib/shell.mjs';
import { stages } from './lib/stages.mjs';
import { setup } from './setup.mjs';

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

/** Runs one stage; never throws. */
async function runStage({ title, kind, minutes, command: [program, ...args], env }) {
  console.log(`\n==== ${title}`);
  const start = performance.now();
  let text = '';
  const { code, timedOut } = await execute(program, args, {
    minutes,
    env: { CARGO_TERM_COLOR: 'never', NO_COLOR: '1', CARGO_TARGET_DIR: paths.target, ...env },
    onText: (part) => (text += part),
  });
  if (timedOut) console.log(`${title} did not end within ${minutes} minutes and was stopped.`);
  const counts = count(kind, text, code === 0 && !timedOut);
  return { ...counts, took: performance.now() - start };
}

await main(async () => {
  const selected = chosen();
  const rows = [];
  try {
    await step('setup', () => setup('test'));
  } catch (error) {
    console.error(error);
    console.log('\n0 passed, 1 failed');
    process.exitCode = 1;
    return;
  }
  for (const stage of selected) rows.push({ ...stage, ...(await runStage(stage)) });

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
