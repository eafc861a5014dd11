// The parts of the Guard lab, in the order of its navigation: what each is made of and where it is.
//
// Guarantees: a part is fetched when it is opened for the first time.

/** @type {import('../parts/views-lab.js').View[]} */
export const VIEWS = [
  { name: 'faults', tag: 'guard-faults', load: () => import('./faults-view.js') },
  { name: 'audit', tag: 'guard-audit', load: () => import('./audit-view.js') },
  { name: 'incident', tag: 'guard-incident', load: () => import('./incident-view.js') },
];
