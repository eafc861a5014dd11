//! Outcomes as the page reads them.

use super::machine::step::{Enter, Leave, Step};
use super::machine::{Answer, Fatal};
use super::outcome::{Anomaly, Content, End, Kind, Outcome, Reported, reported};
use super::program::Program;
use super::schedule::Schedule;
use super::search::{Findings, Found};
use super::world::{Observed, State, World};
use serde::Serialize;

/// An outcome, and what to make of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeReport {
    /// The canonical text.
    pub key: String,
    pub kind: Kind,
    pub fatal: Option<FatalReport>,
    /// Of a model that could not go on, who and why.
    pub stuck: Option<StuckReport>,
    pub answers: Vec<Vec<AnswerReport>>,
    pub contents: Vec<Content>,
    pub count: i64,
    /// The flag has stayed set.
    pub writing: bool,
    pub anomalies: Vec<Anomaly>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FatalReport {
    pub message: &'static str,
    pub check: &'static str,
    pub goroutine: u8,
    /// Whose flag it met, or who took the flag away, in the schedule at hand.
    pub other: Option<u8>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StuckReport {
    pub reason: super::machine::Stuck,
    pub goroutine: u8,
}

/// What a statement told its goroutine.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum AnswerReport {
    Nothing { statement: u8 },
    Value { statement: u8, value: u64, found: bool },
    Length { statement: u8, length: i64 },
    Items { statement: u8, items: Vec<(u64, u64)> },
}

impl From<&Reported> for AnswerReport {
    fn from(reported: &Reported) -> Self {
        let statement = reported.statement;
        match reported.answer {
            Answer::Value { value, found } => Self::Value { statement, value, found },
            Answer::Length { length } => Self::Length { statement, length: length as i64 },
            Answer::Nothing => Self::Items { statement, items: reported.items.clone() },
        }
    }
}

/// What a goroutine has learnt up to now: an answer for each finished statement, and the entries of
/// a range under way.
pub fn answers(observed: &[Observed]) -> Vec<AnswerReport> {
    let mut all = Vec::new();
    let mut items = Vec::new();
    let mut at = None;
    for one in observed {
        match *one {
            Observed::Item { statement, key, value } => {
                items.push((key, value));
                at = Some(statement);
            }
            Observed::Answer { statement, answer } => {
                let reported = Reported { statement, answer, items: std::mem::take(&mut items) };
                let silent = answer == Answer::Nothing && reported.items.is_empty();
                all.push(match silent {
                    true => AnswerReport::Nothing { statement },
                    false => AnswerReport::from(&reported),
                });
                at = None;
            }
        }
    }
    if let Some(statement) = at {
        all.push(AnswerReport::Items { statement, items });
    }
    all
}

fn check(fatal: Fatal) -> &'static str {
    match fatal {
        Fatal::WritesAtEntry => "entry",
        Fatal::WritesAtExit => "exit",
        Fatal::ReadAndWrite => "read",
        Fatal::IterationAndWrite => "iteration",
        Fatal::BadMapState => "evacuation",
    }
}

/// Plays a schedule and remembers who took a flag away.
pub struct Replay {
    pub world: World,
    cleared_by: Option<u8>,
}

impl Replay {
    pub fn new(program: &Program, detect: bool) -> Self {
        Self { world: World::new(program, detect), cleared_by: None }
    }

    pub fn step(&mut self, goroutine: u8) -> bool {
        let index = usize::from(goroutine);
        if !self.world.is_ready(index) {
            return false;
        }
        let next = self.world.goroutines[index].running.next();
        if matches!(next, Step::Leave(Leave::ReleaseStore) | Step::Enter(Enter::ToggleStore)) {
            self.cleared_by = Some(goroutine);
        }
        self.world.step(index)
    }

    /// The other side of a fatal error.
    pub fn other(&self, goroutine: u8, fatal: Fatal) -> Option<u8> {
        let holds = |other: &u8| {
            let one = &self.world.goroutines[usize::from(*other)];
            *other != goroutine && one.state == State::Ready && one.running.holds_flag()
        };
        match fatal {
            Fatal::BadMapState => None,
            Fatal::WritesAtExit => self.cleared_by.filter(|other| *other != goroutine),
            _ => (0..self.world.rules.goroutines() as u8).find(holds),
        }
    }
}

impl OutcomeReport {
    /// The schedule is one that leads to the outcome.
    pub fn new(outcome: &Outcome, judged: (Kind, Vec<Anomaly>), replay: &Replay) -> Self {
        let (kind, anomalies) = judged;
        let (mut fatal, mut stuck) = (None, None);
        match outcome.end {
            End::Finished => {}
            End::Fatal { goroutine, fatal: what } => {
                let other = replay.other(goroutine, what);
                let message = what.message();
                fatal = Some(FatalReport { message, check: check(what), goroutine, other });
            }
            End::Stuck { goroutine, stuck: reason } => {
                stuck = Some(StuckReport { reason, goroutine });
            }
        }
        let goroutines = replay.world.rules.goroutines();
        Self {
            key: outcome.to_string(),
            kind,
            fatal,
            stuck,
            // A dead process's goroutines had learnt this by the schedule at hand.
            answers: replay.world.observed[..goroutines]
                .iter()
                .map(|observed| reported(observed).iter().map(AnswerReport::from).collect())
                .collect(),
            contents: outcome.contents.clone(),
            count: outcome.count as i64,
            writing: outcome.writing,
            anomalies,
        }
    }
}

/// What a search has found, for the page.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingsReport {
    pub program: String,
    pub states: usize,
    pub schedules: String,
    pub depth: usize,
    pub bounded: bool,
    pub outcomes: Vec<FoundReport>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundReport {
    #[serde(flatten)]
    pub outcome: OutcomeReport,
    pub schedules: String,
    pub witness: String,
    pub steps: usize,
}

impl FindingsReport {
    pub fn new(program: &Program, detect: bool, findings: &Findings) -> Self {
        let report = |found: &Found| {
            let replay = replay(program, detect, &found.witness);
            let judged = (found.kind, found.anomalies.clone());
            FoundReport {
                outcome: OutcomeReport::new(&found.outcome, judged, &replay),
                schedules: found.schedules.clone(),
                witness: found.witness.to_string(),
                steps: found.witness.0.len(),
            }
        };
        Self {
            program: program.to_string(),
            states: findings.states,
            schedules: findings.schedules.clone(),
            depth: findings.depth,
            bounded: findings.bounded,
            outcomes: findings.outcomes.iter().map(report).collect(),
        }
    }
}

fn replay(program: &Program, detect: bool, schedule: &Schedule) -> Replay {
    let mut replay = Replay::new(program, detect);
    for goroutine in &schedule.0 {
        replay.step(*goroutine);
    }
    replay
}
