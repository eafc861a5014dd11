//! A map of an author's against maps of the registry, measured in turn.

use super::Failure;
use super::map::{Adapted, ConcurrentMap, spec};
use crate::base::error::RunError;
use crate::cli::{Sources, report, rounds, run};
use crate::engine::passes::account::{Count, for_harness, for_map};
use crate::engine::trial::{Reports, ThreadedTrial};
use crate::engine::{Environment, Pool, Session, SharedStatus};
use crate::experiment::Experiment;
use crate::ledger::Judgement;
use crate::link::keys::MAX_MAPS;
use crate::report::RunResult;
use crate::workload::entry_kind::PLAIN;
use foldhash::fast::FixedState;
use std::fmt::{Display, Formatter};

/// Measures the map and those of the registry that are named, as `contend run` does: all take turns in
/// rounds in a random order, each trial is judged, and the same rule says which is faster. The ratios are to
/// the first map that is named.
///
/// The names are those of links (`mutex`, `dashmap:16`; `contend list` has all), and so are the keys of the
/// workload (`docs/links.md`): `"mix=r90,i5,d5&keys=100000&threads=4&ms=300&rounds=10"`. What is left out has
/// the default of a link.
/// Keys and values are `u64`, hashed by foldhash.
///
/// Compile it with optimisation, as a bench is. Trials last as long as the workload says.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// use contend::author::compare;
///
/// let workload = "mix=r50,i25,d25&keys=1000&threads=2&ms=50&warmup=0&rounds=2";
/// let comparison = compare::<Simple>(&["mutex", "dashmap:16"], workload).unwrap();
/// println!("{comparison}");
/// assert!(comparison.passed());
/// ```
///
/// # Errors
///
/// A name or a workload that is none, a thread that panicked, or threads that could not be had.
pub fn compare<M: ConcurrentMap<u64, u64, FixedState>>(
    against: &[&str],
    workload: &str,
) -> Result<Comparison, Failure> {
    let experiment = experiment::<M>(against, workload)?;
    let (pool, status) = (Pool::new(experiment.pool_threads()), SharedStatus::new());
    let pool = pool.map_err(Failure::new)?;
    let session = Session::on_threads(experiment, environment(), pool, &status);
    let mut session = session.map_err(Failure::new)?.with_unlisted(trial::<M>);
    let stopped = rounds::drive(&mut session, None).map_err(Failure::new)?;
    Ok(Comparison(session.result(stopped)))
}

/// The experiment of the registry's maps with the author's before them.
fn experiment<M: ConcurrentMap<u64, u64, FixedState>>(
    against: &[&str],
    workload: &str,
) -> Result<Experiment, Failure> {
    let spec = spec::<M>()?;
    if !(1..MAX_MAPS).contains(&against.len()) {
        let most = MAX_MAPS - 1;
        return Err(Failure::new(format!("name 1 to {most} maps to compare {spec} with")));
    }
    let maps = against.join(",");
    let joint = if workload.is_empty() { "" } else { "&" };
    let link = format!("v1/compare?maps={maps}{joint}{workload}");
    let mut experiment = Experiment::strict(&link).map_err(Failure::new)?;
    if !experiment.entries.are_plain() {
        return Err(Failure::new("keys and values are u64 here: leave out key, value and hash"));
    }
    // Canonical links name their maps first.
    experiment.link = experiment.link.replacen("maps=", &format!("maps={spec},"), 1);
    experiment.maps.insert(0, spec);
    experiment.baseline += 1;
    Ok(experiment)
}

/// As [`ThreadedTrial::run`].
fn trial<M: ConcurrentMap<u64, u64, FixedState>>(
    trial: ThreadedTrial,
) -> Result<Option<Reports>, RunError> {
    for_map(|| {
        let map = Adapted::<M, u64, u64, _>::new(PLAIN.0.clone(), trial.plan.capacity);
        for_harness(|| trial.run_on(&PLAIN, &map))
    })
}

fn environment() -> Environment {
    let environment = run::environment(&Sources::default(), false);
    // Only what counts is known to be the system's.
    match Count::begin() {
        Some(_) => environment,
        None => Environment { allocator: "the program's own".into(), ..environment },
    }
}

/// What was measured. It displays as the table and the conclusion that `contend run` prints.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// # let workload = "keys=1000&threads=1&ms=50&warmup=0&rounds=1";
/// let comparison = contend::author::compare::<Simple>(&["mutex"], workload).unwrap();
/// // For `contend compare`, `contend export`, or a file to keep.
/// assert!(comparison.json().contains("\"schema\": \"contend/result/1\""));
/// ```
#[derive(Clone, Debug)]
pub struct Comparison(RunResult);

impl Comparison {
    /// The result as JSON, in the schema `contend/result/1`.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("a result serialises") + "\n"
    }

    /// Whether every map was checked in every trial and passed; without that, a speed means nothing.
    pub fn passed(&self) -> bool {
        let judged = |map: &crate::report::StrategyResult| {
            map.summary.as_ref().map_or(Judgement::NotChecked, |summary| summary.outcome)
        };
        self.0.strategies.iter().all(|map| judged(map).passed())
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        if cfg!(debug_assertions) {
            writeln!(f, "Note: compiled without optimisation; the figures say nothing.\n")?;
        }
        f.write_str(&report::text(&self.0))
    }
}
