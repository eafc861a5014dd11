// Where a site stands, if a variable says so: what needs absolute addresses is made only then.

import { ToolError } from '../shell.mjs';

/**
 * Reads the address of a page, which may be a folder below its host.
 * @param {string} variable
 * @param {string | undefined} text
 * @returns {URL | null} with a slash at its end; null when it is not given
 */
export function addressOf(variable, text = process.env[variable]) {
  if (!text) return null;
  const remedy = 'Give the address of the page itself, such as https://example.org/contend/';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ToolError(`${variable}=${text} is not an http(s) address. ${remedy}`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new ToolError(`${variable}=${text} has more than a host and a path. ${remedy}`);
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Where this site will stand. @param {string | undefined} [text] */
export function siteAddress(text) {
  return addressOf('SITE_URL', text);
}
