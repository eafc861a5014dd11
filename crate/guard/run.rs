//! One map, its clients, and what goes wrong meanwhile.
//!
//! A stall has a thread of its own, which updates the first key of the key space and sits in the midst of
//! that; one more thread, the conductor, brings the other faults about and looks who gets on. A run that
//! somebody watches has one thread more, for the stalls that they ask for. Nothing is between a client and
//! the map's own handle but the notes: a map that refuses nothing has its clients wait as long as it makes
//! them, and a panic in it is the end of its client.

use super::entries::{FaultId, Faulty, Key, SWITCHES, Turn, Value};
use super::observe::{Known, MOST_INTERVALS, Noted, Observer, SHORTEST, Shown};
use crate::base::error::RunError;
use crate::base::units::Nanos;
use crate::engine::client::Client;
use crate::engine::shared_status::{Phase, SharedStatus};
use crate::engine::trial::load;
use crate::engine::{Crew, Pool};
use crate::experiment::guard::Plan;
use crate::ledger::{Ledger, Verdict, final_scan, judge};
use crate::link::faults::{Fault, FaultKind};
use crate::strategy::audit::Audit;
use crate::strategy::{Batch, ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Metrics, Visitor};
use crate::workload::entry;
use crate::workload::entry_kind::EntryKind;
use crate::workload::stream::OperationStream;
use foldhash::fast::FixedState;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

mod conductor;

/// Between two looks of whoever waits for a time.
const LOOK: Duration = Duration::from_millis(1);

/// A map to be run.
pub struct Play<'a> {
    pub plan: &'a Plan,
    pub spec: &'a MapSpec,
    /// Which of the plan's maps it is.
    pub place: usize,
    /// What somebody asked for in the run of a map before: it happens again at the same times.
    pub again: &'a [Fault],
    /// Of each client.
    pub streams: &'a [OperationStream],
    pub prefill: &'a [u32],
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

/// What came of it.
#[derive(Debug)]
pub struct Played {
    /// Of each client, then of each stall.
    pub threads: Vec<ThreadReport>,
    /// Clients in each stretch of time that were seen waiting at once, at most.
    pub waiting: Vec<usize>,
    pub interval: Nanos,
    /// By id: those of the schedule, then those that somebody asked for.
    pub faults: Vec<Fault>,
    pub metrics: Option<Metrics>,
    /// Of clients' accesses, where something writes them down.
    pub audit: Option<Audit>,
    pub verdict: Verdict,
}

#[derive(Clone, Debug)]
pub struct ThreadReport {
    pub noted: Noted,
    pub ledger: Ledger,
    /// A panic in the map came through and ended it.
    pub lost: bool,
}

impl Visitor for Play<'_> {
    type Key = Key;
    type Value = Value;
    type Hasher = FixedState;
    /// `None` if it was stopped.
    type Output = Result<Option<Played>, RunError>;

    const KEY_WORD: fn(&Key) -> u64 = Faulty::key_word;

    fn hasher(&self) -> FixedState {
        Faulty.hasher()
    }

    fn deadline(&self) -> Nanos {
        self.plan.deadline.unwrap_or(Nanos(u64::MAX))
    }

    fn visit<M: ConcurrentMap<Key, Value>>(self, map: M) -> Self::Output {
        let Self { plan, spec, prefill, status, .. } = self;
        let _turn = Turn::begin();
        status.enter(Phase::Preparing);
        let Some(prefill) = load(&Faulty, &mut map.handle(), prefill, || status.stopping()) else {
            return Ok(None);
        };
        let shared = Shared::new(&self);
        status.enter(Phase::Measuring);
        shared.crew.work(&map, |number, handle| shared.part(number, handle));
        // Whatever was not met by now is not to be met in the look through the map.
        SWITCHES.calm();
        let stopped = status.stopping();
        let Shared { crew, reports, waiting, interval, known, .. } = shared;
        crew.finish(spec)?;
        if stopped {
            return Ok(None);
        }
        status.enter(Phase::Verifying);
        let metrics = map.metrics();
        let audit = map.evidence().map(|evidence| evidence.audit(entry::index));
        let keys = plan.workload.keys;
        let found = final_scan(&Faulty, &mut map.handle(), 0..keys, || status.stopping());
        let length = map.handle().len();
        let reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
        let reports: Option<Vec<ThreadReport>> = reports.into_iter().collect();
        let Some(threads) = reports else { return Ok(None) };
        let mut ledger = Ledger::total(threads.iter().map(|report| &report.ledger));
        ledger.merge(&prefill);
        let verdict = judge(&plan.workload, &spec.guarantees(), &ledger, &found, length);
        status.enter(Phase::Idle);
        let waiting = waiting.into_inner().unwrap_or_else(PoisonError::into_inner);
        let faults = known.iter().map(|(fault, _)| *fault).collect();
        Ok(Some(Played { threads, waiting, interval, faults, metrics, audit, verdict }))
    }
}

