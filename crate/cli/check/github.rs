//! Findings as annotations of GitHub Actions.

use crate::check::checks::find;
use crate::check::finding::{self, Report};
use crate::cli::github::{Annotation, Level, lines};

pub fn annotations(report: &Report) -> String {
    let annotations: Vec<Annotation> = report
        .findings
        .iter()
        .map(|found| Annotation {
            level: match found.level {
                finding::Level::Error => Level::Error,
                finding::Level::Warning => Level::Warning,
            },
            file: &found.file,
            line: found.line,
            column: Some(found.column),
            title: format!("{} ({})", find(found.id).map_or("", |row| row.title), found.id),
            text: format!("{}. {}", found.message, found.remedy),
        })
        .collect();
    lines(&annotations).iter().map(|line| format!("{line}\n")).collect()
}
