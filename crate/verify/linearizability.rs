//! Deep checks: many small recorded histories of a map, each checked for linearizability.
//!
//! The verdict of a trial adds up what went in and out, which a map can get right while it shows
//! a reader yesterday's value. Here every result counts. Lives of a map take turns: fresh ones
//! and ones that last, calm and crowded, growing and being emptied, since faults hide where a
//! map rebuilds itself. A pass says that no fault showed in so many operations, no more.
//!
//! The caller drives it like a session. A step ends within some 100 ms, sooner after a stop.

pub mod evidence;
pub(crate) mod history;
pub(crate) mod probe;
mod search;

use crate::base::clock;
use crate::base::error::RunError;
#[cfg(test)]
use crate::base::schema::MapId;
use crate::base::units::{Nanos, Seed};
use crate::engine::shared_status::Phase;
use crate::engine::{Pool, SharedStatus};
use crate::ledger::Judgement;
use crate::strategy::{ConcurrentMap, MapSpec, Reach, Visitor, build};
use crate::workload::entry_kind::fold;
use evidence::Shown;
use foldhash::fast::FixedState;
use history::{History, Pattern, Recording};
use probe::Probe;
use search::{Answer, check};
use serde::Serialize;

/// Clients at most: each more makes the orders to try many times more.
pub const MOST_CLIENTS: usize = 8;
/// What a map is given unless the caller says otherwise.
pub const USUAL: Budget = Budget::Time(Nanos::from_millis(2000));

const SLICE: Nanos = Nanos::from_millis(70);
/// The longest that one map is recorded before what it did is checked.
const LIFE: Nanos = Nanos::from_millis(35);

const CALM: Pattern = Pattern {
    shares: [10, 2, 1, 1, 1, 1],
    keys: 4,
    operations: 30,
    life: 100,
    moves: false,
    ballast: 0,
    walks: false,
};

/// What the lives of a map look like, in turn.
const PATTERNS: [Pattern; 5] = [
    CALM,
    // Fresh maps, all kinds of writes.
    Pattern { shares: [2, 4, 3, 2, 3, 2], keys: 3, life: 2, ..CALM },
    // Everyone at one key.
    Pattern { shares: [4, 3, 3, 2, 2, 2], keys: 1, operations: 12, ..CALM },
    // Keys come and go in a map that lasts, grows, shrinks, is walked and is cleared.
    Pattern { shares: [5, 3, 3, 1, 2, 2], moves: true, ballast: 128, walks: true, ..CALM },
    // Fresh maps that grow under their readers.
    Pattern { shares: [6, 3, 2, 2, 2, 1], life: 2, ballast: 256, ..CALM },
];

/// How much each map is given; whoever asks decides which of the two it counts in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    Time(Nanos),
    Histories(u64),
}

/// What came out for one map.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: String,
    /// False where nothing was to be checked.
    pub applicable: bool,
    /// Why nothing was checked, or why nothing can be said all the same; with --anyway also that the map
    /// never promised it.
    pub reason: Option<&'static str>,
    pub outcome: Judgement,
    /// The outcome is passed: something was recorded, all of it could be decided, and no fault was found.
    pub ok: bool,
    pub histories: u64,
    pub operations: u64,
    /// How many of the operations were refused at their deadline; absent where they had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<u64>,
    /// Histories of a key that were too large to be decided.
    pub undecided: u64,
    pub failure: Option<FailureReport>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    NotLinearizable,
    Panicked,
}

/// A history that no order explains, reduced to what proves it; or a panic.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailureReport {
    pub kind: FailureKind,
    /// The key's index.
    pub key: Option<u32>,
    pub summary: String,
    /// The key's value at the start; null: it was absent.
    pub initial: Option<u64>,
    pub operations: Vec<Shown>,
}

impl Report {
    fn new(spec: &MapSpec, Terms { anyway, deadline }: Terms) -> Self {
        let guarantees = &spec.guarantees();
        let unbounded = deadline.is_some() && guarantees.deadline == Reach::Entry;
        let (applicable, reason) = match (guarantees.stores, guarantees.linearizable) {
            (false, _) => (false, Some("it stores nothing")),
            (true, _) if unbounded => (false, Some("no deadline bounds what it waits for")),
            (true, false) => (anyway, Some("it does not promise linearizability")),
            (true, true) => (true, None),
        };
        Self {
            map: spec.to_string(),
            applicable,
            reason,
            outcome: Judgement::NotChecked,
            ok: false,
            histories: 0,
            operations: 0,
            refused: deadline.map(|_| 0),
            undecided: 0,
            failure: None,
        }
    }

