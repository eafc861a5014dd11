//! What the bustle harness costs without a map: one run, its figures as JSON.
//!
//! `contend-bustle --threads=1 --keys-log2=17 --prefill=75 --laps=80 --read=98 --insert=1 --remove=1
//! --update=0`; shares and prefill in percent, as many operations as keys times `laps`.
//!
//! The harness asserts each answer, so "no map" cannot simply say no. It inserts, and removes, its
//! keys in the order in which it made them; a key that knows its place in that order is present
//! if two counters say so. That is all a handle does, and the least that the assertions let pass.

use bustle::{Collection, CollectionHandle, Mix, Workload};
use std::cell::Cell;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Handles that the harness takes to load with, one a thread, before those it measures with.
static LOADERS_LEFT: AtomicU64 = AtomicU64::new(0);
/// Keys that each thread finds present.
static LOADED: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static MADE: Cell<u64> = const { Cell::new(0) };
}

/// A key's place among those of its thread, which the harness makes on a thread of their own.
#[derive(Debug)]
struct Place(u64);

impl From<u64> for Place {
    fn from(_: u64) -> Self {
        Self(MADE.replace(MADE.get() + 1))
    }
}

struct NoMap;

struct Handle {
    removed: u64,
    inserted: u64,
}

impl Collection for NoMap {
    type Handle = Handle;

    fn with_capacity(_: usize) -> Self {
        Self
    }

    fn pin(&self) -> Handle {
        let loads = LOADERS_LEFT.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        Handle { removed: 0, inserted: if loads { 0 } else { LOADED.load(Relaxed) } }
    }
}

impl Handle {
    fn has(&self, key: &Place) -> bool {
        let place = black_box(key.0);
        self.removed <= place && place < self.inserted
    }
}

impl CollectionHandle for Handle {
    type Key = Place;

    fn get(&mut self, key: &Place) -> bool {
        self.has(key)
    }

    fn insert(&mut self, key: &Place) -> bool {
        let new = black_box(key.0) == self.inserted;
        self.inserted += u64::from(new);
        new
    }

    fn remove(&mut self, key: &Place) -> bool {
        let present = self.has(key);
        self.removed += u64::from(present);
        present
    }

    fn update(&mut self, key: &Place) -> bool {
        self.has(key)
    }
}

#[derive(Default)]
struct Plan {
    threads: u64,
    keys_log2: u64,
    prefill: u64,
    laps: u64,
    read: u64,
    insert: u64,
    remove: u64,
    update: u64,
}

impl Plan {
    fn from_args() -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;
        let mut plan = Self { threads: 1, keys_log2: 17, laps: 1, ..Self::default() };
        let mut args = lexopt::Parser::from_env();
        while let Some(arg) = args.next()? {
            let place = match arg {
                Long("threads") => &mut plan.threads,
                Long("keys-log2") => &mut plan.keys_log2,
                Long("prefill") => &mut plan.prefill,
                Long("laps") => &mut plan.laps,
                Long("read") => &mut plan.read,
                Long("insert") => &mut plan.insert,
                Long("remove") => &mut plan.remove,
                Long("update") => &mut plan.update,
                other => return Err(other.unexpected()),
            };
            *place = args.value()?.parse()?;
        }
        let shares = [plan.read, plan.insert, plan.remove, plan.update];
        if shares.iter().sum::<u64>() != 100 {
            return Err(format!("the shares {shares:?} do not sum to 100").into());
        }
        if !(1..=64).contains(&plan.threads) || !(4..=24).contains(&plan.keys_log2) {
            return Err("give 1 to 64 threads and 2^4 to 2^24 keys".into());
        }
        if plan.prefill > 100 || plan.laps == 0 {
            return Err("give a prefill of 0 to 100 and at least one lap".into());
        }
        Ok(plan)
    }

    fn run(&self) -> bustle::Measurement {
        let keys = 1_u64 << self.keys_log2;
        let share = self.prefill as f64 / 100.0;
        LOADERS_LEFT.store(self.threads, Relaxed);
        // As the harness rounds it.
        LOADED.store((keys as f64 * share) as u64 / self.threads, Relaxed);
        let part = |percent: u64| percent as u8;
        let mix = Mix {
            read: part(self.read),
            insert: part(self.insert),
            remove: part(self.remove),
            update: part(self.update),
            upsert: 0,
        };
        Workload::new(self.threads as usize, mix)
            .initial_capacity_log2(self.keys_log2 as u8)
            .prefill_fraction(share)
            .operations(self.laps as f64)
            .run_silently::<NoMap>()
    }
}

fn main() -> ExitCode {
    let plan = match Plan::from_args() {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!("contend-bustle: {error}");
            return ExitCode::from(2);
        }
    };
    let done = plan.run();
    let seconds = done.spent.as_secs_f64();
    let ns = seconds * 1e9 * plan.threads as f64 / done.total_ops as f64;
    println!(r#"{{"operations": {}, "seconds": {seconds}, "nsPerOp": {ns}}}"#, done.total_ops);
    ExitCode::SUCCESS
}
