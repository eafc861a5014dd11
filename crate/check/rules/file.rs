//! Files of rules: Prometheus's own, and the custom resource PrometheusRule, which holds the same groups.
//!
//! Held to what `promtool check rules` takes, so that a file that passes is one that Prometheus loads.

use super::promql::Unread;
use super::{duration, promql, template};
use crate::checks::{PROMQL, RULE_FILES, TEMPLATES};
use crate::exposition::{is_label_name, is_metric_name};
use crate::finding::Tally;
use crate::nearest::meant;
use crate::node::Node;
use crate::source::Text;
use promql_parser::parser::Expr;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// One whose expression parses.
pub struct Rule {
    pub text: Rc<Text>,
    /// From the folder that is checked.
    pub file: String,
    /// For people.
    pub name: String,
    /// The metric that it makes, if it makes one.
    pub record: Option<String>,
    pub expr: Expr,
    /// Where the expression stands.
    pub span: (usize, usize),
    /// Labels that the rule itself adds.
    pub added: Vec<String>,
    /// Labels that a template names, and where the template stands.
    pub labels: Vec<(BTreeSet<String>, (usize, usize))>,
}

/// The list of groups of a document, if it is one of rules.
pub fn groups(root: &Node) -> Option<&Rc<Node>> {
    if root.get("kind").and_then(|kind| kind.text()) == Some("PrometheusRule") {
        return root.path(&["spec", "groups"]);
    }
    // A resource of another kind may have groups of its own.
    if root.get("kind").is_some() && root.get("apiVersion").is_some() {
        return None;
    }
    root.get("groups").filter(|groups| groups.is_list() || groups.is_null())
}

pub struct Reader<'a> {
    text: &'a Rc<Text>,
    file: &'a str,
    tally: &'a mut Tally,
    rules: Vec<Rule>,
}

pub fn read(
    text: &Rc<Text>,
    file: &str,
    root: &Node,
    groups: &Node,
    tally: &mut Tally,
) -> Vec<Rule> {
    let mut reader = Reader { text, file, tally, rules: Vec::new() };
    if root.get("kind").is_none() {
        reader.known(root, &["groups"], "a rule file");
    }
    let mut names = HashSet::new();
    for group in groups.items() {
        reader.group(group, &mut names);
    }
    reader.rules
}

const REMEDY: &str = "Correct it: Prometheus does not load the file as it is";

