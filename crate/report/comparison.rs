//! Two recorded results held against each other, map by map, in the manner of Go's benchstat.
//!
//! What is called slower or faster is so by the rule of [`crate::stats::significance`]; everything
//! else is not separable, whatever its percentage. Differences in what was run and where are named,
//! because a change of machine looks like a change of code. A map that failed its checks has no speed
//! that could be compared.

#[cfg(test)]
use crate::base::schema::{Fraction, Link, MapId, Time};
use crate::base::units::Seed;
use crate::ledger::Judgement;
use crate::report::recording::{Line, Recording, Strategy};
use crate::stats::bootstrap::{Sides, geometric_mean};
use crate::stats::significance::changes;
use crate::stats::{Estimate, FEWEST_ROUNDS, estimate};
use serde::Serialize;
use thiserror::Error;

pub use difference::Difference;
pub use gate::{Gate, Limits};

mod difference;
mod gate;

pub const SCHEMA: &str = "contend/compare/1";

/// What changed from one result to another, map by map. Fields may be added; none changes its meaning.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    pub schema: &'static str,
    pub old: Side,
    pub new: Side,
    /// What else differs, to be known before a change is believed.
    pub differences: Vec<Difference>,
    /// Those whose speeds are compared, in the old result's order.
    pub maps: Vec<MapChange>,
    /// Of the maps' ratios, new over old.
    pub geometric_mean: Option<Estimate>,
    /// All other maps of either result, and why.
    pub left_out: Vec<LeftOut>,
    /// What --fail-above came to; absent without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// The file's.
    pub name: String,
    #[cfg_attr(test, schemars(with = "Link"))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Time"))]
    pub recorded_at: String,
    /// Of the build it was recorded with; a plus where the sources differed from it.
    pub commit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MapChange {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub id: String,
    /// Operations per second.
    pub old: Estimate,
    pub new: Estimate,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub rounds_old: usize,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub rounds_new: usize,
    /// What checking came to; a map that failed is left out.
    #[cfg_attr(test, schemars(extend("not" = { "const": "failed" })))]
    pub outcome_old: Judgement,
    #[cfg_attr(test, schemars(extend("not" = { "const": "failed" })))]
    pub outcome_new: Judgement,
    /// New median over old; the interval is null below six rounds of either.
    pub ratio: Estimate,
    /// Mann-Whitney's, adjusted by Holm's method over the maps.
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub p: f64,
    pub verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Faster,
    Slower,
    NotSeparable,
    TooFewRounds,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOut {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub id: String,
    pub reason: Reason,
}

/// Why a map's speed is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is not in the old result, or has no trials there.
    MissingOld,
    MissingNew,
    /// It failed its checks: its speed means nothing.
    FailedOld,
    FailedNew,
    FailedBoth,
}

impl Reason {
    pub fn failed(self) -> bool {
        !matches!(self, Self::MissingOld | Self::MissingNew)
    }
}

/// Why two results cannot be compared, or not by a gate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Incomparable {
    #[error(
        "{0}: it was simulated on one thread, so its speeds mean nothing. Record it with real threads"
    )]
    Simulated(String),
    #[error(
        "{old} has the maps {of_old} and {new} has {of_new}: they have no measured map in common. Record both with the same link"
    )]
    NothingShared { old: String, of_old: String, new: String, of_new: String },
    #[error("these results cannot be gated against each other: {0}. {1}")]
    Unlike(String, &'static str),
}

/// A recording with the name it goes by, such as its file's.
pub struct Named<'a> {
    pub name: &'a str,
    pub recording: &'a Recording,
}

impl Named<'_> {
    fn side(&self) -> Side {
        let Recording { experiment, environment, .. } = self.recording;
        let sources =
            |commit: &Line| format!("{commit}{}", if environment.dirty { "+" } else { "" });
        Side {
            name: self.name.to_owned(),
            experiment: experiment.to_string(),
            recorded_at: environment.recorded_at.to_string(),
            commit: environment.commit.as_ref().map(sources),
        }
    }

    /// The map, if it was measured.
    fn find(&self, id: &str) -> Option<&Strategy> {
        let measured = |strategy: &&Strategy| !strategy.trials.is_empty();
        self.recording.strategies.iter().filter(measured).find(|strategy| &*strategy.id == id)
    }
}

