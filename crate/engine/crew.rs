//! How threads work on a map, whatever the run is for: open, let the clients and the map's own
//! threads in, close when the last client's handle is gone.
//!
//! A panic in any of them ends the run for all and is kept: [`over`](Crew::over) is set, nobody who
//! waits at [`meet`](Crew::meet) goes on waiting, and if it was a thread of the map's own, the map is
//! closed at once, so that no client waits for its answer. What a count of memory takes in is told apart
//! here: handles and a map's own threads are the map's, a client's part is not, but for the operations
//! in it. Nothing here is inside the clock.

use super::barrier::Barrier;
use super::passes::account::{for_harness, for_map, for_operations};
use super::pool::Pool;
use crate::base::error::RunError;
use crate::strategy::audit::as_client;
use crate::strategy::{ConcurrentMap, Key, MapSpec, Value};
use crossbeam_utils::CachePadded;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::AcqRel, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

pub struct Crew<'a> {
    pool: &'a Pool,
    clients: usize,
    /// Threads of the map's own.
    owners: usize,
    barrier: Barrier,
    over: CachePadded<AtomicBool>,
    panic: Mutex<Option<Panic>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Client,
    Owner,
}

struct Panic {
    role: Role,
    message: String,
}

impl<'a> Crew<'a> {
    /// The pool must have a thread for each client and for each that the map needs.
    pub fn new(pool: &'a Pool, clients: usize, spec: &MapSpec) -> Self {
        Self::with_owners(pool, clients, spec.extra_threads())
    }

    pub fn with_owners(pool: &'a Pool, clients: usize, owners: usize) -> Self {
        Self {
            pool,
            clients,
            owners,
            barrier: Barrier::new(clients),
            over: CachePadded::default(),
            panic: Mutex::default(),
        }
    }

    /// Runs each client's part, with a handle of its own, beside the map's threads; returns when
    /// all have ended.
    pub fn work<K: Key, V: Value, M: ConcurrentMap<K, V>>(
        &self,
        map: &M,
        part: impl Fn(usize, &mut M::Handle<'_>) + Sync,
    ) {
        self.work_beside(map, || map.serve(), part);
    }

    /// The same beside other owners than the map's own.
    pub fn work_beside<K: Key, V: Value, M: ConcurrentMap<K, V>>(
        &self,
        map: &M,
        serve: impl Fn() + Sync,
        part: impl Fn(usize, &mut M::Handle<'_>) + Sync,
    ) {
        let running = AtomicUsize::new(self.clients);
        for_map(|| map.open());
        self.pool.run(&|number| {
            if number < self.clients {
                self.guard(Role::Client, || {
                    for_map(|| {
                        let handle = &mut as_client(Some(number), || map.handle());
                        for_harness(|| part(number, handle));
                    });
                });
                if running.fetch_sub(1, AcqRel) == 1 {
                    for_map(|| map.close());
                }
            } else if number < self.clients + self.owners
                && !self.guard(Role::Owner, || for_operations(&serve))
            {
                for_map(|| map.close());
            }
        });
    }

    /// Runs each client's part without a map that would have to be opened.
    pub fn each(&self, part: impl Fn(usize) + Sync) {
        self.pool.run(&|number| {
            if number < self.clients {
                self.guard(Role::Client, || part(number));
            }
        });
    }

    /// Waits for all clients; false if one cannot come.
    pub fn meet(&self) -> bool {
        self.barrier.wait()
    }

    /// Set when the clients are to stop. Once set it stays.
    pub fn over(&self) -> &AtomicBool {
        &self.over
    }

    pub fn is_over(&self) -> bool {
        self.over.load(Relaxed)
    }

    pub fn end(&self) {
        self.over.store(true, Relaxed);
    }

    /// What was said by the first to panic, if anyone did.
    pub fn panicked(self) -> Option<String> {
        let panic = self.panic.into_inner().unwrap_or_else(PoisonError::into_inner);
        panic.map(|panic| panic.message)
    }

    /// The error that a panic makes of the run of that map.
    pub fn finish(self, map: impl ToString) -> Result<(), RunError> {
        match self.panicked() {
            Some(message) => Err(RunError::Panicked { map: map.to_string(), message }),
            None => Ok(()),
        }
    }

    /// Runs a thread's part; false if it panicked. Where a map's own thread has died, its clients
    /// panic for want of an answer and may be heard first, so the cause takes their place.
    fn guard(&self, role: Role, part: impl FnOnce()) -> bool {
        let Err(payload) = catch_unwind(AssertUnwindSafe(part)) else { return true };
        let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|first| first.role < role) {
            *first = Some(Panic { role, message: message(payload.as_ref()) });
        }
        self.end();
        self.barrier.shatter();
        false
    }
}

/// What a panic said.
fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::resume_unwind;

    #[test]
    fn who_panics_lets_the_others_go_and_is_named() {
        let pool = Pool::new(3).unwrap();
        let crew = Crew::with_owners(&pool, 3, 0);
        let met = Mutex::new(Vec::new());
        crew.each(|number| {
            if number == 1 {
                resume_unwind(Box::new("out of order"));
            }
            met.lock().unwrap().push(crew.meet());
        });
        assert_eq!(met.into_inner().unwrap(), [false, false]);
        assert!(crew.is_over());
        let named = RunError::Panicked { map: "some-map".into(), message: "out of order".into() };
        assert_eq!(crew.finish("some-map"), Err(named));
    }

    #[test]
    fn what_a_maps_own_thread_says_is_the_cause() {
        let pool = Pool::new(1).unwrap();
        let crew = Crew::with_owners(&pool, 1, 1);
        for (role, said) in [(Role::Client, "no answer"), (Role::Owner, "dead"), (Role::Client, "")]
        {
            assert!(!crew.guard(role, || resume_unwind(Box::new(said))));
        }
        assert_eq!(crew.panicked().as_deref(), Some("dead"));
    }
}
