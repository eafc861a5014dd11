//! The checks of a map, as functions for tests.

use super::Failure;
use super::faults::{Fault, Spoilt};
use super::map::{Adapted, ConcurrentMap, Own, spec};
use crate::base::units::Seed;
use crate::cli::verify::text;
use crate::engine::{Pool, SharedStatus};
use crate::ledger::Judgement;
use crate::strategy::MapSpec;
use crate::verify::conformance::{AllMaps, check_maps};
use crate::verify::linearizability::history::{History, Recording};
use crate::verify::linearizability::probe::Probe;
use crate::verify::linearizability::{Budget, MOST_CLIENTS, SliceOutcome, Verification};
use crate::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::marker::PhantomData;

/// A [`ConcurrentMap`] for all keys, values and hash functions; it holds for each by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `ConcurrentMap` of all keys, values and hash functions",
    note = "write `impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V, S> for {Self}`"
)]
pub trait Checkable: ConcurrentMap<u64, u64, FixedState> {
    #[doc(hidden)]
    fn conform(run: Run) -> Result<String, String>;

    #[doc(hidden)]
    fn conform_spoilt(run: Run, fault: Fault) -> Result<String, String>;

    #[doc(hidden)]
    fn record(recording: &Recording) -> Result<Vec<History>, String>;
}

/// One run of the conformance suite.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    threads: usize,
}

impl Run<'_> {
    fn of(self, maps: &impl AllMaps) -> Result<String, String> {
        check_maps(maps, self.spec, self.pool, self.threads, 1)
    }
}

impl<M> Checkable for M
where
    M: ConcurrentMap<u64, u64, FixedState> + ConcurrentMap<Probe, Probe, FixedState>,
    Own<M>: AllMaps,
    Spoilt<M>: AllMaps,
{
    fn conform(run: Run) -> Result<String, String> {
        run.of(&Own::<M>(PhantomData))
    }

    fn conform_spoilt(run: Run, fault: Fault) -> Result<String, String> {
        run.of(&Spoilt::<M> { fault, map: PhantomData })
    }

    fn record(recording: &Recording) -> Result<Vec<History>, String> {
        recording.of(&Adapted::<M, Probe, Probe, FixedState>::new(fold(), 0))
    }
}

/// As many as the project's own maps are checked with.
const THREADS: [usize; 2] = [2, 8];

/// Plays the map against everything that it [promises](super::Promises), with one thread, with two and
/// with eight: what each call returns, sums and winners under contention, walks and clears while others
/// write, panics in the code of keys and values, and that nothing outlives the map. Says what was checked.
///
/// What one thread does is the same in each run, and a failure of it lists the fewest calls that show it.
/// What many do depends on how they meet, so a failure of that may need several runs to be seen again.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// let checked = contend::author::conformance::<Simple>().unwrap();
/// assert!(checked.contains("exact sums"));
/// ```
///
/// # Errors
///
/// The first property that does not hold, and what was seen.
pub fn conformance<M: Checkable>() -> Result<String, Failure> {
    let spec = &spec::<M>()?;
    let mut checked = String::new();
    for threads in THREADS {
        let pool = &Pool::new(threads).map_err(Failure::new)?;
        checked = M::conform(Run { spec, pool, threads })
            .map_err(|failure| Failure::new(format!("{failure}\n({threads} threads)")))?;
    }
    Ok(checked)
}

/// How many histories [`linearizable`] records, of how many threads, and what their operations are drawn
/// from.
///
/// ```
/// use contend::author::Histories;
///
/// let more = Histories { count: 10_000, ..Histories::default() };
/// assert_eq!((more.threads, more.seed), (4, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Histories {
    /// From 1 to 8.
    pub threads: usize,
    pub count: u64,
    pub seed: u64,
}

impl Default for Histories {
    fn default() -> Self {
        Self { threads: 4, count: 500, seed: 1 }
    }
}

/// Records small histories of the map and looks for an order of each that explains every result, with
/// each operation between its call and its return. Says how much was recorded.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// use contend::author::{Histories, linearizable};
///
/// let checked = linearizable::<Simple>(Histories { count: 50, ..Histories::default() }).unwrap();
/// assert!(checked.starts_with("simple: linearizable in 50 histories"));
/// ```
///
/// # Errors
///
/// A history that no order explains, cut down to the operations that prove it, and how to repeat the run.
/// Also where nothing could be checked: the map does not promise it, or a history was too large.
pub fn linearizable<M: Checkable>(histories: Histories) -> Result<String, Failure> {
    let Histories { threads, count, seed } = histories;
    if !(1..=MOST_CLIENTS).contains(&threads) || count == 0 {
        return Err(Failure::new(format!(
            "{histories:?}: threads are 1 to {MOST_CLIENTS}, and there must be a history"
        )));
    }
    let (spec, status) = (spec::<M>()?, SharedStatus::new());
    let pool = Pool::new(threads).map_err(Failure::new)?;
    let verification =
        Verification::new(vec![spec], threads, Seed(seed), Budget::Histories(count), pool, &status);
    let mut verification = verification.map_err(Failure::new)?.with_unlisted(M::record);
    let report = loop {
        match verification.step() {
            SliceOutcome::Working => {}
            SliceOutcome::Done(report) => break report,
            SliceOutcome::Stopped => return Err(Failure::new("it was stopped")),
        }
    };
    let told = text(&report);
    match report.outcome {
        Judgement::Passed => Ok(told.trim_end().to_owned()),
        Judgement::NotChecked => Err(Failure::new(told)),
        Judgement::Failed => Err(Failure::new(format!(
            "{}\nDrawn from {histories:?}. With the same the threads do the same, but how they meet is \
             chance: repeat it, with a larger count if need be.",
            told.trim_end()
        ))),
    }
}

/// Puts faults into the map, one after the other, and has the conformance suite find each: a lost write,
/// an update in two steps, a second winner and others. It shows that the suite sees them in this map, with
/// what it promises. Says which property found which.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// let found = contend::author::planted::<Simple>().unwrap();
/// assert!(found.contains("an update in two steps: exact sums"));
/// ```
///
/// # Errors
///
/// A fault that the suite did not find. Also a failure of the map as it is: then nothing could be told from it.
pub fn planted<M: Checkable>() -> Result<String, Failure> {
    // Some show by chance, as threads meet.
    const TRIES: usize = 20;
    const THREADS: usize = 4;
    let (spec, pool) = (&spec::<M>()?, &Pool::new(THREADS).map_err(Failure::new)?);
    let run = Run { spec, pool, threads: THREADS };
    M::conform(run).map_err(|failure| {
        Failure::new(format!("{failure}\n(without a fault in it, so none can be looked for)"))
    })?;
    let mut found = Vec::new();
    for fault in Fault::ALL {
        if fault == Fault::TornUpdate && !spec.guarantees().atomic_update {
            found.push(format!("{}: not looked for, the map does not promise more", fault.words()));
            continue;
        }
        let refused = (0..TRIES).find_map(|_| M::conform_spoilt(run, fault).err());
        let Some(failure) = refused else {
            return Err(Failure::new(format!(
                "{spec}: the suite did not find {} in {TRIES} runs",
                fault.words()
            )));
        };
        let property = failure.split(": ").nth(1).unwrap_or_default();
        found.push(format!("{}: {property}", fault.words()));
    }
    Ok(found.join("\n"))
}
