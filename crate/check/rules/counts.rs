//! How many expressions each check is for, and how many of them it could not judge.

use crate::checks::{BUCKETS, LABELS, METRICS, TYPES};
use crate::finding::{Tally, counted};
use std::collections::BTreeMap;

/// By the check's id: all, those that could not be judged, and why the first of these.
#[derive(Default)]
pub struct Counts(BTreeMap<&'static str, (usize, usize, String)>);

impl Counts {
    pub fn add(&mut self, id: &'static str, unjudged: Option<String>) {
        let (all, count, first) = self.0.entry(id).or_default();
        *all += 1;
        if let Some(why) = unjudged {
            *count += 1;
            if first.is_empty() {
                *first = why;
            }
        }
    }

    pub fn told(self, tally: &mut Tally) {
        for check in [&METRICS, &TYPES, &LABELS, &BUCKETS] {
            if let Some((all, unjudged @ 1.., why)) = self.0.get(check.id) {
                let all = counted(*all, "expression");
                tally.unjudged(check, format!("{unjudged} of {all}: {why}"));
            }
        }
    }
}
