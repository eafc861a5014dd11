//! The scanner as the page has it: a module of its own, without threads, fetched with its tab.
//!
//! Texts in, JSON out: what `contend scan --json` prints for the same files stands in it as it is, with what an
//! editor shows besides. It blocks whoever calls, so that is a worker; `tell` hears meanwhile how far it is.

use contend_scan::baseline::{Baseline, Known};
use contend_scan::finding::{Finding, NotScanned, Report, Site};
use contend_scan::suggest::Instead;
use contend_scan::words::Language;
use contend_scan::{Parsed, Reader, parse, rules, scan_for};
use js_sys::{Error, Function};
use serde::Serialize;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasm_bindgen::prelude::*;

/// Files that are read, one after the other, and then judged together.
#[wasm_bindgen]
#[derive(Default)]
pub struct Scan {
    instead: Instead,
    files: Vec<Parsed>,
    refused: Vec<NotScanned>,
}

/// The report, and what a page shows beside it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Seen<'r> {
    report: &'r Report,
    findings: Vec<Shown<'r>>,
    /// Those that comments silence.
    ignored: Vec<(&'r Finding, Shown<'r>)>,
    /// Those that the baseline has.
    known: Vec<(&'r Finding, Shown<'r>)>,
    stale: &'r [contend_scan::baseline::Entry],
    /// Those of files that were not read, or not wholly.
    unchecked: &'r [contend_scan::baseline::Entry],
    /// Of all findings, for those who keep one.
    baseline: &'r Baseline,
}

/// What an editor needs of a finding: where its accesses end, and the rule in the reader's language.
#[derive(Serialize)]
struct Shown<'r> {
    ends: [(u32, u32); 2],
    title: &'r str,
    summary: &'r str,
    help: &'r str,
}

#[wasm_bindgen]
impl Scan {
    /// `instead`: what findings name, as JSON; empty: nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(instead: &str) -> Result<Scan, JsValue> {
        let instead = match instead {
            "" => Instead::default(),
            text => serde_json::from_str(text).map_err(|error| Error::new(&error.to_string()))?,
        };
        Ok(Self { instead, ..Self::default() })
    }

    pub fn add(&mut self, path: String, text: String) {
        self.files.push(parse(path, text));
    }

    /// A file that could not be read at all, and why.
    pub fn refuse(&mut self, file: String, why: String) {
        self.refused.push(NotScanned { file, line: 1, why });
    }

    /// What was found, as JSON; `baseline` is the text of one, or empty.
    pub fn report(
        self,
        language: &str,
        baseline: &str,
        tell: &Function,
    ) -> Result<String, JsValue> {
        let language = if language == "zh" { Language::Chinese } else { Language::English };
        let known = read(baseline)?;
        let mut tell = |done: usize, total: usize| {
            let _ = tell.call2(&JsValue::NULL, &done.into(), &total.into());
        };
        // Nothing in it is used after a panic.
        let reader = Reader { language, instead: self.instead };
        let names: HashSet<String> = self.files.iter().map(|file| file.path.clone()).collect();
        let scanned = catch_unwind(AssertUnwindSafe(|| scan_for(&reader, self.files, &mut tell)));
        let mut report = scanned.map_err(|_| Error::new("the scanner failed on this source"))?;
        report.not_scanned.extend(self.refused);
        report.not_scanned.sort();
        let whole = Baseline::of(&report);
        let missed = |file: &str| !names.contains(file);
        let known = known.map_or_else(Known::default, |known| known.subtract(&mut report, &missed));
        let with = |found| (found, shown(found, language));
        let seen = Seen {
            findings: report.findings.iter().map(|found| shown(found, language)).collect(),
            ignored: report.ignored.iter().map(with).collect(),
            known: known.findings.iter().map(with).collect(),
            stale: &known.stale,
            unchecked: &known.unchecked,
            baseline: &whole,
            report: &report,
        };
        Ok(serde_json::to_string(&seen).expect("plain data"))
    }
}

fn read(baseline: &str) -> Result<Option<Baseline>, JsValue> {
    if baseline.is_empty() {
        return Ok(None);
    }
    let read = serde_json::from_str::<Baseline>(baseline).ok().and_then(Baseline::checked);
    read.map(Some).ok_or_else(|| Error::new("this is not a baseline").into())
}

fn shown(found: &Finding, language: Language) -> Shown<'static> {
    let end = |site: &Site| (site.end.line, site.end.column);
    Shown {
        ends: [end(&found.access), end(&found.other)],
        title: found.rule_row.title.within(language),
        summary: found.rule_row.summary.within(language),
        help: found.rule_row.help.within(language),
    }
}

/// The rules' ids, in order.
#[wasm_bindgen(js_name = ruleIds)]
pub fn rule_ids() -> Vec<String> {
    rules::RULES.iter().map(|rule| rule.id.to_owned()).collect()
}

/// Three numbers for each token that has a colour: start, end, which; in UTF-16 units.
#[wasm_bindgen]
pub fn colours(text: &str) -> Vec<u32> {
    contend_scan::colours::colours(text)
}
