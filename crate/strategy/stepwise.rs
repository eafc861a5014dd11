//! Maps whose operations take several steps under a lock that belongs to the key.
//!
//! The locks are apart from the data. Holding a key's lock makes everything done to that key one
//! operation, however many steps it takes; what keeps the data sound is the data's own affair: it
//! lies in sub-tables, each behind a short inner lock that covers one step. So a walk needs no
//! key's lock, and two keys never share more than an inner lock.
//!
//! Every operation pays for two locks and for each step's own search.

use super::fallible::{FallibleHandle, Infallible};
use super::parts::locked::{Lock, Locked, LockedHandle, Waits};
use super::parts::table::Table;
use super::sharded::Shards;
use super::wait::{Forever, Until, Wait};
use super::{ConcurrentMap, Hasher, Key, Merge, Value};
use crate::base::sync::Mutex;

/// Where the locks of keys are: at most one writer, or readers, of a key at a time.
pub trait KeyLocks<K>: Send + Sync + 'static {
    /// The steps, or none if the wait is over first; they may be refused as well.
    fn read<W: Wait, R>(
        &self,
        hash: u64,
        key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal>;

    fn write<W: Wait, R>(
        &self,
        hash: u64,
        key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal>;

    /// Appends the figures that the row lists.
    fn inspect(&self, _figures: &mut Vec<u64>) {}

    /// What threads have waited for them so far, if they count.
    fn waits(&self) -> Option<Waits> {
        None
    }
}

/// Sub-tables of the data. More than there are threads, so that inner locks are seldom contended.
pub const SUB_TABLES: usize = 64;

/// A map of sub-tables, each in an inner lock of kind `I`, with its keys' locks beside it.
pub struct Stepwise<K, V, S, L, I = Mutex<Table<K, V, S>>> {
    locks: L,
    data: Shards<K, V, S, I>,
}

/// What an inner lock must be.
pub trait Inner<K, V, S>: Lock<Table<K, V, S>> + 'static {}
impl<K, V, S, I: Lock<Table<K, V, S>> + 'static> Inner<K, V, S> for I {}

impl<K: Key, V: Value, S: Hasher, L: KeyLocks<K>, I: Inner<K, V, S>> Stepwise<K, V, S, L, I> {
    pub fn new(locks: L, capacity: usize, hasher: S) -> Self {
        Self { locks, data: Shards::new(SUB_TABLES, capacity, hasher) }
    }

    /// A handle whose operations have that patience.
    pub fn waiting<W>(&self, wait: W) -> StepwiseHandle<'_, K, V, S, L, I, W> {
        StepwiseHandle { map: self, wait }
    }

    /// One step on the data: alone in the sub-table of that hash.
    fn step<W: Wait, R>(
        &self,
        hash: u64,
        wait: &W,
        step: impl FnOnce(&mut Table<K, V, S>) -> R,
    ) -> Result<R, W::Refusal> {
        self.data.lock(hash).write_within(wait, step)
    }
}

impl<K, V, S, L, I> ConcurrentMap<K, V> for Stepwise<K, V, S, L, I>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: KeyLocks<K>,
    I: Inner<K, V, S>,
{
    type Handle<'map> = Infallible<StepwiseHandle<'map, K, V, S, L, I>>;
    type Patient<'map> = StepwiseHandle<'map, K, V, S, L, I, Until>;

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
    }

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.locks.inspect(figures);
    }

    /// For the keys' locks and the inner ones.
    fn waits(&self) -> Option<Waits> {
        [self.locks.waits(), self.data.waits()].into_iter().sum()
    }

    /// Those of the data mark wherever the keys' do.
    fn marks(&self) -> bool {
        I::MARKS
    }
}

/// An operation writes in its last step, so it can be refused in any.
pub struct StepwiseHandle<'map, K, V, S, L, I, W = Forever> {
    map: &'map Stepwise<K, V, S, L, I>,
    wait: W,
}

impl<K, V, S, L, I, W> FallibleHandle<K, V> for StepwiseHandle<'_, K, V, S, L, I, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: KeyLocks<K>,
    I: Inner<K, V, S>,
    W: Wait,
{
    type Refusal = W::Refusal;

    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(key);
        map.locks.read(hash, key, wait, || map.step(hash, wait, |table| table.get(hash, key)))
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(&key);
        let owned = key.clone();
        map.locks.write(hash, &key, wait, || {
            map.step(hash, wait, |table| table.insert(hash, owned, value))
        })
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(key);
        map.locks.write(hash, key, wait, || map.step(hash, wait, |table| table.remove(hash, key)))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(&key);
        map.locks.write(hash, &key, wait, || {
            let old = map.step(hash, wait, |table| table.get(hash, &key))?;
            let new = merge(old.as_ref(), &operand);
            map.step(hash, wait, |table| table.insert(hash, key.clone(), new))?;
            Ok(old)
        })
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(&key);
        map.locks.write(hash, &key, wait, || {
            let found = map.step(hash, wait, |table| table.get(hash, &key))?;
            if found.is_none() {
                map.step(hash, wait, |table| table.insert(hash, key.clone(), value))?;
            }
            Ok(found)
        })
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let (map, wait) = (self.map, &self.wait.clone());
        let hash = map.data.hasher().hash_one(key);
        map.locks.write(hash, key, wait, || {
            let found = map.step(hash, wait, |table| table.get(hash, key))?;
            let same = found.is_some_and(|value| value == *current);
            if same {
                map.step(hash, wait, |table| table.insert(hash, key.clone(), new))?;
            }
            Ok(same)
        })
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        self.data().for_each(limit, visit)
    }

    /// Key by key, each under its lock: no operation on a key sees it vanish half-way. Refused before the
    /// first is removed, or not at all.
    fn clear(&mut self) -> Result<(), W::Refusal> {
        let mut keys = Vec::new();
        self.for_each(usize::MAX, |key, _| keys.push(key.clone()))?;
        let mut sure = self.map.waiting(Forever);
        for (number, key) in keys.iter().enumerate() {
            if W::FOREVER || number > 0 {
                _ = sure.remove(key);
            } else {
                self.remove(key)?;
            }
        }
        Ok(())
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        self.data().len()
    }
}

impl<K, V, S, L, I: Inner<K, V, S>, W: Wait> StepwiseHandle<'_, K, V, S, L, I, W> {
    /// The data alone, without the keys' locks.
    fn data(&self) -> LockedHandle<'_, Shards<K, V, S, I>, W> {
        LockedHandle { map: &self.map.data, wait: self.wait.clone() }
    }
}
