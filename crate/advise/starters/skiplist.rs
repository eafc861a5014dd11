//! The crossbeam-skiplist crate (`crossbeam-skiplist = "0.1"`): keys in order. Clones share the map.
//!
//! It has no read-modify-write, and while a value is replaced readers may miss the key.

use crossbeam_skiplist::SkipMap;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Store(Arc<SkipMap<String, u64>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.get(key).map(|entry| *entry.value())
    }

    pub fn insert(&self, key: String, value: u64) {
        self.0.insert(key, value);
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.0.remove(key).map(|entry| *entry.value())
    }

    /// In ascending order of keys; concurrent changes may or may not show.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.0.iter().map(|entry| (entry.key().clone(), *entry.value())).collect()
    }
}
