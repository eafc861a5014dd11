//! Every request of the payment service, from its arrival to its end, through one queue of events.
//!
//! A request takes a core for a moment, calls the backend, and then most use the map. What happens there is the
//! variant's: who may be inside, what a panic leaves behind, how long one waits. Locks are handed over in the
//! order of their waiters, as Go's are once somebody has waited for a millisecond.
//!
//! **No request gets lost**: after each event all that arrived are answered, failed, timed out, shed, ended with
//! their process or in flight, and at the end each one's own state is counted against these sums.

use super::events::{Event, Events, Id};
use super::figures::{Ending, Figures, Levels};
use super::service::{Drawn, Service, Source};
use super::variants::{Design, Fault, Map};
use std::collections::VecDeque;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Takes a core, waits for one, or waits for the backend.
    Underway,
    /// Panics, recovers and begins again, on a core or waiting for one.
    Retries,
    /// For a lock.
    Waits,
    Inside,
    /// It has ended, but the goroutine that carries out its operation still waits.
    Abandoned,
    /// The same, now inside.
    AbandonedInside,
    Ended,
}

impl State {
    fn is_over(self) -> bool {
        matches!(self, Self::Abandoned | Self::AbandonedInside | Self::Ended)
    }
}

/// Half a million of them are kept, so each is small.
struct Request {
    arrived: u64,
    /// Nanoseconds, fewer than there are in four seconds.
    backend: u32,
    /// The high half of what stands for it.
    key: u32,
    /// Processes that had ended when it arrived: with the next one it is gone.
    process: u32,
    uses_map: bool,
    is_bad: bool,
    state: State,
}

/// A lock and who waits for it.
#[derive(Default)]
struct Lock {
    held: bool,
    queue: VecDeque<Id>,
}

/// Of a circuit breaker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaker {
    Closed {
        failures: u32,
    },
    Open {
        until: u64,
    },
    /// One request tries.
    HalfOpen {
        tries: Id,
    },
}

/// What happened to the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Process {
    pub panics_recovered: u64,
    pub fatal_errors: u64,
    pub ends: u32,
    pub exit_status: Option<u8>,
    /// Goroutines at the end whose requests have ended.
    pub abandoned: u64,
    pub peak_goroutines: u64,
    pub peak_waiting: u64,
    pub peak_at: u64,
    pub in_flight: u64,
}

/// What two writers in an unguarded map end the process with, and what the kernel does.
const FATAL: u8 = 2;
const KILLED: u8 = 137;

pub struct Simulation {
    service: Service,
    design: Design,
    source: Source,
    next: Drawn,
    now: u64,
    events: Events,
    requests: Vec<Request>,
    /// All before it are over.
    oldest: usize,
    locks: Vec<Lock>,
    /// In the unguarded map.
    writers: u32,
    breaker: Breaker,
    /// Cores at work, and what waits for one: a request and for how long.
    busy: u32,
    runnable: VecDeque<(Id, u64)>,
    in_flight: u64,
    waiting: u64,
    /// Goroutines that carry out an operation for another.
    workers: u64,
    up: bool,
    process: Process,
    pub figures: Figures,
}

impl Simulation {
    pub fn new(service: Service, design: Design, seed: u64) -> Self {
        let mut source = Source::new(service, seed);
        let next = source.draw();
        let mut events = Events::default();
        events.schedule(next.gap, Event::Arrives);
        events.schedule(service.tick, Event::Ticks);
        let locks = match design.map {
            Map::Locks(count) => count,
            Map::Unguarded | Map::LockFree => 0,
        };
        Self {
            service,
            design,
            source,
            next,
            now: 0,
            events,
            requests: Vec::new(),
            oldest: 0,
            locks: (0..locks).map(|_| Lock::default()).collect(),
            writers: 0,
            breaker: Breaker::Closed { failures: 0 },
            busy: 0,
            runnable: VecDeque::new(),
            in_flight: 0,
            waiting: 0,
            workers: 0,
            up: true,
            process: Process::default(),
            figures: Figures::new(&service),
        }
    }

