//! A result as a table and a sentence for people at a terminal.

use super::output::{Lines, counted};
use crate::ledger::Judgement;
#[cfg(feature = "full")]
use crate::report::export::markdown::figure;
use crate::report::result::Summary;
use crate::report::{RunResult, StrategyResult, Warning};
use crate::stats::Estimate;
use crate::stats::conclusion::{Conclusion, ConclusionKind, RuleName};
#[cfg(feature = "full")]
use crate::strategy::audit::{Answer, Audit};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

pub fn text(result: &RunResult) -> String {
    let mut page = Lines::default();
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_header([
        "map",
        "ops/s",
        "95 % interval",
        "ns/op",
        "ratio",
        "95 % interval",
        "p",
        "hits",
        "fairness",
        "shares, %",
        "verdict",
    ]);
    for strategy in &result.strategies {
        table.add_row(row(strategy));
    }
    for column in table.column_iter_mut().skip(1).take(9) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    page.line(format!("{table}\n"));
    page.line(sentence(&result.conclusion));
    standings(&mut page, result);
    let nanos = |value: Option<f64>| value.map_or("?".into(), |value| format!("{value:.1} ns"));
    page.line(format!(
        "The harness itself costs {} per operation ({} on one thread alone).",
        nanos(result.harness.ns_per_op),
        nanos(result.harness.ns_per_op_one_thread),
    ));
    #[cfg(feature = "full")]
    waits(&mut page, result);
    for warning in &result.warnings {
        page.line(format!("Note: {}", explain(warning)));
    }
    for strategy in &result.strategies {
        refusals(&mut page, strategy);
        #[cfg(feature = "full")]
        audits(&mut page, strategy);
        #[cfg(feature = "full")]
        outliers(&mut page, strategy);
        verdicts(&mut page, &strategy.id, strategy);
    }
    if result.stopped {
        page.line("Stopped early; only complete trials are shown.");
    }
    page.line(format!("\n{}", result.experiment));
    #[cfg(feature = "full")]
    if let Some(replayed) = &result.replayed {
        page.line(format!(
            "Replayed {} recorded operations repeatedly, with {} keys in the map at the start",
            replayed.operations, replayed.prefilled
        ));
    }
    page.into_text()
}

/// Operations that have no part in any figure.
fn refusals(page: &mut Lines, strategy: &StrategyResult) {
    let refused: u64 = strategy.trials.iter().filter_map(|trial| trial.refused).sum();
    if refused > 0 {
        let answered: u64 = strategy.trials.iter().map(|trial| trial.ops).sum();
        page.line(format!(
            "{}: {refused} operations were refused beside {answered} that were answered",
            strategy.id
        ));
    }
}

/// Of all trials together.
#[cfg(feature = "full")]
fn audits(page: &mut Lines, strategy: &StrategyResult) {
    let audits: Vec<&Audit> =
        strategy.trials.iter().filter_map(|trial| trial.audit.as_ref()).collect();
    let (mut sections, mut times, mut judged, mut first) = (0, 0, false, None);
    for audit in &audits {
        match &audit.answer {
            Answer::Clean { sections: more } => (sections, judged) = (sections + more, true),
            Answer::Overlap { sections: more, times: found, overlaps } => {
                (sections, times, judged) = (sections + more, times + found, true);
                first = first.or(overlaps.first());
            }
            Answer::NotJudged => {}
        }
    }
    let first = first.map(|[one, other]| format!(", first {one} and {other}")).unwrap_or_default();
    if audits.is_empty() {
        return;
    }
    let kept: u64 = audits.iter().map(|audit| audit.records.retained).sum();
    let overwritten: u64 = audits.iter().map(|audit| audit.records.overwritten).sum();
    let answer = if judged {
        format!(
            "two threads inside one lock together {times} times in {} stays{first}",
            si(sections as f64)
        )
    } else {
        "no overlap could be seen: only this project's own locks are audited".into()
    };
    page.line(format!(
        "{}: {answer}; {} records kept, {} overwritten",
        strategy.id,
        si(kept as f64),
        si(overwritten as f64)
    ));
}

fn row(strategy: &StrategyResult) -> Vec<String> {
    let Some(summary) = &strategy.summary else {
        return vec![strategy.id.clone(), "not measured".into()];
    };
    let share =
        |value: Option<f64>| value.map_or(String::new(), |value| format!("{:.1} %", value * 100.0));
    vec![
        strategy.id.clone(),
        si(summary.ops_per_sec.median),
        interval(&summary.ops_per_sec, si),
        format!("{:.1}", summary.ns_per_op),
        summary.ratio.map_or(String::new(), |ratio| format!("{:.2}", ratio.median)),
        summary
            .ratio
            .map_or(String::new(), |ratio| interval(&ratio, |value| format!("{value:.2}"))),
        chance(summary),
        share(summary.hit_rate),
        summary.fairness.map_or(String::new(), |fairness| format!("{fairness:.3}")),
        match (summary.smallest_share, summary.largest_share) {
            (Some(smallest), Some(largest)) => {
                format!("{:.1} – {:.1}", smallest * 100.0, largest * 100.0)
            }
            _ => String::new(),
        },
        judged(summary.outcome).into(),
    ]
}