impl Reader<'_> {
    fn wrong(&mut self, at: usize, message: impl Into<String>) {
        self.tally.found(&RULE_FILES, (self.text, at), message, REMEDY);
    }

    fn known(&mut self, node: &Node, known: &[&str], what: &str) {
        if !node.is_map() {
            return self.wrong(node.at(), format!("{what} is to have keys and values"));
        }
        for (key, _) in node.pairs() {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let near = meant(name, known.iter().copied());
                self.wrong(key.at(), format!("{what} has no field {name}{near}"));
            }
        }
    }

    fn group(&mut self, group: &Node, names: &mut HashSet<String>) {
        let known = [
            "name",
            "interval",
            "limit",
            "rules",
            "query_offset",
            "labels",
            "partial_response_strategy",
        ];
        self.known(group, &known, "a group");
        match group.get("name").filter(|name| !name.is_null()) {
            None => self.wrong(group.at(), "the group has no name"),
            Some(name) => match name.text() {
                Some("") => self.wrong(name.at(), "the group's name is empty"),
                Some(text) if !names.insert(text.to_owned()) => {
                    self.wrong(name.at(), format!("there are two groups named {text}"));
                }
                Some(_) => {}
                None => self.wrong(name.at(), "the group's name is no text"),
            },
        }
        for field in ["interval", "query_offset"] {
            self.duration(group, field);
        }
        if let Some(limit) = group.get("limit").filter(|limit| !limit.is_null())
            && limit.text().is_none_or(|text| text.parse::<i64>().is_err())
        {
            self.wrong(limit.at(), "limit is a whole number");
        }
        self.names(group, "labels", true);
        let Some(rules) = group.get("rules").filter(|rules| !rules.is_null()) else { return };
        if !rules.is_list() {
            return self.wrong(rules.at(), "rules is a list");
        }
        for rule in rules.items() {
            self.rule(rule);
        }
    }

    /// In milliseconds; 0 where it is not given or wrong.
    fn duration(&mut self, node: &Node, field: &str) -> u64 {
        let Some(value) = node.get(field).filter(|value| !value.is_null()) else { return 0 };
        match value.text().map(duration::parse) {
            Some(Ok(milliseconds)) => milliseconds,
            Some(Err(why)) => {
                self.wrong(value.at(), format!("{field}: {why}"));
                0
            }
            None => {
                self.wrong(value.at(), format!("{field} is a duration such as 5m"));
                0
            }
        }
    }

    /// Names of labels or annotations; their values are texts.
    fn names(&mut self, node: &Node, field: &str, labels: bool) -> Vec<Rc<Node>> {
        let Some(values) = node.get(field).filter(|values| !values.is_null()) else {
            return Vec::new();
        };
        if !values.is_map() {
            self.wrong(values.at(), format!("{field} are to be names with values"));
            return Vec::new();
        }
        let mut texts = Vec::new();
        for (key, value) in values.pairs() {
            let name = key.text().unwrap_or_default();
            if !is_label_name(name) || labels && name == "__name__" {
                self.wrong(key.at(), format!("\"{name}\" is no name in {field}"));
            }
            match value.text() {
                Some(_) => texts.push(value.clone()),
                None => self.wrong(value.at(), format!("{name} must be a string")),
            }
        }
        texts
    }

    fn rule(&mut self, rule: &Node) {
        let known = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
        self.known(rule, &known, "a rule");
        let text = |name: &str| {
            let node = rule.get(name).filter(|node| !node.is_null())?;
            node.text().filter(|text| !text.is_empty()).map(|text| (text.to_owned(), node.at()))
        };
        let (alert, record) = (text("alert"), text("record"));
        let name = match (&alert, &record) {
            (Some((name, _)), None) | (None, Some((name, _))) => name.clone(),
            (Some(_), Some((_, at))) => {
                return self.wrong(*at, "a rule has either alert or record, not both");
            }
            (None, None) => return self.wrong(rule.at(), "a rule has an alert or a record"),
        };
        let waits = self.duration(rule, "for") + self.duration(rule, "keep_firing_for");
        let labels = self.names(rule, "labels", true);
        let annotations = self.names(rule, "annotations", false);
        let mut templates = Vec::new();
        if let Some((record, at)) = &record {
            if !is_metric_name(record) {
                self.wrong(*at, format!("\"{record}\" is no name of a metric"));
            }
            if waits > 0 || !annotations.is_empty() {
                let message = "a recording rule has neither for, keep_firing_for nor annotations";
                self.wrong(*at, message);
            }
        } else {
            for value in labels.iter().chain(&annotations) {
                self.template(value, &mut templates);
            }
        }
        let Some(expr) = rule.get("expr").filter(|expr| !expr.is_null()) else {
            return self.wrong(rule.at(), format!("{name} has no expr"));
        };
        let written = expr.text().unwrap_or_default();
        if written.is_empty() {
            return self.wrong(expr.at(), format!("the expr of {name} is no text, or empty"));
        }
        self.tally.looked(&PROMQL, &self.text.name);
        let at = (&**self.text, expr.at());
        match promql::parse(written) {
            Ok(parsed) => self.rules.push(Rule {
                text: self.text.clone(),
                file: self.file.to_owned(),
                name,
                record: record.map(|(record, _)| record),
                expr: parsed,
                span: expr.span,
                added: rule
                    .get("labels")
                    .into_iter()
                    .flat_map(|it| it.keys())
                    .map(str::to_owned)
                    .collect(),
                labels: templates,
            }),
            Err(Unread::Beyond(why)) => {
                let line = at.0.place(at.1).line;
                self.tally.unjudged(&PROMQL, format!("{}:{line}: {why}", self.text.name));
            }
            Err(Unread::Wrong(_)) if promql::is_log_query(written) => {
                let line = at.0.place(at.1).line;
                let why = "the expression looks like Loki's LogQL, which is not read";
                self.tally.unjudged(&PROMQL, format!("{}:{line}: {why}", self.text.name));
            }
            Err(Unread::Wrong(why)) => {
                let why = why.lines().next().unwrap_or_default();
                let message = format!("the expression of {name} is no PromQL: {why}");
                self.tally.found(&PROMQL, at, message, REMEDY);
            }
        }
    }

    fn template(&mut self, value: &Node, templates: &mut Vec<(BTreeSet<String>, (usize, usize))>) {
        let text = value.text().unwrap_or_default();
        if !text.contains("{{") {
            return;
        }
        self.tally.looked(&TEMPLATES, &self.text.name);
        if text.len() > template::MAX_BYTES {
            let line = self.text.place(value.at()).line;
            let why = format!("a template of more than {} bytes is not read", template::MAX_BYTES);
            return self.tally.unjudged(&TEMPLATES, format!("{}:{line}: {why}", self.text.name));
        }
        match template::parse(text) {
            Ok(labels) => templates.push((labels, value.span)),
            Err(wrong) => {
                let before = &text[..wrong.at.min(text.len())];
                let line = before.matches('\n').count() + 1;
                let within = if line > 1 { format!(" in its line {line}") } else { String::new() };
                let message = format!("the template is wrong{within}: {}", wrong.why);
                self.tally.found(&TEMPLATES, (self.text, value.at()), message, REMEDY);
            }
        }
    }
}
