//! A HashMap behind one RwLock: readers side by side, writers alone. Clones share the map.
//!
//! Do not lock for reading twice in one thread: with a writer waiting between, that may never end.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Clone, Default)]
pub struct Store(Arc<RwLock<HashMap<String, u64>>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.read().get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.write().insert(key, value)
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.write().remove(key)
    }

    /// Reads and writes in one step: no other thread comes between.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let mut map = self.write();
        let sum = map.entry(key.to_owned()).or_default();
        *sum += by;
        *sum
    }

    /// One instant's contents; writers wait meanwhile, other readers do not.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.read().iter().map(|(key, value)| (key.clone(), *value)).collect()
    }

    /// Each method changes the map in one call, so a panic elsewhere has left it whole.
    fn read(&self) -> RwLockReadGuard<'_, HashMap<String, u64>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<String, u64>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
