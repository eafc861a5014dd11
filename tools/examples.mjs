// `node tools/examples.mjs`: builds every example of embedding with the tool it is for.
//
// EXAMPLES=html,mdbook chooses; PLAYGROUND=https://example.org/contend/ is where their experiments
// come from (by default where `make serve` serves). A tool that is missing and cannot be installed is
// named and the others go on; the status says whether all were built. Built means that the pages the
// tool wrote hold the experiment and the script, not that the tool was content.

import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { names } from './lib/choices.mjs';
import { builders, workFolder } from './lib/examples/builders.mjs';
import { embedsIn, playgroundAddress, withPlayground } from './lib/examples/sources.mjs';
import { paths, root } from './lib/paths.mjs';
import { ToolError, main, step } from './lib/shell.mjs';
import { files } from './lib/stamp.mjs';

const TEXT = /\.(?:html|md|mdx|js|yml|toml|json|css)$/;

/** @param {string | undefined} text EXAMPLES */
export function chosen(text = process.env.EXAMPLES) {
  const all = builders.map(({ name }) => name);
  const wanted = names({ EXAMPLES: text }, 'EXAMPLES', all);
  return builders.filter(({ name }) => wanted.includes(name));
}

/**
 * Copies an example's source with the playground's address put in; what a tool installed stays.
 * @param {string} name
 * @param {string} address
 * @param {string} to
 */
export function copySource(name, address, to) {
  const from = join(root, 'examples', name);
  for (const entry of existsSync(to) ? readdirSync(to) : []) {
    if (entry !== 'node_modules') rmSync(join(to, entry), { recursive: true });
  }
  cpSync(from, to, { recursive: true });
  for (const file of files(from).filter((path) => TEXT.test(path))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(join(to, relative(from, file)), withPlayground(text, address));
  }
}

/**
 * What is wrong with a built page.
 * @param {string} html
 * @param {string} address the playground's
 * @returns {string[]}
 */
export function faultsOf(html, address) {
  const embeds = embedsIn(html);
  const faults = [];
  if (embeds.length === 0) faults.push('holds no experiment');
  for (const { tag, attributes } of embeds) {
    if (!attributes.src?.startsWith(address)) faults.push(`has a <${tag}> of another playground`);
    const link = tag === 'iframe' ? new URL(attributes.src).hash : attributes.experiment;
    if (!link?.startsWith('#v1/')) faults.push(`has a <${tag}> without an experiment`);
  }
  const scripts = [...html.matchAll(/<script[^>]* src="?([^" >]+)/g)].map(([, src]) => src);
  const needsScript = embeds.some(({ tag }) => tag === 'contend-lab');
  if (needsScript && !scripts.includes(`${address}contend-lab.js`)) {
    faults.push('does not load contend-lab.js');
  }
  return faults;
}

/** @param {import('./lib/examples/builders.mjs').Builder} builder @param {string} address */
async function buildOne({ name, pages, build }, address) {
  const source = workFolder(name);
  const out = join(paths.target, 'examples', name);
  copySource(name, address, source);
  rmSync(out, { recursive: true, force: true });
  await build(source, out);
  for (const page of pages) {
    const faults = faultsOf(readFileSync(join(out, page), 'utf8'), address);
    if (faults.length > 0) throw new ToolError(`The built ${page} ${faults.join(', ')}.`);
  }
  console.log(`   ${relative(root, out)}/${pages[0]}`);
}

async function all() {
  const address = playgroundAddress();
  const failed = [];
  for (const builder of chosen()) {
    await step(`example: ${builder.name}`, async () => {
      try {
        await buildOne(builder, address);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        failed.push(`${builder.name}: ${error.message}`);
        console.error(`   not built: ${error.message}`);
      }
    });
  }
  console.log(`\n${chosen().length - failed.length} built, ${failed.length} not`);
  if (failed.length > 0) throw new ToolError(`Not built:\n  ${failed.join('\n  ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(all);
