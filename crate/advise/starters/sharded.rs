//! Sixteen HashMaps, each behind its own RwLock, chosen by the key's hash. Clones share the maps.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

const SHARDS: usize = 16;

#[derive(Clone, Default)]
pub struct Store(Arc<Shards>);

#[derive(Default)]
struct Shards {
    hasher: RandomState,
    shards: [RwLock<HashMap<String, u64>>; SHARDS],
}

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.read(self.shard(key)).get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.write(self.shard(&key)).insert(key, value)
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.write(self.shard(key)).remove(key)
    }

    /// Reads and writes in one step: no other thread comes between.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let mut map = self.write(self.shard(key));
        let sum = map.entry(key.to_owned()).or_default();
        *sum += by;
        *sum
    }

    /// Shard by shard, so not one instant's contents.
    pub fn entries(&self) -> Vec<(String, u64)> {
        let mut all = Vec::new();
        for shard in &self.0.shards {
            all.extend(self.read(shard).iter().map(|(key, value)| (key.clone(), *value)));
        }
        all
    }

    fn shard(&self, key: &str) -> &RwLock<HashMap<String, u64>> {
        // The maps themselves go by hashes of their own, so any bits will do.
        &self.0.shards[self.0.hasher.hash_one(key) as usize % SHARDS]
    }

    fn read<'a>(
        &self,
        shard: &'a RwLock<HashMap<String, u64>>,
    ) -> RwLockReadGuard<'a, HashMap<String, u64>> {
        shard.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write<'a>(
        &self,
        shard: &'a RwLock<HashMap<String, u64>>,
    ) -> RwLockWriteGuard<'a, HashMap<String, u64>> {
        shard.write().unwrap_or_else(PoisonError::into_inner)
    }
}
