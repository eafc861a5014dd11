//! The search against plain recursion, and outcome sets against what is derived by hand.
//!
//! An outcome's text: `1=10,2=200*2,3=300!;count=3;2.0=10` is a map with key 2 in two slots and key 3
//! out of reach, and what the second goroutine's first statement was told. `1:WritesAtExit` is the
//! first goroutine's fatal error.

use super::*;
use crate::model::program::Statement;
use crate::model::world::World;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const MOST: usize = 2_000_000;

fn program(text: &str) -> Program {
    let (program, adjusted) = Program::read(text).expect(text);
    assert!(!adjusted);
    program
}

fn search(text: &str, detect: bool) -> Findings {
    let found = Search::new(&program(text), detect, MOST).finish();
    assert!(!found.bounded, "{text}");
    found
}

fn outcomes(text: &str, detect: bool) -> BTreeSet<String> {
    search(text, detect).outcomes.iter().map(|found| found.outcome.to_string()).collect()
}

/// Exactly these with the checks off, and with them on these and the errors.
fn assert_outcomes<'a>(text: &str, finished: &[&'a str], errors: &[&'a str]) {
    let set = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(outcomes(text, false), set(finished), "{text}, checks off");
    assert_eq!(outcomes(text, true), set(&[finished, errors].concat()), "{text}, checks on");
}

/// The errors of two writers. At entry: the other has stored its flag and not yet cleared it. At exit:
/// both came in before either had stored the flag. If then both loaded it before either stored it, it
/// is set, and whoever ends first clears it under the other; if one stored before the other loaded, the
/// other's xor takes it away. Both finish only if the flag is set and both make their last check
/// before either clears it; between entry and that check they are free.
const TWO_WRITERS: &[&str] =
    &["1:WritesAtEntry", "2:WritesAtEntry", "1:WritesAtExit", "2:WritesAtExit"];

/// Both look for key 1 behind key 2. Who sees the slot behind it empty takes it; who sees the tophash
/// sees the key as well, for that is stored first, and finds an existing entry. Nothing else is ever
/// empty before it, so if both take a slot it is the same one, with the same key and tophash. The
/// value stored last stays. Who takes a slot counts it: once if one did; if both did, twice, or once
/// when both loaded the count before either stored it.
#[test]
fn two_assigns_to_one_new_key() {
    let finished =
        ["1=10,2=200;count=2", "1=20,2=200;count=2", "1=10,2=200;count=3", "1=20,2=200;count=3"];
    assert_outcomes("2~a1:10+a1:20", &finished, TWO_WRITERS);
}

/// As before; and since there is no bucket yet, both may make one. The one stored last is the map's.
/// An entry in the other one is gone, but it was the same key's, and was counted.
#[test]
fn two_assigns_to_one_key_of_an_empty_map() {
    let finished = ["1=10;count=1", "1=20;count=1", "1=10;count=2", "1=20;count=2"];
    assert_outcomes("~a1:10+a1:20", &finished, TWO_WRITERS);
}

/// Keys 1 and 2 of an empty map. Serial: both are there. Otherwise both may choose slot 0 of one
/// bucket, or fill a bucket each of which one is lost. Lost bucket: the other key alone, its value its
/// own, counted as one or two. One slot: the key is whose key store came last, the tophash whose
/// tophash store came last, the value whose value store came last, and any combination of the three is
/// possible, since after the choice nobody looks any more. With the other's tophash the entry is out
/// of reach. (Each writes key before tophash before value, but the other's three may fall anywhere
/// between.) The count is two or, if both loaded it before either stored, one.
///
/// With both keys there the count can be one as well: in slots of their own, if the second counted
/// from a count loaded before the first's was stored. For that the second must have seen the first's
/// tophash before the first loaded the count, which is before it stored it.
#[test]
fn two_assigns_to_two_new_keys() {
    let mut finished = vec!["1=100,2=200;count=2", "1=100,2=200;count=1"];
    finished.extend(["1=100;count=1", "1=100;count=2", "2=200;count=1", "2=200;count=2"]);
    finished.extend(["1=200;count=1", "1=200;count=2", "2=100;count=1", "2=100;count=2"]);
    finished.extend(["1=100!;count=1", "1=100!;count=2", "2=200!;count=1", "2=200!;count=2"]);
    finished.extend(["1=200!;count=1", "1=200!;count=2", "2=100!;count=1", "2=100!;count=2"]);
    assert_outcomes("~a1+a2", &finished, TWO_WRITERS);
}