/// Compares; the old result comes first.
pub fn compare(old: &Named, new: &Named) -> Result<Comparison, Incomparable> {
    for side in [old, new] {
        if side.recording.simulated() {
            return Err(Incomparable::Simulated(side.name.to_owned()));
        }
    }
    let ids = |side: &Named| -> Vec<String> {
        side.recording.strategies.iter().map(|strategy| strategy.id.to_string()).collect()
    };
    let (of_old, of_new) = (ids(old), ids(new));
    let mut all = of_old.clone();
    all.extend(of_new.iter().filter(|id| !of_old.contains(id)).cloned());
    let both: Vec<(&Strategy, &Strategy)> =
        all.iter().filter_map(|id| Some((old.find(id)?, new.find(id)?))).collect();
    if both.is_empty() {
        return Err(Incomparable::NothingShared {
            old: old.name.to_owned(),
            of_old: of_old.join(", "),
            new: new.name.to_owned(),
            of_new: of_new.join(", "),
        });
    }
    let left_out = all.iter().filter_map(|id| {
        let reason = reason(old.find(id), new.find(id))?;
        Some(LeftOut { id: id.clone(), reason })
    });
    let left_out: Vec<LeftOut> = left_out.collect();
    let sound =
        |(before, after): &&(&Strategy, &Strategy)| reason(Some(before), Some(after)).is_none();
    let pairs: Vec<(&Strategy, &Strategy)> = both.iter().filter(sound).copied().collect();
    let rates: Vec<[Vec<f64>; 2]> =
        pairs.iter().map(|(before, after)| [before.rates(), after.rates()]).collect();
    let sides: Vec<Sides> = rates.iter().map(|[old, new]| Sides { old, new }).collect();
    let seed = Seed(old.recording.seed);
    let maps = pairs.iter().zip(&sides).zip(changes(&sides, seed));
    let maps = maps.filter_map(|(((before, after), sides), change)| {
        let change = change?;
        let few = sides.old.len().min(sides.new.len()) < FEWEST_ROUNDS;
        Some(MapChange {
            id: before.id.to_string(),
            old: estimate(sides.old)?,
            new: estimate(sides.new)?,
            rounds_old: sides.old.len(),
            rounds_new: sides.new.len(),
            outcome_old: before.outcome(),
            outcome_new: after.outcome(),
            ratio: change.ratio,
            p: change.p,
            verdict: match change.separable {
                _ if few => Verdict::TooFewRounds,
                false => Verdict::NotSeparable,
                true if change.ratio.median < 1.0 => Verdict::Slower,
                true => Verdict::Faster,
            },
        })
    });
    Ok(Comparison {
        schema: SCHEMA,
        old: old.side(),
        new: new.side(),
        differences: difference::differences(old, new, &both),
        maps: maps.collect(),
        geometric_mean: geometric_mean(&sides, seed),
        left_out,
        gate: None,
    })
}

/// Why the speeds of these are not compared, if so.
fn reason(old: Option<&Strategy>, new: Option<&Strategy>) -> Option<Reason> {
    let failed = |strategy: &Strategy| strategy.outcome().failed();
    match (old.map(failed), new.map(failed)) {
        (None, _) => Some(Reason::MissingOld),
        (_, None) => Some(Reason::MissingNew),
        (Some(true), Some(true)) => Some(Reason::FailedBoth),
        (Some(true), Some(false)) => Some(Reason::FailedOld),
        (Some(false), Some(true)) => Some(Reason::FailedNew),
        (Some(false), Some(false)) => None,
    }
}

