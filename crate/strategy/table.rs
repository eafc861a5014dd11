//! The sequential hash table that every own strategy guards in its own way.
//!
//! One table for all of them, so that what is compared is the guarding. Callers pass the hash,
//! because they compute it before they take a lock and may have used it to choose the lock.
//! It never shrinks by itself; memory is about 17 bytes a slot for u64 entries, at most 7/8 full.

use super::{Hasher, Key, Merge, Value};
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
        let Self { entries, hasher } = self;
        entries.entry(hash, |entry| entry.0 == *key, |entry| hasher.hash_one(&entry.0))
    }
}

/// Most bytes a table of u64 entries takes: old and new side by side while it grows.
pub const fn footprint(entries: u64) -> u64 {
    let slots = (entries * 8 / 7 + 16).next_power_of_two();
    slots * 17 * 3 / 2 + 4096
}
