// Code to begin with: the article's own, and some that breaks each rule; a folder each.

/** @type {Record<string, string>} */
const SOURCES = import.meta.glob('./examples/*/*.go', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** @param {string} name @returns {import('./types.js').SourceFile[]} */
export function exampleFiles(name) {
  const folder = `./examples/${name}/`;
  return Object.entries(SOURCES)
    .filter(([path]) => path.startsWith(folder))
    .map(([path, text]) => ({ name: path.slice(folder.length), text }));
}
