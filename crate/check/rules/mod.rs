//! Alerting and recording rules: whether Prometheus takes them, and whether they mean what the service exposes.

mod duration;
mod file;
mod judge;
mod promql;
mod template;

use crate::Refused;
use crate::checks::{BUCKETS, LABELS, METRICS, PROMQL, RULE_FILES, TEMPLATES, TYPES};
use crate::config::Config;
use crate::exposition::Exposition;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::source::{MAX_BYTES, Text};
use crate::yaml;
use file::Rule;
use judge::World;
use std::collections::BTreeSet;
use std::rc::Rc;

pub fn check(
    files: &Files,
    config: &Config,
    exposition: Option<&Exposition>,
    tally: &mut Tally,
) -> Result<(), Refused> {
    let named = config.rules.is_some();
    let mut rules: Vec<Rule> = Vec::new();
    let mut any = false;
    for name in files.chosen(config.rules.as_ref(), files::may_be_rules)? {
        let text = Rc::new(files.read(&name, MAX_BYTES)?);
        any |= file(&text, &name, named, &mut rules, tally)?;
    }
    let why = if any { "the rules cannot be read" } else { "there is no file of rules" };
    tally.skipped(&RULE_FILES, why);
    tally.skipped(&PROMQL, why);
    tally.skipped(&TEMPLATES, if any { "no label or annotation has a template" } else { why });
    let recorded: BTreeSet<String> = rules.iter().filter_map(|rule| rule.record.clone()).collect();
    if let Some(exposition) = exposition {
        let added = ["instance", "job"].into_iter().map(str::to_owned);
        let target_labels = added.chain(config.target_labels.iter().cloned()).collect();
        let world = World { exposition, recorded, target_labels };
        for rule in &rules {
            judge::check(&world, rule, tally);
        }
    }
    let why = match (any, exposition) {
        (false, _) => why,
        (true, None) => {
            "there is no exposition to hold the rules against (exposition or probe in contend.toml, or --probe)"
        }
        (true, Some(_)) => "no expression parses",
    };
    for check in [&METRICS, &TYPES, &LABELS, &BUCKETS] {
        tally.skipped(check, why);
    }
    Ok(())
}

/// Whether the file is one of rules; what it holds is added.
fn file(
    text: &Rc<Text>,
    name: &str,
    named: bool,
    rules: &mut Vec<Rule>,
    tally: &mut Tally,
) -> Result<bool, Refused> {
    let remedy = "Correct it: Prometheus does not load the file as it is";
    // A chart's template is no YAML yet.
    if !named && name.split('/').any(|part| part == "templates") && text.text.contains("{{") {
        tally.remarks.push(format!("{}: not read: it is a template of a chart", text.name));
        return Ok(false);
    }
    let documents = match yaml::documents(text)? {
        Ok(documents) => documents,
        // By its name it might have been one.
        Err(wrong) if !named && !text.text.lines().any(|line| line.trim_end() == "groups:") => {
            tally.remarks.push(format!("{}: not read: it is not YAML: {}", text.name, wrong.why));
            return Ok(false);
        }
        Err(wrong) => {
            tally.looked(&RULE_FILES, &text.name);
            let message = format!("not YAML: {}", wrong.why);
            tally.found(&RULE_FILES, (text, wrong.at), message, remedy);
            return Ok(true);
        }
    };
    let mut found = false;
    for root in &documents {
        let Some(groups) = file::groups(root) else { continue };
        found = true;
        tally.heed(text);
        tally.looked(&RULE_FILES, &text.name);
        rules.extend(file::read(text, root, groups, tally));
    }
    if named && !found {
        tally.looked(&RULE_FILES, &text.name);
        let message = "the file has no groups of rules";
        tally.found(
            &RULE_FILES,
            (text, 0),
            message,
            "Write groups, or leave the file out of contend.toml",
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
