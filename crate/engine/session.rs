//! A run, one step at a time: harness, warm-ups, then rounds of trials in a seeded random order.
//!
//! The caller drives it and may show, between steps, what came out so far. A step blocks for a
//! whole trial on real threads, or for one slice when simulated; both end soon after a stop.

use super::client::Timed;
use super::disturbance::{Disturbance, Repeats, Watch};
use super::environment::Environment;
use super::findings::{Findings, Known, Subject};
use super::parallelism;
use super::passes::account::Count;
#[cfg(feature = "full")]
use super::passes::contention::CountedTrial;
use super::pool::Pool;
use super::recorded::{Recorded, Trial};
use super::shared_status::{Phase, SharedStatus};
#[cfg(feature = "full")]
use super::simulate::{self, Sliced};
use super::steps::{Step, StepKind, limit, more_rounds, plan, ramp, schedule};
use super::think::Think;
#[cfg(feature = "author")]
use super::trial::RunUnlisted;
use super::trial::{Reports, ThreadedTrial, TrialPlan};
use crate::base::error::RunError;
use crate::base::units::MOST_ROUNDS;
use crate::base::units::Nanos;
#[cfg(feature = "full")]
use crate::base::units::Seed;
use crate::experiment::Experiment;
use crate::strategy::MapSpec;
#[cfg(feature = "full")]
use crate::workload::replay::Replay;
use crate::workload::stream::{self, OperationStream, Place};
use std::rc::Rc;

/// How often one step may be done again before it is kept as it is.
const MOST_REPEATS: usize = 3;

/// What a step came to.
#[derive(Debug)]
pub enum StepOutcome {
    /// A slice of a simulated step is done, the step is not.
    Working,
    Done(Option<Trial>),
    /// Ended by the stop flag; nothing of this step is kept.
    Stopped,
}

enum Mode {
    Threads(Pool),
    /// With the step under way. The page's first module leaves it out.
    #[cfg(feature = "full")]
    Simulated(Option<Box<dyn Sliced>>),
}

impl Mode {
    /// A step of several slices has begun and is not done.
    fn is_under_way(&self) -> bool {
        match self {
            Self::Threads(_) => false,
            #[cfg(feature = "full")]
            Self::Simulated(running) => running.is_some(),
        }
    }

    fn abandon(&mut self) {
        match self {
            Self::Threads(_) => {}
            #[cfg(feature = "full")]
            Self::Simulated(running) => *running = None,
        }
    }
}

/// One round's prepared operations.
struct Prepared {
    round: usize,
    streams: Rc<Vec<OperationStream>>,
    prefill: Vec<u32>,
    checksum: String,
}

pub struct Session<'b> {
    experiment: Experiment,
    environment: Environment,
    mode: Mode,
    status: &'b SharedStatus,
    null: MapSpec,
    think: Think,
    steps: Vec<Step>,
    next: usize,
    prepared: Option<Prepared>,
    findings: Findings,
    /// Steps that were disturbed and done again; the last of them, and how often it was.
    repeated: Repeats,
    again: (usize, usize),
    /// Rounds in all, those that were added among them.
    rounds: usize,
    /// Rounds are looked at as they come; see [`crate::stats::sequential`].
    sequential: bool,
    /// What every round plays in place of operations of its own.
    #[cfg(feature = "full")]
    replay: Option<Replay>,
    #[cfg(feature = "author")]
    unlisted: Option<RunUnlisted>,
}

impl<'b> Session<'b> {
    /// A run on real threads; the pool must have [`Experiment::pool_threads`] of them.
    pub fn on_threads(
        experiment: Experiment,
        environment: Environment,
        pool: Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        pool.require(experiment.pool_threads())?;
        let environment = calibrated(environment, &pool, status);
        Self::new(experiment, environment, Mode::Threads(pool), status)
    }

    /// A run that one thread steps through.
    #[cfg(feature = "full")]
    pub fn simulated(
        experiment: Experiment,
        environment: Environment,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        Self::new(experiment, environment, Mode::Simulated(None), status)
    }

