//! Every strategy that claims linearizability passes the deep verification, and every injected
//! fault that a history can show fails it.
#![cfg(feature = "selftest")]

mod common;
#[path = "../crate/base/patience.rs"]
mod patience;

use contend::base::error::RunError;
use contend::base::units::{Nanos, Seed};
use contend::engine::{Pool, SharedStatus};
use contend::ledger::Judgement;
use contend::strategy::{MapSpec, Reach};
use contend::verify::linearizability::evidence::{Shown, ShownResult};
use contend::verify::linearizability::{
    Budget, FailureKind, FailureReport, Report, SliceOutcome, Verification,
};
use patience::shows;
use std::sync::atomic::Ordering::Relaxed;

fn verify(maps: Vec<MapSpec>, clients: usize, seed: u64, budget: Budget) -> Vec<Report> {
    verify_as(|verification| verification, maps, clients, seed, budget)
}

fn verify_as(
    terms: impl Fn(Verification) -> Verification,
    maps: Vec<MapSpec>,
    clients: usize,
    seed: u64,
    budget: Budget,
) -> Vec<Report> {
    let status = SharedStatus::new();
    let pool = Pool::new(clients + 1).unwrap();
    let verification = Verification::new(maps, clients, Seed(seed), budget, pool, &status);
    let mut verification = terms(verification.unwrap());
    let mut reports = Vec::new();
    while verification.upcoming().is_some() {
        match verification.step() {
            SliceOutcome::Working => {}
            SliceOutcome::Done(report) => reports.push(*report),
            SliceOutcome::Stopped => panic!("nobody asked for a stop"),
        }
    }
    reports
}

#[test]
fn every_strategy_that_claims_it_is_linearizable() {
    // Browsers have one and four.
    for clients in [2, 8] {
        for report in verify(common::honest(), clients, 42, Budget::Histories(250)) {
            let guarantees = MapSpec::canonical(&report.map).unwrap().guarantees();
            let claims = guarantees.stores && guarantees.linearizable;
            let outcome = if claims { Judgement::Passed } else { Judgement::NotChecked };
            assert_eq!(report.outcome, outcome, "{clients} clients: {report:#?}");
            assert_eq!(report.applicable, claims, "{}", report.map);
            assert!(claims == report.ok && claims == report.reason.is_none(), "{report:#?}");
            assert_eq!(report.histories, if claims { 250 } else { 0 }, "{}", report.map);
            assert_eq!(report.undecided, 0, "{}", report.map);
        }
    }
}

#[test]
fn planted_faults_are_found_and_shown() {
    let plants = [
        "planted-lost-update",
        "planted-stale-read",
        "planted-vanished-key",
        "planted-double-winner",
        "planted-swapped-key",
        "planted-foreign-value",
    ];
    for clients in [2, 4] {
        for id in plants {
            let found = shows(|seed| {
                let maps = vec![MapSpec::canonical(id).unwrap()];
                let report = verify(maps, clients, seed, Budget::Histories(500)).remove(0);
                assert_eq!(report.ok, report.failure.is_none(), "{report:#?}");
                report.failure.inspect(|failure| readable(id, failure)).is_some()
            });
            assert!(found, "{id} passed, {clients} clients");
        }
    }
}

/// With so short deadlines that much is refused, histories still have an order without what was.
#[test]
fn what_is_refused_has_no_effect() {
    for deadline in [Nanos(0), Nanos(20_000)] {
        let budget = Budget::Histories(250);
        for report in verify_as(|it| it.within(deadline), common::honest(), 4, 42, budget) {
            let guarantees = MapSpec::canonical(&report.map).unwrap().guarantees();
            let bounded = guarantees.deadline != Reach::Entry;
            let outcome = if bounded { Judgement::Passed } else { Judgement::NotChecked };
            assert_eq!(report.outcome, outcome, "{report:#?}");
            let refused = report.refused.unwrap();
            assert!(refused < report.operations || !bounded, "{report:#?}");
            assert!(refused > 0 || !bounded || deadline > Nanos(0), "{report:#?}");
        }
    }
}

