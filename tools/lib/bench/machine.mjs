// Where and with what was measured.

import { cpus, release, totalmem, type } from 'node:os';
import { ask } from '../shell.mjs';
import { counted } from './figures.mjs';

/** What a part's figures belong to. */
export function provenance() {
  const processors = cpus();
  const changed = ask('git', [
    'status',
    '--porcelain',
    '--untracked-files=no',
    '--',
    ...[':!BENCHMARKS.md', ':!SOAK.md'],
  ]);
  return {
    begun: new Date().toISOString(),
    commit:
      (ask('git', ['rev-parse', '--short', 'HEAD']) ?? 'unknown') +
      (changed ? ' with changes' : ''),
    machine:
      `${processors.length} × ${processors[0]?.model.trim() || 'unknown processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    rustc: ask('rustc', ['--version']) ?? 'unknown',
  };
}

/**
 * The sentence above a part's figures.
 * @param {any} data
 */
export function measured({ begun, commit, machine, settings, repeats, interrupted, failures }) {
  const parts = [`Measured ${begun.slice(0, 10)} on ${machine}, commit ${commit}`];
  if (settings.text) parts.push(settings.text);
  if (repeats !== undefined) parts.push(counted(repeats, 'whole repeat'));
  if (interrupted) parts.push('broken off before its end');
  const lost = failures.map(
    ({ host, what, message }) =>
      `- Without a figure: ${host}, ${what}: ${message.replaceAll(/\s+/g, ' ')}`,
  );
  return [`_${parts.join('; ')}._`, lost.join('\n')].filter(Boolean).join('\n\n');
}

/**
 * Versions, allocators, hashers.
 * @param {any} data
 */
export function machineBlock({ machine, rustc, environments }) {
  const lines = [`- Machine: ${machine}`, `- Compiler of the native program: ${rustc}`];
  for (const [name, environment] of Object.entries(environments ?? {})) {
    const { userAgent, build, allocator, hasher, parallelism, clockStepNs, isolation } =
      environment;
    const own = name === 'native' ? '' : `, isolated by ${isolation}`;
    lines.push(
      `- ${name}: ${userAgent}; build ${build}, allocator ${allocator}, hasher ${hasher}; ` +
        `${counted(parallelism, 'thread')} at once, clock step ${clockStepNs} ns${own}`,
    );
  }
  return lines.join('\n');
}
