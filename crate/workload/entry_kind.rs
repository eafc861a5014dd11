//! What stands in a map for the words that the engine counts in.
//!
//! Every key of the key space and every write has a 64-bit word (`entry`); ledgers and the final scan know
//! nothing else. An [`EntryKind`] says which keys and values a map holds for them, and reads the words
//! back. What is inside the clock is generic over it, so each kind has a hot loop of its own, and
//! [`Words`], which are their own words, cost nothing.

use super::entry;
use crate::strategy::{Hasher, Key, Value};
use foldhash::fast::FixedState;

pub trait EntryKind: Clone + Send + Sync + 'static {
    /// The default is an empty one to be written over.
    type Key: Key + Default;
    type Value: Value;
    type Hasher: Hasher;

    /// The hash function of every map.
    fn hasher(&self) -> Self::Hasher;

    /// Makes `key` the one of that index, in the memory that it has.
    fn write_key(&self, index: u32, key: &mut Self::Key);

    /// The word of a key that a map shows.
    fn key_word(key: &Self::Key) -> u64;

    /// A new value that carries the word, or as much of it as it has room for.
    fn value(&self, word: u64) -> Self::Value;

    /// The word of a value that is held under the key of that word.
    fn word(&self, value: &Self::Value, key: u64) -> u64;

    /// Not zero if what is beyond the word does not belong to it. Looks at few bytes, the last ones
    /// among them, so that it costs the same for any size.
    fn torn(&self, value: &Self::Value) -> u64;

    /// The same of every byte.
    fn torn_anywhere(&self, value: &Self::Value) -> u64;

    /// The read-modify-write of every workload: adds one, or inserts the operand.
    fn merge(old: Option<&Self::Value>, operand: &Self::Value) -> Self::Value;

    /// The word of what [`merge`](Self::merge) makes of a value with that one.
    fn merged(&self, word: u64) -> u64;

    /// The key of that index, to be given away.
    fn key(&self, index: u32) -> Self::Key {
        let mut key = Self::Key::default();
        self.write_key(index, &mut key);
        key
    }
}

/// Keys and values that are words themselves.
#[derive(Clone, Copy, Debug)]
pub struct Words<S>(pub S);

/// What is measured unless a link says otherwise: words, hashed by foldhash.
pub type Plain = Words<FixedState>;

pub const PLAIN: Plain = Words(fold());

/// The usual hash function as results print it.
pub const HASHER: &str = "foldhash 0.2 fast, fixed seed";

/// The usual hash function, seeded alike everywhere.
pub const fn fold() -> FixedState {
    FixedState::with_seed(0)
}

impl<S: Hasher> EntryKind for Words<S> {
    type Key = u64;
    type Value = u64;
    type Hasher = S;

    fn hasher(&self) -> S {
        self.0.clone()
    }

    #[inline(always)]
    fn write_key(&self, index: u32, key: &mut u64) {
        *key = entry::key(index);
    }

    #[inline(always)]
    fn key_word(key: &u64) -> u64 {
        *key
    }

    #[inline(always)]
    fn value(&self, word: u64) -> u64 {
        word
    }

    #[inline(always)]
    fn word(&self, value: &u64, _key: u64) -> u64 {
        *value
    }

    #[inline(always)]
    fn torn(&self, _value: &u64) -> u64 {
        0
    }

    #[inline(always)]
    fn torn_anywhere(&self, _value: &u64) -> u64 {
        0
    }

    fn merge(old: Option<&u64>, operand: &u64) -> u64 {
        entry::increment(old, operand)
    }

    #[inline(always)]
    fn merged(&self, word: u64) -> u64 {
        word.wrapping_add(1)
    }
}
