// The element's own words and style.

export const TEXTS = {
  en: {
    title: 'Contend: live experiment',
    late: 'The experiment did not load.',
    src: 'Set src to a Contend page.',
    open: 'Open it in a new tab',
  },
  zh: {
    title: 'Contend 实时实验',
    late: '实验未能载入。',
    src: '请将 src 设为 Contend 页面。',
    open: '在新标签页中打开',
  },
};

// The card lies over the end of the reserved place, so that it moves nothing when it comes. A change of
// the text's colour, for whatever reason, is a transition of `i`, so an event, and another one when most
// pages' colours have faded. Mixed with nothing, any colour is written as three numbers.
export const CSS =
  ':host,section{display:flow-root}' +
  'section{position:relative}' +
  'iframe,i,p{position:absolute}' +
  'iframe{inset:0;width:100%;height:100%;border:0}' +
  ':not(.live)>iframe{visibility:hidden}' +
  '.live :is(div,p),p:empty{display:none}' +
  'div{color:color-mix(in srgb,red 0%,currentcolor)}' +
  'i{bottom:0;transition:color 1s}' +
  'p{inset:auto 0 0;margin:0;padding:.6em;background:Canvas;overflow-wrap:anywhere}' +
  'p,a{color:CanvasText}';
