//! Runs of the Race lab on the terminal: progress, a table for each view, the last throw in words.

use super::output::{Lines, counted};
use super::progress::Stepped;
use super::report::si;
use crate::base::error::RunError;
use crate::experiment::race::View;
use crate::race::controls::Controls;
use crate::race::record::{Doing, Run};
use crate::race::result::RaceResult;
use crate::race::series::{RunOutcome, Series};
use crate::race::summary::CellSummary;
use crate::stats::wilson::Share;
use crate::strategy::audit::{Answer, Audit, Witness};
use comfy_table::{ContentArrangement, Table, presets::NOTHING};

impl Stepped for Series<'_> {
    fn upcoming(&self) -> Option<(String, String)> {
        let next = self.upcoming()?;
        let map = next.map.map(|map| format!("{map}, ")).unwrap_or_default();
        let doing = format!(
            "run {}/{}: {map}{}",
            next.round,
            next.rounds,
            setting(next.goroutines, next.threads)
        );
        Some((doing, format!("at most {:.0} s left", next.remaining_ms / 1e3)))
    }

    fn step(&mut self) -> Result<bool, RunError> {
        Ok(!matches!(self.step()?, RunOutcome::Stopped))
    }

    fn steps_done(&self) -> (usize, usize) {
        self.steps_done()
    }
}

pub fn text(result: &RaceResult) -> String {
    let mut page = Lines::default();
    page.line(&result.experiment);
    match result.view {
        View::Live => live(&mut page, result),
        View::Damage => damage(&mut page, result),
        View::Controls => result.controls.iter().for_each(|of| controls(&mut page, of)),
    }
    audits(&mut page, result);
    if result.stopped {
        page.line("Stopped early; only complete runs are shown.");
    }
    page.into_text()
}

/// Whether everything is as it should be: guarded maps have no anomaly. That the unguarded one dies
/// or is damaged is what it is there for.
pub fn is_clean(result: &RaceResult) -> bool {
    result.controls.as_ref().is_none_or(|controls| {
        let cells = controls.maps.iter().flat_map(|control| &control.cells);
        let programs = controls.programs.iter().filter(|program| !program.weak);
        cells.map(|cell| cell.anomalies).sum::<u64>() == 0
            && programs.map(|program| program.others).sum::<usize>() == 0
    })
}

