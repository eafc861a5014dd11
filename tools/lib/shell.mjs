// Running other programs, and telling the reader what is going on.
//
// Guarantees: no program outlives its time limit or this process (each one leads a process group that
// is ended as a whole); every failure is a ToolError whose text names what was run and what to do next.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';

/** A failure the reader can act on: its message is printed without a stack trace. */
export class ToolError extends Error {}

const running = new Set();
/** This process was asked to end: it starts nothing more, and nobody is told that a child has ended. */
let ending = false;
/** How long a child may take to end when it is asked to. */
const PATIENCE_MS = 5000;

/** Sends a signal to a child and everything it started; by default the one that ends them. */
function signalGroup(child, signal = 'SIGTERM') {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already gone.
  }
}

/** Whether children are held still. */
let suspended = false;

/** Holds every child still, with all that it started or starts, until they may go on. */
export function suspendChildren(on = true) {
  suspended = on;
  for (const child of running) signalGroup(child, on ? 'SIGSTOP' : 'SIGCONT');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    ending = true;
    // One that is held still would not hear that it is to end.
    for (const child of running) signalGroup(child);
    suspendChildren(false);
    // A child that is a tool of ours needs a moment to end those that it has started.
    setInterval(() => running.size === 0 && process.exit(130), 50);
    setTimeout(() => process.exit(130), PATIENCE_MS);
  });
}
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Runs a program and waits for its end. Its output goes straight to ours; with `onText` it is
 * also handed over as it comes, and with `quiet` nowhere else.
 *
 * @returns {Promise<{code: number, timedOut: boolean}>} code is 127 when the program does not exist.
 */
export function execute(command, args, { env, cwd = root, minutes = 30, onText, quiet } = {}) {
  return new Promise((resolve) => {
    if (ending) return;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', onText ? 'pipe' : 'inherit', onText ? 'pipe' : 'inherit'],
      detached: true,
    });
    running.add(child);
    if (suspended) signalGroup(child, 'SIGSTOP');
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup(child);
      setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS).unref();
    }, minutes * 60_000);
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from?.setEncoding('utf8').on('data', (text) => {
        if (!quiet) to.write(text);
        onText(text);
      });
    }
    const finish = (code) => {
      clearTimeout(limit);
      signalGroup(child);
      running.delete(child);
      if (!ending) resolve({ code, timedOut });
    };
    child.once('error', () => finish(127));
    // A grandchild may hold our pipe open for ever: 'exit' starts a short wait for 'close'.
    child.once('exit', (code) => setTimeout(finish, 2000, code ?? 1).unref());
    child.once('close', (code) => finish(code ?? 1));
  });
}

/**
 * Starts a program that goes on beside us until it is ended, with all that it started.
 *
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {{ child: import('node:child_process').ChildProcess, end: () => Promise<void> }}
 */
export function background(command, args, { env, stdio }) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio,
    detached: true,
  });
  running.add(child);
  const ended = new Promise((resolve) => {
    for (const event of ['error', 'exit']) child.once(event, () => resolve(undefined));
  }).then(() => {
    signalGroup(child, 'SIGKILL');
    running.delete(child);
  });
  const end = () => {
    signalGroup(child);
    setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS).unref();
    return ended;
  };
  return { child, end };
}

/** As `execute`, but anything except success is a ToolError ending in `remedy`. */
export async function run(command, args, { remedy = '', minutes = 30, ...options } = {}) {
  const { code, timedOut } = await execute(command, args, { minutes, ...options });
  if (code === 0 && !timedOut) return;
  const what = [command, ...args].join(' ');
  const how = timedOut
    ? `did not end within ${minutes} minutes`
    : code === 127
      ? 'was not found'
      : `ended with status ${code}`;
  throw new ToolError(`\`${what}\` ${how}.${remedy && ` ${remedy}`}`);
}

/** The trimmed output of a short command, or null if it does not exist or fails. */
export function ask(command, args, env = {}) {
  const answer = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/** The full path of a program: a path is checked as it stands, a name is looked up on PATH. */
export function which(name) {
  const places = name.includes('/')
    ? [name]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return (
    places.find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    }) ?? null
  );
}

/** Prints a heading, does the work, and prints how long it took. */
export async function step(title, work) {
  const start = performance.now();
  console.log(`\n== ${title}`);
  const result = await work();
  console.log(`   ${title}: ${seconds(performance.now() - start)}`);
  return result;
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs a tool's main function; a ToolError becomes one readable message and status 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof ToolError ? `\nerror: ${error.message}` : error);
    process.exitCode = 1;
  }
}