/// What the threads of a run share.
struct Shared<'a> {
    play: &'a Play<'a>,
    crew: Crew<'a>,
    known: Known,
    /// The fault that each client is to stop for; none at zero.
    stops: Vec<AtomicU32>,
    /// Of each client, then of each stall, once it is through.
    reports: Mutex<Vec<Option<ThreadReport>>>,
    waiting: Mutex<Vec<usize>>,
    interval: Nanos,
    /// Stalls that are yet to come, and by how much the latest fault was late: the run is longer by that, so
    /// that each has as much of it as its schedule says.
    to_come: AtomicUsize,
    late: AtomicU64,
    /// The stall that the spare thread is to make, or makes; none at zero.
    spare: AtomicU32,
    shown: Shown,
}

impl<'a> Shared<'a> {
    fn new(play: &'a Play<'a>) -> Self {
        let Play { plan, spec, pool, .. } = *play;
        let known = Known::new(&plan.faults.0);
        play.again.iter().for_each(|fault| _ = known.add(*fault));
        for (fault, id) in known.iter() {
            if let FaultKind::Stall { ms } = fault.kind {
                SWITCHES.stall(id, ms);
            }
        }
        play.status.asked.store(0, Relaxed);
        play.status.show(&[]);
        let threads = plan.threads.0 + plan.stalls() + usize::from(plan.watched);
        Self {
            play,
            known,
            crew: Crew::new(pool, plan.clients(), spec),
            stops: (0..plan.threads.0).map(|_| AtomicU32::new(0)).collect(),
            reports: Mutex::new(vec![None; threads]),
            waiting: Mutex::default(),
            to_come: AtomicUsize::new(plan.stalls()),
            late: AtomicU64::new(0),
            interval: SHORTEST.max(Nanos(plan.length.0.div_ceil(MOST_INTERVALS))),
            spare: AtomicU32::new(0),
            shown: Shown::default(),
        }
    }

    fn part<H: MapHandle<Key, Value>>(&self, number: usize, handle: &mut H) {
        let Plan { threads, faults, watched, .. } = self.play.plan;
        if number < threads.0 {
            return self.client(number, handle);
        }
        let all = faults.0.iter().zip(1..);
        let mut stalls = all.filter(|(fault, _)| matches!(fault.kind, FaultKind::Stall { .. }));
        match stalls.nth(number - threads.0) {
            Some((fault, id)) => self.stall(number, handle, fault, id),
            None if *watched && number + 2 == self.play.plan.clients() => {
                self.spare(number, handle)
            }
            None => {
                handle.rest();
                self.conduct();
            }
        }
    }

    fn is_over(&self) -> bool {
        self.crew.is_over() || self.play.status.stopping()
    }

