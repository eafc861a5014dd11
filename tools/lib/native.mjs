// What is compiled natively for the tests, said once: Cargo compiles it once if everyone asks alike.

/** Packages and features, to `cargo test` and `cargo build`. */
export const TESTED = [
  '--package=contend',
  '--package=contend-check',
  '--package=contend-scan',
  '--package=contend-tracked',
  '--package=bring-your-own-map',
  // With it `selftest`.
  '--features=contend/author',
];

/** clippy compiles as the compiler does, and says what it thinks of it. */
export const LINTING = { RUSTC_WORKSPACE_WRAPPER: 'clippy-driver' };

/** The least that knows all of the page's metadata. */
export const KNOWING = ['--package=contend', '--no-default-features', '--features=full'];
