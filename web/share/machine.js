// Which browser on which system a result was measured with, from what it said of itself.
//
// Guarantees: family and main version only, so that a shared link tells no more of its writer than
// a reader needs; what is not recognised is called so, and a native result is its platform's name.

/** The first that fits counts: most of them also name the families they descend from. */
const BROWSERS = /** @type {const} */ ([
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\bCriOS\/(\d+)/],
  ['Chromium', /\b(?:Headless)?(?:Chrome|Chromium)\/(\d+)/],
  // Safari's name without its system.
  ['WebKitGTK', /\bX11\b[^]*\bVersion\/(\d+)[^]*\bSafari\//],
  ['Safari', /\bVersion\/(\d+)[^]*\bSafari\//],
]);

const SYSTEMS = /** @type {const} */ ([
  ['Windows', /\bWindows\b/],
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
]);

/** "linux x86_64", as the command line names its platform. */
const NATIVE = /^[a-z0-9]{2,20} [a-z0-9_]{2,20}$/;

/** @param {string} userAgent */
export function machineName(userAgent) {
  if (NATIVE.test(userAgent)) return userAgent;
  const [browser, version] = BROWSERS.map(([name, pattern]) => [name, pattern.exec(userAgent)?.[1]])
    .filter(([, found]) => found !== undefined)
    .at(0) ?? ['?', ''];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? '?';
  return `${browser} ${version}`.trim() + ` · ${system}`;
}
