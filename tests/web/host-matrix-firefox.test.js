/** Hosts that are not well, in Firefox. What is left out rests on the worker and the page's scripts alone. */

import { hostMatrix } from './host-matrix.js';

hostMatrix('firefox', process.env.EVERYWHERE ? undefined : ['first visit', 'return visit']);
