//! Findings as annotations of GitHub Actions, and one for all that could not be scanned.

use crate::cli::github::{Annotation, Level, lines};
use crate::cli::output::counted;
use crate::scan::finding::{Confidence, Report};

pub fn annotations(report: &Report) -> String {
    let mut found: Vec<_> = report.findings.iter().collect();
    // The surest are shown.
    found.sort_by_key(|found| std::cmp::Reverse(found.confidence));
    let annotations: Vec<Annotation> = found
        .into_iter()
        .map(|found| Annotation {
            level: match found.confidence {
                Confidence::High => Level::Error,
                Confidence::Medium | Confidence::Low => Level::Warning,
            },
            file: &found.file,
            line: found.line,
            column: Some(found.column),
            title: format!("{} ({})", found.rule_row.title.en, found.rule),
            text: format!("{}. {}", found.message, found.because),
        })
        .collect();
    let mut lines = lines(&annotations);
    if let Some(first) = report.not_scanned.first() {
        let annotation = Annotation {
            level: Level::Warning,
            file: &first.file,
            line: first.line,
            column: None,
            title: "not scanned".into(),
            text: format!("{}{}", first.why, in_all(report.not_scanned.len(), "place")),
        };
        lines.push(annotation.line());
    }
    if let Some(first) = report.not_followed.first() {
        let annotation = Annotation {
            level: Level::Notice,
            file: &first.file,
            line: first.line,
            column: Some(first.column),
            title: "not followed".into(),
            text: format!(
                "the call of {}: {}{}",
                first.call,
                first.why,
                in_all(report.summary.not_followed, "call")
            ),
        };
        lines.push(annotation.line());
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Nothing of one.
fn in_all(count: usize, one: &str) -> String {
    if count == 1 { String::new() } else { format!(" ({} of this kind)", counted(count, one)) }
}
