// WebKit behind the interface of `tabs.mjs`: WebKitGTK's own small browser on a screen of ours, driven by
// WebDriver.
//
// Guarantees: each tab is a browser of its own, so nothing is shared or left over; what a page complains
// about, for which WebDriver has no command, is collected in the page from its load on; every process ends
// with its tab, the screen with the last of them, all of it with us.

import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { requireWebKit } from './browsers.mjs';
import { ToolError, background } from './shell.mjs';
import { Session, Unanswered } from './webdriver.mjs';

/** @typedef {import('./tabs.mjs').TabOptions} TabOptions */

const LAUNCH_MS = 60_000;
const WAIT_MS = 60_000;
/** As patient as with the other browsers. */
const ANSWER_MS = 240_000;
const LOOK_MS = 50;
/** At a task of seconds; a look takes the page some milliseconds. */
const SLOWEST_LOOK_MS = 200;

const ENVIRONMENT = {
  // Without it this engine has no shared memory, isolated or not.
  JSC_useSharedArrayBuffer: '1',
  LANG: 'C.UTF-8',
  LANGUAGE: 'en_US',
  NO_AT_BRIDGE: '1',
  GDK_BACKEND: 'x11',
};

export async function launchWebKit() {
  const { driver, screen } = requireWebKit();
  const { display, end } = await openScreen(screen);
  /** @type {Set<() => Promise<void>>} */
  const open = new Set();
  return {
    async tab(options = {}) {
      const { tab, close } = await openTab(driver, display, options);
      open.add(close);
      return tab;
    },
    async close() {
      for (const close of open) await close();
      await end();
    },
  };
}

/** A screen that nobody sees, with a number that nobody has. @param {string} program */
async function openScreen(program) {
  // By itself it begins anew when the last window goes, and who comes at that moment finds no screen.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-noreset'];
  const stdio = /** @type {const} */ (['ignore', 'ignore', 'ignore', 'pipe']);
  const { child, end } = background(program, args, { env: {}, stdio: [...stdio] });
  const number = await Promise.race([
    new Promise((resolve) => child.stdio[3]?.once('data', (text) => resolve(String(text).trim()))),
    new Promise((resolve) => child.once('exit', () => resolve(''))),
    setTimeout(LAUNCH_MS, '', { ref: false }),
  ]);
  if (number) return { display: `:${number}`, end };
  await end();
  throw new ToolError(`${program} opened no screen.`);
}

