//! `contend matrix`: maps at presets as one table, preset by preset, and a stop that keeps what is complete.

use super::Sources;
use super::interrupt::{self, SHARED_STATUS};
use super::output::{Answer, CommandResult, Lines, Out, Status, counted};
use super::pin::pin;
use super::progress::{Bar, Stepped};
use super::report::si;
use super::rounds::doing;
use super::run::{environment, name_repairs, with};
use super::system;
use crate::base::error::RunError;
use crate::engine::matrix::MatrixRun;
use crate::engine::{Pool, StepOutcome, memory};
use crate::experiment::Experiment;
use crate::experiment::matrix::Matrix;
use crate::ledger::Judgement;
use crate::link::{self, BadExperiment};
use crate::report::export::matrix as export;
use crate::report::matrix::{Cell, MatrixResult};
use crate::stats::Estimate;
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use std::error::Error;
use thiserror::Error;

#[derive(Args)]
pub struct MatrixCommand {
    /// A link (#v1/matrix?...), or a page's address with a link in it; options override it
    #[arg(value_name = "LINK")]
    link: Option<String>,
    /// The maps, as a comma-separated list
    #[arg(long, value_name = "LIST")]
    maps: Option<String>,
    /// The presets, as a comma-separated list
    #[arg(long, value_name = "LIST")]
    presets: Option<String>,
    /// Client threads
    #[arg(long, value_name = "N")]
    threads: Option<String>,
    /// Rounds of each cell
    #[arg(long, value_name = "N")]
    rounds: Option<String>,
    /// The map that ratios are relative to
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Print the result as JSON (schema contend/matrix/1)
    #[arg(long, group = "form")]
    json: bool,
    /// Print the cells as CSV, one a line
    #[arg(long, group = "form")]
    csv: bool,
    /// Print it as a Markdown table
    #[arg(long, group = "form")]
    markdown: bool,
    /// Hold each client thread on one core
    #[arg(long)]
    pin: bool,
    #[command(flatten)]
    pub out: Out,
    /// Of this program.
    #[arg(skip)]
    pub sources: Sources,
}

#[derive(Debug, Error)]
#[error("the link is of the {0} lab; `contend matrix` takes #v1/matrix?...")]
struct OtherLab(&'static str);

impl MatrixCommand {
    pub fn execute(&self) -> CommandResult {
        let result = self.measure(self.matrix()?)?;
        let text = match self {
            Self { json: true, .. } => serde_json::to_string_pretty(&result)? + "\n",
            Self { csv: true, .. } => export::csv(&(&result).into()),
            Self { markdown: true, .. } => export::markdown(&(&result).into()),
            _ => text(&result),
        };
        let (status, remarks) = outcome(&result);
        Ok(Answer { text, remarks, status: interrupt::status(result.stopped, status) })
    }

    /// The link's matrix with what the options change, which its canonical link then has too.
    fn matrix(&self) -> Result<Matrix, Box<dyn Error>> {
        let given = self.link.as_deref().unwrap_or("v1/matrix");
        name_repairs(given);
        let Some(matrix) = Matrix::strict(given)? else {
            let link = link::parse(link::fragment_of(given)?).map_err(BadExperiment)?;
            return Err(OtherLab(link.lab).into());
        };
        let options = [
            ("maps", &self.maps),
            ("presets", &self.presets),
            ("threads", &self.threads),
            ("rounds", &self.rounds),
            ("baseline", &self.baseline),
        ];
        let said =
            options.iter().filter_map(|(key, text)| Some((*key, text.as_deref()?.to_owned())));
        let said: Vec<(&str, String)> = said.collect();
        Ok(Matrix::strict(&with(&matrix.link, &said))?.expect("still of that lab"))
    }

    fn measure(&self, matrix: Matrix) -> Result<MatrixResult, Box<dyn Error>> {
        let environment = environment(&self.sources, self.pin);
        system::require(memory::most(matrix.experiments()).bytes)?;
        interrupt::heed();
        let pool = Pool::new(matrix.pool_threads())?;
        if self.pin {
            pin(&pool, matrix.columns[0].experiment.threads.0)?;
        }
        let mut run = MatrixRun::on_threads(matrix, environment, &pool, &SHARED_STATUS)?;
        let stopped = Bar::new().drive(&mut run)?;
        Ok(run.result(stopped))
    }
}

impl Stepped for MatrixRun<'_> {
    fn upcoming(&self) -> Option<(String, String)> {
        let next = self.upcoming()?;
        let place = format!("{} ({} of {})", next.preset, next.column + 1, next.columns);
        let left = format!("{:.0} s left", next.step.remaining_ms / 1e3);
        Some((format!("{place}, {}", doing(&next.step)), left))
    }

    fn step(&mut self) -> Result<bool, RunError> {
        Ok(!matches!(self.step()?, StepOutcome::Stopped))
    }

    fn steps_done(&self) -> (usize, usize) {
        self.steps_done()
    }
}

