//! Which map a program needs, why, and what would change that: from answers, without a run.
//!
//! What a map cannot do excludes it ([`needs`], by the registry's rows); rules that are data put the rest
//! in order ([`rules`], [`rank`]); the simplest map that does what is asked is the answer unless a rule
//! with its evidence prefers another. Nothing here measures: the links that are handed out do
//! ([`workload`]), and what they find decides ([`confirm`]). Answers may come from a program's own data
//! ([`evidence`]), or from its source ([`source`]).

pub mod answers;
pub mod article;
pub mod changes;
pub mod confirm;
pub mod evidence;
pub mod needs;
pub mod rank;
pub mod rules;
pub mod source;
pub mod starters;
pub mod words;
pub mod workload;

#[cfg(test)]
use crate::base::schema::{Link, MapId, QuestionLink};
use crate::strategy::{Available, MapSpec};
pub use answers::Answers;
use changes::{Alternative, Change, alternatives, changes};
use rank::{Ranked, as_used, excluded, ranking};
use rules::{NEXT, REMARKS, Rule, SIMPLEST, Source};
use serde::Serialize;

pub const SCHEMA: &str = "contend/choose/1";

/// The answer to a question, ready to be serialised.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    pub schema: &'static str,
    /// The canonical link.
    #[cfg_attr(test, schemars(with = "QuestionLink"))]
    pub question: String,
    #[cfg_attr(test, schemars(with = "answers::Known"))]
    pub answers: Answers,
    /// None where no map has all that is asked.
    pub choice: Option<Choice>,
    pub runner_up: Option<Choice>,
    pub excluded: Vec<Exclusion>,
    /// Where there is no choice, what to let go of.
    pub drop: Vec<Alternative>,
    pub changes_if: Vec<Change>,
    pub remarks: Vec<Said>,
    /// The link of the run that confirms it or not: the choice, the runner-up and the simplest map. None
    /// where there is nothing to hold the choice against.
    #[cfg_attr(test, schemars(with = "Option<Link>"))]
    pub confirm: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Choice {
    /// As links name it.
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: &'static str,
    pub label: String,
    /// What a program has it by.
    pub available: Had,
    /// What speaks for it, then what speaks against it.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub reasons: Vec<Said>,
}

/// None where there is nothing to be had.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Available"))]
pub struct Had {
    pub go: Option<&'static str>,
    pub rust: Option<&'static str>,
}

impl Had {
    fn of(Available { go, rust, .. }: Available) -> Self {
        Self { go: go.map(|by| by.en), rust: rust.map(|by| by.en) }
    }
}

/// One rule or remark; the page has the words of its `id` in its reader's language.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Said {
    pub id: &'static str,
    pub text: &'static str,
    pub source: Source,
}

/// A map that cannot do what is asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exclusion {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: &'static str,
    /// In words, all that it does not meet.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub reason: String,
    /// The same as the link asks for it.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub unmet: Vec<&'static str>,
}

pub fn advise(answers: &Answers) -> Advice {
    let ranking = ranking(answers);
    let choice = ranking.first();
    Advice {
        schema: SCHEMA,
        question: answers.link(),
        answers: *answers,
        choice: choice.map(|map| chosen(answers, map, &SIMPLEST)),
        runner_up: ranking.get(1).map(|map| chosen(answers, map, &NEXT)),
        excluded: exclusions(answers),
        drop: if choice.is_none() { alternatives(answers) } else { Vec::new() },
        changes_if: choice.map(|map| changes(answers, map.name)).unwrap_or_default(),
        remarks: remarks(answers, choice),
        confirm: confirming(answers, &ranking),
    }
}

fn chosen(answers: &Answers, map: &Ranked, otherwise: &'static Rule) -> Choice {
    let rule = map.preferred.unwrap_or(otherwise);
    let reasons = [rule].into_iter().chain(map.avoided.iter().copied());
    let said = |rule: &Rule| Said { id: rule.id, text: rule.text.en, source: rule.source };
    let used = as_used(answers, map.name);
    Choice {
        map: used,
        label: MapSpec::canonical(used).unwrap_or(map.map).label(),
        available: Had::of(map.map.available()),
        reasons: reasons.map(said).collect(),
    }
}

fn exclusions(answers: &Answers) -> Vec<Exclusion> {
    let told = |map: rank::Excluded| {
        let reasons: Vec<&str> = map.unmet.iter().map(|unmet| unmet.reason().en).collect();
        let unmet = map.unmet.iter().map(|unmet| unmet.asked().1).collect();
        Exclusion { map: map.name, reason: reasons.join("; "), unmet }
    };
    excluded(answers).into_iter().map(told).collect()
}

fn remarks(answers: &Answers, choice: Option<&Ranked>) -> Vec<Said> {
    let beside =
        |maps: &[&str]| maps.is_empty() || choice.is_some_and(|choice| maps.contains(&choice.name));
    let all = REMARKS.iter().filter(|it| it.when.holds(answers) && beside(it.beside));
    all.map(|it| Said { id: it.id, text: it.text.en, source: it.source }).collect()
}

fn confirming(answers: &Answers, ranking: &[Ranked]) -> Option<String> {
    let maps: Vec<&str> =
        contenders(ranking).iter().map(|map| as_used(answers, map.name)).collect();
    (maps.len() > 1).then(|| workload::compare(answers, &maps))
}

/// What a run holds against each other: the choice, the runner-up, and the simplest map, which is the one of
/// least effort that nothing speaks against.
fn contenders(ranking: &[Ranked]) -> Vec<&Ranked> {
    let simplest = ranking.iter().min_by_key(|map| (!map.avoided.is_empty(), map.map.effort()));
    let mut maps: Vec<&Ranked> = ranking.iter().take(2).collect();
    maps.extend(simplest.filter(|map| maps.iter().all(|known| known.name != map.name)));
    maps
}
