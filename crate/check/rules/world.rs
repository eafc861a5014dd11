//! What is known where a rule is read: what services expose, what other rules record, and which labels Prometheus adds.

use super::file::Rule;
use super::judge;
use crate::Scrape;
use crate::config::Config;
use crate::exposition::{Exposition, Series};
use promql_parser::parser::Expr;
use std::collections::{BTreeMap, BTreeSet};

/// Names of labels; none where they cannot be known.
pub type Labels = Option<BTreeSet<String>>;

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

/// How often what rules record is followed from one to the next.
const ROUNDS: usize = 4;

pub struct World<'a> {
    /// Those of which file this is for; all if none are named.
    rules: Option<Vec<String>>,
    pub expositions: Vec<&'a Exposition>,
    /// Metrics that recording rules make, with their labels.
    pub recorded: BTreeMap<String, Labels>,
    /// Metrics that are made of each other alone.
    pub circular: BTreeSet<String>,
    /// What Prometheus adds to each series.
    pub target_labels: BTreeSet<String>,
}

impl<'a> World<'a> {
    /// One for each set of rule files that has expositions of its own, and one for all others.
    pub fn of(rules: &[Rule], config: &Config, scrapes: &'a [Scrape]) -> Vec<Self> {
        let added = ["instance", "job"].into_iter().map(str::to_owned);
        let target_labels: BTreeSet<String> =
            added.chain(config.target_labels.iter().cloned()).collect();
        // By the expositions that count for them, which are those that are for all where none names the file.
        let mut sets: BTreeMap<Vec<usize>, Vec<String>> = BTreeMap::new();
        for file in rules.iter().map(|rule| &rule.file).collect::<BTreeSet<_>>() {
            let of = |counts: &dyn Fn(&Scrape) -> bool| -> Vec<usize> {
                (0..scrapes.len()).filter(|at| counts(&scrapes[*at])).collect()
            };
            let mut set = of(&|scrape| scrape.rules.as_ref().is_some_and(|it| it.contains(file)));
            if set.is_empty() {
                set = of(&|scrape| scrape.rules.is_none());
            }
            if !set.is_empty() {
                sets.entry(set).or_default().push(file.clone());
            }
        }
        let worlds = sets.into_iter().map(|(set, files)| {
            let expositions = set.iter().map(|at| &scrapes[*at].exposition).collect();
            Self::new(Some(files), expositions, rules, target_labels.clone())
        });
        worlds.collect()
    }

    pub fn new(
        set: Option<Vec<String>>,
        expositions: Vec<&'a Exposition>,
        rules: &[Rule],
        target_labels: BTreeSet<String>,
    ) -> Self {
        let recorded: BTreeMap<String, Labels> =
            rules.iter().filter_map(|rule| Some((rule.record.clone()?, None))).collect();
        let circular = BTreeSet::new();
        let mut world = Self { rules: set, expositions, recorded, circular, target_labels };
        for _ in 0..ROUNDS {
            let before = world.recorded.clone();
            for rule in rules {
                let Some(name) = &rule.record else { continue };
                let mut labels = judge::labels(&world, rule);
                if let Some(labels) = &mut labels {
                    labels.extend(rule.added.iter().cloned());
                }
                world.recorded.insert(name.clone(), labels);
            }
            if world.recorded == before {
                break;
            }
        }
        world.circular = world.circular(rules);
        world
    }

    pub fn is_for(&self, file: &str) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.iter().any(|own| own == file))
    }

    pub fn series(&self, name: &str) -> Option<&'a Series> {
        self.expositions.iter().find_map(|exposition| exposition.series.get(name))
    }

    /// Of what is not exposed: what a rule records, or Prometheus itself says of a target.
    pub fn labels(&self, name: &str) -> Labels {
        let of_target = OF_PROMETHEUS.contains(&name) && !name.starts_with("ALERTS");
        match self.recorded.get(name) {
            Some(labels) => labels.clone(),
            None => of_target.then(|| self.target_labels.clone()),
        }
    }

    /// Whether something makes a metric of that name.
    pub fn has(&self, name: &str) -> bool {
        self.series(name).is_some()
            || self.recorded.contains_key(name)
            || OF_PROMETHEUS.contains(&name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        let exposed = self.expositions.iter().flat_map(|exposition| exposition.series.keys());
        exposed.chain(self.recorded.keys()).map(String::as_str)
    }

    /// What is recorded and rests on nothing but what is recorded.
    fn circular(&self, rules: &[Rule]) -> BTreeSet<String> {
        let mut open: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for rule in rules {
            if let Some(name) = &rule.record {
                let mut names = Vec::new();
                selected(&rule.expr, &mut names);
                open.entry(name).or_default().push(names);
            }
        }
        loop {
            let before = open.len();
            let rests =
                |name: &&str, open: &BTreeMap<&str, Vec<Vec<&str>>>| !open.contains_key(*name);
            let known: Vec<&str> = open
                .iter()
                .filter(|(name, made)| {
                    self.series(name).is_some()
                        || made.iter().any(|names| {
                            names.is_empty() || names.iter().any(|name| rests(name, &open))
                        })
                })
                .map(|(name, _)| *name)
                .collect();
            known.iter().for_each(|name| drop(open.remove(name)));
            if open.len() == before {
                return open.into_keys().map(str::to_owned).collect();
            }
        }
    }
}

/// Names of the metrics that an expression selects.
fn selected<'e>(expr: &'e Expr, names: &mut Vec<&'e str>) {
    match expr {
        Expr::Aggregate(it) => {
            selected(&it.expr, names);
            it.param.iter().for_each(|param| selected(param, names));
        }
        Expr::Unary(it) => selected(&it.expr, names),
        Expr::Binary(it) => {
            selected(&it.lhs, names);
            selected(&it.rhs, names);
        }
        Expr::Paren(it) => selected(&it.expr, names),
        Expr::Subquery(it) => selected(&it.expr, names),
        Expr::VectorSelector(it) => names.push(judge::name_of(it).unwrap_or("")),
        Expr::MatrixSelector(it) => names.push(judge::name_of(&it.vs).unwrap_or("")),
        Expr::Call(it) => it.args.args.iter().for_each(|arg| selected(arg, names)),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {}
    }
}
