//! A map with a lock for each key under loom: an operation of several steps is one, also beside one that
//! gives up, in every interleaving of two or three threads in which they are preempted at most three times.
//!
//! Run with `cargo test --no-default-features --features=full,loom --test loom_key_lock`.
#![cfg(all(feature = "loom", feature = "full"))]

#[path = "common/looks.rs"]
mod looks;

use contend::base::sync::Mutex;
use contend::strategy::FallibleHandle;
use contend::strategy::parts::locked::{Access, Lock};
use contend::strategy::parts::rw_mutex::RwMutex;
use contend::strategy::parts::spread::Spread;
use contend::strategy::parts::table::Table;
use contend::strategy::stepwise::Stepwise;
use contend::strategy::wait::{Forever, Wait};
use foldhash::fast::FixedState;
use looks::Looks;
use loom::sync::Arc;
use loom::thread;

type Map<L> = Stepwise<u64, u64, FixedState, Spread<L>, Mutex<Table<u64, u64, FixedState>>>;

const KEY: u64 = 7;

fn add(old: Option<&u64>, by: &u64) -> u64 {
    old.map_or(*by, |old| old + by)
}

/// Adds one, or is refused; says whether it did.
fn bump<L: Lock<()> + 'static, W: Wait>(map: &Map<L>, wait: W) -> u64 {
    u64::from(map.waiting(wait).update(KEY, 1, add).is_ok())
}

/// Two threads add to a key, the first of which gives up after so many looks, while a third may read it.
fn model<L: Lock<()> + 'static>(looks: usize, reads: bool) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let locks = Spread::new(1, || L::new(()));
        let map = Arc::new(Map::<L>::new(locks, 0, FixedState::default()));
        let adds = Arc::clone(&map);
        let adding = thread::spawn(move || bump(&adds, Forever));
        let reading = reads.then(|| {
            let map = Arc::clone(&map);
            thread::spawn(move || map.waiting(Looks::new(looks)).get(&KEY))
        });
        let added = bump(&map, Looks::new(looks)) + adding.join().unwrap();
        if let Some(Ok(found)) = reading.map(|thread| thread.join().unwrap()) {
            assert!(found.unwrap_or(0) <= added);
        }
        let Ok(found) = map.waiting(Forever).get(&KEY);
        assert_eq!(found, Some(added));
    });
}

#[test]
fn what_gives_up_adds_nothing() {
    for looks in [0, 1] {
        model::<RwMutex<()>>(looks, false);
        model::<Mutex<()>>(looks, false);
    }
}

#[test]
fn what_gives_up_holds_up_no_reader() {
    model::<RwMutex<()>>(0, true);
}

/// Nobody ever waits for it.
struct Open;

impl Lock<()> for Open {
    fn new((): ()) -> Self {
        Self
    }

    fn read_within<W: Wait, R>(&self, _: &W, body: impl FnOnce(&()) -> R) -> Result<R, W::Refusal> {
        Ok(body(&()))
    }

    fn write_within<W: Wait, R>(
        &self,
        _: &W,
        body: impl FnOnce(&mut ()) -> R,
    ) -> Result<R, W::Refusal> {
        Ok(body(&mut ()))
    }

    fn is_taken(&self, _: Access) -> bool {
        false
    }
}

#[test]
#[should_panic(expected = "assertion `left == right` failed")]
fn steps_without_a_lock_are_caught() {
    model::<Open>(0, false);
}
