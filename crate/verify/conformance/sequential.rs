//! One thread's calls at random give what `std::collections::HashMap` gives. Calls that do not are cut
//! down to what it takes to show it.

use super::{Failure, Maps, Property, Suite, TestBed};
use crate::strategy::{ConcurrentMap, Hasher, Key, MapHandle, Value};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::HashMap;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[derive(Clone, Copy)]
enum Call {
    Get,
    Insert,
    Remove,
    Update,
    GetOrInsert,
    /// Of the value that the key has.
    Exchange,
    /// Of that value by itself, which the key seldom has.
    Compare,
    Clear,
    Length,
}

/// A call, with key and value as small numbers.
#[derive(Clone, Copy)]
struct Asked {
    call: Call,
    key: u64,
    value: u64,
}

/// Keys come again and again; so do lengths, which are looked at after each call.
fn at_random(count: usize) -> Vec<Asked> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let asked = |step: usize| {
        let (key, value) = (rng.next_u64() % 40, rng.next_u64() % 1000);
        let call = match rng.next_u64() % 8 {
            0 => Call::Get,
            1 => Call::Insert,
            2 => Call::Remove,
            3 => Call::Update,
            4 => Call::GetOrInsert,
            5 => Call::Exchange,
            6 => Call::Compare,
            _ if step % 500 == 499 => Call::Clear,
            _ => Call::Length,
        };
        Asked { call, key, value }
    };
    (0..count).map(asked).collect()
}

impl<B> Suite<'_, B> {
    pub fn sequential<K: Key + Debug, V: Value + Debug, S: Hasher>(
        &self,
        hasher: S,
        entry: fn(u64) -> (K, V),
    ) -> Result<(), Failure>
    where
        B: Maps<K, V, S>,
    {
        let play = |calls: &[Asked]| self.with(hasher.clone(), Sequential { calls, entry });
        let calls = at_random(self.bed.operations(10_000));
        let Err(failure) = play(&calls) else { return Ok(()) };
        // A call that panics where another was wrong is another fault.
        let fails =
            |calls: &[Asked]| matches!(catch_unwind(AssertUnwindSafe(|| play(calls))), Ok(Err(_)));
        let least = shortest(calls, fails);
        let failure = play(&least).err().unwrap_or(failure);
        Err(format!("{failure}{}", listed(&least, entry)))
    }
}

/// Calls that fail, none of which can be left out; fewer of them, if that takes too long to find.
fn shortest(mut calls: Vec<Asked>, fails: impl Fn(&[Asked]) -> bool) -> Vec<Asked> {
    const MOST_TRIES: usize = 3_000;
    let (mut chunk, mut tries) = (calls.len().div_ceil(2), 0);
    loop {
        let before = calls.len();
        let mut end = before;
        while end > 0 {
            if tries == MOST_TRIES {
                return calls;
            }
            tries += 1;
            let begin = end.saturating_sub(chunk);
            let fewer = [&calls[..begin], &calls[end..]].concat();
            if fails(&fewer) {
                calls = fewer;
            }
            end = begin;
        }
        if chunk == 1 && calls.len() == before {
            return calls;
        }
        chunk = chunk.div_ceil(2);
    }
}

/// The calls as a list, the last ones if there are many.
fn listed<K: Debug, V: Debug>(calls: &[Asked], entry: fn(u64) -> (K, V)) -> String {
    const MOST: usize = 30;
    let mut text = "\nThe fewest calls found that show it, by one thread on a new map:".to_owned();
    let skipped = calls.len().saturating_sub(MOST);
    if skipped > 0 {
        text += &format!("\n  ({skipped} calls before these)");
    }
    for asked in &calls[skipped..] {
        text += &format!("\n  {}", worded(*asked, entry));
    }
    if calls.is_empty() {
        text += " none";
    }
    text
}

fn worded<K: Debug, V: Debug>(
    Asked { call, key, value }: Asked,
    entry: fn(u64) -> (K, V),
) -> String {
    let (key, value) = (entry(key).0, entry(value).1);
    match call {
        Call::Get => format!("get({key:?})"),
        Call::Insert => format!("insert({key:?}, {value:?})"),
        Call::Remove => format!("remove({key:?})"),
        Call::Update => format!("update({key:?}, {value:?}, the operand replaces the value)"),
        Call::GetOrInsert => format!("get_or_insert({key:?}, {value:?})"),
        Call::Exchange => format!("compare_exchange({key:?}, the value it has, {value:?})"),
        Call::Compare => format!("compare_exchange({key:?}, {value:?}, {value:?})"),
        Call::Clear => "clear()".into(),
        Call::Length => "len()".into(),
    }
}