#[test]
fn what_was_refused_and_yet_written_is_found_and_shown() {
    let found = shows(|seed| {
        let maps = vec![MapSpec::canonical("planted-refused-write").unwrap()];
        let (deadline, budget) = (Nanos::from_millis(5), Budget::Histories(20));
        let report = verify_as(|it| it.within(deadline), maps, 2, seed, budget).remove(0);
        let failure = report.failure.expect("one write of seven");
        readable("planted-refused-write", &failure);
        let timed_out = |op: &Shown| op.result == ShownResult::TimedOut;
        assert!(
            failure.operations.iter().filter(|op| timed_out(op)).all(|op| op.in_order.is_none())
        );
        let shown = failure.operations.iter().any(timed_out);
        assert_eq!(shown, failure.summary.contains("refused was yet carried out"));
        shown
    });
    assert!(found);
}

/// Little enough to read, numbered from 1, and all but part of it in an order.
fn readable(map: &str, failure: &FailureReport) {
    assert_eq!(failure.kind, FailureKind::NotLinearizable);
    assert!(failure.key.is_some());
    let shown = &failure.operations;
    assert!((1..=24).contains(&shown.len()), "{map}: {shown:#?}");
    let mut places: Vec<usize> = shown.iter().filter_map(|op| op.in_order).collect();
    places.sort_unstable();
    assert_eq!(places, (1..=places.len()).collect::<Vec<_>>());
    assert!(places.len() < shown.len());
    assert!(shown.iter().all(|op| op.argument.is_none_or(|value| value < 64)));
    assert!(shown.iter().all(|op| op.ret.is_none_or(|ret| op.call < ret)));
}

/// A map that promises less can be asked all the same. `Skiplist`'s insert of a key that is there takes
/// the entry out before it puts the new one in, so a reader misses a key that was never removed.
#[test]
fn what_promises_less_is_refuted_when_it_is_checked_anyway() {
    let found = shows(|seed| {
        let maps = vec![MapSpec::canonical("skiplist").unwrap()];
        let budget = Budget::Histories(500);
        let report = verify_as(|it| it.anyway(), maps, 4, seed, budget).remove(0);
        assert!(report.applicable && report.reason.is_some_and(|it| it.contains("not promise")));
        assert_eq!(report.outcome.failed(), report.failure.is_some());
        report.failure.inspect(|failure| readable("skiplist", failure)).is_some()
    });
    assert!(found);
}

#[test]
fn a_panic_in_a_client_is_a_failure_and_not_a_hang() {
    let maps = vec![MapSpec::canonical("planted-trap").unwrap()];
    let [report] = &verify(maps, 4, 1, Budget::Histories(500))[..] else { panic!("one map") };
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(failure.kind, FailureKind::Panicked);
    assert!(failure.summary.contains("planted trap") && failure.operations.is_empty());
}

#[test]
fn a_stop_is_heeded_and_the_time_is_kept() {
    let status = SharedStatus::new();
    let maps = || vec![MapSpec::canonical("mutex").unwrap(); 2];
    let long = Budget::Time(Nanos::from_millis(60_000));
    let mut verification =
        Verification::new(maps(), 2, Seed(1), long, Pool::new(2).unwrap(), &status).unwrap();
    let beats = status.beats.load(Relaxed);
    assert!(matches!(verification.step(), SliceOutcome::Working));
    assert!(status.beats.load(Relaxed) > beats && status.operations(2).iter().all(|&ops| ops > 0));
    let (done, total) = verification.progress();
    assert!(done < 100 && total == 200);
    status.request_stop();
    assert!(matches!(verification.step(), SliceOutcome::Stopped));

    let short = Budget::Time(Nanos::from_millis(150));
    let reports = verify(maps(), 2, 1, short);
    assert!(reports.iter().all(|report| report.ok && report.histories > 0));
    // Nothing looked at is nothing proved.
    let reports = verify(maps(), 2, 1, Budget::Histories(0));
    assert!(reports.iter().all(|report| report.outcome == Judgement::NotChecked && !report.ok));
    assert!(reports.iter().all(|report| report.reason == Some("nothing was recorded")));
    let small = Verification::new(maps(), 4, Seed(1), short, Pool::new(2).unwrap(), &status);
    assert!(matches!(small, Err(RunError::PoolTooSmall { has: 2, needs: 4 })));
}
