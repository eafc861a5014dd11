//! The rules: one row each. Its page is `docs/rules/<id>.md`, which a test holds against this table.

use super::finding::Confidence;

#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence: what is wrong.
    pub summary: &'static str,
    /// One sentence: what to do.
    pub help: &'static str,
    /// Where nothing in the source lowers it.
    pub confidence: Confidence,
}

const fn rule(
    id: &'static str,
    title: &'static str,
    summary: &'static str,
    help: &'static str,
    confidence: Confidence,
) -> Rule {
    Rule { id, title, summary, help, confidence }
}

use Confidence::{High, Medium};

pub static UNGUARDED: Rule = rule(
    "CTD001",
    "unguarded write",
    "A map is written while another goroutine may access it, and neither holds a lock.",
    "Guard every access with one mutex, or wait for the goroutine before the map is touched.",
    High,
);
pub static READ_LOCK: Rule = rule(
    "CTD002",
    "write under a read lock",
    "A map is written under RLock, which others may hold at the same time.",
    "Take Lock instead of RLock around the write.",
    High,
);
pub static HERE_NOT_THERE: Rule = rule(
    "CTD003",
    "guarded here, not there",
    "A map is guarded by a lock in one place and accessed without it in another.",
    "Take the same lock at the unguarded access.",
    High,
);
pub static DIFFERENT_LOCKS: Rule = rule(
    "CTD004",
    "different locks",
    "Both accesses hold a lock, but not the same one.",
    "Decide which lock guards the map and take that one everywhere.",
    High,
);
pub static ITERATION: Rule = rule(
    "CTD005",
    "write during iteration",
    "A map is written while another goroutine may iterate over it.",
    "Iterate over a copy made under the lock, or hold the lock throughout.",
    High,
);
pub static LOOP: Rule = rule(
    "CTD006",
    "many goroutines, one map",
    "Goroutines of one go statement write the same map.",
    "Guard the write, let each goroutine fill a map of its own, or send results over a channel.",
    High,
);
pub static HANDLER: Rule = rule(
    "CTD007",
    "map shared by requests",
    "A handler writes a map that other requests use at the same time.",
    "Guard the map: the server calls handlers in a goroutine for each request.",
    High,
);
pub static REPLACED: Rule = rule(
    "CTD008",
    "map replaced while in use",
    "A variable gets another map while another goroutine may use it.",
    "Guard the variable, or keep the map in an atomic.Pointer and never write to it.",
    High,
);
pub static ESCAPES: Rule = rule(
    "CTD009",
    "guarded map handed out",
    "A method returns the map itself, which its caller then uses without the lock.",
    "Return a copy (maps.Clone) made under the lock.",
    Medium,
);
pub static PARALLEL_TEST: Rule = rule(
    "CTD010",
    "map shared by parallel tests",
    "Tests that call t.Parallel share a map that one of them writes.",
    "Give each test a map of its own, or guard it.",
    High,
);
pub static SENT: Rule = rule(
    "CTD011",
    "used after it was sent",
    "A map was sent to another goroutine and is still used here.",
    "Send a copy, or do not touch the map after sending it.",
    High,
);
pub static COPIED_LOCK: Rule = rule(
    "CTD012",
    "lock of a copy",
    "A method with a value receiver locks a copy of the mutex, while the map is shared.",
    "Use a pointer receiver.",
    High,
);
pub static NO_REASON: Rule = rule(
    "CTD090",
    "ignored without a reason",
    "A comment silences a finding and does not say why.",
    "Write the reason after the rule: //contend:ignore CTD001 reason.",
    High,
);
pub static IGNORES_NOTHING: Rule = rule(
    "CTD091",
    "ignores nothing",
    "A comment silences a finding that is not there.",
    "Remove the comment, or name the rule that is meant.",
    High,
);

/// In the order of their ids.
pub static RULES: [&Rule; 14] = [
    &UNGUARDED,
    &READ_LOCK,
    &HERE_NOT_THERE,
    &DIFFERENT_LOCKS,
    &ITERATION,
    &LOOP,
    &HANDLER,
    &REPLACED,
    &ESCAPES,
    &PARALLEL_TEST,
    &SENT,
    &COPIED_LOCK,
    &NO_REASON,
    &IGNORES_NOTHING,
];

/// By id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.id == id)
}
