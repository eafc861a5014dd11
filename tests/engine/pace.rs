//! Trials of so many operations, pauses between these, the rate at which they are to come, and how long they take.

use super::patience::shows;
use super::{SHORT, environment, finish, run, schema};
use contend::engine::passes::latency::LatencyKind;
use contend::engine::{Session, SharedStatus};
use contend::experiment::Experiment;
use contend::report::{RunResult, Warning};

#[test]
fn counted_trials_do_exactly_what_is_asked() {
    let link = "v1/compare?maps=mutex,cow,sharded:4&mix=i100&keys=65536&prefill=0&ops=500";
    let result = run(&format!("{link}&rounds=2&threads=3&warmup=0&dist=sequential&presize=1"));
    for map in &result.strategies {
        for trial in &map.trials {
            assert_eq!(trial.per_thread, [500; 3], "{}", map.id);
            // Three walks that never meet: nothing was done before the count began.
            assert_eq!(trial.occupancy, 1_500.0 / 65_536.0);
            assert!(trial.verdict.ok);
        }
    }
    let warned = result
        .warnings
        .iter()
        .any(|warning| matches!(warning, Warning::NotPresized { maps } if maps == "cow"));
    assert!(warned, "{:?}", result.warnings);
}

#[test]
fn counted_trials_end_when_simulated_too() {
    let link = "v1/compare?maps=mutex&mix=i100&keys=65536&prefill=0&ops=500&warmup=0&rounds=1";
    let experiment = Experiment::strict(&format!("{link}&threads=3")).unwrap();
    let status = SharedStatus::new();
    let result = finish(Session::simulated(experiment, environment("simulated"), &status).unwrap());
    assert_eq!(result.strategies[0].trials[0].per_thread, [500; 3]);
}

/// Fifty microseconds between operations leave each client at most 20,000 a second.
#[test]
fn think_time_is_taken_between_operations() {
    let result = run("v1/compare?maps=null&ms=100&warmup=0&rounds=3&threads=1&think=50000");
    let rate = result.strategies[0].summary.as_ref().unwrap().ops_per_sec.median;
    // How many fewer is the machine's affair.
    assert!(rate > 0.0 && rate < 40_000.0, "{rate}");
}

#[test]
fn latency_is_service_time_in_a_closed_loop() {
    let result = run(&format!("{SHORT}&rounds=1&threads=2&sla=0.001"));
    assert_eq!(result.harness.latency.as_ref().unwrap().kind, LatencyKind::ServiceTime);
    for map in &result.strategies {
        let latency = map.latency.as_ref().unwrap();
        assert_eq!(latency.kind, LatencyKind::ServiceTime);
        assert!(latency.count > 0, "{}: {latency:?}", map.id);
        let ordered = [latency.p50, latency.p90, latency.p99, latency.p999, latency.max];
        assert!(ordered.is_sorted() && latency.max > 0.0, "{}: {latency:?}", map.id);
        // The same histogram says both, in steps of a thousandth and a little.
        let over = latency.over_sla.unwrap();
        assert!((0.0..=1.0).contains(&over));
        assert!(over >= 0.5 || latency.p50 < 1_010.0, "{}: {latency:?}", map.id);
        assert!(over <= 0.5 || latency.p50 > 990.0, "{}: {latency:?}", map.id);
    }
    // Every operation through the channel waits for another thread, and none without a map does.
    let half = |id: &str| {
        let map = result.strategies.iter().find(|map| map.id == id).unwrap();
        map.latency.as_ref().unwrap().p50
    };
    assert!(half("channel:4") > half("null"));
}

/// A millisecond of thinking lies between two operations and in none, those of the harness included.
#[test]
fn service_time_is_the_operation_alone() {
    let link = "v1/compare?maps=null&think=1000000&ms=100&warmup=0&rounds=1&threads=1&sla=0.5";
    let result = run(link);
    for latency in [&result.strategies[0].latency, &result.harness.latency] {
        let latency = latency.as_ref().unwrap();
        assert!(latency.p50 < 500_000.0 && latency.over_sla.unwrap() < 0.5, "{latency:?}");
    }
}

/// A thread that thinks for 1 ms cannot keep up with ten operations a millisecond: each one's start
/// falls further behind its intended time, which a closed loop would never show, and nine of ten never
/// start. One that does not think keeps up, unless the machine leaves it no more time to run.
#[test]
fn at_a_rate_the_wait_for_a_slow_client_counts() {
    let link = "v1/compare?maps=null&ms=300&warmup=0&rounds=1&threads=1&rate=10000";
    let reached = |result: &RunResult| {
        let told = |warning: &Warning| match warning {
            Warning::RateNotReached { maps, rate: 10_000, reached } if maps == "null" => {
                Some(*reached)
            }
            Warning::RateNotReached { .. } => panic!("{warning:?}"),
            _ => None,
        };
        result.warnings.iter().find_map(told)
    };
    let told_apart = shows(|_| {
        let [slow, quick] = [run(&format!("{link}&think=1000000")), run(link)];
        for result in [&slow, &quick] {
            let map = &result.strategies[0];
            let (latency, trial) = (map.latency.as_ref().unwrap(), &map.trials[0]);
            assert_eq!(latency.kind, LatencyKind::ResponseTime);
            // What was due counts, begun or not.
            let due = trial.due.unwrap();
            assert!(due <= 3_000 && latency.count == due.max(trial.ops), "{latency:?}, {trial:?}");
            assert!(schema().is_valid(&serde_json::to_value(result).unwrap()));
        }
        let latency = |result: &RunResult| result.strategies[0].latency.clone().unwrap();
        assert!(reached(&slow).unwrap() < 5_000.0, "{:?}", slow.warnings);
        // At the end the first that was not begun had been due for most of the time that there was.
        let late = latency(&slow);
        assert!(late.max > 150e6 && late.p50 > late.max / 4.0, "{late:?}");
        reached(&quick).is_none() && 10.0 * latency(&quick).p50 < late.p50
    });
    assert!(told_apart);
}

/// The second operation is due long after the end, which nobody waits for.
#[test]
fn a_wait_for_an_intended_start_ends_with_the_trial() {
    let link = "v1/compare?maps=mutex&keys=100&ms=50&warmup=0&rounds=1&threads=4&rate=1";
    let result = run(link);
    let trial = &result.strategies[0].trials[0];
    assert_eq!((trial.ops, trial.due), (1, Some(1)));
    assert!(trial.seconds < 1.0, "{trial:?}");
    let told = |warning: &Warning| matches!(warning, Warning::RateNotReached { .. });
    assert!(!result.warnings.iter().any(told), "{:?}", result.warnings);
}

/// So many operations each, however long they take, and none is left over.
#[test]
fn a_counted_trial_says_too_that_its_rate_was_not_reached() {
    let link = "v1/compare?maps=null&ops=100&warmup=0&rounds=1&threads=1&rate=1000000&think=100000";
    let result = run(link);
    let map = &result.strategies[0];
    assert_eq!((map.trials[0].ops, map.latency.as_ref().unwrap().count), (100, 100));
    let told = |warning: &Warning| matches!(warning, Warning::RateNotReached { .. });
    assert!(result.warnings.iter().any(told), "{:?}", result.warnings);
}
