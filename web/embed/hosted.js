// The element's script as a playground serves it, `contend-lab.js` beside its page: that page is
// where elements without `src` take their experiment.

import { define } from './contend-lab.js';

const here = import.meta.url;
define(new URL('.', here).href);