pub(super) fn judged(outcome: Judgement) -> &'static str {
    match outcome {
        Judgement::Passed => "passed",
        Judgement::NotChecked => "not checked",
        Judgement::Failed => "FAILED",
    }
}

/// That the baseline's throughput is no other; a build without the test does not know.
#[cfg(feature = "full")]
fn chance(summary: &Summary) -> String {
    summary.p.map_or(String::new(), crate::report::export::markdown::probability)
}

#[cfg(not(feature = "full"))]
fn chance(_: &Summary) -> String {
    String::new()
}

fn interval(estimate: &Estimate, show: impl Fn(f64) -> String) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{} – {}", show(low), show(high)),
        _ => "–".into(),
    }
}

pub(super) fn si(value: f64) -> String {
    let (scaled, prefix) = match value {
        value if value >= 1e9 => (value / 1e9, " G"),
        value if value >= 1e6 => (value / 1e6, " M"),
        value if value >= 1e3 => (value / 1e3, " k"),
        value => (value, ""),
    };
    format!("{scaled:.2}{prefix}")
}

fn sentence(conclusion: &Conclusion) -> String {
    let name = |id: &Option<String>| id.clone().unwrap_or_default();
    let (best, other) = (name(&conclusion.best), name(&conclusion.other));
    let times = conclusion.ratio.map_or(String::new(), |ratio| {
        let spread = match (ratio.low, ratio.high) {
            (Some(low), Some(high)) => format!(" ({low:.2} to {high:.2})"),
            _ => String::new(),
        };
        format!("{:.2} times {other}{spread}", ratio.median)
    });
    // The medians of all rounds may have another order than the ratios within each.
    let paired = match conclusion.ratio {
        None => String::new(),
        Some(_) => format!("; paired by round it runs at {times}"),
    };
    match conclusion.kind {
        ConclusionKind::None => "Nothing was measured.".into(),
        ConclusionKind::Single => format!("{best} was measured alone; add maps to compare."),
        ConclusionKind::Wins => {
            format!("{best} is fastest, significantly ahead of every other map: {times}.")
        }
        ConclusionKind::Tied if conclusion.decided => format!(
            "{best} has the highest median, and {} {} equal to it within 5 %{paired}.",
            conclusion.tied.join(", "),
            if conclusion.tied.len() == 1 { "is" } else { "are" }
        ),
        ConclusionKind::Tied => format!(
            "{best} has the highest median, but is not significantly faster than {}{paired}.",
            conclusion.tied.join(", ")
        ),
        ConclusionKind::TooFewRounds => format!(
            "{best} has the highest median in a first look, with too few rounds for an interval{paired}."
        ),
        ConclusionKind::Broken => {
            let whose = if conclusion.broken.len() == 1 { "its" } else { "their" };
            let broken = conclusion.broken.join(", ");
            format!("{broken} failed a check: {whose} speed means nothing.")
        }
        ConclusionKind::Simulated => "Simulated: verdicts and hit rates only, no ranking.".into(),
    }
}

/// How the best stands to every other map, where that was looked at after every round.
fn standings(page: &mut Lines, result: &RunResult) {
    let conclusion = &result.conclusion;
    let (Some(best), RuleName::Sequential) = (&conclusion.best, conclusion.rule) else { return };
    if conclusion.others.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_preset(NOTHING);
    for other in &conclusion.others {
        let ratio = format!("{:.2}", other.ratio.median);
        let interval = interval(&other.ratio, |value| format!("{value:.2}"));
        table.add_row([other.map.as_str(), &ratio, &interval, other.answer.words()]);
    }
    let rounds = result.strategies.iter().map(|map| map.trials.len()).max().unwrap_or(0);
    let added = if result.continued.is_some() { ", some of them added" } else { "" };
    page.line(format!(
        "\n{best} against the others, by the sequential rule after {}{added}:",
        counted(rounds, "round")
    ));
    page.line(format!("{table}\n"));
}

