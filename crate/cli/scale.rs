//! A scale experiment on the terminal: its progress, the curves as a table, and what they say.

use super::output::Lines;
use super::progress::Stepped;
use super::report::{si, verdicts};
use crate::base::error::RunError;
use crate::engine::sweep::Sweep;
use crate::engine::{StepKind, StepOutcome};
use crate::report::scale::ScaleResult;
use crate::stats::Estimate;
use crate::stats::scaling::Description;
use crate::stats::usl::Refusal;
use comfy_table::{ContentArrangement, Table, presets::NOTHING};

impl Stepped for Sweep<'_> {
    fn upcoming(&self) -> Option<(String, String)> {
        let next = self.upcoming()?;
        let step = &next.step;
        let map = step.map.as_ref().map_or("harness".into(), ToString::to_string);
        let doing = match step.kind {
            StepKind::Warmup => format!("warming up {map}"),
            _ => format!("round {}/{}, at {}: {map}", step.round, step.rounds, next.value),
        };
        Some((doing, format!("{:.0} s left", step.remaining_ms / 1e3)))
    }

    fn step(&mut self) -> Result<bool, RunError> {
        Ok(!matches!(self.step()?, StepOutcome::Stopped))
    }

    fn steps_done(&self) -> (usize, usize) {
        self.steps_done()
    }
}

pub fn text(result: &ScaleResult) -> String {
    let mut page = Lines::default();
    page.line(&result.experiment);
    page.line(format!(
        "Operations per second by {}, medians with 95 % intervals\n",
        result.axis.name
    ));
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let header = std::iter::once("map").chain(result.axis.values.iter().map(String::as_str));
    table.set_header(header);
    for curve in &result.scaling.curves {
        let cell = |value: &String| {
            let at = crate::link::axis::as_number(value);
            let point = curve.points.iter().find(|point| point.at == at);
            point.map_or("-".into(), |point| interval(&point.throughput))
        };
        table
            .add_row(std::iter::once(curve.map.clone()).chain(result.axis.values.iter().map(cell)));
    }
    page.line(format!("{table}\n"));
    for curve in &result.scaling.curves {
        page.line(format!("{}: {}", curve.map, says(curve, result.axis.name)));
    }
    for overtaking in &result.scaling.overtakings {
        let crossover = &overtaking.crossover;
        let [before, after] = crossover.between;
        let noise = if crossover.separable { "" } else { ", but within noise" };
        page.line(format!(
            "{} overtakes {} between {before} and {after} {}{noise}",
            overtaking.map, overtaking.overtaken, result.axis.name
        ));
    }
    for cell in &result.cells {
        for strategy in &cell.result.strategies {
            let name = format!("{} at {}", strategy.id, cell.value);
            verdicts(&mut page, &name, strategy);
        }
    }
    if result.stopped {
        page.line("Stopped early; only complete trials are shown.");
    }
    page.into_text()
}

fn interval(figures: &Estimate) -> String {
    match (figures.low, figures.high) {
        (Some(low), Some(high)) => {
            format!("{}\n{} - {}", si(figures.median), si(low), si(high))
        }
        _ => si(figures.median),
    }
}

fn says(curve: &Description, axis: &str) -> String {
    let mut parts = Vec::new();
    if let Some(line) = &curve.decay {
        let fit = line.r_squared.map_or(String::new(), |square| format!(", R² {square:.2}"));
        let sign = if line.slope.value < 0.0 { "-" } else { "+" };
        parts.push(format!("line {sign}{} per {axis}{fit}", si(line.slope.value.abs())));
    }
    if let Some(law) = &curve.law {
        parts.push(format!(
            "USL alpha {:.4}, beta {:.5}, R² {:.3}, highest at {:.1} threads",
            law.alpha.value, law.beta.value, law.r_squared, law.peak
        ));
    }
    if let Some(refusal) = &curve.refusal {
        parts.push(format!("no USL: {}", reason(refusal)));
    }
    if let Some(knee) = curve.knee {
        parts.push(format!("knee near {knee} (a hint)"));
    }
    if parts.is_empty() { "too few values to say anything".into() } else { parts.join("; ") }
}

fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooFewPoints { has, needs } => {
            format!("there are {has} thread counts, and it needs {needs}")
        }
        Refusal::TooFewInParallel { has, needs, parallelism } => format!(
            "only {has} of the thread counts run at once on this machine ({parallelism}), and it needs {needs}"
        ),
        Refusal::NotPositive => "a throughput is zero".into(),
        Refusal::Falls => "throughput falls from the first thread on".into(),
        Refusal::OnBound { .. } => "the best fit lies on a bound".into(),
        Refusal::PoorFit { r_squared, .. } => format!("the fit is too poor, R² {r_squared:.2}"),
    }
}
