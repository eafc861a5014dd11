// Writing down what the experiment and the registry say of themselves, for the page to read.
//
// The native program is the only source: the form, the link codec and the strategy table are driven
// by this file, and no strategy's name appears in JavaScript.

import { relative } from 'node:path';
import { paths, root } from './paths.mjs';
import { ToolError, ask } from './shell.mjs';
import { writeIfChanged } from './stamp.mjs';

const SCHEMA = 'contend/metadata/1';

export function writeMetadata() {
  const command = `${relative(root, paths.contend)} list --json`;
  const text = ask(paths.contend, ['list', '--json']);
  if (text === null) throw new ToolError(`\`${command}\` failed. Run it to see why.`);
  let schema;
  try {
    schema = JSON.parse(text).schema;
  } catch (error) {
    throw new ToolError(`\`${command}\` printed something that is not JSON: ${error.message}`);
  }
  if (schema !== SCHEMA) {
    throw new ToolError(`\`${command}\` has the schema ${schema}; the page reads ${SCHEMA}.`);
  }
  const changed = writeIfChanged(paths.metadata, `${text}\n`);
  console.log(`   ${relative(root, paths.metadata)} ${changed ? 'written' : 'is up to date'}`);
}
