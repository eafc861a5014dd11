//! SARIF 2.1.0, for code-scanning services.
//!
//! The ways to both accesses are code flows; fingerprints do not move with lines; addresses of files are
//! relative to the repository. GitHub takes 25,000 results, 1,000 locations for each and 10 MB compressed: what
//! is more is left out, the least sure first, and the document says so. What comments silence is left out
//! unless asked for, because GitHub opens alerts for it.

use crate::base::printable::printable;
use crate::scan::finding::{Confidence, Finding, Report, Site, Step};
use crate::scan::rules::{RULES, Rule};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const MAX_RESULTS: usize = 25_000;
const MAX_STEPS: usize = 450;

/// Before compression, which makes less than a tenth of it.
pub const MAX_BYTES: usize = 60 << 20;

pub fn document(
    report: &Report,
    show_ignored: bool,
    max_bytes: usize,
) -> Result<String, serde_json::Error> {
    let root = repository();
    let mut found: Vec<(&Finding, bool)> =
        report.findings.iter().map(|finding| (finding, false)).collect();
    if show_ignored {
        found.extend(report.ignored.iter().map(|finding| (finding, true)));
    }
    let total = found.len();
    found.sort_by_key(|(finding, ignored)| (*ignored, std::cmp::Reverse(finding.confidence)));
    let mut results = Vec::new();
    let mut bytes = 0;
    for (finding, ignored) in found.into_iter().take(MAX_RESULTS) {
        let result = result(finding, ignored, &root);
        bytes += serde_json::to_string(&result)?.len();
        if bytes > max_bytes {
            break;
        }
        results.push(result);
    }
    let mut notes: Vec<Value> = report
        .not_scanned
        .iter()
        .take(1_000)
        .map(|part| {
            json!({
                "level": "warning",
                "message": { "text": printable(&format!("not scanned: {}", part.why)) },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": artifact(&part.file, &root),
                    "region": { "startLine": part.line },
                } }],
            })
        })
        .collect();
    let left_out = total - results.len();
    if left_out > 0 {
        let text = format!(
            "{left_out} of {total} results were left out: the limit is {MAX_RESULTS} results and 10 MB"
        );
        notes.insert(0, json!({ "level": "warning", "message": { "text": text } }));
    }
    if report.not_scanned.len() > 1_000 {
        let text = format!("{} places were not scanned; 1000 are listed", report.not_scanned.len());
        notes.insert(0, json!({ "level": "warning", "message": { "text": text } }));
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "contend",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { "ROOT": { "description": { "text": "the repository" } } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notes,
            }],
            "results": results,
        }],
    });
    Ok(serde_json::to_string(&document)? + "\n")
}

fn level(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "error",
        Confidence::Medium => "warning",
        Confidence::Low => "note",
    }
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.title.en,
        "shortDescription": { "text": rule.title.en },
        "fullDescription": { "text": rule.summary.en },
        "help": {
            "text": format!("{} {}", rule.summary.en, rule.help.en),
            "markdown": format!("{}\n\n{}", rule.summary.en, rule.help.en),
        },
        "defaultConfiguration": { "level": level(rule.confidence) },
        "properties": { "tags": ["concurrency", "correctness"], "precision": match rule.confidence {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        } },
    })
}

fn result(found: &Finding, ignored: bool, root: &Root) -> Value {
    let index = RULES.iter().position(|rule| rule.id == found.rule);
    let text = printable(&format!("{}. {}", found.message, found.because));
    let mut location = physical(&found.access, root);
    if !found.function.is_empty() {
        location["logicalLocations"] = json!([{ "name": found.function, "kind": "function" }]);
    }
    let mut result = json!({
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": level(found.confidence),
        "message": { "text": text },
        "locations": [location],
        "partialFingerprints": { "contend/v1": found.fingerprint },
        "properties": { "confidence": found.confidence.name() },
    });
    if !found.paths[0].is_empty() {
        let mut other = physical(&found.other, root);
        other["id"] = json!(1);
        other["message"] = json!({ "text": "the other access" });
        result["relatedLocations"] = json!([other]);
        let flows: Vec<Value> = found.paths.iter().map(|path| flow(path, root)).collect();
        result["codeFlows"] = json!([{ "threadFlows": flows }]);
    }
    if ignored {
        result["suppressions"] = json!([{ "kind": "inSource" }]);
    }
    result
}

