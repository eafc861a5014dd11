//! A result as a Markdown table with the words around it that make it quotable: what was run,
//! on what, and what the columns mean. No text of the result is markup, or breaks the table.

use crate::ledger::Judgement;
use crate::report::recording::{Conclusion, Environment, Line, Recording, Strategy, Summary};
use crate::stats::Estimate;
use crate::stats::conclusion::RuleName;
use std::fmt::Write;

/// The table with its heading lines, ending in a newline.
pub fn markdown(recording: &Recording) -> String {
    let mut text = head(&recording.experiment, &recording.environment);
    let rows = recording.strategies.iter().map(row);
    let header = [
        "map",
        "M ops/s",
        "95 %",
        "ns/op",
        "ratio",
        "95 %",
        "p",
        "fairness",
        "shares, %",
        "rounds",
        "verdict",
    ];
    text.push_str(&table(&header.map(str::to_owned), rows));
    let counted = || recording.strategies.iter().filter_map(waits);
    if counted().next().is_some() {
        let header = ["map", "lock waits/op", "time waiting, %"];
        write!(text, "\n{}", table(&header.map(str::to_owned), counted())).expect("as above");
    }
    if let Some(against) = against_the_best(recording) {
        text.push_str(&against);
    }
    if let Some(rounds) = recording.continued {
        write!(text, "\n{rounds} rounds in all, those that were added to the link's included.\n")
            .expect("as above");
    }
    if recording.stopped {
        text.push_str("\nStopped early; only complete rounds are in it.\n");
    }
    if recording.simulated() {
        text.push_str("\nSimulated on one thread: verdicts only, speeds mean nothing.\n");
    }
    text
}

/// What was run, on what, by which build and when.
pub(super) fn head(experiment: &str, environment: &Environment) -> String {
    format!(
        "{}\n\n{}; {}{}; recorded {}\n\n",
        code(experiment),
        machine(environment, code),
        code(&environment.build),
        commit(environment, code),
        code(&environment.recorded_at)
    )
}

/// How the best map stands to each other one, where that was looked at after every round.
fn against_the_best(recording: &Recording) -> Option<String> {
    let Conclusion { best, rule, others } = &recording.conclusion;
    let (Some(best), Some(RuleName::Sequential)) = (best, rule) else { return None };
    let header = [format!("{} over", code(best)), "ratio".into(), "95 %".into(), "answer".into()];
    let rows = others.iter().map(|other| {
        let ratio = figure(other.ratio.median);
        [code(&other.map), ratio, interval(&other.ratio, figure), other.answer.words().into()]
    });
    let rule = "By the sequential rule, after every round; equal: within 5 %";
    (!others.is_empty()).then(|| format!("\n{rule}:\n\n{}", table(&header, rows)))
}

/// What a map's threads waited for its locks, if these counted.
fn waits(strategy: &Strategy) -> Option<[String; 3]> {
    let contention = strategy.contention.as_ref()?;
    Some([
        code(&strategy.id),
        figure(contention.waits_per_op),
        figure(contention.waited_share * 100.0),
    ])
}

/// Cells as a Markdown table; the first column reads to the right, the others to the left. A bar would
/// end its cell, in a code span, too.
pub fn table<R: AsRef<[String]>>(header: &[String], rows: impl Iterator<Item = R>) -> String {
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(text, "| {} |", cells.join(" | ")).expect("a text takes all");
    };
    line(header);
    let rule = |column: usize| if column == 0 { "---" } else { "---:" }.to_owned();
    line(&(0..header.len()).map(rule).collect::<Vec<String>>());
    rows.for_each(|row| line(row.as_ref()));
    text
}

/// A text of somebody else's in a code span: there no mark of Markdown or HTML means anything, and no
/// name of a person is called up. That it is printable is known of every text of a recording.
pub fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    match longest {
        0 => format!("`{text}`"),
        _ => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// Where it was recorded, in a line, each text as it is to be shown.
pub fn machine(environment: &Environment, show: impl Fn(&str) -> String) -> String {
    let pinned = if environment.pinned { ", pinned" } else { "" };
    let names = [
        Some(&environment.user_agent),
        environment.processor.as_ref(),
        environment.governor.as_ref(),
    ];
    let names: Vec<String> = names.into_iter().flatten().map(|name| show(name)).collect();
    format!(
        "{}, {} cores, {} at once{pinned}",
        names.join(", "),
        environment.cores,
        environment.parallelism
    )
}

/// Of what sources, if that is known.
pub fn commit(environment: &Environment, show: impl Fn(&str) -> String) -> String {
    let changes = if environment.dirty { " and changes" } else { "" };
    let told = |commit: &Line| format!(", commit {}{changes}", show(commit));
    environment.commit.as_ref().map_or(String::new(), told)
}

pub fn verdict(outcome: Judgement) -> &'static str {
    match outcome {
        Judgement::Passed => "passed",
        Judgement::NotChecked => "not checked",
        Judgement::Failed => "**failed**",
    }
}

