//! An expression against what the service really exposes: that each metric is there, of a type that fits what is done to
//! it, with the labels and the bucket that it is asked for.
//!
//! Labels are followed through the expression as Prometheus combines them, and through what other rules record. Where
//! they or a type cannot be known (a name by pattern, a metric without `# TYPE`) the expression is counted as not judged.
//! What a target's relabelling adds is in `target-labels`.

use super::file::Rule;
use super::world::{Labels, World};
use crate::checks::{BUCKETS, Check, LABELS, METRICS, TYPES};
use crate::exposition::{Kind, Series, number};
use crate::finding::Tally;
use crate::nearest::meant;
use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::token::{
    T_BOTTOMK, T_COUNT_VALUES, T_LAND, T_LIMIT_RATIO, T_LIMITK, T_LOR, T_LUNLESS, T_QUANTILE,
    T_TOPK,
};
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorMatchCardinality, VectorSelector,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub fn check(world: &World, rule: &Rule, tally: &mut Tally) {
    let mut judge = Judge { world, rule, tally, met: HashMap::new(), asked: BTreeMap::new() };
    let labels = judge.labels(&rule.expr);
    if matches!(rule.expr.value_type(), ValueType::Matrix | ValueType::String) {
        let what = match rule.expr.value_type() {
            ValueType::Matrix => "a range of values",
            _ => "a text",
        };
        let message =
            format!("the expression of {} is {what}, of which no rule can be made", rule.name);
        let remedy = "Put a function around it that gives an instant vector";
        judge.asked(&TYPES, None);
        judge.tally.found(&TYPES, (&rule.text, rule.span.0), message, remedy);
    }
    if let Some(record) = rule.record.as_ref().filter(|record| world.circular.contains(*record)) {
        let message =
            format!("{record} is made of what it makes itself, so that it has never a value");
        let remedy = "Name a metric that the service exposes";
        judge.tally.found(&METRICS, (&rule.text, rule.span.0), message, remedy);
    }
    judge.templates(labels.as_ref());
    let place = format!("{}:{}", rule.text.name, rule.text.place(rule.span.0).line);
    for (id, why) in judge.asked {
        let check = [&METRICS, &TYPES, &LABELS, &BUCKETS].into_iter().find(|check| check.id == id);
        let Some(check) = check else { continue };
        tally.looked(check, &rule.text.name);
        if let Some(why) = why {
            tally.unjudged(check, format!("{place}: {why}"));
        }
    }
}

/// Labels that the result of a rule's expression has.
pub fn labels(world: &World, rule: &Rule) -> Labels {
    let mut nobody = Tally::default();
    Judge { world, rule, tally: &mut nobody, met: HashMap::new(), asked: BTreeMap::new() }
        .labels(&rule.expr)
}

struct Judge<'a, 't> {
    world: &'a World<'a>,
    rule: &'a Rule,
    tally: &'t mut Tally,
    /// How often each word was met.
    met: HashMap<String, usize>,
    /// Checks that this expression is for, and why it could not be judged.
    asked: BTreeMap<&'static str, Option<String>>,
}

impl Judge<'_, '_> {
    fn asked(&mut self, check: &'static Check, unknown: Option<String>) {
        let before = self.asked.entry(check.id).or_default();
        *before = before.take().or(unknown);
    }

    fn templates(&mut self, labels: Option<&BTreeSet<String>>) {
        for (named, span) in &self.rule.labels {
            if !named.is_empty() {
                let why = || "which labels its result has is not known".to_owned();
                self.asked(&LABELS, labels.is_none().then(why));
            }
            let Some(labels) = labels else { continue };
            for name in named.iter().filter(|name| !labels.contains(*name)) {
                let near = meant(name, labels.iter().map(String::as_str));
                let message = format!(
                    "the template names $labels.{name}, which the result of the expression does not have{near}"
                );
                let at = self.rule.text.word(*span, name, 0);
                let remedy = "Keep the label in the expression, or name one that is there";
                self.tally.found(&LABELS, (&self.rule.text, at), message, remedy);
            }
        }
    }

