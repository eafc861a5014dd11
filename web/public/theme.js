// The theme before the first paint, which a module would miss; preferences.js owns it afterwards.
try {
  const theme = new URLSearchParams(location.search).get('theme') || localStorage['contend-theme'];
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme it is.
}
