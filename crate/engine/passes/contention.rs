//! How often and how long threads wait for a map's locks, in a pass of its own.
//!
//! Counting costs a look before each locking and a reading of the clock around each wait, so no
//! trial counts. Only maps whose locks are ours to replace can: the locks of a crate, and maps
//! without any, are not counted. A wait is told by the clock, so one shorter than its step counts as
//! none or as a whole step; over many waits that evens out.

use crate::base::error::RunError;
#[cfg(test)]
use crate::base::schema::Fraction;
use crate::base::units::Nanos;
use crate::engine::trial::{Reports, ThreadedTrial};
use crate::strategy::{ConcurrentMap, MapSpec, Visitor, Waits, build};
use crate::workload::entries::ForEntryKind;
use crate::workload::entry_kind::{EntryKind, fold};
use foldhash::fast::FixedState;
use serde::Serialize;

/// What the clients of one pass waited for locks. A wait is counted when a lock is found taken, and
/// lasts until it is had; shorter than a step of the clock it counts as none or as a step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contention {
    /// Times that somebody found a lock taken.
    pub waits: f64,
    pub waits_per_op: f64,
    /// Seconds of thread time.
    pub waited_seconds: f64,
    /// Of the clients' time.
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub waited_share: f64,
}

impl Contention {
    pub fn new(waits: Waits, operations: u64, spent: Nanos) -> Self {
        let (count, seconds) = (waits.count as f64, waits.time.as_secs());
        Self {
            waits: count,
            waits_per_op: count / operations.max(1) as f64,
            waited_seconds: seconds,
            waited_share: (seconds / spent.as_secs().max(1e-9)).min(1.0),
        }
    }
}

/// Whether that map's locks can count.
pub fn counts(spec: &MapSpec) -> bool {
    #[cfg(feature = "author")]
    if !spec.is_listed() {
        return false;
    }
    build(spec, Probe)
}

struct Probe;

impl Visitor for Probe {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = bool;

    const INSPECTED: bool = true;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> bool {
        map.waits().is_some()
    }
}

/// A trial on a map whose locks count.
pub struct CountedTrial<'a>(pub ThreadedTrial<'a>);

impl CountedTrial<'_> {
    /// As [`ThreadedTrial::run`].
    pub fn run(self) -> Result<Option<Reports>, RunError> {
        self.0.plan.entries.kind(self)
    }
}

impl ForEntryKind for CountedTrial<'_> {
    type Output = Result<Option<Reports>, RunError>;

    fn of<S: EntryKind>(self, kind: S) -> Self::Output {
        build(self.0.plan.spec, OfKind { trial: self.0, kind })
    }
}

/// The same with maps of one kind.
struct OfKind<'a, S> {
    trial: ThreadedTrial<'a>,
    kind: S,
}

impl<S: EntryKind> Visitor for OfKind<'_, S> {
    type Key = S::Key;
    type Value = S::Value;
    type Hasher = S::Hasher;
    type Output = Result<Option<Reports>, RunError>;

    const INSPECTED: bool = true;

    fn hasher(&self) -> S::Hasher {
        self.kind.hasher()
    }

    fn capacity(&self) -> usize {
        self.trial.plan.capacity
    }

    fn deadline(&self) -> Nanos {
        self.trial.plan.deadline
    }

    fn visit<M: ConcurrentMap<S::Key, S::Value>>(self, map: M) -> Self::Output {
        let reports = self.trial.run_on(&self.kind, &map)?;
        Ok(reports.map(|reports| Reports { waits: map.waits(), ..reports }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_of_our_locks_can_count() {
        let counted = |text| counts(&MapSpec::canonical(text).unwrap());
        let ours =
            ["mutex", "mutex:parking-lot", "rwlock", "rwlock:std", "sharded:4", "sharded:4:mutex"];
        assert!(ours.into_iter().all(counted));
        assert!(!["null", "dashmap:16", "channel:4", "hash-trie"].into_iter().any(counted));
    }

    #[test]
    fn shares_are_of_the_clients_time() {
        let waits = Waits { count: 50, time: Nanos::from_millis(300) };
        let told = Contention::new(waits, 200, Nanos::from_millis(600));
        assert_eq!((told.waits, told.waits_per_op), (50.0, 0.25));
        assert_eq!((told.waited_seconds, told.waited_share), (0.3, 0.5));
    }
}
