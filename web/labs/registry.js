// The page's labs: a folder each, and a line here.
//
// Guarantees: nothing else of the page names a lab. The first comes with the page; the others are fetched by
// who asks for them.

import * as compare from './compare/lab.js';

/** In the order of the page's tabs. @type {readonly import('./types.js').LabRow[]} */
export const LABS = [
  { id: 'compare', title: { en: 'Compare', zh: '对比' }, load: () => compare },
  { id: 'scale', title: { en: 'Scale', zh: '扩展性' }, load: () => import('./scale/lab.js') },
  { id: 'race', title: { en: 'Race', zh: '竞态' }, load: () => import('./race/lab.js') },
  { id: 'choose', title: { en: 'Choose', zh: '选择' }, load: () => import('./choose/lab.js') },
  { id: 'matrix', title: { en: 'Matrix', zh: '矩阵' }, load: () => import('./matrix/lab.js') },
  { id: 'scan', title: { en: 'Scan', zh: '扫描' }, load: () => import('./scan/lab.js') },
  { id: 'guard', title: { en: 'Guard', zh: '防护' }, load: () => import('./guard/lab.js') },
];
