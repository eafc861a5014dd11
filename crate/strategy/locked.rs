//! Maps made of locks around [`Table`]s: the handle that all of them share.
//!
//! A lock is anything with `read` and `write`; a locked map says which of its locks guards a
//! hash. Whole-map operations take the locks one after another, so with more than one lock they
//! show no single instant.

use super::table::Table;
use super::{ConcurrentMap, Hasher, Key, MapHandle, Merge, Value};
use std::hash::BuildHasher as _;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

/// Mutual exclusion around a value. A panic inside the closure releases the lock and leaves the
/// value usable.
pub trait Lock<T>: Send + Sync {
    fn new(value: T) -> Self;
    fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R;
    fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R;
}

impl<T: Send> Lock<T> for Mutex<T> {
    fn new(value: T) -> Self {
        Mutex::new(value)
    }

    fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        body(&self.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        body(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A map whose tables are reached only through locks chosen by hash.
pub trait Locked: Send + Sync {
    type Key: Key;
    type Value: Value;
    type Hasher: Hasher;
    type Lock: Lock<Table<Self::Key, Self::Value, Self::Hasher>>;

    fn hasher(&self) -> &Self::Hasher;

    /// The lock of the table that holds keys of this hash.
    fn lock(&self, hash: u64) -> &Self::Lock;

    fn locks(&self) -> impl Iterator<Item = &Self::Lock>;
}

/// One thread's way into a [`Locked`] map; it holds no state of its own. Every operation hashes
/// first and then runs inside one lock.
pub struct LockedHandle<'map, M>(pub &'map M);

impl<M: Locked> MapHandle<M::Key, M::Value> for LockedHandle<'_, M> {
    fn get(&mut self, key: &M::Key) -> Option<M::Value> {
        let hash = self.0.hasher().hash_one(key);
        self.0.lock(hash).read(|table| table.get(hash, key))
    }

    fn insert(&mut self, key: M::Key, value: M::Value) -> Option<M::Value> {
        let hash = self.0.hasher().hash_one(&key);
        self.0.lock(hash).write(|table| table.insert(hash, key, value))
    }

    fn remove(&mut self, key: &M::Key) -> Option<M::Value> {
        let hash = self.0.hasher().hash_one(key);
        self.0.lock(hash).write(|table| table.remove(hash, key))
    }

    fn update(
        &mut self,
        key: M::Key,
        operand: M::Value,
        merge: Merge<M::Value>,
    ) -> Option<M::Value> {
        let hash = self.0.hasher().hash_one(&key);
        self.0.lock(hash).write(|table| table.update(hash, key, operand, merge))
    }

    fn get_or_insert(&mut self, key: M::Key, value: M::Value) -> Option<M::Value> {
        let hash = self.0.hasher().hash_one(&key);
        self.0.lock(hash).write(|table| table.get_or_insert(hash, key, value))
    }

    fn compare_exchange(&mut self, key: &M::Key, current: &M::Value, new: M::Value) -> bool {
        let hash = self.0.hasher().hash_one(key);
        self.0.lock(hash).write(|table| table.compare_exchange(hash, key, current, new))
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&M::Key, &M::Value)) {
        let mut left = limit;
        for lock in self.0.locks() {
            if left == 0 {
                break;
            }
            left -= lock.read(|table| table.for_each(left, &mut visit));
        }
    }

    fn clear(&mut self) {
        self.0.locks().for_each(|lock| lock.write(Table::clear));
    }

    fn len(&mut self) -> usize {
        self.0.locks().map(|lock| lock.read(Table::len)).sum()
    }
}

/// A map behind a single lock.
pub struct Single<K, V, S, L> {
    hasher: S,
    table: L,
    entries: PhantomData<(K, V)>,
}

impl<K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>>> Single<K, V, S, L> {
    pub fn new(hasher: S) -> Self {
        Self { table: L::new(Table::new(hasher.clone())), hasher, entries: PhantomData }
    }
}

impl<K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>>> Locked for Single<K, V, S, L> {
    type Key = K;
    type Value = V;
    type Hasher = S;
    type Lock = L;

    fn hasher(&self) -> &S {
        &self.hasher
    }

    fn lock(&self, _hash: u64) -> &L {
        &self.table
    }

    fn locks(&self) -> impl Iterator<Item = &L> {
        std::iter::once(&self.table)
    }
}

impl<K, V, S, L> ConcurrentMap<K, V> for Single<K, V, S, L>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: Lock<Table<K, V, S>> + 'static,
{
    type Handle<'map> = LockedHandle<'map, Self>;

    fn handle(&self) -> Self::Handle<'_> {
        LockedHandle(self)
    }
}
