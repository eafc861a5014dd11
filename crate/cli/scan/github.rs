//! Annotations of GitHub Actions: `::error file=...::message`.
//!
//! GitHub shows ten errors and ten warnings of one step; what is more is counted in a line of its own.

use crate::base::printable::printable;
use crate::scan::finding::{Confidence, Report};

const MOST: usize = 10;

pub fn annotations(report: &Report) -> String {
    let mut lines = Vec::new();
    let mut left_out = 0;
    for (level, confidences) in [
        ("error", &[Confidence::High][..]),
        ("warning", &[Confidence::Medium, Confidence::Low][..]),
    ] {
        let mut found: Vec<_> = report
            .findings
            .iter()
            .filter(|found| confidences.contains(&found.confidence))
            .collect();
        // The surest are shown.
        found.sort_by_key(|found| std::cmp::Reverse(found.confidence));
        left_out += found.len().saturating_sub(MOST);
        for found in found.into_iter().take(MOST) {
            lines.push(format!(
                "::{level} file={},line={},col={},title={}::{}",
                property(&found.file),
                found.line,
                found.column,
                property(&format!("{} ({})", found.rule_row.title.en, found.rule)),
                data(&format!("{}. {}", found.message, found.because)),
            ));
        }
    }
    if left_out > 0 {
        lines.push(format!("::notice::{left_out} more findings are not shown here"));
    }
    if !report.not_scanned.is_empty() {
        let first = &report.not_scanned[0];
        let count = report.not_scanned.len();
        lines.push(format!(
            "::warning file={},line={},title=not scanned::{}",
            property(&first.file),
            first.line,
            data(&format!("{} ({count} such places in total)", first.why)),
        ));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn data(text: &str) -> String {
    printable(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
