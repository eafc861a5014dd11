//! What an author implements, and what makes of it a map like those of the registry.

use super::Failure;
use crate::base::words::Words;
use crate::strategy::fallible::deadline_at_entry;
use crate::strategy::parts::table::footprint;
use crate::strategy::row::LOCKED_IN_PARTS;
use crate::strategy::{
    self, Available, Effort, Guarantees, Hasher, Iteration, Key, MapHandle, MapSpec, Merge, Panics,
    Row, Source, Value, registry,
};
use crate::verify::conformance::Maps;
use foldhash::fast::FixedState;
use std::marker::PhantomData;

/// A map of yours, as the checks and the comparison use it.
///
/// Implement it for a type that only names the map, once for all keys, values and hash functions: the
/// checks use several, among them keys that all hash alike and values that panic. Each operation is given
/// the calling thread's handle. Where the map keeps nothing for each thread, that is a reference to it.
///
/// The engine makes a map with [`new`](Self::new), shares it between threads, calls
/// [`handle`](Self::handle) once in each of them, and drops the handles before the map.
///
/// ```
#[doc = include_str!("doctest.rs")]
/// ```
pub trait ConcurrentMap<K: Key, V: Value, S: Hasher>: 'static {
    /// What reports call it: lower-case letters, digits and hyphens, and no name of the registry.
    const NAME: &'static str;

    /// What it is held to.
    const PROMISES: Promises = Promises::USUAL;

    type Map: Send + Sync + 'static;

    /// One thread's way into the map: a reference to it, or that with what the map keeps for each thread.
    type Handle<'map>;

    /// An empty map. Use the hash function, so that all maps that are compared hash alike; make room
    /// for so many entries if you can, which is 0 unless a workload says `presize=1`.
    fn new(hasher: S, capacity: usize) -> Self::Map;

    /// A handle for the calling thread.
    fn handle(map: &Self::Map) -> Self::Handle<'_>;

    fn get(handle: &mut Self::Handle<'_>, key: &K) -> Option<V>;

    /// Assigns the value and returns the one it displaced.
    fn insert(handle: &mut Self::Handle<'_>, key: K, value: V) -> Option<V>;

    /// Removes the key and returns the value it had.
    fn remove(handle: &mut Self::Handle<'_>, key: &K) -> Option<V>;

    /// Replaces the value by `merge(old, operand)` and returns the old one. No other write to the
    /// key comes between reading the old value and writing the new one.
    fn update(handle: &mut Self::Handle<'_>, key: K, operand: V, merge: Merge<V>) -> Option<V>;

    /// Inserts the value unless the key is there; returns the value found, `None` if inserted.
    fn get_or_insert(handle: &mut Self::Handle<'_>, key: K, value: V) -> Option<V>;

    /// Replaces the value if it equals `current`; otherwise changes nothing and returns false.
    fn compare_exchange(handle: &mut Self::Handle<'_>, key: &K, current: &V, new: V) -> bool;

    /// Visits at most `limit` entries.
    fn for_each(handle: &mut Self::Handle<'_>, limit: usize, visit: impl FnMut(&K, &V));

    fn clear(handle: &mut Self::Handle<'_>);

    /// How many entries there are; exact while nobody writes.
    fn len(handle: &mut Self::Handle<'_>) -> usize;
}

/// What a map promises; the checks hold it to all of it. What it does not promise is not checked.
///
/// ```
/// use contend::author::{Iteration, Promises};
///
/// // As most maps of locked shards, but that a walk may miss entries while others write.
/// const PROMISES: Promises = Promises { iteration: Iteration::None, ..Promises::USUAL };
/// assert!(PROMISES.linearizable);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promises {
    /// Operations on one key appear to take effect at one instant between call and return.
    pub linearizable: bool,
    /// `update` and `compare_exchange` lose no concurrent write.
    pub atomic_update: bool,
    /// `insert` returns exactly the value that it displaced.
    pub displaced: bool,
    /// What `for_each` shows while others write.
    pub iteration: Iteration,
    /// `for_each` visits keys in ascending order.
    pub ordered: bool,
    /// What a panic in the code of a key, a value or a merge function leaves of the map.
    pub panics: Panics,
}

impl Promises {
    /// What a map of locked parts promises: all but an order and a walk that sees one instant.
    pub const USUAL: Self = Self {
        linearizable: true,
        atomic_update: true,
        displaced: true,
        iteration: Iteration::Weak,
        ordered: false,
        panics: Panics::CONTAINED,
    };

    const fn guarantees(self) -> Guarantees {
        let Self { linearizable, atomic_update, displaced, iteration, ordered, panics } = self;
        Guarantees {
            linearizable,
            atomic_update,
            displaced,
            iteration,
            ordered,
            panics,
            ..LOCKED_IN_PARTS
        }
    }
}

/// The row of an author's map. Its words are its name.
struct Unlisted<M>(PhantomData<M>);

impl<M: ConcurrentMap<u64, u64, FixedState>> Unlisted<M> {
    const WORDS: Words = Words::name(M::NAME, M::NAME);

    const ROW: &'static Row = &Row {
        id: M::NAME,
        label: Self::WORDS,
        summary: Self::WORDS,
        trade_offs: Self::WORDS,
        source: Source { title: M::NAME, url: None },
        effort: Effort::Ready,
        available: Available::NOWHERE,
        param: None,
        variants: &[],
        extra_threads: 0,
        // Whether it does is its author's to say; a note that it cannot would be a guess.
        presizes: true,
        guarantees: M::PROMISES.guarantees(),
        inside: None,
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };
}

/// How the map is called in reports and what it is held to.
pub fn spec<M: ConcurrentMap<u64, u64, FixedState>>() -> Result<MapSpec, Failure> {
    let name = M::NAME;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let starts = name.starts_with(|first: char| first.is_ascii_lowercase());
    if !starts || !name.bytes().all(plain) {
        return Err(Failure::new(format!(
            "NAME is {name:?}: use lower-case letters, digits and hyphens, a letter first"
        )));
    }
    if registry::find(name).is_some() {
        return Err(Failure::new(format!(
            "NAME is {name:?}, which is a map of the registry: choose another"
        )));
    }
    Ok(MapSpec::unlisted(Unlisted::<M>::ROW))
}

/// An author's map among those of the registry. Gone once compiled.
pub struct Adapted<M: ConcurrentMap<K, V, S>, K: Key, V: Value, S: Hasher>(M::Map);

impl<M: ConcurrentMap<K, V, S>, K: Key, V: Value, S: Hasher> Adapted<M, K, V, S> {
    pub fn new(hasher: S, capacity: usize) -> Self {
        Self(M::new(hasher, capacity))
    }
}

pub struct AdaptedHandle<'map, M: ConcurrentMap<K, V, S>, K: Key, V: Value, S: Hasher>(
    M::Handle<'map>,
);

impl<M, K, V, S> strategy::ConcurrentMap<K, V> for Adapted<M, K, V, S>
where
    M: ConcurrentMap<K, V, S>,
    K: Key,
    V: Value,
    S: Hasher,
{
    type Handle<'map> = AdaptedHandle<'map, M, K, V, S>;

    deadline_at_entry!();

    #[inline(always)]
    fn handle(&self) -> Self::Handle<'_> {
        AdaptedHandle(M::handle(&self.0))
    }
}

impl<M, K, V, S> MapHandle<K, V> for AdaptedHandle<'_, M, K, V, S>
where
    M: ConcurrentMap<K, V, S>,
    K: Key,
    V: Value,
    S: Hasher,
{
    #[inline(always)]
    fn get(&mut self, key: &K) -> Option<V> {
        M::get(&mut self.0, key)
    }

    #[inline(always)]
    fn insert(&mut self, key: K, value: V) -> Option<V> {
        M::insert(&mut self.0, key, value)
    }

    #[inline(always)]
    fn remove(&mut self, key: &K) -> Option<V> {
        M::remove(&mut self.0, key)
    }

    #[inline(always)]
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        M::update(&mut self.0, key, operand, merge)
    }

    #[inline(always)]
    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        M::get_or_insert(&mut self.0, key, value)
    }

    #[inline(always)]
    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        M::compare_exchange(&mut self.0, key, current, new)
    }

    #[inline(always)]
    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        M::for_each(&mut self.0, limit, visit);
    }

    #[inline(always)]
    fn clear(&mut self) {
        M::clear(&mut self.0);
    }

    #[inline(always)]
    fn len(&mut self) -> usize {
        M::len(&mut self.0)
    }
}

/// Where an author's maps come from.
pub struct Own<M>(pub PhantomData<M>);

impl<M, K, V, S> Maps<K, V, S> for Own<M>
where
    M: ConcurrentMap<K, V, S>,
    K: Key,
    V: Value,
    S: Hasher,
{
    fn build<Vis: strategy::Visitor<Key = K, Value = V, Hasher = S>>(
        &self,
        _spec: &MapSpec,
        visitor: Vis,
    ) -> Vis::Output {
        let map = Adapted::<M, K, V, S>::new(visitor.hasher(), visitor.capacity());
        visitor.visit(map)
    }
}
