//! The machine alone, without anybody beside it.

use super::step::Step;
use super::{Answer, Progress, Running};
use crate::model::contents::{Entry, entries};
use crate::model::layout::{Address, Bucket, Table};
use crate::model::memory::{Access, Memory, Private, Shared};
use crate::model::program::Statement;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Room for every growth of the tests.
const BUCKETS: usize = 4096;

/// A statement from its first step to its end: its answer, its items and its steps.
fn run(memory: &impl Memory, statement: Statement, random: u64) -> (Answer, Vec<(u64, u64)>) {
    let mut running = Running::new(statement, true, random);
    let mut items = Vec::new();
    loop {
        match running.step(memory) {
            Progress::Running | Progress::Allocated => {}
            Progress::Item { key, value } => items.push((key, value)),
            Progress::Done(answer) => return (answer, items),
            other => panic!("{statement:?}: {other:?}"),
        }
    }
}

fn steps(memory: &Private, statement: Statement) -> Vec<&'static str> {
    let mut running = Running::new(statement, true, 0);
    let mut names = Vec::new();
    loop {
        names.push(running.next().name());
        match running.step(memory) {
            Progress::Running | Progress::Allocated | Progress::Item { .. } => {}
            Progress::Done(_) => return names,
            other => panic!("{statement:?}: {other:?}"),
        }
    }
}

fn assign(key: u64) -> Statement {
    Statement::Assign { key, value: 100 * key }
}

/// A map that these keys were assigned to.
fn holding(keys: impl IntoIterator<Item = u64>) -> Private {
    let memory = Private::new(BUCKETS);
    for key in keys {
        run(&memory, assign(key), 0);
    }
    memory
}

/// Keys that share their low bits lie in one chain; others spread.
fn keys() -> impl Strategy<Value = u64> {
    prop_oneof![0..20_u64, (0..12_u64).prop_map(|key| key * 64), 0..200_u64]
}

fn statements() -> impl Strategy<Value = Statement> {
    prop_oneof![
        8 => (keys(), 0..1000_u64).prop_map(|(key, value)| Statement::Assign { key, value }),
        3 => keys().prop_map(|key| Statement::Access { key }),
        2 => keys().prop_map(|key| Statement::Increment { key }),
        4 => keys().prop_map(|key| Statement::Delete { key }),
        1 => Just(Statement::Range),
        1 => Just(Statement::Len),
    ]
}

/// The standard map does the same.
fn expect(map: &mut HashMap<u64, u64>, statement: Statement) -> (Answer, Vec<(u64, u64)>) {
    let mut items = Vec::new();
    let answer = match statement {
        Statement::Assign { key, value } => {
            map.insert(key, value);
            Answer::Nothing
        }
        Statement::Access { key } => {
            let found = map.get(&key);
            Answer::Value { value: found.copied().unwrap_or(0), found: found.is_some() }
        }
        Statement::Increment { key } => {
            *map.entry(key).or_default() += 1;
            Answer::Nothing
        }
        Statement::Delete { key } => {
            map.remove(&key);
            Answer::Nothing
        }
        Statement::Range => {
            items.extend(map.iter().map(|(key, value)| (*key, *value)));
            Answer::Nothing
        }
        Statement::Clear => {
            map.clear();
            Answer::Nothing
        }
        Statement::Len => Answer::Length { length: map.len() as u64 },
    };
    (answer, items)
}

fn check_contents(memory: &Private, map: &HashMap<u64, u64>) {
    let found: Vec<Entry> = entries(memory);
    assert!(found.iter().all(|entry| entry.reachable), "{found:?}");
    let mut found: Vec<_> = found.iter().map(|entry| (entry.key, entry.value)).collect();
    let mut wanted: Vec<_> = map.iter().map(|(key, value)| (*key, *value)).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    assert_eq!(memory.load(Address::COUNT), map.len() as u64);
}

