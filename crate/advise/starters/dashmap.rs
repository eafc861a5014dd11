//! The dashmap crate (`dashmap = "6"`). Clones share the map.
//!
//! A reference into the map holds its shard's lock: drop it before the next call, or that may never end.

use dashmap::DashMap;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Store(Arc<DashMap<String, u64>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.get(key).map(|value| *value)
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.0.insert(key, value)
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.0.remove(key).map(|(_, value)| value)
    }

    /// Reads and writes in one step: no other thread comes between.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let mut sum = self.0.entry(key.to_owned()).or_default();
        *sum += by;
        *sum
    }

    /// Shard by shard, so not one instant's contents.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.0.iter().map(|entry| (entry.key().clone(), *entry.value())).collect()
    }
}
