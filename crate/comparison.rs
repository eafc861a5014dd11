//! Two recorded results held against each other, map by map, in the manner of Go's benchstat.
//!
//! What is called slower or faster is so by the rule of [`crate::stats::significance`]; everything
//! else is not separable, whatever its percentage. Differences in what was run and where are named,
//! because a change of machine looks like a change of code.

use crate::recording::{Environment, Recording, Strategy};
use crate::stats::bootstrap::{Pairing, Sides, geometric_mean};
use crate::stats::significance::changes;
use crate::stats::{Estimate, FEWEST_ROUNDS, estimate};
use crate::units::Seed;
use serde::Serialize;
use thiserror::Error;

pub const SCHEMA: &str = "contend/compare/1";
/// Keys of a link that change no map's throughput.
const HARMLESS: [&str; 3] = ["maps", "baseline", "rounds"];

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    pub schema: &'static str,
    pub old: Side,
    pub new: Side,
    /// What else differs, to be known before a change is believed.
    pub differences: Vec<Difference>,
    /// Maps that both results have, in the old one's order.
    pub maps: Vec<MapChange>,
    /// Of the maps' ratios, new over old.
    pub geometric_mean: Option<Estimate>,
    pub only_old: Vec<String>,
    pub only_new: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    pub name: String,
    pub experiment: String,
    pub recorded_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapChange {
    pub id: String,
    /// Operations per second.
    pub old: Estimate,
    pub new: Estimate,
    pub rounds_old: usize,
    pub rounds_new: usize,
    /// New median over old; the interval is absent below six rounds of either.
    pub ratio: Estimate,
    /// Mann-Whitney's, adjusted by Holm's method over the maps.
    pub p: f64,
    pub verdict: Verdict,
    /// Passed every check in the old result and failed one in the new.
    pub broke: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Faster,
    Slower,
    NotSeparable,
    TooFewRounds,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Difference {
    /// A key of the experiment's link; without a value it had the default.
    Experiment { key: String, old: Option<String>, new: Option<String> },
    /// Something about where it ran.
    Machine { what: &'static str, old: String, new: String },
    /// The same link, and yet other operations: another version of the streams.
    Streams,
    /// A run was ended early.
    Stopped { name: String },
    /// Both are one and the same recording.
    SameRecording,
}

/// Why two results cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Incomparable {
    #[error(
        "{0}: it was simulated on one thread, so its speeds mean nothing. Record it with real threads"
    )]
    Simulated(String),
    #[error(
        "{old} has the maps {of_old} and {new} has {of_new}: they share none that was measured. Record both with one link"
    )]
    NothingShared { old: String, of_old: String, new: String, of_new: String },
    #[error(
        "{name}: {map} has {rounds} rounds, from which nothing can be told at {FEWEST_ROUNDS} needed. Record it with --rounds 10"
    )]
    TooFewRounds { name: String, map: String, rounds: usize },
}

/// A recording with the name it goes by, such as its file's.
pub struct Named<'a> {
    pub name: &'a str,
    pub recording: &'a Recording,
}

impl Named<'_> {
    fn side(&self) -> Side {
        Side {
            name: self.name.to_owned(),
            experiment: self.recording.experiment.clone(),
            recorded_at: self.recording.environment.recorded_at.clone(),
        }
    }

    fn find(&self, id: &str) -> Option<&Strategy> {
        self.recording.strategies.iter().find(|strategy| strategy.id == id)
    }

    /// Maps measured here that the other result has not.
    fn besides(&self, other: &Named) -> Vec<String> {
        let mine = self.recording.strategies.iter().filter(|strategy| {
            !strategy.trials.is_empty()
                && other.find(&strategy.id).is_none_or(|theirs| theirs.trials.is_empty())
        });
        mine.map(|strategy| strategy.id.clone()).collect()
    }
}