/** @param {string} program the driver @param {string} display @param {TabOptions} options */
async function openTab(program, display, { serviceWorkers, colorScheme, env }) {
  const port = await freePort();
  const { child, end } = background(program, [`--port=${port}`], {
    env: { ...ENVIRONMENT, ...env, DISPLAY: display },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => (said += text));
  try {
    const address = `http://127.0.0.1:${port}/`;
    await answers(address, child);
    const args = ['--automation'];
    if (serviceWorkers === 'block') args.push('--features=!ServiceWorkers');
    if (colorScheme === 'dark') args.push('--dark-mode');
    const session = await Session.begin(address, {
      // Otherwise each command waits for every frame, and in vain for one that is blocked.
      pageLoadStrategy: 'none',
      timeouts: { script: WAIT_MS, pageLoad: WAIT_MS },
      'webkitgtk:browserOptions': { args },
    });
    const close = async () => {
      await session.end().catch(() => {});
      await end();
    };
    const handle = await session.alone((commands) => commands.get('window'));
    return { tab: new WebKitTab(session, handle, close), close };
  } catch (error) {
    await end();
    const { message } = /** @type {Error} */ (error);
    throw new ToolError(`${program} does not start a browser: ${message}\n${said}`);
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} address @param {import('node:child_process').ChildProcess} child */
async function answers(address, child) {
  for (const end = Date.now() + LAUNCH_MS; Date.now() < end; await setTimeout(LOOK_MS)) {
    const answer = await fetch(`${address}status`).catch(() => null);
    if (answer?.ok) return;
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
  }
  throw new Error('it does not answer');
}

/** One window; its methods are those of the other browsers' `Tab`. */
class WebKitTab {
  /** @type {string[]} */
  complaints = [];
  /** The driver left a command without an answer, and may leave every other. */
  isLost = false;
  #session;
  #handle;
  #close;
  #loads = 0;

  /**
   * @param {Session} session @param {string} handle the window's @param {() => Promise<void>} close
   */
  constructor(session, handle, close) {
    this.#session = session;
    this.#handle = handle;
    this.#close = close;
  }

  /** Does something in this window. */
  #here(work) {
    const done = this.#session.alone(async (commands) => {
      await commands.post('window', { handle: this.#handle });
      await commands.post('frame', { id: null });
      return work(commands);
    });
    return done.catch((error) => {
      this.isLost ||= error instanceof Unanswered;
      throw error;
    });
  }

  /**
   * What a function comes to that may take its time: looked for again and again, so that others have
   * their turn meanwhile, and a document that goes takes along what it was asked.
   * @param {(work: any) => Promise<any>} where does something in the page or in a frame of it
   */
  async #evaluate(where, body, argument) {
    const given = argument === undefined ? null : JSON.stringify(argument);
    const task = await where((commands) => commands.execute(begin(body), given));
    let pause = LOOK_MS / 10;
    for (const end = Date.now() + ANSWER_MS; Date.now() < end; await setTimeout(pause)) {
      const { heard, gone, error, value } = await where((commands) => commands.execute(LOOK, task));
      this.#hear(heard);
      if (gone) throw new Error('the document is gone, and with it what was asked of it');
      if (error) throw new Error(error);
      if (value !== undefined) return value === '' ? undefined : JSON.parse(value);
      pause = Math.min(2 * pause, SLOWEST_LOOK_MS);
    }
    throw new Error(`no answer within ${ANSWER_MS / 1000} s: ${body}`);
  }

  /** Returns once the page at that address has its document. */
  async open(url) {
    await this.#here(async (commands) => {
      await commands.execute(LEAVE);
      await commands.post('url', { url });
    });
    const there = () => this.#here((commands) => commands.execute(ARRIVED, url)).catch(() => false);
    for (const end = Date.now() + WAIT_MS; !(await there()); await setTimeout(LOOK_MS / 10)) {
      if (Date.now() > end) throw new Error(`${url} is not there`);
    }
    await this.loads();
  }

  /** Of documents that were there long enough to be seen by one of the looks. */
  async loads() {
    await this.#here(async (commands) => this.#hear(await commands.execute(HEAR)));
    return this.#loads;
  }

  #hear({ said, fresh }) {
    this.complaints.push(...said);
    this.#loads += Number(fresh);
  }

  url() {
    return this.#here((commands) => commands.get('url'));
  }

  evaluate(body, argument) {
    return this.#evaluate((work) => this.#here(work), body, argument);
  }

  script(text) {
    return this.#here((commands) => commands.execute(text));
  }

  /** What a condition throws is no answer, for its document may be on its way out. */
  async waitFor(condition, argument) {
    let problem = '';
    // An element, for one, cannot be written down.
    const holds = `async (given) => Boolean(await (${condition})(given))`;
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await setTimeout(LOOK_MS)) {
      const met = await this.evaluate(holds, argument).catch(({ message }) => {
        problem = message;
      });
      if (met) return;
    }
    throw new Error(`never true: ${condition}${problem && `\n${problem}`}`);
  }

  /** The frame of that address, looked for when it is used. @param {string | RegExp} address */
  frame(address) {
    const within = (work) => this.#here((commands) => inFrame(commands, address, work));
    return {
      evaluate: (body, argument) => this.#evaluate(within, body, argument),
      click: (selector) => within((commands) => commands.click(selector)),
    };
  }

  click(selector) {
    return this.#here((commands) => commands.click(selector));
  }

  /** @returns {Promise<WebKitTab>} */
  async sibling() {
    const { handle } = await this.#here((commands) => commands.post('window/new', { type: 'tab' }));
    return this.#window(handle);
  }

  async other() {
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await setTimeout(LOOK_MS)) {
      const handles = await this.#here((commands) => commands.get('window/handles'));
      const other = handles.find((handle) => handle !== this.#handle);
      const tab = other && this.#window(other);
      if ((await tab?.url())?.startsWith('http')) return tab;
    }
    throw new Error('no other page was opened');
  }

  /** @param {string} handle */
  #window(handle) {
    const tab = new WebKitTab(this.#session, handle, async () => {
      await tab.#here((commands) => commands.delete('window'));
    });
    return tab;
  }

  async press(...keys) {
    for (const key of keys) await this.#here((commands) => commands.press(key));
  }

  /** The viewport's size, but the window is never narrower than the bar above it, some 450 pixels. */
  async resize(width, height) {
    await this.#here(async (commands) => {
      const [besides, above] = await commands.execute(
        'return [outerWidth - innerWidth, outerHeight - innerHeight]',
      );
      await commands.post('window/rect', { width: width + besides, height: height + above });
    });
  }

  /** @returns {Promise<Buffer>} a PNG of the viewport */
  async screenshot() {
    return Buffer.from(await this.#here((commands) => commands.get('screenshot')), 'base64');
  }

  close() {
    return this.#close();
  }
}

