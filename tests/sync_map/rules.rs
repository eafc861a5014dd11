//! The rules once more, as plain maps, against random operations.

use super::{Shape, empty, shape, sum};
use contend::strategy::{ConcurrentMap, MapHandle};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;

/// The rules as plain maps: a state for each read key, and the dirty keys.
#[derive(Default)]
struct Rules {
    /// `None` is a deleted or an expunged key, whichever `dirty` says.
    read: BTreeMap<u64, Option<u64>>,
    /// Keys of the dirty table, with the values of those that `read` lacks.
    dirty: Option<BTreeMap<u64, u64>>,
    misses: usize,
}

impl Rules {
    fn value(&self, key: u64) -> Option<u64> {
        match self.read.get(&key) {
            Some(value) => *value,
            None => self.dirty.as_ref()?.get(&key).copied(),
        }
    }

    fn dirty_only(&self, key: u64) -> bool {
        let dirty = self.dirty.as_ref();
        !self.read.contains_key(&key) && dirty.is_some_and(|dirty| dirty.contains_key(&key))
    }

    /// A look into the dirty table.
    fn missed(&mut self) {
        self.misses += 1;
        if self.dirty.as_ref().is_some_and(|dirty| self.misses >= dirty.len()) {
            self.promote();
        }
    }

    fn promote(&mut self) {
        let Some(dirty) = self.dirty.take() else { return };
        let promoted = dirty.into_iter();
        self.read = promoted
            .map(|(key, value)| (key, self.read.get(&key).copied().unwrap_or(Some(value))))
            .collect();
        self.misses = 0;
    }

    fn put(&mut self, key: u64, value: u64) {
        let read = &self.read;
        let copy = || read.iter().filter_map(|(key, value)| Some((*key, (*value)?))).collect();
        match self.read.get(&key) {
            // With no dirty table nothing is expunged, and none is made.
            Some(_) => _ = self.dirty.as_mut().map(|dirty| dirty.insert(key, value)),
            None => _ = self.dirty.get_or_insert_with(copy).insert(key, value),
        }
        if let Some(held) = self.read.get_mut(&key) {
            *held = Some(value);
        }
    }

    fn remove(&mut self, key: u64) {
        if let Some(held) = self.read.get_mut(&key) {
            *held = None;
        } else if let Some(dirty) = &mut self.dirty {
            dirty.remove(&key);
            self.missed();
        }
    }

    fn shape(&self) -> Shape {
        let in_dirty = |key: &u64| self.dirty.as_ref().is_none_or(|dirty| dirty.contains_key(key));
        let gone = self.read.iter().filter(|(_, value)| value.is_none());
        let (deleted, expunged): (Vec<_>, Vec<_>) = gone.partition(|(key, _)| in_dirty(key));
        let dirty = self.dirty.as_ref().map_or(0, BTreeMap::len);
        let new = self.dirty.iter().flatten().filter(|(key, _)| !self.read.contains_key(key));
        let live = self.read.len() - deleted.len() - expunged.len() + new.count();
        let sizes = (self.read.len(), self.dirty.is_some(), dirty, self.misses);
        (sizes, (live, deleted.len(), expunged.len()))
    }
}

#[test]
fn random_operations_follow_the_rules_step_by_step() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let (map, mut rules) = (empty(), Rules::default());
    let mut handle = map.handle();
    for step in 0..30_000_u64 {
        let key = rng.next_u64() % 12;
        let before = rules.value(key);
        let missed = rules.dirty_only(key);
        let operation = rng.next_u64() % 16;
        match operation {
            0..4 => {
                assert_eq!(handle.get(&key), before);
                if rules.dirty.is_some() && !rules.read.contains_key(&key) {
                    rules.missed();
                }
            }
            4..7 => {
                assert_eq!(handle.insert(key, step), before);
                rules.put(key, step);
            }
            7..12 => {
                assert_eq!(handle.remove(&key), before);
                rules.remove(key);
            }
            12..15 => {
                let wanted = match operation {
                    12 => {
                        assert_eq!(handle.update(key, 1, sum), before);
                        Some(before.unwrap_or(0) + 1)
                    }
                    13 => {
                        assert_eq!(handle.get_or_insert(key, step), before);
                        before.is_none().then_some(step)
                    }
                    _ => {
                        let current = before.unwrap_or(step) + rng.next_u64() % 2;
                        let equal = before == Some(current);
                        assert_eq!(handle.compare_exchange(&key, &current, step), equal);
                        equal.then_some(step)
                    }
                };
                if let Some(value) = wanted {
                    rules.put(key, value);
                }
                if missed {
                    rules.missed();
                }
            }
            _ if step % 64 == 0 => {
                handle.clear();
                rules = Rules::default();
            }
            _ if step % 8 == 0 => {
                let live = handle.len();
                rules.promote();
                assert_eq!(live, rules.shape().1.0);
            }
            _ => {}
        }
        assert_eq!(shape(&map), rules.shape(), "step {step}, operation {operation}, key {key}");
    }
}