/// Compares; the old result comes first.
pub fn compare(old: &Named, new: &Named) -> Result<Comparison, Incomparable> {
    for side in [old, new] {
        if side.recording.simulated() {
            return Err(Incomparable::Simulated(side.name.to_owned()));
        }
    }
    let pairs: Vec<(&Strategy, &Strategy)> = old
        .recording
        .strategies
        .iter()
        .filter_map(|before| Some((before, new.find(&before.id)?)))
        .filter(|(before, after)| !before.trials.is_empty() && !after.trials.is_empty())
        .collect();
    if pairs.is_empty() {
        let ids = |side: &Named| {
            let ids: Vec<&str> = side.recording.strategies.iter().map(|s| s.id.as_str()).collect();
            ids.join(", ")
        };
        return Err(Incomparable::NothingShared {
            old: old.name.to_owned(),
            of_old: ids(old),
            new: new.name.to_owned(),
            of_new: ids(new),
        });
    }
    let rates: Vec<[Vec<f64>; 2]> =
        pairs.iter().map(|(before, after)| [before.rates(), after.rates()]).collect();
    let sides: Vec<Sides> = rates.iter().map(|[old, new]| Sides { old, new }).collect();
    let seed = Seed(old.recording.seed);
    let maps = pairs.iter().zip(&sides).zip(changes(&sides, seed));
    let maps = maps.filter_map(|(((before, after), sides), change)| {
        let change = change?;
        let few = sides.old.len().min(sides.new.len()) < FEWEST_ROUNDS;
        Some(MapChange {
            id: before.id.clone(),
            old: estimate(sides.old)?,
            new: estimate(sides.new)?,
            rounds_old: sides.old.len(),
            rounds_new: sides.new.len(),
            ratio: change.ratio,
            p: change.p,
            verdict: match change.separable {
                _ if few => Verdict::TooFewRounds,
                false => Verdict::NotSeparable,
                true if change.ratio.median < 1.0 => Verdict::Slower,
                true => Verdict::Faster,
            },
            broke: before.ok() && !after.ok(),
        })
    });
    Ok(Comparison {
        schema: SCHEMA,
        old: old.side(),
        new: new.side(),
        differences: differences(old, new, &pairs),
        maps: maps.collect(),
        geometric_mean: geometric_mean(&sides, Pairing::Independent, seed),
        only_old: old.besides(new),
        only_new: new.besides(old),
    })
}

impl Comparison {
    /// Maps that are separably slower by more than this many percent, or fail a check that they
    /// passed. A map with too few rounds to tell is an error: a gate must be able to close.
    pub fn regressions(&self, percent: f64) -> Result<Vec<&MapChange>, Incomparable> {
        for map in &self.maps {
            for (side, rounds) in [(&self.old, map.rounds_old), (&self.new, map.rounds_new)] {
                if rounds < FEWEST_ROUNDS {
                    let (name, map) = (side.name.clone(), map.id.clone());
                    return Err(Incomparable::TooFewRounds { name, map, rounds });
                }
            }
        }
        let fell = |map: &&MapChange| {
            map.verdict == Verdict::Slower && (1.0 - map.ratio.median) * 100.0 > percent
        };
        Ok(self.maps.iter().filter(|map| map.broke || fell(map)).collect())
    }
}

fn differences(old: &Named, new: &Named, pairs: &[(&Strategy, &Strategy)]) -> Vec<Difference> {
    let (before, after) = (old.recording, new.recording);
    if before == after {
        return vec![Difference::SameRecording];
    }
    let mut differences = of_links(&before.experiment, &after.experiment);
    let same_operations = |(before, after): &(&Strategy, &Strategy)| {
        before.trials.iter().all(|trial| {
            let other = after.trials.iter().find(|other| other.round == trial.round);
            other.is_none_or(|other| other.stream_checksum == trial.stream_checksum)
        })
    };
    if differences.is_empty() && !pairs.iter().all(same_operations) {
        differences.push(Difference::Streams);
    }
    let (a, b) = (&before.environment, &after.environment);
    let machine = [
        ("host", a.host.clone(), b.host.clone()),
        ("system", a.user_agent.clone(), b.user_agent.clone()),
        ("cores", a.cores.to_string(), b.cores.to_string()),
        // Where not as many were tried, fewer are no difference.
        ("threads at once", at_once(a, b), at_once(b, a)),
        ("build", a.build.clone(), b.build.clone()),
        ("allocator", a.allocator.clone(), b.allocator.clone()),
        ("hasher", a.hasher.clone(), b.hasher.clone()),
        ("pinned", a.pinned.to_string(), b.pinned.to_string()),
    ];
    let differing = machine.into_iter().filter(|(_, old, new)| old != new);
    differences.extend(differing.map(|(what, old, new)| Difference::Machine { what, old, new }));
    for side in [old, new] {
        if side.recording.stopped {
            differences.push(Difference::Stopped { name: side.name.to_owned() });
        }
    }
    differences
}

