//! Shapes beyond words: keys of text, values of bytes, a hash function of choice.
//!
//! Two more copies of the maps' loops serve these, and a third words under a hash function of choice.
//! String keys are `k` and the index in decimal, written by each client into its own buffer just
//! before it asks: a table of all keys would put two cache misses of the harness's own into each
//! operation. A lookup lends that key and an insert gives away a copy, as in any program; what both
//! cost without a map is in the figure of `null`.

use super::entry;
use super::entry_kind::EntryKind;
use super::hash::AnyHash;
use super::payload::{self, Payload, Room};
use crate::strategy::Key;

/// Keys and how they stand for the key space.
pub trait Keys: Clone + Send + Sync + 'static {
    type Key: Key + Default;

    fn write(index: u32, key: &mut Self::Key);
    fn word(key: &Self::Key) -> u64;
}

#[derive(Clone, Copy, Debug)]
pub struct Numbers;

impl Keys for Numbers {
    type Key = u64;

    #[inline]
    fn write(index: u32, key: &mut u64) {
        *key = entry::key(index);
    }

    #[inline]
    fn word(key: &u64) -> u64 {
        *key
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Texts;

const PREFIX: &str = "k";

impl Keys for Texts {
    type Key = String;

    #[inline]
    fn write(index: u32, key: &mut String) {
        key.clear();
        key.push_str(PREFIX);
        key.push_str(itoa::Buffer::new().format(index));
    }

    /// What is no key of ours gets a word that is none either, as far as any check can tell.
    fn word(key: &String) -> u64 {
        let index = key.strip_prefix(PREFIX).and_then(|digits| digits.parse().ok());
        index.map_or(0, entry::key)
    }
}

/// Payloads under keys of some kind, hashed by a function of choice.
#[derive(Clone, Debug)]
pub struct Payloads<K> {
    pub keys: K,
    pub room: Room,
    pub hash: AnyHash,
}

impl<K: Keys> EntryKind for Payloads<K> {
    type Key = K::Key;
    type Value = Payload;
    type Hasher = AnyHash;

    fn hasher(&self) -> AnyHash {
        self.hash.clone()
    }

    #[inline]
    fn write_key(&self, index: u32, key: &mut K::Key) {
        K::write(index, key);
    }

    #[inline]
    fn key_word(key: &K::Key) -> u64 {
        K::word(key)
    }

    #[inline]
    fn value(&self, word: u64) -> Payload {
        self.room.payload(word)
    }

    #[inline]
    fn word(&self, value: &Payload, key: u64) -> u64 {
        payload::word(value, key)
    }

    #[inline]
    fn torn(&self, value: &Payload) -> u64 {
        payload::torn(value)
    }

    fn torn_anywhere(&self, value: &Payload) -> u64 {
        payload::torn_anywhere(value)
    }

    fn merge(old: Option<&Payload>, operand: &Payload) -> Payload {
        payload::increment(old, operand)
    }

    #[inline]
    fn merged(&self, word: u64) -> u64 {
        self.room.incremented(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_key_is_written_over_and_read_back() {
        let mut key = String::new();
        for index in [7, 16_777_215, 0, 131_071] {
            Texts::write(index, &mut key);
            assert_eq!(key, format!("k{index}"));
            assert_eq!(Texts::word(&key), entry::key(index));
        }
        for strange in ["", "k", "17", "kk", "k-1", "k4294967296"] {
            assert_eq!(Texts::word(&strange.to_owned()), 0, "{strange}");
        }
    }
}
