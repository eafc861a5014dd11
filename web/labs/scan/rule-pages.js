// The rules' pages, as they are in docs/rules/, and how they are drawn.
//
// Guarantees: what a page says is text, never markup, whatever stands in it. It knows what those pages are written
// in: headings, paragraphs, lists, code.

import { html } from 'lit';

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

/** @param {string} text @returns {{ kind: 'heading' | 'code' | 'list' | 'text', lines: string[] }[]} */
export function blocks(text) {
  const found = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1);
      found.push({ kind: /** @type {const} */ ('code'), lines: lines.slice(at + 1, end) });
      at = end < 0 ? lines.length : end;
    } else if (line.startsWith('#')) {
      found.push({ kind: /** @type {const} */ ('heading'), lines: [line.replace(/^#+ /, '')] });
    } else if (line.trim()) {
      const rest = lines.slice(at);
      const length = rest.findIndex((next) => !next.trim() || /^(```|#)/.test(next));
      const part = length < 0 ? rest : rest.slice(0, length);
      const isList = line.startsWith('- ');
      const kind = isList ? /** @type {const} */ ('list') : /** @type {const} */ ('text');
      found.push({ kind, lines: isList ? items(part) : [part.join(' ')] });
      at += part.length - 1;
    }
  }
  return found;
}

/** A line each, with what follows it indented. @param {string[]} lines */
function items(lines) {
  /** @type {string[]} */
  const found = [];
  for (const line of lines) {
    if (line.startsWith('- ')) found.push(line.slice(2));
    else found.push(`${found.pop() ?? ''} ${line.trim()}`);
  }
  return found;
}

/** @param {ReturnType<typeof blocks>[number]} block @param {number} index */
function drawn({ kind, lines }, index) {
  switch (kind) {
    case 'heading':
      return index === 0
        ? html`<h3 id="scan-rule-title">${lines[0]}</h3>`
        : html`<h4>${lines[0]}</h4>`;
    case 'code':
      return html`<pre><code>${lines.join('\n')}</code></pre>`;
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