    /// The one whose part begins now.
    fn observer(&self) -> Observer<'_> {
        let Play { plan, spec, .. } = self.play;
        let deadline = plan.deadline.filter(|_| spec.is_fallible());
        Observer::new(&self.known, deadline, self.interval, plan.watched.then_some(&self.shown))
    }

    fn report(&self, number: usize, report: ThreadReport) {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(report);
    }

    fn client<H: MapHandle<Key, Value>>(&self, number: usize, handle: &mut H) {
        let Play { plan, streams, status, .. } = self.play;
        let (mut client, mut key) = (Client::new(number, plan.workload.keys), Key::default());
        let mut lost = false;
        if !self.crew.meet() {
            return;
        }
        let mut observer = self.observer();
        while !lost && !self.is_over() {
            let stop = self.stops[number].swap(0, Relaxed);
            let next = Next {
                shared: self,
                client: &mut client,
                key: &mut key,
                stream: &streams[number],
                observer: &mut observer,
                stop,
            };
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| handle.perform(next))) {
                observer.panicked(payload.as_ref());
                lost = true;
            }
            status.publish(number, client.operations);
        }
        handle.rest();
        let ledger = client.ledger;
        self.report(number, ThreadReport { noted: observer.into_noted(), ledger, lost });
    }

    /// Waits in the midst of something until the run is over.
    fn stop(&self, fault: FaultId) {
        SWITCHES.advance(fault);
        while !self.is_over() {
            thread::sleep(LOOK);
        }
        SWITCHES.advance(fault);
    }

    fn stall<H: MapHandle<Key, Value>>(
        &self,
        number: usize,
        handle: &mut H,
        fault: &Fault,
        id: FaultId,
    ) {
        handle.rest();
        if !self.crew.meet() {
            return;
        }
        let (mut observer, mut ledger) = (self.observer(), Ledger::default());
        let due = Nanos::from_millis(fault.at.into());
        while !self.is_over() && observer.elapsed() < due {
            thread::sleep(LOOK);
        }
        self.came(observer.elapsed(), due);
        self.to_come.fetch_sub(1, Release);
        let lost = !self.is_over() && self.sit(number, handle, id, &mut observer, &mut ledger);
        handle.rest();
        self.report(number, ThreadReport { noted: observer.into_noted(), ledger, lost });
    }

    /// Stalls whenever somebody asks for it.
    fn spare<H: MapHandle<Key, Value>>(&self, number: usize, handle: &mut H) {
        handle.rest();
        if !self.crew.meet() {
            return;
        }
        let (mut observer, mut ledger, mut lost) = (self.observer(), Ledger::default(), false);
        while !lost && !self.is_over() {
            match self.spare.load(Acquire) {
                0 => thread::sleep(LOOK),
                id => {
                    lost = self.sit(number, handle, id, &mut observer, &mut ledger);
                    handle.rest();
                    self.spare.store(0, Release);
                }
            }
        }
        self.report(number, ThreadReport { noted: observer.into_noted(), ledger, lost });
    }

    /// Updates the first key and sits in the midst of that; true if a panic came through.
    fn sit<H: MapHandle<Key, Value>>(
        &self,
        number: usize,
        mut handle: &mut H,
        id: FaultId,
        observer: &mut Observer,
        ledger: &mut Ledger,
    ) -> bool {
        let (key, word) = (Faulty.key(0), entry::key(0));
        let mark = entry::value(word, number as u8, 0);
        let mut observed = observer.observing(&mut handle);
        let update = || observed.update(key, Value::stalling(mark, id), Faulty::merge);
        match catch_unwind(AssertUnwindSafe(update)) {
            Ok(Ok(Some(old))) => {
                let old = Faulty.word(&old, word);
                ledger.replaced(word, old, Faulty.merged(old));
            }
            Ok(Ok(None)) => ledger.added(word, mark),
            Err(payload) => {
                observer.panicked(payload.as_ref());
                return true;
            }
        }
        false
    }

    /// A fault comes about, at that time.
    fn came(&self, now: Nanos, due: Nanos) {
        self.late.fetch_max(now.saturating_sub(due).0, Relaxed);
    }
}

/// A client's next operation, or the walk that it stops in.
struct Next<'a, 'b, 'c> {
    shared: &'a Shared<'a>,
    client: &'b mut Client,
    key: &'b mut Key,
    stream: &'b OperationStream,
    observer: &'b mut Observer<'c>,
    stop: FaultId,
}