    fn new(
        experiment: Experiment,
        environment: Environment,
        mode: Mode,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        experiment.entries.check()?;
        let environment = Environment { hasher: experiment.entries.hasher().into(), ..environment };
        let (rounds, sequential) = (experiment.rounds, experiment.is_landing());
        Ok(Self {
            steps: plan(&experiment, matches!(mode, Mode::Threads(_))),
            findings: Findings::of(experiment.maps.len()),
            think: Think::calibrate(experiment.think),
            null: MapSpec::canonical("null").expect("the registry has null"),
            experiment,
            environment,
            mode,
            status,
            next: 0,
            prepared: None,
            repeated: Repeats::default(),
            again: (0, 0),
            rounds,
            sequential,
            #[cfg(feature = "full")]
            replay: None,
            #[cfg(feature = "author")]
            unlisted: None,
        })
    }

    /// Whoever adds rounds until there is an answer looks at each, and says so from the first on.
    pub fn sequentially(mut self) -> Self {
        self.sequential = true;
        self
    }

    /// Plays these operations in each round. There must be a stream for each of the experiment's threads,
    /// and its key space must have every index.
    #[cfg(feature = "full")]
    pub fn replaying(mut self, replay: Replay) -> Self {
        assert_eq!(replay.streams.len(), self.experiment.threads.0, "a stream for each thread");
        self.replay = Some(replay);
        self
    }

    /// Has the trials of the experiment's one map that is in no registry run by this.
    #[cfg(feature = "author")]
    pub fn with_unlisted(mut self, run: RunUnlisted) -> Self {
        self.unlisted = Some(run);
        self
    }

    /// Adds so many rounds after the end, in the order and with the operations that they would have
    /// if the link had more; false, and nothing is added, if that were more than [`MOST_ROUNDS`].
    pub fn extend(&mut self, rounds: usize) -> bool {
        let all = self.rounds + rounds;
        if all > MOST_ROUNDS {
            return false;
        }
        self.sequential = true;
        self.steps.extend(more_rounds(&self.experiment, self.rounds + 1..=all));
        schedule(&mut self.steps);
        self.rounds = all;
        true
    }

    /// Takes back all that the step just done found out, for something outside disturbed it, and does
    /// it again next. False if it yields nothing that time has a part in, or if it was done again
    /// often enough.
    pub fn repeat(&mut self, why: Disturbance) -> bool {
        let Some(last) = self.next.checked_sub(1) else { return false };
        let again = self.findings.holds_last() && self.is_timed(last) && self.may_repeat(last, why);
        if again {
            self.findings.take_back();
            self.next = last;
        }
        again
    }

    /// Whether a disturbance can be seen in what the step yields: a simulated one has no speed.
    fn is_timed(&self, step: usize) -> bool {
        let timed = !matches!(self.steps[step].kind, StepKind::Warmup | StepKind::Memory);
        timed && matches!(self.mode, Mode::Threads(_))
    }

    fn may_repeat(&mut self, step: usize, why: Disturbance) -> bool {
        let times = if self.again.0 == step { self.again.1 } else { 0 };
        if times == MOST_REPEATS {
            return false;
        }
        self.again = (step, times + 1);
        self.repeated.count(why);
        true
    }

    /// Leaves out the passes beside the trials, and measures the harness in the first round only.
    #[cfg(feature = "full")]
    pub fn trials_only(mut self) -> Self {
        self.steps.retain(|step| match step.kind {
            StepKind::Harness => step.round == 1,
            kind => matches!(kind, StepKind::Warmup | StepKind::Trial),
        });
        schedule(&mut self.steps);
        self
    }

    /// Gives back what the present round was prepared with.
    #[cfg(feature = "full")]
    pub fn rest(&mut self) {
        self.prepared = None;
    }

    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    pub fn upcoming(&self) -> Option<&Step> {
        self.steps.get(self.next)
    }

