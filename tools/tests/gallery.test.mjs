// The gallery: what it says of every preset follows from the preset's own link, its pages stand under
// any path, and absolute addresses are there exactly when the site's own is known.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { codec, metadata } from '../../tests/unit/links.js';
import { siteAddress } from '../lib/gallery/address.mjs';
import { writeGallery } from '../lib/gallery/gallery.mjs';
import { withLandingTags } from '../lib/gallery/landing.mjs';
import { escape, markup } from '../lib/gallery/markup.mjs';
import { presetPage } from '../lib/gallery/page.mjs';
import { entries as words } from '../lib/gallery/words.mjs';
import { workloadOf } from '../lib/gallery/workload.mjs';
import { paths, root } from '../lib/paths.mjs';
import { addressesIn, brokenLinks } from './site-links.mjs';
import { files } from '../lib/stamp.mjs';

const SITE = new URL('https://example.org/some/path/');
const folder = mkdtempSync(join(tmpdir(), 'contend-gallery-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {URL | null} site */
function made(name, site) {
  const out = join(folder, name);
  writeGallery({ metadata, site, out });
  const pages = files(out)
    .filter((path) => path.endsWith('.html'))
    .map((path) => ({ path: relative(out, path), html: readFileSync(path, 'utf8') }));
  return { out, pages };
}

const unescape = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const meta = (html) =>
  new Map(
    [...html.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)" \/>/g)].map(
      ([, name, text]) => [name, unescape(text)],
    ),
  );

describe('the gallery', () => {
  /** @type {ReturnType<typeof made>} */
  let local;
  /** @type {ReturnType<typeof made>} */
  let published;
  before(() => {
    local = made('local', null);
    published = made('published', SITE);
  });

  test('every preset has a page in each language, and one page lists them', () => {
    const names = metadata.presets.map(({ name }) => name);
    assert.ok(names.length > 0);
    const expected = ['', ...names.map((name) => `${name}/`)].flatMap((at) => [
      `presets/${at}index.html`,
      `presets/${at}zh/index.html`,
    ]);
    assert.deepEqual(local.pages.map(({ path }) => path).sort(), expected.sort());
    const list = local.pages.find(({ path }) => path === 'presets/index.html')?.html ?? '';
    for (const { name, label } of metadata.presets) {
      assert.ok(addressesIn(list).includes(`../presets/${name}/`), name);
      assert.ok(list.includes(escape(label.en)), name);
    }
  });

  test('a page links and embeds the canonical experiment of its preset', () => {
    for (const { name } of metadata.presets) {
      for (const at of [`presets/${name}/`, `presets/${name}/zh/`]) {
        const html = readFileSync(join(local.out, at, 'index.html'), 'utf8');
        const links = addressesIn(html).filter((address) => address.includes('#'));
        const [, embedded] = /<contend-lab[^>]* experiment="([^"]*)"/.exec(html) ?? [];
        const up = '../'.repeat(at.split('/').length - 1);
        assert.ok(links.length > 0 && links.every((link) => link.startsWith(`${up}#`)));
        for (const link of [...links.map((link) => link.slice(up.length)), unescape(embedded)]) {
          assert.deepEqual(codec.parse(link).problems, []);
          assert.equal(codec.canonical(link), link);
          assert.equal(link, codec.canonical(`#v1/compare?preset=${name}`));
        }
      }
    }
  });

  test('no page has anything inline that a strict content policy refuses', () => {
    for (const { path, html } of local.pages) {
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/i, path);
      const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
      assert.ok(
        scripts.every(([, head, body]) => / src="/.test(head) && body === ''),
        path,
      );
    }
  });

  test('without the address of the site nothing absolute is said', () => {
    for (const { path, html } of local.pages) {
      const absolute = html.match(/(?:href|src|content)="(?:https?:)?\/\/[^"]*"/g);
      assert.equal(absolute, null, path);
      const tags = meta(html);
      for (const name of ['og:url', 'og:image']) assert.ok(!tags.has(name), path);
      assert.equal(tags.get('twitter:card'), 'summary');
      assert.ok(tags.get('og:title') && tags.get('og:description'));
      assert.doesNotMatch(html, /rel="canonical"/);
    }
    assert.ok(!existsSync(join(local.out, 'sitemap.xml')));
  });

  test('with it every card is complete and absolute', () => {
    for (const { path, html } of published.pages) {
      const tags = meta(html);
      const own = new URL(path.replace(/index\.html$/, ''), SITE).href;
      assert.equal(tags.get('og:url'), own);
      assert.match(html, new RegExp(`<link rel="canonical" href="${own}" />`));
      assert.equal(tags.get('og:image'), `${SITE.href}card.png`);
      assert.equal(tags.get('twitter:card'), 'summary_large_image');
      assert.ok(tags.get('og:image:alt') && tags.get('description') && tags.get('og:title'));
    }
    const map = readFileSync(join(published.out, 'sitemap.xml'), 'utf8');
    const places = [...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, place]) => place);
    assert.equal(places.length, published.pages.length + 1);
    assert.ok(places.every((place) => place.startsWith(SITE.href)));
    // Only a host's root has a robots.txt.
    assert.ok(!existsSync(join(published.out, 'robots.txt')));
  });
});