fn row(strategy: &Strategy) -> [String; 11] {
    let name = code(&strategy.id);
    let Some(summary) = &strategy.summary else {
        return std::array::from_fn(|column| match column {
            0 => name.clone(),
            10 => "not measured".into(),
            _ => String::new(),
        });
    };
    let ratio = |show: fn(&Estimate) -> String| summary.ratio.as_ref().map_or(String::new(), show);
    [
        name,
        figure(summary.ops_per_sec.median / 1e6),
        interval(&summary.ops_per_sec, |value| figure(value / 1e6)),
        figure(summary.ns_per_op),
        ratio(|ratio| figure(ratio.median)),
        ratio(|ratio| interval(ratio, figure)),
        summary.p.map_or(String::new(), probability),
        summary.fairness.map_or(String::new(), |fairness| format!("{fairness:.3}")),
        shares(summary),
        strategy.trials.len().to_string(),
        verdict(strategy.outcome()).into(),
    ]
}

/// Of all operations, from the thread that did least to the one that did most, in percent.
fn shares(summary: &Summary) -> String {
    match (summary.smallest_share, summary.largest_share) {
        (Some(smallest), Some(largest)) => {
            format!("{:.1} – {:.1}", smallest * 100.0, largest * 100.0)
        }
        _ => String::new(),
    }
}

pub fn interval(estimate: &Estimate, show: impl Fn(f64) -> String) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{} – {}", show(low), show(high)),
        _ => "–".into(),
    }
}

/// Three significant digits.
pub fn figure(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    // What rounds up to a power of ten has its digits: .9999 is 1.00.
    let rounded = format!("{:.2e}", value.abs());
    let exponent = rounded.split_once('e').and_then(|(_, power)| power.parse::<i32>().ok());
    let whole = exponent.unwrap_or(0).clamp(-9, 2) + 1;
    format!("{value:.*}", (3 - whole).max(0) as usize)
}

