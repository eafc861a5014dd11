// The line above the page that says why a part of it is waited for, or that a reload would do it good.
//
// Guarantees: said to screen readers, too, but once: one with `beside`, near a part that comes late, is only
// seen. Gone once the part is there.

import { html, nothing } from 'lit';
import { changes, current } from '../arrival/state.js';
import { LightElement } from '../dom.js';

export class PageNotice extends LightElement {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    changes.addEventListener('change', this.#changed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener('change', this.#changed);
  }

  #changed = () => this.requestUpdate();

  /** @override */
  render() {
    const { t } = this.locale;
    const { why, offered } = current();
    const text = offered ? t(`reload.${offered}`) : why ? t(`arrival.${why}`) : '';
    // The status stays: screen readers hear what comes into one that they know.
    return html`
      <section
        class=${text ? 'notice' : ''}
        role=${this.hasAttribute('beside') ? nothing : 'status'}
      >
        ${text ? html`<p>${text}</p>` : nothing}
        ${
          offered
            ? html`<button type="button" @click=${() => location.reload()}>
                ${t(offered === 'threads' ? 'reload.withThreads' : 'reload.now')}
              </button>`
            : nothing
        }
      </section>
    `;
  }
}

customElements.define('page-notice', PageNotice);
