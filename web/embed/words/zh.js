// Texts in Chinese of the way into somebody's page.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  title: '嵌入此实验',
  what: '读者在自己的机器上运行它。在按下“运行”之前，不测量任何东西，也不载入引擎。',
  kind: '方式',
  element: '元素',
  elementHelp:
    '一个不到 5 KB 的脚本。实验在接近视口时才载入，此前显示您的后备内容；高度随内容增长。',
  iframe: '纯 iframe',
  iframeHelp: '您的页面中没有脚本。高度固定，没有后备内容。',
  height: '高度（像素）',
  recorded: '附上最近结果的表格，供无法运行实验的读者查看',
  noResult: '先运行实验，才能附上结果。',
  caption: '记录于 {date}：{agent}，{cores} 个核心，{rounds} 轮。中位数与 95 % 区间。',
  link: '在 Contend 中运行此实验',
  snippet: '代码片段',
  copy: '复制代码',
  preview: '预览',
};
