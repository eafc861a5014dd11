// The scanner's module outside a page: a folder of Go files in, the report out.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from './paths.mjs';
import { filesBelow } from './stamp.mjs';

const MOST_BYTES = 1_048_576;

/** As the scanner alone does it with --all, which names no maps instead. @param {string} folder */
export async function scanInModule(folder) {
  const file = (name) => join(paths.scanPackage, name);
  const { default: init, Scan } = await import(pathToFileURL(file('contend.js')).href);
  await init({ module_or_path: readFileSync(file('contend_bg.wasm')) });
  const scan = new Scan('');
  for (const name of filesBelow(folder).filter((path) => path.endsWith('.go'))) {
    const bytes = readFileSync(join(folder, name));
    // As the command line and the page refuse it, without a look.
    if (bytes.length > MOST_BYTES) {
      scan.refuse(name, `the file is larger than ${MOST_BYTES / 1024} KB`);
      continue;
    }
    try {
      scan.add(name, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      scan.refuse(name, 'the file is not UTF-8');
    }
  }
  return JSON.parse(scan.report('en', '', () => {})).report;
}