/// The reader passes the slot before its tophash is stored and misses the key; or finds it and loads
/// the value before or after the assign's caller has stored it, which is after the call has returned.
/// So a zero that nobody stored is read even where nothing is thrown. The reader writes nothing, so
/// the assign always finishes.
#[test]
fn an_assign_against_an_access() {
    let map = "1=10,2=200;count=2;2.0=";
    let finished = ["none", "10", "0"].map(|reported| format!("{map}{reported}"));
    let finished: Vec<&str> = finished.iter().map(String::as_str).collect();
    assert_outcomes("2~a1:10+g1", &finished, &["2:ReadAndWrite"]);
}

/// A key that is there: its slot never changes, only its value, from 100 to 10.
#[test]
fn an_overwrite_against_an_access() {
    let finished = ["1=10;count=1;2.0=100", "1=10;count=1;2.0=10"];
    assert_outcomes("1~a1:10+g1", &finished, &["2:ReadAndWrite"]);
}

/// Both find the slot, load its value and store it plus one, after their calls have returned: the
/// classic lost update, which no check of the map's sees.
#[test]
fn two_increments() {
    assert_outcomes("1~u1+u1", &["1=102;count=1", "1=101;count=1"], TWO_WRITERS);
}

/// The first two keys are in their slots all the time and the map does not grow, so the range meets
/// both. The third it meets or not, and if so loads its value before or after that is stored. The
/// range throws for itself; what it does to the flags is atomic and leaves the writer's bit alone.
#[test]
fn an_assign_against_a_range() {
    let map = "1=100,2=200,3=300;count=3;2.0:1=100:2=200";
    let finished = ["", ":3=300", ":3=0"].map(|reported| format!("{map}{reported}"));
    let finished: Vec<&str> = finished.iter().map(String::as_str).collect();
    assert_outcomes("1-2~a3+r", &finished, &["2:IterationAndWrite"]);
}

/// One entry, deleted by both: who still sees its tophash counts it down. Both may see it; then the
/// count ends at 0 or, one more, at -1.
#[test]
fn two_deletes_of_one_key() {
    assert_outcomes("1~d1+d1", &[";count=0", ";count=-1"], TWO_WRITERS);
}

/// 53 keys have just begun to double eight buckets; old bucket 1 is the next at the mark, with the
/// keys 1, 9, ..., 49. The delete of key 1 moves it, and one more bucket, then deletes. The reader of
/// key 9 beside it: finds it in the old bucket, or in the new one; misses it if it looks between the
/// mark in the old tophash and the new tophash and key, or goes through an old bucket that is moved
/// under it, or through a new one before its turn; and reads 0 if it finds the new place with its key
/// and not yet its value. The reader of key 1 has the same three, and 0 as well while the delete has
/// cleared the value and not yet the tophash. Nothing that a reader does touches the delete.
#[test]
fn a_delete_during_growth_against_an_access() {
    for (reader, value) in [("g9", "900"), ("g1", "100")] {
        let text = format!("0-52~d1+{reader}");
        let wanted: BTreeSet<&str> = [value, "none", "0"].into();
        for detect in [false, true] {
            let found = outcomes(&text, detect);
            let (errors, finished): (Vec<&String>, Vec<&String>) =
                found.iter().partition(|one| one.ends_with("ReadAndWrite"));
            let reported =
                |one: &&String| one.rsplit_once("2.0=").map(|(_, reported)| reported.to_owned());
            let reported: BTreeSet<String> = finished.iter().filter_map(reported).collect();
            assert_eq!(reported, wanted.iter().map(|one| one.to_string()).collect(), "{text}");
            assert_eq!(finished.len(), 3, "{text}: the delete itself has one outcome");
            assert_eq!(errors.len(), usize::from(detect), "{text}");
            let key_1_is_gone = |one: &&String| one.starts_with("0=0,2=200,3=300,");
            assert!(finished.iter().all(key_1_is_gone));
        }
    }
}

