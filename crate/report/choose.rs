//! What is answered to a question, schema `contend/choose/1`: the advice with code to start from, what the
//! program's own data said, and what a run said of the choice.

use super::RunResult;
use crate::advise::confirm::{Measured, Run, Verdict, verdict};
use crate::advise::evidence::Observed;
use crate::advise::needs::Need;
use crate::advise::starters::Starter;
use crate::advise::{Advice, Answers, Choice, advise};
use crate::base::units::Seed;
use crate::strategy::MapSpec;
use serde::Serialize;

/// Which map a program needs, why, and what would change that. Fields may be added; none changes its
/// meaning.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Chosen {
    #[serde(flatten)]
    pub advice: Advice,
    /// Code of the choice in each language that has it.
    pub starter: Starter,
    /// What the program's own data said, of which the answers above are made where nothing else was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
}

/// What this machine says, and the result it says it by.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Confirmed {
    #[serde(flatten)]
    pub verdict: Verdict,
    pub result: RunResult,
}

impl Chosen {
    pub fn of(answers: &Answers) -> Self {
        let advice = advise(answers);
        let deadline = answers.needs.has(Need::Deadline);
        let code = |choice: &Choice| Starter::of(id(choice.map), deadline);
        let starter = advice.choice.as_ref().map(code).unwrap_or_default();
        Self { advice, starter, observed: None, confirmed: None }
    }
}

impl Confirmed {
    /// What a run of the confirming link says of the choice.
    pub fn by(choice: &str, result: RunResult) -> Self {
        let maps = &result.strategies;
        let rates: Vec<Vec<f64>> = maps
            .iter()
            .map(|map| map.trials.iter().map(|trial| trial.ops_per_sec).collect())
            .collect();
        let measured = maps.iter().zip(&rates).map(|(map, rates)| Measured {
            map: &map.id,
            effort: MapSpec::canonical(&map.id).expect("a result names maps").effort(),
            rates,
            broken: map.summary.as_ref().is_some_and(|summary| summary.outcome.failed()),
        });
        let maps: Vec<Measured> = measured.collect();
        let verdict = verdict(
            choice,
            &Run {
                maps: &maps,
                threads: result.harness.threads,
                parallelism: result.environment.parallelism,
                simulated: result.environment.mode == "simulated",
                harness_ns: result.harness.ns_per_op,
                seed: Seed(result.seed),
            },
        );
        Self { verdict, result }
    }
}

/// Of the map that a choice names.
pub fn id(map: &str) -> &'static str {
    MapSpec::canonical(map).expect("a choice names a map").id()
}