    /// To the end of the time that is simulated.
    pub fn run(mut self) -> (Figures, Process) {
        while let Some((at, event)) = self.events.pop() {
            self.figures.pass(at, self.in_flight, self.busy.into());
            self.now = at;
            self.happens(event);
            self.conserves();
            if event == Event::Ticks && at >= self.service.length {
                break;
            }
        }
        self.agrees();
        let abandoned =
            |request: &&Request| matches!(request.state, State::Abandoned | State::AbandonedInside);
        self.process.abandoned = self.requests.iter().filter(abandoned).count() as u64;
        self.process.in_flight = self.in_flight;
        (self.figures, self.process)
    }

    /// After each event.
    fn conserves(&self) {
        let (arrived, ended) = (self.figures.all_arrived, self.figures.all.total());
        assert_eq!(arrived, ended + self.in_flight, "requests got lost at {} ns", self.now);
    }

    /// The sums are those of the requests' own states.
    fn agrees(&self) {
        let in_state = |wanted: fn(State) -> bool| {
            self.requests.iter().filter(|request| wanted(request.state)).count() as u64
        };
        assert_eq!(self.in_flight, in_state(|state| !state.is_over()), "requests in flight");
        let waiting = in_state(|state| matches!(state, State::Waits | State::Abandoned));
        assert_eq!(self.waiting, waiting, "goroutines that wait");
        assert_eq!(self.figures.all_arrived, self.requests.len() as u64, "requests that arrived");
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Arrives => self.arrive(),
            Event::Ticks => self.tick(),
            Event::Restarts => {
                self.up = true;
            }
            Event::Computed(id) if self.is_of_now(id) => self.computed(id),
            Event::Called(id) if self.is_of_now(id) => self.called(id),
            Event::Leaves(id) if self.is_of_now(id) => self.leave(id),
            Event::GivesUp(id) if self.is_of_now(id) => self.give_up(id),
            // Its process has ended.
            _ => {}
        }
    }

    fn is_of_now(&self, id: Id) -> bool {
        self.requests[id as usize].process == self.process.ends
    }

    fn request(&mut self, id: Id) -> &mut Request {
        &mut self.requests[id as usize]
    }

    fn goes_wrong(&self) -> bool {
        self.now >= self.service.fault_at
    }

    fn arrive(&mut self) {
        let drawn = self.next;
        let id = self.requests.len() as Id;
        self.requests.push(Request {
            arrived: self.now,
            backend: drawn.backend as u32,
            key: (drawn.key >> 32) as u32,
            process: self.process.ends,
            uses_map: drawn.uses_map,
            is_bad: drawn.is_bad,
            state: State::Underway,
        });
        self.next = self.source.draw();
        self.events.schedule(self.now + self.next.gap, Event::Arrives);
        self.figures.arrive(self.now, self.up);
        self.in_flight += 1;
        if self.up {
            self.compute(id, self.service.work);
            self.grows();
        } else {
            self.end(id, Ending::Failed);
        }
    }

    /// On a core, once one is free.
    fn compute(&mut self, id: Id, nanos: u64) {
        if self.busy == self.service.cores {
            self.runnable.push_back((id, nanos));
        } else {
            self.busy += 1;
            self.events.schedule(self.now + nanos, Event::Computed(id));
        }
    }

    fn computed(&mut self, id: Id) {
        self.busy -= 1;
        if let Some((next, nanos)) = self.runnable.pop_front() {
            self.compute(next, nanos);
        }
        let Request { state, backend, .. } = self.requests[id as usize];
        if state == State::Retries {
            self.process.panics_recovered += 1;
            self.compute(id, self.service.retry);
        } else {
            self.events.schedule(self.now + u64::from(backend), Event::Called(id));
        }
    }

    fn called(&mut self, id: Id) {
        if self.requests[id as usize].uses_map {
            self.reach(id);
        } else {
            self.end(id, Ending::Answered);
        }
    }

    /// Comes to the map.
    fn reach(&mut self, id: Id) {
        let waited = self.now - self.requests[id as usize].arrived;
        if self.design.check.is_some_and(|deadline| waited >= deadline) {
            return self.end(id, Ending::TimedOut);
        }
        if !self.breaker_lets_in(id) || self.design.limit.is_some_and(|most| self.waiting >= most) {
            return self.end(id, Ending::Shed);
        }
        if self.design.fault == Fault::EveryWrite && self.goes_wrong() {
            self.request(id).state = State::Retries;
            return self.compute(id, self.service.retry);
        }
        if self.design.handed_off {
            self.workers += 1;
            self.grows();
            if !self.up {
                return;
            }
        }
        let place = self.place(id);
        match self.design.map {
            Map::Unguarded => {
                if self.writers > 0 && self.goes_wrong() {
                    // Two at once: the runtime throws, and no deferred function runs.
                    self.process.fatal_errors += 1;
                    return self.ends(FATAL);
                }
                self.writers += 1;
                self.enter(id, self.service.costs.operation.0);
            }
            Map::Locks(_) if self.locks[place].held => {
                self.request(id).state = State::Waits;
                self.waiting += 1;
                if self.waiting > self.process.peak_waiting {
                    (self.process.peak_waiting, self.process.peak_at) = (self.waiting, self.now);
                }
                self.locks[place].queue.push_back(id);
                if let Some(timeout) = self.design.timeout {
                    self.events.schedule(self.now + timeout, Event::GivesUp(id));
                }
            }
            Map::Locks(_) => {
                self.locks[place].held = true;
                let costs = self.service.costs;
                self.enter(id, costs.lock.0 + costs.operation.0);
            }
            Map::LockFree => self.enter(id, self.service.costs.operation.0),
        }
    }

    /// The lock of its key. The bad order has the first.
    fn place(&self, id: Id) -> usize {
        let Request { key, is_bad, .. } = self.requests[id as usize];
        let locks = self.locks.len() as u64;
        if is_bad { 0 } else { ((u64::from(key) * locks) >> 32) as usize }
    }

    fn enter(&mut self, id: Id, nanos: u64) {
        let request = self.request(id);
        request.state = match request.state {
            State::Abandoned => State::AbandonedInside,
            _ => State::Inside,
        };
        self.figures.compute(nanos);
        self.events.schedule(self.now + nanos, Event::Leaves(id));
    }

    fn leave(&mut self, id: Id) {
        let Request { state, is_bad, .. } = self.requests[id as usize];
        let panics = is_bad && self.goes_wrong();
        let (ending, releases) = match self.design.fault {
            Fault::LeavesLocked if panics => (Ending::Failed, false),
            Fault::Releases if panics => (Ending::Failed, true),
            Fault::ReadsAsSuccess if panics => (Ending::Wrong, true),
            _ => (Ending::Answered, true),
        };
        if matches!(ending, Ending::Failed | Ending::Wrong) {
            self.process.panics_recovered += 1;
        }
        self.workers -= u64::from(self.design.handed_off);
        self.writers -= u32::from(self.design.map == Map::Unguarded);
        if state == State::AbandonedInside {
            // Nobody waits for the answer.
            self.request(id).state = State::Ended;
        } else {
            self.end(id, ending);
        }
        if self.design.breaker.is_some() && ending == Ending::Answered {
            self.breaker = Breaker::Closed { failures: 0 };
        }
        if releases && !self.locks.is_empty() {
            let place = self.place(id);
            self.release(place);
        }
    }

    /// To who has waited for it the longest.
    fn release(&mut self, place: usize) {
        while let Some(id) = self.locks[place].queue.pop_front() {
            if matches!(self.request(id).state, State::Waits | State::Abandoned) {
                self.waiting -= 1;
                let costs = self.service.costs;
                return self.enter(id, costs.handover.0 + costs.lock.0 + costs.operation.0);
            }
        }
        self.locks[place].held = false;
    }

    fn give_up(&mut self, id: Id) {
        if self.requests[id as usize].state != State::Waits {
            return;
        }
        self.end(id, Ending::TimedOut);
        if self.design.handed_off {
            self.request(id).state = State::Abandoned;
        } else {
            self.waiting -= 1;
            let place = self.place(id);
            while let Some(first) = self.locks[place].queue.front().copied()
                && self.request(first).state == State::Ended
            {
                self.locks[place].queue.pop_front();
            }
        }
        self.breaker_fails(id);
    }

    fn breaker_lets_in(&mut self, id: Id) -> bool {
        if self.design.breaker.is_none() {
            return true;
        }
        match self.breaker {
            Breaker::Closed { .. } => true,
            Breaker::Open { until } if self.now >= until => {
                self.breaker = Breaker::HalfOpen { tries: id };
                true
            }
            Breaker::Open { .. } | Breaker::HalfOpen { .. } => false,
        }
    }

    fn breaker_fails(&mut self, id: Id) {
        let Some(breaker) = self.design.breaker else { return };
        let opens = match &mut self.breaker {
            Breaker::Closed { failures } => {
                *failures += 1;
                *failures >= breaker.failures
            }
            Breaker::HalfOpen { tries } => *tries == id,
            Breaker::Open { .. } => false,
        };
        if opens {
            self.breaker = Breaker::Open { until: self.now + breaker.open };
        }
    }

    fn end(&mut self, id: Id, ending: Ending) {
        let now = self.now;
        let request = self.request(id);
        request.state = State::Ended;
        let arrived = request.arrived;
        self.in_flight -= 1;
        self.figures.end(now, arrived, ending);
    }

    /// There is a goroutine more.
    fn grows(&mut self) {
        self.process.peak_goroutines = self.process.peak_goroutines.max(self.goroutines());
        if self.memory() > self.service.memory_limit {
            self.ends(KILLED);
        }
    }

    fn goroutines(&self) -> u64 {
        if self.up { self.in_flight + self.workers } else { 0 }
    }

    fn memory(&self) -> u64 {
        let service = &self.service;
        let goroutines =
            self.in_flight * service.goroutine_memory() + self.workers * service.worker_memory;
        if self.up { service.base_memory + goroutines } else { 0 }
    }

    /// The process, with every request that it has.
    fn ends(&mut self, status: u8) {
        for id in 0..self.requests.len() {
            if !self.requests[id].state.is_over() {
                self.end(id as Id, Ending::Lost);
            }
            self.requests[id].state = State::Ended;
        }
        self.up = false;
        (self.busy, self.writers, self.waiting, self.workers) = (0, 0, 0, 0);
        self.runnable.clear();
        self.locks.iter_mut().for_each(|lock| *lock = Lock::default());
        self.breaker = Breaker::Closed { failures: 0 };
        let back_off = self.service.restart << self.process.ends.min(16);
        self.process.ends += 1;
        self.process.exit_status = Some(status);
        self.events.schedule(self.now + back_off, Event::Restarts);
    }

    fn tick(&mut self) {
        while self.requests.get(self.oldest).is_some_and(|request| request.state.is_over()) {
            self.oldest += 1;
        }
        self.figures.tick(Levels {
            in_flight: self.in_flight,
            waiting: self.waiting,
            goroutines: self.goroutines(),
            up: self.up,
            oldest_ns: self.requests.get(self.oldest).map(|request| self.now - request.arrived),
            memory_bytes: self.memory(),
        });
        self.events.schedule(self.now + self.service.tick, Event::Ticks);
    }
}