impl Comparison {
    pub fn explain(&self, reason: Reason) -> String {
        let (old, new) = (&self.old.name, &self.new.name);
        match reason {
            Reason::MissingOld => format!("it has no trials in {old}"),
            Reason::MissingNew => format!("it has no trials in {new}"),
            Reason::FailedOld => {
                format!("it failed its checks in {old}, so its speed means nothing")
            }
            Reason::FailedNew => {
                format!("it failed its checks in {new}, so its speed means nothing")
            }
            Reason::FailedBoth => {
                format!("it failed its checks in {old} and in {new}, so its speed means nothing")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::recording::{read, tests::result};
    use crate::stats::testing::Noise;
    use serde_json::{Value, json};

    fn recorded(value: &Value) -> Recording {
        read(&value.to_string()).unwrap()
    }

    fn held(old: &Value, new: &Value) -> Result<Comparison, Incomparable> {
        let (old, new) = (recorded(old), recorded(new));
        compare(
            &Named { name: "old.json", recording: &old },
            &Named { name: "new.json", recording: &new },
        )
    }

    fn ids(maps: &[MapChange]) -> Vec<&str> {
        maps.iter().map(|map| map.id.as_str()).collect()
    }

    fn limits(fail_above: f64) -> Limits {
        Limits { fail_above, may_miss: Vec::new(), across_machines: false }
    }

    fn noisy(seed: u64, speeds: [f64; 2]) -> Value {
        let rates = Noise::new(seed).rounds(&speeds, 10);
        result(&[("mutex", &rates[0]), ("sharded:16", &rates[1])])
    }

    #[test]
    fn what_fell_is_slower_and_nothing_else() {
        let mut comparison = held(&noisy(1, [1e6, 5e6]), &noisy(2, [0.8e6, 5e6])).unwrap();
        let [mutex, sharded] = &comparison.maps[..] else { panic!() };
        assert_eq!((mutex.verdict, sharded.verdict), (Verdict::Slower, Verdict::NotSeparable));
        assert!((mutex.ratio.median - 0.8).abs() < 0.04, "{mutex:?}");
        assert!((mutex.rounds_old, mutex.rounds_new) == (10, 10) && mutex.p < 0.05);
        let mean = comparison.geometric_mean.unwrap();
        assert!((mean.median - (mutex.ratio.median * sharded.ratio.median).sqrt()).abs() < 1e-12);
        let mut fell = |percent| comparison.judge(&limits(percent)).unwrap().fell.len();
        assert_eq!((fell(5.0), fell(50.0)), (1, 0));
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
    }

    #[test]
    fn a_map_that_failed_has_no_speed() {
        let good = noisy(1, [1e6, 5e6]);
        let mut bad = noisy(2, [9e6, 5e6]);
        bad["strategies"][0]["trials"][3]["verdict"]["ok"] = json!(false);
        for (old, new, reason) in [
            (&good, &bad, Reason::FailedNew),
            (&bad, &good, Reason::FailedOld),
            (&bad, &bad, Reason::FailedBoth),
        ] {
            let mut comparison = held(old, new).unwrap();
            assert_eq!(comparison.left_out, [LeftOut { id: "mutex".into(), reason }]);
            assert_eq!(ids(&comparison.maps), ["sharded:16"]);
            let gate = comparison.judge(&limits(5.0)).unwrap();
            assert_eq!((gate.outcome, gate.fell.len()), (Judgement::NotChecked, 0));
            assert_eq!(gate.not_judged[0].id, "mutex");
        }
    }

    #[test]
    fn a_gate_judges_every_map_or_says_which_it_could_not() {
        let (old, mut new) = (noisy(1, [1e6, 5e6]), noisy(2, [1e6, 5e6]));
        let judged = |new: &Value, may_miss: &[&str]| {
            let may_miss = may_miss.iter().map(|id| (*id).to_owned()).collect();
            let limits = Limits { may_miss, ..limits(5.0) };
            let mut comparison = held(&old, new).unwrap();
            let Gate { outcome, not_judged, .. } = comparison.judge(&limits).unwrap().clone();
            (outcome, not_judged.into_iter().map(|map| map.why).collect::<Vec<_>>().join("; "))
        };
        assert_eq!(judged(&new, &[]), (Judgement::Passed, String::new()));
        let unchecked = json!([{ "name": "conservation", "status": "not-applicable" }]);
        new["strategies"][1]["trials"][0]["verdict"]["checks"] = unchecked;
        let (outcome, why) = judged(&new, &["sharded:16"]);
        assert!(outcome == Judgement::NotChecked && why.contains("was not checked"), "{why}");
        new["strategies"][1]["trials"] = json!([]);
        let (outcome, why) = judged(&new, &["papaya"]);
        assert!(outcome == Judgement::NotChecked && why.contains("no trials in new"), "{why}");
        assert_eq!(judged(&new, &["sharded:16"]), (Judgement::Passed, String::new()));
    }

    #[test]
    fn where_no_map_was_checked_none_is_judged() {
        let unchecked = |result: &mut Value, map: usize| {
            let skipped = json!([{ "name": "conservation", "status": "not-applicable" }]);
            result["strategies"][map]["trials"][0]["verdict"]["checks"] = skipped;
        };
        let (mut old, mut new) = (noisy(1, [1e6, 5e6]), noisy(2, [1e6, 5e6]));
        [&mut old, &mut new].into_iter().for_each(|result| unchecked(result, 0));
        let outcome = |old: &Value, new: &Value| {
            let mut comparison = held(old, new).unwrap();
            let gate = comparison.judge(&limits(5.0)).unwrap();
            (gate.outcome, gate.not_judged.len())
        };
        assert_eq!(outcome(&old, &new), (Judgement::Passed, 0), "beside one that was");
        [&mut old, &mut new].into_iter().for_each(|result| unchecked(result, 1));
        assert_eq!(outcome(&old, &new), (Judgement::NotChecked, 2));
    }

    #[test]
    fn a_gate_holds_no_unlike_results_against_each_other() {
        let old = noisy(1, [1e6, 5e6]);
        for (place, value, excused) in [
            ("/environment/cores", json!(64), true),
            ("/environment/userAgent", json!("another"), true),
            ("/environment/host", json!("browser"), true),
            ("/environment/hasher", json!("sip"), false),
            ("/experiment", json!("#v1/compare?maps=mutex,sharded:16&threads=8"), false),
            ("/experiment", json!("#v1/compare?maps=mutex,sharded:16&mix=r100"), false),
            ("/strategies/0/trials/0/streamChecksum", json!("f"), false),
        ] {
            let mut new = noisy(2, [1e6, 5e6]);
            *new.pointer_mut(place).unwrap() = value;
            let said = held(&old, &new).unwrap().judge(&limits(5.0)).unwrap_err().to_string();
            assert_eq!(said.contains("--across-machines"), excused, "{said}");
            let across = Limits { across_machines: true, ..limits(5.0) };
            assert_eq!(held(&old, &new).unwrap().judge(&across).is_ok(), excused, "{place}");
        }
        for (what, value) in [("build", json!("0.2.0 native full")), ("parallelism", json!(1))] {
            let mut new = noisy(2, [1e6, 5e6]);
            new["environment"][what] = value;
            let mut comparison = held(&old, &new).unwrap();
            assert_eq!(comparison.differences.len(), 1, "{what} is named");
            assert!(comparison.judge(&limits(5.0)).is_ok(), "{what} is what changed, or noise");
        }
    }

    #[test]
    fn differences_are_named() {
        let old = noisy(1, [1e6, 5e6]);
        let mut new = noisy(2, [1e6, 5e6]);
        new["experiment"] = json!("#v1/compare?maps=sharded:16,mutex&rounds=20&threads=8");
        new["environment"]["cores"] = json!(64);
        new["stopped"] = json!(true);
        new["strategies"].as_array_mut().unwrap()[1]["id"] = json!("papaya");
        let comparison = held(&old, &new).unwrap();
        let key = |key: &str, old: Option<&str>, new: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Difference::Experiment { key: key.into(), old: owned(old), new: owned(new) }
        };
        assert_eq!(
            comparison.differences,
            [
                key("threads", None, Some("8")),
                Difference::Machine { what: "cores", old: "2".into(), new: "64".into() },
                Difference::Stopped { name: "new.json".into() },
            ]
        );
        let left_out = |id: &str, reason| LeftOut { id: id.into(), reason };
        let expected =
            [left_out("sharded:16", Reason::MissingNew), left_out("papaya", Reason::MissingOld)];
        assert_eq!(comparison.left_out, expected);
        assert_eq!(held(&old, &old).unwrap().differences, [Difference::SameRecording]);
        let mut other_streams = noisy(2, [1e6, 5e6]);
        other_streams["strategies"][0]["trials"][0]["streamChecksum"] = json!("f");
        assert_eq!(held(&old, &other_streams).unwrap().differences, [Difference::Streams]);
    }

    /// A pool of two workers says nothing of the third core, and a continued result has more rounds.
    #[test]
    fn what_was_not_tried_is_no_difference() {
        let old = noisy(1, [1e6, 5e6]);
        let rates = Noise::new(2).rounds(&[1e6, 5e6], 120);
        let mut new = result(&[("mutex", &rates[0]), ("sharded:16", &rates[1])]);
        new["continued"] = json!(120);
        new["environment"]["parallelism"] = json!(4);
        let at_once = |old: &Value, new: &Value| {
            let differences = held(old, new).unwrap().differences;
            differences.iter().any(|difference| {
                matches!(difference, Difference::Machine { what: "threads at once", .. })
            })
        };
        assert!(at_once(&old, &new));
        let mut tried = old.clone();
        tried["environment"]["parallelismTested"] = json!(2);
        assert!(!at_once(&tried, &new) && !at_once(&new, &tried));
        let comparison = held(&tried, &new).unwrap();
        assert_eq!((comparison.maps[0].rounds_old, comparison.maps[0].rounds_new), (10, 120));
        tried["environment"]["parallelism"] = json!(1);
        assert!(at_once(&tried, &new));
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        let old = noisy(1, [1e6, 5e6]);
        let mut simulated = old.clone();
        simulated["environment"]["mode"] = json!("simulated");
        assert_eq!(held(&old, &simulated), Err(Incomparable::Simulated("new.json".into())));
        let other = result(&[("papaya", &[1e6])]);
        let said = held(&old, &other).unwrap_err().to_string();
        assert!(said.contains("mutex, sharded:16") && said.contains("papaya"), "{said}");
        let mut few = held(&old, &result(&[("mutex", &[1e6, 2e6])])).unwrap();
        assert_eq!(few.maps[0].verdict, Verdict::TooFewRounds);
        let gate = few.judge(&limits(5.0)).unwrap();
        assert!(gate.not_judged[1].why.contains("2 rounds in new.json"), "{gate:?}");
    }
}
