//! In what two results differ besides their figures, and which of it forbids a gate to judge.

use super::Named;
use crate::report::recording::{Environment, Line, Strategy};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;

/// Keys of a link that change no map's throughput.
const HARMLESS: [&str; 3] = ["maps", "baseline", "rounds"];

/// How many threads ran at once is measured, and what else the machine did then is in it.
const AT_ONCE: &str = "threads at once";

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Difference {
    /// A key of the experiment's link; without a value it had the default.
    Experiment { key: String, old: Option<String>, new: Option<String> },
    /// How it was measured, which is not in the link.
    Conditions { what: &'static str, old: String, new: String },
    /// The same link, and yet other operations: another version of the streams.
    Streams,
    /// Something about where it ran.
    Machine { what: &'static str, old: String, new: String },
    /// What it was measured with: that may be the very thing that is compared.
    Program { what: &'static str, old: String, new: String },
    /// A run was ended early.
    Stopped { name: String },
    /// Both are one and the same recording.
    SameRecording,
}

impl Difference {
    /// Whether a gate can tell what it is asked for all the same.
    pub fn forbids(&self, across_machines: bool) -> bool {
        match self {
            Self::Experiment { .. } | Self::Conditions { .. } | Self::Streams => true,
            Self::Machine { what, .. } => !across_machines && *what != AT_ONCE,
            Self::Program { .. } | Self::Stopped { .. } | Self::SameRecording => false,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Experiment { key, old, new } => {
                let known = |value: &Option<String>| value.clone().unwrap_or("the default".into());
                let (old, new) = (known(old), known(new));
                write!(out, "the experiments differ in {key}: {old} before, {new} now")
            }
            Self::Conditions { what, old, new }
            | Self::Machine { what, old, new }
            | Self::Program { what, old, new } => {
                write!(out, "{what}: \"{old}\" before, \"{new}\" now")
            }
            Self::Streams => write!(
                out,
                "the link is the same but the operations are not: another version prepared them"
            ),
            Self::Stopped { name } => write!(out, "{name} was stopped early"),
            Self::SameRecording => write!(out, "both are the same recording"),
        }
    }
}

pub fn differences(old: &Named, new: &Named, pairs: &[(&Strategy, &Strategy)]) -> Vec<Difference> {
    let (before, after) = (old.recording, new.recording);
    if before == after {
        return vec![Difference::SameRecording];
    }
    let mut differences = of_links(&before.experiment, &after.experiment);
    let same_operations = |(before, after): &(&Strategy, &Strategy)| {
        let sums = after.trials.iter().map(|trial| (trial.round, &trial.stream_checksum));
        let sums: HashMap<usize, &Line> = sums.collect();
        before.trials.iter().all(|trial| {
            sums.get(&trial.round).is_none_or(|other| **other == trial.stream_checksum)
        })
    };
    if differences.is_empty() && !pairs.iter().all(same_operations) {
        differences.push(Difference::Streams);
    }
    let (a, b) = (&before.environment, &after.environment);
    let pair = |of: fn(&Environment) -> String| [of(a), of(b)];
    // What is known of one only is no difference.
    let known = |of: fn(&Environment) -> Option<&Line>| {
        let known = of(a).zip(of(b));
        known.map_or([String::new(), String::new()], |(a, b)| [a, b].map(Line::to_string))
    };
    type Make = fn(&'static str, [String; 2]) -> Difference;
    let machine: Make = |what, [old, new]| Difference::Machine { what, old, new };
    let conditions: Make = |what, [old, new]| Difference::Conditions { what, old, new };
    let program: Make = |what, [old, new]| Difference::Program { what, old, new };
    let told = [
        ("host", machine, pair(|of| of.host.name().into())),
        ("system", machine, pair(|of| of.user_agent.to_string())),
        ("processor", machine, known(|of| of.processor.as_ref())),
        ("governor", machine, known(|of| of.governor.as_ref())),
        ("cores", machine, pair(|of| of.cores.to_string())),
        // Where not as many were tried, fewer are no difference.
        (AT_ONCE, machine, [at_once(a, b), at_once(b, a)]),
        ("hasher", conditions, pair(|of| of.hasher.to_string())),
        ("pinned", conditions, pair(|of| of.pinned.to_string())),
        ("build", program, pair(|of| of.build.to_string())),
        ("allocator", program, pair(|of| of.allocator.to_string())),
    ];
    let differing = told.into_iter().filter(|(_, _, [old, new])| old != new);
    differences.extend(differing.map(|(what, make, sides)| make(what, sides)));
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
