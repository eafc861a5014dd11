//! Random sequences of calls give what `std::collections::HashMap` gives, for every strategy,
//! kind of key and quality of hash; a sequence that does not is cut down to what it takes.
#![cfg(feature = "selftest")]

mod common;

use contend::strategy::build;
use contend::strategy::{ConcurrentMap, Hasher, Key, MapHandle, MapSpec, Merge, Value, Visitor};
use contend::verify::conformance::Coarse;
use foldhash::fast::FixedState;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRng, TestRunner};
use std::collections::HashMap;
use std::fmt::Debug;

/// A call, with keys and values as small numbers.
#[derive(Clone, Debug)]
enum Call {
    Get(u64),
    Insert(u64, u64),
    Remove(u64),
    Update(u64, u64),
    GetOrInsert(u64, u64),
    CompareExchange(u64, u64, u64),
    Walk(usize),
    Clear,
}

/// Few keys and fewer values, so that sequences come back to both.
fn calls() -> impl Strategy<Value = Vec<Call>> {
    let (key, value) = (|| 0..12_u64, || 0..4_u64);
    let call = prop_oneof![
        3 => key().prop_map(Call::Get),
        6 => (key(), value()).prop_map(|(key, value)| Call::Insert(key, value)),
        3 => key().prop_map(Call::Remove),
        2 => (key(), value()).prop_map(|(key, value)| Call::Update(key, value)),
        2 => (key(), value()).prop_map(|(key, value)| Call::GetOrInsert(key, value)),
        3 => (key(), value(), value()).prop_map(|(key, old, new)| {
            Call::CompareExchange(key, old, new)
        }),
        1 => (0..15_usize).prop_map(Call::Walk),
        1 => Just(Call::Clear),
    ];
    vec(call, 0..120)
}

/// A kind of entry.
struct Kind<K, V> {
    key: fn(u64) -> K,
    value: fn(u64) -> V,
    merge: Merge<V>,
}

const NUMBERS: Kind<u64, u64> = Kind {
    key: |number| number << 58 | number,
    value: |number| number,
    merge: |old, operand| old.map_or(*operand, |old| old * 5 + operand),
};

const TEXTS: Kind<String, Vec<u8>> = Kind {
    key: |number| "k".repeat(number as usize),
    value: |number| vec![number as u8; 40],
    merge: |old, operand| {
        let old = old.into_iter().flatten();
        old.chain(operand).copied().take(200).collect()
    },
};

/// Plays the calls on the map and on the model.
struct Compared<'a, K, V, S> {
    calls: &'a [Call],
    kind: &'a Kind<K, V>,
    hasher: S,
    displaced: bool,
}

impl<K: Key + Debug, V: Value + Debug, S: Hasher> Visitor for Compared<'_, K, V, S> {
    type Key = K;
    type Value = V;
    type Hasher = S;
    type Output = Result<(), String>;

    fn hasher(&self) -> S {
        self.hasher.clone()
    }

    fn visit<M: ConcurrentMap<K, V>>(self, map: M) -> Self::Output {
        let Kind { key, value, merge } = *self.kind;
        let mut handle = map.handle();
        let mut model: HashMap<K, V> = HashMap::new();
        for (step, call) in self.calls.iter().enumerate() {
            let (got, wanted) = match *call {
                Call::Get(k) => (handle.get(&key(k)), model.get(&key(k)).cloned()),
                Call::Insert(k, v) => {
                    let old = model.insert(key(k), value(v));
                    let got = handle.insert(key(k), value(v));
                    (if self.displaced { got } else { old.clone() }, old)
                }
                Call::Remove(k) => (handle.remove(&key(k)), model.remove(&key(k))),
                Call::Update(k, v) => {
                    let old = model.get(&key(k)).cloned();
                    model.insert(key(k), merge(old.as_ref(), &value(v)));
                    (handle.update(key(k), value(v), merge), old)
                }
                Call::GetOrInsert(k, v) => {
                    let old = model.get(&key(k)).cloned();
                    model.entry(key(k)).or_insert(value(v));
                    (handle.get_or_insert(key(k), value(v)), old)
                }
                Call::CompareExchange(k, old, new) => {
                    let equal = model.get(&key(k)) == Some(&value(old));
                    if equal {
                        model.insert(key(k), value(new));
                    }
                    let exchanged = handle.compare_exchange(&key(k), &value(old), value(new));
                    if exchanged != equal {
                        return Err(format!("call {step} exchanged: {exchanged}, not {equal}"));
                    }
                    (None, None)
                }
                Call::Walk(limit) => {
                    let mut seen = Vec::new();
                    handle.for_each(limit, |key, value| seen.push((key.clone(), value.clone())));
                    let there = |(key, value): &(K, V)| model.get(key) == Some(value);
                    if seen.len() != limit.min(model.len()) || !seen.iter().all(there) {
                        return Err(format!("call {step} walked past {seen:?} of {model:?}"));
                    }
                    (None, None)
                }
                Call::Clear => {
                    handle.clear();
                    model.clear();
                    (None, None)
                }
            };
            if got != wanted {
                return Err(format!("call {step} gave {got:?}, not {wanted:?}"));
            }
        }
        let mut contents = HashMap::new();
        let mut visits = 0;
        handle.for_each(usize::MAX, |key, value| {
            visits += 1;
            contents.insert(key.clone(), value.clone());
        });
        let length = handle.len();
        if contents != model || visits != model.len() || length != model.len() {
            return Err(format!("{length} entries, {contents:?} in {visits}, not {model:?}"));
        }
        Ok(())
    }
}

