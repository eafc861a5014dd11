//! One trial of one map on real threads: load, ramp, measure, drain, final scan.
//!
//! All clients leave one barrier together. Each reads its own clock; the first to reach the end
//! of a phase ends it for all. Once all have ended, and with them the map's own threads, the map is looked
//! through by handles of its own, so that the final scan sees a map at rest and waits for no messages.

use super::client::{Client, Timed, Timing};
use super::crew::Crew;
use super::passes::account::{Account, Count, Memory, for_harness, for_map, for_operations};
#[cfg(feature = "full")]
use super::passes::contention::Contention;
use super::passes::latency::Latencies;
use super::pool::Pool;
use super::shared_status::{Phase, SharedStatus};
use super::steady_state::{SLICE, SteadyState};
use super::think::Think;
use super::timeline::{OverTime, Timeline};
use crate::base::error::RunError;
use crate::base::units::{Limit, Nanos};
use crate::ledger::{Ledger, final_scan};
#[cfg(feature = "full")]
use crate::strategy::audit::Audit;
use crate::strategy::{ConcurrentMap, MapHandle, MapSpec, Visitor, Waits, build};
use crate::workload::entries::{Entries, ForEntryKind};
use crate::workload::entry::{self, PREFILL_WRITER};
use crate::workload::entry_kind::EntryKind;
use crate::workload::stream::OperationStream;
use crossbeam_utils::CachePadded;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// How long each phase lasts and what it runs on.
pub struct TrialPlan<'a> {
    pub spec: &'a MapSpec,
    pub entries: Entries,
    pub keys: u32,
    pub streams: &'a [OperationStream],
    /// Indices to load before the start.
    pub prefill: &'a [u32],
    pub warmup: bool,
    /// Look the map through at the end.
    pub final_scan: bool,
    pub ramp: Nanos,
    pub measure: Limit,
    pub think: Think,
    /// Time every operation and, at a rate, give it a start of its own.
    pub timed: Option<Timed>,
    /// Counts what the map asks of the allocator, from before it is built.
    pub count: Option<&'a Count>,
    /// Entries that the map is asked to make room for before the load.
    pub capacity: usize,
    /// How long a client waits in an operation that can be refused.
    pub deadline: Nanos,
}

/// What a trial's threads brought back.
#[derive(Debug, Default)]
pub struct Reports {
    pub clients: Vec<ClientReport>,
    pub prefill: Ledger,
    pub length: usize,
    /// A warm-up reached no steady state.
    pub unsteady: bool,
    /// After the load, and once all clients have gone.
    pub accounts: Option<[Account; 2]>,
    /// For the map's locks, where they count.
    pub waits: Option<Waits>,
    /// Of clients' accesses, where something writes them down.
    #[cfg(feature = "full")]
    pub audit: Option<Box<Audit>>,
}

impl Reports {
    /// The longest time that a client measured; all end together, so it is the trial's.
    pub fn longest(&self) -> Nanos {
        self.clients.iter().map(|client| client.elapsed).max().unwrap_or_default()
    }

    /// The times of all clients, if they were taken.
    pub fn latencies(&self) -> Option<Latencies> {
        let mut all = self.clients.iter().filter_map(|client| client.timing.as_ref());
        let mut sum = all.next()?.latencies.clone();
        all.for_each(|timing| sum.merge(&timing.latencies));
        Some(sum)
    }

    /// How many operations the rate asked for, if there is one.
    pub fn due(&self) -> Option<u64> {
        self.clients.iter().map(|client| client.timing.as_ref()?.due).sum()
    }

    pub fn memory(&self) -> Option<Memory> {
        let [loaded, end] = self.accounts?;
        let entries = self.clients.iter().map(|client| client.found.entries).sum();
        Some(Memory::new(loaded, end, entries, self.operations()))
    }

    #[cfg(feature = "full")]
    pub fn contention(&self) -> Option<Contention> {
        let spent = self.clients.iter().map(|client| client.elapsed.0).sum();
        Some(Contention::new(self.waits?, self.operations(), Nanos(spent)))
    }

    /// How the map filled and emptied, over the key space; `None` if it was not noted.
    pub fn over_time(&self, keys: u32) -> Option<OverTime> {
        let timelines: Vec<Timeline> = self.clients.iter().map(|client| client.timeline).collect();
        OverTime::new(&timelines, self.prefill.entries, keys)
    }

    fn operations(&self) -> u64 {
        self.clients.iter().map(|client| client.operations).sum()
    }
}

#[derive(Clone, Debug, Default)]
pub struct ClientReport {
    /// Those that were answered.
    pub operations: u64,
    pub refused: u64,
    pub elapsed: Nanos,
    /// All it did, the ramp included.
    pub ledger: Ledger,
    pub found: Ledger,
    pub timeline: Timeline,
    pub timing: Option<Timing>,
    /// What the map says of its size; the first client asks.
    pub length: usize,
    /// It was a warm-up and reached no steady state; the first client watches.
    pub unsteady: bool,
}

