//! The look through a map at rest.

use super::Ledger;
use crate::strategy::MapHandle;
use crate::workload::entry::{self, mismatch};
use crate::workload::shape::Shape;

/// Looks up a range of the key space after the clients are done and books what is there.
/// `pause` is asked now and then and may end the census early.
pub fn census<S: Shape>(
    shape: &S,
    handle: &mut impl MapHandle<S::Key, S::Value>,
    indices: std::ops::Range<u32>,
    mut pause: impl FnMut() -> bool,
) -> Ledger {
    let mut found = Ledger::default();
    let mut key = S::Key::default();
    for index in indices {
        if index % 4096 == 0 && pause() {
            break;
        }
        shape.write_key(index, &mut key);
        if let Some(value) = handle.get(&key) {
            let word = entry::key(index);
            let carried = shape.word(&value, word);
            found.strays |= shape.torn_anywhere(&value) | mismatch(word, carried);
            found.added(word, carried);
        }
    }
    found
}
