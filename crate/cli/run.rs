//! `contend run`: one experiment on native threads, with progress, and a stop that keeps what is done.

use super::report;
use crate::engine::{Board, Outcome, Pool, Session, StepKind, clock, parallelism};
use crate::error::RunError;
use crate::experiment::Experiment;
use crate::result::{Environment, RunResult};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

/// Static, because the interrupt handler outlives every scope.
static BOARD: Board = Board::new();

#[derive(Args)]
pub struct Run {
    /// A link (#v1/compare?...), a page's address with a link in it, or a preset's name
    #[arg(value_name = "LINK|PRESET")]
    experiment: String,
    /// Print the result as JSON (schema contend/result/1)
    #[arg(long)]
    json: bool,
}

impl Run {
    pub fn execute(self) -> ExitCode {
        let experiment = match Experiment::strict(&self.experiment) {
            Ok(experiment) => experiment,
            Err(error) => return fail(error),
        };
        let result = match measure(experiment) {
            Ok(result) => result,
            Err(error) => return fail(error),
        };
        if self.json {
            let text = serde_json::to_string_pretty(&result).expect("a result serialises");
            println!("{text}");
        } else {
            report::print(&result);
        }
        let ok = |summary: &crate::result::Summary| summary.ok;
        let all_ok = result.strategies.iter().filter_map(|map| map.summary.as_ref()).all(ok);
        ExitCode::from(u8::from(!all_ok))
    }
}

pub(super) fn fail(error: impl std::fmt::Display) -> ExitCode {
    eprintln!("contend: {error}");
    ExitCode::from(2)
}

fn measure(experiment: Experiment) -> Result<RunResult, RunError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let probe = Pool::new(cores)?;
    let environment = Environment {
        host: "native".into(),
        user_agent: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        cores,
        parallelism: parallelism::measure(&probe, cores),
        isolation: "none".into(),
        mode: "threads".into(),
        clock_step_ns: clock::step().0 as f64,
        build: crate::result::build().into(),
        allocator: super::allocator::NAME.into(),
        hasher: crate::result::HASHER.into(),
        recorded_at: utc_now(),
    };
    drop(probe);
    let pool = Pool::new(experiment.pool_threads())?;
    let mut session = Session::on_threads(experiment, environment, pool, &BOARD)?;
    // Without a handler an interrupt simply ends the process, which is the usual behaviour.
    let _ = ctrlc::set_handler(|| BOARD.request_stop());
    let stopped = drive(&mut session)?;
    Ok(session.result(stopped))
}

/// Steps to the end with a progress bar (drawn on a terminal only); true if interrupted.
fn drive(session: &mut Session) -> Result<bool, RunError> {
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {prefix:.dim}")
        .expect("a literal template");
    let bar = ProgressBar::new(session.steps_done().1 as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    while let Some(step) = session.upcoming() {
        let map = step.map.map_or("harness".into(), |map| map.to_string());
        bar.set_message(match step.kind {
            StepKind::Harness => map,
            StepKind::Warmup => format!("warming up {map}"),
            StepKind::Latency => format!("latency of {map}"),
            StepKind::Memory => format!("memory of {map}"),
            StepKind::Trial => format!("round {}/{}: {map}", step.round, step.rounds),
        });
        bar.set_prefix(format!("{:.0} s left", step.remaining_ms / 1e3));
        if matches!(session.step()?, Outcome::Stopped) {
            bar.finish_and_clear();
            return Ok(true);
        }
        bar.set_position(session.steps_done().0 as u64);
    }
    bar.finish_and_clear();
    Ok(false)
}

/// Now, as ISO 8601 in UTC.
fn utc_now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}
