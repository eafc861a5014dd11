//! What many threads must not break, each a property of one freshly built map.

use super::{Failure, Property, TestBed};
use crate::strategy::{ConcurrentMap, Iteration, Key, MapHandle, Value};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

/// Each thread inserts and removes at random; what is there at the end is what the returned
/// values say, key by key. Whoever reads a key finds its value, whole, or nothing.
pub struct Conservation<F>(pub F);

impl<K: Key, V: Value, F: Fn(u64) -> (K, V) + Sync> Property<K, V> for Conservation<F> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        const KEYS: u64 = 64;
        // Large values take their time, and a map may copy all of them for each write.
        let operations = bed.operations(if size_of::<V>() > 256 { 4_000 } else { 20_000 });
        let entry = &self.0;
        let balances = bed.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            let mut balance = vec![0_i64; KEYS as usize];
            for _ in 0..operations / bed.threads {
                let index = rng.next_u64() % KEYS;
                let (key, value) = entry(index);
                let place = &mut balance[index as usize];
                let found = match rng.next_u64() % 4 {
                    0 if bed.guarantees.displaced => {
                        let old = handle.insert(key, value);
                        *place += i64::from(old.is_none());
                        old
                    }
                    0 | 1 => {
                        let old = handle.get_or_insert(key, value);
                        *place += i64::from(old.is_none());
                        old
                    }
                    2 => handle.get(&key),
                    _ => {
                        let removed = handle.remove(&key);
                        *place -= i64::from(removed.is_some());
                        removed
                    }
                };
                if found.is_some_and(|found| found != entry(index).1) {
                    return Err(format!("entry {index} was read with another value"));
                }
            }
            Ok(balance)
        })?;
        let balances: Vec<Vec<i64>> = balances.into_iter().collect::<Result<_, _>>()?;
        let mut handle = map.handle();
        let mut entries = 0;
        for index in 0..KEYS {
            let balance: i64 = balances.iter().map(|balance| balance[index as usize]).sum();
            let (key, value) = entry(index);
            let found = handle.get(&key);
            entries += usize::from(found.is_some());
            require!(balance == i64::from(found.is_some()), "entry {index}: balance {balance}");
            require!(found.is_none_or(|found| found == value), "entry {index} has another value");
        }
        require!(handle.len() == entries, "len {} of {entries} entries", handle.len());
        Ok(())
    }
}

/// One thread clears while the others write: nothing is invented, and at rest the length, a walk
/// and the reads agree.
pub struct ClearedMeanwhile;

impl Property<u64, u64> for ClearedMeanwhile {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        const KEYS: u64 = 256;
        let clears = bed.operations(40);
        // For writers whose clearer waits for them, or has died.
        const MOST_STEPS: usize = 20_000;
        let clearing = AtomicBool::new(true);
        let invented = bed.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            let mut work = |handle: &mut M::Handle<'_>| {
                let key = rng.next_u64() % KEYS;
                let found = match rng.next_u64() % 4 {
                    0 | 1 => handle.insert(key, key * 3),
                    2 => handle.remove(&key),
                    _ => handle.get(&key),
                };
                found.filter(|value| *value != key * 3).map(|_| key)
            };
            if number == 0 {
                let round = |_| {
                    handle.clear();
                    (0..20).find_map(|_| work(handle))
                };
                let invented = (0..clears).find_map(round);
                clearing.store(false, SeqCst);
                return invented;
            }
            let going = |_: &usize| clearing.load(SeqCst);
            (0..MOST_STEPS).take_while(going).find_map(|_| work(handle))
        })?;
        let invented = invented.into_iter().flatten().next();
        require!(invented.is_none(), "key {invented:?} had a value that was never written");
        let mut handle = map.handle();
        let there: Vec<u64> = (0..KEYS).filter(|key| handle.get(key).is_some()).collect();
        let length = handle.len();
        require!(length == there.len(), "len {length} of {} entries", there.len());
        let mut walked = Vec::new();
        handle.for_each(usize::MAX, |&key, &value| walked.push((key, value)));
        walked.sort_unstable();
        let wanted: Vec<(u64, u64)> = there.iter().map(|&key| (key, key * 3)).collect();
        require!(walked == wanted, "a walk at rest met {} of {length} entries", walked.len());
        handle.clear();
        let left = (0..KEYS).find(|key| handle.get(key).is_some());
        require!(handle.is_empty() && left.is_none(), "key {left:?} is left after a clear at rest");
        Ok(())
    }
}

/// Concurrent increments lose nothing.
pub struct ExactSums;

impl Property<u64, u64> for ExactSums {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if !bed.guarantees.atomic_update {
            return Ok(());
        }
        let each = (bed.operations(20_000) / bed.threads) as u64;
        bed.clients(map, |_, handle| {
            for step in 0..each {
                handle.update(step % 7, 1, |old, by| old.map_or(*by, |old| old + by));
            }
        })?;
        let mut handle = map.handle();
        let sum: u64 = (0..7).filter_map(|key| handle.get(&key)).sum();
        let wanted = each * bed.threads as u64;
        require!(sum == wanted, "{wanted} increments made {sum}");
        Ok(())
    }
}

