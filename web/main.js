// The page's entry: defines the root element, which does the rest.
//
// Guarantees: nothing here waits; the element draws itself before the engine is ready.

import './app/contend-app.js';
