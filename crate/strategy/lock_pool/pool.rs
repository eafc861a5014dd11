//! A lock for each key in use, made when the key is first wanted and dropped once it is idle.
//!
//! Two threads never hold different locks for one key at the same time, whatever was dropped and
//! made anew in between: a user is counted from before it waits for the lock until after it has let
//! go, and only a lock without users is ever dropped. Looking up, counting and dropping happen
//! under the mutex of that part of the pool which the key's hash chooses.
//! `tests/loom_lock_pool.rs` checks it.
//!
//! Each part keeps a few idle locks, those used last, so that a key that comes back soon finds its
//! lock; any other use costs an allocation. Each use takes a part's mutex twice.

use crate::base::sync::{InjectedFault, Mutex};
use crate::strategy::parts::spread::Spread;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::{Arc, PoisonError};

pub struct Pool<K: Eq + Clone, L: Default> {
    parts: Spread<Mutex<Part<K, L>>>,
    /// Idle locks that each part keeps.
    keep: usize,
    injected: InjectedFault<Fault>,
}

/// What a model may break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Whoever leaves takes the lock along, although others wait for it.
    ForgetsWaiters,
    /// A user takes the lock in hand and is counted only afterwards.
    CountsLate,
}

struct Part<K, L> {
    used: HashTable<KeyLock<K, L>>,
    /// The one idle for longest first.
    idle: VecDeque<KeyLock<K, L>>,
    made: u64,
    dropped: u64,
}

struct KeyLock<K, L> {
    /// No other lock of its part has or had it.
    number: u64,
    hash: u64,
    key: K,
    lock: Arc<L>,
    /// Threads that hold the lock or wait for it.
    users: usize,
}

impl<K: Eq + Clone, L: Default> Pool<K, L> {
    /// A pool in `parts` parts, a power of two, that keep `keep` idle locks each.
    pub fn new(parts: usize, keep: usize) -> Self {
        Self { parts: Spread::new(parts, Mutex::default), keep, injected: InjectedFault::NONE }
    }

    #[cfg(feature = "loom")]
    pub fn with_fault(parts: usize, keep: usize, fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::new(parts, keep) }
    }

    /// The key's lock, and the key's only one until the lease ends.
    pub fn lease(&self, hash: u64, key: &K) -> Lease<'_, K, L> {
        let count = |entry: &mut KeyLock<K, L>| {
            entry.users += 1;
            entry.number
        };
        if self.injected.is(Fault::CountsLate) {
            let lock = self.within(hash, |part| Arc::clone(&part.find_or_make(hash, key).lock));
            let number = self.within(hash, |part| count(part.find_or_make(hash, key)));
            return Lease { pool: self, hash, number, lock };
        }
        self.within(hash, |part| {
            let entry = part.find_or_make(hash, key);
            Lease { pool: self, hash, number: count(entry), lock: Arc::clone(&entry.lock) }
        })
    }

    fn release(&self, hash: u64, number: u64) {
        self.within(hash, |part| {
            part.release(hash, number, self.keep);
            if self.injected.is(Fault::ForgetsWaiters) {
                part.used.iter_mut().for_each(|lock| lock.lock = Arc::default());
            }
        });
    }

    fn within<R>(&self, hash: u64, body: impl FnOnce(&mut Part<K, L>) -> R) -> R {
        body(&mut self.parts.of(hash).lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the pool has and has done, part by part.
    pub fn census(&self) -> Census {
        let mut census = Census::default();
        for part in self.parts.iter() {
            let part = part.lock().unwrap_or_else(PoisonError::into_inner);
            census.alive += (part.used.len() + part.idle.len()) as u64;
            census.idle += part.idle.len() as u64;
            census.made += part.made;
            census.dropped += part.dropped;
        }
        census
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub alive: u64,
    pub idle: u64,
    pub made: u64,
    pub dropped: u64,
}

impl<K, L> Default for Part<K, L> {
    fn default() -> Self {
        Self { used: HashTable::new(), idle: VecDeque::new(), made: 0, dropped: 0 }
    }
}

impl<K: Eq + Clone, L: Default> Part<K, L> {
    /// The key's lock among the used ones: already there, fetched from the idle ones, or new.
    fn find_or_make(&mut self, hash: u64, key: &K) -> &mut KeyLock<K, L> {
        let Self { used, idle, made, .. } = self;
        let same = |lock: &KeyLock<K, L>| lock.hash == hash && lock.key == *key;
        match used.entry(hash, same, |lock| lock.hash) {
            Entry::Occupied(slot) => slot.into_mut(),
            Entry::Vacant(slot) => {
                let kept = idle.iter().position(same).and_then(|place| idle.remove(place));
                let lock = kept.unwrap_or_else(|| {
                    let key = key.clone();
                    *made += 1;
                    KeyLock { number: *made, hash, key, lock: Arc::default(), users: 0 }
                });
                slot.insert(lock).into_mut()
            }
        }
    }

    /// One user less; the last one leaves the lock among the idle ones, of which the one idle for
    /// longest goes if there are too many. Found by its number: this may be called while a panic of
    /// the key's own code passes by, and must not run that code again.
    fn release(&mut self, hash: u64, number: u64, keep: usize) {
        let slot = self.used.find_entry(hash, |lock| lock.number == number);
        let Ok(mut slot) = slot else { unreachable!("a lock in use stays where it is") };
        slot.get_mut().users -= 1;
        if slot.get().users == 0 {
            self.idle.push_back(slot.remove().0);
        }
        if self.idle.len() > keep {
            self.idle.pop_front();
            self.dropped += 1;
        }
    }
}

/// The right to use a key's lock.
pub struct Lease<'a, K: Eq + Clone, L: Default> {
    pool: &'a Pool<K, L>,
    hash: u64,
    number: u64,
    lock: Arc<L>,
}

impl<K: Eq + Clone, L: Default> Deref for Lease<'_, K, L> {
    type Target = L;

    fn deref(&self) -> &L {
        &self.lock
    }
}

impl<K: Eq + Clone, L: Default> Drop for Lease<'_, K, L> {
    fn drop(&mut self) {
        self.pool.release(self.hash, self.number);
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;

    #[test]
    fn idle_locks_are_bounded_and_the_latest_are_kept() {
        let pool = Pool::<u64, std::sync::Mutex<()>>::new(1, 3);
        for key in [1, 2, 3, 4, 2, 5] {
            pool.lease(key, &key);
        }
        // 1 went when 4 came and 3 when 5 came, because 2 had been used again.
        assert_eq!(pool.census(), Census { alive: 3, idle: 3, made: 5, dropped: 2 });
        let lease = pool.lease(2, &2);
        assert_eq!(pool.census(), Census { alive: 3, idle: 2, made: 5, dropped: 2 });
        assert!(Arc::ptr_eq(&lease.lock, &pool.lease(2, &2).lock));
        assert!(!Arc::ptr_eq(&lease.lock, &pool.lease(3, &3).lock));
        drop(lease);
        // 3 came anew and 4, idle for longest, went.
        assert_eq!(pool.census(), Census { alive: 3, idle: 3, made: 6, dropped: 3 });
    }
}
