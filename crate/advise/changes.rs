//! What would change the answer: the nearest other answers that give another map, and what to let go of
//! where there is none.
//!
//! A choice turns only at the bounds of rules, so those are the values that are tried.

use super::answers::{Answers, Life, Memory};
use super::needs::{Language, Need, Requirement};
use super::rank::{as_used, choice, requirements};
use super::rules::RULES;
use super::workload;
#[cfg(test)]
use crate::base::schema::{Link, MapId, QuestionLink};
use crate::base::units::MAX_THREADS;
use crate::link::keys::MAX_KEYS;
use serde::Serialize;

/// One answer that would give another map.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The question, as the link calls it.
    pub key: &'static str,
    /// The answer, as the link would have it; empty where one is taken back.
    pub value: String,
    /// What the choice is then.
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: &'static str,
    /// The question with that answer.
    #[cfg_attr(test, schemars(with = "QuestionLink"))]
    pub question: String,
    /// Where both maps are held against each other: along the axis if there is one, else at that answer.
    #[cfg_attr(test, schemars(with = "Link"))]
    pub link: String,
}

/// Requirements that leave a map if they are dropped together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub drop: Vec<Dropped>,
    /// What the choice is then.
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: &'static str,
    /// The question without them.
    #[cfg_attr(test, schemars(with = "QuestionLink"))]
    pub question: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Dropped {
    pub key: &'static str,
    pub value: &'static str,
}

/// A question whose answer is a number.
#[derive(Clone, Copy)]
struct Scale {
    axis: &'static str,
    most: u32,
    least: u32,
    get: fn(&Answers) -> Option<u32>,
    set: fn(&mut Answers, u32),
    bounds: fn(&super::rules::Condition) -> Option<(u32, u32)>,
}

const SCALES: [Scale; 3] = [
    Scale {
        axis: "reads",
        least: 0,
        most: 100,
        get: |answers| answers.reads,
        set: |answers, value| answers.reads = Some(value),
        bounds: |when| when.reads,
    },
    Scale {
        axis: "keys",
        least: 1,
        most: MAX_KEYS as u32,
        get: |answers| answers.keys,
        set: |answers, value| answers.keys = Some(value),
        bounds: |when| when.keys,
    },
    Scale {
        axis: "threads",
        least: 1,
        most: MAX_THREADS as u32,
        get: |answers| answers.threads,
        set: |answers, value| answers.threads = Some(value),
        bounds: |when| when.threads,
    },
];

/// The nearest other answers that give another map than `chosen`, the numbers first.
pub fn changes(answers: &Answers, chosen: &'static str) -> Vec<Change> {
    let mut changes: Vec<Change> =
        SCALES.iter().flat_map(|scale| along(answers, chosen, scale)).collect();
    for (key, other) in others(answers) {
        let Some(map) = choice(&other).filter(|map| *map != chosen) else { continue };
        let value = other.known().find(|(known, _)| *known == key).map(|(_, text)| text);
        changes.push(Change {
            key,
            value: value.unwrap_or_default(),
            map: as_used(&other, map),
            question: other.link(),
            link: workload::compare(&other, &[chosen, map].map(|map| as_used(&other, map))),
        });
    }
    changes
}

/// The nearest value on either side of what is known; where nothing is, the least that turns the choice.
fn along(answers: &Answers, chosen: &'static str, scale: &Scale) -> Vec<Change> {
    let bounds = RULES.iter().filter_map(|rule| (scale.bounds)(&rule.when));
    let mut values: Vec<u32> = bounds
        .flat_map(|(low, high)| [low.saturating_sub(1), low, high, high.saturating_add(1)])
        .filter(|value| (scale.least..=scale.most).contains(value))
        .collect();
    values.sort_unstable();
    values.dedup();
    let at = |value: u32| {
        let mut other = *answers;
        (scale.set)(&mut other, value);
        other
    };
    let turns = |value: &u32| choice(&at(*value)).is_some_and(|map| map != chosen);
    let nearest: Vec<u32> = match (scale.get)(answers) {
        None => values.iter().copied().find(turns).into_iter().collect(),
        Some(now) => {
            let below = values.iter().rev().copied().filter(|value| *value < now).find(turns);
            let above = values.iter().copied().filter(|value| *value > now).find(turns);
            below.into_iter().chain(above).collect()
        }
    };
    let change = |value: u32| {
        let other = at(value);
        let map = choice(&other)?;
        let shown: Vec<u32> = (scale.get)(answers).into_iter().chain([value]).collect();
        Some(Change {
            key: scale.axis,
            value: value.to_string(),
            map: as_used(answers, map),
            question: other.link(),
            link: workload::scale(
                answers,
                &[chosen, map].map(|map| as_used(answers, map)),
                scale.axis,
                &shown,
            ),
        })
    };
    nearest.into_iter().filter_map(change).collect()
}

/// The answers that differ in one that is no number.
fn others(answers: &Answers) -> impl Iterator<Item = (&'static str, Answers)> {
    let now = *answers;
    let lives = Life::ALL.into_iter().filter(move |life| now.life != Some(*life));
    let languages = Language::ALL.into_iter().filter(move |it| now.language != Some(*it));
    let memories = Memory::ALL.into_iter().filter(move |it| now.memory != Some(*it));
    lives
        .map(move |life| ("life", Answers { life: Some(life), ..now }))
        .chain(languages.map(move |it| ("lang", Answers { language: Some(it), ..now })))
        .chain(memories.map(move |it| ("memory", Answers { memory: Some(it), ..now })))
        .chain(
            Need::ALL
                .into_iter()
                .map(move |need| ("need", Answers { needs: now.needs.toggled(need), ..now })),
        )
}

/// The fewest requirements whose loss leaves a map: every way to drop so many.
pub fn alternatives(answers: &Answers) -> Vec<Alternative> {
    let asked = requirements(answers);
    for count in 1..=asked.len() {
        let subsets = (0_u32..1 << asked.len()).filter(|bits| bits.count_ones() as usize == count);
        let found: Vec<Alternative> = subsets
            .filter_map(|bits| {
                let dropped = asked.iter().enumerate().filter(|(place, _)| bits & 1 << place != 0);
                let dropped: Vec<Requirement> = dropped.map(|(_, it)| *it).collect();
                let without = dropped.iter().fold(*answers, without);
                let named = dropped.iter().map(|requirement| {
                    let (key, value) = requirement.asked();
                    Dropped { key, value }
                });
                Some(Alternative {
                    map: as_used(&without, choice(&without)?),
                    drop: named.collect(),
                    question: without.link(),
                })
            })
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn without(answers: Answers, requirement: &Requirement) -> Answers {
    match *requirement {
        Requirement::Language(_) => Answers { language: Some(Language::Any), ..answers },
        Requirement::Need(need) => Answers { needs: answers.needs.toggled(need), ..answers },
    }
}
