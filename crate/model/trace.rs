//! One schedule of a program, step by step, with the whole memory after each: what the stepper draws.
//!
//! Steps that cannot be made are dropped and named. Cells keep their names from frame to frame, and
//! what a reader should not miss is noted where it happens.

mod notes;
mod picture;
#[cfg(test)]
mod tests;

use super::layout::{Cell, Table};
use super::machine::{MicroStep, Running};
use super::memory::Access;
use super::outcome::Outcome;
use super::program::{Program, Statement};
use super::report::{AnswerReport, OutcomeReport, Replay, answers};
use super::schedule::Schedule;
use super::search::serial_outcomes;
use super::world::{Goroutine, State};
use notes::{Before, Note};
use picture::{Arrays, Picture, cell_id, field};
use serde::Serialize;

/// Buckets that all frames together may draw, some 60 MB in a page: hundreds of steps over the largest
/// map that a program can make, thousands over a usual one.
pub const MOST_DRAWN: usize = 100_000;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    pub program: String,
    /// Without the dropped steps.
    pub schedule: String,
    pub detect: bool,
    pub dropped: Vec<Dropped>,
    /// The schedule went on beyond [`MOST_DRAWN`]; what was left of it is not here.
    pub cut: bool,
    pub goroutines: Vec<GoroutineReport>,
    /// The first before any step; frame n is after n steps.
    pub frames: Vec<Frame>,
    /// Where nobody can step any more.
    pub outcome: Option<OutcomeReport>,
}

/// A step of the given schedule that could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its place in the schedule as given, from 0.
    pub at: usize,
    pub goroutine: u8,
}

#[derive(Clone, Debug, Serialize)]
pub struct GoroutineReport {
    pub statements: Vec<StatementReport>,
}

#[derive(Clone, Debug, Serialize)]
pub struct StatementReport {
    pub kind: &'static str,
    pub key: Option<u64>,
    pub value: Option<u64>,
    /// As Go writes it.
    pub text: String,
}

