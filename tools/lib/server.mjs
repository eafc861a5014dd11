// The static server behind `make serve` and the browser tests.
//
// Every response carries the site's headers, so threads work at the top level and in frames. Only files
// below the given folders are ever read. It listens on this machine alone.

import compression from 'compression';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import sirv from 'sirv';
import { cacheControl, headerSets } from './headers.mjs';
import { ToolError } from './shell.mjs';

/** A part of a compressed file is no file, so parts are sent as they are. */
const compress = compression({
  filter: (request, response) => !request.headers.range && compression.filter(request, response),
});

/**
 * Starts serving a folder.
 *
 * @param {object} options
 * @param {string} options.root the folder
 * @param {number} [options.port] 0 takes a free one
 * @param {keyof typeof headerSets} [options.headers] what the host sends
 * @param {string} [options.prefix] the sub-path the folder appears under, with slashes around it
 * @param {(request, response) => boolean} [options.first] answers what is no file,
 *   or says that it does not
 * @returns {Promise<{url: string, prefer: (root: string) => Promise<void>, close: () => Promise<void>}>}
 *   `prefer`: from now on looks into that folder first
 */
export async function startServer({
  root,
  port = 0,
  headers = 'all',
  prefix = '/',
  first = () => false,
}) {
  const folders = [await served(root)];
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headerSets[headers])) {
      response.setHeader(name, value);
    }
    if (first(request, response)) return;
    const { status, text, location, file, send } = await answer(request, folders, prefix).catch(
      (error) => ({ status: 500, text: String(error) }),
    );
    if (file === undefined) {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8');
      response.setHeader('Cache-Control', 'no-cache');
      if (location) response.setHeader('Location', location);
      if (status === 405) response.setHeader('Allow', 'GET, HEAD');
      return response.writeHead(status).end(`${text}\n`);
    }
    response.setHeader('Cache-Control', cacheControl(file));
    request.url = encodeURI(file);
    // A reader who leaves in the midst of a file would else keep it open.
    response.once('pipe', (source) => response.once('close', () => source.destroy()));
    compress(request, response, () => send(request, response));
  });
  const { url, close } = await listening(server, port);
  return {
    url: url.slice(0, -1) + prefix,
    prefer: async (root) => void folders.unshift(await served(root)),
    close,
  };
}

/** A server once it listens on this machine alone: its address, and what ends it. */
export async function listening(server, port = 0) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error) => {
    throw explain(error, port);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {string} root @returns {Promise<{ path: string, send: ReturnType<typeof sirv> }>} */
async function served(root) {
  const path = await realpath(root).catch(() => {
    throw new ToolError(`There is nothing to serve at ${root}. Run \`make build\` first.`);
  });
  // Looks at the disk for each request: what is served may be built anew meanwhile.
  return { path, send: sirv(path, { dev: true, etag: true, extensions: [] }) };
}

function explain(error, port) {
  const causes = {
    EADDRINUSE: `Port ${port} is in use. Stop what uses it, or choose another: \`make serve PORT=${port + 1}\`.`,
    EACCES: `Port ${port} needs more rights. Choose one above 1023: \`make serve PORT=8080\`.`,
  };
  return new ToolError(causes[error.code] ?? `Cannot listen on port ${port}: ${error.message}`);
}

/**
 * What a request gets: a file below the first folder that has it, or a text.
 * @returns {Promise<{ status?: number, text?: string, location?: string, file?: string,
 *   send?: ReturnType<typeof sirv> }>}
 */
async function answer({ method, url }, folders, prefix) {
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, text: 'Only GET and HEAD are served here.' };
  }
  const [, below, search] = /^\/*([^?]*)(.*)$/.exec(url);
  const pathname = `/${below}`;
  const missing = { status: 404, text: `Not found: ${pathname}` };
  const moved = (to) => ({ status: 301, text: `Moved to ${to}`, location: to + search });
  if (`${pathname}/` === prefix) return moved(prefix);
  if (!pathname.startsWith(prefix)) return missing;
  for (const { path: folder, send } of folders) {
    const path = await find(folder, pathname.slice(prefix.length));
    const info = path && (await stat(path));
    if (info?.isDirectory()) return moved(`${pathname}/`);
    if (info?.isFile()) return { file: path.slice(folder.length), send };
  }
  return missing;
}

/** Where a path below the folder leads, or null; never anything outside the folder. */
async function find(folder, relative) {
  let name;
  try {
    name = decodeURIComponent(relative);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  const page = name === '' || name.endsWith('/') ? 'index.html' : '';
  const path = await realpath(join(folder, name, page)).catch(() => null);
  // A link inside the folder may point out of it.
  return path?.startsWith(folder + sep) ? path : null;
}
