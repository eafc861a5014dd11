// Writing down what the experiment and the registry say of themselves, for the page to read.
//
// The native program is the only source: the form, the link codec and the strategy table are driven
// by this file, and no strategy's name appears in JavaScript. The Chinese texts get a file of their
// own, so that only those who read them fetch them, and so do the words and the offered values of keys
// that only one lab shows, what else the metadata says of that lab, code to start from, what maps show of their inside, and
// the lessons.

import { relative } from 'node:path';
import { wordsIn } from '../../web/strings/words.js';
import { paths, root } from './paths.mjs';
import { ToolError, ask } from './shell.mjs';
import { writeIfChanged } from './stamp.mjs';

const SCHEMA = 'contend/metadata/1';

export function writeMetadata() {
  const command = `${relative(root, paths.quickContend)} list --json`;
  const text = ask(paths.quickContend, ['list', '--json']);
  if (text === null) throw new ToolError(`\`${command}\` failed. Run it to see why.`);
  const metadata = JSON.parse(text);
  if (metadata.schema !== SCHEMA) {
    throw new ToolError(
      `\`${command}\` has the schema ${metadata.schema}; the page reads ${SCHEMA}.`,
    );
  }
  const labs = Object.entries(metadata.labKeys).map(([lab, keys]) => {
    const own = { ...metadata[lab], keys: {} };
    delete metadata[lab];
    for (const key of keys) own.keys[key.key] = takeWords(key);
    return writeIfChanged(paths.labWords(lab), `${JSON.stringify(own)}\n`);
  });
  const { starters, lessons } = metadata;
  delete metadata.starters;
  delete metadata.lessons;
  const insides = {};
  for (const row of metadata.strategies) {
    if (row.inside) insides[row.id] = row.inside;
    row.inside = row.inside !== null;
  }
  const chinese = [];
  for (const words of wordsIn(metadata)) {
    chinese.push(words.zh);
    delete words.zh;
  }
  const wrote = [
    writeIfChanged(paths.metadata, `${JSON.stringify(metadata)}\n`),
    writeIfChanged(paths.starters, `${JSON.stringify(starters)}\n`),
    writeIfChanged(paths.lessons, `${JSON.stringify(lessons)}\n`),
    writeIfChanged(paths.insides, `${JSON.stringify(insides)}\n`),
    writeIfChanged(paths.metadataChinese, `${JSON.stringify(chinese)}\n`),
    ...labs,
  ];
  const said = wrote.some(Boolean) ? 'written' : 'is up to date';
  console.log(`   ${relative(root, paths.metadata)} ${said}`);
}

/** What a form shows of a key, taken out of it. */
function takeWords(key) {
  const { label, help, choices } = key;
  const forms = key.forms ?? key.items ?? [];
  const labels = forms.map((form) => [form.name, form.label]);
  const words = { label, help, choices, forms: Object.fromEntries(labels) };
  for (const form of forms) delete form.label;
  for (const name of ['label', 'help', 'choices', 'unit']) delete key[name];
  return words;
}
