// A result as a file: what `contend compare` and `contend export` read, and the page will show again.

import { download } from '../dom.js';
import { fileName } from './name.js';

/** @param {Exclude<import('../types.js').LabResult, import('../types.js').ChooseResult>} result */
export function save(result) {
  download(fileName(result, 'json'), JSON.stringify(result, null, 2), 'application/json');
}
