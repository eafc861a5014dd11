//! Alerting and recording rules: whether Prometheus takes them, and whether they mean what the service exposes.
//!
//! Without a configuration every YAML is looked into for groups of rules; one that by its name is a file of rules and
//! has none says so. Rules that could not be judged leave a check skipped, each by its place.

mod duration;
mod file;
mod judge;
mod promql;
mod template;
mod world;

use crate::checks::{BUCKETS, LABELS, METRICS, PROMQL, RULE_FILES, TEMPLATES, TYPES};
use crate::config::Config;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::nearest::nearest;
use crate::node::Node;
use crate::source::{MAX_BYTES, Text};
use crate::{Refused, Scrape, yaml};
use file::Rule;
use std::rc::Rc;
use world::World;

const NO_FILE: &str = "there is no file of rules: no *.rules and no YAML has groups of them (name others as `rules` in contend.toml)";

pub fn check(
    files: &Files,
    config: &Config,
    scrapes: &[Scrape],
    probed: bool,
    tally: &mut Tally,
) -> Result<(), Refused> {
    let mut found = Found { rules: Vec::new(), any: false, named: config.rules.is_some() };
    let is_yaml = |name: &str| files::is_yaml(name) && !files::is_workflow(name);
    for name in
        files.chosen(config.rules.as_ref(), |name| files::may_be_rules(name) || is_yaml(name))?
    {
        let expected = found.named || files::may_be_rules(&name);
        let text = match files.read(&name, MAX_BYTES) {
            Ok(text) => Rc::new(text),
            Err(refused) if found.named => return Err(refused),
            Err(refused) => {
                if expected {
                    found.any = true;
                    tally.unreadable(&RULE_FILES, &files.shown(&name), &refused);
                }
                continue;
            }
        };
        if expected || has_rules(&text.text) {
            found.file(&text, &name, expected, tally)?;
        }
    }
    let why = if found.any { "no group has a rule" } else { NO_FILE };
    tally.skipped(&RULE_FILES, why);
    tally.skipped(&PROMQL, why);
    tally
        .skipped(&TEMPLATES, if found.any { "no label or annotation has a template" } else { why });
    let worlds = World::of(&found.rules, config, scrapes);
    for rule in &found.rules {
        if let Some(world) = worlds.iter().find(|world| world.is_for(&rule.file)) {
            judge::check(world, rule, tally);
        } else if !scrapes.is_empty() {
            for check in [&METRICS, &TYPES, &LABELS, &BUCKETS] {
                let why = format!("no exposition is named for {}", rule.text.name);
                tally.unjudged_in(check, &rule.text.name, why);
            }
        }
    }
    let why = match (found.rules.is_empty(), scrapes.is_empty()) {
        (true, _) if found.any => "there is no rule whose expression parses",
        (true, _) => NO_FILE,
        (false, true) if probed => "the probe got no exposition to hold the rules against",
        (false, true) => {
            "there is no exposition to hold the rules against (exposition or probe in contend.toml, or --probe)"
        }
        (false, false) => "",
    };
    if !why.is_empty() {
        for check in [&METRICS, &TYPES, &LABELS, &BUCKETS] {
            tally.skipped(check, why);
        }
    }
    tally.skipped(&METRICS, "no expression names a metric");
    tally.skipped(&TYPES, "no expression has a function that is for one type of metric");
    tally.skipped(&LABELS, "no expression or template names a label");
    tally.skipped(&BUCKETS, "no expression names a bucket (le=...)");
    Ok(())
}

