//! The engine as a whole, natively: order of rounds, stop, panics, simulated mode, the schema.

#[path = "engine/pace.rs"]
mod pace;
#[path = "../crate/base/patience.rs"]
mod patience;
#[path = "engine/scale.rs"]
mod scale;

use contend::base::error::RunError;
use contend::engine::Environment;
use contend::engine::disturbance::Disturbance;
use contend::engine::{Pool, Session, SharedStatus, StepKind, StepOutcome};
use contend::experiment::Experiment;
use contend::ledger::Judgement;
use contend::report::{RunResult, Warning};
use contend::stats::conclusion::{ConclusionKind, RuleName};
use patience::shows;
use std::time::{Duration, Instant};

fn environment(mode: &str) -> Environment {
    Environment {
        host: "native".into(),
        cores: 2,
        parallelism: 2,
        isolation: "none".into(),
        mode: mode.into(),
        clock_step_ns: 100.0,
        user_agent: "test".into(),
        build: contend::engine::environment::build().into(),
        allocator: "system".into(),
        recorded_at: "2026-01-01T00:00:00Z".into(),
        parallelism_at: "2026-01-01T00:00:00Z".into(),
        ..Environment::default()
    }
}

fn session<'b>(link: &str, status: &'b SharedStatus) -> Session<'b> {
    let experiment = Experiment::strict(link).unwrap();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    Session::on_threads(experiment, environment("threads"), pool, status).unwrap()
}

fn finish(mut session: Session) -> RunResult {
    while session.upcoming().is_some() {
        assert!(!matches!(session.step().unwrap(), StepOutcome::Stopped));
    }
    session.result(false)
}

fn run(link: &str) -> RunResult {
    finish(session(link, &SharedStatus::new()))
}

/// A map without entries has nothing to check; each other one passes.
fn judged(map: &str) -> Judgement {
    if map.starts_with("null") { Judgement::NotChecked } else { Judgement::Passed }
}

const SHORT: &str = "v1/compare?maps=null,mutex,channel:4,sharded:16&keys=1000&ms=50&warmup=0";

#[test]
fn every_map_gets_every_round_with_the_same_operations() {
    let result = run(&format!("{SHORT}&rounds=3&threads=3"));
    let ids: Vec<_> = result.strategies.iter().map(|map| map.id.as_str()).collect();
    assert_eq!(ids, ["null", "mutex", "channel:4", "sharded:16"]);
    let checksum = |map: usize, round: usize| &result.strategies[map].trials[round].stream_checksum;
    for round in 0..3 {
        assert!((1..4).all(|map| checksum(map, round) == checksum(0, round)));
    }
    assert_ne!(checksum(0, 0), checksum(0, 1));
    for map in &result.strategies {
        assert_eq!(map.trials.iter().map(|trial| trial.round).collect::<Vec<_>>(), [1, 2, 3]);
        for trial in &map.trials {
            assert_eq!((trial.threads, trial.per_thread.len()), (3, 3));
            assert_eq!(trial.extra_threads, usize::from(map.id == "channel:4"));
            assert_eq!(trial.ops, trial.per_thread.iter().sum::<u64>());
            assert!(trial.ops > 0, "{}: {trial:?}", map.id);
            assert_eq!(trial.verdict.outcome, judged(&map.id), "{}: {trial:?}", map.id);
        }
    }
    assert!(result.harness.ns_per_op.is_some() && result.harness.ns_per_op_one_thread.is_some());
    let mutex = result.strategies[1].summary.as_ref().unwrap();
    assert_eq!(mutex.ratio.unwrap().median, 1.0);
    assert!((mutex.hit_rate.unwrap() - 0.5).abs() < 0.1);
}

fn schema() -> jsonschema::Validator {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/pkg/result.schema.json"));
    jsonschema::validator_for(&serde_json::from_str(&text.unwrap()).unwrap()).unwrap()
}

const TWO: &str = "v1/compare?maps=mutex,sharded:16&keys=1000&ms=50&warmup=0&threads=2";

