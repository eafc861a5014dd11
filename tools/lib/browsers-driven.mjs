// Starting the two browsers and getting hold of ones that run: what the drivers spell differently.
//
// A browser is launched for one program, or served for several, which connect to its endpoint.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireBrowser, requireLeanChromium } from './browsers.mjs';

const CHROMIUM_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // The driver switches this off; browsers as people have them partition what frames store.
  ...['--disable-features=Translate', '--enable-features=ThirdPartyStoragePartitioning'],
];

/** The same in both browsers; a first start of Firefox alone can take 20 s. */
const LAUNCH_MS = 90_000;
const ANSWER_MS = 240_000;

const chromiumOptions = (executablePath) => ({
  executablePath,
  args: CHROMIUM_FLAGS,
  timeout: LAUNCH_MS,
});

// Most programs drive one of the two, and reading a driver takes half a second of a processor.
const playwright = async () => (await import('playwright-core')).chromium;
const puppeteer = async () => (await import('puppeteer-core')).default;

/** A server that lends browsers, see `browser-lender.mjs`. */
const LENDER = process.env.CONTEND_BROWSERS;

const drivers = {
  chromium: {
    launch: async () => (await playwright()).launch(chromiumOptions(requireBrowser('chromium'))),
    connect: async (url) => (await playwright()).connect(url),
    leave: (browser) => browser.close(),
  },
  firefox: {
    launch: async (userDataDir) =>
      (await puppeteer()).launch({
        browser: 'firefox',
        executablePath: requireBrowser('firefox'),
        timeout: LAUNCH_MS,
        protocolTimeout: ANSWER_MS,
        ...(userDataDir && { userDataDir }),
      }),
    connect: async (url) =>
      (await puppeteer()).connect({
        browserWSEndpoint: url,
        protocol: 'webDriverBiDi',
        protocolTimeout: ANSWER_MS,
      }),
    leave: (browser) => browser.disconnect(),
  },
};

export async function serveChromium() {
  const options = chromiumOptions(requireLeanChromium());
  const server = await (await playwright()).launchServer(options);
  let running = true;
  server.on('close', () => (running = false));
  return { url: server.wsEndpoint(), usable: async () => running, close: () => server.close() };
}

export async function serveFirefox() {
  const { launch, connect, leave } = drivers.firefox;
  // The driver forgets a profile of its own when it takes leave.
  const profile = await mkdtemp(join(tmpdir(), 'contend-firefox-'));
  const browser = await launch(profile);
  const [process, url] = [browser.process(), browser.wsEndpoint()];
  await leave(browser);
  return {
    url,
    // Its last borrower may have left without taking leave, which leaves it unusable.
    usable: () =>
      connect(url)
        .then(leave)
        .then(
          () => true,
          () => false,
        ),
    async close() {
      const runs = process?.exitCode === null && process.signalCode === null;
      if (runs && process.kill()) await once(process, 'exit');
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A browser of one's own, or one that is shared. `close` ends no more than what is one's own. */
export async function openBrowser(name) {
  const { launch, connect, leave } = drivers[name];
  if (!LENDER) {
    const browser = await launch();
    return { browser, close: () => browser.close() };
  }
  const { url, giveBack } = await borrow(name);
  const browser = await connect(url);
  return { browser, close: () => leave(browser).finally(giveBack) };
}

function borrow(name) {
  return new Promise((resolve, reject) => {
    const request = get(LENDER + name, { agent: false }, (response) => {
      response.setEncoding('utf8').once('data', (text) => {
        if (response.statusCode !== 200) return reject(new Error(`no ${name} is lent: ${text}`));
        // Whoever forgets to give it back can end all the same, which gives it back.
        response.socket.unref();
        resolve({ url: text, giveBack: () => void request.destroy() });
      });
    });
    request.once('error', reject);
  });
}
