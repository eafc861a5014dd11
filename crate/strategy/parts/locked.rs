//! Maps made of locks around [`Table`]s: the handle that all of them share.
//!
//! A lock is anything with `read` and `write`; a locked map says which of its locks guards a
//! hash. Whole-map operations take the locks one after another, so with more than one lock they
//! show no single instant.

use super::sections::Marked;
use super::table::Table;
use crate::base::clock;
use crate::base::sync::Mutex;
use crate::base::units::Nanos;
use crate::strategy::fallible::{FallibleHandle, Infallible};
use crate::strategy::wait::{Forever, Until, Wait, take};
use crate::strategy::{ConcurrentMap, Hasher, Key, Merge, Value, Visitor};
use std::hash::BuildHasher as _;
use std::iter::Sum;
use std::marker::PhantomData;
use std::sync::TryLockError;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Mutual exclusion around a value. A panic inside the closure releases the lock and leaves the
/// value usable.
pub trait Lock<T>: Send + Sync {
    /// Whether it marks who is inside, as a [`Marked`] one does.
    const MARKS: bool = false;

    fn new(value: T) -> Self;

    /// Runs `body` among readers, or does not if the wait is over first.
    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal>;

    /// Runs `body` alone, or does not if the wait is over first.
    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal>;

    fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        let Ok(result) = self.read_within(&Forever, body);
        result
    }

    fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        let Ok(result) = self.write_within(&Forever, body);
        result
    }

    /// Whether someone who comes now would have to wait; it may have changed before the answer
    /// arrives.
    fn is_taken(&self, to: Access) -> bool;

    /// What its users have waited for it so far, if it is a [`Counted`] one.
    fn waits(&self) -> Option<Waits> {
        None
    }
}

/// How often someone found a lock taken, and the time from then until it was theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    pub count: u64,
    pub time: Nanos,
}

impl Sum for Waits {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, waits| Self {
            count: sum.count + waits.count,
            time: sum.time + waits.time,
        })
    }
}

/// What a lock is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

impl<T: Send> Lock<T> for Mutex<T> {
    fn new(value: T) -> Self {
        Mutex::new(value)
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        Ok(body(&*take(self, wait)?))
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        Ok(body(&mut *take(self, wait)?))
    }

    fn is_taken(&self, _to: Access) -> bool {
        matches!(self.try_lock(), Err(TryLockError::WouldBlock))
    }
}

/// A lock that counts how often it was found taken, and for how long. For maps that are inspected:
/// the counting reads the clock twice and writes twice for each wait, and the look before it is not
/// free either.
pub struct Counted<L> {
    lock: L,
    waits: AtomicU64,
    nanos: AtomicU64,
}

impl<L> Counted<L> {
    /// When a wait begins, if there is one.
    fn arrive<T>(&self, to: Access) -> Option<Nanos>
    where
        L: Lock<T>,
    {
        self.lock.is_taken(to).then(clock::now)
    }

    fn enter(&self, arrived: Option<Nanos>) {
        if let Some(arrived) = arrived {
            self.waits.fetch_add(1, Relaxed);
            self.nanos.fetch_add(clock::now().saturating_sub(arrived).0, Relaxed);
        }
    }
}

impl<T, L: Lock<T>> Lock<T> for Counted<L> {
    fn new(value: T) -> Self {
        Self { lock: L::new(value), waits: AtomicU64::new(0), nanos: AtomicU64::new(0) }
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        let arrived = self.arrive(Access::Read);
        self.lock.read_within(wait, |value| {
            self.enter(arrived);
            body(value)
        })
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        let arrived = self.arrive(Access::Write);
        self.lock.write_within(wait, |value| {
            self.enter(arrived);
            body(value)
        })
    }

    fn is_taken(&self, to: Access) -> bool {
        self.lock.is_taken(to)
    }

