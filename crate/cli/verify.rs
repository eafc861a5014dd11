//! `contend verify`: records what threads do to each map and checks it for linearizability.

use super::run::{fail, name_repairs};
use crate::engine::{Board, Pool};
use crate::error::RunError;
use crate::experiment::Experiment;
use crate::units::Nanos;
use crate::verify::deep::{Budget, FailureReport, MOST_CLIENTS, Outcome, Report, Verification};
use crate::verify::deep::{USUAL, threads_needed};
use crate::verify::evidence::{Shown, ShownResult};
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::Duration;

/// Static, because the interrupt handler outlives every scope.
static BOARD: Board = Board::new();

#[derive(Args)]
pub struct Verify {
    /// A link (#v1/compare?...), a page's address with a link in it, or a preset's name; its maps,
    /// threads and seed count here
    #[arg(value_name = "LINK|PRESET")]
    experiment: String,
    /// Print the reports as JSON
    #[arg(long)]
    json: bool,
    /// Seconds for each map
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: Option<u64>,
    /// Threads, instead of the link's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_CLIENTS as u64))]
    threads: Option<u64>,
}

impl Verify {
    pub fn execute(self) -> ExitCode {
        name_repairs(&self.experiment);
        let experiment = match Experiment::strict(&self.experiment) {
            Ok(experiment) => experiment,
            Err(error) => return fail(error),
        };
        let (reports, stopped) = match self.verify(experiment) {
            Ok(outcome) => outcome,
            Err(error) => return fail(error),
        };
        if self.json {
            let text = serde_json::to_string_pretty(&reports).expect("a report serialises");
            println!("{text}");
        } else {
            reports.iter().for_each(print);
            if stopped {
                println!("Stopped early; the maps above are all that was verified.");
            }
        }
        let all_ok = reports.iter().all(|report| report.ok);
        ExitCode::from(u8::from(!all_ok))
    }

    /// The reports, and whether an interrupt ended them early.
    fn verify(&self, experiment: Experiment) -> Result<(Vec<Report>, bool), RunError> {
        let Experiment { maps, threads, seed, .. } = experiment;
        let clients = self.threads.map_or(threads.0.min(MOST_CLIENTS), |threads| threads as usize);
        let seconds = |seconds| Budget::Time(Nanos::from_millis(seconds * 1000));
        let budget = self.seconds.map_or(USUAL, seconds);
        let pool = Pool::new(threads_needed(&maps, clients))?;
        let mut verification = Verification::new(maps, clients, seed, budget, pool, &BOARD)?;
        // Without a handler an interrupt simply ends the process, which is the usual behaviour.
        let _ = ctrlc::set_handler(|| BOARD.request_stop());
        let style = ProgressStyle::with_template("{bar:24} {msg}").expect("a literal template");
        let bar = ProgressBar::new(verification.progress().1 as u64).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(100));
        let (mut reports, mut stopped) = (Vec::new(), false);
        while let Some(upcoming) = verification.upcoming() {
            bar.set_message(format!("verifying {}", upcoming.map));
            match verification.step() {
                Outcome::Working => {}
                Outcome::Done(report) => reports.push(*report),
                Outcome::Stopped => {
                    stopped = true;
                    break;
                }
            }
            bar.set_position(verification.progress().0 as u64);
        }
        bar.finish_and_clear();
        Ok((reports, stopped))
    }
}

fn print(report: &Report) {
    let Report { map, histories, operations, undecided, .. } = report;
    if let Some(reason) = report.reason {
        println!("{map}: not verified, {reason}");
        return;
    }
    let amount = format!("{histories} histories of {operations} operations");
    match &report.failure {
        Some(failure) => {
            println!("{map}: FAILED after {amount}: {}", failure.summary);
            if !failure.operations.is_empty() {
                print_failure(failure);
            }
        }
        None if *undecided > 0 => {
            println!("{map}: not decided, {undecided} of {amount} were too large to check");
        }
        None => println!("{map}: linearizable in {amount}"),
    }
}

/// The failing history as a table. Tickets say what overlapped: an operation comes before
/// another only if its return has a smaller number than the other's call.
fn print_failure(failure: &FailureReport) {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_header(["thread", "call", "return", "operation", "result", "order"]);
    for shown in &failure.operations {
        table.add_row([
            shown.thread.to_string(),
            shown.call.to_string(),
            shown.ret.map_or("–".into(), |ret| ret.to_string()),
            operation(shown),
            result(shown.result),
            shown.in_order.map_or("none".into(), |place| place.to_string()),
        ]);
    }
    for column in table.column_iter_mut().take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let start = failure.initial.map_or("absent".into(), |value| format!("value {value}"));
    let key = failure.key.map_or(String::new(), |key| format!(" {key}"));
    println!("\nKey{key} at the start: {start}\n{table}\n");
}

fn operation(shown: &Shown) -> String {
    let Shown { operation, argument, expected, .. } = shown;
    match (expected, argument) {
        (Some(expected), Some(argument)) => format!("{operation} {expected} by {argument}"),
        (None, Some(argument)) => format!("{operation} {argument}"),
        _ => (*operation).into(),
    }
}

fn result(result: ShownResult) -> String {
    match result {
        ShownResult::Found(value) => format!("found {value}"),
        ShownResult::Absent => "absent".into(),
        ShownResult::Exchanged => "exchanged".into(),
        ShownResult::Refused => "refused".into(),
        ShownResult::Unknown => "not told".into(),
        ShownResult::Pending => "under way".into(),
    }
}
