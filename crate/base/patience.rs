//! For tests of what shows by chance: they go on until they have seen it.
//!
//! Compiled into the crate's own tests and, by its path, into those of `tests/`.

/// The most tries. What is waited for shows in most of them, on a machine busy with other work too,
/// so at least in every second one. All of them miss it then at most once in 2^20, a million, times.
pub const TRIES: u64 = 20;

/// Whether something that shows by chance does so within `TRIES` tries, each of which is given its
/// number, for a seed say.
pub fn shows(attempt: impl FnMut(u64) -> bool) -> bool {
    (0..TRIES).any(attempt)
}