/// Runs a trial of a map that is in no registry.
#[cfg(feature = "author")]
pub type RunUnlisted = fn(ThreadedTrial) -> Result<Option<Reports>, RunError>;

/// A trial on real threads.
pub struct ThreadedTrial<'a> {
    pub plan: TrialPlan<'a>,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

impl ThreadedTrial<'_> {
    /// Runs the plan on the pool; `None` if it was stopped.
    pub fn run(self) -> Result<Option<Reports>, RunError> {
        self.plan.entries.kind(self)
    }
}

impl ForEntryKind for ThreadedTrial<'_> {
    type Output = Result<Option<Reports>, RunError>;

    fn of<S: EntryKind>(self, kind: S) -> Self::Output {
        for_map(|| build(self.plan.spec, OfKind { trial: self, kind }))
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

    const KEY_WORD: fn(&S::Key) -> u64 = S::key_word;

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
        for_harness(|| self.trial.run_on(&self.kind, &map))
    }
}

impl ThreadedTrial<'_> {
    /// The trial on a map that its maker keeps.
    pub fn run_on<S: EntryKind, M: ConcurrentMap<S::Key, S::Value>>(
        self,
        kind: &S,
        map: &M,
    ) -> Result<Option<Reports>, RunError> {
        let Self { plan, pool, status } = self;
        status.enter(Phase::Preparing);
        let pause = || {
            status.beat();
            status.stopping()
        };
        let Some(prefill) = for_map(|| load(kind, &mut map.handle(), plan.prefill, pause)) else {
            return Ok(None);
        };
        let loaded = plan.count.map(Count::read);
        let shared = SharedTrial::new(&plan, pool, status);
        shared.crew.work(map, |number, handle| {
            let (key, stream) = (&mut kind.key(plan.keys - 1), &plan.streams[number]);
            shared.report(number, &mut TypedClient { kind, key, handle, stream, status });
        });
        let end = plan.count.map(Count::read);
        #[cfg(feature = "full")]
        let audit = map.evidence().map(|evidence| Box::new(evidence.audit(entry::index)));
        if plan.final_scan && !plan.warmup && shared.is_whole() {
            // The map's own threads are gone, so it is looked through without them.
            shared.crew.each(|number| {
                let (handle, stream) = (&mut map.handle(), &plan.streams[number]);
                let key = &mut S::Key::default();
                shared.look_through(number, &mut TypedClient { kind, key, handle, stream, status });
            });
        }
        status.enter(Phase::Idle);
        let accounts = loaded.zip(end).map(|(loaded, end)| [loaded, end]);
        Ok(shared.into_reports()?.map(|reports| Reports {
            prefill,
            accounts,
            #[cfg(feature = "full")]
            audit,
            ..reports
        }))
    }
}

/// Inserts the prefill; `None` if `pause`, asked now and then, says to give up.
pub fn load<S: EntryKind>(
    kind: &S,
    handle: &mut impl MapHandle<S::Key, S::Value>,
    indices: &[u32],
    mut pause: impl FnMut() -> bool,
) -> Option<Ledger> {
    let mut ledger = Ledger::default();
    for chunk in indices.chunks(4096) {
        if pause() {
            return None;
        }
        handle.load(chunk.iter().map(|&index| {
            let word = entry::key(index);
            let value = kind.value(entry::value(word, PREFILL_WRITER, 0));
            ledger.added(word, kind.word(&value, word));
            (kind.key(index), value)
        }));
    }
    Some(ledger)
}

/// What a client does with its handle. It is asked a few times in a trial, each time for long, so
/// that one copy of what is around that serves every map.
trait TypeErasedClient {
    fn play_for(&mut self, client: &mut Client, limit: Limit, over: &AtomicBool) -> Nanos;

    fn play_timed(
        &mut self,
        client: &mut Client,
        timing: &mut Timing,
        limit: Limit,
        over: &AtomicBool,
    ) -> Nanos;

    fn final_scan(&mut self, indices: Range<u32>, pause: &mut dyn FnMut() -> bool) -> Ledger;

    fn len(&mut self) -> usize;

    fn rest(&mut self);
}

struct TypedClient<'a, S: EntryKind, H> {
    kind: &'a S,
    /// With room for the longest key, so that operations that lend it allocate nothing.
    key: &'a mut S::Key,
    handle: &'a mut H,
    stream: &'a OperationStream,
    status: &'a SharedStatus,
}

