//! A hash map in stripes, each behind a reader-writer lock of the standard library.
//!
//! A key's hash chooses its stripe, which grows by itself. Each entry keeps its hash, so that growing runs
//! no code of the key's. Nothing is written before all code of keys, values and callers has run, so a
//! panic in it leaves the stripe whole, and a poisoned lock is opened all the same.

use std::hash::{BuildHasher, Hash};
use std::mem;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

const STRIPES: usize = 16;
/// Entries for each bucket, at most, on average.
const LOAD: usize = 2;

pub struct StripedMap<K, V, S> {
    stripes: [RwLock<Stripe<K, V>>; STRIPES],
    hasher: S,
}

struct Stripe<K, V> {
    /// As many as a power of two, or none at all.
    buckets: Vec<Vec<Entry<K, V>>>,
    entries: usize,
}

struct Entry<K, V> {
    hash: u64,
    key: K,
    value: V,
}

impl<K: Hash + Eq, V: Clone, S: BuildHasher> StripedMap<K, V, S> {
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> Self {
        let each = capacity.div_ceil(STRIPES).div_ceil(LOAD);
        let stripe = |_| {
            let buckets = if capacity == 0 { 0 } else { each.next_power_of_two() };
            RwLock::new(Stripe { buckets: empty(buckets), entries: 0 })
        };
        Self { stripes: std::array::from_fn(stripe), hasher }
    }

    pub fn get(&self, key: &K) -> Option<V> {
        let hash = self.hasher.hash_one(key);
        let stripe = self.read(hash);
        stripe.find(hash, key).map(|(bucket, place)| stripe.buckets[bucket][place].value.clone())
    }

    /// Returns the value that was there.
    pub fn insert(&self, key: K, value: V) -> Option<V> {
        self.with_entry(key, |_| value)
    }

    /// Stores what `new` makes of the value that is there, in one step; returns that value.
    pub fn with_entry(&self, key: K, new: impl FnOnce(Option<&V>) -> V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        let mut stripe = self.write(hash);
        match stripe.find(hash, &key) {
            Some((bucket, place)) => {
                let value = &mut stripe.buckets[bucket][place].value;
                let new = new(Some(value));
                Some(mem::replace(value, new))
            }
            None => {
                let value = new(None);
                stripe.add(Entry { hash, key, value });
                None
            }
        }
    }

    /// Returns the value that is there; `None` says that this call has inserted its own.
    pub fn get_or_insert(&self, key: K, value: V) -> Option<V> {
        let hash = self.hasher.hash_one(&key);
        let mut stripe = self.write(hash);
        if let Some((bucket, place)) = stripe.find(hash, &key) {
            return Some(stripe.buckets[bucket][place].value.clone());
        }
        stripe.add(Entry { hash, key, value });
        None
    }

    /// Replaces the value if it equals `current`.
    pub fn compare_exchange(&self, key: &K, current: &V, new: V) -> bool
    where
        V: PartialEq,
    {
        let hash = self.hasher.hash_one(key);
        let mut stripe = self.write(hash);
        let Some((bucket, place)) = stripe.find(hash, key) else { return false };
        let value = &mut stripe.buckets[bucket][place].value;
        let equal = *value == *current;
        if equal {
            *value = new;
        }
        equal
    }

    pub fn remove(&self, key: &K) -> Option<V> {
        let hash = self.hasher.hash_one(key);
        let mut stripe = self.write(hash);
        let (bucket, place) = stripe.find(hash, key)?;
        stripe.entries -= 1;
        Some(stripe.buckets[bucket].swap_remove(place).value)
    }

    /// Visits at most so many entries, stripe by stripe. A key stays in its stripe, so one that is there
    /// throughout is met exactly once.
    pub fn for_each(&self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        let mut left = limit;
        for stripe in &self.stripes {
            let stripe = stripe.read().unwrap_or_else(PoisonError::into_inner);
            for entry in stripe.buckets.iter().flatten().take(left) {
                visit(&entry.key, &entry.value);
            }
            left -= left.min(stripe.entries);
        }
    }

    /// Empties one stripe after the other.
    pub fn clear(&self) {
        for stripe in &self.stripes {
            let mut stripe = stripe.write().unwrap_or_else(PoisonError::into_inner);
            let emptied = Stripe { buckets: Vec::new(), entries: 0 };
            // Entries are dropped once the lock is free again.
            let old = mem::replace(&mut *stripe, emptied);
            drop(stripe);
            drop(old);
        }
    }

    pub fn len(&self) -> usize {
        let entries = |stripe: &RwLock<Stripe<K, V>>| {
            stripe.read().unwrap_or_else(PoisonError::into_inner).entries
        };
        self.stripes.iter().map(entries).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The stripe by the hash's high bits; its buckets go by the low ones.
    fn stripe(&self, hash: u64) -> &RwLock<Stripe<K, V>> {
        &self.stripes[(hash >> 32) as usize % STRIPES]
    }

    fn read(&self, hash: u64) -> RwLockReadGuard<'_, Stripe<K, V>> {
        self.stripe(hash).read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, hash: u64) -> RwLockWriteGuard<'_, Stripe<K, V>> {
        self.stripe(hash).write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq, V> Stripe<K, V> {
    fn find(&self, hash: u64, key: &K) -> Option<(usize, usize)> {
        let bucket = place(hash, self.buckets.len())?;
        let same = |entry: &Entry<K, V>| entry.hash == hash && entry.key == *key;
        Some((bucket, self.buckets[bucket].iter().position(same)?))
    }

    fn add(&mut self, entry: Entry<K, V>) {
        if self.entries >= self.buckets.len() * LOAD {
            self.grow();
        }
        let bucket = place(entry.hash, self.buckets.len()).expect("it has grown");
        self.buckets[bucket].push(entry);
        self.entries += 1;
    }

    fn grow(&mut self) {
        let mut buckets = empty((self.buckets.len() * 2).max(4));
        for entry in self.buckets.drain(..).flatten() {
            let bucket = place(entry.hash, buckets.len()).expect("there are some");
            buckets[bucket].push(entry);
        }
        self.buckets = buckets;
    }
}

fn empty<T>(buckets: usize) -> Vec<Vec<T>> {
    (0..buckets).map(|_| Vec::new()).collect()
}

fn place(hash: u64, buckets: usize) -> Option<usize> {
    (buckets > 0).then(|| hash as usize & (buckets - 1))
}