impl Batch<Key, Value> for Next<'_, '_, '_> {
    type Output = ();

    fn on<H: FallibleHandle<Key, Value>>(self, handle: &mut H) {
        let mut observed = self.observer.observing(handle);
        if self.stop != 0 {
            // Refused or not, it is no operation of the client's stream.
            _ = observed.for_each(1, |_, _| self.shared.stop(self.stop));
        } else {
            self.client.play_fallibly(&Faulty, self.key, &mut observed, self.stream, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sync::Mutex as Exclusive;
    use crate::base::units::{Seed, Threads};
    use crate::guard::result::MapRun;
    use crate::strategy::audit::Answer;
    use crate::strategy::decorate::audit::AuditMap;
    use crate::strategy::parts::locked::{Access, Lock, Single};
    use crate::strategy::parts::rw_mutex::RwMutex;
    use crate::strategy::parts::sections::Marked;
    use crate::strategy::parts::table::Table;
    use crate::strategy::wait::{Wait, take};
    use crate::workload::entry_kind::fold;
    use crate::workload::stream::{self, Place};
    use std::cell::Cell;

    type Half = Table<Key, Value, FixedState>;

    /// A lock whose threads are inside together: every other one has a table of its own, so that what it does
    /// is defined.
    struct SplitLock([Exclusive<Half>; 2]);

    fn half() -> usize {
        static THREADS: AtomicU32 = AtomicU32::new(0);
        thread_local! {
            static HALF: Cell<usize> = Cell::new(THREADS.fetch_add(1, Relaxed) as usize % 2);
        }
        HALF.get()
    }

    impl Lock<Half> for SplitLock {
        fn new(value: Half) -> Self {
            Self([value.clone(), value].map(Exclusive::new))
        }

        fn read_within<W: Wait, R>(
            &self,
            wait: &W,
            body: impl FnOnce(&Half) -> R,
        ) -> Result<R, W::Refusal> {
            Ok(body(&*take(&self.0[half()], wait)?))
        }

        fn write_within<W: Wait, R>(
            &self,
            wait: &W,
            body: impl FnOnce(&mut Half) -> R,
        ) -> Result<R, W::Refusal> {
            Ok(body(&mut *take(&self.0[half()], wait)?))
        }

        fn is_taken(&self, _: Access) -> bool {
            false
        }
    }

    /// What the audit says of a map behind that lock, a client of which stalls in an update.
    fn audited<L: Lock<Half> + 'static>(query: &str) -> Answer {
        let plan = Plan::strict(&format!("#v1/guard?maps=mutex&threads=2&{query}")).unwrap();
        let (status, pool) = (SharedStatus::new(), Pool::new(plan.pool_threads()).unwrap());
        let streams: Vec<OperationStream> = (0..2)
            .map(|thread| {
                let mut stream = OperationStream::default();
                let place = Place { seed: Seed(1), round: 1, thread, threads: Threads(2) };
                stream.record(&plan.workload, place, || false);
                stream
            })
            .collect();
        let prefill: Vec<u32> = stream::prefill(&plan.workload, Seed(1), 1).collect();
        let (spec, streams, prefill) = (&plan.maps[0], &streams[..], &prefill[..]);
        let (place, again) = (0, &[][..]);
        let play = Play {
            plan: &plan,
            spec,
            place,
            again,
            streams,
            prefill,
            pool: &pool,
            status: &status,
        };
        let map = Single::<Key, Value, FixedState, Marked<L>>::new(0, fold());
        let played = play.visit(AuditMap::new(map, Faulty::key_word)).unwrap().unwrap();
        MapRun::new(&plan, spec, played).figures.audit.unwrap().answer
    }

    #[test]
    fn threads_inside_one_lock_together_are_found_and_others_are_not() {
        let query = "keys=64&ms=150&mix=r20,i40,d40&faults=stall:100:20";
        // One of three threads at least is in either half, and somebody writes while another one stalls.
        let Answer::Overlap { times, overlaps, .. } = audited::<SplitLock>(query) else {
            panic!("not found")
        };
        let [one, other] = &overlaps[0];
        assert!(times > 0 && one.thread != other.thread, "{overlaps:?}");
        assert!(one.key.is_none_or(|key| key < 64), "{overlaps:?}");
        assert!(one.enter < other.leave && other.enter < one.leave, "{overlaps:?}");
        let clean = audited::<Exclusive<Half>>(query);
        assert!(matches!(clean, Answer::Clean { sections: 1.. }), "{clean:?}");
        let clean = audited::<RwMutex<Half>>(query);
        assert!(matches!(clean, Answer::Clean { sections: 1.. }), "{clean:?}");
    }
}
