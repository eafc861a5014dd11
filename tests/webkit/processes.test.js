/** What the tests in WebKit rest on: their browser ends with them, fails aloud, and hears what pages complain of. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { launch } from '../../tools/lib/tabs.mjs';
import { hostPage } from '../web/host-page.js';

const tabs = new URL('../../tools/lib/tabs.mjs', import.meta.url).href;

/** @param {string} text of a program @param {NodeJS.ProcessEnv} [env] */
function start(text, env = process.env) {
  return spawn(process.execPath, ['--input-type=module', '-e', text], { env });
}

/** @param {string[]} selection as ps takes it @returns {string[]} ids */
function processes(...selection) {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', ...selection], { encoding: 'utf8' });
  return stdout.split(/\s+/).filter(Boolean);
}

test('an interrupt ends the browser, its driver and the screen', async () => {
  const program = start(`import { launch } from '${tabs}';
    await (await (await launch('webkit')).tab()).open('about:blank');
    console.log('open'); setInterval(() => {}, 1000);`);
  const [said] = await once(program.stdout, 'data');
  assert.match(String(said), /open/);
  // Each leads a group with all that it started.
  const leaders = processes('--ppid', String(program.pid));
  assert.equal(leaders.length, 2);
  const started = () => leaders.flatMap((leader) => processes('-g', leader));
  assert.ok(started().length > leaders.length);
  program.kill('SIGTERM');
  await once(program, 'exit');
  // They are killed at that moment; what is left of them needs to be collected.
  while (started().length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('a driver that does not start is an error that names it', async () => {
  const program = start(
    `import { launch } from '${tabs}';
     const browser = await launch('webkit');
     await browser.tab().catch(({ message }) => console.log(message));
     await browser.close();`,
    { ...process.env, WEBKIT_DRIVER: '/bin/false' },
  );
  const [said] = await once(program.stdout, 'data');
  assert.match(String(said), /\/bin\/false does not start a browser: it ended/);
  await once(program, 'exit');
});

test('what a page complains about is heard', async () => {
  const host = await hostPage();
  host.html = '<!doctype html><link rel="icon" href="data:,">';
  const browser = await launch('webkit');
  try {
    const tab = await browser.tab();
    await tab.open(host.url);
    await tab.evaluate(async () => {
      console.warn('a', 'warning');
      setTimeout(() => undefined.thrown);
      Promise.reject(new Error('refused'));
      document.body.append(Object.assign(new Image(), { src: '/no-image' }));
      await fetch('/');
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const said = tab.complaints.join('\n');
    for (const complaint of [/console warn: a warning/, /thrown/, /refused/, /no-image/]) {
      assert.match(said, complaint);
    }
    assert.equal(tab.complaints.length, 4);
  } finally {
    await browser.close();
    await host.close();
  }
});
