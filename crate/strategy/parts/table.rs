//! The sequential hash table that every own strategy guards in its own way.
//!
//! One table for all of them, so that what is compared is the guarding. Callers pass the hash,
//! because they compute it before they take a lock and may have used it to choose the lock.
//! It shrinks only to be swept, and then by half; memory is about 17 bytes a slot for u64 entries, at
//! most 7/8 full.

use crate::strategy::{Hasher, Key, Merge, Value};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::mem;

#[derive(Clone)]
pub struct Table<K, V, S> {
    entries: HashTable<(K, V)>,
    hasher: S,
}

impl<K: Key, V: Value, S: Hasher> Table<K, V, S> {
    pub fn new(hasher: S) -> Self {
        Self::with_capacity(0, hasher)
    }

    /// With room for so many entries.
    pub fn with_capacity(capacity: usize, hasher: S) -> Self {
        Self { entries: HashTable::with_capacity(capacity), hasher }
    }

    pub fn get(&self, hash: u64, key: &K) -> Option<V> {
        self.entries.find(hash, |entry| entry.0 == *key).map(|entry| entry.1.clone())
    }

    pub fn insert(&mut self, hash: u64, key: K, value: V) -> Option<V> {
        match self.entry(hash, &key) {
            Entry::Occupied(mut slot) => Some(mem::replace(&mut slot.get_mut().1, value)),
            Entry::Vacant(slot) => {
                slot.insert((key, value));
                None
            }
        }
    }

    pub fn remove(&mut self, hash: u64, key: &K) -> Option<V> {
        let slot = self.entries.find_entry(hash, |entry| entry.0 == *key).ok()?;
        Some(slot.remove().0.1)
    }

    pub fn update(&mut self, hash: u64, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        match self.entry(hash, &key) {
            Entry::Occupied(mut slot) => {
                let value = &mut slot.get_mut().1;
                let new = merge(Some(value), &operand);
                Some(mem::replace(value, new))
            }
            Entry::Vacant(slot) => {
                slot.insert((key, merge(None, &operand)));
                None
            }
        }
    }

    pub fn get_or_insert(&mut self, hash: u64, key: K, value: V) -> Option<V> {
        match self.entry(hash, &key) {
            Entry::Occupied(slot) => Some(slot.get().1.clone()),
            Entry::Vacant(slot) => {
                slot.insert((key, value));
                None
            }
        }
    }

    pub fn compare_exchange(&mut self, hash: u64, key: &K, current: &V, new: V) -> bool {
        match self.entries.find_mut(hash, |entry| entry.0 == *key) {
            Some(entry) if entry.1 == *current => {
                entry.1 = new;
                true
            }
            _ => false,
        }
    }

    pub fn for_each(&self, limit: usize, mut visit: impl FnMut(&K, &V)) -> usize {
        let mut visited = 0;
        for (key, value) in self.entries.iter().take(limit) {
            visit(key, value);
            visited += 1;
        }
        visited
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn entry(&mut self, hash: u64, key: &K) -> Entry<'_, (K, V)> {
        if self.entries.len() == self.entries.capacity() {
            self.sweep();
        }
        let Self { entries, hasher } = self;
        entries.entry(hash, |entry| entry.0 == *key, |entry| hasher.hash_one(&entry.0))
    }

    /// Rids a full table of what removals left in it, where the library would do so in place, hashing
    /// as it goes, and lose entries to a hash function that panics. Half the table has room for all of
    /// them and for the next one, and what is copied there stays here until all is. So the two take no
    /// more than a table that grows and its successor.
    ///
    /// It happens inside the operation that finds the table full, which is timed as any other.
    #[cold]
    fn sweep(&mut self) {
        let Self { entries, hasher } = self;
        let half = entries.num_buckets() * 7 / 8 / 2;
        if entries.len() < half {
            entries.shrink_to(half, |entry| hasher.hash_one(&entry.0));
        }
    }
}

/// Most bytes a table of u64 entries takes: old and new side by side while it grows or is swept. One
/// that would be more than two thirds full may grow for what removals left in it, and so counts as twice
/// as large.
pub const fn footprint(entries: u64) -> u64 {
    let slots = (entries * 3 / 2 + 16).next_power_of_two();
    slots * 17 * 3 / 2 + 4096
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::hash::{BuildHasher, Hasher as StdHasher};
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    thread_local! {
        /// Hashes until one panics; none does at zero.
        static FUSE: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Clone)]
    struct Fused;

    /// All hashes alike, so that removed entries leave their places taken.
    impl BuildHasher for Fused {
        type Hasher = Self;

        fn build_hasher(&self) -> Self {
            Self
        }
    }

    impl StdHasher for Fused {
        fn finish(&self) -> u64 {
            0
        }

        fn write(&mut self, _: &[u8]) {
            match FUSE.get() {
                0 => {}
                1 => {
                    FUSE.set(0);
                    resume_unwind(Box::new("blown"));
                }
                left => FUSE.set(left - 1),
            }
        }
    }

    #[test]
    fn a_hash_function_that_panics_while_the_table_is_swept_or_grows_loses_nothing() {
        let mut blown = 0;
        for fuse in 1..100 {
            let mut table = Table::<u64, u64, Fused>::new(Fused);
            let mut held = Vec::new();
            for key in 0..300 {
                FUSE.set(fuse);
                let inserted = catch_unwind(AssertUnwindSafe(|| table.insert(0, key, key)));
                FUSE.set(0);
                match inserted {
                    Ok(_) => held.push(key),
                    Err(_) => blown += 1,
                }
                if held.len() > 20 {
                    let gone = held.remove(key as usize % 20);
                    assert_eq!(table.remove(0, &gone), Some(gone));
                }
                assert_eq!(table.len(), held.len());
                assert!(held.iter().all(|key| table.get(0, key) == Some(*key)), "{fuse}, {key}");
            }
        }
        assert!(blown > 100, "{blown}");
    }
}
