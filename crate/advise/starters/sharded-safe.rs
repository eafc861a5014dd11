//! Sixteen HashMaps chosen by the key's hash, each behind a lock that nobody waits for longer than a deadline
//! (`parking_lot = "0.12"`). Clones share the maps.
//!
//! What is refused has not happened and never will; who has the lock goes through, however late.

use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SHARDS: usize = 16;

/// The lock was not to be had in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

type Shard = RwLock<HashMap<String, u64>>;

#[derive(Clone)]
pub struct Store {
    shards: Arc<[Shard; SHARDS]>,
    hasher: RandomState,
    deadline: Duration,
}

impl Store {
    pub fn new(deadline: Duration) -> Self {
        Self { shards: Arc::default(), hasher: RandomState::new(), deadline }
    }

    pub fn get(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.read(key)?.get(key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.write(&key)?.insert(key, value))
    }

    pub fn remove(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.write(key)?.remove(key))
    }

    /// Reads and writes in one step: no other thread comes between. If `change` panics nothing is changed, and
    /// the lock is free again.
    pub fn update(
        &self,
        key: &str,
        change: impl FnOnce(Option<u64>) -> u64,
    ) -> Result<u64, DeadlineExceeded> {
        let mut map = self.write(key)?;
        let value = change(map.get(key).copied());
        map.insert(key.to_owned(), value);
        Ok(value)
    }

    /// Shard by shard, so not one instant's contents. The deadline is for all of them together.
    pub fn entries(&self) -> Result<Vec<(String, u64)>, DeadlineExceeded> {
        let (end, mut all) = (Instant::now() + self.deadline, Vec::new());
        for shard in &*self.shards {
            let map = shard.try_read_until(end).ok_or(DeadlineExceeded)?;
            all.extend(map.iter().map(|(key, value)| (key.clone(), *value)));
        }
        Ok(all)
    }

    fn shard(&self, key: &str) -> &Shard {
        // The maps themselves go by hashes of their own, so any bits will do.
        &self.shards[self.hasher.hash_one(key) as usize % SHARDS]
    }

    fn read(
        &self,
        key: &str,
    ) -> Result<RwLockReadGuard<'_, HashMap<String, u64>>, DeadlineExceeded> {
        self.shard(key).try_read_for(self.deadline).ok_or(DeadlineExceeded)
    }

    fn write(
        &self,
        key: &str,
    ) -> Result<RwLockWriteGuard<'_, HashMap<String, u64>>, DeadlineExceeded> {
        self.shard(key).try_write_for(self.deadline).ok_or(DeadlineExceeded)
    }
}