    pub fn step(&mut self) -> Result<StepOutcome, RunError> {
        let Some(step) = self.steps.get(self.next).cloned() else {
            return Ok(StepOutcome::Done(None));
        };
        if !self.mode.is_under_way() {
            self.status.clear_counters();
            self.status.enter(Phase::Preparing);
            self.prepare(step.round);
        }
        if self.status.stopping() {
            self.mode.abandon();
            return Ok(StepOutcome::Stopped);
        }
        self.findings.settle();
        let watch = Watch::begin(Nanos(self.environment.clock_step_ns as u64));
        let reports = match self.work(&step)? {
            #[cfg(feature = "full")]
            Worked::Slice => return Ok(StepOutcome::Working),
            Worked::Stopped => return Ok(StepOutcome::Stopped),
            Worked::Finished(reports) => reports,
        };
        let limit = limit(&self.experiment, step.kind);
        if self.is_timed(self.next)
            && let Some(why) = watch.disturbance(reports.longest(), limit)
            && self.may_repeat(self.next, why)
        {
            return Ok(StepOutcome::Done(None));
        }
        self.next += 1;
        Ok(StepOutcome::Done(self.keep(&step, &reports)))
    }

    /// Operations of each client in the running step, where the shared status has no counters of it.
    pub fn simulated_operations(&self) -> Vec<u64> {
        match &self.mode {
            Mode::Threads(_) => Vec::new(),
            #[cfg(feature = "full")]
            Mode::Simulated(running) => {
                running.as_ref().map(|running| running.operations()).unwrap_or_default()
            }
        }
    }

    pub fn steps_done(&self) -> (usize, usize) {
        (self.next, self.steps.len())
    }

