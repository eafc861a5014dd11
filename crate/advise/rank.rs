//! Which maps can do what is asked, in what order, and which cannot.

use super::answers::Answers;
use super::needs::{Language, Need, Requirement};
use super::rules::{Effect, RULES, Rule, bytes};
use crate::strategy::{MapSpec, ROWS};
use std::sync::LazyLock;

/// A map that can do what is asked.
#[derive(Clone, Debug)]
pub struct Ranked {
    pub map: MapSpec,
    /// Its canonical text.
    pub name: &'static str,
    /// The first rule that prefers it; without one it stands where its effort puts it.
    pub preferred: Option<&'static Rule>,
    /// What is against it.
    pub avoided: Vec<&'static Rule>,
    place: (bool, usize),
}

/// A map that cannot, and what it does not meet.
#[derive(Clone, Debug)]
pub struct Excluded {
    pub name: &'static str,
    pub unmet: Vec<Requirement>,
}

/// The maps that a program can have at all, each as it is without a parameter given and with its
/// canonical text, in the registry's order.
static CANDIDATES: LazyLock<Vec<(MapSpec, String)>> = LazyLock::new(|| {
    let offered = ROWS.iter().filter(|row| row.available.go.or(row.available.rust).is_some());
    let specs = offered.map(|row| MapSpec::canonical(row.id).expect("a row's id names its map"));
    specs.map(|map| (map, map.to_string())).collect()
});

/// The same with what has each of their operations end at a deadline, in the same order.
static GUARDED: LazyLock<Vec<String>> =
    LazyLock::new(|| candidates().map(|(_, name)| format!("{name}+safe")).collect());

/// The map as it is to be used for these answers: what is to have a deadline is guarded.
pub fn as_used(answers: &Answers, name: &'static str) -> &'static str {
    let place = candidates().position(|(_, known)| known == name);
    match place.filter(|_| answers.needs.has(Need::Deadline)) {
        Some(place) => &GUARDED[place],
        None => name,
    }
}

/// The least that entries may take in any of them.
static SMALLEST: LazyLock<u64> =
    LazyLock::new(|| candidates().map(|(map, _)| bytes(&map)).min().unwrap_or(0));

pub fn candidates() -> impl Iterator<Item = (MapSpec, &'static str)> {
    CANDIDATES.iter().map(|(map, name)| (*map, name.as_str()))
}

/// What is asked for that can exclude a map. That any language will do asks for nothing.
pub fn requirements(answers: &Answers) -> Vec<Requirement> {
    let language = answers.language.filter(|language| *language != Language::Any);
    let needs = answers.needs.iter().map(Requirement::Need);
    language.map(Requirement::Language).into_iter().chain(needs).collect()
}

pub fn excluded(answers: &Answers) -> Vec<Excluded> {
    let requirements = requirements(answers);
    let excluded = |(map, name): (MapSpec, _)| {
        let unmet = requirements.iter().copied().filter(|requirement| !requirement.is_met(&map));
        Excluded { name, unmet: unmet.collect() }
    };
    candidates().map(excluded).filter(|map| !map.unmet.is_empty()).collect()
}

/// The maps that are left, the best first: what a rule prefers by the order of the rules, then the
/// simplest, then the registry's order; behind them, in the same order, what a rule avoids.
pub fn ranking(answers: &Answers) -> Vec<Ranked> {
    let requirements = requirements(answers);
    let holding: Vec<&'static Rule> =
        RULES.iter().filter(|rule| rule.when.holds(answers)).collect();
    let ranked = |(map, name): (MapSpec, &'static str)| {
        let against = |rule: &&&'static Rule| matches!(rule.effect, Effect::Avoid(what) if what.is_of(&map, *SMALLEST));
        let avoided: Vec<_> = holding.iter().filter(against).copied().collect();
        let preferences = holding.iter().flat_map(|rule| match rule.effect {
            Effect::Prefer(maps) => maps.iter().map(|map| (*rule, *map)).collect(),
            Effect::Avoid(_) => Vec::new(),
        });
        let found = preferences.enumerate().find(|(_, (_, preferred))| *preferred == name);
        Ranked {
            map,
            name,
            preferred: found.map(|(_, (rule, _))| rule),
            place: (!avoided.is_empty(), found.map_or(usize::MAX, |(place, _)| place)),
            avoided,
        }
    };
    let able = |(map, _): &(MapSpec, _)| requirements.iter().all(|it| it.is_met(map));
    let mut all: Vec<Ranked> = candidates().filter(able).map(ranked).collect();
    // Stable, so that the registry's order is what is left.
    all.sort_by_key(|map| (map.place, map.map.effort()));
    all
}

/// The best map for these answers, by itself.
pub fn choice(answers: &Answers) -> Option<&'static str> {
    ranking(answers).first().map(|map| map.name)
}