impl<S: EntryKind, H: MapHandle<S::Key, S::Value>> TypeErasedClient for TypedClient<'_, S, H> {
    fn play_for(&mut self, client: &mut Client, limit: Limit, over: &AtomicBool) -> Nanos {
        let Self { kind, key, handle, stream, status } = self;
        for_operations(|| client.play_for((*kind, *key), *handle, stream, limit, over, status))
    }

    fn play_timed(
        &mut self,
        client: &mut Client,
        timing: &mut Timing,
        limit: Limit,
        over: &AtomicBool,
    ) -> Nanos {
        let Self { kind, key, handle, stream, status } = self;
        let one = &mut |client: &mut Client| {
            client.play_on(*kind, key, *handle, stream, 1);
        };
        client.play_timed(one, timing, limit, over, status)
    }

    fn final_scan(&mut self, indices: Range<u32>, pause: &mut dyn FnMut() -> bool) -> Ledger {
        final_scan(self.kind, self.handle, indices, pause)
    }

    fn len(&mut self) -> usize {
        self.handle.len()
    }

    fn rest(&mut self) {
        self.handle.rest();
    }
}

/// What the threads of one trial share.
struct SharedTrial<'a> {
    plan: &'a TrialPlan<'a>,
    status: &'a SharedStatus,
    crew: Crew<'a>,
    ramp_over: CachePadded<AtomicBool>,
    reports: Vec<Mutex<Option<ClientReport>>>,
}

impl<'a> SharedTrial<'a> {
    fn new(plan: &'a TrialPlan<'a>, pool: &'a Pool, status: &'a SharedStatus) -> Self {
        let clients = plan.streams.len();
        Self {
            plan,
            status,
            crew: Crew::new(pool, clients, plan.spec),
            ramp_over: CachePadded::default(),
            reports: (0..clients).map(|_| Mutex::new(None)).collect(),
        }
    }

    fn report(&self, number: usize, erased: &mut dyn TypeErasedClient) {
        let report = self.client(number, erased);
        *self.reports[number].lock().unwrap_or_else(PoisonError::into_inner) = report;
    }

    /// One client's part; `None` if the trial was stopped or broken off.
    fn client(&self, number: usize, erased: &mut dyn TypeErasedClient) -> Option<ClientReport> {
        let Self { plan, status, crew, .. } = self;
        let mut client = Client::new(number, plan.keys).thinking(plan.think);
        let enter = |phase| {
            if number == 0 {
                status.enter(phase);
            }
        };
        enter(if plan.warmup { Phase::WarmUp } else { Phase::Ramp });
        crew.meet().then_some(())?;
        if plan.ramp > Nanos(0) {
            erased.play_for(&mut client, Limit::Time(plan.ramp), &self.ramp_over);
            enter(Phase::Measuring);
        }
        if plan.warmup {
            let mut play = |limit, over: &AtomicBool| erased.play_for(&mut client, limit, over);
            let unsteady = if number == 0 {
                self.warm_up(&mut play).is_unsteady()
            } else {
                play(plan.measure, crew.over());
                false
            };
            erased.rest();
            let complete = crew.meet() && !status.stopping();
            return complete.then(|| ClientReport { unsteady, ..Default::default() });
        }
        let before = (client.operations, client.refused);
        let mut timing = plan.timed.map(|timed| timed.timing(number, plan.streams.len()));
        let elapsed = match &mut timing {
            None => erased.play_for(&mut client, plan.measure, crew.over()),
            Some(timing) => erased.play_timed(&mut client, timing, plan.measure, crew.over()),
        };
        client.timeline.end(&client.ledger);
        let timeline = client.timeline;
        let refused = client.refused - before.1;
        let operations = client.operations - before.0 - refused;
        enter(Phase::Verifying);
        // The others may still be at work.
        erased.rest();
        if !crew.meet() || status.stopping() {
            return None;
        }
        let ledger = client.ledger;
        Some(ClientReport {
            operations,
            refused,
            elapsed,
            ledger,
            timeline,
            timing,
            ..Default::default()
        })
    }

    /// Every client came to its end and none panicked, so the map is at rest.
    fn is_whole(&self) -> bool {
        let there = |report: &Mutex<Option<ClientReport>>| {
            report.lock().unwrap_or_else(PoisonError::into_inner).is_some()
        };
        self.reports.iter().all(there)
    }

    /// One client's share of the final scan, after all clients have ended.
    fn look_through(&self, number: usize, erased: &mut dyn TypeErasedClient) {
        let Self { plan, status, .. } = self;
        let mut report = self.reports[number].lock().unwrap_or_else(PoisonError::into_inner);
        let Some(done) = report.as_mut() else { return };
        let share =
            |part: usize| (u64::from(plan.keys) * part as u64 / plan.streams.len() as u64) as u32;
        done.found = erased.final_scan(share(number)..share(number + 1), &mut || {
            status.beat();
            status.stopping()
        });
        done.length = if number == 0 { erased.len() } else { 0 };
        if status.stopping() {
            *report = None;
        }
    }

