// Finding the browsers that the browser tests drive.
//
// CHROMIUM and FIREFOX name one outright; otherwise the usual names and places are tried in order.
// A name that was given but does not exist is an error, never a silent fallback to another browser.

import { canInstall } from './debian.mjs';
import { ToolError, which } from './shell.mjs';

const browsers = {
  chromium: {
    variable: 'CHROMIUM',
    candidates: [
      '/usr/bin/chromium',
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    debian: 'chromium',
    brew: 'google-chrome',
  },
  firefox: {
    variable: 'FIREFOX',
    candidates: [
      '/usr/bin/firefox-esr',
      'firefox-esr',
      'firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ],
    debian: 'firefox-esr',
    brew: 'firefox',
  },
};

/** Chromium without windows: the same engine, and opening a page takes well under half the processor time. */
const windowless = ['/usr/bin/chromium-headless-shell', 'chromium-headless-shell'];
export const windowlessPackage = 'chromium-headless-shell';

/** WebKit is driven by WebKitGTK's driver, and shown on a screen of ours. */
const webkit = {
  driver: {
    variable: 'WEBKIT_DRIVER',
    candidates: ['/usr/bin/WebKitWebDriver', 'WebKitWebDriver'],
  },
  screen: { variable: 'XVFB', candidates: ['/usr/bin/Xvfb', 'Xvfb'] },
};

/** The Debian packages of both. */
export const webkitPackages = ['webkit2gtk-driver', 'xvfb'];

/** The path of a browser, or null if there is none. */
function findBrowser(name) {
  return find(browsers[name]);
}

function find({ variable, candidates }) {
  const given = process.env[variable];
  if (given) {
    const path = which(given);
    if (path) return path;
    throw new ToolError(`${variable}=${given} is not a program. Correct it or unset ${variable}.`);
  }
  return candidates.map(which).find(Boolean) ?? null;
}

/** As `findBrowser`, but a missing browser is an error that says how to install it. */
export function requireBrowser(name) {
  const path = findBrowser(name);
  if (path) return path;
  throw new ToolError(`No ${name} was found. ${browserRemedy(name)}`);
}

/** The Chromium for many short tests: without windows, if it is here and no other was named. */
export function requireLeanChromium() {
  const lean = process.env[browsers.chromium.variable] ? null : windowless.map(which).find(Boolean);
  return lean ?? requireBrowser('chromium');
}

/** How a person installs this browser. */
export function browserRemedy(name) {
  const { variable, debian, brew } = browsers[name];
  return (
    `Install it (Debian: \`apt-get install ${debian}\`; macOS: \`brew install --cask ${brew}\`), ` +
    `or name it with ${variable}=/path/to/program.`
  );
}

/** The Debian packages of the browsers that are not here. */
export function missingBrowsers() {
  return Object.keys(browsers).filter((name) => findBrowser(name) === null);
}

export function debianPackage(name) {
  return browsers[name].debian;
}

/** The programs that WebKit takes, or an error that says how to install them. */
export function requireWebKit() {
  const [driver, screen] = [find(webkit.driver), find(webkit.screen)];
  if (driver && screen) return { driver, screen };
  throw new ToolError(`No WebKitGTK driver here (${WEBKIT_REMEDY}).`);
}

const WEBKIT_REMEDY = `Debian: \`apt-get install ${webkitPackages.join(' ')}\``;

/**
 * Why nothing can be checked in WebKit on this machine, or null: where its packages can be installed, which
 * is what setup does, there is no excuse.
 */
export function withoutWebKit() {
  if (canInstall() || (find(webkit.driver) && find(webkit.screen))) return null;
  return `not checked: no WebKitGTK driver here (${WEBKIT_REMEDY})`;
}