    /// Where the word stands that is now met once more.
    fn meet(&mut self, word: &str) -> usize {
        let count = self.met.entry(word.to_owned()).or_default();
        *count += 1;
        self.rule.text.word(self.rule.span, word, *count - 1)
    }

    /// Where it stands first.
    fn at(&self, word: &str) -> usize {
        self.rule.text.word(self.rule.span, word, 0)
    }

    fn labels(&mut self, expr: &Expr) -> Labels {
        match expr {
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Unary(unary) => self.labels(&unary.expr),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Paren(paren) => self.labels(&paren.expr),
            Expr::Subquery(subquery) => self.labels(&subquery.expr),
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => Some(BTreeSet::new()),
            Expr::VectorSelector(selector) => self.selector(selector),
            Expr::MatrixSelector(matrix) => self.selector(&matrix.vs),
            Expr::Call(call) => self.call(call),
            Expr::Extension(_) => None,
        }
    }

    /// Each of these is to be among the labels.
    fn present(&mut self, names: &[String], labels: &Labels, what: &str) {
        if names.is_empty() {
            return;
        }
        let why = || format!("which labels stand behind its `{what}` is not known");
        self.asked(&LABELS, labels.is_none().then(why));
        let Some(labels) = labels else { return };
        for name in names.iter().filter(|name| !labels.contains(*name)) {
            let near = meant(name, labels.iter().map(String::as_str));
            let message = format!("{what} names the label {name}, which is not there{near}");
            let remedy = "Correct the label; one that Prometheus adds is named as target-labels in contend.toml";
            let at = self.at(name);
            self.tally.found(&LABELS, (&self.rule.text, at), message, remedy);
        }
    }

    fn aggregate(&mut self, aggregate: &AggregateExpr) -> Labels {
        let inner = self.labels(&aggregate.expr);
        let param = aggregate.param.as_deref();
        if let Some(param) = param {
            self.labels(param);
            if aggregate.op.id() == T_QUANTILE {
                self.quantile(param, "quantile");
            }
        }
        let grouped = aggregate.modifier.as_ref().map(|modifier| modifier.labels().labels.clone());
        if let Some(LabelModifier::Include(names)) = &aggregate.modifier {
            self.present(&names.labels, &inner, "by");
        }
        if matches!(aggregate.op.id(), T_TOPK | T_BOTTOMK | T_LIMITK | T_LIMIT_RATIO) {
            return inner;
        }
        let mut labels = match (&aggregate.modifier, grouped) {
            (Some(LabelModifier::Include(_)), Some(names)) => names.into_iter().collect(),
            (Some(LabelModifier::Exclude(_)), Some(names)) => {
                let mut inner = inner?;
                inner.retain(|label| !names.contains(label));
                inner
            }
            _ => BTreeSet::new(),
        };
        if let (T_COUNT_VALUES, Some(Expr::StringLiteral(label))) = (aggregate.op.id(), param) {
            labels.insert(label.val.clone());
        }
        Some(labels)
    }

    fn binary(&mut self, binary: &BinaryExpr) -> Labels {
        let (left, right) = (self.labels(&binary.lhs), self.labels(&binary.rhs));
        let scalar = |expr: &Expr| expr.value_type() == ValueType::Scalar;
        if scalar(&binary.lhs) {
            return right;
        }
        if scalar(&binary.rhs) {
            return left;
        }
        let modifier = binary.modifier.as_ref();
        let matching = modifier.and_then(|modifier| modifier.matching.as_ref());
        if let Some(LabelModifier::Include(names)) = matching {
            self.present(&names.labels, &left, "on");
            self.present(&names.labels, &right, "on");
        }
        match binary.op.id() {
            T_LAND | T_LUNLESS => return left,
            T_LOR => return Some(left?.union(&right?).cloned().collect()),
            _ => {}
        }
        let card = modifier.map(|modifier| &modifier.card);
        let (many, one, added) = match card {
            Some(VectorMatchCardinality::ManyToOne(added)) => (left, right, &added.labels),
            Some(VectorMatchCardinality::OneToMany(added)) => (right, left, &added.labels),
            _ => {
                return match matching {
                    Some(LabelModifier::Include(names)) => {
                        Some(names.labels.iter().cloned().collect())
                    }
                    Some(LabelModifier::Exclude(names)) => {
                        let mut left = left?;
                        left.retain(|label| !names.labels.contains(label));
                        Some(left)
                    }
                    None => left,
                };
            }
        };
        self.present(added, &one, "group");
        let mut labels = many?;
        labels.extend(added.iter().cloned());
        Some(labels)
    }

