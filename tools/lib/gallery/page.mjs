// The gallery's pages: one for each preset and the list of all, in one language at a time.
//
// Guarantees: plain documents that need no script to be read; relative addresses only, so they work
// under any sub-path; no inline script, style or handler, as a strict content policy wants it.

import { colourOf, keyCurve, mixBar } from './figures.mjs';
import { markup } from './markup.mjs';
import { socialTags } from './social.mjs';
import { LANGUAGES, wordsOf } from './words.mjs';

/** English lies at the address itself, other languages below it. */
const below = (language) => (language === 'en' ? '' : `${language}/`);

/** A page's folder below the site's root: a preset's, or without one the list's. */
export function pathOf(language, name) {
  return `presets/${name ? `${name}/` : ''}${below(language)}`;
}

/** `entry` is a preset of the metadata with its workload; so are its neighbours. */
export function presetPage(entry, { language, site, previous, next }) {
  const words = wordsOf(language);
  const { workload } = entry;
  const { name, link } = workload;
  const label = entry.label[language];
  const summary = entry.summary[language];
  const to = addresses(pathOf(language, name));
  const open = `${to('')}${link}`;
  const content = markup`
      <p class="crumbs"><a href="${to(pathOf(language))}">${words.all}</a></p>
      <h1>${label}</h1>
      <p class="lead">${summary}</p>
      <p class="actions"><a class="button primary" href="${open}">${words.open}</a></p>
      <div class="facts">
        ${mixSection(workload, words)}
        ${startSection(workload, words)}
        ${keysSection(workload, words)}
      </div>
      <section>
        <h2>${words.live}</h2>
        <p>${words.liveText}</p>
        <contend-lab src="${to('')}" experiment="${link}" theme="auto" lang="${language}" height="420">
          <p>${words.fallback} <a href="${open}">${words.open}</a></p>
        </contend-lab>
      </section>
      ${runSection(workload, words)}
      <nav class="neighbours" aria-label="${words.neighbours}">
        ${neighbour(previous, words.previous, 'prev', { language, to })}
        ${neighbour(next, words.next, 'next', { language, to })}
      </nav>`;
  return documentOf({
    ...{ words, site, to, name, content },
    title: words.title({ label }),
    description: words.description({ summary }),
    script: true,
  });
}

export function indexPage(list, { language, site }) {
  const words = wordsOf(language);
  const to = addresses(pathOf(language));
  const content = markup`
      <h1>${words.galleryTitle}</h1>
      <p class="lead">${words.galleryLead}</p>
      <ul class="cards">
        ${list.map(
          ({ workload, label, summary }) => markup`<li>
          <h2><a href="${to(pathOf(language, workload.name))}">${label[language]}</a></h2>
          <p>${summary[language]}</p>
          ${mixBar(workload, words, { width: 320, height: 22, text: 12 })}
          <p class="quiet">${words.mixText(workload.mix)}</p>
        </li>`,
        )}
      </ul>`;
  return documentOf({
    ...{ words, site, to, content },
    title: words.galleryTitle,
    description: words.galleryLead,
  });
}

function mixSection({ mix, ...workload }, words) {
  const text = words.mixText(mix);
  return markup`<section>
          <h2>${words.mix}</h2>
          ${mixBar({ mix, ...workload }, words, { width: 480, height: 36, text: 15, label: words.mixPicture(text) })}
          <dl class="mix">
            ${mix.map(
              ({ label, help, share, place }) =>
                markup`<div><dt><svg class="key" width="12" height="12" aria-hidden="true"><rect fill="${colourOf(place)}" width="12" height="12" rx="2"/></svg>${words.share(share / 100)} ${label[words.code]}</dt><dd>${help[words.code]}</dd></div>`,
            )}
          </dl>
        </section>`;
}

function startSection({ prefill }, words) {
  const text = {
    percent: words.share(prefill.percent / 100),
    entries: words.integer(prefill.entries),
  };
  const say = prefill.settled
    ? words.prefillSettled
    : prefill.entries === 0
      ? words.prefillNone
      : prefill.percent === 100
        ? words.prefillAll
        : words.prefillSome;
  return markup`<section>
          <h2>${words.prefill}</h2>
          <p>${say(text)}</p>
        </section>`;
}

