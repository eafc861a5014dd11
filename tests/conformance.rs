//! Every strategy of the registry passes the conformance suite; every planted fault fails it or
//! the verdict of a trial.
#![cfg(feature = "selftest")]

use contend::engine::{Board, Outcome, Pool, Session};
use contend::experiment::Experiment;
use contend::result::{Environment, RunResult};
use contend::strategy::{MapSpec, ROWS};
use contend::verify::{Status, conformance};

fn specs() -> impl Iterator<Item = String> {
    ROWS.iter().filter(|row| !row.id.starts_with("planted-")).flat_map(|row| {
        let plain = match row.param {
            Some(param) => format!("{}:{}", row.id, param.default),
            None => row.id.to_owned(),
        };
        let smallest = row.param.map(|param| format!("{}:{}", row.id, param.min));
        let variant = |variant: &contend::strategy::Variant| format!("{plain}:{}", variant.id);
        let variants: Vec<String> = row.variants.iter().map(variant).collect();
        std::iter::once(plain).chain(smallest).chain(variants)
    })
}

fn run(link: &str) -> RunResult {
    let experiment = Experiment::strict(link).unwrap();
    let board = Board::new();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    let environment = Environment { parallelism: 2, ..Environment::default() };
    let mut session = Session::on_threads(experiment, environment, pool, &board).unwrap();
    while session.upcoming().is_some() {
        assert!(matches!(session.step().unwrap(), Outcome::Done(_)));
    }
    session.result(false)
}

#[test]
fn every_strategy_conforms() {
    for threads in [1, 2, 4, 8] {
        let pool = Pool::new(threads + 1).unwrap();
        for text in specs() {
            let spec = MapSpec::canonical(&text).unwrap();
            conformance::check(&spec, &pool, threads).unwrap();
        }
    }
}

#[test]
fn planted_maps_do_not_conform() {
    let pool = Pool::new(4).unwrap();
    for id in ["planted-lost-update", "planted-stale-read", "planted-vanished-key"] {
        let failure = conformance::check(&MapSpec::canonical(id).unwrap(), &pool, 4).unwrap_err();
        assert!(failure.starts_with(id), "{failure}");
    }
}

#[test]
fn every_strategy_has_a_clean_verdict_under_every_operation() {
    let maps: Vec<String> = specs().collect();
    for mix in ["r20,i20,d20,u10,g10,c10,s10", "u100", "i50,d50", "r50,i20,d20,x10"] {
        for dist in ["uniform", "zipf:0.99"] {
            let link = format!(
                "v1/compare?maps={}&keys=2000&mix={mix}&dist={dist}&ms=50&warmup=0&rounds=1&threads=4",
                maps.join(",")
            );
            for map in run(&link).strategies {
                for check in &map.trials[0].verdict.checks {
                    assert_ne!(check.status, Status::Fail, "{} {mix} {dist}: {check:?}", map.id);
                }
            }
        }
    }
}

#[test]
fn each_planted_fault_fails_the_check_made_for_it() {
    let plants = [
        ("planted-lost-update", "value-ledger"),
        ("planted-stale-read", "provenance"),
        ("planted-vanished-key", "conservation"),
        ("planted-vanished-key", "key-conservation"),
    ];
    for (id, name) in plants {
        let link =
            format!("v1/compare?maps={id}&mix=r50,i25,d25&ms=50&warmup=0&rounds=1&threads=2");
        let verdict = &run(&link).strategies[0].trials[0].verdict;
        let status = verdict.checks.iter().find(|check| check.name == name).unwrap().status;
        assert_eq!((verdict.ok, status), (false, Status::Fail), "{id}: {:?}", verdict.checks);
    }
}