    fn waits(&self) -> Option<Waits> {
        let [count, nanos] = [&self.waits, &self.nanos].map(|counter| counter.load(Relaxed));
        Some(Waits { count, time: Nanos(nanos) })
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

/// One thread's way into a [`Locked`] map, with the patience of each of its operations; it holds no
/// state of its own. Every operation hashes first and then runs inside one lock.
pub struct LockedHandle<'map, M, W = Forever> {
    pub map: &'map M,
    pub wait: W,
}

impl<'map, M> LockedHandle<'map, M> {
    /// One that waits for as long as it takes.
    pub fn new(map: &'map M) -> Infallible<Self> {
        Infallible(Self { map, wait: Forever })
    }
}

impl<M: Locked, W: Wait> LockedHandle<'_, M, W> {
    #[inline]
    fn read<R>(
        &self,
        hash: u64,
        body: impl FnOnce(&Table<M::Key, M::Value, M::Hasher>) -> R,
    ) -> Result<R, W::Refusal> {
        let wait = self.wait.clone();
        self.map.lock(hash).read_within(&wait, body)
    }

    #[inline]
    fn write<R>(
        &self,
        hash: u64,
        body: impl FnOnce(&mut Table<M::Key, M::Value, M::Hasher>) -> R,
    ) -> Result<R, W::Refusal> {
        let wait = self.wait.clone();
        self.map.lock(hash).write_within(&wait, body)
    }
}

impl<M: Locked, W: Wait> FallibleHandle<M::Key, M::Value> for LockedHandle<'_, M, W> {
    type Refusal = W::Refusal;

    fn get(&mut self, key: &M::Key) -> Result<Option<M::Value>, W::Refusal> {
        let hash = self.map.hasher().hash_one(key);
        self.read(hash, |table| table.get(hash, key))
    }

    fn insert(&mut self, key: M::Key, value: M::Value) -> Result<Option<M::Value>, W::Refusal> {
        let hash = self.map.hasher().hash_one(&key);
        self.write(hash, |table| table.insert(hash, key, value))
    }

    fn remove(&mut self, key: &M::Key) -> Result<Option<M::Value>, W::Refusal> {
        let hash = self.map.hasher().hash_one(key);
        self.write(hash, |table| table.remove(hash, key))
    }

    fn update(
        &mut self,
        key: M::Key,
        operand: M::Value,
        merge: Merge<M::Value>,
    ) -> Result<Option<M::Value>, W::Refusal> {
        let hash = self.map.hasher().hash_one(&key);
        self.write(hash, |table| table.update(hash, key, operand, merge))
    }

    fn get_or_insert(
        &mut self,
        key: M::Key,
        value: M::Value,
    ) -> Result<Option<M::Value>, W::Refusal> {
        let hash = self.map.hasher().hash_one(&key);
        self.write(hash, |table| table.get_or_insert(hash, key, value))
    }

    fn compare_exchange(
        &mut self,
        key: &M::Key,
        current: &M::Value,
        new: M::Value,
    ) -> Result<bool, W::Refusal> {
        let hash = self.map.hasher().hash_one(key);
        self.write(hash, |table| table.compare_exchange(hash, key, current, new))
    }

    fn for_each(
        &mut self,
        limit: usize,
        mut visit: impl FnMut(&M::Key, &M::Value),
    ) -> Result<(), W::Refusal> {
        let (mut left, wait) = (limit, self.wait.clone());
        for lock in self.map.locks() {
            if left == 0 {
                break;
            }
            left -= lock.read_within(&wait, |table| table.for_each(left, &mut visit))?;
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        if W::FOREVER {
            self.map.locks().for_each(|lock| lock.write(Table::clear));
            return Ok(());
        }
        clear_together(&mut self.map.locks(), &self.wait.clone())
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        let wait = self.wait.clone();
        self.map.locks().map(|lock| lock.read_within(&wait, Table::len)).sum()
    }
}

/// Clears the tables with all their locks in hand, so that it can be refused as long as one of them is
/// taken. No one else waits for a lock with another in hand but in this order.
fn clear_together<'a, K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>> + 'a, W: Wait>(
    locks: &mut impl Iterator<Item = &'a L>,
    wait: &W,
) -> Result<(), W::Refusal> {
    let Some(lock) = locks.next() else { return Ok(()) };
    lock.write_within(wait, |table| {
        clear_together(locks, wait)?;
        table.clear();
        Ok(())
    })?
}

