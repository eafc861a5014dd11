//! `+safe`: a client's operation answers or is refused while who holds the map sits there; what was refused is
//! in no map; a panic is an answer; what was counted is what was done.
#![cfg(feature = "selftest")]

mod common;

use contend::engine::{Crew, Pool};
use contend::report::export::prometheus::{Format, exposition};
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, Reach, Visitor, build};
use contend::verify::contained::{applies, contained};
use contend::verify::stalls::stall;
use contend::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

#[test]
fn callers_answer_before_the_holder_leaves() {
    const CALLERS: usize = 8;
    let mut refused = 0;
    for map in common::honest() {
        if map.guarantees().deadline != Reach::Full || !map.stores() {
            continue;
        }
        for around in ["+safe", "+safe+audit"] {
            let spec = spec(&format!("{map}{around}"));
            let pool = Pool::new(CALLERS + 1 + spec.extra_threads()).unwrap();
            let late = stall(&spec, &pool).unwrap();
            println!("{spec}: {} of {CALLERS} refused, late by {late:?}", late.len());
            refused += late.len();
        }
    }
    assert!(refused >= CALLERS, "{refused}");
}

#[test]
fn a_panic_is_an_answer_and_the_next_operations_are_right() {
    let pool = Pool::new(3).unwrap();
    let all: Vec<MapSpec> = common::honest().into_iter().filter(applies).collect();
    assert!(all.len() > 10, "{all:?}");
    for map in all {
        for around in ["+safe", "+safe+audit"] {
            contained(&spec(&format!("{map}{around}")), &pool).unwrap();
        }
    }
    assert!(contained(&spec("mutex"), &pool).is_err());
}

/// Two clients at work, and a third who reads the counts meanwhile, as Prometheus does.
struct Scrapes<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
}

const SCRAPES: usize = 100;

impl Visitor for Scrapes<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = ();

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
        let crew = Crew::new(self.pool, 3, self.spec);
        let done = AtomicU64::new(0);
        let scrape = || exposition(&[(*self.spec, map.metrics().unwrap())], Format::Prometheus);
        crew.work(&map, |number, handle| {
            if number == 2 {
                let (mut before, mut scrapes, mut growths) = (BTreeMap::new(), 0, 0);
                while scrapes < SCRAPES || growths < 2 {
                    let now = samples(&scrape());
                    growths += usize::from(total(&now) > total(&before));
                    for (name, value) in before.iter().filter(|(name, _)| !is_gauge(name)) {
                        assert!(now[name] >= *value, "{}: {name} fell from {value}", self.spec);
                    }
                    (before, scrapes) = (now, scrapes + 1);
                }
                crew.end();
                return;
            }
            let mut own = 0;
            while !crew.is_over() {
                let key = own % 97;
                match own % 8 {
                    0 => _ = handle.insert(key, own),
                    1 => _ = handle.remove(&key),
                    2 => _ = handle.update(key, 1, |old, more| old.map_or(0, |old| old + more)),
                    3 => _ = handle.compare_exchange(&key, &own, own),
                    _ => _ = handle.get(&key),
                }
                own += 1;
            }
            done.fetch_add(own, Relaxed);
        });
        assert_eq!(crew.panicked(), None, "{}", self.spec);
        let last = samples(&scrape());
        assert_eq!(total(&last), done.into_inner() as f64, "{}", self.spec);
        assert!(last.keys().any(|name| is_gauge(name)), "{}", self.spec);
    }
}

fn is_gauge(name: &str) -> bool {
    name.starts_with("map_entries")
}

fn total(samples: &BTreeMap<String, f64>) -> f64 {
    let all = samples.iter().filter(|(name, _)| name.starts_with("map_operations_total"));
    all.map(|(_, value)| value).sum()
}

/// What a scrape says, by name and labels; each histogram's buckets add up to its count.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let (mut samples, mut histograms) = (BTreeMap::new(), 0);
    let (mut below, mut all) = (0.0, None);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        let value: f64 = value.parse().unwrap();
        if name.contains("_bucket{") {
            assert!(value >= below && all.is_none(), "{line}");
            below = value;
            all = name.contains("le=\"+Inf\"").then_some(value);
        } else if name.contains("_count{") {
            assert_eq!(all.take(), Some(value), "{line}");
            (below, histograms) = (0.0, histograms + 1);
        }
        assert_eq!(samples.insert(name.to_owned(), value), None, "{line} came twice");
    }
    assert_eq!(histograms, 2);
    samples
}

#[test]
fn scrapes_during_a_run_never_go_back_and_end_at_what_was_done() {
    let pool = Pool::new(4).unwrap();
    for map in ["mutex+safe", "sharded:4+safe+audit", "channel:64+safe", "papaya+safe"] {
        let spec = spec(map);
        build(&spec, Scrapes { spec: &spec, pool: &pool });
    }
}

/// How late refusals come, over many stalls; for `make soak`, since only a quiet machine tells.
#[test]
#[ignore = "a figure of make soak"]
fn how_late_refusals_come() {
    const REPEATS: usize = 100;
    for map in common::honest() {
        if map.guarantees().deadline == Reach::Full && map.stores() {
            let spec = spec(&format!("{map}+safe"));
            let pool = Pool::new(9 + spec.extra_threads()).unwrap();
            let stalls = (0..REPEATS).flat_map(|_| stall(&spec, &pool).unwrap());
            println!("late, {spec}: {:?}", stalls.map(|late| late.0).collect::<Vec<u64>>());
        }
    }
}
