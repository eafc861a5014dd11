//! For people: a line for each finding that an editor can jump to, then every check with its answer.

use super::super::output::counted;
use crate::base::printable::printable;
use crate::check::checks::find;
use crate::check::finding::{Checked, Level, Report, Status};

pub fn page(report: &Report) -> String {
    let mut lines = Vec::new();
    for found in &report.findings {
        let level = if found.level == Level::Warning { "warning: " } else { "" };
        lines.push(format!(
            "{}:{}:{}: {level}{} ({})",
            found.file, found.line, found.column, found.message, found.id
        ));
        lines.push(format!("    {}", found.remedy));
    }
    if !report.findings.is_empty() {
        lines.push(String::new());
    }
    // Neighbours that were skipped for one reason are one line.
    let alike = |a: &Checked, b: &Checked| {
        a.status == Status::Skipped
            && b.status == Status::Skipped
            && a.why == b.why
            && a.is_ignored == b.is_ignored
    };
    for checks in report.checks.chunk_by(alike) {
        let Checked { id, status, why, is_ignored, .. } = &checks[0];
        let name = match checks {
            [_] => find(id).map_or(String::new(), |row| row.title.to_owned()),
            _ => format!("to {}", checks[checks.len() - 1].id),
        };
        let answer = if *is_ignored { "ignored" } else { status.name() };
        lines.push(format!("{answer:7} {id} {name}: {why}"));
    }
    let open = match report.open().count() {
        0 => String::new(),
        count => format!(", {count} of them not judged, which is status 1"),
    };
    let unseen =
        if report.race_unseen() { "; the race detector was not seen to run (CHK202)" } else { "" };
    lines.push(format!(
        "{}: {} passed, {} failed, {} skipped{open}{unseen}",
        counted(report.findings.len(), "finding"),
        report.count(Status::Passed),
        report.count(Status::Failed),
        report.count(Status::Skipped),
    ));
    lines.iter().map(|line| printable(line) + "\n").collect()
}
