// The gallery of presets below dist/presets/, and with SITE_URL a site map.
//
// Made from the metadata after the site is bundled, and again only if something it reads has changed.
// SITE_URL=https://example.org/contend/ gives the absolute addresses that previews of links
// need; without it they are left out and everything else is the same.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCodec } from '../../../web/link/codec.js';
import { paths, root } from '../paths.mjs';
import { readMetadata } from '../registry.mjs';
import { hash, unlessDone } from '../stamp.mjs';
import { siteAddress } from './address.mjs';
import { indexPage, pathOf, presetPage } from './page.mjs';
import { LANGUAGES } from './words.mjs';
import { workloadOf } from './workload.mjs';

/** Everything that decides the pages' bytes. */
const inputs = [
  'tools/lib/gallery',
  'web/generated',
  'web/link',
  'web/strings/numbers.js',
  'web/style/tokens.css',
];

/** Writes the gallery into dist/ unless it is there already. */
export async function buildGallery() {
  const site = siteAddress();
  const value = hash(inputs, [String(site)]);
  // The bundler empties dist/, and with it goes the product.
  const product = join(paths.site, 'presets/index.html');
  const made = await unlessDone('gallery', value, product, async () => {
    const metadata = readMetadata();
    const count = writeGallery({ metadata, site, out: paths.site });
    console.log(`   ${count} files${site ? ` for ${site}` : ', without absolute addresses'}`);
  });
  if (!made) console.log('   dist/presets/ is up to date');
}

/** Writes it into a site's folder, and returns how many files that were. */
export function writeGallery({ metadata, site, out }) {
  const files = galleryFiles({ metadata, site });
  for (const name of ['presets', 'sitemap.xml', 'robots.txt']) {
    rmSync(join(out, name), { recursive: true, force: true });
  }
  // The list comes last: it is what a later build takes for the whole.
  for (const [name, content] of [...files].reverse()) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return files.size;
}

/** @returns {Map<string, string>} by path below the site's root */
function galleryFiles({ metadata, site }) {
  const codec = createCodec(metadata);
  const entries = metadata.presets.map((preset) => ({
    ...preset,
    workload: workloadOf(metadata, codec, preset),
  }));
  const files = new Map();
  for (const language of LANGUAGES) {
    files.set(`${pathOf(language)}index.html`, indexPage(entries, { language, site }));
    entries.forEach((entry, i) => {
      const [previous, next] = [entries[i - 1], entries[i + 1]];
      const page = presetPage(entry, { language, site, previous, next });
      files.set(`${pathOf(language, entry.name)}index.html`, page);
    });
  }
  files.set('presets/gallery.css', style());
  if (site) addSiteMap(files, site);
  return files;
}

function style() {
  const parts = ['web/style/tokens.css', 'tools/lib/gallery/gallery.css'];
  return parts.map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
}

/** Crawlers look for robots.txt at a host's root alone, so a site below it has none. */
function addSiteMap(files, site) {
  const pages = [...files.keys()].filter((name) => name.endsWith('index.html'));
  const places = ['', ...pages.map((name) => name.replace(/index\.html$/, ''))];
  const rows = places.map((path) => `  <url><loc>${new URL(path, site).href}</loc></url>\n`);
  const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';
  files.set(
    'sitemap.xml',
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${namespace}">\n${rows.join('')}</urlset>\n`,
  );
  if (site.pathname === '/') {
    files.set('robots.txt', `User-agent: *\nAllow: /\nSitemap: ${new URL('sitemap.xml', site)}\n`);
  }
}