impl From<Statement> for StatementReport {
    fn from(statement: Statement) -> Self {
        let kind = match statement {
            Statement::Assign { .. } => "assign",
            Statement::Access { .. } => "access",
            Statement::Increment { .. } => "increment",
            Statement::Delete { .. } => "delete",
            Statement::Range => "range",
            Statement::Clear => "clear",
            Statement::Len => "len",
        };
        let value = match statement {
            Statement::Assign { value, .. } => Some(value),
            _ => None,
        };
        Self { kind, key: statement.key(), value, text: statement.go() }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub pos: usize,
    /// Who made the step, from 0; nobody made the first frame.
    pub goroutine: Option<u8>,
    pub step: Option<StepReport>,
    /// Names of cells with other contents than before.
    pub changed: Vec<String>,
    pub notes: Vec<Note>,
    /// By goroutine.
    pub next: Vec<Next>,
    pub memory: Picture,
}

/// A micro-step and what it does.
#[derive(Clone, Debug, Serialize)]
pub struct StepReport {
    pub kind: &'static str,
    /// `none`, `load` or `store`.
    pub access: &'static str,
    /// The cell's name.
    pub cell: Option<String>,
    pub field: Option<&'static str>,
    pub bucket: Option<u32>,
    pub slot: Option<u8>,
    /// The key that the statement is about.
    pub key: Option<u64>,
    /// The word there, and the one stored. Of a pointer, the first bucket's number, or 0.
    pub old: Option<i64>,
    pub new: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Next {
    /// `ready`, `finished`, `fatal`, `stuck`, or `stopped` because another's error ended the process.
    pub state: &'static str,
    /// The statement at hand; their number at the end.
    pub statement: u8,
    pub step: Option<StepReport>,
    pub answers: Vec<AnswerReport>,
    /// Go's message.
    pub fatal: Option<&'static str>,
    pub stuck: Option<super::machine::Stuck>,
}

impl Trace {
    pub fn new(program: &Program, schedule: &Schedule, detect: bool) -> Self {
        let mut replay = Replay::new(program, detect);
        let mut arrays = Arrays::new(&replay.world.memory);
        let mut trace = Self {
            program: program.to_string(),
            schedule: String::new(),
            detect,
            dropped: Vec::new(),
            cut: false,
            goroutines: goroutines(program),
            frames: vec![frame(&replay, &arrays, 0)],
            outcome: None,
        };
        let mut made = Schedule::default();
        let mut drawn = 0;
        for (at, goroutine) in schedule.0.iter().copied().enumerate() {
            let index = usize::from(goroutine);
            if !replay.world.is_ready(index) {
                trace.dropped.push(Dropped { at, goroutine });
                continue;
            }
            if drawn > MOST_DRAWN {
                trace.cut = true;
                break;
            }
            let before = Before::new(&replay.world, index);
            let micro = before.micro();
            let step = report(micro, &replay.world.goroutines[index].running);
            replay.step(goroutine);
            made.0.push(goroutine);
            arrays.note(&replay.world.memory);
            let mut frame = frame(&replay, &arrays, made.0.len());
            frame.goroutine = Some(goroutine);
            frame.step = Some(step);
            frame.changed = changed(micro);
            frame.notes = before.notes(&replay.world);
            drawn += frame.memory.drawn();
            trace.frames.push(frame);
        }
        trace.schedule = made.to_string();
        trace.outcome = replay.world.is_at_rest().then(|| outcome(program, &replay));
        trace
    }
}

fn goroutines(program: &Program) -> Vec<GoroutineReport> {
    let report = |statements: &Vec<Statement>| GoroutineReport {
        statements: statements.iter().map(|one| (*one).into()).collect(),
    };
    program.goroutines.iter().map(report).collect()
}

fn outcome(program: &Program, replay: &Replay) -> OutcomeReport {
    let world = &replay.world;
    let outcome = Outcome::of(&world.rules, &world.goroutines, &world.observed, &world.memory);
    let judged = outcome.judge(&world.rules, &serial_outcomes(program));
    OutcomeReport::new(&outcome, judged, replay)
}

fn frame(replay: &Replay, arrays: &Arrays, pos: usize) -> Frame {
    let world = &replay.world;
    let next = |index: usize| next(replay, index, &world.goroutines[index]);
    Frame {
        pos,
        goroutine: None,
        step: None,
        changed: Vec::new(),
        notes: Vec::new(),
        next: (0..world.rules.goroutines()).map(next).collect(),
        memory: Picture::of(&world.memory, arrays),
    }
}

fn next(replay: &Replay, index: usize, goroutine: &Goroutine) -> Next {
    let world = &replay.world;
    let (mut fatal, mut stuck) = (None, None);
    let state = match goroutine.state {
        State::Ready if world.is_over() => "stopped",
        State::Ready => "ready",
        State::Finished => "finished",
        State::Fatal(what) => {
            fatal = Some(what.message());
            "fatal"
        }
        State::Stuck(why) => {
            stuck = Some(why);
            "stuck"
        }
    };
    let unfinished = goroutine.state != State::Finished;
    let step = unfinished.then(|| {
        let micro = goroutine.running.at(&world.memory);
        report(micro, &goroutine.running)
    });
    let answers = answers(&world.observed[index]);
    Next { state, statement: goroutine.statement, step, answers, fatal, stuck }
}

fn report(micro: MicroStep, running: &Running) -> StepReport {
    let (access, at, old, new) = match micro.access {
        Access::Local => ("none", None, None, None),
        Access::Load { at, word } => ("load", Some(at), Some(word), None),
        Access::Store { at, old, new } => ("store", Some(at), Some(old), Some(new)),
    };
    let cell = at.map(|at| at.cell());
    let number = |word: u64| match cell.map(field) {
        Some("buckets" | "oldBuckets") => Table::from_word(word).first().number().into(),
        _ => word as i64,
    };
    let (bucket, slot) = match cell {
        Some(Cell::Tophash(bucket, slot) | Cell::Key(bucket, slot) | Cell::Value(bucket, slot)) => {
            (Some(bucket.number()), Some(slot))
        }
        Some(Cell::Overflow(bucket)) => (Some(bucket.number()), None),
        Some(Cell::Header(_)) | None => (None, None),
    };
    StepReport {
        kind: micro.step.name(),
        access,
        cell: cell.map(cell_id),
        field: cell.map(field),
        bucket,
        slot,
        key: running.statement().key(),
        old: old.map(number),
        new: new.map(number),
    }
}

fn changed(micro: MicroStep) -> Vec<String> {
    match micro.access {
        Access::Store { at, old, new } if old != new => vec![cell_id(at.cell())],
        _ => Vec::new(),
    }
}
