//! Locks chosen by the key's hash, apart from the data: while a key's lock is held, any number of steps
//! on that key are one operation. Clones share the map.
//!
//! Hold one key's lock at a time: two keys may share one, and two threads may wait for each other's.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

const LOCKS: usize = 16;

#[derive(Clone, Default)]
pub struct Store(Arc<Locked>);

#[derive(Default)]
struct Locked {
    hasher: RandomState,
    locks: [Mutex<()>; LOCKS],
    /// The map's own lock is only ever held for one step.
    map: RwLock<HashMap<String, u64>>,
}

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.with(key, || self.look_up(key))
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.with(&key, || self.replace(&key, Some(value)))
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.with(key, || self.replace(key, None))
    }

    /// Two steps, which the key's lock makes one.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        self.with(key, || {
            let sum = self.look_up(key).unwrap_or(0) + by;
            self.replace(key, Some(sum));
            sum
        })
    }

    /// One instant's contents of the map, in which an operation of several steps may be half done.
    pub fn entries(&self) -> Vec<(String, u64)> {
        let map = self.0.map.read().unwrap_or_else(PoisonError::into_inner);
        map.iter().map(|(key, value)| (key.clone(), *value)).collect()
    }

    fn with<R>(&self, key: &str, work: impl FnOnce() -> R) -> R {
        let lock = &self.0.locks[self.0.hasher.hash_one(key) as usize % LOCKS];
        let _held = lock.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }

    fn look_up(&self, key: &str) -> Option<u64> {
        self.0.map.read().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    fn replace(&self, key: &str, value: Option<u64>) -> Option<u64> {
        let mut map = self.0.map.write().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => map.insert(key.to_owned(), value),
            None => map.remove(key),
        }
    }
}
