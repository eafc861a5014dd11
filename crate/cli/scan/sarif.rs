//! Findings as SARIF: the surest first, should there be too many.
//!
//! The ways to both accesses are code flows, of which GitHub takes 1,000 locations for each result; fingerprints
//! do not move with lines. What comments silence is left out unless asked for, because GitHub opens alerts for it.

use crate::base::printable::printable;
use crate::cli::output::counted;
use crate::cli::sarif::{self, Root};
use crate::scan::finding::{Confidence, Finding, NotScanned, Report, Site, Step};
use crate::scan::rules::{RULES, Rule};
use serde_json::{Value, json};

const MAX_STEPS: usize = 450;
const MAX_NOTES: usize = 1_000;

pub fn document(
    report: &Report,
    show_ignored: bool,
    max_bytes: usize,
) -> Result<String, serde_json::Error> {
    let root = Root::here();
    let mut found: Vec<(&Finding, bool)> =
        report.findings.iter().map(|finding| (finding, false)).collect();
    if show_ignored {
        found.extend(report.ignored.iter().map(|finding| (finding, true)));
    }
    let total = found.len();
    found.sort_by_key(|(finding, ignored)| (*ignored, std::cmp::Reverse(finding.confidence)));
    let results = found.into_iter().map(|(finding, ignored)| result(finding, ignored, &root));
    let mut notes: Vec<Value> =
        report.not_scanned.iter().take(MAX_NOTES).map(|part| unscanned(part, &root)).collect();
    if report.not_scanned.len() > MAX_NOTES {
        let count = report.not_scanned.len();
        let text = format!("{count} places were not scanned; {MAX_NOTES} are listed");
        notes.insert(0, json!({ "level": "warning", "message": { "text": text } }));
    }
    notes.extend(report.not_followed.iter().take(MAX_NOTES).map(|call| {
        let text = format!("not followed: the call of {}: {}", call.call, call.why);
        json!({
            "level": "note",
            "message": { "text": printable(&text) },
            "locations": [{ "physicalLocation": {
                "artifactLocation": root.artifact(&call.file),
                "region": { "startLine": call.line, "startColumn": call.column },
            } }],
        })
    }));
    notes.extend(report.left_out.iter().map(|part| {
        let text = format!("{} left out: {}", counted(part.files, "Go file"), part.why);
        json!({ "level": "note", "message": { "text": text } })
    }));
    let rules = RULES.iter().map(|rule| described(rule)).collect();
    sarif::document(rules, results, total, notes, max_bytes)
}

fn unscanned(part: &NotScanned, root: &Root) -> Value {
    json!({
        "level": "warning",
        "message": { "text": printable(&format!("not scanned: {}", part.why)) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": root.artifact(&part.file),
            "region": { "startLine": part.line },
        } }],
    })
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
    let text = printable(&format!("{}. {} {}", found.message, found.because, found.remedy));
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
        "properties": { "confidence": found.confidence.name(), "remedy": found.remedy },
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
                "artifactLocation": root.artifact(&step.file),
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
        "artifactLocation": root.artifact(&site.file),
        "region": region,
    } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sarif::MAX_BYTES;
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