/// The calls on the map and on the model.
struct Sequential<'a, K, V> {
    calls: &'a [Asked],
    entry: fn(u64) -> (K, V),
}

impl<K: Key + Debug, V: Value + Debug> Property<K, V> for Sequential<'_, K, V> {
    fn hold<M: ConcurrentMap<K, V>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        fn keep_operand<V: Value>(_: Option<&V>, operand: &V) -> V {
            operand.clone()
        }
        let mut handle = map.handle();
        let mut model: HashMap<K, V> = HashMap::new();
        for (number, asked) in (1..).zip(self.calls) {
            let ((key, _), (_, value)) = ((self.entry)(asked.key), (self.entry)(asked.value));
            let wrong =
                |what: String| format!("call {number}, {}: {what}", worded(*asked, self.entry));
            let (got, wanted) = match asked.call {
                Call::Get => (handle.get(&key), model.get(&key).cloned()),
                Call::Insert => {
                    let wanted = model.insert(key.clone(), value.clone());
                    let got = handle.insert(key, value);
                    (if bed.guarantees.displaced { got } else { wanted.clone() }, wanted)
                }
                Call::Remove => (handle.remove(&key), model.remove(&key)),
                Call::Update => {
                    let wanted = model.insert(key.clone(), value.clone());
                    (handle.update(key, value, keep_operand), wanted)
                }
                Call::GetOrInsert => {
                    let found = model.get(&key).cloned();
                    model.entry(key.clone()).or_insert_with(|| value.clone());
                    (handle.get_or_insert(key, value), found)
                }
                Call::Exchange => {
                    let current = model.get(&key).cloned().unwrap_or_else(|| value.clone());
                    let exchanged = handle.compare_exchange(&key, &current, value.clone());
                    let there = model.contains_key(&key);
                    require!(exchanged == there, "{}", wrong(format!("{exchanged}, not {there}")));
                    model.entry(key).and_modify(|old| *old = value);
                    (None, None)
                }
                Call::Compare => {
                    let equal = model.get(&key) == Some(&value);
                    let exchanged = handle.compare_exchange(&key, &value, value.clone());
                    require!(exchanged == equal, "{}", wrong(format!("{exchanged}, not {equal}")));
                    (None, None)
                }
                Call::Clear => {
                    handle.clear();
                    model.clear();
                    (None, None)
                }
                Call::Length => (None, None),
            };
            require!(got == wanted, "{}", wrong(format!("{got:?}, not {wanted:?}")));
            let (length, wanted) = (handle.len(), model.len());
            require!(
                length == wanted,
                "{}",
                wrong(format!("len() is {length} then, not {wanted}"))
            );
        }
        let mut seen = HashMap::new();
        let (mut twice, mut order) = (false, Vec::new());
        handle.for_each(usize::MAX, |key, value| {
            twice |= seen.insert(key.clone(), value.clone()).is_some();
            order.push(key.clone());
        });
        require!(!twice && seen == model, "for_each does not show what the map holds");
        require!(!bed.guarantees.ordered || order.is_sorted(), "for_each leaves the order of keys");
        let mut visited = 0;
        handle.for_each(3, |_, _| visited += 1);
        require!(visited == model.len().min(3), "for_each with a limit of 3 visited {visited}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Listed, TestBed, number, text};
    use super::*;
    use crate::engine::Pool;
    use crate::strategy::MapSpec;
    use foldhash::fast::FixedState;

    fn failure(map: &str) -> String {
        let (spec, pool) = (&MapSpec::canonical(map).unwrap(), &Pool::new(1).unwrap());
        let guarantees = spec.guarantees();
        let bed = TestBed { spec, pool, threads: 1, guarantees, times_fewer: 1 };
        let suite = Suite { bed, maps: &Listed };
        let numbers = suite.sequential(FixedState::default(), number);
        assert_eq!(numbers.is_err(), suite.sequential(FixedState::default(), text).is_err());
        numbers.unwrap_err()
    }

    /// What each fault takes: a key to write twice, one more to suffer, a value of another's.
    #[test]
    fn the_calls_that_fail_are_cut_down_to_what_it_takes() {
        for (map, calls) in [
            ("planted-lost-update:always", 3),
            ("planted-vanished-key:always", 3),
            ("planted-double-winner:always", 2),
            ("planted-wrong-length:always", 1),
        ] {
            let failure = failure(map);
            let listed = failure.lines().filter(|line| line.starts_with("  ")).count();
            assert!((1..=calls).contains(&listed), "{map}: {failure}");
        }
    }
}