    fn call(&mut self, call: &Call) -> Labels {
        let name = call.func.name;
        let at = self.meet(name);
        let mut all: Vec<Labels> = Vec::new();
        for arg in &call.args.args {
            all.push(self.labels(arg));
        }
        self.fits(call);
        let args = &call.args.args;
        if let (true, Some(quantile)) = (name == "quantile_over_time", args.first()) {
            self.quantile(quantile, name);
        }
        let text = |index: usize| match args.get(index).map(|arg| &**arg) {
            Some(Expr::StringLiteral(text)) => Some(text.val.clone()),
            _ => None,
        };
        match name {
            "histogram_quantile" => {
                let inner = all.into_iter().nth(1).flatten();
                let why = || "which labels histogram_quantile gets is not known".to_owned();
                self.asked(&TYPES, inner.is_none().then(why));
                if let Some(quantile) = args.first() {
                    self.quantile(quantile, name);
                }
                let mut labels = inner?;
                if !labels.remove("le") {
                    let message =
                        "histogram_quantile gets no label le, without which it has no result";
                    let remedy = "Give it buckets, and keep le where they are summed: sum by (le) (rate(x_bucket[5m]))";
                    self.tally.found(&TYPES, (&self.rule.text, at), message, remedy);
                }
                Some(labels)
            }
            "label_replace" | "label_join" => {
                let mut labels = all.into_iter().next().flatten()?;
                labels.extend(text(1));
                Some(labels)
            }
            "absent" | "absent_over_time" | "info" => None,
            "time" | "vector" | "scalar" | "pi" => Some(BTreeSet::new()),
            _ => {
                let is_vector =
                    |arg: &Expr| matches!(arg.value_type(), ValueType::Vector | ValueType::Matrix);
                let place = args.iter().position(|arg| is_vector(arg));
                place.map_or(Some(BTreeSet::new()), |place| all.into_iter().nth(place).flatten())
            }
        }
    }

    fn quantile(&mut self, quantile: &Expr, function: &str) {
        let Expr::NumberLiteral(number) = quantile else { return };
        self.asked(&TYPES, None);
        if !(0.0..=1.0).contains(&number.val) {
            let at = self.at(function);
            let message = format!("the quantile {} is not between 0 and 1", number.val);
            let remedy = "Write 0.99 for the 99th percentile";
            self.tally.found(&TYPES, (&self.rule.text, at), message, remedy);
        }
    }

    /// That what counts up is treated so, and what goes up and down is not.
    fn fits(&mut self, call: &Call) {
        let name = call.func.name;
        let for_counters = matches!(name, "rate" | "irate" | "increase" | "resets");
        let for_gauges = matches!(
            name,
            "delta" | "idelta" | "deriv" | "predict_linear" | "double_exponential_smoothing"
        );
        if !for_counters && !for_gauges {
            return;
        }
        let Some(selector) = call.args.args.first().and_then(|arg| selected(arg)) else {
            return self.asked(
                &TYPES,
                Some(format!("what {name} is taken of is made by the expression itself")),
            );
        };
        let metric = name_of(selector).unwrap_or_default();
        let unknown = |why: &str| Some(format!("the type of {metric} is not known{why}"));
        let Some(series) = self.world.series(metric) else {
            return self.asked(&TYPES, unknown(""));
        };
        let untyped = series.kind == Kind::Unknown;
        self.asked(&TYPES, if untyped { unknown(": it has no # TYPE") } else { None });
        let at = self.at(metric);
        match series.counts_up(metric) {
            Some(false) if for_counters => {
                let message =
                    format!("{name} is for counters, and {metric} is a {}", series.kind.name());
                let remedy = "Use delta or deriv, or a function over time such as avg_over_time";
                self.tally.found(&TYPES, (&self.rule.text, at), message, remedy);
            }
            Some(true) if for_gauges => {
                let message = format!(
                    "{name} is for gauges, and {metric} counts up, from 0 again after a restart"
                );
                self.tally.found(&TYPES, (&self.rule.text, at), message, "Use increase or rate");
            }
            _ => {}
        }
    }