/// Of the two what speaks for a difference: of more threads than the other tried nothing is known.
fn at_once(one: &Environment, other: &Environment) -> String {
    let most = other.parallelism_tested.unwrap_or(usize::MAX);
    one.parallelism.min(most).to_string()
}

/// Keys in which two canonical links differ, the lab first. Keys this version does not know count
/// like all others.
fn of_links(old: &str, new: &str) -> Vec<Difference> {
    let split = |link: &str| {
        let (lab, query) = link.split_once('?').unwrap_or((link, ""));
        let pairs = query.split('&').filter_map(|piece| piece.split_once('='));
        let lab = ("lab".to_owned(), lab.to_owned());
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        std::iter::once(lab).chain(pairs).collect::<Vec<_>>()
    };
    let (old, new) = (split(old), split(new));
    let value = |link: &[(String, String)], key: &str| {
        link.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    };
    let mut keys: Vec<&String> = old.iter().map(|(key, _)| key).collect();
    keys.extend(new.iter().map(|(key, _)| key).filter(|key| value(&old, key).is_none()));
    let differs = keys.into_iter().filter(|key| !HARMLESS.contains(&key.as_str()));
    differs
        .map(|key| (key, value(&old, key), value(&new, key)))
        .filter(|(_, old, new)| old != new)
        .map(|(key, old, new)| Difference::Experiment { key: key.clone(), old, new })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{read, tests::result};
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

    fn noisy(seed: u64, speeds: [f64; 2]) -> Value {
        let rates = Noise::new(seed).rounds(&speeds, 10);
        result(&[("mutex", &rates[0]), ("sharded:16", &rates[1])])
    }

    #[test]
    fn what_fell_is_slower_and_nothing_else() {
        let comparison = held(&noisy(1, [1e6, 5e6]), &noisy(2, [0.8e6, 5e6])).unwrap();
        let [mutex, sharded] = &comparison.maps[..] else { panic!() };
        assert_eq!((mutex.verdict, sharded.verdict), (Verdict::Slower, Verdict::NotSeparable));
        assert!((mutex.ratio.median - 0.8).abs() < 0.04, "{mutex:?}");
        assert!((mutex.rounds_old, mutex.rounds_new) == (10, 10) && mutex.p < 0.05);
        let mean = comparison.geometric_mean.unwrap();
        assert!((mean.median - (mutex.ratio.median * sharded.ratio.median).sqrt()).abs() < 1e-12);
        let fell = |percent| comparison.regressions(percent).unwrap().len();
        assert_eq!((fell(5.0), fell(50.0)), (1, 0));
        assert!(comparison.differences.is_empty(), "{:?}", comparison.differences);
    }

    #[test]
    fn a_map_that_broke_is_a_regression_at_any_speed() {
        let mut new = noisy(2, [9e6, 5e6]);
        new["strategies"][0]["trials"][3]["verdict"]["ok"] = json!(false);
        let comparison = held(&noisy(1, [1e6, 5e6]), &new).unwrap();
        assert!(comparison.maps[0].broke);
        assert_eq!(comparison.regressions(5.0).unwrap()[0].id, "mutex");
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
        assert_eq!(comparison.only_old, ["sharded:16"]);
        assert_eq!(comparison.only_new, ["papaya"]);
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
        let few = held(&old, &result(&[("mutex", &[1e6, 2e6])])).unwrap();
        assert_eq!(few.maps[0].verdict, Verdict::TooFewRounds);
        assert!(few.regressions(5.0).unwrap_err().to_string().contains("new.json: mutex has 2"));
    }
}
