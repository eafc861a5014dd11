// The static server behind `make serve` and the browser tests.
//
// Every response carries the site's headers, so threads work at the top level and in frames. Only files below the given folder are ever read. It listens on this machine alone.

import { createServer } from 'node:http';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compressor, mediaType, negotiate } from './lib/encoding.mjs';
import { cacheControl, headerSets } from './lib/headers.mjs';
import { paths } from './lib/paths.mjs';
import { ToolError, main } from './lib/shell.mjs';

/**
 * Starts serving a folder.
 *
 * @param {object} options
 * @param {string} options.root the folder
 * @param {number} [options.port] 0 takes a free one
 * @param {keyof typeof headerSets} [options.headers] what the host sends
 * @param {string} [options.prefix] the sub-path the folder appears under, with slashes around it
 * @param {string} [options.host]
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function startServer({
  root,
  port = 0,
  headers = 'all',
  prefix = '/',
  host = '127.0.0.1',
}) {
  const folder = await realpath(root).catch(() => {
    throw new ToolError(`There is nothing to serve at ${root}. Run \`make build\` first.`);
  });
  const compress = compressor();
  const common = headerSets[headers];
  const server = createServer(async (request, response) => {
    try {
      const reply = await answer(request, { folder, prefix, compress });
      response.writeHead(reply.status, { ...common, ...reply.headers });
      response.end(request.method === 'HEAD' ? undefined : reply.body);
    } catch (error) {
      response.writeHead(500, { ...common, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${error}\n`);
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${server.address().port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error, host, port) {
  if (error.code === 'EADDRINUSE') {
    return new ToolError(
      `Port ${port} is in use. Stop what uses it, or choose another: \`make serve PORT=${port + 1}\`.`,
    );
  }
  if (error.code === 'EACCES') {
    return new ToolError(
      `Port ${port} needs more rights. Choose one above 1023: \`make serve PORT=8080\`.`,
    );
  }
  return new ToolError(`Cannot listen on ${host}:${port}: ${error.message}`);
}

/** @returns {Promise<{status: number, headers: Record<string, string>, body?: string | Buffer}>} */
async function answer(request, { folder, prefix, compress }) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'Only GET and HEAD are served here.', { Allow: 'GET, HEAD' });
  }
  const { pathname, search } = new URL(`http://host${request.url.replace(/^\/+/, '/')}`);
  if (`${pathname}/` === prefix) return redirect(prefix + search);
  if (!pathname.startsWith(prefix)) return plain(404, `Not found: ${pathname}`);

  const found = await find(folder, pathname.slice(prefix.length));
  if (!found) return plain(404, `Not found: ${pathname}`);
  if (found.directory) return redirect(`${pathname}/${search}`);

  const { path, info } = found;
  const encoding = negotiate(request.headers['accept-encoding'], path, info.size);
  const tag = `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}${encoding ? `-${encoding}` : ''}"`;
  const headers = {
    'Content-Type': mediaType(path),
    'Cache-Control': cacheControl(path),
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === tag) return { status: 304, headers };
  const bytes = await readFile(path);
  const body = encoding ? await compress(path, tag, encoding, bytes) : bytes;
  headers['Content-Length'] = String(body.length);
  if (encoding) headers['Content-Encoding'] = encoding;
  return { status: 200, headers, body };
}

/** The file that a path below the folder means, or null; never anything outside the folder. */
async function find(folder, relative) {
  let name;
  try {
    name = decodeURIComponent(relative);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  const asFolder = name === '' || name.endsWith('/');
  const path = await realpath(join(folder, name, asFolder ? 'index.html' : '')).catch(() => null);
  // A link inside the folder may point out of it.
  if (!path || !(path === folder || path.startsWith(folder + sep))) return null;
  const info = await stat(path);
  if (info.isDirectory()) return { directory: true };
  return info.isFile() ? { path, info } : null;
}

function plain(status, text, headers = {}) {
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-cache',
      ...headers,
    },
    body: `${text}\n`,
  };
}

function redirect(location) {
  return plain(301, `Moved to ${location}`, { Location: location });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const text = process.env.PORT || '8080';
    const port = Number(text);
    if (!/^\d+$/.test(text) || port > 65535) {
      throw new ToolError(
        `PORT=${text} is not a port. Use a number from 0 (any free one) to 65535.`,
      );
    }
    const { url } = await startServer({ root: paths.site, port });
    console.log(`\nContend is at ${url} (Ctrl-C stops it)`);
  });
}
