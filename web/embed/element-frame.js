// The frame behind one <contend-lab>: when it is loaded, what it is told and what it says.
//
// Guarantees: hears its own frame alone, and that only from the origin that it was loaded from;
// what is asked of a frame that is not ready yet is said as soon as it is; whatever was asked is
// answered, by the card at the latest. Written as one closure because its size is its host's cost.

import { CSS, TEXTS } from './look.js';
import { envelope, opened } from './wire.js';

/** @typedef {{ resolve: (value?: any) => void, reject: (error: Error) => void }} Settle */

/** How far outside the viewport, or what scrolls in it, loading begins. */
const NEAR = '400px';
/** Without an answer for this long, the card shows the way to a page of its own. */
const READY_MS = 6000;
/** And this much later, who asked for something is told that it will not come: a slow page is not lost. */
const LOST_MS = 60_000;
const HEIGHT = 320;
/** What a frame may ask for: a page is not its playground's to fill. */
const HIGHEST = 4000;

/** What a frame says that is an event of the element. */
const TOLD = /^(ready|progress|result|error)$/;

/** @param {HTMLElement} element @param {string} home the playground's address without a `src` */
export function frameOf(element, home) {
  /** What was set last, or what the frame made of it. */
  let experiment = '';
  /** The last setting that the frame has not answered: what it says of itself is older. */
  let setting = 0;
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let origin = '';
  let ready = false;
  let failed = false;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  let requests = 0;
  let wanted = 0;
  /** What the frame owes an answer to, by request. @type {Map<unknown, Settle>} */
  const owed = new Map();
  /** What waits for the frame. @type {[type: string, fields: Record<string, unknown>][]} */
  let unsent = [];
  /** @type {HTMLElement} */
  let box;
  /** @type {HTMLElement} */
  let fallback;
  /** @type {HTMLElement} */
  let card;
  /** @type {IntersectionObserver} */
  let near;

  const height = () => +(element.getAttribute('height') ?? 0) || HEIGHT;

  /** The language of the text around it, else the reader's. @returns {keyof typeof TEXTS} */
  function lang() {
    /** @type {HTMLElement | null} */
    const around = element.closest('[lang]');
    return /^zh/i.test(around?.lang || navigator.language) ? 'zh' : 'en';
  }

  /**
   * What is asked for, else what the page around is like: where its text is light, its ground is dark.
   * The bound is the grey as bright as which white and black contrast equally, so no text that can be
   * read on its ground is mistaken, whatever the page calls its themes.
   */
  function theme() {
    const asked = element.getAttribute('theme');
    if (asked && asked !== 'auto') return asked;
    // As "color(srgb 0.9 0.9 0.9)", see look.js.
    /** @type {any[]} */
    const [, red, green, blue] = getComputedStyle(fallback).color.split(/[^\d.e-]+/);
    return red * 2 + green * 7 + blue * 1 > 4.6 ? 'dark' : 'light';
  }

  function wear() {
    card.style.colorScheme = theme();
    if (frame) post('theme', { theme: theme() });
  }

  function build() {
    const root = element.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    box = create('section');
    fallback = create('div');
    card = create('p');
    const end = create('i');
    // At once, and when colours that fade have come to their end.
    end.ontransitionrun = end.ontransitionend = wear;
    fallback.append(create('slot'));
    box.append(fallback, card, end);
    root.append(box);
    reserve(height());
    near = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && load(),
      { rootMargin: NEAR, scrollMargin: NEAR },
    );
    new IntersectionObserver(() => grow()).observe(end);
  }

  /** The playground's page with this experiment, or null. @param {Record<string, string>} [query] */
  function address(query) {
    const src = element.getAttribute('src') || home;
    let url;
    try {
      url = new URL(src || 'none:', document.baseURI);
    } catch {
      return null;
    }
    /** @type {Record<string, string>} */
    const all = { ...query, lang: lang() };
    for (const key in all) url.searchParams.set(key, all[key]);
    url.hash = experiment;
    return /^http/.test(url.href) ? url : null;
  }

  function load() {
    // In view again, and perhaps it was not drawn when its page changed.
    wear();
    if (frame) return;
    const url = address({ embed: '1', theme: theme() });
    if (!url) return fail('src');
    frame = create('iframe');
    frame.title = TEXTS[lang()].title;
    frame.allow = 'cross-origin-isolated; clipboard-write';
    frame.src = url.href;
    origin = url.origin;
    box.append(frame);
    timer = setTimeout(fail, READY_MS, 'late');
  }

  /** Back to the fallback. */
  function drop() {
    clearTimeout(timer);
    frame?.remove();
    frame = null;
    lose();
    ready = failed = false;
    box.className = card.textContent = '';
  }

  /** Shows the card. @param {'late' | 'src'} why */
  function fail(why) {
    failed = true;
    const { [why]: text, open } = TEXTS[lang()];
    const url = address();
    card.textContent = `${text} `;
    if (url) {
      const link = create('a');
      link.href = url.href;
      link.target = '_blank';
      link.textContent = open;
      card.append(link, ` ${experiment}`);
    }
    grow(fallback.offsetHeight + card.offsetHeight);
    if (url) timer = setTimeout(lose, LOST_MS, 'Timeout', `${text} ${url}`);
    else lose('Unsupported', text);
  }

  /** What is under way will not be answered. */
  function lose(name = 'WorkerFailed', message = 'The frame is gone. Run again.') {
    if (ready) setting = 0;
    unsent = unsent.filter(([, { id }]) => !owed.has(id));
    owed.forEach(({ reject }) => reject(named(name, message)));
    owed.clear();
  }

  /** @param {string} type @param {Record<string, unknown>} fields */
  function post(type, fields) {
    if (ready) frame?.contentWindow?.postMessage(envelope(type, fields), origin);
    else unsent.push([type, fields]);
  }

  /** @param {string} type @returns {Promise<any>} */
  function ask(type) {
    return new Promise((resolve, reject) => {
      owed.set(++requests, { resolve, reject });
      post(type, { id: requests });
    });
  }

  /** @param {MessageEvent} event */
  function hear(event) {
    const message = opened(event.data);
    const ours = event.source === frame?.contentWindow && event.origin === origin;
    if (message && ours) take(message);
  }

  /** @param {any} message a type, and whatever fields that type has */
  function take({ type, id, first, detail, ...fields }) {
    if (type === 'height') grow(+fields.height);
    if (!TOLD.test(type)) return;
    const asked = owed.get(id);
    owed.delete(id);
    if (type === 'ready') {
      if (first) begin();
      if (!setting || id === setting) {
        setting = 0;
        experiment = `${fields.experiment}`;
      }
    }
    // The first `ready` is an event; that a run was refused is its asker's business alone.
    if (type === 'ready' ? first : detail?.name !== 'Busy') {
      const options = { detail, bubbles: true, composed: true };
      element.dispatchEvent(new CustomEvent(`contend-${type}`, options));
    }
    if (type === 'error') asked?.reject(named(detail?.name, detail?.message));
    else asked?.resolve(detail);
  }

  /** A page has come up in the frame, for the first time or after a reload of its own. */
  function begin() {
    clearTimeout(timer);
    const again = ready;
    if (again) lose();
    ready = true;
    failed = false;
    reserve(box.offsetHeight);
    box.className = 'live';
    // The page around may look otherwise by now.
    wear();
    unsent.splice(0).forEach((one) => post(...one));
    // Its address has what it showed at first.
    if (again) tell();
  }

  function tell() {
    setting = ++requests;
    post('set', { id: setting, experiment });
  }

  /** @param {number} pixels */
  function reserve(pixels) {
    box.style.minHeight = `${Math.min(pixels, HIGHEST)}px`;
  }

  /**
   * Only while the reader is at work in it, or where what follows is not in view; else later.
   * @param {number} [pixels]
   */
  function grow(pixels = wanted) {
    wanted = pixels;
    const { bottom, height: present } = box.getBoundingClientRect();
    const works = element.shadowRoot?.activeElement;
    if (wanted > present && (works || bottom >= innerHeight)) reserve(wanted);
  }

  return {
    get: () => experiment,

    /** @param {string} link */
    set(link) {
      // From its "#" on; before a text without any comes one.
      experiment = `${link}`.replace(/^[^#]*#|^(?=[^])/, '#');
      if (frame) tell();
    },

    run() {
      if (failed) drop();
      const answer = ask('run');
      load();
      return answer;
    },

    async stop() {
      // A frame that is not there runs nothing, and when it comes after all it is not to.
      if (failed) lose();
      else if (frame) await ask('stop').catch(() => {});
    },

    come() {
      if (!box) build();
      addEventListener('message', hear);
      // Hears anew whether it is near.
      near.unobserve(element);
      near.observe(element);
    },

    go() {
      removeEventListener('message', hear);
      drop();
    },

    /** @param {string} name @param {string | null} value */
    change(name, value) {
      if (name === 'experiment') this.set(value ?? '');
      if (!box) return;
      if (name === 'height') reserve(height());
      if (name === 'theme') wear();
      if (name === 'lang' && frame) post('set', { lang: lang() });
      if (name === 'src') {
        this.go();
        if (element.isConnected) this.come();
      }
    },
  };
}

/** @template {keyof HTMLElementTagNameMap} Name @param {Name} name */
function create(name) {
  return document.createElement(name);
}

/** @param {string} name @param {string} message */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}