    fn selector(&mut self, selector: &VectorSelector) -> Labels {
        let Some(name) = name_of(selector) else { return self.by_pattern(selector) };
        let name = name.to_owned();
        let at = self.meet(&name);
        self.asked(&METRICS, None);
        self.contradiction(selector, at);
        let named: Vec<&Matcher> =
            matchers(selector).filter(|matcher| matcher.name != "__name__").collect();
        let bucket = named.iter().any(|matcher| matcher.name == "le" || matcher.name == "quantile");
        let Some(series) = self.world.series(&name) else {
            if !self.world.has(&name) {
                self.missing(&name, at);
            }
            let labels = self.world.labels(&name);
            if !named.is_empty() {
                let why = || format!("which labels {name} has is not known");
                self.asked(&LABELS, labels.is_none().then(why));
            }
            if bucket {
                self.asked(&BUCKETS, Some(format!("which buckets {name} has is not known")));
            }
            if let Some(labels) = &labels {
                named.iter().for_each(|matcher| self.matcher(matcher, &name, labels, at));
            }
            return labels;
        };
        let mut labels = series.labels.clone();
        labels.extend(self.world.target_labels.iter().cloned());
        for matcher in named {
            self.asked(&LABELS, None);
            self.matcher(matcher, &name, &labels, at);
            let of_summary = matcher.name == "quantile" && series.kind == Kind::Summary;
            if (matcher.name == "le" || of_summary) && !series.bounds.is_empty() {
                self.asked(&BUCKETS, None);
                self.bucket(matcher, &name, series, at);
            }
        }
        Some(labels)
    }

