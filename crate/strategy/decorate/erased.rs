//! A map of any kind behind one type, which decorators go around.
//!
//! So what is generic in a map is compiled once for each decorator, and not once more for each map inside it. It
//! costs a call through a table for each operation. Maps without a decorator have nothing to do with it.

use crate::strategy::fallible::{FallibleHandle, Infallible};
use crate::strategy::wait::{DeadlineExceeded, Until};
use crate::strategy::{
    ConcurrentMap, Hasher, Key, MapSpec, Merge, Value, Visitor, Waits, registry,
};
use std::marker::PhantomData;

type Answer<T> = Result<T, DeadlineExceeded>;

pub struct Erased<K, V>(Box<dyn AnyMap<K, V>>);

/// One thread's way in.
pub struct ErasedHandle<'map, K, V>(Box<dyn AnyHandle<K, V> + 'map>);

/// What is asked of a map.
trait AnyMap<K, V>: Send + Sync {
    fn any_patient(&self, wait: Until) -> Box<dyn AnyHandle<K, V> + '_>;
    fn any_open(&self);
    fn any_serve(&self);
    fn any_close(&self);
    fn any_inspect(&self, figures: &mut Vec<u64>);
    fn any_waits(&self) -> Option<Waits>;
    fn any_marks(&self) -> bool;
}

/// What is asked of a handle.
trait AnyHandle<K, V> {
    fn any_get(&mut self, key: &K) -> Answer<Option<V>>;
    fn any_insert(&mut self, key: K, value: V) -> Answer<Option<V>>;
    fn any_remove(&mut self, key: &K) -> Answer<Option<V>>;
    fn any_update(&mut self, key: K, operand: V, merge: Merge<V>) -> Answer<Option<V>>;
    fn any_get_or_insert(&mut self, key: K, value: V) -> Answer<Option<V>>;
    fn any_compare_exchange(&mut self, key: &K, current: &V, new: V) -> Answer<bool>;
    fn any_for_each(&mut self, limit: usize, visit: &mut dyn FnMut(&K, &V)) -> Answer<()>;
    fn any_clear(&mut self) -> Answer<()>;
    fn any_rest(&mut self);
    fn any_load(&mut self, entries: &mut dyn Iterator<Item = (K, V)>) -> Answer<()>;
    fn any_len(&mut self) -> Answer<usize>;
}

impl<K: Key, V: Value, M: ConcurrentMap<K, V>> AnyMap<K, V> for M {
    fn any_patient(&self, wait: Until) -> Box<dyn AnyHandle<K, V> + '_> {
        Box::new(self.patient(wait))
    }

    fn any_open(&self) {
        self.open();
    }

    fn any_serve(&self) {
        self.serve();
    }

    fn any_close(&self) {
        self.close();
    }

    fn any_inspect(&self, figures: &mut Vec<u64>) {
        self.inspect(figures);
    }

    fn any_waits(&self) -> Option<Waits> {
        self.waits()
    }

    fn any_marks(&self) -> bool {
        self.marks()
    }
}

impl<K, V, H> AnyHandle<K, V> for H
where
    K: Key,
    V: Value,
    H: FallibleHandle<K, V, Refusal = DeadlineExceeded>,
{
    fn any_get(&mut self, key: &K) -> Answer<Option<V>> {
        self.get(key)
    }

    fn any_insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        self.insert(key, value)
    }

    fn any_remove(&mut self, key: &K) -> Answer<Option<V>> {
        self.remove(key)
    }

    fn any_update(&mut self, key: K, operand: V, merge: Merge<V>) -> Answer<Option<V>> {
        self.update(key, operand, merge)
    }

    fn any_get_or_insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        self.get_or_insert(key, value)
    }

    fn any_compare_exchange(&mut self, key: &K, current: &V, new: V) -> Answer<bool> {
        self.compare_exchange(key, current, new)
    }

    fn any_for_each(&mut self, limit: usize, visit: &mut dyn FnMut(&K, &V)) -> Answer<()> {
        self.for_each(limit, visit)
    }

    fn any_clear(&mut self) -> Answer<()> {
        self.clear()
    }

    fn any_rest(&mut self) {
        self.rest();
    }

    fn any_load(&mut self, entries: &mut dyn Iterator<Item = (K, V)>) -> Answer<()> {
        self.load(entries)
    }

    fn any_len(&mut self) -> Answer<usize> {
        self.len()
    }
}