fn agree(statements: &[Statement], randoms: &[u64]) {
    let memory = Private::new(BUCKETS);
    let mut map = HashMap::new();
    for (statement, random) in statements.iter().zip(randoms.iter().cycle()) {
        let (answer, mut items) = run(&memory, *statement, *random);
        let (wanted, mut all) = expect(&mut map, *statement);
        items.sort_unstable();
        all.sort_unstable();
        assert_eq!((answer, items), (wanted, all), "{statement:?}");
    }
    check_contents(&memory, &map);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn alone_it_is_a_map(
        statements in vec(statements(), 0..250),
        randoms in vec(any::<u64>(), 1..8),
    ) {
        agree(&statements, &randoms);
    }

    #[test]
    fn alone_it_is_a_map_with_clear(
        statements in vec(prop_oneof![9 => statements(), 1 => Just(Statement::Clear)], 0..120),
        randoms in vec(any::<u64>(), 1..8),
    ) {
        agree(&statements, &randoms);
    }

    /// Ranges in the midst of growth, from everywhere, see each entry once.
    #[test]
    fn a_range_sees_all(count in 0..150_u64, random in any::<u64>()) {
        let memory = holding(0..count);
        let (_, items) = run(&memory, Statement::Range, random);
        let items: BTreeMap<_, _> = items.into_iter().collect();
        prop_assert_eq!(items, (0..count).map(|key| (key, 100 * key)).collect());
    }

    /// A range whose body assigns, so that the map grows under it, sees what was there exactly once
    /// and of the rest each at most once, as Go promises.
    #[test]
    fn a_range_follows_growth(
        before in 1..60_u64,
        body in vec(0..400_u64, 0..120),
        random in any::<u64>(),
    ) {
        let memory = holding(0..before);
        let mut running = Running::new(Statement::Range, true, random);
        let mut seen = Vec::new();
        let mut body = body.into_iter();
        loop {
            match running.step(&memory) {
                Progress::Item { key, .. } => {
                    seen.push(key);
                    for key in body.by_ref().take(3) {
                        run(&memory, assign(key), 0);
                    }
                }
                Progress::Done(_) => break,
                Progress::Running | Progress::Allocated => {}
                other => panic!("{other:?}"),
            }
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), count);
        prop_assert!((0..before).all(|key| seen.binary_search(&key).is_ok()));
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever memory holds, every statement ends; nothing panics or leaves the arena.
    #[test]
    fn garbage_is_survived(
        header in vec(prop_oneof![0..12_u64, any::<u64>(), (0..4_u64).prop_map(|log2| log2 << 32 | 1)], 7),
        words in vec(prop_oneof![0..8_u64, 0..300_u64, any::<u64>()], 0..200),
        key in keys(),
        random in any::<u64>(),
        detect in any::<bool>(),
    ) {
        let shared = Shared::new(8);
        shared.allocate(3).unwrap();
        let fields = [Address::COUNT, Address::FLAGS, Address::B, Address::NOVERFLOW];
        let fields = fields.into_iter().chain([Address::NEVACUATE, Address::BUCKETS, Address::OLD_BUCKETS]);
        let fill = || {
            for (field, word) in fields.clone().zip(&header) {
                shared.store(field, *word);
            }
            for (index, word) in words.iter().enumerate() {
                shared.store(Bucket::numbered(1).word(index as u32), *word);
            }
        };
        let all = [
            assign(key),
            Statement::Access { key },
            Statement::Increment { key },
            Statement::Delete { key },
            Statement::Range,
            Statement::Clear,
            Statement::Len,
        ];
        for statement in all {
            fill();
            let mut running = Running::new(statement, detect, random);
            while matches!(
                running.step(&shared),
                Progress::Running | Progress::Allocated | Progress::Item { .. }
            ) {
                let _ = running.at(&shared);
            }
        }
        fill();
        entries(&shared.snapshot(0));
    }
}

/// Chains that were long leave overflow buckets behind: growth to the same size, with every entry
/// still there.
#[test]
fn same_size_growth_happens_and_keeps_everything() {
    let memory = Private::new(BUCKETS);
    let mut map = HashMap::new();
    let mut same_size = false;
    // Eight buckets from 27 keys on; then each chain is made long and thin again.
    let spread = (0..28_u64).map(|key| (key, true));
    let long = (0..12_u64).flat_map(|low| {
        let chain = move |n: u64| low % 8 + 64 * (n + 1);
        (0..9).map(move |n| (chain(n), true)).chain((0..8).map(move |n| (chain(n), false)))
    });
    for (key, insert) in spread.chain(long) {
        let statement = if insert { assign(key) } else { Statement::Delete { key } };
        run(&memory, statement, 0);
        expect(&mut map, statement);
        same_size |= memory.load(Address::FLAGS) & 8 != 0;
        check_contents(&memory, &map);
    }
    assert!(same_size, "no growth to the same size");
}