/// The ninth key doubles the map while key 3 is deleted. Beside the four errors of two writers, either
/// goroutine can meet each of three ends:
///
/// - A bad map state: both move the one old bucket, and who loads a tophash that the other has marked
///   throws.
/// - An index beyond its array. The delete's: B is stored before buckets, key 3 belongs to bucket 1
///   of the new B, and the old array has no bucket 1. The assign's: the delete counts down between the
///   assign's two looks at the count, so growth is to the same size after all; the flag that says so
///   is lost to the delete's last store, of flags loaded before; and with B = 0 a growth to twice the
///   size counts 2^63 old buckets.
/// - A nil pointer: the other finishes the move and sets oldbuckets to nil, before one that has
///   found the map growing loads it again.
///
/// The count was 8, goes up and down by one, and either change can be lost. Both orders of whole
/// statements have one outcome. Of the others it is derived that keys can vanish (one moves what the
/// other has marked, into an array that is not the map's any more) and be out of reach (of two that
/// move to the same half each starts at its first slot).
#[test]
fn an_assign_that_grows_against_a_delete() {
    let found = search("1-8~a9+d3", true);
    // The browsers' test has the same numbers.
    assert_eq!((found.states, found.outcomes.len()), (97_577, 65));
    let schedules = "283314963184581074588951038320359022633188421819662975196";
    assert_eq!(found.schedules, schedules);
    let (ended, finished): (Vec<&Found>, Vec<&Found>) =
        found.outcomes.iter().partition(|one| matches!(one.kind, Kind::Fatal | Kind::Stuck));
    let ended: BTreeSet<String> = ended.iter().map(|one| one.outcome.to_string()).collect();
    let more = ["BadMapState", "OutOfBounds", "NilPointer"];
    let more = more.iter().flat_map(|what| [1, 2].map(|who| format!("{who}:{what}")));
    let wanted = TWO_WRITERS.iter().map(|one| one.to_string()).chain(more);
    assert_eq!(ended, wanted.collect());
    let counts: BTreeSet<u64> = finished.iter().map(|one| one.outcome.count).collect();
    assert_eq!(counts, [7, 8, 9].into());
    let serial: Vec<_> = finished.iter().filter(|one| one.kind == Kind::Serial).collect();
    assert_eq!(serial.len(), 1);
    let key = "1=100,2=200,4=400,5=500,6=600,7=700,8=800,9=900;count=8";
    assert_eq!(serial[0].outcome.to_string(), key);
    let has = |anomaly| finished.iter().any(|one| one.anomalies.contains(&anomaly));
    assert!(has(Anomaly::VanishedKey) && has(Anomaly::UnreachableEntry));
}

/// Slot 0 is emptied and taken by the first goroutine's key 1 while the second has chosen slot 1.
#[test]
fn a_key_can_be_there_twice() {
    let found = search("2~d2,a1:10+a1:20", false);
    let twice = found.outcomes.iter().find(|one| one.anomalies.contains(&Anomaly::DuplicateKey));
    assert_eq!(twice.unwrap().outcome.contents.len(), 2);
}

/// A range over a map that is never empty, told of no entry at all: that too is a missed read.
#[test]
fn a_range_that_meets_nothing_has_missed_something() {
    let program = program("1~r+l");
    let serial = serial_outcomes(&program);
    let mut outcome = serial[0].clone();
    assert_eq!(outcome.reported[0][0].items, [(1, 100)]);
    outcome.reported[0].clear();
    let (kind, anomalies) = outcome.judge(&Rules::new(&program, false), &serial);
    assert_eq!((kind, anomalies), (Kind::Anomaly, vec![Anomaly::MissedRead]));
}

/// Eight steps each, none of which changes anything: nine by nine states and 16 over 8 schedules.
#[test]
fn reads_only() {
    let found = search("1~g1+g1", true);
    assert_eq!((found.states, found.depth), (81, 16));
    assert_eq!(found.schedules, "12870");
    assert_eq!(found.outcomes.len(), 1);
    assert_eq!(found.outcomes[0].kind, Kind::Serial);
    let three = search("1~g1+g1+g1", true);
    assert_eq!((three.states, three.schedules.as_str()), (729, "9465511770"));
}

#[test]
fn a_bound_is_kept_and_said() {
    let mut bounded = Search::new(&program("1-8~a9+d3"), true, 1000);
    let progress = bounded.advance(usize::MAX);
    assert_eq!((progress.states, progress.done, progress.bounded), (1000, true, true));
    let findings = bounded.findings();
    assert!(findings.bounded && findings.states == 1000);
    let all = outcomes("1-8~a9+d3", true);
    assert!(findings.outcomes.iter().all(|one| all.contains(&one.outcome.to_string())));
    // One can look at any time.
    let mut search = Search::new(&program("2~a1:10+a1:20"), true, MOST);
    let mut before = 0;
    while !search.advance(50).done {
        let found = search.findings().outcomes.len();
        assert!(found >= before);
        before = found;
    }
    assert_eq!(search.findings().outcomes.len(), 8);
}

/// Ways by outcome from here on, by plain recursion over copies.
fn enumerate(world: &World, ways: &mut BTreeMap<Outcome, (u64, usize)>, steps: usize) {
    if world.is_at_rest() {
        let outcome = Outcome::of(&world.rules, &world.goroutines, &world.observed, &world.memory);
        let (count, shortest) = ways.entry(outcome).or_insert((0, steps));
        *count += 1;
        *shortest = steps.min(*shortest);
        return;
    }
    for index in 0..world.rules.goroutines() {
        let mut next = world.clone();
        if next.step(index) {
            enumerate(&next, ways, steps + 1);
        }
    }
}

