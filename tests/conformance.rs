//! Every strategy of the registry passes the conformance suite; every injected fault fails it or
//! the verdict of a trial.
#![cfg(feature = "selftest")]

mod common;
#[path = "../crate/base/patience.rs"]
mod patience;

use contend::base::units::Seed;
use contend::engine::{Crew, Environment, Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use contend::ledger::Status;
use contend::link::keys::MAX_MAPS;
use contend::report::RunResult;
use contend::strategy::{ConcurrentMap, MapHandle, MapSpec, ROWS, Visitor, build};
use contend::verify::conformance;
use contend::verify::linearizability::{self, Budget, Verification};
use foldhash::fast::FixedState;
use patience::shows;
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn run(link: &str) -> RunResult {
    let experiment = Experiment::strict(link).unwrap();
    let status = SharedStatus::new();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    let environment = Environment { parallelism: 2, ..Environment::default() };
    let session = Session::on_threads(experiment, environment, pool, &status).unwrap();
    // Verdicts belong to trials: the passes beside them would take longer than they do.
    let mut session = session.trials_only();
    while session.upcoming().is_some() {
        assert!(matches!(session.step().unwrap(), StepOutcome::Done(_)));
    }
    session.result(false)
}

#[test]
fn every_strategy_conforms() {
    // What holds for one thread is among the properties; browsers run the suite with four. Eight on fewer
    // cores are there for those that are suspended at work, and most of their time goes by in switching.
    for (threads, times_fewer) in [(2, 1), (8, 4)] {
        let pool = Pool::new(threads + 1).unwrap();
        for spec in common::honest() {
            conformance::check_briefly(&spec, &pool, threads, times_fewer).unwrap();
        }
    }
}

/// All but the one that ends its process.
fn plants() -> impl Iterator<Item = &'static str> {
    let planted = ROWS.iter().map(|row| row.id).filter(|id| id.starts_with("planted-"));
    planted.filter(|id| *id != "planted-trap")
}

#[test]
fn planted_maps_do_not_conform() {
    let pool = Pool::new(5).unwrap();
    // These are right as long as one thread is at work, so they show in one property alone, and
    // only if another thread works at that moment.
    let by_chance = [("planted-torn-walk", "snapshots: "), ("planted-miscounted-clear", "clear: ")];
    for id in plants() {
        let spec = MapSpec::canonical(id).unwrap();
        let property = by_chance.iter().find(|(plant, _)| *plant == id).map(|(_, name)| *name);
        let refused = shows(|_| {
            let Err(failure) = conformance::check(&spec, &pool, 4) else { return false };
            let named = format!("{id}: {}", property.unwrap_or_default());
            assert!(failure.starts_with(&named), "{failure}");
            true
        });
        assert!(refused, "{id} conforms");
    }
}

/// What a panic or a deadline leaves wrong is seen by the property for it, and by no earlier one.
#[test]
fn a_map_that_a_panic_or_a_deadline_spoils_is_refused_for_that() {
    let pool = Pool::new(5).unwrap();
    for (map, property) in [
        ("planted-miscounted-panic:hash", "panics in hash"),
        ("planted-miscounted-panic:equality", "panics in equality"),
        ("planted-miscounted-panic:clone", "panics in clone"),
        ("planted-miscounted-panic:merge", "panics in merge"),
        ("planted-held-lock", "panics in merge"),
        ("planted-mute-owner", "the owner dies"),
        ("planted-endless-wait", "stalled"),
        ("planted-refused-write", "refusals"),
    ] {
        let failure = conformance::check(&MapSpec::canonical(map).unwrap(), &pool, 4).unwrap_err();
        assert!(failure.starts_with(&format!("{map}: {property}: ")), "{failure}");
    }
}

/// Clients that ask until they panic, and what the run then says.
struct AskUntilTheOwnerDies<'a> {
    pool: &'a Pool,
    spec: &'a MapSpec,
}

impl Visitor for AskUntilTheOwnerDies<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = Option<String>;

    fn hasher(&self) -> FixedState {
        FixedState::default()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Option<String> {
        let crew = Crew::new(self.pool, self.pool.size() - 1, self.spec);
        crew.work(&map, |_, handle| (1..u64::MAX).for_each(|key| _ = handle.insert(key, key)));
        // At rest it needs no owner.
        let mut handle = map.handle();
        handle.insert(u64::MAX, 1);
        assert_eq!(handle.get(&u64::MAX), Some(1));
        crew.panicked()
    }
}

