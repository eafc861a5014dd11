//! What to use instead, with a link that measures the candidates and one that plays the race.
//!
//! The source says little of a program's load, so the candidates go by what the two accesses need: the simplest
//! map first, the same lock with shared reads next, then one whose operations need not all wait for each other, unless
//! somebody iterates, who must see one instant. Maps are named by their ids; a test holds the candidates against the
//! registry and the links against the codec, another the schedules against the model.

use super::finding::{Access, Suggestion};
use super::rules::Rule;

pub fn suggest(rule: &Rule, access: Access, other: Access) -> Vec<Suggestion> {
    if access == Access::Comment {
        return Vec::new();
    }
    let maps = candidates(access, other);
    let compare = format!("#v1/compare?maps={}", maps.join(","));
    // The guard is there already: it is to be used.
    let guarded = matches!(rule.id, "CTD002" | "CTD003" | "CTD004" | "CTD009" | "CTD012");
    let named = if guarded { &maps[..1] } else { &maps[..] };
    let suggest = |map: &&'static str| Suggestion { map, link: compare.clone() };
    let mut list: Vec<Suggestion> = named.iter().map(suggest).collect();
    list.push(Suggestion { map: maps[0], link: race(&maps, access, other) });
    list
}

/// By what both accesses need of a map, simplest first.
pub fn candidates(access: Access, other: Access) -> Vec<&'static str> {
    let both = |kind| access == kind && other == kind;
    match [access, other].contains(&Access::Iteration) {
        true => vec!["mutex", "rwlock"],
        false if both(Access::Write) => vec!["mutex", "rwlock", "sharded:16"],
        false => vec!["mutex", "rwlock", "sync-map"],
    }
}

/// The two accesses as a program of the Race lab, and the steps at which they meet.
fn race(maps: &[&str], access: Access, other: Access) -> String {
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
