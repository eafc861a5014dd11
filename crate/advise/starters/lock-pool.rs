//! A lock for each key in use, made when it is first wanted and dropped by the last who used it: no key
//! waits for another one's lock, however long it is held. Clones share the map.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

#[derive(Clone, Default)]
pub struct Store(Arc<Pooled>);

#[derive(Default)]
struct Pooled {
    pool: Mutex<HashMap<String, Arc<Mutex<()>>>>,
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
        let lock = {
            let mut pool = self.0.pool.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(pool.entry(key.to_owned()).or_default())
        };
        let done = {
            let _held = lock.lock().unwrap_or_else(PoisonError::into_inner);
            work()
        };
        let mut pool = self.0.pool.lock().unwrap_or_else(PoisonError::into_inner);
        // Counted under the pool's lock, under which alone others come to have it: the pool and this
        // thread are the last.
        if Arc::strong_count(&lock) == 2 {
            pool.remove(key);
        }
        done
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
