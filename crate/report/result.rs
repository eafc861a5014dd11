//! The Result, schema `contend/result/1`: everything a run found out, ready to be serialised.

use super::warnings::Warning;
#[cfg(test)]
use crate::base::schema::{Count, Fraction, Link, MapId, Positive};
#[cfg(test)]
use crate::base::units::{MAX_THREADS, MOST_ROUNDS};
use crate::engine::Session;
use crate::engine::environment::Environment;
use crate::engine::findings::Known;
use crate::engine::passes::account::Memory;
#[cfg(feature = "full")]
use crate::engine::passes::contention::Contention;
use crate::engine::passes::latency::{Latency, LatencyKind};
#[cfg(test)]
use crate::engine::recorded::TrialFigures;
use crate::engine::recorded::{Recorded, Trial};
use crate::experiment::Experiment;
use crate::ledger::Judgement;
#[cfg(test)]
use crate::link::keys::MAX_MAPS;
use crate::stats::conclusion::{Conclusion, Contender, Rule, conclude};
#[cfg(feature = "full")]
use crate::stats::outliers::{Outlier, tukey};
#[cfg(feature = "full")]
use crate::stats::significance::adjusted;
use crate::stats::{Estimate, estimate, jain, median, shares};
use serde::Serialize;

pub const SCHEMA: &str = "contend/result/1";

/// What one run found out. Fields may be added; none changes its meaning. A figure that cannot be
/// stated is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunResult {
    pub schema: &'static str,
    /// The canonical link of the experiment, with its '#'.
    #[cfg_attr(test, schemars(with = "Link"))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Whether the run ended before its last trial; only complete trials are recorded.
    pub stopped: bool,
    /// How many rounds there are in all, where some were added to the link's own until there was an
    /// answer; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 2, max = MOST_ROUNDS)))]
    pub continued: Option<usize>,
    /// What was played in place of operations drawn by the link.
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed: Option<Replayed>,
    pub environment: Environment,
    pub harness: Harness,
    /// The maps of the link, in its order.
    #[cfg_attr(test, schemars(length(min = 1, max = MAX_MAPS)))]
    pub strategies: Vec<StrategyResult>,
    pub conclusion: Conclusion,
    pub warnings: Vec<Warning>,
}

/// Recorded operations. The link's threads, keys and mix are theirs, the mix in whole percent.
#[cfg(feature = "full")]
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Replayed {
    /// Of all threads, once through.
    #[cfg_attr(test, schemars(with = "Count", range(min = 1)))]
    pub operations: u64,
    /// Keys that are in the map at the start.
    pub prefilled: usize,
}