/// Whether the text may have rules in it, whatever the file is called.
fn has_rules(text: &str) -> bool {
    let key = |line: &str| {
        line.strip_prefix("groups").is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    text.contains("PrometheusRule")
        || text.lines().any(key) && text.contains("expr")
        || in_config_map(text)
}

fn in_config_map(text: &str) -> bool {
    text.contains("ConfigMap") && text.contains("groups:") && text.contains("expr:")
}

struct Found {
    rules: Vec<Rule>,
    any: bool,
    /// By contend.toml.
    named: bool,
}

impl Found {
    /// Adds what the file holds; by its name it is expected to hold rules, or only its content looks so.
    fn file(
        &mut self,
        text: &Rc<Text>,
        name: &str,
        expected: bool,
        tally: &mut Tally,
    ) -> Result<(), Refused> {
        let remedy = "Correct it: Prometheus does not load the file as it is";
        let mentions = has_rules(&text.text)
            || ["groups", "alert:", "record:", "expr:"].iter().any(|it| text.text.contains(it));
        // A chart's template is no YAML yet. Prometheus has templates of its own, but never one of a chart's values.
        let of_values = ["{{ .Values", "{{- .Values", "{{.Values", "{{ .Release", "{{- .Release"];
        if !self.named
            && (name.split('/').any(|part| part == "templates") && text.text.contains("{{")
                || of_values.iter().any(|it| text.text.contains(it)))
        {
            if mentions {
                let why = format!(
                    "{}: not read: it is a template of a chart (render it with `helm template`, and list the result with all other files as `rules`, which replaces the search; or ignore CHK401 in it with a reason)",
                    text.name
                );
                tally.heed(text);
                [&RULE_FILES, &PROMQL, &TEMPLATES]
                    .iter()
                    .for_each(|check| tally.unjudged_in(check, &text.name, &*why));
            }
            return Ok(());
        }
        let documents = match yaml::documents(text) {
            Ok(Ok(documents)) => documents,
            Ok(Err(wrong)) if mentions && expected => {
                self.any = true;
                tally.looked(&RULE_FILES, &text.name);
                let message = format!("not YAML: {}", wrong.why);
                tally.found(&RULE_FILES, (text, wrong.at), message, remedy);
                return Ok(());
            }
            Ok(Err(wrong)) => {
                tally.unread(&RULE_FILES, format!("{}: it is not YAML: {}", text.name, wrong.why));
                return Ok(());
            }
            Err(refused) if expected => return Err(refused),
            Err(refused) => {
                tally.unjudged_in(&RULE_FILES, &text.name, refused.to_string());
                return Ok(());
            }
        };
        let mut found = false;
        for root in documents.iter().flat_map(resources) {
            found |= self.document(text, name, &root, expected, tally);
        }
        self.any |= found;
        if found || !expected {
            return Ok(());
        }
        let top = documents.first();
        let keys: Vec<&str> = top.map(|root| root.keys().collect()).unwrap_or_default();
        let near = nearest("groups", keys.iter().copied()).filter(|_| mentions);
        if let (Some(near), Some(root)) = (near, top) {
            self.any = true;
            tally.looked(&RULE_FILES, &text.name);
            let at = root
                .pairs()
                .find(|(key, _)| key.text() == Some(near))
                .map_or(0, |(key, _)| key.at());
            let message = format!("a rule file has no field {near}; the nearest is groups");
            tally.found(&RULE_FILES, (text, at), message, remedy);
        } else if self.named {
            self.any = true;
            tally.looked(&RULE_FILES, &text.name);
            let remedy = "Write groups, or leave the file out of contend.toml";
            tally.found(&RULE_FILES, (text, 0), "the file has no groups of rules", remedy);
        } else {
            tally.note(&RULE_FILES, format!("{} has no groups of rules", text.name));
        }
        Ok(())
    }

    fn document(
        &mut self,
        text: &Rc<Text>,
        name: &str,
        root: &Rc<Node>,
        expected: bool,
        tally: &mut Tally,
    ) -> bool {
        let kind = root.get("kind").and_then(|kind| kind.text());
        if kind == Some("ConfigMap") && in_config_map(&text.text) {
            let why = format!("{}: rules in a ConfigMap are not read", text.name);
            tally.heed(text);
            [&RULE_FILES, &PROMQL, &TEMPLATES]
                .iter()
                .for_each(|check| tally.unjudged_in(check, &text.name, &*why));
            return true;
        }
        let Some(groups) = file::groups(root) else {
            let missing = kind == Some("PrometheusRule");
            if missing {
                tally.looked(&RULE_FILES, &text.name);
                let remedy = "Write spec.groups, or remove the resource";
                tally.found(
                    &RULE_FILES,
                    (text, root.at()),
                    "the PrometheusRule has no groups",
                    remedy,
                );
            }
            return missing;
        };
        // Groups of something else.
        let of_rules = groups.items().iter().any(|group| group.get("rules").is_some());
        if !expected && kind.is_none() && !of_rules {
            return false;
        }
        tally.heed(text);
        tally.looked(&RULE_FILES, &text.name);
        self.rules.extend(file::read(text, name, root, groups, tally));
        true
    }
}

/// The document, or what a list of resources holds.
fn resources(root: &Rc<Node>) -> Vec<Rc<Node>> {
    let is_list =
        root.get("kind").and_then(|kind| kind.text()).is_some_and(|kind| kind.ends_with("List"));
    match root.get("items").filter(|_| is_list) {
        Some(items) => items.items().to_vec(),
        None => vec![root.clone()],
    }
}

#[cfg(test)]
mod tests;