/// All threads try to insert each key; exactly one succeeds, and all then see its value.
pub struct OneWinner;

impl Property<u64, u64> for OneWinner {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        let keys = bed.operations(2_000) as u64;
        let seen = bed.clients(map, |number, handle| {
            let mine = number as u64 + 1;
            let settle = |key| handle.get_or_insert(key, mine).unwrap_or(mine);
            let values: Vec<u64> = (0..keys).map(settle).collect();
            (mine, values)
        })?;
        for key in 0..keys as usize {
            let winner = seen[0].1[key];
            require!(
                seen.iter().all(|(_, values)| values[key] == winner),
                "key {key}: two winners"
            );
        }
        Ok(())
    }
}

/// Threads step one counter by compare-exchange; every success is one step.
pub struct ExchangeRace;

impl Property<u64, u64> for ExchangeRace {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if !bed.guarantees.atomic_update {
            return Ok(());
        }
        map.handle().insert(1, 0);
        let successes = bed.clients(map, |_, handle| {
            let attempt = |_: &u32| {
                let current = handle.get(&1).unwrap_or(u64::MAX);
                handle.compare_exchange(&1, &current, current + 1)
            };
            (0..(bed.operations(10_000) / bed.threads) as u32).filter(attempt).count() as u64
        })?;
        let (total, end) = (successes.iter().sum::<u64>(), map.handle().get(&1));
        require!(end == Some(total), "{total} successful exchanges made {end:?}");
        Ok(())
    }
}

/// While others insert and remove odd keys, a walk visits every even key and, unless the row says
/// that walks may repeat, no key twice.
pub struct PresentThroughout;

impl Property<u64, u64> for PresentThroughout {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if bed.guarantees.iteration == Iteration::None {
            return Ok(());
        }
        const KEYS: u64 = 512;
        let repeats = bed.guarantees.iteration == Iteration::Repeating;
        let mut handle = map.handle();
        for key in 0..KEYS {
            handle.insert(key * 2, key);
        }
        drop(handle);
        let walks = bed.clients(map, |number, handle| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            for _ in 0..bed.operations(50) {
                for _ in 0..100 {
                    let odd = rng.next_u64() % KEYS * 2 + 1;
                    match rng.next_u64() % 2 {
                        0 => handle.insert(odd, 0),
                        _ => handle.remove(&odd),
                    };
                }
                let mut visits: HashMap<u64, u32> = HashMap::new();
                handle.for_each(usize::MAX, |&key, _| *visits.entry(key).or_default() += 1);
                let missed = (0..KEYS).map(|key| key * 2).find(|key| !visits.contains_key(key));
                let again = |(_, count): &(&u64, &u32)| **count > 1 && !repeats;
                let twice = visits.iter().find(again).map(|(key, _)| *key);
                if missed.is_some() || twice.is_some() {
                    return Err(format!("a walk missed {missed:?} and met {twice:?} twice"));
                }
            }
            Ok(())
        })?;
        walks.into_iter().collect()
    }
}

/// One thread stores keys in order and removes them in order, over and over. At each instant the
/// map holds all keys up to one, or all from one on, and so does what a snapshot shows.
pub struct WholeSnapshots;

impl Property<u64, u64> for WholeSnapshots {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if bed.guarantees.iteration != Iteration::Snapshot {
            return Ok(());
        }
        const KEYS: u64 = 100;
        let walks = bed.operations(60);
        // For a writer that walkers overtake, or whose walkers have died.
        const MOST_PASSES: usize = 500;
        let walking = AtomicUsize::new(bed.threads - 1);
        let torn = bed.clients(map, |number, handle| {
            if number == 0 {
                for _ in 0..MOST_PASSES {
                    for key in 0..KEYS {
                        handle.insert(key, key);
                    }
                    for key in 0..KEYS {
                        handle.remove(&key);
                    }
                    if walking.load(SeqCst) == 0 {
                        break;
                    }
                }
                return None;
            }
            let walk = |_| {
                let mut keys = Vec::new();
                handle.for_each(usize::MAX, |&key, _| keys.push(key));
                keys.sort_unstable();
                (!is_whole(&keys, KEYS)).then_some(keys)
            };
            let torn = (0..walks).find_map(walk);
            walking.fetch_sub(1, SeqCst);
            torn
        })?;
        match torn.into_iter().flatten().next() {
            Some(keys) => Err(format!("a walk met {keys:?}, which was never all there was")),
            None => Ok(()),
        }
    }
}

/// Whether these are all numbers up to one of them, or all from one of them on.
fn is_whole(keys: &[u64], all: u64) -> bool {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return true };
    let unbroken = keys.len() as u64 == last - first + 1;
    unbroken && (*first == 0 || *last == all - 1)
}