/// Runs one sequence on a fresh map; what differed, if anything.
fn differs<K: Key + Debug, V: Value + Debug, S: Hasher>(
    spec: &MapSpec,
    kind: &Kind<K, V>,
    hasher: &S,
    calls: &[Call],
) -> Result<(), String> {
    let displaced = spec.guarantees().displaced;
    build(spec, Compared { calls, kind, hasher: hasher.clone(), displaced })
}

/// A sequence that tells the map from the model, none of whose calls can be left out.
fn difference<K: Key + Debug, V: Value + Debug, S: Hasher>(
    spec: &MapSpec,
    kind: &Kind<K, V>,
    hasher: S,
    cases: u32,
) -> Option<(Vec<Call>, String)> {
    let max_shrink_iters = 10_000;
    let config = Config { cases, max_shrink_iters, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let outcome = TestRunner::new_with_rng(config, rng)
        .run(&calls(), |calls| differs(spec, kind, &hasher, &calls).map_err(TestCaseError::fail));
    let mut calls = match outcome {
        Ok(()) => return None,
        Err(TestError::Fail(_, calls)) => calls,
        Err(TestError::Abort(reason)) => panic!("{spec}: {reason}"),
    };
    // Shrinking tries to leave out each call once, before it makes the others simpler. What was
    // needed then may not be now.
    let mut place = calls.len();
    while place > 0 {
        place -= 1;
        let left_out = calls.remove(place);
        match differs(spec, kind, &hasher, &calls) {
            Ok(()) => calls.insert(place, left_out),
            Err(_) => place = calls.len(),
        }
    }
    let difference = differs(spec, kind, &hasher, &calls).expect_err("it differs without more");
    Some((calls, difference))
}

#[test]
fn every_strategy_does_what_a_plain_map_does() {
    for spec in common::honest().iter().filter(|spec| spec.stores()) {
        let found = [
            difference(spec, &NUMBERS, FixedState::default(), 48),
            difference(spec, &NUMBERS, Coarse(0), 24),
            difference(spec, &NUMBERS, Coarse(0xf), 24),
            difference(spec, &TEXTS, FixedState::default(), 24),
            difference(spec, &TEXTS, Coarse(0), 24),
            difference(spec, &TEXTS, Coarse(0xf), 24),
        ];
        assert!(found.iter().all(Option::is_none), "{spec}: {found:#?}");
    }
}

/// Each fault is found, and what is left of the sequence is the least that shows it: two entries
/// for a neighbour to suffer, a write to be stale against, and so on.
#[test]
fn a_planted_fault_is_found_and_shrunk() {
    let least = [
        ("planted-lost-update", 2),
        ("planted-stale-read", 3),
        ("planted-foreign-value", 3),
        ("planted-vanished-key", 2),
        ("planted-swapped-key", 3),
        ("planted-double-winner", 2),
        ("planted-wrong-length", 0),
    ];
    for (id, length) in least {
        let spec = MapSpec::canonical(&format!("{id}:always")).unwrap();
        for found in [
            difference(&spec, &NUMBERS, FixedState::default(), 48),
            difference(&spec, &TEXTS, Coarse(0), 48),
        ] {
            let (calls, message) = found.unwrap_or_else(|| panic!("{id} passed"));
            assert_eq!(calls.len(), length, "{id}: {calls:?}: {message}");
        }
    }
}
