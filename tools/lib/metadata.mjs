// Writing down what the experiment and the registry say of themselves, for the page to read.
//
// The native program is the only source: the form, the link codec and the strategy table are driven
// by this file, and no strategy's name appears in JavaScript. The Chinese texts get a file of their
// own, so that only those who read them fetch them.

import { relative } from 'node:path';
import { wordsIn } from '../../web/strings/words.js';
import { paths, root } from './paths.mjs';
import { ToolError, ask } from './shell.mjs';
import { writeIfChanged } from './stamp.mjs';

const SCHEMA = 'contend/metadata/1';

export function writeMetadata() {
  const command = `${relative(root, paths.contend)} list --json`;
  const text = ask(paths.contend, ['list', '--json']);
  if (text === null) throw new ToolError(`\`${command}\` failed. Run it to see why.`);
  let metadata;
  try {
    metadata = JSON.parse(text);
  } catch (error) {
    throw new ToolError(`\`${command}\` printed something that is not JSON: ${error.message}`);
  }
  if (metadata.schema !== SCHEMA) {
    throw new ToolError(
      `\`${command}\` has the schema ${metadata.schema}; the page reads ${SCHEMA}.`,
    );
  }
  const chinese = [];
  for (const words of wordsIn(metadata)) {
    chinese.push(words.zh);
    delete words.zh;
  }
  const wrote = [
    writeIfChanged(paths.metadata, `${JSON.stringify(metadata)}\n`),
    writeIfChanged(paths.metadataChinese, `${JSON.stringify(chinese)}\n`),
  ];
  const said = wrote.some(Boolean) ? 'written' : 'is up to date';
  console.log(`   ${relative(root, paths.metadata)} ${said}`);
}
