//! What a concurrent map must be to take part: two traits, one row, one file each.
//!
//! A [`ConcurrentMap`] is shared by all threads; each thread works through its own
//! [`MapHandle`]. A [`Strategy`] ties a map to its registry [`Row`] and builds it for a
//! [`Visitor`], so that everything inside the clock is monomorphic: one choice by id per trial,
//! none per operation.

pub mod audit;
pub mod channel;
#[cfg(feature = "full")]
pub mod cow;
pub mod dashmap;
pub mod decorate;
#[cfg(feature = "selftest")]
pub mod delayed;
pub mod fallible;
#[cfg(feature = "full")]
pub mod flurry;
#[cfg(feature = "full")]
pub mod hash_trie;
#[cfg(feature = "selftest")]
pub mod injected;
#[cfg(feature = "selftest")]
pub mod injected_owner;
#[cfg(feature = "selftest")]
pub mod injected_refusal;
#[cfg(feature = "full")]
pub mod key_lock;
#[cfg(feature = "full")]
pub mod left_right;
#[cfg(feature = "full")]
pub mod lock_pool;
pub mod metrics;
pub mod mutex;
pub mod null;
#[cfg(feature = "full")]
pub mod papaya;
pub mod parts;
pub mod registry;
pub mod row;
pub mod rwlock;
#[cfg(feature = "full")]
pub mod scc;
pub mod sharded;
#[cfg(feature = "full")]
pub mod skiplist;
pub mod spec;
#[cfg(feature = "full")]
pub mod stepwise;
#[cfg(feature = "full")]
pub mod sync_map;
pub mod wait;

pub use audit::Evidence;
pub use decorate::build;
pub use fallible::{Batch, FallibleHandle};
pub use metrics::Metrics;
pub use parts::locked::Waits;
pub use registry::ROWS;
pub use row::{
    Allocation, Available, Containment, Effort, Gauge, GaugeKind, Guarantees, Inside, Iteration,
    Panics, Param, Progress, Reach, Retention, Row, Source, Variant,
};
pub use spec::MapSpec;

use crate::base::units::Nanos;
use std::hash::{BuildHasher, Hash};
use wait::{DeadlineExceeded, Until};

/// What every strategy can use as a key; some keep their keys in order.
pub trait Key: Hash + Ord + Clone + Send + Sync + 'static {}
impl<T: Hash + Ord + Clone + Send + Sync + 'static> Key for T {}

/// What every strategy can hold as a value; `PartialEq` is what compare-exchange compares by.
pub trait Value: PartialEq + Clone + Send + Sync + 'static {}
impl<T: PartialEq + Clone + Send + Sync + 'static> Value for T {}

/// A hash function that every thread can hold a copy of.
pub trait Hasher: BuildHasher + Clone + Send + Sync + 'static {}
impl<T: BuildHasher + Clone + Send + Sync + 'static> Hasher for T {}

/// Makes the new value of an [`update`](MapHandle::update) from the old one and the operand.
/// A function pointer rather than a closure, so that it can travel to another thread as it is.
pub type Merge<V> = fn(Option<&V>, &V) -> V;

/// A map shared by threads.
///
/// The engine loads it through one handle, calls [`open`](Self::open), lets
/// [`Row::extra_threads`] threads run [`serve`](Self::serve) and the clients use handles of their
/// own, and calls [`close`](Self::close) once the last client's handle is gone. A map without
/// threads of its own needs none of the three.
///
/// Where the key's or the value's own code panics inside an operation, the panic goes to that
/// operation's caller, and the row's [`Panics`] say what becomes of the map.
pub trait ConcurrentMap<K: Key, V: Value>: Send + Sync + Sized + 'static {
    type Handle<'map>: MapHandle<K, V>
    where
        Self: 'map;

    /// A handle whose operations are refused once the wait is over; see [`FallibleHandle`].
    type Patient<'map>: FallibleHandle<K, V, Refusal = DeadlineExceeded>
    where
        Self: 'map;

    /// A handle for the calling thread.
    fn handle(&self) -> Self::Handle<'_>;

    /// The same, with a deadline for each operation.
    fn patient(&self, wait: Until) -> Self::Patient<'_>;

    /// Handles made from here on may rely on the map's own threads.
    fn open(&self) {}

    /// The body of the map's own thread; returns some time after [`close`](Self::close).
    fn serve(&self) {}

    /// No client is left, so [`serve`](Self::serve) may return; or `serve` has panicked, so no client
    /// may wait for it any more: what a handle that is out asks from now on panics, and one that is made
    /// afterwards needs no such thread. Both may come.
    fn close(&self) {}

    /// Appends the figures that the row's [`Inside`] lists: those of the map, then those of each
    /// part in turn. May take the map's locks; other threads may be at work.
    fn inspect(&self, _figures: &mut Vec<u64>) {}

    /// What threads have waited for the map's locks so far, if these count; they may only where the
    /// visitor said that the map is to be inspected.
    fn waits(&self) -> Option<Waits> {
        None
    }

    /// Whether its locks mark who is inside.
    fn marks(&self) -> bool {
        false
    }

    /// What was counted of its operations so far, if anything counts them.
    fn metrics(&self) -> Option<Metrics> {
        None
    }

    /// What was written down of clients' accesses since the last time, if anything does that; of clients whose
    /// handles are gone.
    fn evidence(&self) -> Option<Evidence> {
        None
    }
}

