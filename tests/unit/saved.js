/** Opening saved files as the page does, with each lab's own reader. */

import { openFiles } from '../../web/app/open-file.js';
import * as compare from '../../web/labs/compare/file.js';
import * as race from '../../web/labs/race/file.js';
import * as scale from '../../web/labs/scale/file.js';
import { codec } from './links.js';

/** @type {Record<string, Pick<import('../../web/labs/types.js').Lab, 'read'>>} */
const LABS = { compare, race, scale };

/** @param {Blob} file */
export const openSaved = (file) => openFiles([file], codec, (lab) => LABS[lab] ?? {});
