// A documentation site with one page; the script is the playground's, and loads nothing else before
// an experiment comes near the viewport.

export default {
  title: 'Maps under contention',
  url: 'http://localhost',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  headTags: [{ tagName: 'link', attributes: { rel: 'icon', href: 'data:,' } }],
  scripts: [{ src: 'http://127.0.0.1:8080/contend-lab.js', type: 'module' }],
  presets: [
    ['classic', { docs: { routeBasePath: '/', sidebarPath: undefined }, blog: false, theme: {} }],
  ],
  themeConfig: { navbar: { title: 'Maps under contention' } },
};