/// The loop, key stream and dispatch without a map; figures are null while not yet measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Harness {
    /// Thread time per operation at the experiment's thread count, as in every summary.
    #[cfg_attr(test, schemars(with = "Option<Positive>"))]
    pub ns_per_op: Option<f64>,
    #[cfg_attr(test, schemars(with = "Option<Positive>"))]
    pub ops_per_sec: Option<f64>,
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_THREADS)))]
    pub threads: usize,
    /// Thread time per operation on one thread that has a core to itself.
    #[cfg_attr(test, schemars(with = "Option<Positive>"))]
    pub ns_per_op_one_thread: Option<f64>,
    /// Of the loop without a map: the clock's own cost is in every latency.
    pub latency: Option<Latency>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StrategyResult {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub id: String,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub label: String,
    #[cfg_attr(test, schemars(with = "Vec<TrialFigures>", length(max = MOST_ROUNDS)))]
    pub trials: Vec<Trial>,
    /// Null while no trial is complete.
    pub summary: Option<Summary>,
    /// Of single operations, from a pass of its own unless the experiment has a rate; null while not
    /// measured, and when simulated.
    pub latency: Option<Latency>,
    /// From a pass of its own; null while not measured, and when simulated.
    pub memory: Option<Memory>,
    /// Waits for the map's locks, from a pass of its own in which they count. Null where they cannot,
    /// while not measured, and when simulated; absent from builds that do not count.
    #[cfg(feature = "full")]
    pub contention: Option<Contention>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub ops_per_sec: Estimate,
    /// Thread time per operation.
    #[cfg_attr(test, schemars(with = "Positive"))]
    pub ns_per_op: f64,
    /// To the baseline, paired by round; null when simulated.
    pub ratio: Option<Estimate>,
    /// Jain's index over client threads, median over rounds.
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub fairness: Option<f64>,
    /// Of all operations, what the client thread that did least had; median over rounds.
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub smallest_share: Option<f64>,
    /// The same of the thread that did most.
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub largest_share: Option<f64>,
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub hit_rate: Option<f64>,
    pub occupancy: f64,
    /// Of all trials together.
    pub outcome: Judgement,
    /// The outcome is passed.
    pub ok: bool,
    /// Probability of throughputs as far from the baseline's if the two did not differ (Mann-Whitney,
    /// two-sided), adjusted by Holm's method over all maps held against it. Null for the baseline, for
    /// `null`, when simulated and by the sequential rule, which looks more than once; absent from builds
    /// without the test.
    #[cfg(feature = "full")]
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub p: Option<f64>,
    /// Rounds outside Tukey's fences: mild beyond 1.5, severe beyond 3 interquartile ranges. Flagged
    /// only, every figure includes them; absent from builds that do not look.
    #[cfg(feature = "full")]
    #[cfg_attr(test, schemars(length(max = MOST_ROUNDS)))]
    pub outliers: Vec<Outlier>,
}

impl Session<'_> {
    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> RunResult {
        self.recorded(stopped).result()
    }
}

