/** The board: reads what lies in shared memory, wherever it grew to, and sets the stop flag. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { Board } from '../../web/engine/board.js';

const LAYOUT = {
  ...{ stop: 1024, phase: 1028, trapped: 1032, oom: 1036, beats: 1040 },
  ...{ trapText: 2048, trapTextBytes: 16, counters: 4096, stride: 128, clients: 4 },
  ...{ insideVersion: 1044, insideLength: 1048, inside: 8192, insideFigures: 8 },
};

function fresh() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  return { memory, board: new Board(memory, LAYOUT) };
}

test('the stop flag', () => {
  const { memory, board } = fresh();
  assert.equal(board.stopRequested, false);
  board.requestStop();
  assert.equal(new Int32Array(memory.buffer)[256], 1);
  assert.equal(board.stopRequested, true);
  board.clearStop();
  assert.equal(board.stopRequested, false);
});

test('counters are 64 bits wide and a stride apart, and survive growth', () => {
  const { memory, board } = fresh();
  const words = new BigUint64Array(memory.buffer);
  words[512] = 5_000_000_000n;
  words[512 + 16] = 7n;
  assert.deepEqual(board.counters(2), [5_000_000_000, 7]);
  memory.grow(1);
  assert.deepEqual(board.counters(9), [5_000_000_000, 7, 0, 0]);
});

test('the pulse changes when anything advances', () => {
  const { memory, board } = fresh();
  const pulses = new Set([board.pulse]);
  new Int32Array(memory.buffer)[260] = 1;
  pulses.add(board.pulse);
  new Int32Array(memory.buffer)[257] = 4;
  pulses.add(board.pulse);
  new BigUint64Array(memory.buffer)[512 + 48] = 1n;
  pulses.add(board.pulse);
  assert.equal(pulses.size, 4);
});

test('the text of a trap, cut to its room', () => {
  const { memory, board } = fresh();
  assert.equal(board.trap, null);
  const words = new Int32Array(memory.buffer);
  words[258] = 1;
  assert.equal(board.trap, 'a worker trapped');
  words[512] = 1_000_000;
  new Uint8Array(memory.buffer).set(new TextEncoder().encode('index out of bounds'), 2052);
  assert.equal(board.trap, 'index out of bou');
});

test('the inside: whole sets of figures only, and no more than there is room for', () => {
  const { memory, board } = fresh();
  assert.deepEqual(board.inside, []);
  const words = new Int32Array(memory.buffer);
  const figures = new BigUint64Array(memory.buffer);
  figures[1024] = 5_000_000_000n;
  figures[1025] = 1n;
  words[262] = 2;
  assert.deepEqual(board.inside, [5_000_000_000, 1]);
  words[261] = 1;
  assert.equal(board.inside, null, 'in the middle of a writing');
  words[261] = 2;
  words[262] = 9;
  assert.equal(board.inside?.length, 8);
});

test('operations are those of all clients', () => {
  const { memory, board } = fresh();
  const words = new BigUint64Array(memory.buffer);
  words[512] = 5n;
  words[512 + 48] = 7n;
  assert.equal(board.operations, 12);
});
