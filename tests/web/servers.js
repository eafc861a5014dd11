/** What the browser tests load pages from; `make soak` loads them from the same. */

export { site, workbench } from '../../tools/lib/fronts.mjs';

/** @typedef {import('../../tools/lib/fronts.mjs').Served} Served */