    /// Of a map whose turn never came to its end.
    pub fn interrupted(spec: &MapSpec) -> Self {
        Self { reason: Some("it was interrupted"), ..Self::new(spec, Terms::default()) }
    }

    /// As it stands once there is nothing more to come.
    fn judged(mut self) -> Self {
        self.outcome = match &self.failure {
            Some(_) => Judgement::Failed,
            None if !self.applicable => Judgement::NotChecked,
            None if self.histories == 0 => {
                self.reason = Some("nothing was recorded");
                Judgement::NotChecked
            }
            None if self.undecided > 0 => {
                self.reason = Some("some histories were too large to be decided");
                Judgement::NotChecked
            }
            None => Judgement::Passed,
        };
        self.ok = self.outcome.passed();
        self
    }
}

/// What the next step works on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upcoming {
    pub map: MapSpec,
    pub map_index: usize,
    pub maps: usize,
    pub threads: usize,
}

/// What a step came to.
#[derive(Debug)]
pub enum SliceOutcome {
    /// The map needs more steps.
    Working,
    Done(Box<Report>),
    /// Ended by the stop flag; nothing of this map is kept.
    Stopped,
}

/// On which terms maps are checked.
#[derive(Clone, Copy, Debug, Default)]
struct Terms {
    /// Also if they do not promise to be linearizable.
    anyway: bool,
    /// Of each operation.
    deadline: Option<Nanos>,
}

/// Records the life of a map that is in no registry.
#[cfg(feature = "author")]
pub type RecordUnlisted = fn(&Recording) -> Result<Vec<History>, String>;

pub struct Verification<'b> {
    maps: Vec<MapSpec>,
    clients: usize,
    seed: Seed,
    budget: Budget,
    terms: Terms,
    pool: Pool,
    status: &'b SharedStatus,
    next: usize,
    ongoing: Option<Ongoing>,
    #[cfg(feature = "author")]
    unlisted: Option<RecordUnlisted>,
}

/// The map at hand.
struct Ongoing {
    report: Report,
    spent: Nanos,
    lives: usize,
}

impl<'b> Verification<'b> {
    /// The pool must have a thread for each client and for the map's own.
    pub fn new(
        maps: Vec<MapSpec>,
        clients: usize,
        seed: Seed,
        budget: Budget,
        pool: Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        pool.require(threads_needed(&maps, clients))?;
        let (terms, next, ongoing) = (Terms::default(), 0, None);
        Ok(Self {
            maps,
            clients,
            seed,
            budget,
            terms,
            pool,
            status,
            next,
            ongoing,
            #[cfg(feature = "author")]
            unlisted: None,
        })
    }

    /// Has the lives of maps that are in no registry recorded by this.
    #[cfg(feature = "author")]
    pub fn with_unlisted(self, record: RecordUnlisted) -> Self {
        Self { unlisted: Some(record), ..self }
    }