/// One access to shared memory at most, and what [`Running::at`] foretold.
#[test]
fn each_step_makes_one_access_at_most() {
    struct Counting<'a>(&'a Private, std::cell::Cell<u32>);
    impl Memory for Counting<'_> {
        fn load(&self, at: Address) -> u64 {
            self.1.set(self.1.get() + 1);
            self.0.load(at)
        }
        fn store(&self, at: Address, word: u64) {
            self.1.set(self.1.get() + 1);
            self.0.store(at, word);
        }
        fn set_bits(&self, at: Address, bits: u64) {
            self.1.set(self.1.get() + 1);
            self.0.set_bits(at, bits);
        }
        fn allocate(&self, log2: u8) -> Option<Table> {
            self.0.allocate(log2)
        }
    }
    let memory = Private::new(BUCKETS);
    let counting = Counting(&memory, 0.into());
    let program = (0..30)
        .map(assign)
        .chain((0..15).map(|key| Statement::Delete { key: key * 2 }))
        .chain([Statement::Range, Statement::Len, Statement::Access { key: 3 }])
        .chain([Statement::Increment { key: 3 }, Statement::Clear, assign(1)]);
    for statement in program {
        let mut running = Running::new(statement, true, 5);
        loop {
            let foretold = running.at(&memory).access;
            counting.1.set(0);
            let progress = running.step(&counting);
            assert_eq!(counting.1.get(), u32::from(foretold != Access::Local), "{running:?}");
            if let Access::Store { at, new, .. } = foretold {
                assert_eq!(memory.load(at), new);
            }
            if matches!(progress, Progress::Done(_)) {
                break;
            }
        }
    }
}