/// What a [`MapHandle`] can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Call {
    Get,
    Insert,
    Remove,
    Update,
    GetOrInsert,
    CompareExchange,
    ForEach,
    Clear,
    Len,
}

impl Call {
    pub const ALL: [Self; 9] = [
        Self::Get,
        Self::Insert,
        Self::Remove,
        Self::Update,
        Self::GetOrInsert,
        Self::CompareExchange,
        Self::ForEach,
        Self::Clear,
        Self::Len,
    ];

    /// As metrics and traces have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Insert => "insert",
            Self::Remove => "remove",
            Self::Update => "update",
            Self::GetOrInsert => "get_or_insert",
            Self::CompareExchange => "compare_exchange",
            Self::ForEach => "scan",
            Self::Clear => "clear",
            Self::Len => "len",
        }
    }
}

/// One thread's way into the map. Each method is one atomic operation on its key unless the row
/// says otherwise; `len`, `for_each` and `clear` promise what [`Guarantees`] declares.
pub trait MapHandle<K: Key, V: Value> {
    fn get(&mut self, key: &K) -> Option<V>;

    /// Assigns the value and returns the one it displaced.
    fn insert(&mut self, key: K, value: V) -> Option<V>;

    /// Removes the key and returns the value it had.
    fn remove(&mut self, key: &K) -> Option<V>;

    /// Replaces the value by `merge(old, operand)` and returns the old one. No other write to the
    /// key falls between reading the old value and writing the new one.
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V>;

    /// Inserts the value unless the key is there; returns the value found, `None` if inserted.
    fn get_or_insert(&mut self, key: K, value: V) -> Option<V>;

    /// Replaces the value if it equals `current`; otherwise changes nothing and returns false.
    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool;

    /// Visits at most `limit` entries, each key at most once unless the row says it may repeat.
    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V));

    fn clear(&mut self);

    /// Has a client's operations done, by way of the handle that they are for: this one, which refuses
    /// nothing, unless something around the map has one that does.
    #[inline(always)]
    fn perform<B: Batch<K, V>>(&mut self, batch: B) -> B::Output
    where
        Self: Sized,
    {
        batch.on(&mut &mut *self)
    }

    /// This thread is done for a while: what the handle keeps ready for the next operation and holds others
    /// back with, it gives up until then.
    fn rest(&mut self) {}

    /// Inserts all of them, while no other thread uses the map: it may have a cheaper way then.
    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }

    fn len(&mut self) -> usize;

    fn is_empty(&mut self) -> bool {
        self.len() == 0
    }
}

/// Code that works on any map. The registry calls [`visit`](Self::visit) with the one asked for.
pub trait Visitor {
    type Key: Key;
    type Value: Value;
    type Hasher: Hasher;
    type Output;

    /// Whether the map will be inspected, so that it may count what it does at some cost.
    const INSPECTED: bool = false;

    /// Whether accesses will be audited, so that locks mark who is inside, where they do not count.
    const AUDITED: bool = false;

    /// What stands for a key in records, had without any code of the key's own.
    const KEY_WORD: fn(&Self::Key) -> u64 = |_| 0;

    /// The hash function the map is to use; the same for every strategy.
    fn hasher(&self) -> Self::Hasher;

    /// Entries to make room for from the start; a map whose row does not say that it can be
    /// presized begins empty all the same.
    fn capacity(&self) -> usize {
        0
    }

    /// How long clients wait in each of their operations, of a map around which something can refuse
    /// them; the longest there is: for ever.
    fn deadline(&self) -> Nanos {
        Nanos(u64::MAX)
    }

    fn visit<M: ConcurrentMap<Self::Key, Self::Value>>(self, map: M) -> Self::Output;
}

/// A map strategy: its row, and how to build its map from a parsed spec.
pub trait Strategy {
    const ROW: Row;

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output;
}
