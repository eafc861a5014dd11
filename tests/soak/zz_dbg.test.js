import { spawn } from 'node:child_process';
import { openApp, quick } from '/tmp/wt/engine/tests/web/app.js';
import { inBrowsers } from '/tmp/wt/engine/tests/web/harness.js';
import { site } from '/tmp/wt/engine/tests/web/servers.js';
const RUN = quick({ maps: 'mutex,channel:64,dashmap:16,hash-trie', keys: 131_072, ms: 300, warmup: 100, rounds: 3, threads: 4 });
const busy = [0,1].map(() => spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }));
inBrowsers('dbg', () => site(), ({ check, browser }) => {
  check('x', async (tab, { server }) => {
    await openApp(tab, server.url);
    for (let stop = 0; stop < 40; stop += 1) {
      const after = 4000 * ((stop * 37) % 40) / 40;
      const seen = await tab.evaluate(async ({ link, ms }) => {
        const app = document.querySelector('contend-app');
        app.experiment = link;
        const now = () => performance.timeOrigin + performance.now();
        let step = null;
        const run = app.run();
        let resolved;
        run.then(() => (resolved = now()), () => {});
        await new Promise((r) => setTimeout(r, ms));
        const t0 = now();
        const phase = app.phase;
        await app.stop();
        const t1 = now();
        const result = await run;
        const d = result.debug ?? {};
        const rel = (t) => (t === undefined ? t : Math.round(t - t0));
        return { ms: Math.round(ms), took: rel(t1), phase, stopped: result.stopped, trials: result.strategies.map((s) => s.trials.length).join(), kind: d.step?.kind, stepBegin: rel(d.step?.begin), stepEnd: rel(d.step?.end), played: rel(d.played), made: rel(d.made), partial: d.partial?.map(rel), resolved: rel(resolved) };
      }, { link: RUN, ms: after });
      console.log(`dbg ${browser} ${JSON.stringify(seen)}`);
    }
  });
});
setTimeout(() => {}, 0);
process.on('exit', () => busy.forEach((b) => b.kill('SIGKILL')));
