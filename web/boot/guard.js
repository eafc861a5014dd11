/**
 * Sees to it that the page starts, whatever its host answers for a while.
 *
 * It stands in the page itself, since a file of its own could be what does not arrive. Until the root
 * element is defined it hears what fails, and waits for what hangs. Then it asks for the page and what
 * the page needs, past the browser's cache, until all of it is as built, and reloads: browsers remember a
 * module that failed for as long as the document lives. A style is put in again without that.
 *
 * Nothing is lost by a reload, for nothing has started; each one follows on answers that were all good,
 * and later than the one before. What was not heard to fail gets more time first. Once the page has started this does no more than mend styles.
 */
(() => {
  const TEXTS = {
    en: {
      offline: 'This device is offline. The page goes on by itself once the connection is back.',
      waiting:
        'The host of this page has not sent all of it yet, or sent something else. ' +
        'The page tries again by itself.',
      unable:
        'This page is all here but does not start. Use a current Chromium, Firefox or Safari.',
    },
    zh: {
      offline: '设备已离线。网络恢复后页面会自动继续。',
      waiting: '服务器尚未发送完整的页面，或者返回了其他内容。页面会自动重试。',
      unable: '页面内容完整，但无法启动。请使用新版 Chromium、Firefox 或 Safari。',
    },
  };
  /** Until a page that has not started is looked after. */
  const PATIENCE_MS = 8_000;
  /** Between two attempts; the last from then on. */
  const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
  /** An answer that hangs is given up, each time later, for a slow line is no fault. */
  const ANSWER_MS = [5_000, 10_000, 20_000, 60_000];
  /** So many attempts, and a service worker from before may be what answers wrongly. */
  const MANY = 4;
  /** After so many reloads that did not help, none will. */
  const MOST_RELOADS = 5;
  /** How often the page reloaded itself, and when. */
  const RELOADED = 'contend-reloaded';
  const PAGE = /<contend-app[^]*<\/html>/;
  const FOLDER = new URL('./', document.baseURI).href;

  let started = false;
  let helping = false;
  /** Something was heard to fail; else it may be the machine that is slow. */
  let failed = false;

  addEventListener('error', hear, true);
  // A line that was too slow once gets more time.
  setTimeout(look, PATIENCE_MS * 2 ** Math.min(remembered()[0], 3));
  customElements.whenDefined('contend-app').then(() => {
    started = true;
    remember(null);
  });

  /** @param {Event} event of an element, or of a script that does not run */
  function hear(event) {
    const { target } = event;
    // What the page asks for later has no digest in its tag and is looked after by who asks.
    if (target instanceof HTMLLinkElement && isStyle(target)) mend(target);
    if (started) return;
    const ours = event instanceof ErrorEvent && event.filename.startsWith(FOLDER);
    failed ||= ours || target instanceof HTMLScriptElement;
    if (failed) help();
  }

  /** A style that hangs holds up every script. */
  function look() {
    for (const link of document.querySelectorAll('link')) {
      if (isStyle(link) && !link.sheet) mend(link);
    }
    if (!started) help();
  }

  /** @param {HTMLLinkElement} link */
  function isStyle(link) {
    return link.rel === 'stylesheet' && link.integrity !== '';
  }

  async function help() {
    if (helping) return;
    helping = true;
    say(() => (navigator.onLine ? 'waiting' : 'offline'));
    for (let tries = 0; !started; tries += 1) {
      await pause(tries);
      const good = await isWhole(tries);
      // Some browsers hold everything else back for a script or a style that hangs.
      if (!good && tries > 0 && document.readyState === 'interactive') stop();
      if (good && !failed) await after(PATIENCE_MS);
      if (good || (tries >= MANY && (await leaveWorker()))) await reload();
    }
  }

  /**
   * The page as its host has it now, which may be another build's, with all it needs to start.
   * @param {number} tries
   */
  async function isWhole(tries) {
    try {
      const html = await (await ask('./', tries)).text();
      const tags = html.match(/<(?:script|link)\b[^>]*\sintegrity=[^>]*>/g) ?? [];
      const asked = tags.map((tag) => {
        const [, address] = /\s(?:src|href)="([^"]*)"/.exec(tag) ?? [];
        const [, integrity] = /\sintegrity="([^"]*)"/.exec(tag) ?? [];
        return ask(address ?? '', tries, integrity);
      });
      await Promise.all(asked);
      // A page that is served from its sources names no digests.
      return PAGE.test(html) && asked.length > 0;
    } catch {
      return false;
    }
  }

  /** @param {HTMLLinkElement} link */
  async function mend(link) {
    const again = link.cloneNode();
    link.remove();
    for (let tries = 0; ; tries += 1) {
      await pause(tries);
      try {
        await ask(link.href, tries, link.integrity);
        document.head.append(again);
        return;
      } catch {
        // Once more, then.
      }
    }
  }

  /** @param {string} address @param {number} tries @param {string} [integrity] */
  async function ask(address, tries, integrity = '') {
    const signal = AbortSignal.timeout(ANSWER_MS[Math.min(tries, ANSWER_MS.length - 1)]);
    const response = await fetch(address, { cache: 'reload', integrity, signal });
    if (!response.ok) throw new Error(String(response.status));
    return response.blob();
  }

  /** A worker that keeps what is wrong is left, with what it keeps, if the host itself is well. */
  async function leaveWorker() {
    try {
      const { controller } = navigator.serviceWorker;
      // With a query no worker answers for it.
      const script = await (await ask(`sw.js?${Date.now()}`, 0)).text();
      if (!controller || !script.startsWith('self.BUILD')) return false;
      await (await navigator.serviceWorker.getRegistration())?.unregister();
      const kept = (await caches.keys()).filter((name) => name.startsWith(`contend ${FOLDER} `));
      await Promise.all(kept.map((name) => caches.delete(name)));
      return true;
    } catch {
      return false;
    }
  }

  async function reload() {
    const [count, at] = remembered();
    if (count < MOST_RELOADS) {
      await after(1_000 * (2 ** count - 1) - (Date.now() - at));
      if (started) return;
      remember(`${count + 1} ${Date.now()}`);
      location.reload();
    } else {
      say(() => 'unable');
    }
    await new Promise(() => {});
  }

  /** How many reloads there were, and when. Where nothing can be remembered each may be one of many. */
  function remembered() {
    try {
      return (sessionStorage.getItem(RELOADED) ?? '0 0').split(' ').map(Number);
    } catch {
      return [MOST_RELOADS - 1, Date.now()];
    }
  }

  /** @param {string | null} text */
  function remember(text) {
    try {
      if (text === null) sessionStorage.removeItem(RELOADED);
      else sessionStorage.setItem(RELOADED, text);
    } catch {
      // Storage is refused.
    }
  }

  /**
   * Says why nothing is to be seen, in the element's place, which takes it away when it starts.
   * @param {() => keyof typeof TEXTS.en} what
   */
  function say(what) {
    const app = document.querySelector('contend-app');
    if (started) return;
    if (!app) {
      document.addEventListener('readystatechange', () => say(what), { once: true });
      return;
    }
    const asked = new URLSearchParams(location.search).get('lang') ?? navigator.language;
    const language = asked.startsWith('zh') ? 'zh' : 'en';
    const line = document.createElement('p');
    line.className = 'boot';
    line.lang = language;
    line.setAttribute('role', 'status');
    const fill = () => (line.textContent = TEXTS[language][what()]);
    fill();
    for (const change of ['online', 'offline']) addEventListener(change, fill);
    app.replaceChildren(line);
  }

  /** @param {number} tries ends early when the connection comes back */
  function pause(tries) {
    const back = new Promise((resolve) => addEventListener('online', resolve, { once: true }));
    return Promise.race([back, after(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)])]);
  }

  /** @param {number} ms */
  function after(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
})();
