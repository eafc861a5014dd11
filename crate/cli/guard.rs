//! `contend guard`: maps under a load in which things go wrong on a schedule, or the simulated incident
//! (`incident.rs`).

use super::incident::{self, IncidentFailure};
use super::interrupt::{self, SHARED_STATUS};
use super::output::{Answer, CommandResult, Lines, Out, Status};
use super::progress::{Bar, Stepped};
use super::report::si;
use super::run::{environment, name_repairs};
use super::{Sources, system};
use crate::base::error::RunError;
use crate::engine::Pool;
use crate::experiment::guard::Plan;
use crate::experiment::incident::Incident;
use crate::guard::result::{GuardResult, MapResult, MapRun, Took};
use crate::guard::session::{GuardSession, footprint};
use crate::ledger::Judgement;
use crate::report::export::prometheus::{Format, exposition};
use crate::report::export::trace::{chrome, operations_csv};
use crate::strategy::audit::{Answer as Audited, Audit};
use crate::strategy::{MapSpec, Metrics, Reach};
use clap::{Args, ValueEnum};
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use std::path::PathBuf;
use thiserror::Error;

#[derive(Args)]
pub struct Guard {
    /// A link (#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stall:100:50, or of the incident:
    /// #v1/guard?variant=leak&view=incident)
    #[arg(value_name = "LINK")]
    experiment: String,
    /// Print the result as JSON (schema contend/guard/1, of the incident contend/incident/1)
    #[arg(long, group = "form")]
    json: bool,
    /// Print what maps with +safe counted, as Prometheus reads it
    #[arg(long, group = "form", value_name = "FORMAT", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "prometheus")]
    metrics: Option<Scrape>,
    /// Write the latest operations of each thread as Chrome trace events, which Perfetto opens
    #[arg(long, group = "form", value_name = "FILE", conflicts_with = "out")]
    chrome_trace: Option<PathBuf>,
    /// Write the latest operations of the link's one map as CSV (op,key,thread,t)
    #[arg(long, group = "form", value_name = "FILE", conflicts_with = "out")]
    ops_csv: Option<PathBuf>,
    /// Measure the costs of the incident's service on this machine and print the link with them
    #[arg(long, group = "form")]
    measure: bool,
    #[command(flatten)]
    pub out: Out,
    /// Of this program.
    #[arg(skip)]
    pub sources: Sources,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scrape {
    /// Its text format 0.0.4
    Prometheus,
    /// OpenMetrics 1.0
    Openmetrics,
}

#[derive(Debug, Error)]
enum GuardFailure {
    #[error("--metrics: no map of the link counts; add +safe to one")]
    NothingCounted,
    #[error("--ops-csv is of one map, and the link has {0}; name one")]
    OneMap(usize),
}

impl Stepped for GuardSession<'_> {
    fn upcoming(&self) -> Option<(String, String)> {
        let map = self.upcoming()?;
        let left = (self.plan().maps.len() - self.runs().len()) as f64;
        let seconds = self.plan().length.as_secs() * left;
        Some((map.to_string(), format!("{seconds:.0} s left, unless something stalls")))
    }

    fn step(&mut self) -> Result<bool, RunError> {
        self.step()
    }

    fn steps_done(&self) -> (usize, usize) {
        (self.runs().len(), self.plan().maps.len())
    }
}

impl Guard {
    /// Where the answer goes to: what is for another program has its file named by its option.
    pub fn destination(&self) -> Out {
        match self.chrome_trace.as_ref().or(self.ops_csv.as_ref()) {
            Some(file) => Out::to(file),
            None => self.out.clone(),
        }
    }

    pub fn execute(&self) -> CommandResult {
        name_repairs(&self.experiment);
        if let Some(incident) = Incident::strict(&self.experiment)? {
            return self.incident(&incident);
        }
        if self.measure {
            return Err(IncidentFailure::NothingToMeasure.into());
        }
        let plan = Plan::strict(&self.experiment)?;
        if self.metrics.is_some() && !plan.maps.iter().any(MapSpec::is_fallible) {
            return Err(GuardFailure::NothingCounted.into());
        }
        if self.ops_csv.is_some() && plan.maps.len() != 1 {
            return Err(GuardFailure::OneMap(plan.maps.len()).into());
        }
        // Once for each map, with all that threads note.
        system::require(footprint(&plan, true))?;
        interrupt::heed();
        let pool = Pool::new(plan.pool_threads())?;
        let environment = environment(&self.sources, false);
        let mut session = GuardSession::new(plan, environment, pool, &SHARED_STATUS)?;
        let stopped = Bar::new().drive(&mut session)?;
        let result = session.result(stopped);
        let text = self.text(&session, &result)?;
        let (status, remarks) = judged(&result);
        Ok(Answer { text, remarks, status: interrupt::status(stopped, status) })
    }

    fn incident(&self, incident: &Incident) -> CommandResult {
        let of_maps = [
            ("--metrics", self.metrics.is_some()),
            ("--chrome-trace", self.chrome_trace.is_some()),
            ("--ops-csv", self.ops_csv.is_some()),
        ];
        if let Some((option, _)) = of_maps.into_iter().find(|(_, given)| *given) {
            return Err(IncidentFailure::NotOfAMap(option).into());
        }
        match self.measure {
            true => incident::measured(incident, &self.sources),
            false => incident::answer(incident, self.json),
        }
    }

