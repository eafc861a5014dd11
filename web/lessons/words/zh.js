// What stands around the lessons, on their cards and above the lab, in Chinese.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  title: '十堂小课',
  lead: '从一把锁的代价到 map 为什么会死：每一课设置好一个实验，提出一个问题，并说明该看什么。',
  look: '观察：',
  one: '本课',
  place: '第 {number} 课，共 {count} 课',
  ready: '已设置好。',
  next: '下一课',
  late: '本课开始之前的一次运行仍在进行。请停止它或等它结束，再点“运行”。',
};
