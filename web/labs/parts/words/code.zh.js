// Texts in Chinese of code to start from.

/** @type {Record<keyof typeof import('./code.en.js').en, string>} */
export const zh = {
  title: '起步代码：{languages}',
  copy: '复制代码',
  of: '{language} 代码',
};
