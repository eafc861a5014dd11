// The parts of the Race lab, in the order of its navigation: what each is made of and where it is.
//
// Guarantees: a part is fetched when it is opened for the first time; one without a line here is
// nowhere offered.

/** @type {import('../parts/views-lab.js').View[]} */
export const VIEWS = [
  { name: 'live', tag: 'race-live', load: () => import('./live.js') },
  { name: 'damage', tag: 'race-damage', load: () => import('./damage.js') },
  { name: 'step', tag: 'race-stepper', load: () => import('./stepper.js') },
  { name: 'explore', tag: 'race-explorer', load: () => import('./explorer.js') },
  { name: 'twins', tag: 'race-twins', load: () => import('./twins.js') },
  { name: 'recover', tag: 'race-recovery', load: () => import('./recovery.js') },
];