fn setting(goroutines: usize, workers: usize) -> String {
    format!("{} on {}", counted(goroutines, "goroutine"), counted(workers, "worker"))
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

fn live(page: &mut Lines, result: &RaceResult) {
    page.line(format!("Deaths of an unguarded map, each run at most {} ms\n", result.ms));
    let mut table = table(&[
        "workers",
        "goroutines",
        "died",
        "probability",
        "half died by",
        "operations until then",
        "deaths per million",
    ]);
    for cell in &result.cells {
        table.add_row([
            cell.cell.workers.to_string(),
            cell.cell.goroutines.to_string(),
            died(cell),
            cell.probability.map_or("-".into(), percent),
            cell.median_ms.map_or("-".into(), |ms| format!("{ms:.3} ms")),
            cell.median_operations.map_or("-".into(), si),
            cell.deaths_per_million.map_or("-".into(), |rate| format!("{rate:.3}")),
        ]);
    }
    page.line(format!("{table}\n"));
    let last = result.runs.iter().rev().find(|run| run.conflict.is_some());
    if let Some(Run { conflict: Some(conflict), ms, operations, .. }) = last {
        page.line(conflict.message);
        let other =
            conflict.other.as_ref().map_or("a goroutine that had already finished".into(), doing);
        let by = doing(&conflict.by);
        page.line(format!(
            "thrown by {by} against {other}, after {operations} operations and {ms:.3} ms"
        ));
    }
}

/// Who was at the map together, where each statement was written down: in the last run that the check ended,
/// else in the last of all, the last time.
fn audits(page: &mut Lines, result: &RaceResult) {
    let audited: Vec<(&Run, &Audit)> =
        result.runs.iter().filter_map(|run| Some((run, run.audit.as_ref()?))).collect();
    let overlaps = |audit: &Audit| match &audit.answer {
        Answer::Overlap { times, overlaps, .. } => Some((*times, overlaps.last().cloned())),
        _ => None,
    };
    let found: Vec<_> =
        audited.iter().filter_map(|(run, audit)| Some((run, overlaps(audit)?))).collect();
    if audited.is_empty() {
        return;
    }
    page.line(format!(
        "Audit: in {} of {} runs two goroutines were at the map together, one of them to write",
        found.len(),
        audited.len()
    ));
    let told = found.iter().rev().find(|(run, _)| run.conflict.is_some()).or(found.last());
    if let Some((_, (times, Some([one, other])))) = told {
        let goroutine = |witness: &Witness| {
            let key = witness.key.map(|key| format!(" of key {key}")).unwrap_or_default();
            let Witness { thread, call, enter, leave, .. } = witness;
            format!("goroutine {} in {call}{key} from {enter} to {leave}", thread + 1)
        };
        page.line(format!(
            "the last of {times} times: {} and {}, in tickets of the map",
            goroutine(one),
            goroutine(other)
        ));
    }
}

fn died(cell: &CellSummary) -> String {
    let crashed = match cell.crashes {
        0 => String::new(),
        crashes => format!(", {crashes} by a segmentation fault"),
    };
    format!("{} of {}{crashed}", cell.deaths, cell.runs)
}

fn doing(doing: &Doing) -> String {
    let key = doing.key.map(|key| format!(" of key {key}")).unwrap_or_default();
    format!(
        "goroutine {} (worker {}) in {}{key} at {}",
        doing.goroutine + 1,
        doing.worker + 1,
        doing.call,
        doing.step
    )
}

fn percent(share: Share) -> String {
    let Share { value, low, high } = share;
    format!("{:.0} % ({:.0} - {:.0} %)", 100.0 * value, 100.0 * low, 100.0 * high)
}

fn damage(page: &mut Lines, result: &RaceResult) {
    page.line("Damage to an unguarded map with its check disabled, all runs together\n");
    let mut header = vec!["damage".to_owned()];
    let settings = result.damage.iter().map(|one| setting(one.cell.goroutines, one.cell.workers));
    header.extend(settings);
    let mut table = table(&header.iter().map(String::as_str).collect::<Vec<_>>());
    let kinds = result.damage.first().map_or(0, |one| one.kinds.len());
    for place in 0..kinds {
        let kind = result.damage[0].kinds[place].kind;
        let name = serde_json::to_value(kind).expect("a name");
        let times = result.damage.iter().map(|one| {
            let found = &one.kinds[place];
            format!("{} in {} of {}", found.times, found.runs, counted(one.runs, "run"))
        });
        let name = name.as_str().unwrap_or_default().replace('-', " ");
        table.add_row(std::iter::once(name).chain(times));
    }
    page.line(format!("{table}"));
    for found in &result.reconstructions {
        page.line(format!(
            "#v1/race?maps=mutex&detect=off&prog={}&sched={}&view=step",
            found.program, found.schedule
        ));
    }
}

fn controls(page: &mut Lines, controls: &Controls) {
    page.line("The same load over guarded maps\n");
    let mut speeds =
        table(&["map", "workers", "goroutines", "anomalies", "ops/s", "vs. the unguarded table"]);
    for control in &controls.maps {
        for cell in &control.cells {
            speeds.add_row([
                control.map.clone(),
                cell.cell.workers.to_string(),
                cell.cell.goroutines.to_string(),
                cell.anomalies.to_string(),
                cell.ops_per_sec.map_or("-".into(), |rate| si(rate.median)),
                cell.ratio.map_or("-".into(), |ratio| format!("{:.3}x", ratio.median)),
            ]);
        }
    }
    page.line(format!("{speeds}\n"));
    page.line(format!(
        "The program {} has {}\n",
        controls.program,
        counted(controls.serial, "serial outcome")
    ));
    let mut programs = table(&["map", "runs", "outcomes seen", "runs that ended otherwise"]);
    for one in &controls.programs {
        let [runs, outcomes, others] = [one.runs, one.outcomes, one.others].map(|n| n.to_string());
        programs.add_row([one.map.clone(), runs, outcomes, others]);
    }
    page.line(format!("{programs}"));
}
