// The line above the page that says that the rest of it is still being built, and what that means.
//
// Guarantees: it goes once everything is there; while a module is waited for it says so, to screen readers
// too; a build that failed stays named.

import './banner.css';
import { html, nothing } from 'lit';
import { LightElement } from '../dom.js';
import { createLocale } from '../strings/index.js';
import { listeners, status } from './building.js';

const ASK_MS = 2_000;

const TEXTS = {
  en: {
    'build.on':
      'The rest of this page is still being built: more maps and the other labs. The compilers pause while you measure, so they do not disturb your figures.',
    'build.waiting':
      'What you asked for needs a module that is still being built. It starts by itself once the module is built.',
    'build.failed': 'The rest of this page could not be built: {reason}',
    'build.lost': 'The server that builds this page no longer answers.',
  },
  zh: {
    'build.on':
      '页面的其余部分（更多 map 和其他实验室）仍在编译。测量期间编译会暂停，不影响测量结果。',
    'build.waiting': '所需的模块仍在编译，完成后会自动开始。',
    'build.failed': '页面的其余部分编译失败：{reason}',
    'build.lost': '编译此页面的服务器不再响应。',
  },
};

class BuildBanner extends LightElement {
  /** @override */
  static properties = {
    ...LightElement.properties,
    state: { state: true },
    waits: { state: true },
  };

  constructor() {
    super();
    /** @type {import('./building.js').Status | null} null before the first answer, or without one */
    this.state = null;
    this.waits = false;
    this.lost = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    listeners.add((name) => (this.waits = name !== null));
    this.#follow();
  }

  async #follow() {
    while (!this.state?.over && !this.lost) {
      await status().then(
        (state) => (this.state = state),
        () => (this.lost = true),
      );
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
    this.requestUpdate();
  }

  #text() {
    const app = /** @type {import("../app/contend-app.js").ContendApp | null} */ (
      document.querySelector('contend-app')
    );
    const { t } = (app?.locale ?? createLocale('en')).own(TEXTS);
    if (this.lost) return t('build.lost');
    if (this.state?.failed) return t('build.failed', { reason: this.state.failed });
    if (!this.state || this.state.over) return '';
    return t(this.waits ? 'build.waiting' : 'build.on');
  }

  /** @override */
  render() {
    const text = this.#text();
    return text ? html`<p class="build-banner" role="status">${text}</p>` : nothing;
  }
}

customElements.define('build-banner', BuildBanner);

/** Puts it above the page. */
export function showBanner() {
  document.body.prepend(document.createElement('build-banner'));
}