test('shares of the hottest keys are those of the definition', () => {
  const at = (query) => {
    const one = { presets: [{ name: 'one', query }] };
    const changed = { ...metadata, ...one };
    return workloadOf(changed, { ...codec, ...parsing(query) }, one.presets[0]).distribution;
  };
  const parsing = (query) => ({
    parse: () => codec.parse(`#v1/compare?${query}`),
    canonical: () => codec.canonical(`#v1/compare?${query}`),
  });
  // Published shares of the hottest key under zipf 0.99.
  for (const [keys, share] of [
    [1_000, 0.129],
    [10_000, 0.098],
    [100_000, 0.078],
  ]) {
    const { hottest, curve } = at(`dist=zipf:0.99&keys=${keys}`);
    assert.ok(Math.abs(hottest[0].share - share) < 6e-4, `${keys}: ${hottest[0].share}`);
    assert.equal(curve.at(-1).share, 1);
    assert.ok(curve.every((point, i) => i === 0 || point.share > curve[i - 1].share));
  }
  const { hottest } = at('dist=uniform&keys=1000');
  assert.deepEqual(
    hottest.map(({ keys, share }) => [keys, Number(share.toFixed(6))]),
    [
      [1, 0.001],
      [10, 0.01],
      [100, 0.1],
    ],
  );
  assert.equal(at('keys=1').hottest.length, 1);
});

test('the start is where the mix settles, or what the link says', () => {
  const start = (query) => {
    const given = { parse: () => codec.parse(`#v1/compare?${query}`), canonical: () => '' };
    return workloadOf(metadata, { ...codec, ...given }, { name: 'any' }).prefill;
  };
  assert.deepEqual(start('mix=r50,i40,d10&keys=1000'), {
    ...{ percent: 80, entries: 800, settled: true },
  });
  assert.equal(start('mix=r100&keys=1000').percent, 100);
  assert.deepEqual(start('prefill=75&keys=1000'), {
    ...{ percent: 75, entries: 750, settled: false },
  });
});

test('a name with markup in it stays text, in the page and in its tags', () => {
  const hostile = `<b>"A" & 'B'</b>`;
  const [preset] = metadata.presets;
  const entry = {
    label: { en: hostile, zh: hostile },
    summary: { en: hostile, zh: hostile },
    workload: workloadOf(metadata, codec, preset),
  };
  const html = presetPage(entry, { language: 'en', site: SITE, next: entry });
  assert.ok(!html.includes('<b>'));
  assert.ok(meta(html).get('og:title')?.includes(hostile));
  assert.equal(
    String(markup`<i>${[hostile, null, false, markup`<u></u>`]}</i>`).match(/</g)?.length,
    4,
  );
});

test('the landing page gets its tags with an address and stays as it is without', () => {
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  assert.equal(withLandingTags(html, null), html);
  const tags = meta(withLandingTags(html, SITE));
  assert.equal(tags.get('og:url'), SITE.href);
  assert.equal(tags.get('og:image'), `${SITE.href}card.png`);
  assert.match(tags.get('og:title') ?? '', /Contend/);
  assert.throws(() => withLandingTags(html.replace(/<title>.*<\/title>/, ''), SITE), /title/);
});

test('the picture is there, in the size that the tags give', () => {
  const png = readFileSync(join(root, 'web/public/card.png'));
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const tags = meta(withLandingTags(readFileSync(join(root, 'index.html'), 'utf8'), SITE));
  for (const [name, at] of Object.entries({ width: 16, height: 20 })) {
    assert.equal(tags.get(`og:image:${name}`), String(png.readUInt32BE(at)));
  }
});

test('an address that cannot be the site’s is refused by name', () => {
  assert.equal(siteAddress(''), null);
  assert.equal(siteAddress('https://example.org/a')?.href, 'https://example.org/a/');
  for (const bad of [
    'example.org',
    'ftp://example.org/',
    'https://example.org/?x',
    'https://a:b@c/',
  ]) {
    assert.throws(() => siteAddress(bad), {
      message: new RegExp(`SITE_URL=${bad.replace('?', '.')}`),
    });
  }
});

test('both languages have the same words', () => {
  assert.deepEqual(words.zh.sort(), words.en.sort());
});

test('a link that leads nowhere is found', () => {
  const site = join(folder, 'links');
  mkdirSync(join(site, 'a'), { recursive: true });
  mkdirSync(join(site, 'empty'));
  writeFileSync(join(site, 'index.html'), '<a href="a/"></a><a href="./#v1/x?a=1"></a>');
  writeFileSync(join(site, 'a/index.html'), '<a href="../"></a><img src="https://elsewhere/x">');
  assert.deepEqual(brokenLinks(site), []);
  const bad = ['gone.html', '../../', '../empty/', '../b/?x&amp;y'];
  writeFileSync(join(site, 'a/index.html'), bad.map((to) => `<a href="${to}"></a>`).join(''));
  assert.equal(brokenLinks(site).length, bad.length);
});

test('the built site has no link that leads nowhere', () => {
  assert.ok(existsSync(join(paths.site, 'presets/index.html')), 'run `make build` first');
  assert.deepEqual(brokenLinks(paths.site), []);
});
