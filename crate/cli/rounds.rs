//! Steps through a session with a progress bar, and on, round by round, until there is an answer.

use super::progress::{Bar, Stepped};
use crate::base::error::RunError;
use crate::engine::{Session, Step, StepKind, StepOutcome};
use crate::stats::conclusion::{Answer, Conclusion};
use std::time::{Duration, Instant};

/// A session, and what more rounds of it are to decide.
struct Deciding<'a, 'b> {
    session: &'a mut Session<'b>,
    open: Option<String>,
}

impl Stepped for Deciding<'_, '_> {
    fn upcoming(&self) -> Option<(String, String)> {
        let step = self.session.upcoming()?;
        let left = || format!("{:.0} s left", step.remaining_ms / 1e3);
        Some((doing(step), self.open.clone().unwrap_or_else(left)))
    }

    fn step(&mut self) -> Result<bool, RunError> {
        Ok(!matches!(self.session.step()?, StepOutcome::Stopped))
    }

    fn steps_done(&self) -> (usize, usize) {
        self.session.steps_done()
    }
}

/// Steps to the end, and on, round by round, if no more time than that has passed and there is no
/// answer yet; true if interrupted.
pub(crate) fn drive(session: &mut Session, at_most: Option<Duration>) -> Result<bool, RunError> {
    let (began, bar) = (Instant::now(), Bar::new());
    let mut deciding = Deciding { session, open: None };
    while !bar.drive(&mut deciding)? {
        let session = &mut *deciding.session;
        let in_time = at_most.is_some_and(|time| began.elapsed() < time);
        let open = in_time.then(|| still_open(&session.result(false).conclusion)).flatten();
        if open.is_none() || !session.extend(1) {
            return Ok(false);
        }
        deciding.open = open;
    }
    Ok(true)
}

pub fn doing(step: &Step) -> String {
    let map = step.map.as_ref().map_or("harness".into(), ToString::to_string);
    match step.kind {
        StepKind::Harness => map,
        StepKind::Warmup => format!("warming up {map}"),
        StepKind::Latency => format!("latency of {map}"),
        StepKind::Memory => format!("memory of {map}"),
        StepKind::Contention => format!("waits for the locks of {map}"),
        StepKind::Trial => format!("round {}/{}: {map}", step.round, step.rounds),
    }
}

/// What more rounds may decide.
fn still_open(conclusion: &Conclusion) -> Option<String> {
    let open = conclusion.others.iter().filter(|other| other.answer == Answer::Undecided);
    let open: Vec<&str> = open.map(|other| other.map.as_str()).collect();
    let best = conclusion.best.as_deref()?;
    (!open.is_empty()).then(|| format!("{best} against {}: undecided", open.join(", ")))
}
