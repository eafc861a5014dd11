// One session of a browser as W3C WebDriver has it: its commands, over HTTP.
//
// Guarantees: one command at a time, and none between those of `alone`, so that what is asked of one
// window or frame never reaches another; an error names the command and says what the driver said.
// Clients from the registry need a newer Node than this project, or bring what fetches browsers along;
// the commands used here are a dozen.

/** Each command is a look or a touch; what takes its time is looked for again and again. */
const ANSWER_MS = 30_000;
/** The key by which a driver names an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The keys that tests press and that are no characters. */
const KEYS = {
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

export class Session {
  #address;
  /** What was asked for last. */
  #last = Promise.resolve();

  /** @param {string} driver its address @param {Record<string, unknown>} capabilities */
  static async begin(driver, capabilities) {
    const asked = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = await send('POST', `${driver}session`, asked);
    return new Session(`${driver}session/${sessionId}`);
  }

  /** @param {string} address */
  constructor(address) {
    this.#address = address;
  }

  /**
   * Does something with the session to itself.
   * @template T @param {(session: Commands) => Promise<T>} work @returns {Promise<T>}
   */
  alone(work) {
    const done = this.#last.then(() => work(new Commands(this.#address)));
    this.#last = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  end() {
    return send('DELETE', this.#address);
  }
}

/** What may be asked of the window and the frame that are current. */
class Commands {
  #address;

  /** @param {string} address */
  constructor(address) {
    this.#address = address;
  }

  get(what) {
    return send('GET', `${this.#address}/${what}`);
  }

  post(what, body = {}) {
    return send('POST', `${this.#address}/${what}`, body);
  }

  delete(what) {
    return send('DELETE', `${this.#address}/${what}`);
  }

  /**
   * Calls a function there, of text and with arguments that can be written down.
   * @param {string} script of its body @param {unknown[]} args
   */
  execute(script, ...args) {
    return this.post('execute/sync', { script, args });
  }

  /** A click as a reader makes it. @param {string} selector */
  async click(selector) {
    const found = await this.post('element', { using: 'css selector', value: selector });
    await this.post(`element/${found[ELEMENT]}/click`);
  }

  /** @param {string} key a character, or a name */
  async press(key) {
    const value = KEYS[key] ?? key;
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
    await this.post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }
}

/** Now and then a driver loses a command on its way into a frame that goes, and whoever asked waits for ever. */
export class Unanswered extends Error {}

async function send(method, address, body) {
  const command = `${method} ${address.replace(/.*\/session\/[^/]*\/?/, '')}`;
  const answer = await fetch(address, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error) => {
    if (error.name !== 'TimeoutError') throw error;
    throw new Unanswered(`${command}: no answer within ${ANSWER_MS / 1000} s`);
  });
  const { value } = await answer.json();
  if (answer.ok) return value;
  throw new Error(`${command}: ${value.error}: ${value.message}`);
}
