//! For people: a line for each finding that an editor can jump to, then every check with its answer.

use super::counted;
use crate::base::printable::printable;
use crate::check::checks::find;
use crate::check::finding::{Level, Report, Status};

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
    for check in &report.checks {
        let title = find(check.id).map_or("", |row| row.title);
        let status = check.status.name();
        lines.push(format!("{} {status:7} {title}: {}", check.id, check.why));
    }
    lines.push(format!(
        "{}: {} passed, {} failed, {} skipped",
        counted(report.findings.len(), "finding", "findings"),
        report.count(Status::Passed),
        report.count(Status::Failed),
        report.count(Status::Skipped),
    ));
    lines.iter().map(|line| printable(line) + "\n").collect()
}
