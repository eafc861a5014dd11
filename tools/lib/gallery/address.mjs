// Where the site will stand, if the build is told: what needs absolute addresses is made only then.

import { ToolError } from '../shell.mjs';

/**
 * Reads SITE_URL.
 * @param {string | undefined} text
 * @returns {URL | null} with a slash at its end; null when it is not given
 */
export function siteAddress(text = process.env.SITE_URL) {
  if (!text) return null;
  const remedy = 'Give the address of the page itself, such as https://example.org/contend/';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ToolError(`SITE_URL=${text} is not an http(s) address. ${remedy}`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new ToolError(`SITE_URL=${text} has more than a host and a path. ${remedy}`);
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