/**
 * The script that returns what the page has complained about since it was asked last, and whether it is a
 * document that is asked for the first time: from then on it is listened to.
 */
const HEAR = `return (${hear})()`;

function hear() {
  const key = Symbol.for('complaints');
  const fresh = !(key in globalThis);
  if (fresh) {
    const said = (globalThis[key] = []);
    const note = (text) => said.push(text);
    const on = globalThis.addEventListener;
    const error = ({ message, target }) => {
      // No console shows this one in any browser.
      if (!/^ResizeObserver loop/.test(message)) note(`error: ${message ?? target.src}`);
    };
    on('error', error, true);
    on('unhandledrejection', ({ reason }) => note(`error: ${reason}`));
    on('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      note(`${effectiveDirective} refuses ${blockedURI}`);
    });
    for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
      console[level] = (...words) => note(`console ${level}: ${words.join(' ')}`);
    }
    // Of what was loaded before, too.
    new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntries()) {
        if (responseStatus >= 400) note(`${responseStatus}: ${name}`);
      }
    }).observe({ type: 'resource', buffered: true });
  }
  return { said: globalThis[key].splice(0), fresh: fresh && globalThis === globalThis.top };
}

/** The script that marks a document that is about to be left. */
const LEAVE = `document[Symbol.for('left')] = true`;

/** The script that says whether the document is another one, or was to stay but for its fragment. */
const ARRIVED = `const stays = arguments[0].includes('#') && location.href === arguments[0];
  return document.readyState !== 'loading' && (stays || !document[Symbol.for('left')]);`;

/** The script that begins a task and returns its number. @param {Function | string} body */
function begin(body) {
  return `const tasks = (globalThis[Symbol.for('tasks')] ??= []);
    const task = {};
    const [given] = arguments;
    (async () => (${body})(given === null ? undefined : JSON.parse(given)))()
      .then((value) => (task.value = JSON.stringify(value) ?? ''))
      .catch((error) => (task.error = String(error)));
    return tasks.push(task) - 1;`;
}

/** The script that returns how far a task is. */
const LOOK = `const task = globalThis[Symbol.for('tasks')]?.[arguments[0]];
  return { heard: (${hear})(), gone: !task, ...task };`;

/** The script that returns every frame of a document, those in open shadow trees too. */
const FRAMES = `const below = (root) => [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.localName === 'iframe' ? [element] : []),
    ...(element.shadowRoot ? below(element.shadowRoot) : []),
  ]);
  return below(document);`;

/** Does something in the frame of that address, the page itself included. */
async function inFrame(commands, address, work) {
  const fits = async () => {
    const url = await commands.execute('return location.href');
    return address instanceof RegExp ? address.test(url) : url.startsWith(address);
  };
  if (await fits()) return work(commands);
  for (const id of await commands.execute(FRAMES)) {
    await commands.post('frame', { id });
    if (await fits()) return work(commands);
    await commands.post('frame', { id: null });
  }
  throw new Error(`no frame shows ${address}`);
}
