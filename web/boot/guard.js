/**
 * Sees to it that the page starts, whatever its host answers for a while.
 *
 * It stands in the page itself, since a file of its own could be what does not arrive. Until the root
 * element is defined it hears what fails, and waits for what hangs. Then it asks for the page and what
 * the page needs, past the browser's cache, until all of it is as built, and reloads: browsers remember a
 * module that failed for as long as the document lives. A style is put in again without that.
 *
 * Nothing is lost by a reload, for nothing has started; each one follows on answers that were all good,
 * and later than the one before. What was not heard to fail gets more time first. Once the page has
 * started this does no more than mend styles.
 */
(() => {
  const TEXTS = {
    en: {
      offline: 'This device is offline. The page continues by itself once the connection is back.',
      waiting:
        'The host of this page has not sent all of it yet, or sent something else. ' +
        'The page tries again by itself.',
      unable:
        'This page is complete but does not start. Use a current Chromium, Firefox or Safari.',
      sandboxed:
        'This frame is sandboxed, and this browser starts no script in it. Open the page in a tab of ' +
        'its own, or add allow-same-origin to the frame.',
    },
    zh: {
      offline: '设备已离线。网络恢复后页面会自动继续。',
      waiting: '服务器尚未发送完整的页面，或者返回了其他内容。页面会自动重试。',
      unable: '页面内容完整，但无法启动。请使用新版 Chromium、Firefox 或 Safari。',
      sandboxed:
        '此框架被沙箱化，浏览器不会在其中启动脚本。请在单独的标签页中打开本页，或为框架加上 allow-same-origin。',
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
  /** After so many reloads that did not help, another is seldom worth it. */
  const MOST_RELOADS = 5;
  const SELDOM_MS = 60_000;
  /** How often the page reloaded itself, and when. */
  const RELOADED = 'contend-reloaded';
  /** When a worker was left: the next one may be tried, see web/isolation/isolation.js. Not too often. */
  const LEFT = 'contend-worker-left';
  const HOUR_MS = 3_600_000;
  const PAGE = /<contend-app[^]*<\/html>/;
  const FOLDER = new URL('./', document.baseURI).href;
  /** Browsers take nothing else for a script or a style. @type {Record<string, string>} */
  const TYPES = { js: 'javascript', css: 'css' };

  let started = false;
  let helping = false;
  /** Something was heard to fail; else it may be the machine that is slow. */
  let failed = false;
  /** Attempts at each style. @type {Map<string, number>} */
  const mended = new Map();

  addEventListener('error', hear, true);
  // A line that was too slow once gets more time.
  setTimeout(look, PATIENCE_MS * 2 ** Math.min(remembered()[0], 3));
  customElements.whenDefined('contend-app').then(() => {
    started = true;
    forget();
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
    if (window.origin === 'null') return say(() => 'sandboxed');
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
      const html = await ask('./', tries);
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
    if (window.origin === 'null') return;
    const again = link.cloneNode();
    link.remove();
    for (;;) {
      const tries = mended.get(link.href) ?? 0;
      mended.set(link.href, tries + 1);
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

  /**
   * What is at an address as text, if it is of the type and the digest that it should be. A browser that
   * checks the digest itself hands nothing out before the end, so a slow line would look like one that hangs.
   * @param {string} address @param {number} tries @param {string} [integrity]
   */
  async function ask(address, tries, integrity = '') {
    const hangs = new AbortController();
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => hangs.abort(), ANSWER_MS[Math.min(tries, ANSWER_MS.length - 1)]);
    };
    try {
      wait();
      const response = await fetch(address, { cache: 'reload', signal: hangs.signal });
      const [, end = ''] = /\.(js|css)(?:\?|$)/.exec(address) ?? [];
      const type = response.headers.get('Content-Type') ?? '';
      if (!response.ok || !type.includes(TYPES[end] ?? '')) throw new Error(type);
      const parts = [];
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        wait();
        parts.push(part.value);
      }
      const blob = new Blob(parts);
      if (integrity && crypto.subtle && (await digestOf(blob)) !== integrity)
        throw new Error('cut');
      return await blob.text();
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Blob} blob */
  async function digestOf(blob) {
    const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
    return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  }

  /** A worker that keeps what is wrong is left, with what it keeps, if the host itself is well. */
  async function leaveWorker() {
    try {
      const { controller } = navigator.serviceWorker;
      // With a query no worker answers for it.
      const script = await ask(`sw.js?${Date.now()}`, 0);
      if (!controller || !script.startsWith('self.BUILD')) return false;
      await (await navigator.serviceWorker.getRegistration())?.unregister();
      const kept = (await caches.keys()).filter((name) => name.startsWith(`contend ${FOLDER} `));
      await Promise.all(kept.map((name) => caches.delete(name)));
      // What an isolated page keeps for its tab, the page after it may not see.
      const before = Number(localStorage.getItem(LEFT));
      if (Date.now() - before > HOUR_MS) localStorage.setItem(LEFT, String(Date.now()));
      return true;
    } catch {
      return false;
    }
  }

  async function reload() {
    const [count, at] = remembered();
    const many = count >= MOST_RELOADS;
    if (many && !failed) {
      say(() => 'unable');
      return new Promise(() => {});
    }
    await after(many ? SELDOM_MS : 1_000 * (2 ** count - 1) - (Date.now() - at));
    if (started) return;
    remember(`${count + 1} ${Date.now()}`);
    location.reload();
    return new Promise(() => {});
  }

  /** How many reloads there were, and when. Where nothing can be remembered a reload was one of many. */
  function remembered() {
    try {
      return (sessionStorage.getItem(RELOADED) ?? '0 0').split(' ').map(Number);
    } catch {
      const [entry] = performance.getEntriesByType('navigation');
      const { type } = /** @type {PerformanceNavigationTiming} */ (entry);
      return [type === 'reload' ? MOST_RELOADS : 0, Date.now()];
    }
  }

  /** @param {string} text */
  function remember(text) {
    try {
      sessionStorage.setItem(RELOADED, text);
    } catch {
      // Storage is refused.
    }
  }

  function forget() {
    try {
      sessionStorage.removeItem(RELOADED);
    } catch {
      // Nothing was remembered.
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
    const over = new AbortController();
    const back = new Promise((resolve) =>
      addEventListener('online', resolve, { once: true, signal: over.signal }),
    );
    const time = after(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    return Promise.race([back, time]).finally(() => over.abort());
  }

  /** @param {number} ms */
  function after(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
})();
