/**
 * One of the two workers that share a growing memory.
 *
 * Words of the memory: 0 holds the address of the newest page, 1 the try that the follower waits in,
 * 2 the try it is through with. The follower waits inside wasm, or outside in JavaScript, or begins
 * each try with a new instance once the memory has grown.
 */

const [NEWEST, WAITING, THROUGH] = [0, 1, 2];

/** Long enough for the follower to be on its way round the loop, and a little different each time. */
const PAUSE_MS = 0.05;

onmessage = ({ data: { role, module, memory, wait, tries } }) => {
  const fresh = () => new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(memory.buffer);
  /** Asleep most of the time, because there may be no more cores than workers. */
  const until = (word, value) => {
    for (;;) {
      const now = Atomics.load(words, word);
      if (now === value) return;
      Atomics.wait(words, word, now, 1);
    }
  };
  const set = (word, value) => {
    Atomics.store(words, word, value);
    Atomics.notify(words, word);
  };
  postMessage(role === 'lead' ? lead() : follow());

  function lead() {
    const { grow } = fresh();
    for (let turn = 1; turn <= tries; turn += 1) {
      until(WAITING, turn);
      const begun = performance.now();
      while (performance.now() - begun < PAUSE_MS * (1 + (turn % 7)));
      grow();
      until(THROUGH, turn);
    }
  }

  function follow() {
    const messages = new Set();
    let traps = 0;
    let instance = fresh();
    for (let turn = 1; turn <= tries; turn += 1) {
      const known = Atomics.load(words, NEWEST);
      try {
        if (wait === 'inside') {
          instance.wait(turn, known);
        } else {
          set(WAITING, turn);
          while (Atomics.load(words, NEWEST) === known);
          if (wait === 'instance') instance = fresh();
          instance.touch(Atomics.load(words, NEWEST));
        }
      } catch (error) {
        traps += 1;
        messages.add(String(error));
        instance = fresh();
      }
      set(THROUGH, turn);
    }
    return { traps, messages: [...messages] };
  }
};
