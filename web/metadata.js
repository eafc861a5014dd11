// The registry's and the experiment's metadata, written by the build from the native binary.
//
// Guarantees: one typed door to the generated file; the form, the link codec and every name of a
// strategy come from here.

import generated from './generated/metadata.json' with { type: 'json' };

export const metadata = /** @type {import('./types.js').Metadata} */ (
  /** @type {unknown} */ (generated)
);
