//! Maps that are slow by a known amount are really run, and what is said of a choice among them is what their
//! delays say.
#![cfg(feature = "selftest")]

#[path = "../crate/base/patience.rs"]
mod patience;

use contend::advise::confirm::{Measured, Run, Verdict, Why, verdict};
use contend::base::units::Seed;
use contend::engine::{Environment, Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use contend::report::RunResult;
use contend::strategy::row::Effort;
use patience::shows;

const FAST: &str = "delayed:200";
const SLOW: &str = "delayed:4000";
/// The same map again.
const AS_SLOW: &str = "delayed:4000*2";

fn run(maps: &[&str], seed: u64) -> RunResult {
    let maps = maps.join(",");
    let link =
        format!("v1/compare?maps={maps}&threads=1&keys=64&ms=50&warmup=50&rounds=8&seed={seed}");
    let experiment = Experiment::strict(&link).unwrap();
    let pool = Pool::new(experiment.pool_threads()).unwrap();
    let status = SharedStatus::new();
    let environment = Environment { mode: "threads".into(), ..Environment::default() };
    let session = Session::on_threads(experiment, environment, pool, &status).unwrap();
    let mut session = session.trials_only();
    while session.upcoming().is_some() {
        assert!(!matches!(session.step().unwrap(), StepOutcome::Stopped));
    }
    session.result(false)
}

/// What the run says of `choice`, whose effort is given, among maps that are simpler.
fn said_of(choice: &str, result: &RunResult, changed: impl FnOnce(&mut Run)) -> Verdict {
    let rates = result.strategies.iter().map(|map| {
        let rates = map.trials.iter().map(|trial| trial.ops_per_sec);
        (map.id.as_str(), rates.collect::<Vec<f64>>())
    });
    let rates: Vec<(&str, Vec<f64>)> = rates.collect();
    let measured = rates.iter().map(|(map, rates)| Measured {
        map,
        effort: if *map == choice { Effort::Ready } else { Effort::OneLock },
        rates,
        broken: false,
    });
    let maps: Vec<Measured> = measured.collect();
    let mut run = Run {
        maps: &maps,
        threads: 1,
        parallelism: 1,
        simulated: false,
        harness_ns: result.harness.ns_per_op,
        seed: Seed(result.seed),
    };
    changed(&mut run);
    verdict(choice, &run)
}

#[test]
fn what_is_faster_by_its_delay_wins_and_contradicts_what_is_slower() {
    let result = run(&[FAST, SLOW], 1);
    assert_eq!(said_of(FAST, &result, |_| {}), Verdict::Confirmed);
    let Verdict::Contradiction { best, ratio } = said_of(SLOW, &result, |_| {}) else {
        panic!("{:?}", said_of(SLOW, &result, |_| {}))
    };
    assert_eq!(best, FAST);
    // What surrounds the delay takes time as well.
    assert!((3.0..25.0).contains(&ratio), "{ratio}");
}

/// Two that are the same are now and then told apart by chance, as often as the rule says.
#[test]
fn of_two_with_the_same_delay_the_simpler_one_stands() {
    let tie = Verdict::Tie { stands: AS_SLOW.to_owned() };
    assert!(shows(|seed| said_of(SLOW, &run(&[SLOW, AS_SLOW], seed), |_| {}) == tie));
}

#[test]
fn what_cannot_be_told_is_not() {
    let result = run(&[FAST, SLOW], 2);
    let few = said_of(FAST, &result, |run| (run.threads, run.parallelism) = (8, 2));
    assert_eq!(few, Verdict::CannotTell { why: Why::Processors { has: 2, needs: 8 } });
    // A harness that costs what the slow one takes leaves no figure of the fast one.
    let slow = result.strategies[1].summary.as_ref().unwrap().ns_per_op;
    let refused = said_of(SLOW, &result, |run| run.harness_ns = Some(slow * 0.9));
    assert!(matches!(&refused, Verdict::Refused { map, .. } if map == FAST), "{refused:?}");
    let own = result.harness.ns_per_op.unwrap();
    assert!(own > 0.0 && own < slow / 2.0, "{own} of {slow}");
}