impl<K: Key, V: Value> ConcurrentMap<K, V> for Erased<K, V> {
    type Handle<'map> = Infallible<ErasedHandle<'map, K, V>>;
    type Patient<'map> = ErasedHandle<'map, K, V>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.patient(Until::unlimited()))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        ErasedHandle(self.0.any_patient(wait))
    }

    fn open(&self) {
        self.0.any_open();
    }

    fn serve(&self) {
        self.0.any_serve();
    }

    fn close(&self) {
        self.0.any_close();
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.0.any_inspect(figures);
    }

    fn waits(&self) -> Option<Waits> {
        self.0.any_waits()
    }

    fn marks(&self) -> bool {
        self.0.any_marks()
    }
}

impl<K: Key, V: Value> FallibleHandle<K, V> for ErasedHandle<'_, K, V> {
    type Refusal = DeadlineExceeded;

    #[inline(always)]
    fn get(&mut self, key: &K) -> Answer<Option<V>> {
        self.0.any_get(key)
    }

    #[inline(always)]
    fn insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        self.0.any_insert(key, value)
    }

    #[inline(always)]
    fn remove(&mut self, key: &K) -> Answer<Option<V>> {
        self.0.any_remove(key)
    }

    #[inline(always)]
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Answer<Option<V>> {
        self.0.any_update(key, operand, merge)
    }

    #[inline(always)]
    fn get_or_insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        self.0.any_get_or_insert(key, value)
    }

    #[inline(always)]
    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Answer<bool> {
        self.0.any_compare_exchange(key, current, new)
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) -> Answer<()> {
        self.0.any_for_each(limit, &mut visit)
    }

    fn clear(&mut self) -> Answer<()> {
        self.0.any_clear()
    }

    fn rest(&mut self) {
        self.0.any_rest();
    }

    fn load(&mut self, mut entries: impl Iterator<Item = (K, V)>) -> Answer<()> {
        self.0.any_load(&mut entries)
    }

    fn len(&mut self) -> Answer<usize> {
        self.0.any_len()
    }
}

/// Builds the map that the spec names, without its decorators, for that visitor.
pub fn build<Vis: Visitor>(
    spec: &MapSpec,
    visitor: &Vis,
    audited: bool,
) -> Erased<Vis::Key, Vis::Value> {
    let (hasher, capacity) = (visitor.hasher(), visitor.capacity());
    match (Vis::INSPECTED, audited) {
        (true, _) => registry::build(spec, Boxing::<_, _, _, true, false>::new(hasher, capacity)),
        (_, true) => registry::build(spec, Boxing::<_, _, _, false, true>::new(hasher, capacity)),
        _ => registry::build(spec, Boxing::<_, _, _, false, false>::new(hasher, capacity)),
    }
}

/// Puts a map into a box. It knows nothing of the visitor that the map is for, so that all of one kind of
/// entries share it.
struct Boxing<K, V, S, const INSPECTED: bool, const AUDITED: bool> {
    hasher: S,
    capacity: usize,
    entries: PhantomData<fn(K, V)>,
}

impl<K, V, S, const INSPECTED: bool, const AUDITED: bool> Boxing<K, V, S, INSPECTED, AUDITED> {
    fn new(hasher: S, capacity: usize) -> Self {
        Self { hasher, capacity, entries: PhantomData }
    }
}

impl<K, V, S, const INSPECTED: bool, const AUDITED: bool> Visitor
    for Boxing<K, V, S, INSPECTED, AUDITED>
where
    K: Key,
    V: Value,
    S: Hasher,
{
    type Key = K;
    type Value = V;
    type Hasher = S;
    type Output = Erased<K, V>;

    const INSPECTED: bool = INSPECTED;
    const AUDITED: bool = AUDITED;

    fn hasher(&self) -> S {
        self.hasher.clone()
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn visit<M: ConcurrentMap<K, V>>(self, map: M) -> Erased<K, V> {
        Erased(Box::new(map))
    }
}
