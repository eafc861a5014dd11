// A browser with one page that is there again whatever happened to it.

import { launch } from './tabs.mjs';

/** @typedef {import('./tabs.mjs').Tab} Tab */

export class SteadyTab {
  /** The page, while it is open. @type {Tab | undefined} */
  tab;
  #name;
  #load;
  /** @type {Awaited<ReturnType<typeof launch>> | undefined} */
  #browser;

  /**
   * @param {import('./tabs.mjs').BrowserName} name
   * @param {(tab: Tab) => Promise<void>} load what makes a fresh page ready
   */
  constructor(name, load) {
    this.#name = name;
    this.#load = load;
  }

  /** The page, opened unless it is. */
  async open() {
    if (this.tab) return this.tab;
    this.#browser ??= await launch(this.#name);
    this.tab = await this.#browser.tab();
    await this.#load(this.tab);
    return this.tab;
  }

  /** Gives the page up, and the browser unless it is as sound as ever. */
  async close({ keepBrowser = false } = {}) {
    const [tab, browser] = [this.tab, this.#browser];
    this.tab = undefined;
    await tab?.close().catch(() => {});
    if (keepBrowser) return;
    this.#browser = undefined;
    await browser?.close().catch(() => {});
  }
}
