// A text in Markdown, taken apart: headings, paragraphs, lists, code, which is what rules' pages are written in.
//
// Guarantees: pure; every line is in one of its parts.

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
