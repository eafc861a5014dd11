// What search engines and those who show a link as a card are told of a page: Open Graph, the
// Twitter card, the canonical address and the same page in other languages.
//
// Guarantees: without the site's address, everything that must be absolute is left out (`og:url`,
// `og:image` and what goes with it, `canonical`, `alternate`); nothing relative stands in for it.

import { markup } from './markup.mjs';
import { wordsOf } from './words.mjs';

/** Below the site's address; docs/card.svg is its drawing. It shows no preset and no result. */
const PICTURE = { path: 'card.png', width: 1200, height: 630 };

const LOCALES = { en: 'en_GB', zh: 'zh_CN' };

/** `path` is below the site's address, `languages` the page's own paths by language. */
export function socialTags({ site, title, description, path, language = 'en', languages = {} }) {
  const absolute = (relative) => site && new URL(relative, site).href;
  /** @type {[string, string | number | null][]} */
  const properties = [
    ['og:type', 'website'],
    ['og:site_name', 'Contend'],
    ['og:title', title],
    ['og:description', description],
    ['og:locale', LOCALES[language]],
    ['og:url', absolute(path)],
    ['og:image', absolute(PICTURE.path)],
    ['og:image:type', site && 'image/png'],
    ['og:image:width', site && PICTURE.width],
    ['og:image:height', site && PICTURE.height],
    ['og:image:alt', site && wordsOf(language).pictureText],
  ];
  return [
    ...properties
      .filter(([, text]) => text !== null)
      .map(([property, text]) => markup`<meta property="${property}" content="${text}" />`),
    // All else that its readers look for they find among those above.
    markup`<meta name="twitter:card" content="${site ? 'summary_large_image' : 'summary'}" />`,
    ...(site ? [markup`<link rel="canonical" href="${absolute(path)}" />`] : []),
    ...(site ? Object.entries(languages) : []).map(
      ([code, where]) =>
        markup`<link rel="alternate" hreflang="${code}" href="${absolute(where)}" />`,
    ),
  ];
}
