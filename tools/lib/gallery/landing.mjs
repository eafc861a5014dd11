// The landing page's social tags, put into its head by the bundler.
//
// Guarantees: without the site's address nothing is added, so a local build costs nobody a byte;
// title and description are the document's own.

import { siteAddress } from './address.mjs';
import { socialTags } from './social.mjs';

/** @returns {import('vite').Plugin} */
export function landingTags() {
  return {
    name: 'contend-landing-tags',
    apply: 'build',
    transformIndexHtml: (html) => withLandingTags(html, siteAddress()),
  };
}

export function withLandingTags(html, site) {
  if (!site) return html;
  const tags = socialTags({
    ...{ site, path: '' },
    title: found(html, /<title>([^<]*)<\/title>/),
    description: found(html, /<meta\s+name="description"\s+content="([^"]*)"/),
  });
  const lines = tags.map((tag) => `    ${tag}\n`).join('');
  return html.replace(/[ \t]*<\/head>/, (end) => lines + end);
}

function found(html, pattern) {
  const [, text] = pattern.exec(html) ?? [];
  if (text === undefined || text.includes('&')) {
    throw new Error(`index.html must have ${pattern} once, in plain letters.`);
  }
  return text;
}
