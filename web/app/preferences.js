// Theme and language: read from the address, the reader's earlier choice and the system.
//
// Guarantees: `?theme=` and `?lang=` win; storage may be absent or refuse without harm; the theme
// is one attribute on the root element, and "auto" is its absence.

import { chooseLanguage } from '../strings/index.js';

export const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
/** @typedef {typeof THEMES[number]} Theme */

const STORED = 'contend-theme';

/** @param {URLSearchParams} query @returns {Theme} */
export function readTheme(query) {
  return asTheme(query.get('theme')) ?? asTheme(stored()) ?? 'auto';
}

/** @param {Theme} theme */
export function applyTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @param {Theme} theme */
export function storeTheme(theme) {
  try {
    if (theme === 'auto') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // Storage is refused (private mode, third-party frame): the choice holds for this visit.
  }
}

/** @param {URLSearchParams} query */
export function readLanguage(query) {
  return chooseLanguage(query.get('lang'), navigator.languages ?? [navigator.language]);
}

/**
 * Writes one page setting into the address, so that a reload and a copied address keep it.
 * @param {string} name @param {string | null} value
 */
export function writeQuery(name, value) {
  const address = new URL(location.href);
  if (value === null) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(history.state, '', address);
}

/** @param {string | null} text @returns {Theme | null} */
function asTheme(text) {
  return THEMES.find((theme) => theme === text) ?? null;
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