fn flow(path: &[Step], root: &Root) -> Value {
    let last = path.len().saturating_sub(MAX_STEPS);
    let locations = path[last..].iter().map(|step| {
        json!({ "location": {
            "physicalLocation": {
                "artifactLocation": artifact(&step.file, root),
                "region": { "startLine": step.line, "startColumn": step.column },
            },
            "message": { "text": printable(&step.what) },
        } })
    });
    json!({ "locations": locations.collect::<Vec<_>>() })
}

fn physical(site: &Site, root: &Root) -> Value {
    let mut region = json!({ "startLine": site.line, "startColumn": site.column });
    if !site.text.contains('\n') {
        let width = site.text.encode_utf16().count() as u32;
        region["endColumn"] = json!(site.column + width);
    }
    json!({ "physicalLocation": {
        "artifactLocation": artifact(&site.file, root),
        "region": region,
    } })
}

/// The folder that holds `.git`, and where we are.
struct Root {
    repository: Option<PathBuf>,
    here: PathBuf,
}

fn repository() -> Root {
    let here = std::env::current_dir().unwrap_or_default();
    let repository = here.ancestors().find(|folder| folder.join(".git").exists());
    Root { repository: repository.map(Path::to_owned), here }
}

/// An address: relative to the repository where the file is in it.
fn artifact(file: &str, root: &Root) -> Value {
    let whole = root.here.join(file);
    let plain = clean(&whole);
    let base = root.repository.as_ref().unwrap_or(&root.here);
    match plain.strip_prefix(base) {
        Ok(inside) => json!({ "uri": encode(&inside.display().to_string()), "uriBaseId": "ROOT" }),
        Err(_) => json!({ "uri": format!("file://{}", encode(&plain.display().to_string())) }),
    }
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

fn encode(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(&path.replace('\\', "/"), KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{parse, scan};

    fn many(count: usize) -> Report {
        let text = "func f() {\n\tm := map[string]int{}\n\tgo func() { m[\"a\"] = 1 }()\n\tm[\"b\"] = 2\n}\n";
        let mut report = scan(vec![parse("a b.go".into(), text.into())]);
        let one = report.findings.remove(0);
        let low = Finding { confidence: Confidence::Low, ..one.clone() };
        report.findings = (0..count)
            .map(|index| if index % 2 == 0 { low.clone() } else { one.clone() })
            .collect();
        report
    }

    fn read(report: &Report, bytes: usize) -> Value {
        serde_json::from_str(&document(report, false, bytes).unwrap()).unwrap()
    }

    #[test]
    fn what_is_too_much_is_cut_and_said() {
        let report = many(30_000);
        for (bytes, at_most) in [(MAX_BYTES, 25_000), (1 << 20, 2_000)] {
            let run = &read(&report, bytes)["runs"][0];
            let results = run["results"].as_array().unwrap();
            assert!(results.len() <= at_most && results.len() > 100, "{}", results.len());
            // The surest are kept.
            let errors = results.iter().filter(|result| result["level"] == "error").count();
            assert_eq!(errors, results.len().min(15_000));
            let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
            let left_out = format!("{} of 30000 results were left out", 30_000 - results.len());
            assert!(said.as_str().unwrap().starts_with(&left_out), "{said}");
        }
        let notes = &read(&many(3), MAX_BYTES)["runs"][0]["invocations"][0];
        assert_eq!(notes["toolExecutionNotifications"], json!([]));
    }

    #[test]
    fn a_result_has_both_ways_and_an_address_that_parses() {
        let run = &read(&many(1), MAX_BYTES)["runs"][0];
        let result = &run["results"][0];
        let flows = result["codeFlows"][0]["threadFlows"].as_array().unwrap();
        assert_eq!(flows.len(), 2);
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.ends_with("a%20b.go") && !uri.starts_with('/'), "{uri}");
        assert_eq!(
            run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize]["id"],
            result["ruleId"]
        );
    }
}