    /// The first client's warm-up: `play` by `play`, with a look at the counters of all after each
    /// slice. It ends the warm-up for all.
    fn warm_up(&self, play: &mut dyn FnMut(Limit, &AtomicBool) -> Nanos) -> SteadyState {
        let Self { plan, status, crew, .. } = self;
        let mut steadiness = SteadyState::default();
        let Limit::Time(mut left) = plan.measure else { return steadiness };
        let mut before = 0;
        while left > Nanos(0) && !crew.is_over() && !status.stopping() {
            let time = play(Limit::Time(left.min(SLICE)), &AtomicBool::new(false));
            let operations = status.operations(plan.streams.len()).iter().sum();
            if time >= SLICE {
                steadiness.slice(operations - before, time);
            }
            before = operations;
            left = left.saturating_sub(time);
        }
        crew.end();
        steadiness
    }

    fn into_reports(self) -> Result<Option<Reports>, RunError> {
        self.crew.finish(self.plan.spec)?;
        let reports = self.reports.into_iter();
        let clients: Option<Vec<ClientReport>> = reports
            .map(|report| report.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect();
        Ok(clients.map(|clients| {
            let length = clients.iter().map(|client| client.length).sum();
            let unsteady = clients.iter().any(|client| client.unsteady);
            Reports { clients, length, unsteady, ..Reports::default() }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Each, KEYS, stream};
    use super::*;
    use crate::workload::entry_kind::PLAIN;
    use std::time::{Duration, Instant};

    fn plan<'a>(
        spec: &'a MapSpec,
        streams: &'a [OperationStream],
        measure: Limit,
    ) -> TrialPlan<'a> {
        TrialPlan {
            spec,
            entries: Entries::default(),
            keys: KEYS,
            streams,
            prefill: &[],
            warmup: false,
            final_scan: false,
            ramp: Nanos(0),
            measure,
            think: Think::default(),
            timed: None,
            count: None,
            capacity: 0,
            deadline: Nanos(u64::MAX),
        }
    }

    /// A client that notes what it is asked to do.
    struct Noting(Vec<&'static str>);

    impl TypeErasedClient for Noting {
        fn play_for(&mut self, _: &mut Client, _: Limit, _: &AtomicBool) -> Nanos {
            self.0.push("play");
            Nanos(1)
        }

        fn play_timed(
            &mut self,
            _: &mut Client,
            _: &mut Timing,
            limit: Limit,
            over: &AtomicBool,
        ) -> Nanos {
            self.play_for(&mut Client::new(0, KEYS), limit, over)
        }

        fn final_scan(&mut self, _: Range<u32>, _: &mut dyn FnMut() -> bool) -> Ledger {
            Ledger::default()
        }

        fn len(&mut self) -> usize {
            0
        }

        fn rest(&mut self) {
            self.0.push("rest");
        }
    }

    /// Others may have long to go, and their map holds back what its handle could still see.
    #[test]
    fn a_client_that_is_done_lets_its_handle_rest() {
        let (spec, status) = (MapSpec::canonical("null").unwrap(), SharedStatus::new());
        let streams = [stream("r100")];
        let pool = Pool::new(1).unwrap();
        let plan = plan(&spec, &streams, Limit::Operations(1));
        let warmup = TrialPlan { warmup: true, ..plan };
        for plan in [&plan, &warmup] {
            let mut erased = Noting(Vec::new());
            SharedTrial::new(plan, &pool, &status).client(0, &mut erased).unwrap();
            assert_eq!(erased.0.last(), Some(&"rest"), "{:?}", erased.0);
        }
    }

    /// A map whose operations take twice as long in each slice of the warm-up.
    #[test]
    fn a_warm_up_that_reaches_no_steady_state_is_reported() {
        let (spec, status) = (MapSpec::canonical("null").unwrap(), SharedStatus::new());
        let streams = [stream("r100")];
        let limit = Limit::Time(Nanos::from_millis(450));
        let plan = TrialPlan { warmup: true, ..plan(&spec, &streams, limit) };
        let began = Instant::now();
        let mut slower = Each(|| {
            let slices = began.elapsed().as_secs_f64() / SLICE.as_secs();
            std::thread::sleep(Duration::from_secs_f64(500e-6 * slices.exp2()));
        });
        let pool = Pool::new(1).unwrap();
        let shared = SharedTrial::new(&plan, &pool, &status);
        let (handle, stream) = (&mut slower, &streams[0]);
        let mut erased = TypedClient { kind: &PLAIN, key: &mut 0, handle, stream, status: &status };
        let report = shared.client(0, &mut erased).unwrap();
        assert!(report.unsteady);
        assert!(shared.crew.is_over(), "it ends for all");
    }
}
