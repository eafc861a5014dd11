//! The scc crate (`scc = "2.4"`). Clones share the map.

use scc::HashMap;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Store(Arc<HashMap<String, u64>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.read(key, |_, value| *value)
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.0.upsert(key, value)
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.0.remove(key).map(|(_, value)| value)
    }

    /// Reads and writes in one step: no other thread comes between.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let mut sum = self.0.entry(key.to_owned()).or_insert(0);
        *sum += by;
        *sum
    }

    /// Keys that are there throughout are met, some again if the table is rebuilt meanwhile.
    pub fn entries(&self) -> Vec<(String, u64)> {
        let mut all = Vec::new();
        self.0.scan(|key, value| all.push((key.clone(), *value)));
        all
    }
}
