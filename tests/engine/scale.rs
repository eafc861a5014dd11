//! Experiments along an axis.

use super::environment;
use contend::engine::disturbance::Disturbance;
use contend::engine::sweep::Sweep;
use contend::engine::{Pool, SharedStatus, StepKind, StepOutcome};
use contend::experiment::Experiment;
use contend::experiment::scale::Scale;

#[test]
fn a_scale_experiment_visits_every_value_in_every_round() {
    let link =
        "#v1/scale?maps=null,mutex,sharded:4&axis=threads:1,2,3&keys=1000&ms=50&rounds=3&warmup=50";
    let scale = Scale::strict(link).unwrap().unwrap();
    let pool = Pool::new(scale.pool_threads()).unwrap();
    let status = SharedStatus::new();
    let mut sweep = Sweep::on_threads(scale, environment("threads"), &pool, &status).unwrap();
    let (mut visits, mut warmed, mut left) = (Vec::new(), Vec::new(), f64::INFINITY);
    let mut disturbed = false;
    while let Some(next) = sweep.upcoming() {
        match next.step.kind {
            StepKind::Warmup => warmed.push(next.cell),
            StepKind::Trial => visits.push((next.step.round, next.cell)),
            _ => assert_eq!(next.step.kind, StepKind::Harness),
        }
        assert!(next.step.remaining_ms < left);
        left = next.step.remaining_ms;
        assert!(matches!(sweep.step().unwrap(), StepOutcome::Done(_)));
        // The last trial of a turn is disturbed once: the turn is not over then.
        if visits.len() == 3 && !disturbed {
            disturbed = true;
            assert!(sweep.repeat(Disturbance::Hidden));
            left = f64::INFINITY;
            visits.pop();
        }
    }
    assert!(disturbed);
    assert!(visits.is_sorted_by_key(|(round, _)| *round), "round by round: {visits:?}");
    assert_eq!(visits.len(), 27);
    assert_eq!(warmed.len(), 3, "once for each map");
    let result = sweep.result(false);
    assert_eq!(result.axis.values, ["1", "2", "3"]);
    for (place, cell) in result.cells.iter().enumerate() {
        assert_eq!(cell.result.strategies[1].trials.len(), 3);
        assert_eq!(cell.result.strategies[1].trials[0].threads, place + 1);
        assert!(Experiment::strict(&cell.result.experiment).is_ok());
    }
    let mutex = &result.scaling.curves[1];
    assert_eq!((mutex.map.as_str(), mutex.points.len()), ("mutex", 3));
    assert!(mutex.law.is_none() && mutex.refusal.is_some(), "three counts are too few");
}

#[test]
fn a_stopped_scale_experiment_keeps_what_is_complete() {
    let link = "#v1/scale?maps=mutex,sharded:4&axis=shards:2,8&ms=50&rounds=3&warmup=0&keys=100";
    let scale = Scale::strict(link).unwrap().unwrap();
    let pool = Pool::new(scale.pool_threads()).unwrap();
    let status = SharedStatus::new();
    let mut sweep = Sweep::on_threads(scale, environment("threads"), &pool, &status).unwrap();
    while sweep.upcoming().is_some_and(|next| next.step.round == 1) {
        sweep.step().unwrap();
    }
    status.request_stop();
    assert!(matches!(sweep.step().unwrap(), StepOutcome::Stopped));
    let result = sweep.result(true);
    let [mutex, sharded] = &result.scaling.curves[..] else { panic!() };
    assert_eq!((mutex.points.len(), sharded.points.len()), (2, 2));
    let ids = |cell: usize| result.cells[cell].result.strategies[1].id.clone();
    assert_eq!(
        (ids(0), ids(1), sharded.map.as_str()),
        ("sharded:2".into(), "sharded:8".into(), "sharded:4")
    );
}
