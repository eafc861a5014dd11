/** Hosts that are not well, in Chromium. */

import { hostMatrix } from './host-matrix.js';

hostMatrix('chromium');