impl Recorded<'_> {
    pub fn result(&self) -> RunResult {
        let Self { experiment, environment, .. } = *self;
        let rates = self.maps.iter().map(|map| figures(&map.trials, |trial| trial.ops_per_sec));
        let rates: Vec<Vec<f64>> = rates.collect();
        let simulated = environment.mode == "simulated";
        let rule = self.rule();
        #[cfg(feature = "full")]
        let probabilities = self.probabilities(&rates, simulated);
        let known = experiment.maps.iter().zip(&self.maps).enumerate();
        let strategies = known.map(|(place, (map, known))| StrategyResult {
            id: map.to_string(),
            label: map.label(),
            trials: known.trials.clone(),
            summary: self.summary(
                place,
                &rates,
                (!simulated).then_some(rule),
                #[cfg(feature = "full")]
                probabilities[place],
            ),
            latency: self.latency(known),
            memory: known.memory.clone(),
            #[cfg(feature = "full")]
            contention: known.contention.clone(),
        });
        let strategies: Vec<StrategyResult> = strategies.collect();
        let contenders = strategies.iter().zip(&rates).zip(&experiment.maps);
        let contenders: Vec<Contender> = contenders
            .map(|((strategy, rates), map)| Contender {
                map: strategy.id.clone(),
                rates,
                broken: strategy.summary.as_ref().is_some_and(|summary| summary.outcome.failed()),
                stores: map.stores(),
            })
            .collect();
        let conclusion = conclude(&contenders, experiment.baseline, simulated, rule);
        RunResult {
            schema: SCHEMA,
            experiment: experiment.link.clone(),
            seed: experiment.seed.0,
            stopped: self.stopped,
            continued: self.continued(),
            #[cfg(feature = "full")]
            replayed: self.replay.map(|replay| Replayed {
                operations: replay.operations(),
                prefilled: replay.prefill.len(),
            }),
            environment: environment.clone(),
            harness: self.harness(),
            conclusion,
            strategies,
            warnings: self.warnings(simulated, rule),
        }
    }

    /// How many rounds there are if they are more than the link's.
    fn continued(&self) -> Option<usize> {
        let rounds = self.maps.iter().map(|map| map.trials.len()).max();
        rounds.filter(|rounds| *rounds > self.experiment.rounds)
    }

    fn latency(&self, known: &Known) -> Option<Latency> {
        let Experiment { rate, sla, .. } = *self.experiment;
        let kind = match rate {
            Some(_) => LatencyKind::ResponseTime,
            None => LatencyKind::ServiceTime,
        };
        known.latencies.as_ref()?.summary(kind, sla)
    }

    fn rule(&self) -> Rule {
        let maps = self.experiment.maps.iter().filter(|map| map.stores()).count();
        match self.sequential {
            true => Rule::Sequential { pairs: maps * maps.saturating_sub(1) / 2 },
            false => Rule::Fixed(self.experiment.seed),
        }
    }

    /// Each map's probability, adjusted; see [`Summary::p`].
    #[cfg(feature = "full")]
    fn probabilities(&self, rates: &[Vec<f64>], simulated: bool) -> Vec<Option<f64>> {
        let Experiment { maps, baseline, .. } = self.experiment;
        let mut probabilities = vec![None; maps.len()];
        let compared = |place: &usize| {
            let stores = maps[*place].stores();
            *place != *baseline && stores && !simulated && !self.sequential
        };
        let places: Vec<usize> = (0..maps.len()).filter(compared).collect();
        let samples: Vec<&[f64]> = places.iter().map(|&place| rates[place].as_slice()).collect();
        for (place, p) in places.into_iter().zip(adjusted(&samples, &rates[*baseline])) {
            probabilities[place] = p;
        }
        probabilities
    }

    fn summary(
        &self,
        place: usize,
        rates: &[Vec<f64>],
        rule: Option<Rule>,
        #[cfg(feature = "full")] p: Option<f64>,
    ) -> Option<Summary> {
        let trials = &self.maps[place].trials;
        let rate = &rates[place];
        let baseline = &rates[self.experiment.baseline];
        let known: Vec<f64> = trials.iter().filter_map(|trial| trial.hit_rate).collect();
        let fair: Vec<f64> = trials.iter().filter_map(|trial| jain(&trial.per_thread)).collect();
        let shares: Vec<[f64; 2]> =
            trials.iter().filter_map(|trial| shares(&trial.per_thread)).collect();
        let outcome = Judgement::worst(trials.iter().map(|trial| trial.verdict.outcome));
        let share = |end: usize| median(&shares.iter().map(|ends| ends[end]).collect::<Vec<_>>());
        Some(Summary {
            ops_per_sec: estimate(rate)?,
            ns_per_op: median(&figures(trials, Trial::ns_per_op))?,
            ratio: rule.and_then(|rule| rule.ratio(rate, baseline)),
            fairness: median(&fair),
            smallest_share: share(0),
            largest_share: share(1),
            hit_rate: median(&known),
            occupancy: median(&figures(trials, |trial| trial.occupancy))?,
            outcome,
            ok: outcome.passed(),
            #[cfg(feature = "full")]
            p,
            #[cfg(feature = "full")]
            outliers: outliers(trials, rate),
        })
    }

    fn harness(&self) -> Harness {
        let trials = &self.harness.trials;
        Harness {
            ns_per_op: median(&figures(trials, Trial::ns_per_op)),
            ops_per_sec: median(&figures(trials, |trial| trial.ops_per_sec)),
            threads: self.experiment.threads.0,
            ns_per_op_one_thread: self.harness_alone.trials.first().map(Trial::ns_per_op),
            latency: self.latency(&self.harness),
        }
    }
}

#[cfg(feature = "full")]
fn outliers(trials: &[Trial], rates: &[f64]) -> Vec<Outlier> {
    let flagged = trials.iter().zip(tukey(rates));
    flagged
        .filter_map(|(trial, severity)| Some(Outlier { round: trial.round, severity: severity? }))
        .collect()
}

pub(super) fn figures(trials: &[Trial], figure: impl Fn(&Trial) -> f64) -> Vec<f64> {
    trials.iter().map(figure).collect()
}
