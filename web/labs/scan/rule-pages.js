// The rules' pages, as they are in docs/rules/, and how they are drawn.
//
// Guarantees: what a page says is text, never markup, whatever stands in it. It knows what those pages are written
// in: headings, paragraphs, lists, code.

import { html } from 'lit';
import { blocks } from './markdown.js';

/** @type {Record<string, string>} */
const PAGES = import.meta.glob('../../../docs/rules/CTD*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** @param {string} id of a rule @returns {unknown} */
export function rulePage(id) {
  const text = PAGES[`../../../docs/rules/${id}.md`] ?? '';
  return blocks(text).map(drawn);
}

/** @param {ReturnType<typeof blocks>[number]} block @param {number} index */
function drawn({ kind, lines }, index) {
  switch (kind) {
    case 'heading':
      return index === 0 ? html`<h3>${lines[0]}</h3>` : html`<h4>${lines[0]}</h4>`;
    case 'code':
      return html`<pre tabindex="0"><code>${lines.join('\n')}</code></pre>`;
    case 'list':
      return html`<ul>
        ${lines.map((line) => html`<li>${inline(line)}</li>`)}
      </ul>`;
    default:
      return html`<p>${inline(lines[0] ?? '')}</p>`;
  }
}

/** @param {string} text */
function inline(text) {
  return text.split('`').map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));
}