#[test]
fn rounds_that_are_added_are_those_of_a_longer_link() {
    let rounds = |link: String, added: usize| {
        let status = SharedStatus::new();
        let mut session = session(&link, &status);
        let mut orders = Vec::new();
        let mut left = added;
        loop {
            while let Some(step) = session.upcoming().cloned() {
                if step.kind == StepKind::Trial {
                    orders.push((step.round, step.map_index.unwrap()));
                }
                assert!(matches!(session.step().unwrap(), StepOutcome::Done(_)));
            }
            if left == 0 {
                return (session.result(false), orders);
            }
            assert!(session.extend(1));
            left -= 1;
        }
    };
    let (continued, order) = rounds(format!("{TWO}&rounds=2"), 4);
    let (longer, expected) = rounds(format!("{TWO}&rounds=6"), 0);
    assert_eq!(order, expected);
    for (one, other) in continued.strategies.iter().zip(&longer.strategies) {
        let checksums = |map: &contend::report::StrategyResult| {
            let of = |trial: &contend::engine::Trial| (trial.round, trial.stream_checksum.clone());
            map.trials.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(checksums(one), checksums(other));
    }
    assert_eq!((continued.continued, longer.continued), (Some(6), None));
    assert!(continued.experiment.ends_with("&rounds=2&threads=2&warmup=0"));
    let rule = |result: &RunResult| result.conclusion.rule;
    assert_eq!((rule(&continued), rule(&longer)), (RuleName::Sequential, RuleName::Fixed));
    // Each map's passes are still there, and the published schema knows the result.
    assert!(continued.strategies.iter().all(|map| map.latency.is_some()));
    assert!(schema().is_valid(&serde_json::to_value(&continued).unwrap()));
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let stopped = SharedStatus::new();
    let mut session = session(&format!("{TWO}&rounds=3"), &stopped);
    while session.upcoming().is_some_and(|step| step.round < 2) {
        session.step().unwrap();
    }
    stopped.request_stop();
    assert!(matches!(session.step().unwrap(), StepOutcome::Stopped));
    let before = session.result(true);
    stopped.stop.store(0, std::sync::atomic::Ordering::Relaxed);
    assert!(session.extend(2));
    let after = finish(session);
    let trials = |result: &RunResult| {
        result.strategies.iter().map(|map| map.trials.len()).collect::<Vec<_>>()
    };
    assert_eq!((trials(&before), trials(&after)), (vec![1, 1], vec![5, 5]));
    let first = |result: &RunResult| result.strategies[0].trials[0].clone();
    assert_eq!((first(&before), after.continued), (first(&after), Some(5)));
}

#[test]
fn only_a_continued_result_has_more_rounds_than_a_link_may() {
    let status = SharedStatus::new();
    let mut session = session(&format!("{TWO}&rounds=2"), &status);
    assert!(!session.extend(999), "1,001 rounds");
    assert!(session.extend(1));
    let mut result = serde_json::to_value(finish(session)).unwrap();
    for strategy in result["strategies"].as_array_mut().unwrap() {
        let trial = strategy["trials"][0].clone();
        let numbered = (1..=120).map(|round| {
            let mut trial = trial.clone();
            trial["round"] = round.into();
            trial
        });
        strategy["trials"] = numbered.collect();
    }
    result["continued"] = 120.into();
    let validator = schema();
    assert!(validator.is_valid(&result));
    result.as_object_mut().unwrap().remove("continued");
    assert!(!validator.is_valid(&result));
}

#[test]
fn the_landing_experiment_is_looked_at_after_every_round() {
    let status = SharedStatus::new();
    let landing = session(&contend::experiment::landing(), &status);
    assert_eq!(landing.result(false).conclusion.rule, RuleName::Sequential);
    let other = session(&format!("{}&seed=2", contend::experiment::landing()), &status);
    assert_eq!(other.result(false).conclusion.rule, RuleName::Fixed);
    assert_eq!(other.sequentially().result(false).conclusion.rule, RuleName::Sequential);
}

#[test]
fn the_runs_own_threads_tell_the_parallelism() {
    let status = SharedStatus::new();
    let experiment = Experiment::strict(&format!("{TWO}&rounds=1")).unwrap();
    let cores = std::thread::available_parallelism().unwrap().get();
    let tell = |workers: usize| {
        let stale = Environment { cores, parallelism: 77, ..environment("threads") };
        let pool = Pool::new(workers).unwrap();
        let session = Session::on_threads(experiment.clone(), stale, pool, &status).unwrap();
        session.result(false).environment
    };
    // No more than there are, of the cores and of the pool's threads.
    for workers in [2, 65] {
        let told = tell(workers);
        assert_eq!(told.parallelism_tested, cores.min(workers));
        assert!((1..=cores.min(workers)).contains(&told.parallelism), "{}", told.parallelism);
    }
}

/// Runs a map beside itself: every figure of the copy comes from trials of its own.
#[test]
fn a_map_named_twice_is_run_and_judged_twice() {
    let maps = "null,mutex,mutex*2,channel:4*3,channel:4";
    let link = format!("#v1/compare?maps={maps}&keys=1000&ms=50&rounds=2&threads=2&warmup=20");
    let result = run(&link);
    assert_eq!(result.experiment, link);
    let ids: Vec<_> = result.strategies.iter().map(|map| map.id.as_str()).collect();
    assert_eq!(ids.join(","), maps);
    let labels: Vec<_> = result.strategies.iter().map(|map| map.label.as_str()).collect();
    assert_eq!(labels[2], format!("{} (copy 2)", labels[1]));
    assert_eq!(labels[3], format!("{} (copy 3)", labels[4]));
    for map in &result.strategies {
        assert_eq!(map.trials.len(), 2, "{}", map.id);
        for trial in &map.trials {
            assert!(trial.ops > 0, "{}: {trial:?}", map.id);
            assert_eq!(trial.verdict.outcome, judged(&map.id), "{}: {trial:?}", map.id);
            assert_eq!(trial.extra_threads, usize::from(map.id.starts_with("channel")));
        }
        assert!(map.summary.is_some() && map.latency.is_some(), "{}", map.id);
    }
    let [_, one, other, ..] = &result.strategies[..] else { panic!() };
    // To the nanosecond no two trials are the same, unless one stands in for both.
    assert_ne!(one.trials[0].seconds, other.trials[0].seconds);
    assert_eq!(one.trials[0].stream_checksum, other.trials[0].stream_checksum);
    assert_eq!(one.summary.as_ref().unwrap().ratio.unwrap().median, 1.0);
    let turned = run(&format!("{link}&baseline=mutex*2"));
    assert_eq!(turned.strategies[2].summary.as_ref().unwrap().ratio.unwrap().median, 1.0);
}

#[test]
fn rounds_shuffle_the_maps() {
    let status = SharedStatus::new();
    let session = session(&format!("{SHORT}&rounds=20"), &status);
    let mut session = session;
    let mut orders = vec![Vec::new(); 20];
    // Planning is done up front: a stop at once still lets the order be read from the steps.
    while let Some(step) = session.upcoming().cloned() {
        if step.kind == StepKind::Trial {
            orders[step.round - 1].push(step.map_index.unwrap());
        }
        if step.round > 4 {
            break;
        }
        session.step().unwrap();
    }
    orders.truncate(4);
    assert!(orders.iter().any(|order| *order != orders[0]), "{orders:?}");
    for mut order in orders {
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3]);
    }
}

