/** Validates Results against the published schema. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(
  readFileSync(new URL('../../pkg/result.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  schema,
);

/** @param {unknown} result */
export function assertResult(result) {
  validate(result);
  assert.deepEqual(validate.errors ?? [], []);
}