    fn missing(&mut self, name: &str, at: usize) {
        let parts = ["_bucket", "_sum", "_count"].map(|end| format!("{name}{end}"));
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| self.world.series(part).is_some())
            .collect();
        let near = match parts.as_slice() {
            [] => meant(name, self.world.names()),
            parts => {
                format!("; it is a histogram or a summary, whose samples are {}", parts.join(", "))
            }
        };
        let message = format!("there is no metric {name} in the exposition{near}");
        let remedy = "Correct the name; if another service exposes it, name that service's scrape for this file in `exposition` (contend.toml)";
        self.tally.found(&METRICS, (&self.rule.text, at), message, remedy);
    }

    /// Two values at once for one label.
    fn contradiction(&mut self, selector: &VectorSelector, at: usize) {
        let mut values: HashMap<&str, &str> = HashMap::new();
        for matcher in
            selector.matchers.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal)
        {
            let before = values.insert(&matcher.name, &matcher.value);
            if before.is_some_and(|before| before != matcher.value) {
                let message = format!("no series has two values of {} at once", matcher.name);
                let at = self.rule.text.word((at, self.rule.span.1), &matcher.name, 1);
                let remedy = "Leave one out, or write a pattern: =~\"a|b\"";
                self.tally.found(&LABELS, (&self.rule.text, at), message, remedy);
            }
        }
    }

    /// Selected by a pattern for its name, or by labels alone.
    fn by_pattern(&mut self, selector: &VectorSelector) -> Labels {
        let pattern = matchers(selector).find(|matcher| matcher.name == "__name__");
        let Some(pattern) = pattern else {
            self.asked(&METRICS, Some("it selects by labels alone".into()));
            return None;
        };
        self.asked(&METRICS, None);
        if matchers(selector).any(|matcher| matcher.name != "__name__") {
            self.asked(&LABELS, Some("which metrics it selects is a matter of a pattern".into()));
        }
        if !self.world.names().any(|name| pattern.is_match(name)) {
            let message =
                format!("no metric of the exposition has a name like \"{}\"", pattern.value);
            let at = self.at("__name__");
            self.tally.found(&METRICS, (&self.rule.text, at), message, "Correct the pattern");
        }
        None
    }

    fn matcher(&mut self, matcher: &Matcher, metric: &str, labels: &BTreeSet<String>, at: usize) {
        if labels.contains(&matcher.name) {
            return;
        }
        let near = meant(&matcher.name, labels.iter().map(String::as_str));
        let message = format!("{metric} has no label {}{near}", matcher.name);
        let remedy =
            "Correct the label; one that Prometheus adds is named as target-labels in contend.toml";
        let at = self.rule.text.word((at, self.rule.span.1), &matcher.name, 0);
        match &matcher.op {
            // It is asked that there be none.
            MatchOp::Equal if matcher.value.is_empty() => {}
            _ if matcher.is_match("") => {
                let message = format!("{message}, so that this keeps every series");
                self.tally.warned(&LABELS, (&self.rule.text, at), message, remedy);
            }
            _ => self.tally.found(&LABELS, (&self.rule.text, at), message, remedy),
        }
    }

    fn bucket(&mut self, matcher: &Matcher, metric: &str, series: &Series, at: usize) {
        const SHOWN: usize = 20;
        if series.bounds.iter().any(|bound| matcher.is_match(bound)) {
            return;
        }
        let at = self.rule.text.word((at, self.rule.span.1), &matcher.name, 0);
        let wanted = number(&matcher.value);
        let same = series.bounds.iter().find(|bound| wanted.is_some() && number(bound) == wanted);
        let near = match same {
            Some(bound) => {
                format!("; the same number is written \"{bound}\" there, and texts are compared")
            }
            None => {
                let mut bounds: Vec<&String> = series.bounds.iter().collect();
                let value = |bound: &String| number(bound).unwrap_or(f64::INFINITY);
                bounds.sort_by(|a, b| value(a).total_cmp(&value(b)));
                let more = if bounds.len() > SHOWN { ", ..." } else { "" };
                bounds.truncate(SHOWN);
                let bounds: Vec<&str> = bounds.into_iter().map(String::as_str).collect();
                format!("; there are {}{more}", bounds.join(", "))
            }
        };
        let what = if matcher.name == "le" { "bucket" } else { "quantile" };
        let message =
            format!("{metric} has no {what} {}=\"{}\"{near}", matcher.name, matcher.value);
        let remedy = "Ask for one that is there, or have the service expose this one";
        self.tally.found(&BUCKETS, (&self.rule.text, at), message, remedy);
    }
}

/// The one selector that an argument consists of, over whatever range.
fn selected(arg: &Expr) -> Option<&VectorSelector> {
    match arg {
        Expr::Paren(paren) => selected(&paren.expr),
        Expr::MatrixSelector(matrix) => Some(&matrix.vs),
        Expr::Subquery(subquery) => selected(&subquery.expr),
        Expr::VectorSelector(selector) => Some(selector),
        _ => None,
    }
}

/// The metric's name, as it is written before the braces or in them.
pub fn name_of(selector: &VectorSelector) -> Option<&str> {
    if let Some(name) = &selector.name {
        return Some(name);
    }
    let equal = |matcher: &&Matcher| matcher.name == "__name__" && matcher.op == MatchOp::Equal;
    matchers(selector).find(equal).map(|matcher| matcher.value.as_str())
}

fn matchers(selector: &VectorSelector) -> impl Iterator<Item = &Matcher> {
    let others = selector.matchers.or_matchers.iter().flatten();
    selector.matchers.matchers.iter().chain(others)
}
