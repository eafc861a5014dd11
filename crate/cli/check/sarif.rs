//! Findings as SARIF, errors before warnings; checks that were skipped are among the notes.

use crate::base::printable::printable;
use crate::check::checks::{CHECKS, Check};
use crate::check::finding::{Finding, Report, Status};
use crate::cli::sarif::{self, MAX_BYTES, Root};
use serde_json::{Value, json};

pub fn document(report: &Report) -> Result<String, serde_json::Error> {
    let root = Root::here();
    let mut found: Vec<&Finding> = report.findings.iter().collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.level));
    let total = found.len();
    let results = found.into_iter().map(|found| result(found, &root));
    let skipped = report.checks.iter().filter(|check| check.status == Status::Skipped);
    let notes = skipped.map(|check| {
        let text = printable(&format!("{} was skipped: {}", check.id, check.why));
        json!({ "level": "note", "message": { "text": text } })
    });
    let rules = CHECKS.iter().map(|check| described(check)).collect();
    sarif::document(rules, results, total, notes.collect(), MAX_BYTES)
}

fn described(check: &Check) -> Value {
    json!({
        "id": check.id,
        "name": check.title,
        "shortDescription": { "text": check.title },
        "fullDescription": { "text": check.summary },
        "help": { "text": check.summary, "markdown": check.summary },
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["concurrency", "release"] },
    })
}

fn result(found: &Finding, root: &Root) -> Value {
    json!({
        "ruleId": found.id,
        "ruleIndex": CHECKS.iter().position(|check| check.id == found.id),
        "level": found.level.name(),
        "message": { "text": printable(&format!("{}. {}", found.message, found.remedy)) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": root.artifact(&found.file),
            "region": { "startLine": found.line, "startColumn": found.column },
        } }],
    })
}