fn repeated(name: &'static str, times: usize) -> impl Iterator<Item = &'static str> {
    std::iter::repeat_n(name, times)
}

const HEAD: [&str; 3] = ["check-flags", "toggle-load", "toggle-store"];
const TAIL: [&str; 3] = ["check-held", "release-load", "release-store"];

/// `mapassign` of a new key: search, room, key, tophash, count, and the value by the caller at last.
#[test]
fn the_order_of_a_new_keys_assign() {
    let memory = holding([1]);
    let wanted: Vec<_> = HEAD
        .into_iter()
        .chain(["first-table-load", "load-b", "load-old-buckets", "load-buckets"])
        // Slot 0 is full and of another tophash, slot 1 is the rest.
        .chain(repeated("search-tophash", 2))
        .chain(["insert-growing", "insert-count", "insert-b", "insert-noverflow"])
        .chain(["key-store", "tophash-store", "count-load", "count-store"])
        .chain(TAIL)
        .chain(["value-store"])
        .collect();
    assert_eq!(steps(&memory, assign(2)), wanted);
}

#[test]
fn the_order_of_a_first_assign() {
    let wanted: Vec<_> = HEAD
        .into_iter()
        .chain(["first-table-load", "first-table-allocate", "first-table-store"])
        .chain(["load-b", "load-old-buckets", "load-buckets", "search-tophash"])
        .chain(["insert-growing", "insert-count", "insert-b", "insert-noverflow"])
        .chain(["key-store", "tophash-store", "count-load", "count-store"])
        .chain(TAIL)
        .chain(["value-store"])
        .collect();
    assert_eq!(steps(&Private::new(4), assign(2)), wanted);
}

#[test]
fn the_order_of_an_existing_keys_assign_and_increment() {
    let memory = holding([1, 2]);
    let common: Vec<_> = HEAD
        .into_iter()
        .chain(["first-table-load", "load-b", "load-old-buckets", "load-buckets"])
        .chain(repeated("search-tophash", 2))
        .chain(["search-key"])
        .chain(TAIL)
        .collect();
    let with = |tail: &[&'static str]| [&common, tail].concat();
    assert_eq!(steps(&memory, assign(2)), with(&["value-store"]));
    let increment = steps(&memory, Statement::Increment { key: 2 });
    assert_eq!(increment, with(&["value-load", "value-store"]));
}

#[test]
fn the_order_of_an_access() {
    let memory = holding([1, 2]);
    let head = ["check-count", "check-flags", "load-b", "load-buckets", "load-old-buckets"];
    let found: Vec<_> = head
        .into_iter()
        .chain(repeated("search-tophash", 2))
        .chain(["search-key", "value-load"])
        .collect();
    assert_eq!(steps(&memory, Statement::Access { key: 2 }), found);
    let missing: Vec<_> = head.into_iter().chain(repeated("search-tophash", 3)).collect();
    assert_eq!(steps(&memory, Statement::Access { key: 3 }), missing);
    assert_eq!(steps(&Private::new(1), Statement::Access { key: 3 }), ["check-count"]);
}

/// The last entry of a bucket: its slot becomes the rest, and so does the empty one before it.
#[test]
fn the_order_of_a_delete() {
    let memory = holding([1, 2, 3]);
    run(&memory, Statement::Delete { key: 2 }, 0);
    let wanted: Vec<_> = ["check-count"]
        .into_iter()
        .chain(HEAD)
        .chain(["load-b", "load-old-buckets", "load-buckets"])
        .chain(repeated("search-tophash", 3))
        .chain(["search-key", "delete-value", "delete-tophash", "delete-next"])
        .chain(["rest-store", "rest-tophash", "rest-store", "rest-tophash"])
        .chain(["count-load", "count-store"])
        .chain(TAIL)
        .collect();
    assert_eq!(steps(&memory, Statement::Delete { key: 3 }), wanted);
}

/// The ninth key: B from 0 to 1, the one old bucket moved at once, growth over, the key placed.
#[test]
fn the_order_of_an_assign_that_grows_the_map() {
    let memory = holding(0..8);
    let moved = [
        "evacuate-tophash",
        "evacuate-hash",
        "evacuate-mark",
        "evacuate-tophash-store",
        "evacuate-key-load",
        "evacuate-key-store",
        "evacuate-value-load",
        "evacuate-value-store",
    ];
    let wanted: Vec<_> = HEAD
        .into_iter()
        .chain(["first-table-load", "load-b", "load-old-buckets", "load-buckets"])
        .chain(repeated("search-tophash", 8))
        .chain(["search-overflow", "insert-growing", "insert-count", "insert-b"])
        .chain(["grow-count", "grow-b", "grow-buckets", "grow-allocate", "grow-flags-load"])
        .chain(["grow-b-load", "grow-b-store", "grow-flags-store", "grow-old-store"])
        .chain(["grow-buckets-store", "grow-nevacuate-store", "grow-noverflow-store"])
        .chain(["load-b", "load-old-buckets", "work-b", "work-same-size"])
        .chain(["evacuate-old", "evacuate-b", "evacuate-same-size", "evacuate-state"])
        .chain(["evacuate-buckets"])
        .chain(std::iter::repeat_n(moved, 8).flatten())
        .chain(["evacuate-next", "mark-compare", "mark-load", "mark-store", "mark-free"])
        .chain(["mark-same-load", "mark-same-store", "work-growing", "load-buckets"])
        // Four of the eight went to either half.
        .chain(repeated("search-tophash", 5))
        .chain(["insert-growing", "insert-count", "insert-b", "insert-noverflow"])
        .chain(["key-store", "tophash-store", "count-load", "count-store"])
        .chain(TAIL)
        .chain(["value-store"])
        .collect();
    assert_eq!(steps(&memory, assign(8)), wanted);
}

/// The fifty-third key doubles eight buckets; each write then moves two of the old ones, its own and
/// the one at the mark, and a read none.
#[test]
fn growth_goes_on_with_each_write() {
    let memory = holding(0..53);
    let mut marks = vec![memory.load(Address::NEVACUATE)];
    for key in [1, 3] {
        run(&memory, Statement::Delete { key }, 0);
        run(&memory, Statement::Access { key: 6 }, 0);
        marks.push(memory.load(Address::NEVACUATE));
    }
    // Key 52 moved buckets 4 and 0; then 1 and 2; then 3 and, past 4, 5.
    assert_eq!(marks, [1, 3, 6]);
    assert_ne!(memory.load(Address::OLD_BUCKETS), 0);
    run(&memory, assign(6), 0);
    assert_eq!(memory.load(Address::OLD_BUCKETS), 0);
}

#[test]
fn steps_are_small_enough_to_copy() {
    assert!(size_of::<Running>() <= 320, "{}", size_of::<Running>());
    assert_eq!(size_of::<Step>(), 2);
}
