//! What to use instead, with a link that measures the candidates and one that plays the race.
//!
//! Which maps those are is for rules to say that this package does not know: who has a scan made brings what they
//! name ([`Instead`]), and without it findings name nothing. A test holds the candidates against the rules, another
//! the links against the codec and the schedules against the model.

use super::finding::{Access, Suggestion};
use super::rules::Rule;
use serde::Deserialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Candidates {
    /// As links name them, the simplest first.
    pub maps: Vec<String>,
    /// The link that measures them.
    pub link: String,
}

/// What may stand instead of a bare map, by what the two accesses ask of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Instead {
    /// Where one of them iterates, and is to see one instant.
    pub walked: Candidates,
    pub other: Candidates,
}

pub fn suggest(instead: &Instead, rule: &Rule, access: Access, other: Access) -> Vec<Suggestion> {
    let walked = [access, other].contains(&Access::Iteration);
    let Candidates { maps, link } = if walked { &instead.walked } else { &instead.other };
    // The guard is there already: it is to be used.
    let guarded = matches!(rule.id, "CTD002" | "CTD003" | "CTD004" | "CTD009" | "CTD012");
    let named = if guarded { 1 } else { maps.len() };
    let suggest = |map: &String, link: String| Suggestion { map: map.clone(), link };
    let compared = maps.iter().take(named).map(|map| suggest(map, link.clone()));
    let played = maps.first().map(|map| suggest(map, race(maps, access, other)));
    compared.chain(played).collect()
}

/// The two accesses as a program of the Race lab, and the steps at which they meet.
fn race(maps: &[String], access: Access, other: Access) -> String {
    let statement = |access| match access {
        Access::Iteration => "r",
        Access::Length => "l",
        Access::Read | Access::Return => "g1",
        _ => "a1:10",
    };
    let (first, second) = (statement(access), statement(other));
    let second = if second == "a1:10" { "a1:20" } else { second };
    let schedule = match (first, second) {
        ("a1:10", "a1:20") => "1*3,2",
        ("a1:10", "g1") => "1*3,2*2",
        ("a1:10", "r") => "1*3,2*6",
        // The length is read in one step, in the middle of the write.
        ("a1:10", _) => "1*6,2,1*7",
        ("g1", _) => "1,2*3,1",
        ("r", _) => "1*5,2*3,1",
        (_, _) => "2*6,1,2*7",
    };
    let maps = maps.join(",");
    format!("#v1/race?maps={maps}&prog=1~{first}+{second}&sched={schedule}&view=step")
}
