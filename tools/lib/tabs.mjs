/**
 * The browsers behind one small interface, started or borrowed: tabs that open, evaluate, wait and
 * type, and that collect whatever the browser had to complain about.
 *
 * Each tab has a profile of its own, so no service worker or storage outlives it.
 */

import { setTimeout } from 'node:timers/promises';
import { openBrowser } from './browsers-driven.mjs';
import { launchWebKit } from './webkit.mjs';

/** @typedef {'chromium' | 'firefox' | 'webkit'} BrowserName */
/**
 * @typedef {object} TabOptions
 * @property {'allow' | 'block'} [serviceWorkers]
 * @property {'light' | 'dark'} [colorScheme]
 * @property {Record<string, string>} [env] what WebKit is started with besides its usual environment
 */

/** Those in which everything is tested. @type {BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox'];
/** And the one in which what may differ is. @type {BrowserName[]} */
export const ALL_BROWSERS = [...BROWSERS, 'webkit'];

const WAIT_MS = 60_000;

/**
 * @param {BrowserName} name
 * @returns {Promise<{ tab: (options?: TabOptions) => Promise<Tab>, close: () => Promise<void> }>}
 */
export async function launch(name) {
  if (name === 'webkit') return launchWebKit();
  const { browser, close } = await openBrowser(name);
  const fresh = name === 'chromium' ? tabOfChromium : tabOfFirefox;
  return { close, tab: (options = {}) => fresh(browser, options) };
}

async function tabOfChromium(browser, { serviceWorkers = 'allow', colorScheme = 'light' }) {
  const context = await browser.newContext({ serviceWorkers, colorScheme });
  const tab = new Tab(await context.newPage(), context);
  tab.page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // Leaving a page ends its requests.
    if (reason !== 'net::ERR_ABORTED') tab.note(`${reason}: ${request.url()}`);
  });
  tab.page.on('response', (response) => {
    if (response.status() >= 400) tab.note(`${response.status()}: ${response.url()}`);
  });
  return tab;
}

async function tabOfFirefox(browser, { serviceWorkers }) {
  const context = await browser.createBrowserContext();
  const tab = new Tab(await context.newPage(), context);
  if (serviceWorkers === 'block') {
    // As a browser that withholds them, since this driver has no switch for it.
    await tab.page.evaluateOnNewDocument(() => {
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
    });
  }
  return tab;
}

/** One page of one profile. */
export class Tab {
  /** What the console, the page's errors and the network complained about. @type {string[]} */
  complaints = [];
  /** Whether the driver has lost a command; this one does not. */
  isLost = false;
  #loads = 0;
  #context;
  #owned;

  /**
   * @param {any} page the driver's own
   * @param {any} context its profile
   * @param {{ close: () => Promise<void> }} owned what ends with this tab
   */
  constructor(page, context, owned = context) {
    this.page = page;
    this.#context = context;
    this.#owned = owned;
    page.setDefaultTimeout(WAIT_MS);
    page.on('console', (message) => {
      this.note(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.note(`error: ${error.message}`));
    page.on('domcontentloaded', () => (this.#loads += 1));
  }

  note(text) {
    this.complaints.push(text);
  }

  async open(url) {
    await this.page.goto(url);
  }

  /** How often a document was loaded. @returns {Promise<number>} */
  async loads() {
    return this.#loads;
  }

  /** @returns {Promise<string>} */
  async url() {
    return this.page.url();
  }

  /**
   * Runs a function in the page; a promise is waited for.
   * @template T, A
   * @param {(argument: A) => T} body
   * @param {A} [argument]
   * @returns {Promise<Awaited<T>>}
   */
  evaluate(body, argument) {
    return this.page.evaluate(body, argument);
  }

  /** Runs a program's text in the page, whose policy has no say in it. @param {string} text */
  async script(text) {
    await this.page.evaluate(text);
  }

  /**
   * Waits until a function of the page is true.
   * @template A
   * @param {(argument: A) => unknown} condition
   * @param {A} [argument]
   */
  async waitFor(condition, argument) {
    // The one driver has options where the other has them last.
    const options = 'browserContext' in this.page ? [{}] : [];
    await this.page.waitForFunction(condition, ...options, argument);
  }

  /**
   * The frame in this page whose address begins or looks so.
   * @param {string | RegExp} address @returns {any} which evaluates and clicks
   */
  frame(address) {
    const fits = (url) => (address instanceof RegExp ? address.test(url) : url.startsWith(address));
    return this.page.frames().find((frame) => fits(frame.url()));
  }

  /** A click as a reader makes it. @param {string} selector */
  async click(selector) {
    await this.page.click(selector);
  }

  /** Another tab of the same profile. @returns {Promise<Tab>} */
  async sibling() {
    const page = await this.#context.newPage();
    return new Tab(page, this.#context, page);
  }

  /** The other page of this profile, once there is one. @returns {Promise<Tab>} */
  async other() {
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await setTimeout(100)) {
      const pages = await this.#context.pages();
      const other = pages.find((page) => page !== this.page);
      if (other?.url().startsWith('http')) return new Tab(other, this.#context, other);
    }
    throw new Error('no other page was opened');
  }

  /** @param {...string} keys pressed one after the other */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async resize(width, height) {
    const size = { width, height };
    await (this.page.setViewportSize?.(size) ?? this.page.setViewport(size));
  }

  close() {
    return this.#owned.close();
  }
}
