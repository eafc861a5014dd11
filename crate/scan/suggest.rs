//! What to use instead, with links that measure the remedies and play the race with the first of them beside it.
//!
//! Goes by what the two accesses do: maps without one lock do not iterate consistently, readers can share, and
//! writers to different keys need not wait for each other. Maps are named by their ids; a test holds the links
//! against the codec.

use super::finding::{Access, Suggestion};
use super::rules::Rule;

pub fn suggest(rule: &Rule, access: Access, other: Access) -> Vec<Suggestion> {
    if access == Access::Comment {
        return Vec::new();
    }
    let iterates = [access, other].contains(&Access::Iteration);
    let both_write = access == Access::Write && other == Access::Write;
    let (first, second) = match (iterates, both_write) {
        (true, _) => ("rwlock", "cow"),
        (_, true) => ("mutex", "sharded:16"),
        _ => ("rwlock", "sync-map"),
    };
    // The guard is there already: it is to be used.
    let guarded = matches!(rule.id, "CTD002" | "CTD003" | "CTD004" | "CTD009" | "CTD012");
    let compare = format!("#v1/compare?maps={first},{second}");
    let mut list = vec![Suggestion { map: first, link: compare.clone() }];
    if !guarded {
        list.push(Suggestion { map: second, link: compare });
    }
    let race = race(&format!("{first},{second}"), access, other);
    list.push(Suggestion { map: first, link: race });
    list
}

/// The two accesses as a program of the Race lab.
fn race(maps: &str, access: Access, other: Access) -> String {
    let statement = |access| match access {
        Access::Iteration => "r",
        Access::Length => "l",
        Access::Read | Access::Return => "g1",
        _ => "a1:10",
    };
    let other = match statement(other) {
        "a1:10" => "a1:20",
        other => other,
    };
    format!("#v1/race?maps={maps}&prog=1~{}+{other}&view=explore", statement(access))
}
