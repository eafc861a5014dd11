//! Every strategy that claims linearizability passes the deep verification, and every planted
//! fault that a history can show fails it.
#![cfg(feature = "selftest")]

use contend::engine::{Board, Pool};
use contend::strategy::{MapSpec, ROWS};
use contend::units::Seed;
use contend::verify::deep::{Budget, FailureKind, Outcome, Report, Verification};

fn verify(maps: Vec<MapSpec>, clients: usize, seed: u64, budget: Budget) -> Vec<Report> {
    let board = Board::new();
    let pool = Pool::new(clients + 1).unwrap();
    let mut verification =
        Verification::new(maps, clients, Seed(seed), budget, pool, &board).unwrap();
    let mut reports = Vec::new();
    while verification.upcoming().is_some() {
        match verification.step() {
            Outcome::Working => {}
            Outcome::Done(report) => reports.push(*report),
            Outcome::Stopped => panic!("nobody asked for a stop"),
        }
    }
    reports
}

#[test]
fn every_strategy_that_claims_it_is_linearizable() {
    let honest = ROWS.iter().filter(|row| !row.id.starts_with("planted-"));
    let maps: Vec<MapSpec> = honest
        .flat_map(|row| {
            let plain = match row.param {
                Some(param) => format!("{}:{}", row.id, param.default),
                None => row.id.to_owned(),
            };
            let variants = row.variants.iter().map(|variant| format!("{plain}:{}", variant.id));
            let all: Vec<String> = std::iter::once(plain.clone()).chain(variants).collect();
            all
        })
        .map(|text| MapSpec::canonical(&text).unwrap())
        .collect();
    for clients in [2, 4, 8] {
        for report in verify(maps.clone(), clients, 42, Budget::Histories(250)) {
            eprintln!("{clients} {report:?}");
            assert!(report.ok, "{clients} clients: {report:#?}");
            assert_eq!(report.histories, if report.applicable { 250 } else { 0 });
        }
    }
}
