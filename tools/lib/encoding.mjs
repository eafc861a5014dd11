// What a file is, and how it travels: media types and compression for the static server.
//
// Compressed bodies are made on first use and kept for as long as the file does not change.

import { promisify } from 'node:util';
import { extname } from 'node:path';
import { brotliCompress, constants, gzip } from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The media type that a browser needs to see for this file name. */
export function mediaType(path) {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** Pictures and fonts are compressed already; anything tiny is not worth it. */
function compressible(path, size) {
  return size > 860 && /^(?:text\/|application\/(?!octet)|image\/svg)/.test(mediaType(path));
}

/** The encodings we offer, the best first. */
const encoders = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes),
};

/** The best of our encodings that an Accept-Encoding header allows, or null. */
export function negotiate(header, path, size) {
  if (!compressible(path, size)) return null;
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name, ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((text) => text.startsWith('q='));
      return [name, weight ? Number(weight.slice(2)) : 1];
    }),
  );
  return Object.keys(encoders).find((name) => accepted.get(name) > 0) ?? null;
}

/** A function that compresses, and remembers the result for as long as the tag stays the same. */
export function compressor() {
  const kept = new Map();
  return (path, tag, encoding, bytes) => {
    const key = `${encoding} ${path}`;
    const entry = kept.get(key);
    if (entry?.tag === tag) return entry.body;
    const body = encoders[encoding](bytes);
    kept.set(key, { tag, body });
    return body;
  };
}
