//! The look through a map at rest.

use super::Ledger;
use crate::strategy::MapHandle;
use crate::workload::entry::{self, mismatch};
use crate::workload::entry_kind::EntryKind;

/// Looks up a range of the key space after the clients are done and books what is there.
/// `pause` is asked now and then and may end the final scan early.
pub fn final_scan<S: EntryKind>(
    kind: &S,
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
        kind.write_key(index, &mut key);
        if let Some(value) = handle.get(&key) {
            let word = entry::key(index);
            let carried = kind.word(&value, word);
            found.foreign |= kind.torn_anywhere(&value) | mismatch(word, carried);
            found.added(word, carried);
        }
    }
    found
}