/// A map that failed is a finding, and so is a matrix of which nothing could be checked.
fn outcome(result: &MatrixResult) -> (Status, Vec<String>) {
    let failed = result.cells.iter().filter(|cell| cell.outcome == Some(Judgement::Failed));
    let failed: Vec<String> =
        failed.map(|cell| format!("{} at {}", cell.map, cell.preset)).collect();
    let passed = result.cells.iter().any(|cell| cell.outcome == Some(Judgement::Passed));
    let remarks = match (failed.is_empty(), passed || result.stopped) {
        (false, _) => vec![format!("failed: {}", failed.join(", "))],
        (true, false) => vec!["nothing was checked: the checks apply to none of the cells".into()],
        (true, true) => Vec::new(),
    };
    (if remarks.is_empty() { Status::Fine } else { Status::Findings }, remarks)
}

fn text(result: &MatrixResult) -> String {
    let mut page = Lines::default();
    page.line(&result.experiment);
    page.line("Operations per second, medians with 95 % intervals; * the fastest, or not significantly slower\n");
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let names = result.maps.iter().map(|map| map.map.as_str());
    table.set_header(std::iter::once("preset").chain(names));
    for (preset, cells) in result.presets.iter().zip(result.cells.chunks(result.maps.len())) {
        let cells = cells.iter().map(shown);
        table.add_row(std::iter::once(preset.preset.to_owned()).chain(cells));
    }
    let means = result.maps.iter().map(|map| map.mean.map_or("–".into(), |mean| ratio(&mean)));
    let complete = result.presets.iter().filter(|preset| preset.complete).count();
    let of = counted(complete, "preset");
    table.add_row(std::iter::once(format!("mean ratio\nof {of}")).chain(means));
    page.line(table.trim_fmt());
    let oversubscribed = result.environment.parallelism < threads(result);
    if oversubscribed {
        page.line(format!(
            "\n{} threads on a machine that runs {} at once: threads take turns, and the figures include the waiting.",
            threads(result),
            result.environment.parallelism
        ));
    }
    if result.stopped {
        page.line("\nStopped early; only complete trials are shown.");
    }
    page.into_text()
}

/// Of every cell alike.
fn threads(result: &MatrixResult) -> usize {
    let experiment = result.presets.first().and_then(|it| Experiment::strict(&it.experiment).ok());
    experiment.map_or(1, |experiment| experiment.threads.0)
}

fn shown(cell: &Cell) -> String {
    match (&cell.ops_per_sec, cell.outcome) {
        (_, Some(Judgement::Failed)) => "failed".into(),
        (None, _) => "–".into(),
        (Some(figures), _) => {
            let mark = if cell.best { " *" } else { "" };
            let Estimate { median, low, high } = *figures;
            match (low, high) {
                (Some(low), Some(high)) => {
                    format!("{}{mark}\n{} - {}", si(median), si(low), si(high))
                }
                _ => si(median) + mark,
            }
        }
    }
}

fn ratio(figures: &Estimate) -> String {
    match (figures.low, figures.high) {
        (Some(low), Some(high)) => format!("{:.2}\n{low:.2} - {high:.2}", figures.median),
        _ => format!("{:.2}", figures.median),
    }
}
