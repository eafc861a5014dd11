//! Every map under every kind of entries: strings, values of bytes, another hash function.
//!
//! What differs is what a map holds. Operations, books and verdicts are the same, so what the
//! verdict says of plain entries it must be able to say of these.
#![cfg(all(feature = "selftest", feature = "wide"))]

mod common;

use contend::engine::Environment;
use contend::engine::{Pool, Session, SharedStatus, StepOutcome, memory};
use contend::experiment::Experiment;
use contend::experiment::scale::Scale;
use contend::ledger::{Check, Status};
use contend::link::keys::MAX_MAPS;
use contend::report::{RunResult, Warning};
use contend::strategy::MapSpec;

/// One of each compiled kind at least, and values with and without room for a word.
const KINDS: [(&str, &str); 5] = [
    ("hash=sip", "SipHash-1-3"),
    ("value=bytes:1", "foldhash"),
    ("value=bytes:100&hash=sip", "SipHash-1-3"),
    ("key=string", "foldhash"),
    ("key=string&value=bytes:1024", "foldhash"),
];

fn finish(mut session: Session) -> RunResult {
    while session.upcoming().is_some() {
        assert!(!matches!(session.step().unwrap(), StepOutcome::Stopped));
    }
    session.result(false)
}

fn environment(mode: &str) -> Environment {
    Environment { parallelism: 2, mode: mode.into(), ..Environment::default() }
}

fn run(link: &str) -> RunResult {
    let experiment = Experiment::strict(link).unwrap();
    let status = SharedStatus::new();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    finish(Session::on_threads(experiment, environment("threads"), pool, &status).unwrap())
}

fn simulate(link: &str) -> RunResult {
    let status = SharedStatus::new();
    let experiment = Experiment::strict(link).unwrap();
    finish(Session::simulated(experiment, environment("simulated"), &status).unwrap())
}

/// The verdict of each map's only trial.
fn verdicts(result: &RunResult) -> impl Iterator<Item = (&str, &[Check])> {
    result.strategies.iter().map(|map| (map.id.as_str(), &map.trials[0].verdict.checks[..]))
}

const QUICK: &str = "warmup=0&rounds=1&ops=800";

#[test]
fn every_map_has_a_clean_verdict_in_every_shape() {
    let maps: Vec<String> = common::honest().iter().map(MapSpec::to_string).collect();
    for (kind, hasher) in KINDS {
        for some in maps.chunks(MAX_MAPS) {
            let some = some.join(",");
            let mix = "mix=r30,i25,d20,u10,g10,c4,s1";
            let link = format!("v1/compare?maps={some}&{kind}&keys=300&{mix}&{QUICK}&threads=3");
            let result = run(&link);
            assert!(result.environment.hasher.starts_with(hasher), "{kind}");
            for (map, checks) in verdicts(&result) {
                for check in checks {
                    assert_ne!(check.status, Status::Fail, "{map} {kind}: {check:?}");
                }
                let passed = |name| {
                    checks.iter().any(|check| check.name == name && check.status == Status::Pass)
                };
                assert!(map == "null" || passed("provenance"), "{map} {kind}: {checks:?}");
                assert!(map == "null" || passed("length"), "{map} {kind}: {checks:?}");
            }
        }
    }
}

#[test]
fn simulated_runs_judge_every_shape_too() {
    for (kind, _) in KINDS {
        let link = format!("v1/compare?maps=null,mutex,sync-map,papaya,channel:4&{kind}");
        let mix = "mix=r30,i25,d20,u10,g10,c5&keys=300";
        let result = simulate(&format!("{link}&{mix}&{QUICK}&threads=3"));
        assert!(result.warnings.contains(&Warning::Simulated {}));
        for (map, checks) in verdicts(&result) {
            let failed = checks.iter().find(|check| check.status == Status::Fail);
            assert!(failed.is_none(), "{map} {kind}: {failed:?}");
        }
    }
}

/// Each fault shows by the check that it is made for, whatever the map holds.
#[test]
fn planted_faults_are_seen_in_every_shape() {
    for (kind, _) in KINDS {
        for (map, mix, check) in [
            ("planted-foreign-value", "g100", "provenance"),
            ("planted-swapped-key", "r40,i30,d30", "key-conservation"),
            ("planted-vanished-key", "r40,i30,d30", "conservation"),
            ("planted-lost-update", "u100", "value-ledger"),
        ] {
            let link = format!("v1/compare?maps={map}&{kind}&mix={mix}&keys=500&prefill=60");
            // Enough that the fault, which shows in one call of a hundred, strikes many times.
            let link = format!("{link}&warmup=0&rounds=1&ops=4000&threads=3");
            for result in [run(&link), simulate(&link)] {
                let (_, checks) = verdicts(&result).next().unwrap();
                let found = checks.iter().find(|found| found.name == check).unwrap();
                assert_eq!(found.status, Status::Fail, "{map} {kind}: {checks:?}");
            }
        }
    }
}

/// What is done does not depend on what it is done with.
#[test]
fn every_shape_plays_the_same_streams() {
    let checksum = |kind: &str| {
        let link = format!("v1/compare?maps=mutex&{kind}&keys=1000&{QUICK}&threads=2");
        run(&link).strategies[0].trials[0].stream_checksum.clone()
    };
    let plain = checksum("key=u64");
    assert!(KINDS.iter().all(|(kind, _)| checksum(kind) == plain));
}

#[test]
fn memory_is_asked_for_as_large_as_the_entries_are() {
    let bytes = |link: &str| memory::requirement(&Experiment::strict(link).unwrap()).bytes;
    let full = "v1/compare?maps=mutex&mix=r100&keys=100000&prefill=100";
    let plain = bytes(full);
    assert_eq!(bytes(&format!("{full}&hash=sip")), plain);
    let large = bytes(&format!("{full}&value=bytes:1024"));
    assert!(large > plain + 100_000 * 1024 && large < plain + 100_000 * 1500, "{plain} {large}");
    assert!(bytes(&format!("{full}&value=bytes:1024&key=string")) > large + 100_000 * 16);
    let along = Scale::strict("#v1/scale?maps=mutex&axis=value:8,4096").unwrap().unwrap();
    let [small, large] = &along.cells[..] else { panic!("two values") };
    assert!(memory::requirement(large).bytes > 3 * memory::requirement(small).bytes);
    assert_eq!(memory::most(&along.cells), memory::requirement(large));
}
