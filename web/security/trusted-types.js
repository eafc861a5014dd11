/**
 * The page's policy for scripts that are named by a string: workers and the service worker.
 *
 * Guarantees: only addresses below the page's own folder become scripts. Markup is no business of
 * this policy, so a string is never taken for markup; lit's templates have a policy of their own.
 * Without Trusted Types in the browser nothing is done.
 */

/** @typedef {{ createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => unknown }} Factory */

export function trustOwnScripts() {
  const { trustedTypes } = /** @type {{ trustedTypes?: Factory }} */ (globalThis);
  trustedTypes?.createPolicy('default', { createScriptURL: ownScript });
}

/** @param {string} url */
export function ownScript(url) {
  const folder = new URL('./', document.baseURI).href;
  const { href } = new URL(url, folder);
  if (href.startsWith(folder)) return href;
  throw new TypeError(`${href} is not a script of this page`);
}
