//! What a result says, in a form that any language can put into one sentence.
//!
//! It never claims an order that the intervals do not support.

#[cfg(not(feature = "full"))]
use super::separable;
#[cfg(feature = "full")]
use super::significance::separable_from;
use super::{Estimate, FEWEST_ROUNDS, paired_ratio};
use crate::units::Seed;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conclusion {
    pub kind: ConclusionKind,
    pub best: Option<String>,
    /// What the ratio is against.
    pub other: Option<String>,
    pub ratio: Option<Estimate>,
    /// Maps that cannot be told from the best.
    pub tied: Vec<String>,
    /// Maps whose verdict failed.
    pub broken: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConclusionKind {
    /// Nothing was measured.
    None,
    /// One map only.
    Single,
    /// The best is separable from every other.
    Wins,
    /// Some cannot be told from the best.
    Tied,
    /// No interval, hence no claim.
    TooFewRounds,
    /// At least one map failed a check; speed comes second.
    Broken,
    Simulated,
}

/// One map's throughput per complete round, in the order of rounds.
pub struct Contender<'a> {
    pub map: String,
    pub rates: &'a [f64],
    pub ok: bool,
    /// Stores entries; a map that does not is no contender.
    pub stores: bool,
}

pub fn conclude(
    contenders: &[Contender],
    baseline: usize,
    simulated: bool,
    seed: Seed,
) -> Conclusion {
    let mut conclusion = Conclusion {
        kind: ConclusionKind::None,
        best: None,
        other: None,
        ratio: None,
        tied: Vec::new(),
        broken: Vec::new(),
    };
    let measured = |contender: &&Contender| contender.stores && !contender.rates.is_empty();
    let all: Vec<&Contender> = contenders.iter().filter(measured).collect();
    let broken = all.iter().filter(|contender| !contender.ok);
    conclusion.broken = broken.map(|contender| contender.map.clone()).collect();
    if !conclusion.broken.is_empty() {
        conclusion.kind = ConclusionKind::Broken;
        return conclusion;
    }
    let middle = |contender: &Contender| super::median(contender.rates).unwrap_or(0.0);
    let Some(&best) = all.iter().max_by(|a, b| middle(a).total_cmp(&middle(b))) else {
        return conclusion;
    };
    if simulated {
        conclusion.kind = ConclusionKind::Simulated;
        return conclusion;
    }
    conclusion.best = Some(best.map.clone());
    let others: Vec<&Contender> = all.into_iter().filter(|other| other.map != best.map).collect();
    // The reader asked for the baseline; where that is the best itself, the next one says more.
    let asked = others.iter().find(|other| other.map == contenders[baseline].map);
    let next = others.iter().max_by(|a, b| middle(a).total_cmp(&middle(b)));
    let Some(other) = asked.or(next) else {
        conclusion.kind = ConclusionKind::Single;
        return conclusion;
    };
    conclusion.other = Some(other.map.clone());
    conclusion.ratio = paired_ratio(best.rates, other.rates, seed);
    conclusion.kind = if best.rates.len() < FEWEST_ROUNDS {
        ConclusionKind::TooFewRounds
    } else {
        conclusion.tied = tied(best, &others, seed);
        if conclusion.tied.is_empty() { ConclusionKind::Wins } else { ConclusionKind::Tied }
    };
    conclusion
}

/// Those that cannot be told from the best.
#[cfg(feature = "full")]
fn tied(best: &Contender, others: &[&Contender], seed: Seed) -> Vec<String> {
    let rates: Vec<&[f64]> = others.iter().map(|other| other.rates).collect();
    let apart = separable_from(&rates, best.rates, seed);
    let tied = others.iter().zip(apart).filter(|(_, apart)| !apart);
    tied.map(|(other, _)| other.map.clone()).collect()
}

/// The same by the intervals alone: the page's first module goes without the test of ranks.
#[cfg(not(feature = "full"))]
fn tied(best: &Contender, others: &[&Contender], seed: Seed) -> Vec<String> {
    let inseparable = |other: &&&Contender| !separable(best.rates, other.rates, seed);
    others.iter().filter(inseparable).map(|other| other.map.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conclusion(rates: &[&[f64]], baseline: usize) -> Conclusion {
        let contender = |(number, rates): (usize, &&'static [f64])| Contender {
            map: format!("map{number}"),
            rates,
            ok: true,
            stores: true,
        };
        // The slices are literals, hence static.
        let rates: Vec<&'static [f64]> =
            rates.iter().map(|rates| &*Box::leak(rates.to_vec().into_boxed_slice())).collect();
        let contenders: Vec<Contender> = rates.iter().enumerate().map(contender).collect();
        conclude(&contenders, baseline, false, Seed(1))
    }

    const SLOW: &[f64] = &[1.0, 1.1, 1.05, 0.95, 1.0, 1.02, 0.98];
    const FAST: &[f64] = &[2.0, 2.1, 2.05, 1.95, 2.0, 2.02, 1.98];
    const ALIKE: &[f64] = &[0.97, 1.12, 1.01, 1.0, 0.99, 1.03, 0.96];

    #[test]
    fn separable_maps_have_a_winner() {
        let result = conclusion(&[SLOW, FAST], 0);
        assert_eq!((result.kind, result.best.as_deref()), (ConclusionKind::Wins, Some("map1")));
        assert!((result.ratio.unwrap().median - 2.0).abs() < 0.1);
    }

    #[test]
    fn inseparable_maps_tie() {
        let result = conclusion(&[SLOW, ALIKE], 0);
        assert_eq!((result.kind, result.tied.len()), (ConclusionKind::Tied, 1));
    }

    #[test]
    fn few_rounds_claim_nothing() {
        assert_eq!(conclusion(&[&SLOW[..3], &FAST[..3]], 0).kind, ConclusionKind::TooFewRounds);
        assert_eq!(conclusion(&[SLOW], 0).kind, ConclusionKind::Single);
        assert_eq!(conclusion(&[&[]], 0).kind, ConclusionKind::None);
    }

    #[test]
    fn the_baseline_as_best_is_held_against_the_next() {
        let result = conclusion(&[FAST, SLOW], 0);
        assert_eq!(result.other.as_deref(), Some("map1"));
    }
}
