// The element's script as the package has it: no playground lies beside it, so `src` must say where
// one is. Importing it without a browser defines nothing.

import { ContendLab, define } from './contend-lab.js';

define();
export { ContendLab };
