// Whether this page is served while its later modules are still being built, as by `make serve` in a
// fresh clone. A published page never is, and fetches nothing of this folder.

export const building =
  typeof document !== 'undefined' &&
  document.querySelector('meta[name="contend-building"]') !== null;