#[test]
fn a_stop_ends_any_phase_and_keeps_complete_trials() {
    // Each of these would run for longer than this.
    const WHOLE: Duration = Duration::from_secs(60);
    for link in [
        "v1/compare?maps=mutex,channel:64&warmup=5000&ms=60000&rounds=1",
        "v1/compare?maps=channel:64,mutex&warmup=0&ms=60000&rounds=1",
        "v1/compare?maps=mutex&warmup=0&ms=60000&rounds=1&keys=16777216&prefill=100&mix=r100",
    ] {
        let status = SharedStatus::new();
        let mut session = session(link, &status);
        let began = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(200));
                status.request_stop();
            });
            loop {
                match session.step().unwrap() {
                    StepOutcome::Stopped => break,
                    _ => assert!(session.upcoming().is_some(), "{link} was not stopped"),
                }
            }
        });
        assert!(began.elapsed() < WHOLE, "{link}: the stop ended it");
        let result = session.result(true);
        assert!(result.stopped && result.strategies.iter().all(|map| map.trials.is_empty()));
        assert_eq!(result.conclusion.kind, ConclusionKind::None);
    }
}

#[test]
fn the_same_session_type_runs_simulated_without_a_ranking() {
    let experiment = Experiment::strict(&format!("{SHORT}&rounds=7&threads=5")).unwrap();
    let status = SharedStatus::new();
    let result = finish(Session::simulated(experiment, environment("simulated"), &status).unwrap());
    assert_eq!(result.conclusion.kind, ConclusionKind::Simulated);
    for map in &result.strategies {
        let summary = map.summary.as_ref().unwrap();
        assert!(summary.outcome == judged(&map.id) && summary.ratio.is_none(), "{}", map.id);
        assert_eq!(summary.ok, summary.outcome.passed());
        assert_eq!(map.trials[0].per_thread.len(), 5);
    }
}