    fn text(&self, session: &GuardSession, result: &GuardResult) -> serde_json::Result<String> {
        let (plan, runs) = (session.plan(), session.runs());
        if self.json {
            return Ok(serde_json::to_string_pretty(result)? + "\n");
        }
        if let Some(format) = self.metrics {
            let format = match format {
                Scrape::Prometheus => Format::Prometheus,
                Scrape::Openmetrics => Format::OpenMetrics,
            };
            return Ok(exposition(&scraped(&plan.maps, runs), format));
        }
        if self.chrome_trace.is_some() {
            return Ok(chrome(runs, plan.threads.0, &result.faults));
        }
        if self.ops_csv.is_some() {
            return Ok(runs.first().map(|run| operations_csv(&run.rings)).unwrap_or_default());
        }
        Ok(page(result))
    }
}

fn scraped(maps: &[MapSpec], runs: &[MapRun]) -> Vec<(MapSpec, Metrics)> {
    let counted = maps.iter().zip(runs).filter_map(|(map, run)| Some((*map, run.metrics?)));
    counted.collect()
}

/// A map that failed is a finding, and so is a run of which nothing could be checked at all.
fn judged(result: &GuardResult) -> (Status, Vec<String>) {
    let of = |wanted| {
        let maps = result.maps.iter().filter(move |map| map.verdict.outcome == wanted);
        maps.map(|map| map.id.as_str()).collect::<Vec<_>>()
    };
    let together = |map: &&MapResult| {
        let audit = map.audit.as_ref().map(|audit| &audit.answer);
        matches!(audit, Some(Audited::Overlap { .. }))
    };
    if let Some(map) = result.maps.iter().find(together) {
        return (
            Status::Findings,
            vec![format!("{}: two threads were inside one lock together", map.id)],
        );
    }
    let failed = of(Judgement::Failed);
    if !failed.is_empty() {
        return (Status::Findings, vec![format!("failed: {}", failed.join(", "))]);
    }
    if !result.stopped && of(Judgement::Passed).is_empty() {
        let why = "nothing was checked: the checks apply to none of the maps".to_owned();
        return (Status::Findings, vec![why]);
    }
    (Status::Fine, Vec::new())
}

pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

fn page(result: &GuardResult) -> String {
    let mut page = Lines::default();
    page.line(&result.experiment);
    let deadline =
        result.deadline_ms.map_or("no deadline".into(), |ms| format!("deadline {ms} ms"));
    page.line(format!("{} clients, {} ms, {deadline}\n", result.threads, result.ms));
    let mut outcomes = table(&[
        "map",
        "a deadline",
        "answered",
        "timed out",
        "late by",
        "panics",
        "clients lost",
        "p50",
        "p99",
        "max",
        "verdict",
        "audit",
    ]);
    for map in &result.maps {
        let [p50, p99, max] = times(map.took.as_ref());
        let all = &map.operations;
        outcomes.add_row([
            map.id.clone(),
            map.deadline.map_or("-", Reach::words).into(),
            si((all.hit + all.miss + all.done) as f64),
            all.timeout.to_string(),
            times(map.late.as_ref())[0].clone(),
            all.panic.to_string(),
            map.lost.to_string(),
            p50,
            p99,
            max,
            verdict(map),
            map.audit.as_ref().map_or_else(|| "-".into(), audit),
        ]);
    }
    page.line(format!("{outcomes}\n"));
    if !result.faults.is_empty() {
        let mut faults =
            table(&["fault", "map", "operations touched", "timed out", "panics", "longest"]);
        for (fault, place) in result.faults.iter().zip(0..) {
            for map in &result.maps {
                let Some(touched) = map.faults.get(place) else { continue };
                faults.add_row([
                    format!("{} {}", fault.id, fault.fault),
                    map.id.clone(),
                    touched.operations.to_string(),
                    touched.timeouts.to_string(),
                    touched.panics.to_string(),
                    format!("{:.1} ms", touched.longest_ms),
                ]);
            }
        }
        page.line(format!("{faults}\n"));
    }
    for map in &result.maps {
        over_time(&mut page, map);
    }
    if result.stopped {
        page.line("Stopped early; only complete runs are shown.");
    }
    page.into_text()
}

fn over_time(page: &mut Lines, map: &MapResult) {
    let mut curve = table(&[
        "from",
        "answered",
        "timed out",
        "overran",
        "panics",
        "waiting",
        "p50",
        "p99",
        "max",
    ]);
    for interval in &map.over_time {
        let [p50, p99, max] = times(interval.took.as_ref());
        let all = &interval.outcomes;
        curve.add_row([
            format!("{} ms", interval.from_ms),
            si((all.hit + all.miss + all.done) as f64),
            all.timeout.to_string(),
            interval.overruns.to_string(),
            all.panic.to_string(),
            interval.waiting.to_string(),
            p50,
            p99,
            max,
        ]);
    }
    page.line(format!("{}\n\n{curve}\n", map.id));
}

fn times(took: Option<&Took>) -> [String; 3] {
    let Some(Took { p50, p99, max, .. }) = took else { return ["-"; 3].map(str::to_owned) };
    [p50, p99, max].map(|&nanos| match nanos {
        short if short < 1e3 => format!("{short:.0} ns"),
        medium if medium < 1e6 => format!("{:.1} µs", medium / 1e3),
        long => format!("{:.1} ms", long / 1e6),
    })
}

fn audit(audit: &Audit) -> String {
    match &audit.answer {
        Audited::Clean { sections } => format!("never in {} stays", si(*sections as f64)),
        Audited::Overlap { times, overlaps, .. } => match overlaps.first() {
            Some([one, other]) => format!("{times} TIMES, first {one} and {other}"),
            None => format!("{times} TIMES"),
        },
        Audited::NotJudged => "not judged".into(),
    }
}

fn verdict(map: &MapResult) -> String {
    match map.verdict.outcome {
        Judgement::Passed => "passed".into(),
        Judgement::Failed => "FAILED".into(),
        Judgement::NotChecked => {
            format!("not checked: {}", map.unchecked.as_deref().unwrap_or("nothing applied"))
        }
    }
}