fn explain(warning: &Warning) -> String {
    match warning {
        Warning::Oversubscribed { threads, parallelism } => format!(
            "{threads} threads on a machine that runs {parallelism} at once (oversubscribed): threads take turns, and the figures include the waiting."
        ),
        Warning::FewRounds { rounds, needed } => {
            let are = if *rounds == 1 { "is" } else { "are" };
            let rounds = counted(*rounds, "complete round");
            format!("{rounds} {are} too few for an interval; {needed} are needed.")
        }
        Warning::Simulated {} => {
            "one thread ran all clients in turn, so there was no contention and no speed was measured.".into()
        }
        Warning::NotPresized { maps } => {
            format!("{maps} cannot be presized and grew from empty.")
        }
        Warning::Noisy { percent } => format!(
            "the machine was not quiet: a fixed loop varied by {percent} % just before the run. Close other busy programs for steadier figures."
        ),
        Warning::Unsettled { maps } => format!(
            "{maps} did not reach steady state during warm-up: no three consecutive slices of 100 ms agreed within 5 %. Rounds may differ in speed."
        ),
        Warning::RateNotReached { maps, rate, reached } => format!(
            "{maps} did not reach the intended {rate} operations a second (lowest: {reached}). Operations that were due but never started count in the latencies with their delay so far, so longer trials show longer latencies."
        ),
        Warning::Repeated { trials, hidden, frozen, clock } => {
            let reasons = [("hidden", hidden), ("frozen", frozen), ("the clock changed", clock)];
            let reasons = reasons.iter().filter(|(_, times)| **times > 0);
            let reasons: Vec<String> =
                reasons.map(|(reason, times)| format!("{reason}: {times}")).collect();
            let trials = counted(*trials, "disturbed trial");
            format!("repeated: {trials} ({}).", reasons.join(", "))
        }
        Warning::Drift { percent } => format!(
            "the harness alone varied by {percent} % between rounds: something else was running, or the clock frequency changed."
        ),
        Warning::ShortInterval { ms, clock_step_ns } => {
            format!("a trial of {ms} ms is short for a clock that steps by {clock_step_ns} ns.")
        }
    }
}

/// What threads waited for locks, of the maps whose locks can count.
#[cfg(feature = "full")]
fn waits(page: &mut Lines, result: &RunResult) {
    let counted =
        result.strategies.iter().filter_map(|map| Some((&map.id, map.contention.as_ref()?)));
    let waits: Vec<String> = counted
        .map(|(id, contention)| {
            let share = contention.waited_share * 100.0;
            format!("{id} {share:.1} % ({} waits per operation)", figure(contention.waits_per_op))
        })
        .collect();
    if !waits.is_empty() {
        page.line(format!("Thread time spent waiting for locks: {}.", waits.join(", ")));
    }
}

/// Flagged, so that the reader looks at the rounds; they are in every figure all the same.
#[cfg(feature = "full")]
fn outliers(page: &mut Lines, strategy: &StrategyResult) {
    let outliers = strategy.summary.iter().flat_map(|summary| &summary.outliers);
    let rounds: Vec<String> = outliers.map(|outlier| outlier.round.to_string()).collect();
    if !rounds.is_empty() {
        let rounds = rounds.join(", ");
        page.line(format!(
            "Note: {}: outlying rounds, which count in every figure: {rounds}.",
            strategy.id
        ));
    }
}

/// Each check that failed, and why nothing was checked where nothing was.
pub(super) fn verdicts(page: &mut Lines, name: &str, strategy: &StrategyResult) {
    for trial in strategy.trials.iter().filter(|trial| trial.verdict.outcome.failed()) {
        let checks = trial.verdict.checks.iter();
        for check in checks.filter(|check| check.status == crate::ledger::Status::Fail) {
            let detail = check.detail.as_deref().unwrap_or("");
            page.line(format!("{name} round {}: {} failed: {detail}", trial.round, check.name));
        }
    }
    let reason = strategy.trials.iter().find_map(|trial| trial.verdict.reason());
    if let Some(reason) = reason {
        page.line(format!("Note: {name}: not checked: {reason}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leader_by_median_that_loses_by_round_is_said_to_do_both() {
        let mut conclusion = Conclusion {
            kind: ConclusionKind::Tied,
            best: Some("left-right".into()),
            other: Some("rwlock".into()),
            ratio: Some(Estimate { median: 0.9, low: Some(0.64), high: Some(1.86) }),
            tied: vec!["rwlock".into()],
            broken: Vec::new(),
            rule: RuleName::Fixed,
            others: Vec::new(),
            decided: false,
        };
        assert_eq!(
            sentence(&conclusion),
            "left-right has the highest median, but is not significantly faster than rwlock; paired by round it runs at 0.90 times rwlock (0.64 to 1.86)."
        );
        conclusion.ratio = None;
        conclusion.decided = true;
        assert_eq!(
            sentence(&conclusion),
            "left-right has the highest median, and rwlock is equal to it within 5 %."
        );
    }
}