/// Builds a map behind a lock of that kind, which counts if the map is to be inspected, or else marks who is
/// inside if it is to be audited.
pub fn single<Vis, L>(visitor: Vis) -> Vis::Output
where
    Vis: Visitor,
    L: Lock<Table<Vis::Key, Vis::Value, Vis::Hasher>> + 'static,
{
    let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
    if Vis::INSPECTED {
        visitor.visit(Single::<Vis::Key, Vis::Value, _, Counted<L>>::new(capacity, hasher))
    } else if Vis::AUDITED {
        visitor.visit(Single::<Vis::Key, Vis::Value, _, Marked<L>>::new(capacity, hasher))
    } else {
        visitor.visit(Single::<Vis::Key, Vis::Value, _, L>::new(capacity, hasher))
    }
}

/// A map behind a single lock.
pub struct Single<K, V, S, L> {
    hasher: S,
    table: L,
    entries: PhantomData<(K, V)>,
}

impl<K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>>> Single<K, V, S, L> {
    pub fn new(capacity: usize, hasher: S) -> Self {
        let table = Table::with_capacity(capacity, hasher.clone());
        Self { table: L::new(table), hasher, entries: PhantomData }
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
    type Handle<'map> = Infallible<LockedHandle<'map, Self>>;
    type Patient<'map> = LockedHandle<'map, Self, Until>;

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        LockedHandle { map: self, wait }
    }

    fn handle(&self) -> Self::Handle<'_> {
        LockedHandle::new(self)
    }

    fn waits(&self) -> Option<Waits> {
        self.table.waits()
    }

    fn marks(&self) -> bool {
        L::MARKS
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use crate::base::patience::shows;
    use crate::strategy::parts::rw_mutex::RwMutex;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    /// Holds the lock by `first` for a while, in which another thread asks for it by `second`.
    fn waits<L: Lock<()>>(first: Access, second: Access, held: Duration) -> u64 {
        let lock = Counted::<L>::new(());
        let take = |access, body: &dyn Fn()| match access {
            Access::Read => lock.read(|()| body()),
            Access::Write => lock.write(|()| body()),
        };
        thread::scope(|scope| {
            let (inside, is_inside) = mpsc::channel();
            scope.spawn(move || {
                is_inside.recv().unwrap();
                take(second, &|| ());
            });
            take(first, &|| {
                inside.send(()).unwrap();
                thread::sleep(held);
            });
        });
        take(first, &|| ());
        let Waits { count, time } = lock.waits().unwrap();
        // The other arrives at any moment of it.
        assert_eq!(count > 0, time > Nanos(0), "{count} waits of {time:?}");
        assert!(Lock::<()>::waits(&L::new(())).is_none(), "a plain one counts nothing");
        count
    }

    /// Whether who finds it taken is counted, once. The other thread may be so late that it finds it
    /// free again, the less likely the longer it is held.
    fn counts<L: Lock<()>>(first: Access, second: Access) -> bool {
        shows(|number| {
            let count = waits::<L>(first, second, Duration::from_millis(20 << number.min(8)));
            assert!(count <= 1, "{count} waits of one thread, {first:?} {second:?}");
            count == 1
        })
    }

    #[test]
    fn a_counted_lock_counts_those_who_find_it_taken() {
        use Access::{Read, Write};
        for (first, second) in [(Write, Read), (Write, Write), (Read, Write)] {
            assert!(counts::<Mutex<()>>(first, second), "{first:?} {second:?}");
            assert!(counts::<RwMutex<()>>(first, second), "{first:?} {second:?}");
            #[cfg(feature = "full")]
            assert!(counts::<std::sync::RwLock<()>>(first, second), "{first:?} {second:?}");
            #[cfg(feature = "full")]
            assert!(counts::<parking_lot::Mutex<()>>(first, second), "{first:?} {second:?}");
        }
        assert!(counts::<Mutex<()>>(Read, Read));
        assert_eq!(waits::<RwMutex<()>>(Read, Read, Duration::from_millis(20)), 0);
    }
}
