// Texts in Chinese of the ways in which an experiment leaves the page.

/** @type {Record<keyof typeof import('./en.js').en, string>} */
export const zh = {
  title: '分享此实验',
  close: '关闭',
  with: '附上最近一次运行的结果',
  withHelp:
    '中位数、区间、检查结论和机器类型，不含单个轮次。打开链接的人可以把它们与自己的运行并排查看。',
  none: '链接包含此实验。运行之后还可以附上结果。',
  other: '链接包含此实验。最近一次运行的设置不同，因此不附上其结果。',
  tooLong: '附上结果后链接将有 {length} 个字符，而页面最多读取 {max} 个。请改为发送文件。',
  unpackable: '此浏览器无法把结果压缩进链接。请改为发送文件。',
  length: '链接，{length} 个字符',
  lengthOf: '带结果的链接，{length} 个字符，最多 {max} 个',
  sheet: '发送到…',
  code: '二维码',
  codeAlt: '不含结果的链接的二维码',
  codeHelp: '在手机上试试：只有实验，不含结果。',
  refused: '浏览器不允许复制。链接已选中，请手动复制。',
};
