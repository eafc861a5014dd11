//! Sixteen HashMaps, each behind an RwLock of its own that nobody waits for longer than they say, chosen by
//! the key's hash. Clones share the maps.
//!
//! The standard RwLock cannot be tried for a while, so the locks are parking_lot's.

use parking_lot::RwLock;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SHARDS: usize = 16;

/// A lock was not to be had in time. Nothing was written, then or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

#[derive(Clone, Default)]
pub struct Store(Arc<Shards>);

#[derive(Default)]
struct Shards {
    hasher: RandomState,
    shards: [RwLock<HashMap<String, u64>>; SHARDS],
}

impl Store {
    pub fn get(&self, key: &str, within: Duration) -> Result<Option<u64>, TimedOut> {
        let shard = self.shard(key).try_read_for(within).ok_or(TimedOut)?;
        Ok(shard.get(key).copied())
    }

    pub fn insert(
        &self,
        key: String,
        value: u64,
        within: Duration,
    ) -> Result<Option<u64>, TimedOut> {
        let mut shard = self.shard(&key).try_write_for(within).ok_or(TimedOut)?;
        Ok(shard.insert(key, value))
    }

    pub fn remove(&self, key: &str, within: Duration) -> Result<Option<u64>, TimedOut> {
        let mut shard = self.shard(key).try_write_for(within).ok_or(TimedOut)?;
        Ok(shard.remove(key))
    }

    /// Reads and writes in one step; a new key begins at 0. The deadline bounds the wait, not the work:
    /// whoever is inside for long makes others late.
    pub fn update<R>(
        &self,
        key: &str,
        within: Duration,
        work: impl FnOnce(&mut u64) -> R,
    ) -> Result<R, TimedOut> {
        let mut shard = self.shard(key).try_write_for(within).ok_or(TimedOut)?;
        Ok(work(shard.entry(key.to_owned()).or_default()))
    }

    /// Shard by shard, so not one instant's contents; the deadline is that of all together.
    pub fn entries(&self, within: Duration) -> Result<Vec<(String, u64)>, TimedOut> {
        let end = Instant::now() + within;
        let mut all = Vec::new();
        for shard in &self.0.shards {
            let shard = shard.try_read_until(end).ok_or(TimedOut)?;
            all.extend(shard.iter().map(|(key, value)| (key.clone(), *value)));
        }
        Ok(all)
    }

    fn shard(&self, key: &str) -> &RwLock<HashMap<String, u64>> {
        // The maps themselves go by hashes of their own, so any bits will do.
        &self.0.shards[self.0.hasher.hash_one(key) as usize % SHARDS]
    }
}
