// The server is what makes threads possible and what the browser tests stand on.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { isolationHeaders, siteHeaders } from '../lib/headers.mjs';
import { startServer } from '../lib/server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'contend-serve-'));
const site = join(folder, 'site');
const script = `export const text = '${'x'.repeat(4000)}';`;
let server;

before(async () => {
  mkdirSync(join(site, 'assets'), { recursive: true });
  mkdirSync(join(site, 'sub'));
  writeFileSync(join(site, 'index.html'), '<!doctype html>');
  writeFileSync(join(site, 'sub/index.html'), 'sub');
  writeFileSync(join(site, '.hidden'), 'hidden');
  writeFileSync(join(site, 'assets/main-AbCd_-12.js'), script);
  writeFileSync(join(site, 'assets/main-AbCd_-12.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  server = await startServer({ root: site, prefix: '/deep/path/' });
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends the path exactly as given: fetch would tidy it up first. */
function get(path, { headers = {}, method = 'GET', base = server.url } = {}) {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      );
    });
    sent.on('error', reject).end();
  });
}

test('every response carries the headers, errors too', async () => {
  for (const path of ['/deep/path/', '/deep/path/assets/main-AbCd_-12.wasm', '/nothing']) {
    const { headers } = await get(path);
    for (const [name, value] of Object.entries(siteHeaders)) {
      assert.equal(headers[name.toLowerCase()], value, `${name} of ${path}`);
    }
  }
});

test('without headers it is like any static host', async () => {
  const plain = await startServer({ root: site, headers: 'none' });
  const { status, headers } = await get('/', { base: plain.url });
  await plain.close();
  assert.equal(status, 200);
  for (const name of Object.keys(isolationHeaders)) {
    assert.equal(headers[name.toLowerCase()], undefined);
  }
});

test('files have their media types and the right lifetime', async () => {
  const page = await get('/deep/path/');
  assert.equal(page.headers['content-type'], 'text/html;charset=utf-8');
  assert.equal(page.headers['cache-control'], 'no-cache');
  const wasm = await get('/deep/path/assets/main-AbCd_-12.wasm');
  assert.equal(wasm.headers['content-type'], 'application/wasm');
  assert.match(wasm.headers['cache-control'], /immutable/);
});

test('text is compressed as the reader allows', async () => {
  const path = '/deep/path/assets/main-AbCd_-12.js';
  const brotli = await get(path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.equal(brotliDecompressSync(brotli.body).toString(), script);
  const gzip = await get(path, { headers: { 'accept-encoding': 'br;q=0, gzip' } });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(gzip.body).toString(), script);
  const none = await get(path);
  assert.equal(none.headers['content-encoding'], undefined);
  assert.equal(none.body.toString(), script);
});

test('a part is sent as it is, also to those who read compressed files', async () => {
  const path = '/deep/path/assets/main-AbCd_-12.js';
  const asked = { range: 'bytes=7-2006', 'accept-encoding': 'gzip, br' };
  const { status, headers, body } = await get(path, { headers: asked });
  assert.equal(status, 206);
  assert.equal(headers['content-range'], `bytes 7-2006/${script.length}`);
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(body.toString(), script.slice(7, 2007));
});

test('an unchanged file is not sent twice, and HEAD sends no body', async () => {
  const first = await get('/deep/path/');
  const again = await get('/deep/path/', { headers: { 'if-none-match': first.headers.etag } });
  assert.equal(again.status, 304);
  const head = await get('/deep/path/', { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
  assert.equal((await get('/deep/path/', { method: 'POST' })).status, 405);
});

test(
  'a file is closed when its reader leaves',
  { skip: process.platform !== 'linux' },
  async () => {
    const large = join(site, 'large.bin');
    writeFileSync(large, Buffer.alloc(32 * 1024 * 1024));
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === large;
        } catch {
          return false;
        }
      }).length;
    const asked = request(`${server.url}large.bin`).end();
    const [response] = await once(asked, 'response');
    await once(response, 'readable');
    assert.equal(open(), 1);
    asked.destroy();
    for (const end = Date.now() + 10_000; open() > 0 && Date.now() < end;) await setTimeout(10);
    assert.equal(open(), 0);
  },
);

test('folders get their slash, and the prefix is required', async () => {
  const sub = await get('/deep/path/sub?x=1');
  assert.equal(sub.status, 301);
  assert.equal(sub.headers.location, '/deep/path/sub/?x=1');
  assert.equal((await get('/deep/path/sub/')).body.toString(), 'sub');
  assert.equal((await get('/deep/path')).headers.location, '/deep/path/');
  assert.equal((await get('/')).status, 404);
  assert.equal((await get('/deep/path/none.js')).status, 404);
});

test('nothing outside the folder can be read', async () => {
  for (const path of [
    '/deep/path/../../secret.txt',
    '/deep/path/%2e%2e/secret.txt',
    '/deep/path/..%2fsecret.txt',
    '/deep/path/..%5csecret.txt',
    '/deep/path/sub/../../secret.txt',
    '/deep/path//etc/passwd',
    '/deep/path/link.txt',
    '/deep/path/.hidden',
    '/deep/path/%00',
    '/deep/path/%ff',
    '//deep/path/../secret.txt',
  ]) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body.toString(), /^secret|root:/);
  }
});

test('a busy port and a missing folder are explained', async () => {
  const port = Number(new URL(server.url).port);
  await assert.rejects(startServer({ root: site, port }), /in use.*make serve PORT=/s);
  await assert.rejects(startServer({ root: join(folder, 'none') }), /make build/);
});