function keysSection(workload, words) {
  const { distribution, keys } = workload;
  const { form, label, params, hottest } = distribution;
  const values = {
    keys: words.integer(keys),
    share: words.share(1 / keys),
    theta: params[0],
    formula: markup`1/k<sup>${params[0]}</sup>`,
    form: [label[words.code], ...params].join(' '),
  };
  const say =
    form === 'uniform' ? words.keysUniform : form === 'zipf' ? words.keysZipf : words.keysOther;
  const rows = hottest.map(({ keys: count, share }) => ({
    who: count === 1 ? words.hottestOne : words.hottest({ keys: words.integer(count) }),
    share: words.share(share),
  }));
  const shares = words.join(rows.map(({ who, share }) => `${who} ${share}`));
  const curve = keyCurve(workload, words, {
    ...{ width: 480, height: 250, text: 13, label: words.curvePicture({ shares }) },
  });
  return markup`<section class="wide">
          <h2>${words.distribution}</h2>
          <p>${say(values)}</p>
          ${
            curve &&
            markup`<div class="curve-and-table">
            <figure>
              ${curve}
              <figcaption>${words.curveCaption} ${form !== 'uniform' && words.curveDashed}</figcaption>
            </figure>
            <table>
              <thead><tr><th scope="col">${words.hottestHead}</th><th scope="col">${words.shareHead}</th></tr></thead>
              <tbody>
                ${rows.map(({ who, share }) => markup`<tr><th scope="row">${who}</th><td>${share}</td></tr>`)}
              </tbody>
            </table>
          </div>`
          }
        </section>`;
}

function runSection({ name, link, values }, words) {
  const { threads, rounds, ms, maps } = values;
  const text = words.runText({ threads, rounds, ms, maps: maps.split(',').length });
  return markup`<section>
        <h2>${words.run}</h2>
        <p>${text}</p>
        <pre tabindex="0"><code>${link}</code></pre>
        <h3>${words.commandLine}</h3>
        <pre tabindex="0"><code>contend run ${name}</code></pre>
      </section>`;
}

function neighbour(entry, word, relation, { language, to }) {
  if (!entry) return markup`<span></span>`;
  const address = to(pathOf(language, entry.workload.name));
  return markup`<a rel="${relation}" href="${address}"><small>${word}</small> ${entry.label[language]}</a>`;
}

/** Relative addresses from a folder below the site's root. */
function addresses(folder) {
  const up = '../'.repeat(folder.split('/').filter(Boolean).length);
  return (path) => up + path;
}

function documentOf({ words, site, to, name, content, title, description, script = false }) {
  const language = words.code;
  const languages = Object.fromEntries(LANGUAGES.map((code) => [code, pathOf(code, name)]));
  const tags = socialTags({
    ...{ site, title, description, language, languages },
    path: pathOf(language, name),
  });
  return `<!doctype html>
${markup`<html lang="${language === 'zh' ? 'zh-Hans' : language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <meta name="description" content="${description}" />
    ${tags.map((tag) => markup`${tag}\n    `)}<link rel="icon" type="image/svg+xml" href="${to('favicon.svg')}" />
    <script src="${to('theme.js')}"></script>
    <link rel="stylesheet" href="${to('presets/gallery.css')}" />${
      script && markup`\n    <script type="module" src="${to('contend-lab.js')}"></script>`
    }
  </head>
  <body>
    <header>
      <p class="brand"><a href="${to('')}">Contend</a> <span>${words.tagline}</span></p>
      <p class="languages">${LANGUAGES.filter((code) => code !== language).map(
        (code) =>
          markup`<a lang="${code}" hreflang="${code}" href="${to(pathOf(code, name))}">${wordsOf(code).language}</a>`,
      )}</p>
    </header>
    <main>${content}
    </main>
  </body>
</html>`}
`;
}
