// Which relative addresses in a folder's pages lead nowhere.
//
// Guarantees: every `href` and `src` of every page is looked at; one that leaves the folder is broken,
// as is a folder without a page. Addresses of other hosts are not asked for.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { files } from '../lib/stamp.mjs';

const ATTRIBUTE = /\s(?:href|src)="([^"]*)"/g;
/** Stands for the folder's own address; anything else is another host. */
const BASE = 'http://folder.invalid/';

/**
 * The addresses in a page's text.
 * @param {string} html
 * @returns {string[]}
 */
export function addressesIn(html) {
  return [...html.matchAll(ATTRIBUTE)].map(([, text]) => text.replaceAll('&amp;', '&'));
}

/**
 * @param {string} folder a site
 * @returns {string[]} `page: address`, for each that leads nowhere
 */
export function brokenLinks(folder) {
  return files(folder)
    .filter((path) => path.endsWith('.html'))
    .flatMap((path) => {
      const page = relative(folder, path).split(sep).join('/');
      return addressesIn(readFileSync(path, 'utf8'))
        .filter((address) => leadsNowhere(folder, page, address))
        .map((address) => `${page}: ${address}`);
    });
}

function leadsNowhere(folder, page, address) {
  // A URL never goes above its root, a path does: count it, a level down being no way out.
  const depth = page.split('/').length - 1;
  const up = /^(?:\.\.?\/)*/.exec(address)?.[0].match(/\.\.\//g)?.length ?? 0;
  const url = new URL(address, new URL(page, BASE));
  if (!url.href.startsWith(BASE)) return false;
  if (up > depth) return true;
  const target = join(folder, decodeURIComponent(url.pathname));
  if (!existsSync(target)) return true;
  return statSync(target).isDirectory() && !existsSync(join(target, 'index.html'));
}