    /// What the trials complete so far found out.
    pub fn recorded(&self, stopped: bool) -> Recorded<'_> {
        let known = |subject| self.findings.known(subject);
        Recorded {
            experiment: &self.experiment,
            environment: &self.environment,
            maps: (0..self.experiment.maps.len()).map(|map| known(Subject::Map(map))).collect(),
            harness: known(Subject::Harness),
            harness_alone: known(Subject::HarnessAlone),
            repeated: self.repeated,
            stopped,
            sequential: self.sequential,
            #[cfg(feature = "full")]
            replay: self.replay.as_ref(),
        }
    }

    /// Records the round's streams unless they are there, on as many threads as there are. A stop
    /// ends it early and leaves none.
    fn prepare(&mut self, round: usize) {
        if self.prepared.as_ref().is_some_and(|prepared| prepared.round == round) {
            return;
        }
        #[cfg(feature = "full")]
        if let Some(Replay { streams, prefill, checksum }) = self.replay.clone() {
            self.prepared = Some(Prepared { round, streams, prefill, checksum });
            return;
        }
        let Experiment { workload, threads, seed, .. } = &self.experiment;
        let old = self.prepared.take().map(|prepared| Rc::unwrap_or_clone(prepared.streams));
        let mut streams = old.unwrap_or_else(|| vec![OperationStream::default(); threads.0]);
        let pause = || {
            self.status.beat();
            self.status.stopping()
        };
        let record = |(thread, stream): (usize, &mut OperationStream)| {
            let place = Place { seed: *seed, round, thread, threads: *threads };
            stream.record(workload, place, pause);
        };
        match &self.mode {
            #[cfg(feature = "full")]
            Mode::Simulated(_) => streams.iter_mut().enumerate().for_each(record),
            Mode::Threads(pool) => {
                let places: Vec<_> = streams.iter_mut().map(std::sync::Mutex::new).collect();
                pool.run(&|number| {
                    if let Some(place) = places.get(number) {
                        record((number, &mut place.lock().expect("locked once")));
                    }
                });
            }
        }
        let chosen = stream::prefill(workload, *seed, round).zip(1_u32..);
        let unstopped = |(_, count): &(u32, u32)| !count.is_multiple_of(65_536) || !pause();
        let prefill = chosen.take_while(unstopped).map(|(index, _)| index).collect();
        if self.status.stopping() {
            return;
        }
        let (checksum, streams) = (stream::checksum(&streams), Rc::new(streams));
        self.prepared = Some(Prepared { round, streams, prefill, checksum });
    }

    fn work(&mut self, step: &Step) -> Result<Worked, RunError> {
        let prepared = self.prepared.as_ref().expect("prepared before each step");
        let spec = step.map.as_ref().unwrap_or(&self.null);
        // Counts from before the map is built until the step is over.
        let count = if step.kind == StepKind::Memory { Count::begin() } else { None };
        let plan = TrialPlan {
            spec,
            entries: self.experiment.entries,
            keys: self.experiment.workload.keys,
            streams: &prepared.streams[..step.threads],
            prefill: if step.map.is_some() { &prepared.prefill } else { &[] },
            warmup: step.kind == StepKind::Warmup,
            // Neither the ramp's waits and allocations nor the final scan's waits are the measured
            // operations'.
            final_scan: step.kind != StepKind::Contention,
            ramp: match step.kind {
                StepKind::Warmup | StepKind::Memory | StepKind::Contention => Nanos(0),
                _ => ramp(&self.experiment),
            },
            measure: limit(&self.experiment, step.kind),
            timed: match (step.kind, self.experiment.rate) {
                (StepKind::Trial, Some(rate)) => Some(Timed::AtRate(rate)),
                (StepKind::Latency, _) => Some(Timed::ClosedLoop),
                _ => None,
            },
            count: count.as_ref(),
            think: self.think,
            capacity: if step.map.is_some() { self.experiment.capacity() } else { 0 },
            deadline: self.experiment.deadline.unwrap_or(Nanos(u64::MAX)),
        };
        match &mut self.mode {
            Mode::Threads(pool) => {
                let trial = ThreadedTrial { plan, pool, status: self.status };
                #[cfg(feature = "author")]
                if let Some(run) = self.unlisted.filter(|_| !spec.is_listed()) {
                    return Ok(run(trial)?.map_or(Worked::Stopped, Worked::Finished));
                }
                #[cfg(feature = "full")]
                if step.kind == StepKind::Contention {
                    let reports = CountedTrial(trial).run()?;
                    return Ok(reports.map_or(Worked::Stopped, Worked::Finished));
                }
                Ok(trial.run()?.map_or(Worked::Stopped, Worked::Finished))
            }
            #[cfg(feature = "full")]
            Mode::Simulated(running) => {
                let seed = Seed(self.experiment.seed.0 ^ step.index as u64);
                let streams = || Rc::clone(&prepared.streams);
                let slice =
                    running.get_or_insert_with(|| simulate::start(&plan, streams(), seed)).slice();
                Ok(match slice {
                    None => Worked::Slice,
                    Some(reports) => {
                        *running = None;
                        Worked::Finished(reports)
                    }
                })
            }
        }
    }

    /// Holds what the step found out, for the next one to keep; returns a map's trial.
    fn keep(&mut self, step: &Step, reports: &Reports) -> Option<Trial> {
        let mut found = Known::default();
        match step.kind {
            StepKind::Warmup => found.unsteady = reports.unsteady,
            StepKind::Memory => found.memory = reports.memory(),
            #[cfg(feature = "full")]
            StepKind::Contention => found.contention = reports.contention(),
            _ => found.latencies = reports.latencies(),
        }
        let mut trial = None;
        if matches!(step.kind, StepKind::Trial | StepKind::Harness) {
            let spec = step.map.as_ref().unwrap_or(&self.null);
            let checksum = &self.prepared.as_ref().expect("prepared before each step").checksum;
            let whole = Trial::new(&self.experiment, spec, step.round, checksum, reports);
            trial = step.map.is_some().then(|| whole.clone());
            found.trials.push(whole);
        }
        let subject = match step.map_index {
            Some(place) => Subject::Map(place),
            None if step.index == 0 => Subject::HarnessAlone,
            None => Subject::Harness,
        };
        self.findings.hold(subject, found);
        trial
    }
}

/// With what the pool's own threads tell of the machine just before a run.
pub fn calibrated(mut environment: Environment, pool: &Pool, status: &SharedStatus) -> Environment {
    if environment.calibration_spread.is_none() {
        parallelism::find(&mut environment, pool, status);
        let spread = parallelism::spread(pool, status, environment.parallelism);
        environment.calibration_spread = Some(spread);
    }
    environment
}

enum Worked {
    #[cfg(feature = "full")]
    Slice,
    Stopped,
    Finished(Reports),
}
