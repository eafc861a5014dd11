//! Maps whose operations take several steps under a lock that belongs to the key.
//!
//! The locks are apart from the data. Holding a key's lock makes everything done to that key one
//! operation, however many steps it takes; what keeps the data sound is the data's own affair: it
//! lies in sub-tables, each behind a short inner lock that covers one step. So a walk needs no
//! key's lock, and two keys never share more than an inner lock.
//!
//! Every operation pays for two locks and for each step's own search.

use super::parts::locked::{Lock, Locked, Waits};
use super::parts::table::Table;
use super::sharded::Shards;
use super::{ConcurrentMap, Hasher, Key, MapHandle, Merge, Value};
use std::sync::Mutex;

/// Where the locks of keys are: at most one writer, or readers, of a key at a time.
pub trait KeyLocks<K>: Send + Sync + 'static {
    fn read<R>(&self, hash: u64, key: &K, steps: impl FnOnce() -> R) -> R;

    fn write<R>(&self, hash: u64, key: &K, steps: impl FnOnce() -> R) -> R;

    /// Appends the figures that the row lists.
    fn inspect(&self, _figures: &mut Vec<u64>) {}

    /// What threads have waited for them so far, if they count.
    fn waits(&self) -> Option<Waits> {
        None
    }
}

/// Sub-tables of the data. More than there are threads, so that inner locks are seldom contended.
pub const SUB_TABLES: usize = 64;

/// A map of sub-tables, each in an inner lock of kind `I`, with its keys' locks beside it.
pub struct Stepwise<K, V, S, L, I = Mutex<Table<K, V, S>>> {
    locks: L,
    data: Shards<K, V, S, I>,
}

/// What an inner lock must be.
pub trait Inner<K, V, S>: Lock<Table<K, V, S>> + 'static {}
impl<K, V, S, I: Lock<Table<K, V, S>> + 'static> Inner<K, V, S> for I {}

impl<K: Key, V: Value, S: Hasher, L: KeyLocks<K>, I: Inner<K, V, S>> Stepwise<K, V, S, L, I> {
    pub fn new(locks: L, capacity: usize, hasher: S) -> Self {
        Self { locks, data: Shards::new(SUB_TABLES, capacity, hasher) }
    }

    /// One step on the data: alone in the sub-table of that hash.
    fn step<R>(&self, hash: u64, step: impl FnOnce(&mut Table<K, V, S>) -> R) -> R {
        self.data.lock(hash).write(step)
    }
}

impl<K, V, S, L, I> ConcurrentMap<K, V> for Stepwise<K, V, S, L, I>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: KeyLocks<K>,
    I: Inner<K, V, S>,
{
    type Handle<'map> = StepwiseHandle<'map, K, V, S, L, I>;

    fn handle(&self) -> Self::Handle<'_> {
        StepwiseHandle(self)
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.locks.inspect(figures);
    }

    /// For the keys' locks and the inner ones.
    fn waits(&self) -> Option<Waits> {
        [self.locks.waits(), self.data.waits()].into_iter().sum()
    }
}

pub struct StepwiseHandle<'map, K, V, S, L, I>(&'map Stepwise<K, V, S, L, I>);

impl<K, V, S, L, I> MapHandle<K, V> for StepwiseHandle<'_, K, V, S, L, I>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: KeyLocks<K>,
    I: Inner<K, V, S>,
{
    fn get(&mut self, key: &K) -> Option<V> {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(key);
        map.locks.read(hash, key, || map.step(hash, |table| table.get(hash, key)))
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(&key);
        let owned = key.clone();
        map.locks.write(hash, &key, || map.step(hash, |table| table.insert(hash, owned, value)))
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(key);
        map.locks.write(hash, key, || map.step(hash, |table| table.remove(hash, key)))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(&key);
        map.locks.write(hash, &key, || {
            let old = map.step(hash, |table| table.get(hash, &key));
            let new = merge(old.as_ref(), &operand);
            map.step(hash, |table| table.insert(hash, key.clone(), new));
            old
        })
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(&key);
        map.locks.write(hash, &key, || {
            let found = map.step(hash, |table| table.get(hash, &key));
            if found.is_none() {
                map.step(hash, |table| table.insert(hash, key.clone(), value));
            }
            found
        })
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let Self(map) = self;
        let hash = map.data.hasher().hash_one(key);
        map.locks.write(hash, key, || {
            let same = map.step(hash, |table| table.get(hash, key)).is_some_and(|v| v == *current);
            if same {
                map.step(hash, |table| table.insert(hash, key.clone(), new));
            }
            same
        })
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        self.0.data.handle().for_each(limit, visit);
    }

    /// Key by key, each under its lock: no operation on a key sees it vanish half-way.
    fn clear(&mut self) {
        let mut keys = Vec::new();
        self.0.data.handle().for_each(usize::MAX, |key, _| keys.push(key.clone()));
        keys.iter().for_each(|key| drop(self.remove(key)));
    }

    fn len(&mut self) -> usize {
        self.0.data.handle().len()
    }
}