/// A probability; below a thousandth its size says nothing any more.
pub fn probability(p: f64) -> String {
    if p < 0.001 { "< .001".into() } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::recording::{read, tests::result};

    #[test]
    fn a_table_with_its_source() {
        let rates = [2e6, 2.1e6, 1.9e6, 2e6, 2.05e6, 1.95e6];
        let mut value = result(&[("mutex", &rates), ("sharded:16", &[])]);
        let summary = &mut value["strategies"][0]["summary"];
        summary["p"] = serde_json::json!(0.0001);
        (summary["smallestShare"], summary["largestShare"]) = (0.4.into(), 0.6.into());
        let text = markdown(&read(&value.to_string()).unwrap());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "`#v1/compare?maps=mutex,sharded:16`");
        let at = "`linux x86_64`, 2 cores, 2 at once; `0.1.0 native full`; recorded `2026-01-02T03:04:05Z`";
        assert_eq!(lines[2], at);
        assert_eq!(lines[5], "| --- |".to_owned() + &" ---: |".repeat(10));
        let cells = "| `mutex` | 2.00 | 1.90 – 2.10 | 1000 |  |  | < .001 | 0.900 | 40.0 – 60.0 | 6 | passed |";
        assert_eq!(lines[6], cells);
        assert!(lines[7].ends_with("not measured |"));
        assert_eq!(lines.len(), 8, "no waits were counted");
        assert!(lines.iter().skip(4).all(|line| line.matches(" | ").count() == 10));
    }

    #[test]
    fn what_was_looked_at_after_every_round_is_said() {
        let mut value = result(&[("mutex", &[2e6]), ("dashmap:16", &[3e6])]);
        value["conclusion"] = serde_json::json!({
            "best": "dashmap:16", "rule": "sequential", "decided": true,
            "others": [{
                "map": "mutex", "ratio": { "median": 1.5, "low": 1.25, "high": 1.75 },
                "answer": "slower",
            }],
        });
        value["continued"] = serde_json::json!(14);
        let text = markdown(&read(&value.to_string()).unwrap());
        assert!(text.contains("\n| `dashmap:16` over | ratio | 95 % | answer |\n"), "{text}");
        assert!(text.contains("\n| `mutex` | 1.50 | 1.25 – 1.75 | slower |\n"), "{text}");
        assert!(text.contains("\n14 rounds in all,"), "{text}");
        value["conclusion"]["rule"] = "fixed".into();
        assert!(!markdown(&read(&value.to_string()).unwrap()).contains("answer"));
    }

    #[test]
    fn waits_have_a_table_of_their_own() {
        let mut value = result(&[("mutex", &[2e6]), ("dashmap:16", &[3e6])]);
        value["strategies"][0]["contention"] = serde_json::json!({
            "waits": 100, "waitsPerOp": 0.25, "waitedSeconds": 0.1, "waitedShare": 0.6049,
        });
        value["strategies"][1]["contention"] = serde_json::Value::Null;
        let text = markdown(&read(&value.to_string()).unwrap());
        let lines: Vec<&str> = text.lines().skip_while(|line| !line.contains("waits")).collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert_eq!(lines[0], "| map | lock waits/op | time waiting, % |");
        assert_eq!(lines[2], "| `mutex` | 0.250 | 60.5 |");
    }

    #[test]
    fn figures_have_three_digits() {
        let shown = [0.0, 0.0123456, 1.0, 12.345, 123.45, 1234.5].map(figure);
        assert_eq!(shown, ["0", "0.0123", "1.00", "12.3", "123", "1234"]);
        assert_eq!([0.99999, -9.9999, 99.96].map(figure), ["1.00", "-10.0", "100"]);
    }

    #[test]
    fn no_text_of_a_file_is_markup() {
        assert_eq!(code("a|b"), "`a|b`");
        let shown = table(&["map".to_owned()], [[code("a|b")]].into_iter());
        assert_eq!(shown, "| map |\n| --- |\n| `a\\|b` |\n");
        assert_eq!(code("a ``b` c"), "``` a ``b` c ```");
        let mut value = result(&[("mutex", &[2e6])]);
        value["environment"]["userAgent"] = "x\n# <img src=x> @someone".into();
        value["environment"]["processor"] = "Example | 3000".into();
        value["environment"]["commit"] = "0123abc".into();
        value["environment"]["dirty"] = true.into();
        let text = markdown(&read(&value.to_string()).unwrap());
        let at = r"`x\u{a}# <img src=x> @someone`, `Example | 3000`, 2 cores, 2 at once; `0.1.0 native full`, commit `0123abc` and changes; recorded";
        assert!(text.contains(&format!("\n{at}")), "{text}");
    }

    #[test]
    fn a_verdict_is_that_of_the_trials() {
        let verdict = |verdict: serde_json::Value| {
            let mut value = result(&[("mutex", &[2e6, 3e6])]);
            value["strategies"][0]["trials"][1]["verdict"] = verdict;
            let text = markdown(&read(&value.to_string()).unwrap());
            text.trim_end().rsplit(" | ").next().unwrap().to_owned()
        };
        let not = serde_json::json!([{ "name": "conservation", "status": "not-applicable" }]);
        let failed = serde_json::json!([{ "name": "conservation", "status": "fail" }]);
        let is = |outcome: &str, ok: bool, checks: &serde_json::Value| serde_json::json!({ "outcome": outcome, "ok": ok, "checks": checks });
        assert_eq!(verdict(is("not-checked", false, &not)), "not checked |");
        assert_eq!(verdict(is("failed", false, &failed)), "**failed** |");
        // What contradicts itself has not passed.
        assert_eq!(verdict(is("passed", true, &failed)), "**failed** |");
        assert_eq!(verdict(is("passed", true, &not)), "not checked |");
        // Before there were three answers.
        assert_eq!(verdict(serde_json::json!({ "ok": true, "checks": not })), "not checked |");
        assert_eq!(verdict(serde_json::json!({ "ok": false, "checks": not })), "**failed** |");
    }
}