    /// Maps that do not promise to be linearizable are checked all the same.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn anyway(self) -> Self {
        Self { terms: Terms { anyway: true, ..self.terms }, ..self }
    }

    /// Operations have that deadline: those that are refused at it must have done nothing. Maps whose waits
    /// it does not bound are not checked.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn within(self, deadline: Nanos) -> Self {
        Self { terms: Terms { deadline: Some(deadline), ..self.terms }, ..self }
    }

    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    pub fn upcoming(&self) -> Option<Upcoming> {
        let map = *self.maps.get(self.next)?;
        let (maps, threads) = (self.maps.len(), self.clients);
        Some(Upcoming { map, map_index: self.next, maps, threads })
    }

    /// Hundredths of a map done, and of all of them.
    pub fn progress(&self) -> (usize, usize) {
        let share = self.ongoing.as_ref().map_or(0.0, |ongoing| self.share(ongoing));
        (self.next * 100 + (share * 100.0) as usize, self.maps.len() * 100)
    }

    /// Works for a slice. Only while [`upcoming`](Self::upcoming) has something.
    pub fn step(&mut self) -> SliceOutcome {
        let spec = self.maps[self.next];
        if self.ongoing.is_none() {
            self.status.clear_counters();
        }
        let mut ongoing = self.ongoing.take().unwrap_or_else(|| Ongoing::new(&spec, self.terms));
        self.status.enter(Phase::Verifying);
        let begin = clock::now();
        while ongoing.report.applicable
            && ongoing.report.failure.is_none()
            && self.share(&ongoing) < 1.0
            && clock::now() - begin < SLICE
            && !self.status.stopping()
        {
            self.live(&spec, &mut ongoing);
        }
        if self.status.stopping() {
            self.status.enter(Phase::Idle);
            return SliceOutcome::Stopped;
        }
        let Report { applicable, ref failure, .. } = ongoing.report;
        if applicable && failure.is_none() && self.share(&ongoing) < 1.0 {
            self.ongoing = Some(ongoing);
            return SliceOutcome::Working;
        }
        self.status.enter(Phase::Idle);
        self.next += 1;
        SliceOutcome::Done(Box::new(ongoing.report.judged()))
    }

    /// Lets one map live, and checks what it did.
    fn live(&self, spec: &MapSpec, ongoing: &mut Ongoing) {
        let begin = clock::now();
        let done = ongoing.report.histories;
        let (time, histories) = match self.budget {
            Budget::Time(time) => (LIFE.min(time.saturating_sub(ongoing.spent)), u64::MAX),
            Budget::Histories(wanted) => (LIFE, wanted - done),
        };
        let recording = Recording {
            spec,
            pool: &self.pool,
            status: self.status,
            clients: self.clients,
            pattern: PATTERNS[ongoing.lives % PATTERNS.len()],
            time,
            deadline: self.terms.deadline,
            // Lives differ from each other; links differ in their seeds.
            seed: self.seed.0 ^ ((ongoing.lives as u64) << 32),
            histories: histories.try_into().unwrap_or(usize::MAX),
            recorded: ongoing.report.operations,
        };
        match self.record(recording) {
            Err(message) => ongoing.report.failure = Some(panicked(&message)),
            Ok(histories) => {
                for history in &histories {
                    ongoing.judge(history);
                    self.status.beat();
                    if ongoing.report.failure.is_some() || self.status.stopping() {
                        break;
                    }
                }
            }
        }
        ongoing.lives += 1;
        ongoing.spent = ongoing.spent + (clock::now() - begin);
    }

    fn record(&self, recording: Recording) -> Result<Vec<History>, String> {
        #[cfg(feature = "author")]
        if let Some(record) = self.unlisted.filter(|_| !recording.spec.is_listed()) {
            return record(&recording);
        }
        build(recording.spec, Life(recording))
    }

    /// The share of the budget that is used up.
    fn share(&self, ongoing: &Ongoing) -> f64 {
        match self.budget {
            Budget::Time(Nanos(0)) => 1.0,
            Budget::Time(time) => ongoing.spent.as_secs() / time.as_secs(),
            Budget::Histories(0) => 1.0,
            Budget::Histories(wanted) => ongoing.report.histories as f64 / wanted as f64,
        }
    }
}

/// Threads that verifying these maps with so many clients takes.
pub fn threads_needed(maps: &[MapSpec], clients: usize) -> usize {
    clients + maps.iter().map(|map| map.extra_threads()).max().unwrap_or(0)
}

impl Ongoing {
    fn new(spec: &MapSpec, terms: Terms) -> Self {
        Self { report: Report::new(spec, terms), spent: Nanos(0), lives: 0 }
    }

    fn judge(&mut self, history: &History) {
        let report = &mut self.report;
        report.histories += 1;
        report.operations += history.events.len() as u64;
        if let Some(refused) = &mut report.refused {
            *refused += history.refused();
        }
        for &(key, initial) in &history.initial {
            let events = history.of(key);
            match check(initial, &events) {
                Answer::Linearizable(_) => {}
                Answer::TooLarge => report.undecided += 1,
                Answer::Violation(_) => {
                    let evidence = evidence::reduce(initial, &events).expect("it is refused");
                    let exhibit = evidence.exhibit();
                    let summary = format!(
                        "no order explains every result on this key{}; of the {} operations shown, \
                         the longest that does has {}",
                        match evidence.shows_refusal() {
                            true => ", unless an operation that was refused was yet carried out",
                            false => "",
                        },
                        evidence.events.len(),
                        evidence.longest.len(),
                    );
                    report.failure = Some(FailureReport {
                        kind: FailureKind::NotLinearizable,
                        key: Some(key),
                        summary,
                        initial: exhibit.initial,
                        operations: exhibit.operations,
                    });
                    return;
                }
            }
        }
    }
}

fn panicked(message: &str) -> FailureReport {
    FailureReport {
        kind: FailureKind::Panicked,
        key: None,
        summary: format!("a thread panicked: {message}"),
        initial: None,
        operations: Vec::new(),
    }
}

struct Life<'a>(Recording<'a>);

impl Visitor for Life<'_> {
    type Key = Probe;
    type Value = Probe;
    type Hasher = FixedState;
    type Output = Result<Vec<History>, String>;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<Probe, Probe>>(self, map: M) -> Self::Output {
        self.0.of(&map)
    }
}
