//! `+count`: counts the calls that a map gets, by what is called.
//!
//! Compiled for tests only: it shows that what is put around a map sees every call, and each once. A
//! handle counts by itself and adds up when it is dropped, so counting causes no contention; until then
//! its calls are not in [`Counted::calls`]. Loading a map is no call.

use super::{Decorator, DecoratorRow};
use crate::base::words::Words;
use crate::strategy::fallible::{FallibleHandle, Infallible, Lifted};
use crate::strategy::wait::Until;
use crate::strategy::{Call, Calls, ConcurrentMap, Key, Merge, Value, Waits};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Count;

pub struct Counted<M> {
    map: M,
    totals: [AtomicU64; Call::ALL.len()],
}

pub struct CountedHandle<'map, H> {
    handle: H,
    calls: Calls,
    totals: &'map [AtomicU64; Call::ALL.len()],
}

impl Decorator for Count {
    const ROW: DecoratorRow = DecoratorRow {
        id: "count",
        label: Words::name("counted", "计数"),
        summary: Words::new("Counts the calls that the map gets.", "统计对 map 的调用次数。"),
        trade_offs: Words::new("An increment for each call.", "每次调用多一次自增。"),
        guarantees: |guarantees| guarantees,
        footprint: |_| size_of::<[AtomicU64; Call::ALL.len()]>() as u64,
    };

    type Map<K: Key, V: Value, M: ConcurrentMap<K, V>> = Counted<M>;

    fn wrap<K: Key, V: Value, M: ConcurrentMap<K, V>>(map: M) -> Counted<M> {
        Counted { map, totals: Default::default() }
    }
}

impl<K: Key, V: Value, M: ConcurrentMap<K, V>> ConcurrentMap<K, V> for Counted<M> {
    type Handle<'map> = Infallible<CountedHandle<'map, Lifted<M::Handle<'map>>>>;
    type Patient<'map> = CountedHandle<'map, M::Patient<'map>>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.counting(Lifted::new(self.map.handle())))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.counting(self.map.patient(wait))
    }

    fn open(&self) {
        self.map.open();
    }

    fn serve(&self) {
        self.map.serve();
    }

    fn close(&self) {
        self.map.close();
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.map.inspect(figures);
    }

    fn waits(&self) -> Option<Waits> {
        self.map.waits()
    }

    fn calls(&self) -> Option<Calls> {
        Some(Calls(self.totals.each_ref().map(|total| total.load(Relaxed))))
    }
}

impl<M> Counted<M> {
    fn counting<H>(&self, handle: H) -> CountedHandle<'_, H> {
        CountedHandle { handle, calls: Calls::default(), totals: &self.totals }
    }
}

impl<H> CountedHandle<'_, H> {
    fn counted(&mut self, call: Call) -> &mut H {
        self.calls.0[call as usize] += 1;
        &mut self.handle
    }
}

impl<H> Drop for CountedHandle<'_, H> {
    fn drop(&mut self) {
        for (total, calls) in self.totals.iter().zip(self.calls.0) {
            total.fetch_add(calls, Relaxed);
        }
    }
}

/// A refused call was a call as well.
impl<K: Key, V: Value, H: FallibleHandle<K, V>> FallibleHandle<K, V> for CountedHandle<'_, H> {
    type Refusal = H::Refusal;

    fn get(&mut self, key: &K) -> Result<Option<V>, H::Refusal> {
        self.counted(Call::Get).get(key)
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, H::Refusal> {
        self.counted(Call::Insert).insert(key, value)
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, H::Refusal> {
        self.counted(Call::Remove).remove(key)
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, H::Refusal> {
        self.counted(Call::Update).update(key, operand, merge)
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, H::Refusal> {
        self.counted(Call::GetOrInsert).get_or_insert(key, value)
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, H::Refusal> {
        self.counted(Call::CompareExchange).compare_exchange(key, current, new)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), H::Refusal> {
        self.counted(Call::ForEach).for_each(limit, visit)
    }

    fn clear(&mut self) -> Result<(), H::Refusal> {
        self.counted(Call::Clear).clear()
    }

    fn rest(&mut self) {
        self.handle.rest();
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), H::Refusal> {
        self.handle.load(entries)
    }

    fn len(&mut self) -> Result<usize, H::Refusal> {
        self.counted(Call::Len).len()
    }
}
