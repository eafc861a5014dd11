// The response headers that give a page, also one embedded in a foreign site, shared memory.
//
// Opener and embedder policy isolate the page at the top level; the document isolation policy does so
// in a frame whose parent sends nothing; the resource policy lets isolated parents embed the page.
// They must be on every response, worker scripts and wasm included.

export const isolationHeaders = Object.freeze({
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
});
