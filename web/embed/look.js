// The element's own words and style.

export const TEXTS = {
  en: {
    title: 'Contend: live experiment',
    late: 'The live experiment did not load here.',
    src: 'Set src to the address of a Contend page.',
    open: 'Open it in a new tab',
  },
  zh: {
    title: 'Contend 实时实验',
    late: '实时实验未能在此处载入。',
    src: '请将 src 设为 Contend 页面的地址。',
    open: '在新标签页中打开',
  },
};

// The card lies over the end of the reserved place, so that it moves nothing when it comes.
export const CSS =
  ':host,section{display:flow-root}' +
  'section{position:relative}' +
  'iframe{position:absolute;inset:0;width:100%;height:100%;border:0}' +
  ':not(.live)>iframe{visibility:hidden}' +
  '.live :is(div,p),p:empty{display:none}' +
  'i{position:absolute;bottom:0}' +
  'p{position:absolute;inset:auto 0 0;margin:0;padding:.6em;background:Canvas;overflow-wrap:anywhere}' +
  'p,a{color:CanvasText}';