#[test]
fn simulated_and_threaded_runs_play_the_same_streams() {
    let link = format!("{SHORT}&rounds=1&threads=2");
    let experiment = Experiment::strict(&link).unwrap();
    let status = SharedStatus::new();
    let simulated =
        finish(Session::simulated(experiment, environment("simulated"), &status).unwrap());
    let checksum = |result: &RunResult| result.strategies[0].trials[0].stream_checksum.clone();
    assert_eq!(checksum(&simulated), checksum(&run(&link)));
}

#[test]
fn a_pool_that_is_too_small_is_refused() {
    let experiment = Experiment::strict("v1/compare?maps=channel:64&threads=4").unwrap();
    let status = SharedStatus::new();
    let pool = Pool::new(4).unwrap();
    let refused = Session::on_threads(experiment, environment("threads"), pool, &status);
    assert_eq!(refused.err(), Some(RunError::PoolTooSmall { has: 4, needs: 5 }));
}

#[cfg(feature = "selftest")]
#[test]
fn a_panic_ends_the_trial_and_the_next_run_works() {
    let status = SharedStatus::new();
    // In a client, and in the thread that all clients wait for.
    for (name, said) in
        [("planted-trap", "planted trap"), ("planted-dying-owner", "planted death of the owner")]
    {
        let link = format!("v1/compare?maps={name}&keys=100&warmup=0&rounds=1&threads=3");
        let mut broken = session(&link, &status);
        let error = loop {
            match broken.step() {
                Err(error) => break error,
                Ok(_) => assert!(broken.upcoming().is_some(), "{name} did not panic"),
            }
        };
        let RunError::Panicked { map, message } = &error else { panic!("{name}: {error}") };
        assert_eq!((map.as_str(), message.as_str()), (name, said));
        assert!(error.to_string().contains("run again"));
    }
    assert!(finish(session(&format!("{SHORT}&rounds=1"), &status)).strategies[1].summary.is_some());
}

#[test]
fn results_follow_the_schema() {
    let validator = schema();
    let stopped = session(SHORT, &SharedStatus::new()).result(true);
    let twice = "v1/compare?maps=mutex,sharded:16:mutex*2&keys=100&ms=50&warmup=0&rounds=1";
    let whole = [format!("{SHORT}&rounds=1"), format!("{SHORT}&rounds=6"), twice.to_owned()];
    for result in whole.iter().map(|link| run(link)).chain([stopped]) {
        let json = serde_json::to_value(&result).unwrap();
        let problems: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "contend/result/1" })));
}

/// The trial that is kept is the only one whose operations count.
#[test]
fn a_trial_that_is_thrown_away_leaves_nothing() {
    let status = SharedStatus::new();
    let link = "v1/compare?maps=null,mutex&keys=100&ms=50&warmup=0&rounds=2&threads=2&rate=20000";
    let mut session = session(link, &status);
    let mut thrown = 0;
    while session.upcoming().is_some() {
        let StepOutcome::Done(Some(_)) = session.step().unwrap() else { continue };
        // What a page sees meanwhile has all that there is.
        let seen = session.result(false);
        assert!(seen.strategies.iter().any(|map| map.latency.is_some()));
        thrown += usize::from(session.repeat(Disturbance::Frozen));
        assert!(!session.repeat(Disturbance::Frozen), "nothing is thrown away twice");
    }
    assert!(thrown > 4, "each trial may be, up to three times");
    let result = session.result(false);
    for map in &result.strategies {
        let counted = map.trials.iter().map(|trial| trial.ops.max(trial.due.unwrap())).sum::<u64>();
        assert_eq!(map.trials.len(), 2);
        assert_eq!(map.latency.as_ref().unwrap().count, counted, "{}", map.id);
    }
}