/// The suite lets an owner die in the place of the map's own; here the channel's own does, with a request
/// in hand and, in a batch, with answers to others.
#[test]
fn who_waits_for_an_owner_that_dies_at_work_is_let_go() {
    const LONG: Duration = Duration::from_secs(120);
    for map in ["planted-dying-owner", "planted-dying-owner:batch"] {
        let (say, hear) = mpsc::channel();
        thread::spawn(move || {
            let (pool, spec) = (Pool::new(5).unwrap(), MapSpec::canonical(map).unwrap());
            _ = say.send(build(&spec, AskUntilTheOwnerDies { pool: &pool, spec: &spec }));
        });
        let Ok(said) = hear.recv_timeout(LONG) else {
            panic!("{map}: a client still waits for an owner that has died");
        };
        assert_eq!(said.as_deref(), Some("planted death of the owner"), "{map}");
    }
}

#[test]
fn every_strategy_has_a_clean_verdict_under_every_operation() {
    let maps: Vec<String> = common::honest().iter().map(MapSpec::to_string).collect();
    for mix in ["r20,i20,d20,u10,g10,c10,s10", "u100", "i50,d50", "r50,i20,d20,x10"] {
        for dist in ["uniform", "zipf:0.99"] {
            for some in maps.chunks(MAX_MAPS) {
                let link = format!(
                    "v1/compare?maps={}&keys=2000&mix={mix}&dist={dist}&ops=4000&warmup=0&rounds=1&threads=4",
                    some.join(",")
                );
                for map in run(&link).strategies {
                    for check in &map.trials[0].verdict.checks {
                        assert_ne!(
                            check.status,
                            Status::Fail,
                            "{} {mix} {dist}: {check:?}",
                            map.id
                        );
                    }
                }
            }
        }
    }
}

/// The checks that refuse the map this time: those of a trial's verdict, and linearizability.
fn refusing(map: &str, seed: u64) -> BTreeSet<&'static str> {
    // Enough operations that a fault which is in one call of a hundred strikes many times.
    let link = format!(
        "v1/compare?maps={map}&mix=r30,i20,d25,u5,g15,c5&ops=20000&warmup=0&rounds=1&threads=3&seed={seed}"
    );
    let verdict = run(&link).strategies.remove(0).trials.remove(0).verdict.clone();
    let failed = verdict.checks.iter().filter(|check| check.status == Status::Fail);
    let mut names: BTreeSet<&'static str> = failed.map(|check| check.name).collect();
    let (maps, status) = (vec![MapSpec::canonical(map).unwrap()], SharedStatus::new());
    let (pool, budget) = (Pool::new(3).unwrap(), Budget::Histories(250));
    let mut deep = Verification::new(maps, 3, Seed(seed), budget, pool, &status).unwrap();
    loop {
        match deep.step() {
            linearizability::SliceOutcome::Working => {}
            linearizability::SliceOutcome::Done(report) if report.ok => break,
            linearizability::SliceOutcome::Done(_) => {
                names.insert("linearizability");
                break;
            }
            linearizability::SliceOutcome::Stopped => panic!("nobody asked for a stop"),
        }
    }
    names
}

/// That each of these checks refuses the map, and no other ever does. The books see a fault whenever it
/// strikes; a history shows one only where the operations around it tell, so it may take several.
fn refused_by(map: &str, checks: &[&'static str]) {
    let expected: BTreeSet<_> = checks.iter().copied().collect();
    let mut seen = BTreeSet::new();
    let all = shows(|seed| {
        seen.extend(refusing(map, seed));
        assert!(seen.is_subset(&expected), "{map}: {seen:?}, for {expected:?} alone");
        seen == expected
    });
    assert!(all, "{map}: {seen:?} of {expected:?}");
}

/// Which check is there for which fault. Each has one that no other check sees.
#[test]
fn each_check_catches_a_plant_that_the_others_miss() {
    let only = [
        ("planted-vanished-key:large", "conservation"),
        ("planted-swapped-key:large", "key-conservation"),
        ("planted-lost-update:large", "value-ledger"),
        ("planted-foreign-value:large", "provenance"),
        ("planted-wrong-length", "length"),
        ("planted-stale-read", "linearizability"),
    ];
    for (map, check) in only {
        refused_by(map, &[check]);
    }
    let all = run("v1/compare?maps=mutex&ms=50&warmup=0&rounds=1&threads=1");
    let checks = all.strategies[0].trials[0].verdict.checks.iter().map(|check| check.name);
    for check in checks.chain(["linearizability"]) {
        assert!(only.iter().any(|(_, name)| *name == check), "no plant is for {check} alone");
    }
    let several = [
        ("planted-lost-update", "value-ledger"),
        ("planted-vanished-key", "conservation"),
        ("planted-swapped-key", "key-conservation"),
        ("planted-foreign-value", "provenance"),
        ("planted-double-winner", "conservation"),
    ];
    for (map, check) in several {
        refused_by(map, &[check, "linearizability"]);
    }
    refused_by("mutex", &[]);
}
