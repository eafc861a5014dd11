//! `contend verify`: records what threads do to each map and checks it for linearizability.

use super::interrupt::{self, SHARED_STATUS};
use super::output::{Answer, CommandResult, Lines, Out, Status};
use super::run::name_repairs;
use super::system;
#[cfg(test)]
use crate::base::schema::{Count, Link};
use crate::base::units::Nanos;
use crate::engine::{Pool, memory};
use crate::experiment::Experiment;
use crate::ledger::Judgement;
#[cfg(test)]
use crate::link::keys::MAX_MAPS;
use crate::verify::linearizability::evidence::{Shown, ShownResult};
use crate::verify::linearizability::{
    Budget, FailureReport, MOST_CLIENTS, Report, SliceOutcome, Verification,
};
use crate::verify::linearizability::{USUAL, threads_needed};
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::error::Error;
use std::time::Duration;

pub(super) const SCHEMA: &str = "contend/verify/1";

#[derive(Args)]
pub struct Verify {
    /// A link (#v1/compare?...), a page's address with a link in it, or a preset's name; only its maps,
    /// threads and seed count
    #[arg(value_name = "LINK|PRESET")]
    experiment: String,
    /// Print the reports as JSON (schema contend/verify/1)
    #[arg(long)]
    json: bool,
    /// Seconds for each map
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: Option<u64>,
    /// Threads, instead of the link's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_CLIENTS as u64))]
    threads: Option<u64>,
    /// Also check maps that do not promise to be linearizable
    #[arg(long)]
    anyway: bool,
    /// How long an operation may wait until it is refused (100us, 5ms; at 0s it is as soon as it finds
    /// something taken); what was refused must have done nothing
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    deadline: Option<Duration>,
    #[command(flatten)]
    pub out: Out,
}

/// Recorded histories of each map, searched for an order that explains them (linearizability). Fields
/// may be added; none changes its meaning.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct Verified {
    schema: &'static str,
    /// The canonical link, of which the maps, threads and seed count.
    #[cfg_attr(test, schemars(with = "Link"))]
    experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    seed: u64,
    /// Client threads of each history.
    #[cfg_attr(test, schemars(range(min = 1, max = MOST_CLIENTS)))]
    threads: usize,
    /// Whether it ended before the last map was through; those after it are not checked.
    stopped: bool,
    /// Of every map, in the link's order.
    #[cfg_attr(test, schemars(length(min = 1, max = MAX_MAPS)))]
    reports: Vec<Report>,
}

impl Verify {
    pub fn execute(&self) -> CommandResult {
        name_repairs(&self.experiment);
        let verified = self.verify(Experiment::strict(&self.experiment)?)?;
        let text = if self.json {
            serde_json::to_string_pretty(&verified)? + "\n"
        } else {
            let stopped = if verified.stopped { "Stopped early.\n" } else { "" };
            verified.reports.iter().map(text).collect::<String>() + stopped
        };
        let (status, remarks) = verified.outcome();
        Ok(Answer { text, remarks, status: interrupt::status(verified.stopped, status) })
    }

    fn verify(&self, experiment: Experiment) -> Result<Verified, Box<dyn Error>> {
        let threads = match self.threads {
            Some(threads) => threads as usize,
            None => experiment.threads.0.min(MOST_CLIENTS),
        };
        let Experiment { link, maps, seed, .. } = experiment;
        let seconds = |seconds| Budget::Time(Nanos::from_millis(seconds * 1000));
        let budget = self.seconds.map_or(USUAL, seconds);
        let workers = threads_needed(&maps, threads);
        system::require(memory::verification(workers).bytes)?;
        interrupt::heed();
        let pool = Pool::new(workers)?;
        let verification =
            Verification::new(maps.clone(), threads, seed, budget, pool, &SHARED_STATUS)?;
        let verification = if self.anyway { verification.anyway() } else { verification };
        let mut verification = match self.deadline {
            Some(time) => {
                verification.within(Nanos(time.as_nanos().try_into().unwrap_or(u64::MAX)))
            }
            None => verification,
        };
        let style = ProgressStyle::with_template("{bar:24} {msg}").expect("a literal template");
        let bar = ProgressBar::new(verification.progress().1 as u64).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(100));
        let (mut reports, mut stopped) = (Vec::new(), false);
        while let Some(upcoming) = verification.upcoming() {
            bar.set_message(format!("verifying {}", upcoming.map));
            match verification.step() {
                SliceOutcome::Working => {}
                SliceOutcome::Done(report) => reports.push(*report),
                SliceOutcome::Stopped => {
                    stopped = true;
                    break;
                }
            }
            bar.set_position(verification.progress().0 as u64);
        }
        bar.finish_and_clear();
        reports.extend(maps.iter().skip(reports.len()).map(Report::interrupted));
        Ok(Verified { schema: SCHEMA, experiment: link, seed: seed.0, threads, stopped, reports })
    }
}

impl Verified {
    /// All that were named must have passed: a map of which nothing is known is no success.
    fn outcome(&self) -> (Status, Vec<String>) {
        let having = |outcome| {
            let maps = self.reports.iter().filter(|report| report.outcome == outcome);
            maps.map(|report| report.map.as_str()).collect::<Vec<_>>().join(", ")
        };
        let [failed, unchecked] = [Judgement::Failed, Judgement::NotChecked].map(having);
        let told = [(failed, "failed"), (unchecked, "not checked")];
        let told = told.into_iter().filter(|(maps, _)| !maps.is_empty());
        let remarks: Vec<String> = told.map(|(maps, what)| format!("{what}: {maps}")).collect();
        let status = if remarks.is_empty() { Status::Fine } else { Status::Findings };
        (status, remarks)
    }
}

/// What was found of a map, for people.
pub fn text(report: &Report) -> String {
    let mut page = Lines::default();
    print(&mut page, report);
    page.into_text()
}

fn print(page: &mut Lines, report: &Report) {
    let Report { map, histories, operations, undecided, .. } = report;
    let refused = report.refused.map_or(String::new(), |refused| format!(", {refused} refused"));
    let amount = format!("{histories} histories of {operations} operations{refused}");
    let reason = report.reason.map_or(String::new(), |reason| format!(": {reason}"));
    match (report.outcome, &report.failure) {
        (Judgement::Failed, failure) => {
            let summary = failure.as_ref().map_or("", |failure| &failure.summary);
            let unpromised = report.reason.map_or(String::new(), |it| format!("; {it}"));
            page.line(format!("{map}: FAILED after {amount}: {summary}{unpromised}"));
            if let Some(failure) = failure.as_ref().filter(|it| !it.operations.is_empty()) {
                print_failure(page, failure);
            }
        }
        (Judgement::NotChecked, _) if *undecided > 0 => {
            page.line(format!("{map}: not checked{reason}, {undecided} of {amount}"))
        }
        (Judgement::NotChecked, _) => page.line(format!("{map}: not checked{reason}")),
        (Judgement::Passed, _) => {
            let unpromised = report.reason.map_or(String::new(), |it| format!(", though {it}"));
            page.line(format!("{map}: linearizable in {amount}{unpromised}"));
        }
    }
}

/// The failing history as a table. Tickets say what overlapped: an operation comes before
/// another only if its return has a smaller number than the other's call.
fn print_failure(page: &mut Lines, failure: &FailureReport) {
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
    page.line(format!("\nKey{key} at the start: {start}\n{table}\n"));
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
        ShownResult::TimedOut => "timed out".into(),
        ShownResult::Unknown => "not reported".into(),
        ShownResult::Pending => "pending".into(),
    }
}
