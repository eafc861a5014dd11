/**
 * The scanner's module as a page loads it: small, and with the same answers as the command line, on every case
 * of tests/scan/ and every example.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import init, { Scan, colours, ruleIds } from '../../pkg/wasm-scan/contend.js';
import { paths } from '../../tools/lib/paths.mjs';

const MOST_BYTES = 270_000;
const INSTEAD = JSON.stringify(JSON.parse(readFileSync(paths.labWords('scan'), 'utf8')).instead);
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = new URL('../../pkg/wasm-scan/', import.meta.url);
const module = readFileSync(new URL('contend_bg.wasm', folder));
await init({ module_or_path: module });

/** @param {string} path below the root @returns {string[]} Go files, in order */
function goFiles(path) {
  return readdirSync(root + path, { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.go'))
    .sort();
}

/** Each file by itself, each folder as a whole. @param {string} path @returns {string[][]} */
function programs(path) {
  return readdirSync(root + path, { withFileTypes: true }).flatMap((entry) => {
    const name = `${path}/${entry.name}`;
    if (entry.isDirectory()) return [goFiles(name)];
    return name.endsWith('.go') ? [[name]] : [];
  });
}

/** @param {string[]} files @param {string} [language] @param {string} [baseline] */
function inModule(files, language = 'en', baseline = '') {
  const scan = new Scan(INSTEAD);
  for (const file of files) scan.add(file, readFileSync(root + file, 'utf8'));
  return JSON.parse(scan.report(language, baseline, () => {}));
}

/** @param {string[]} files */
function natively(files) {
  const options = ['scan', ...files, '--json', '--fail-on', 'never', '--allow-unscanned'];
  return JSON.parse(execFileSync(paths.contend, options, { cwd: root, encoding: 'utf8' }));
}

test('what the tab fetches of the scanner is at most 270 kB', () => {
  const size = (/** @type {Buffer} */ bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const bytes = size(module) + size(readFileSync(new URL('contend.js', folder)));
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});

test('page and command line find the same in every case and example', () => {
  const all = ['tests/scan/cases', 'tests/scan/golden', 'web/labs/scan/examples'].flatMap(programs);
  let findings = 0;
  for (const files of all) {
    const { report } = inModule(files);
    assert.deepEqual(report, natively(files), files.join());
    findings += report.findings.length;
  }
  assert.ok(all.length >= 35 && findings >= 150, `${all.length} programs, ${findings} findings`);
});

test('in Chinese the same is found, with no word left in English', () => {
  /** Without its words. @param {any} finding */
  const plain = (finding) => {
    const words = ['message', 'because', 'what', 'remedy'];
    return JSON.parse(JSON.stringify(finding, (key, value) => (words.includes(key) ? '' : value)));
  };
  for (const files of programs('tests/scan/cases')) {
    const [en, zh] = [inModule(files), inModule(files, 'zh')];
    assert.deepEqual(zh.report.findings.map(plain), en.report.findings.map(plain), files.join());
    for (const { message, because } of zh.report.findings) {
      assert.match(message, /[\u4e00-\u9fff]/);
      assert.match(because, /^报告原因：/);
      assert.doesNotMatch(`${message} ${because}`, /(?<![.\w])(the|is|may|with|lock|held)\b/);
    }
  }
});

test('why a part was not scanned is said in Chinese, too', () => {
  const { report } = inModule(['tests/scan/golden/source/broken.go'], 'zh');
  assert.ok(report.notScanned.length > 0);
  for (const { why } of report.notScanned) assert.match(why, /^语法错误/);
});

test('a baseline sets apart what it knows and names what is gone', () => {
  const files = ['tests/scan/golden/source/cache.go', 'tests/scan/golden/source/spawn.go'];
  const first = inModule(files);
  const baseline = JSON.stringify(first.baseline);
  const again = inModule(files, 'en', baseline);
  assert.deepEqual([again.report.findings.length, again.stale.length], [0, 0]);
  assert.equal(again.known.length, first.report.findings.length);
  const less = inModule(files.slice(0, 1), 'en', baseline);
  assert.equal(less.known.length + less.unchecked.length, first.report.findings.length);
  assert.ok(less.unchecked.length > 0 && less.stale.length === 0, 'a file that is not here');
  assert.throws(() => inModule(files, 'en', '{"schema":"contend/other/1"}'), /baseline/);
});

test('every finding ends behind its beginning, and its rule has a page', () => {
  const known = ruleIds();
  for (const files of programs('tests/scan/cases')) {
    const { report, findings } = inModule(files);
    report.findings.forEach((/** @type {any} */ found, /** @type {number} */ i) => {
      const { ends, title, help } = findings[i];
      for (const [site, [line, column]] of [found.access, found.other].map((at, n) => [
        at,
        ends[n],
      ])) {
        assert.ok(line > site.line || column > site.column, `${site.file}:${site.line}`);
      }
      assert.ok(title && help && known.includes(found.rule));
    });
  }
});

test('colours of any text lie within it, in order', () => {
  for (const text of ['', '"open', '`é😀', 'x := `a\n', 'func f() { /* ', '\u0000\ufeff']) {
    const found = colours(text);
    let last = 0;
    for (let at = 0; at < found.length; at += 3) {
      const [start = 0, end = 0] = found.subarray(at, at + 2);
      assert.ok(last <= start && start < end && end <= text.length, JSON.stringify(text));
      last = end;
    }
  }
});

test('what nests too deeply for a stack is refused and not tried', () => {
  const source = (/** @type {string} */ body) => `package p\nfunc deep() {\n${body}\n}\n`;
  for (const body of [
    `x := ${'('.repeat(60)}1${')'.repeat(60)}`,
    `x := a${'.b()'.repeat(5_000)}`,
    `x := a${'.b()'.repeat(120)}`,
    `x := 1${'+1'.repeat(5_000)}`,
    'if f(func() {'.repeat(45) + '}) {}'.repeat(45),
    `x := ${'f(a.b().c().d(), '.repeat(60)}1${')'.repeat(60)}`,
  ]) {
    const scan = new Scan('');
    scan.add('deep.go', source(body));
    const { report } = JSON.parse(scan.report('en', '', () => {}));
    assert.equal(report.summary.files, 1, body.slice(0, 40));
  }
});
