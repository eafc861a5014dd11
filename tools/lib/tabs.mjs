/**
 * The two browsers behind one small interface, started or borrowed: tabs that open, evaluate, wait and
 * type, and that collect whatever the browser had to complain about.
 *
 * Each tab has a profile of its own, so no service worker or storage outlives it.
 */

import { openChromium, openFirefox } from './browsers-driven.mjs';

/** @typedef {'chromium' | 'firefox'} BrowserName */
/** @typedef {{ serviceWorkers?: 'allow' | 'block', colorScheme?: 'light' | 'dark' }} TabOptions */

/** @type {BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox'];

const WAIT_MS = 60_000;

/**
 * @param {BrowserName} name
 * @returns {Promise<{ name: BrowserName, tab: (options?: TabOptions) => Promise<Tab>,
 *   close: () => Promise<void> }>}
 */
export function launch(name) {
  return name === 'chromium' ? launchChromium() : launchFirefox();
}

async function launchChromium() {
  const { browser, close } = await openChromium();
  return {
    name: 'chromium',
    close,
    /** @param {TabOptions} [options] */
    async tab({ serviceWorkers = 'allow', colorScheme = 'light' } = {}) {
      const context = await browser.newContext({ serviceWorkers, colorScheme });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      const tab = new Tab(page, () => context.close(), {
        waitFor: (any, condition, argument) => any.waitForFunction(condition, argument),
      });
      page.on('requestfailed', (request) => {
        const reason = request.failure()?.errorText ?? '';
        // Leaving a page ends its requests.
        if (reason !== 'net::ERR_ABORTED') tab.note(`${reason}: ${request.url()}`);
      });
      page.on('response', (response) => {
        if (response.status() >= 400) tab.note(`${response.status()}: ${response.url()}`);
      });
      return tab;
    },
  };
}

async function launchFirefox() {
  const { browser, close } = await openFirefox();
  return {
    name: 'firefox',
    close,
    /** @param {TabOptions} [options] */
    async tab({ serviceWorkers = 'allow' } = {}) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      if (serviceWorkers === 'block') {
        // As a browser that withholds them, since this driver has no switch for it.
        await page.evaluateOnNewDocument(() => {
          Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
        });
      }
      return new Tab(page, () => context.close(), {
        waitFor: (any, condition, argument) => any.waitForFunction(condition, {}, argument),
      });
    },
  };
}

/** One page of one profile. */
export class Tab {
  /** What the console, the page's errors and the network complained about. @type {string[]} */
  complaints = [];
  /** How often a document was loaded. */
  loads = 0;
  #close;
  #waitFor;

  /**
   * @param {any} page the driver's own
   * @param {() => Promise<void>} close
   * @param {{ waitFor: (page: any, condition: (argument: any) => unknown, argument: unknown) => Promise<any> }}
   *   differing what the drivers spell differently
   */
  constructor(page, close, { waitFor }) {
    this.page = page;
    this.#close = close;
    this.#waitFor = waitFor;
    page.on('console', (message) => {
      this.note(`console ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.note(`error: ${error.message}`));
    page.on('domcontentloaded', () => (this.loads += 1));
  }

  /** @param {string} text */
  note(text) {
    this.complaints.push(text);
  }

  /** @param {string} url */
  async open(url) {
    await this.page.goto(url);
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

  /**
   * Waits until a function of the page is true.
   * @template A
   * @param {(argument: A) => unknown} condition
   * @param {A} [argument]
   */
  async waitFor(condition, argument) {
    await this.#waitFor(this.page, condition, argument);
  }

  /** The frame in this page whose address begins so. @param {string} url @returns {any} the driver's own */
  frame(url) {
    return this.page.frames().find((frame) => frame.url().startsWith(url));
  }

  /** Another tab of the same profile. @returns {Promise<Tab>} */
  async sibling() {
    const page = await (this.page.browserContext?.() ?? this.page.context()).newPage();
    return new Tab(page, () => page.close(), { waitFor: this.#waitFor });
  }

  /** The other page of this profile, once there is one. @returns {Promise<Tab>} */
  async other() {
    for (const end = Date.now() + WAIT_MS; Date.now() < end;) {
      const pages = await (this.page.browserContext?.() ?? this.page.context()).pages();
      const other = pages.find((page) => page !== this.page);
      if (other?.url().startsWith('http')) {
        return new Tab(other, () => other.close(), { waitFor: this.#waitFor });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no other page was opened');
  }

  /** @param {...string} keys pressed one after the other */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** @param {number} width @param {number} height */
  async resize(width, height) {
    const size = { width, height };
    await (this.page.setViewportSize?.(size) ?? this.page.setViewport(size));
  }

  /** @param {string} path a PNG file */
  async screenshot(path) {
    await this.page.screenshot({ path, fullPage: true });
  }

  async close() {
    await this.#close();
  }
}
