//! An expression against what the service really exposes: that each metric is there, of a type that fits what is done to
//! it, with the labels and the bucket that it is asked for.
//!
//! Labels are followed through the expression as Prometheus combines them. Where they cannot be known (a recording
//! rule's, a name by pattern) nothing is said of them. What a target's relabelling adds is in `target-labels`.

use super::file::Rule;
use crate::checks::{BUCKETS, LABELS, METRICS, TYPES};
use crate::exposition::{Exposition, Series, number};
use crate::finding::Tally;
use crate::nearest::meant;
use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::token::{
    T_BOTTOMK, T_COUNT_VALUES, T_LAND, T_LIMIT_RATIO, T_LIMITK, T_LOR, T_LUNLESS, T_TOPK,
};
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorMatchCardinality, VectorSelector,
};
use std::collections::{BTreeSet, HashMap};

/// Names of labels; none where they cannot be known.
type Labels = Option<BTreeSet<String>>;

/// What every target has by itself.
const OF_PROMETHEUS: [&str; 8] = [
    "ALERTS",
    "ALERTS_FOR_STATE",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "scrape_samples_scraped",
    "scrape_series_added",
    "scrape_timeout_seconds",
    "up",
];

pub struct World<'a> {
    pub exposition: &'a Exposition,
    /// Metrics that recording rules make.
    pub recorded: BTreeSet<String>,
    /// What Prometheus adds to each series.
    pub target_labels: BTreeSet<String>,
}

pub fn check(world: &World, rule: &Rule, tally: &mut Tally) {
    for check in [&METRICS, &TYPES, &LABELS, &BUCKETS] {
        tally.looked(check, &rule.text.name);
    }
    let mut judge = Judge { world, rule, tally, met: HashMap::new() };
    let labels = judge.labels(&rule.expr);
    if matches!(rule.expr.value_type(), ValueType::Matrix | ValueType::String) {
        let message =
            format!("{} is a {}, of which no rule can be made", rule.name, rule.expr.value_type());
        let remedy = "Put a function around it that gives an instant vector";
        judge.tally.found(&TYPES, (&rule.text, rule.span.0), message, remedy);
    }
    let Some(labels) = labels else { return };
    for (named, span) in &rule.labels {
        for name in named.iter().filter(|name| !labels.contains(*name)) {
            let near = meant(name, labels.iter().map(String::as_str));
            let message = format!(
                "the template names $labels.{name}, which the result of the expression does not have{near}"
            );
            let at = rule.text.word(*span, name, 0);
            let remedy = "Keep the label in the expression, or name one that is there";
            judge.tally.found(&LABELS, (&rule.text, at), message, remedy);
        }
    }
}

struct Judge<'a, 't> {
    world: &'a World<'a>,
    rule: &'a Rule,
    tally: &'t mut Tally,
    /// How often each word was met.
    met: HashMap<String, usize>,
}

impl Judge<'_, '_> {
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
        let text = |index: usize| match args.get(index).map(|arg| &**arg) {
            Some(Expr::StringLiteral(text)) => Some(text.val.clone()),
            _ => None,
        };
        match name {
            "histogram_quantile" => {
                let mut labels = all.into_iter().nth(1).flatten()?;
                if !labels.remove("le") {
                    let message =
                        "histogram_quantile gets no label le, without which it has no result";
                    let remedy = "Give it buckets, and keep le where they are summed: sum by (le) (rate(x_bucket[5m]))";
                    self.tally.found(&TYPES, (&self.rule.text, at), message, remedy);
                }
                let quantile = match args.first().map(|arg| &**arg) {
                    Some(Expr::NumberLiteral(number)) => Some(number.val),
                    _ => None,
                };
                if let Some(quantile) = quantile.filter(|it| !(0.0..=1.0).contains(it)) {
                    let message = format!("the quantile {quantile} is none between 0 and 1");
                    self.tally.found(
                        &TYPES,
                        (&self.rule.text, at),
                        message,
                        "Write 0.99 for the 99th percentile",
                    );
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
        let mut arg = call.args.args.first().map(|arg| &**arg);
        while let Some(Expr::Paren(paren)) = arg {
            arg = Some(&paren.expr);
        }
        let Some(Expr::MatrixSelector(matrix)) = arg else { return };
        let Some(metric) = name_of(&matrix.vs) else { return };
        let Some(series) = self.world.exposition.series.get(metric) else { return };
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
        let exposition = self.world.exposition;
        let Some(series) = exposition.series.get(&name) else {
            if !self.world.recorded.contains(&name) && !OF_PROMETHEUS.contains(&name.as_str()) {
                let known = exposition.series.keys().chain(&self.world.recorded);
                let near = meant(&name, known.map(String::as_str));
                let message = format!("there is no metric {name} in the exposition{near}");
                let remedy = "Correct the name; what another service exposes is checked there";
                self.tally.found(&METRICS, (&self.rule.text, at), message, remedy);
            }
            return None;
        };
        let mut labels = series.labels.clone();
        labels.extend(self.world.target_labels.iter().cloned());
        for matcher in matchers(selector).filter(|matcher| matcher.name != "__name__") {
            self.matcher(matcher, &name, &labels, at);
            if matcher.name == "le" && !series.bounds.is_empty() {
                self.bucket(matcher, &name, series, at);
            }
        }
        Some(labels)
    }

    /// Selected by a pattern for its name, or by labels alone.
    fn by_pattern(&mut self, selector: &VectorSelector) -> Labels {
        let pattern = matchers(selector).find(|matcher| matcher.name == "__name__")?;
        if !self.world.exposition.series.keys().any(|name| pattern.is_match(name)) {
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
        if series.bounds.iter().any(|bound| matcher.is_match(bound)) {
            return;
        }
        let at = self.rule.text.word((at, self.rule.span.1), "le", 0);
        let wanted = number(&matcher.value);
        let far = |bound: &str| match (number(bound), wanted) {
            (Some(bound), Some(wanted)) => (bound - wanted).abs(),
            _ => f64::INFINITY,
        };
        let nearest = series.bounds.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
        let near = nearest.map(|bound| match number(bound) == wanted {
            true => {
                format!("; the same number is written \"{bound}\" there, and texts are compared")
            }
            false => format!("; the nearest is \"{bound}\""),
        });
        let message =
            format!("{metric} has no bucket le=\"{}\"{}", matcher.value, near.unwrap_or_default());
        let remedy = "Ask for a boundary that is there, or give the histogram this one";
        self.tally.found(&BUCKETS, (&self.rule.text, at), message, remedy);
    }
}

/// The metric's name, as it is written before the braces or in them.
fn name_of(selector: &VectorSelector) -> Option<&str> {
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