fn statements() -> impl Strategy<Value = Statement> {
    let key = || 1..=3_u64;
    prop_oneof![
        3 => (key(), 1..=2_u64).prop_map(|(key, value)| Statement::Assign { key, value }),
        2 => key().prop_map(|key| Statement::Access { key }),
        1 => key().prop_map(|key| Statement::Increment { key }),
        2 => key().prop_map(|key| Statement::Delete { key }),
        1 => Just(Statement::Range),
        1 => Just(Statement::Clear),
        1 => Just(Statement::Len),
    ]
}

/// Programs whose maps are empty, small, or about to grow.
fn programs() -> impl Strategy<Value = Program> {
    let initial = prop_oneof![
        Just(vec![]),
        Just(vec![2]),
        Just((1..=8).collect()),
        Just((2..=14).collect::<Vec<u64>>())
    ];
    let goroutines = vec(vec(statements(), 1..=2), 2..=3);
    (initial, goroutines).prop_map(|(initial, goroutines)| Program { initial, goroutines })
}

/// A schedule to the end, chosen by these numbers.
fn play(program: &Program, detect: bool, choices: &[u8]) -> (Schedule, World) {
    let mut world = World::new(program, detect);
    let mut schedule = Schedule::default();
    for choice in choices.iter().cycle() {
        let ready: Vec<usize> = (0..3).filter(|index| world.is_ready(*index)).collect();
        if ready.is_empty() {
            break;
        }
        let index = ready[usize::from(*choice) % ready.len()];
        world.step(index);
        schedule.0.push(index as u8);
    }
    (schedule, world)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// From a random moment near the end on, the search and plain recursion find the same outcomes,
    /// in as many ways, with shortest witnesses as short.
    #[test]
    fn plain_recursion_agrees(
        program in programs(),
        detect in any::<bool>(),
        choices in vec(any::<u8>(), 1..40),
        left in 1..11_usize,
    ) {
        let (mut schedule, _) = play(&program, detect, &choices);
        schedule.0.truncate(schedule.0.len().saturating_sub(left));
        let mut world = World::new(&program, detect);
        for goroutine in &schedule.0 {
            world.step(usize::from(*goroutine));
        }
        // Where much is left after all, there are too many ways to enumerate.
        let search = Search::after(&schedule, &program, detect, 2000, Grain::MicroStep);
        let found = search.finish();
        prop_assume!(!found.bounded && found.schedules.len() <= 4);
        let mut ways = BTreeMap::new();
        enumerate(&world, &mut ways, 0);
        let found: BTreeMap<_, _> = found
            .outcomes
            .into_iter()
            .map(|one| (one.outcome, (one.schedules.parse().unwrap(), one.witness.0.len())))
            .collect();
        prop_assert_eq!(found, ways);
    }

    /// However a program is played, the search has the outcome.
    #[test]
    fn what_can_be_played_is_found(
        goroutines in vec(statements(), 2..=2),
        detect in any::<bool>(),
        runs in vec(vec(any::<u8>(), 1..40), 20),
    ) {
        let goroutines = goroutines.into_iter().map(|one| vec![one]).collect();
        let program = Program { initial: vec![2, 3], goroutines };
        let found = Search::new(&program, detect, MOST).finish();
        let found: BTreeSet<_> = found.outcomes.into_iter().map(|one| one.outcome).collect();
        for choices in runs {
            let (_, world) = play(&program, detect, &choices);
            let outcome =
                Outcome::of(&world.rules, &world.goroutines, &world.observed, &world.memory);
            prop_assert!(found.contains(&outcome));
        }
    }

    /// A witness leads to its outcome.
    #[test]
    fn witnesses_are_true(goroutines in vec(statements(), 2..=2), detect in any::<bool>()) {
        let goroutines = goroutines.into_iter().map(|one| vec![one]).collect();
        let program = Program { initial: vec![1], goroutines };
        for one in Search::new(&program, detect, MOST).finish().outcomes {
            let mut world = World::new(&program, detect);
            for goroutine in &one.witness.0 {
                prop_assert!(world.step(usize::from(*goroutine)));
            }
            prop_assert!(world.is_at_rest());
            let outcome =
                Outcome::of(&world.rules, &world.goroutines, &world.observed, &world.memory);
            prop_assert_eq!(outcome, one.outcome);
        }
    }
}
