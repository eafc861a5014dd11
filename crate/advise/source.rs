//! What the rules name for a program of which only its Go source is known.
//!
//! Source in which goroutines race for a map says that the program is Go's, that threads meet, and whether one of
//! them walks the map. How much is read, how keys live and how many there are it does not say, so rules that ask
//! for those stay out of it.

use super::answers::Answers;
use super::needs::{Language, Need, Needs};
use super::{contenders, rank, workload};
use serde::Serialize;

/// What to hold against each other, and where.
#[derive(Debug, Serialize)]
pub struct Candidates {
    /// The choice, the runner-up and the simplest map, as links name them, the simplest first.
    pub maps: Vec<&'static str>,
    /// The link that measures them at what is known.
    pub link: String,
}

/// Instead of a bare map, for each thing that source can ask of one.
#[derive(Debug, Serialize)]
pub struct Instead {
    /// Where a goroutine walks the map, which has to show it at one instant.
    pub walked: Candidates,
    pub other: Candidates,
}

pub fn instead() -> Instead {
    Instead { walked: candidates(&answers(true)), other: candidates(&answers(false)) }
}

fn answers(walked: bool) -> Answers {
    let needs: Needs = walked.then_some(Need::Iterate).into_iter().collect();
    Answers { language: Some(Language::Go), threads: Some(2), needs, ..Answers::default() }
}

fn candidates(answers: &Answers) -> Candidates {
    let ranking = rank::ranking(answers);
    let mut best = contenders(&ranking);
    best.sort_by_key(|map| map.map.effort());
    let maps: Vec<&str> = best.iter().map(|map| map.name).collect();
    Candidates { link: workload::compare(answers, &maps), maps }
}
