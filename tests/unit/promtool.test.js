/**
 * Alert rules as `contend check` and Prometheus's own promtool judge them: 240 rules from a seeded generator, half of
 * them with a fault, in the syntax of Prometheus 2.42. Where the two differ is a list by name, and the list is exact.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { paths } from '../../tools/lib/paths.mjs';
import { findPromtool } from '../../tools/lib/promtool.mjs';

const COUNT = 240;
/** By name, with the reason. */
const DIFFERENT = /** @type {Record<string, string>} */ ({});

/** Numbers from 0 to 1, the same ones each time. @param {number} seed */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const METRICS = ['up', 'orders_total', 'queue_length', 'took_seconds_bucket', 'a:b:rate5m', 'x'];
const LABELS = ['job', 'instance', 'outcome', 'le', 'shard', '_x1'];
const DURATIONS = ['30s', '5m', '1h30m', '1d', '100ms', '2w'];
const OVER_RANGE = [
  ...['rate', 'irate', 'increase', 'resets', 'changes', 'delta', 'idelta', 'deriv'],
  ...['avg_over_time', 'max_over_time', 'min_over_time', 'sum_over_time', 'count_over_time'],
  ...['last_over_time', 'present_over_time', 'stddev_over_time', 'absent_over_time'],
];
const OVER_VECTOR = [
  ...['abs', 'ceil', 'floor', 'exp', 'ln', 'sqrt', 'sgn', 'sort', 'sort_desc', 'timestamp'],
  ...['absent', 'round', 'day_of_week', 'hour', 'deg', 'sinh'],
];
const AGGREGATES = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'];
const NUMBERS = ['0', '1', '.5', '1e3', '0x1F', '-3', 'Inf', 'NaN', '1.25'];

/** An expression's maker. @param {() => number} next */
function expressions(next) {
  /** @template T @param {T[]} list @returns {T} */
  const one = (list) => list[Math.floor(next() * list.length)];
  const chance = (share) => next() < share;

  const matcher = () => {
    const [operator, value] = one([
      ...[
        ['=', 'a'],
        ['!=', ''],
        ['=~', 'a|b.*'],
        ['!~', '5..'],
        ['=~', '[a-z]+'],
        ['=', 'ü "x"'],
      ],
    ]);
    const quote = value.includes('"') ? "'" : one(['"', "'", '`']);
    return `${one(LABELS)}${operator}${quote}${value}${quote}`;
  };
  const selector = () => {
    const matchers = Array.from({ length: Math.floor(next() * 3) }, matcher);
    return `${one(METRICS)}${matchers.length > 0 ? `{${matchers.join(', ')}}` : one(['', '{}'])}`;
  };
  const moved = () => one(['', '', '', ' offset 5m', ' offset -1h', ' @ end()', ' @ 1600000000']);
  const range = () => `${selector()}[${one(DURATIONS)}]${moved()}`;
  const subquery = (depth) => `(${vector(depth)})[${one(DURATIONS)}:${one(['', '1m'])}]`;
  const grouping = () => {
    const labels = Array.from({ length: Math.floor(next() * 3) }, () => one(LABELS)).join(', ');
    return `${one(['by', 'without'])} (${labels})`;
  };
  const matching = () =>
    one(['', ` on (${one(LABELS)})`, ` ignoring (${one(LABELS)})`, ' on (job) group_left (shard)']);

  /** @returns {string} */
  const vector = (depth) => {
    if (depth <= 0) return `${selector()}${moved()}`;
    const inner = () => vector(depth - 1);
    return one([
      () => `${selector()}${moved()}`,
      () => `${one(OVER_RANGE)}(${chance(0.8) ? range() : subquery(depth - 1)})`,
      () => `${one(OVER_VECTOR)}(${inner()})`,
      () => `${one(AGGREGATES)} ${grouping()} (${inner()})`,
      () => `${one(AGGREGATES)}(${inner()}) ${grouping()}`,
      () => `${one(['topk', 'bottomk'])}(${one(['3', '5'])}, ${inner()})`,
      () => `quantile(0.9, ${inner()})`,
      () => `count_values("v", ${inner()})`,
      () => `histogram_quantile(0.99, sum by (le) (rate(${range()})))`,
      () => `predict_linear(${range()}, 3600)`,
      () => `quantile_over_time(0.5, ${range()})`,
      () => `holt_winters(${range()}, 0.5, 0.5)`,
      () => `label_replace(${inner()}, "a", "$1", "job", "(.*)")`,
      () => `label_join(${inner()}, "a", "-", "job", "instance")`,
      () => `clamp_max(${inner()}, ${one(NUMBERS)})`,
      () => `vector(${one(NUMBERS)})`,
      () => `(${inner()})`,
      () => `-${inner()}`,
      () => `${inner()} ${one(['+', '-', '*', '/', '%', '^'])} ${one(NUMBERS)}`,
      () => `${inner()} ${one(['+', '/', '*'])}${matching()} ${inner()}`,
      () => `${inner()} ${one(['and', 'or', 'unless'])}${one(['', ' on (job)'])} ${inner()}`,
      () => `${inner()} ${one(['>', '<', '>=', '==', '!='])}${one(['', ' bool'])} ${one(NUMBERS)}`,
    ])();
  };
  return { vector, one, chance };
}

