//! An update's merge panics in a guarded map: each panic is the answer of its own operation, everything else
//! is right, among others and after them, and all of it is counted.
//!
//! The same code runs natively and on a browser's workers. Panics in a hash, in a comparison and in a clone
//! need keys and values of their own, hence every map compiled once more: the conformance suite has those.

use crate::engine::{Crew, Pool};
use crate::strategy::decorate::safe::Refused;
use crate::strategy::metrics::Outcome;
use crate::strategy::row::Containment;
use crate::strategy::{
    Batch, Call, ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Visitor, build,
};
use crate::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::any::Any;
use std::panic::resume_unwind;

/// Of each client. One in ten is a get, and one in ten of the first client's has a merge that panics.
const OPERATIONS: u64 = 10_000;
const KEYS: u64 = 97;
const CLIENTS: usize = 2;
const BLOWN: &str = "the merge blew";

/// Whether the map's row says that it withstands this, and sums up exactly what it was given.
pub fn applies(spec: &MapSpec) -> bool {
    let row = spec.guarantees();
    row.stores && row.atomic_update && row.panics.merge == Containment::Contained
}

/// The error is what did not hold. The map must be one that this applies to, with `+safe`.
pub fn contained(spec: &MapSpec, pool: &Pool) -> Result<(), String> {
    pool.require(CLIENTS + spec.extra_threads()).map_err(|error| error.to_string())?;
    if !spec.is_fallible() {
        return Err(format!("{spec}: nothing contains a panic"));
    }
    build(spec, Panics { spec, pool }).map_err(|failure| format!("{spec}: {failure}"))
}

struct Panics<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
}

fn blows(_: Option<&u64>, _: &u64) -> u64 {
    resume_unwind(Box::new(BLOWN))
}

fn added(old: Option<&u64>, more: &u64) -> u64 {
    old.copied().unwrap_or_default() + more
}

struct Update(u64, u64, fn(Option<&u64>, &u64) -> u64);

impl Batch<u64, u64> for Update {
    /// What a panic said.
    type Output = Option<String>;

    fn on<H: FallibleHandle<u64, u64>>(self, handle: &mut H) -> Option<String> {
        let refusal = handle.update(self.0, self.1, self.2).err()?;
        Some(match (&refusal as &dyn Any).downcast_ref() {
            Some(Refused::Panicked(panicked)) => panicked.what().to_owned(),
            other => format!("refused for {other:?}"),
        })
    }
}

impl Visitor for Panics<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = Result<(), String>;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        let crew = Crew::new(self.pool, CLIENTS, self.spec);
        crew.work(&map, |number, handle| {
            for operation in 0..OPERATIONS {
                let key = operation % KEYS * CLIENTS as u64 + number as u64;
                let (answer, wanted) = match (number, operation % 10) {
                    (_, 0) => {
                        handle.get(&key);
                        continue;
                    }
                    (0, 1) => (handle.perform(Update(key, 0, blows)), Some(BLOWN)),
                    _ => (handle.perform(Update(key, 1, added)), None),
                };
                if answer.as_deref() != wanted {
                    resume_unwind(Box::new(format!("{answer:?} of {key}, not {wanted:?}")));
                }
            }
        });
        crew.panicked().map_or(Ok(()), Err)?;
        let metrics = map.metrics().ok_or("nothing was counted")?;
        let count = |call, outcome| metrics.operations.of(call, outcome);
        let mut sum = 0;
        map.handle().for_each(usize::MAX, |_, value| sum += value);
        let done = OPERATIONS * 17 / 10;
        let counts = [
            ("panics", count(Call::Update, Outcome::Panic), OPERATIONS / 10),
            ("updates", count(Call::Update, Outcome::Done), done),
            ("gets", metrics.operations.calls()[Call::Get as usize], OPERATIONS / 5),
            ("sum", sum, done),
            ("entries", metrics.entries.unwrap_or_default(), KEYS * CLIENTS as u64),
        ];
        match counts.iter().find(|(_, found, wanted)| found != wanted) {
            Some((what, found, wanted)) => Err(format!("{what}: {found}, not {wanted}")),
            None => Ok(()),
        }
    }
}
