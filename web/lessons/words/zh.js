// What stands around the lessons' cards, in Chinese.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  title: '十堂小课',
  lead: '从一把锁的代价到 map 为什么会死：每一课设置好一个实验，提出一个问题，并说明该看什么。',
  look: '看点：',
};
