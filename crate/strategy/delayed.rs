//! `delayed:N`: shards that do N multiplications more before each operation, outside of any lock.
//!
//! Compiled for tests only. Beside `sharded:16` it is a map that is slower by a known amount, chosen by
//! measuring a few N: with it one can ask how often a form of experiment tells such a difference.

use super::fallible::deadline_at_entry;
use super::parts::rw_mutex::RwMutex;
use super::parts::table::Table;
use super::row::LOCKED_IN_PARTS;
use super::sharded::{Shards, footprint};
use super::{
    Available, ConcurrentMap, Effort, Key, MapHandle, MapSpec, Merge, Param, Row, Source, Strategy,
    Value, Visitor,
};
use crate::base::words::Words;
use std::hint::black_box;

const SHARDS: usize = 16;

pub struct Delay;

pub struct DelayedMap<M> {
    map: M,
    multiplications: u32,
}

pub struct DelayedHandle<H> {
    handle: H,
    multiplications: u32,
}

impl<K: Key, V: Value, M: ConcurrentMap<K, V>> ConcurrentMap<K, V> for DelayedMap<M> {
    type Handle<'map> = DelayedHandle<M::Handle<'map>>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        DelayedHandle { handle: self.map.handle(), multiplications: self.multiplications }
    }
}

impl<H> DelayedHandle<H> {
    fn delayed(&mut self) -> &mut H {
        let mut word = 1_u64;
        for _ in 0..self.multiplications {
            word = black_box(word.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        black_box(word);
        &mut self.handle
    }
}

impl<K: Key, V: Value, H: MapHandle<K, V>> MapHandle<K, V> for DelayedHandle<H> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.delayed().get(key)
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.delayed().insert(key, value)
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.delayed().remove(key)
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        self.delayed().update(key, operand, merge)
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        self.delayed().get_or_insert(key, value)
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        self.delayed().compare_exchange(key, current, new)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        self.delayed().for_each(limit, visit);
    }

    fn clear(&mut self) {
        self.delayed().clear();
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) {
        self.handle.load(entries);
    }

    fn len(&mut self) -> usize {
        self.delayed().len()
    }
}

impl Strategy for Delay {
    const ROW: Row = Row {
        id: "delayed",
        label: Words::name("delayed", "delayed"),
        summary: Words::new("Slower on purpose, by a known amount.", "故意放慢，幅度已知。"),
        trade_offs: Words::new(
            "Shows which differences an experiment finds.",
            "说明实验能发现多大的差异。",
        ),
        source: Source { title: "Contend", url: None },
        effort: Effort::Ready,
        available: Available::NOWHERE,
        param: Some(Param {
            name: Words::new("multiplications", "乘法次数"),
            min: 0,
            max: 10_000,
            default: 10,
            power_of_two: false,
            choices: &[],
        }),
        variants: &[],
        extra_threads: 0,
        presizes: true,
        guarantees: LOCKED_IN_PARTS,
        inside: None,
        withheld: None,
        footprint: |_, entries| footprint(SHARDS as u64, entries),
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        type Map<Vis> = Shards<
            <Vis as Visitor>::Key,
            <Vis as Visitor>::Value,
            <Vis as Visitor>::Hasher,
            RwMutex<
                Table<<Vis as Visitor>::Key, <Vis as Visitor>::Value, <Vis as Visitor>::Hasher>,
            >,
        >;
        let map = Map::<Vis>::new(SHARDS, visitor.capacity(), visitor.hasher());
        visitor.visit(DelayedMap { map, multiplications: spec.number() as u32 })
    }
}
