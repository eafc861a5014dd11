/**
 * The reader's theme, before the first paint; web/app/preferences.js owns it afterwards.
 *
 * A classic script of its own: as a module it would come after the paint, and inline scripts are
 * refused by the page's policy.
 */

try {
  const asked = new URLSearchParams(location.search).get('theme');
  const theme = asked || localStorage.getItem('contend-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme it is.
}
