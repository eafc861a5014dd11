//! A HashMap behind one Mutex. Clones share the map.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone, Default)]
pub struct Store(Arc<Mutex<HashMap<String, u64>>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.lock().get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.lock().insert(key, value)
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.lock().remove(key)
    }

    /// Reads and writes in one step: no other thread comes between.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let mut map = self.lock();
        let sum = map.entry(key.to_owned()).or_default();
        *sum += by;
        *sum
    }

    /// One instant's contents; everyone else waits meanwhile.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.lock().iter().map(|(key, value)| (key.clone(), *value)).collect()
    }

    /// Each method changes the map in one call, so a panic elsewhere has left it whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
