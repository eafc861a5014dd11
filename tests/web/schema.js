/** Validates Results, results along an axis and runs of the Race lab against the published schemas. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** @param {string} name */
const schema = (name) =>
  JSON.parse(readFileSync(new URL(`../../pkg/${name}.schema.json`, import.meta.url), 'utf8'));

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const validate = ajv.compile(schema('result'));
// They refer to the first one.
const validateScale = ajv.compile(schema('scale'));
const validateRace = ajv.compile(schema('race'));
const validateMatrix = ajv.compile(schema('matrix'));
const validateGuard = ajv.compile(schema('guard'));
const validateChoose = ajv.compile(schema('choose'));

/** @param {unknown} result */
export function assertResult(result) {
  validate(result);
  assert.deepEqual(validate.errors ?? [], []);
}

/** @param {unknown} result */
export function assertScaleResult(result) {
  validateScale(result);
  assert.deepEqual(validateScale.errors ?? [], []);
}

/** @param {unknown} result */
export function assertRaceResult(result) {
  validateRace(result);
  assert.deepEqual(validateRace.errors ?? [], []);
}

/** @param {unknown} result */
export function assertMatrixResult(result) {
  validateMatrix(result);
  assert.deepEqual(validateMatrix.errors ?? [], []);
}

/** @param {unknown} result */
export function assertChooseResult(result) {
  validateChoose(result);
  assert.deepEqual(validateChoose.errors ?? [], []);
}

/** @param {unknown} result */
export function assertGuardResult(result) {
  validateGuard(result);
  assert.deepEqual(validateGuard.errors ?? [], []);
}
