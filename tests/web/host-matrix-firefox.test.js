/** Hosts that are not well, in Firefox. */

import { hostMatrix } from './host-matrix.js';

hostMatrix('firefox');