#[test]
fn a_disturbed_trial_is_done_again_with_the_same_operations() {
    let status = SharedStatus::new();
    let mut session = session(&format!("{SHORT}&rounds=1&threads=2"), &status);
    assert!(!session.repeat(Disturbance::Frozen), "nothing was done yet");
    let (mut seen, mut passes) = (Vec::new(), 0);
    while let Some(step) = session.upcoming().cloned() {
        let StepOutcome::Done(trial) = session.step().unwrap() else { panic!("stopped") };
        let Some(trial) = trial else {
            // The last repetition of each pass is kept, too.
            let timed = !matches!(step.kind, StepKind::Warmup | StepKind::Memory);
            let times = (0..).take_while(|_| {
                let again = session.repeat(Disturbance::Clock);
                if again {
                    assert_eq!(session.upcoming().unwrap().index, step.index);
                    session.step().unwrap();
                }
                again
            });
            let times = times.count();
            assert_eq!(times, if timed { 3 } else { 0 }, "{:?}", step.kind);
            passes += times;
            continue;
        };
        seen.push((step.map.unwrap().to_string(), trial.stream_checksum.clone()));
        // The second map's trial is disturbed whenever it is done, and is kept in the end.
        if (2..=5).contains(&seen.len()) {
            let why = if seen.len() == 2 { Disturbance::Hidden } else { Disturbance::Frozen };
            assert_eq!(session.repeat(why), seen.len() < 5);
        }
    }
    assert_eq!(seen.len(), 4 + 3);
    assert!(seen[1..5].iter().all(|again| *again == seen[1]), "{seen:?}");
    let result = session.result(false);
    assert!(result.strategies.iter().all(|map| map.trials.len() == 1));
    let told = Warning::Repeated { trials: 3 + passes, hidden: 1, frozen: 2, clock: passes };
    assert!(result.warnings.contains(&told), "{:?}", result.warnings);
    assert!(result.strategies.iter().all(|map| map.latency.is_some()));
}

#[test]
fn the_course_of_a_trial_is_noted_from_its_beginning_to_its_end() {
    // A third of all operations insert and none removes: the map fills.
    let link = "v1/compare?maps=null,mutex,sharded:4&mix=r67,i33&keys=200000&prefill=10&ops=50000";
    let result = run(&format!("{link}&warmup=0&rounds=1&threads=2"));
    let over = |map: usize| result.strategies[map].trials[0].over_time.clone();
    assert_eq!(over(0), None, "nothing is stored");
    for map in [1, 2] {
        let (over, trial) = (over(map).unwrap(), &result.strategies[map].trials[0]);
        assert!(over.occupancy.is_sorted(), "{over:?}");
        assert!(over.occupancy[0] >= 0.1 && over.occupancy[10] == trial.occupancy, "{over:?}");
        assert_eq!((over.occupancy.len(), over.hit_rate.len()), (11, 10));
        let rates: Vec<f64> = over.hit_rate.iter().flatten().copied().collect();
        // Reads find what is there.
        assert!(rates.first() < rates.last(), "{over:?}");
    }
    // What cannot be counted has no course.
    let cleared = run("v1/compare?maps=mutex&mix=r98,i1,x1&keys=100&ms=50&warmup=0&rounds=1");
    assert_eq!(cleared.strategies[0].trials[0].over_time, None);
}

#[test]
fn waits_are_counted_where_locks_can_count() {
    let maps = "null,mutex,rwlock,sharded:4,dashmap:4,channel:4,key-lock:4";
    let link = format!("v1/compare?maps={maps}&mix=r50,i50&keys=100&threads=4");
    let result = run(&format!("{link}&ms=100&warmup=0&rounds=1"));
    let counted = [false, true, true, true, false, false, true];
    for (map, counted) in result.strategies.iter().zip(counted) {
        assert_eq!(map.contention.is_some(), counted, "{}", map.id);
        let Some(contention) = &map.contention else { continue };
        assert!((0.0..=1.0).contains(&contention.waited_share), "{}: {contention:?}", map.id);
        assert_eq!(contention.waits > 0.0, contention.waited_seconds > 0.0, "{contention:?}");
    }
    // Four threads at one lock get into each other's way, if they are at work together.
    let waited = shows(|_| {
        let result =
            run("v1/compare?maps=mutex&mix=r50,i50&keys=100&threads=4&ms=100&warmup=0&rounds=1");
        result.strategies[0].contention.as_ref().unwrap().waits_per_op > 0.0
    });
    assert!(waited);
}