/** What is wrong with every second one. @type {((expr: string, one: <T>(list: T[]) => T) => string)[]} */
const FAULTS = [
  (expr) => `${expr})`,
  (expr) => `(${expr}`,
  (expr) => `${expr} >`,
  (expr) => `rates(${expr}[5m])`,
  (expr) => `rate(${expr})`,
  (expr) => `sum by job (${expr})`,
  (expr) => `${expr} and 1`,
  (expr) => `1 > 2 + (${expr})[5m`,
  (expr) => `${expr} offset`,
  (expr) => expr.replace(/["'`]/, ''),
  (expr) => `up{job=~"("} > ${expr}`,
  (expr) => `up{1a="x"} > ${expr}`,
  (expr) => `up{job=x} > ${expr}`,
  (expr) => `up[5] > ${expr}`,
  (expr) => `topk(${expr})`,
  (expr) => `label_replace(${expr}, "a")`,
  (expr) => `sum(up[5m]) + ${expr}`,
  (expr) => `up bool ${expr}`,
  () => '{}',
  () => '{job=~".*"}',
  () => '1 == 2',
  (expr) => `${expr} == on (job) group_left (job) up`,
  (expr, one) => {
    const place = one([...expr].map((_, index) => index));
    return expr.slice(0, place) + expr.slice(place + 1);
  },
  (expr, one) => {
    const place = one([...expr].map((_, index) => index));
    return expr.slice(0, place) + one(['(', '}', '"', ',', '!', '$']) + expr.slice(place);
  },
];

/** Other parts of a rule: fine ones, and some with a fault. */
const PARTS = [
  'for: 5m',
  'for: 1h30m\nlabels: {severity: page}',
  'keep_firing_for: 10m',
  'labels: {severity: page, team: "a b"}\nannotations: {summary: "{{ $labels.job }} at {{ $value | humanize }}"}',
  'annotations: {text: "{{ if gt $value 1.0 }}a{{ else }}b{{ end }}", more: "{{ range query `up` }}{{ .Value }}{{ end }}"}',
  'annotations: {text: "{{ with $x := printf `%.1f` $value }}{{ $x }}{{ end }}"}',
];
const WRONG_PARTS = [
  'for: 5min',
  'for: 1m1h',
  'fro: 5m',
  'labels: {"a-b": c}',
  'labels: {__name__: c}',
  'labels: [a]',
  'annotations: {text: "{{ $lable }}"}',
  'annotations: {text: "{{ $value | humanise }}"}',
  'annotations: {text: "{{ if $value }}"}',
  'annotations: {text: "{{ $value "}',
  'record: a:b',
];

/** @returns {{ name: string, text: string }[]} */
function rules() {
  const next = random(42);
  const { vector, one, chance } = expressions(next);
  return Array.from({ length: COUNT }, (_, index) => {
    const name = `R${String(index).padStart(3, '0')}`;
    const faulty = index % 2 === 1;
    const inPart = faulty && chance(0.2);
    let expr = vector(1 + Math.floor(next() * 3));
    if (faulty && !inPart) expr = one(FAULTS)(expr, one);
    const part = inPart ? one(WRONG_PARTS) : one(PARTS);
    const lines = part.split('\n').map((line) => `    ${line}\n`);
    const block = `    expr: |-\n      ${expr}\n`;
    return {
      name,
      text: `groups:\n- name: ${name}\n  rules:\n  - alert: ${name}\n${block}${lines.join('')}`,
    };
  });
}

const found = findPromtool();

test('rules are judged as promtool judges them', (t) => {
  if ('missing' in found) return t.skip(`not checked: ${found.missing}`);
  if (!found.version.startsWith('2.42')) t.diagnostic(`promtool is version ${found.version}`);
  const folder = mkdtempSync(join(tmpdir(), 'contend-rules-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const all = rules();
  assert.equal(all.length, COUNT);
  const file = (name) => join(folder, `${name}.rules.yml`);
  for (const { name, text } of all) writeFileSync(file(name), text);
  const program = (path, args) =>
    spawnSync(path, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });

  const ours = JSON.parse(program(paths.contend, ['check', '--json']).stdout);
  const failed = new Map(ours.findings.map(({ file, message }) => [file, message]));
  const { stdout, stderr } = program(found.promtool, [
    ...['check', 'rules'],
    ...all.map(({ name }) => file(name)),
  ]);
  const sections = `${stdout}\n${stderr}`.split(/^Checking /m).slice(1);
  // Errors go to the other stream, which names the file again.
  const theirs = new Set(
    sections.filter((part) => /SUCCESS/.test(part)).map((part) => part.split('\n')[0].trim()),
  );
  const differences = [];
  let accepted = 0;
  for (const { name, text } of all) {
    const [us, them] = [!failed.has(`${name}.rules.yml`), theirs.has(file(name))];
    if (us) accepted += 1;
    if (us !== them && !(name in DIFFERENT)) {
      const why = us
        ? 'accepted here alone'
        : `refused here alone: ${failed.get(`${name}.rules.yml`)}`;
      differences.push(`${name} ${why}\n${text}`);
    }
    if (us === them && name in DIFFERENT) differences.push(`${name} is judged alike`);
  }
  t.diagnostic(
    `${COUNT} rules, ${accepted} accepted, ${Object.keys(DIFFERENT).length} judged otherwise by promtool ${found.version}`,
  );
  assert.deepEqual(differences, []);
  assert.ok(accepted > COUNT / 3 && accepted < (COUNT * 2) / 3, `${accepted}`);
});
