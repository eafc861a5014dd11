//! What a result says, in a form that any language can put into one sentence.
//!
//! It never claims an order that the intervals do not support.

#[cfg(feature = "full")]
use super::significance::{LEVEL, adjusted};
use super::{Estimate, FEWEST_ROUNDS, agree, paired_ratio, sequential};
#[cfg(test)]
use crate::base::schema::MapId;
use crate::base::units::Seed;
#[cfg(test)]
use crate::link::keys::MAX_MAPS;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Conclusion {
    pub kind: ConclusionKind,
    #[cfg_attr(test, schemars(with = "Option<MapId>"))]
    pub best: Option<String>,
    /// What the ratio is against.
    #[cfg_attr(test, schemars(with = "Option<MapId>"))]
    pub other: Option<String>,
    pub ratio: Option<Estimate>,
    /// Maps that were not told apart from the best.
    #[cfg_attr(test, schemars(with = "Vec<MapId>"))]
    pub tied: Vec<String>,
    /// Maps whose verdict failed.
    #[cfg_attr(test, schemars(with = "Vec<MapId>"))]
    pub broken: Vec<String>,
    pub rule: RuleName,
    /// How the best stands to each other map that stores entries and was measured, the slowest last.
    #[cfg_attr(test, schemars(length(max = MAX_MAPS - 1)))]
    pub others: Vec<Standing>,
    /// There are other maps, and each has another answer than undecided.
    pub decided: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

/// By which maps are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One look after a number of rounds that was set before.
    Fixed(Seed),
    /// A look after every round; see [`sequential`]. With the number of pairs of maps.
    Sequential { pairs: usize },
}

/// By which rule maps are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "lowercase")]
pub enum RuleName {
    /// One look after a number of rounds that was set before.
    Fixed,
    /// A look after each round, as the landing experiment and continued runs are judged; all intervals
    /// of ratios are then of that kind.
    Sequential,
}

impl Rule {
    pub fn name(self) -> RuleName {
        match self {
            Self::Fixed(_) => RuleName::Fixed,
            Self::Sequential { .. } => RuleName::Sequential,
        }
    }

    /// The median of ratios paired by round, with this rule's interval.
    pub fn ratio(self, values: &[f64], baseline: &[f64]) -> Option<Estimate> {
        match self {
            Self::Fixed(seed) => paired_ratio(values, baseline, seed),
            Self::Sequential { pairs } => sequential::paired_ratio(values, baseline, pairs),
        }
    }

    /// Fewest rounds that give an interval.
    pub fn fewest_rounds(self) -> usize {
        match self {
            Self::Fixed(_) => FEWEST_ROUNDS,
            Self::Sequential { pairs } => sequential::fewest_rounds(pairs),
        }
    }
}

/// How the best map stands to another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Standing {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub map: String,
    /// Best over this one, paired by round.
    pub ratio: Estimate,
    pub answer: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Told apart from the best.
    Slower,
    /// Not told apart, and the interval lies within 0.95 and 1.05; of the sequential rule only.
    Equal,
    Undecided,
}

impl Answer {
    /// As terminals and Markdown have it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Slower => "slower",
            Self::Equal => "equal within 5 %",
            Self::Undecided => "undecided",
        }
    }
}

/// Ratios that make no difference in practice.
const EQUAL: [f64; 2] = [0.95, 1.05];

/// One map's throughput per complete round, in the order of rounds.
pub struct Contender<'a> {
    pub map: String,
    pub rates: &'a [f64],
    /// Failed a check.
    pub broken: bool,
    /// Stores entries; a map that does not is no contender.
    pub stores: bool,
}

pub fn conclude(
    contenders: &[Contender],
    baseline: usize,
    simulated: bool,
    rule: Rule,
) -> Conclusion {
    let mut conclusion = Conclusion {
        kind: ConclusionKind::None,
        best: None,
        other: None,
        ratio: None,
        tied: Vec::new(),
        broken: Vec::new(),
        rule: rule.name(),
        others: Vec::new(),
        decided: false,
    };
    let measured = |contender: &&Contender| contender.stores && !contender.rates.is_empty();
    let middle = |contender: &Contender| super::median(contender.rates).unwrap_or(0.0);
    let mut all: Vec<&Contender> = Vec::new();
    // The fastest first. For so few, a sort is more code than it is worth.
    for contender in contenders.iter().filter(measured) {
        let place = all.iter().position(|other| middle(other) < middle(contender));
        all.insert(place.unwrap_or(all.len()), contender);
    }
    let broken = contenders.iter().filter(|contender| measured(contender) && contender.broken);
    conclusion.broken = broken.map(|contender| contender.map.clone()).collect();
    if !conclusion.broken.is_empty() {
        conclusion.kind = ConclusionKind::Broken;
        return conclusion;
    }
    let Some((best, others)) = all.split_first() else { return conclusion };
    if simulated {
        conclusion.kind = ConclusionKind::Simulated;
        return conclusion;
    }
    conclusion.best = Some(best.map.clone());
    conclusion.others = standings(best, others, rule).unwrap_or_default();
    // The reader asked for the baseline; where that is the best itself, the next one says more.
    let asked = conclusion.others.iter().find(|other| other.map == contenders[baseline].map);
    let Some(other) = asked.or(conclusion.others.first()) else {
        conclusion.kind = ConclusionKind::Single;
        return conclusion;
    };
    conclusion.other = Some(other.map.clone());
    conclusion.ratio = Some(other.ratio);
    (conclusion.kind, conclusion.decided) = (ConclusionKind::TooFewRounds, true);
    for Standing { map, ratio, answer } in &conclusion.others {
        conclusion.decided &= *answer != Answer::Undecided;
        if *answer != Answer::Slower {
            conclusion.tied.push(map.clone());
        }
        if ratio.low.is_some() {
            conclusion.kind = ConclusionKind::Wins;
        }
    }
    match conclusion.kind {
        ConclusionKind::TooFewRounds => conclusion.tied.clear(),
        _ if !conclusion.tied.is_empty() => conclusion.kind = ConclusionKind::Tied,
        _ => {}
    }
    conclusion
}

/// `None` where the best and another share no round.
fn standings(best: &Contender, others: &[&Contender], rule: Rule) -> Option<Vec<Standing>> {
    let mut standings = Vec::with_capacity(others.len());
    for other in others {
        let ratio = rule.ratio(best.rates, other.rates)?;
        // Where the rounds speak for a map whose median is lower, they contradict themselves.
        let [low, high] = [ratio.low, ratio.high].map(|end| end.unwrap_or(0.0));
        let answer = match rule {
            Rule::Fixed(_) if low > 1.0 && agree(&ratio, best.rates, other.rates) => Answer::Slower,
            Rule::Sequential { .. } if low > 1.0 => Answer::Slower,
            Rule::Sequential { .. } if EQUAL[0] <= low && (1.0..=EQUAL[1]).contains(&high) => {
                Answer::Equal
            }
            _ => Answer::Undecided,
        };
        standings.push(Standing { map: other.map.clone(), ratio, answer });
    }
    // The page's first module goes without the test of ranks.
    #[cfg(feature = "full")]
    if let Rule::Fixed(_) = rule {
        let rates: Vec<&[f64]> = others.iter().map(|other| other.rates).collect();
        for (standing, p) in standings.iter_mut().zip(adjusted(&rates, best.rates)) {
            if p.is_none_or(|p| p >= LEVEL) {
                standing.answer = Answer::Undecided;
            }
        }
    }
    Some(standings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conclusion(rates: &[&[f64]], baseline: usize) -> Conclusion {
        by(Rule::Fixed(Seed(1)), rates, baseline)
    }

    fn by(rule: Rule, rates: &[&[f64]], baseline: usize) -> Conclusion {
        let contender = |(number, rates): (usize, &&'static [f64])| Contender {
            map: format!("map{number}"),
            rates,
            broken: false,
            stores: true,
        };
        // The slices are literals, hence static.
        let rates: Vec<&'static [f64]> =
            rates.iter().map(|rates| &*Box::leak(rates.to_vec().into_boxed_slice())).collect();
        let contenders: Vec<Contender> = rates.iter().enumerate().map(contender).collect();
        conclude(&contenders, baseline, false, rule)
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

    /// In the link's order, whichever is faster.
    #[test]
    fn broken_maps_are_named() {
        let contender =
            |map: &str, rates, broken| Contender { map: map.into(), rates, broken, stores: true };
        let all =
            [contender("a", SLOW, true), contender("b", ALIKE, false), contender("c", FAST, true)];
        let result = conclude(&all, 0, false, Rule::Fixed(Seed(1)));
        assert_eq!((result.kind, result.broken.join(",")), (ConclusionKind::Broken, "a,c".into()));
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

    /// Rates of one map that are so many times those of another, each round a little more or less.
    fn times(ratio: f64, rounds: usize) -> Vec<f64> {
        let wobble = |round: usize| 1.0 + 0.01 * [0.0, 1.0, -1.0, 0.5][round % 4];
        (0..rounds).map(|round| ratio * wobble(round)).collect()
    }

    fn answers(rule: Rule, ratios: &[f64], rounds: usize) -> (ConclusionKind, Vec<Answer>, bool) {
        let rates: Vec<Vec<f64>> = ratios.iter().map(|ratio| times(*ratio, rounds)).collect();
        let mut rates: Vec<&[f64]> = rates.iter().map(Vec::as_slice).collect();
        // The last map's rounds are shifted, so that it is no exact multiple of the others.
        let shifted: Vec<f64> = rates[0].iter().cycle().skip(1).take(rounds).copied().collect();
        rates.push(&shifted);
        let conclusion = by(rule, &rates, 0);
        let others = conclusion.others.iter().map(|other| other.answer).collect();
        (conclusion.kind, others, conclusion.decided)
    }

    #[test]
    fn each_other_map_gets_an_answer_the_slowest_last() {
        use Answer::{Equal, Slower, Undecided};
        let fixed = Rule::Fixed(Seed(1));
        let sequential = Rule::Sequential { pairs: 3 };
        // The fixed rule never says that maps are equal.
        let told = (ConclusionKind::Tied, vec![Undecided, Slower], false);
        assert_eq!(answers(fixed, &[1.0, 0.5], 20), told);
        let told = (ConclusionKind::Tied, vec![Equal, Slower], true);
        assert_eq!(answers(sequential, &[1.0, 0.5], 20), told);
        // As many rounds as give the fixed rule an interval give the other none.
        assert_eq!(answers(fixed, &[1.0, 0.5], 6).0, ConclusionKind::Tied);
        let told = (ConclusionKind::TooFewRounds, vec![Undecided; 2], false);
        assert_eq!(answers(sequential, &[1.0, 0.5], 6), told);
        assert_eq!(sequential.fewest_rounds(), 9);
    }

    #[test]
    fn what_is_decided_has_maps_to_decide_about() {
        for rule in [Rule::Fixed(Seed(1)), Rule::Sequential { pairs: 1 }] {
            let alone = by(rule, &[FAST], 0);
            assert!(!alone.decided && alone.others.is_empty());
            let wins = by(rule, &[SLOW, FAST], 0);
            assert_eq!((wins.kind, wins.decided), (ConclusionKind::Wins, true));
            let Standing { map, ratio, answer } = &wins.others[0];
            assert_eq!((map.as_str(), *answer, Some(*ratio)), ("map0", Answer::Slower, wins.ratio));
        }
    }

    /// The last rounds lift the median of the map that lost nearly all rounds.
    #[test]
    fn rounds_that_contradict_the_medians_decide_nothing() {
        let steady = [1.0; 31];
        let mut leaps = [0.9; 31];
        leaps[14..].fill(1.1);
        let conclusion = by(Rule::Sequential { pairs: 1 }, &[&steady, &leaps], 0);
        assert_eq!(conclusion.best.as_deref(), Some("map1"));
        let Standing { ratio, answer, .. } = &conclusion.others[0];
        assert!(ratio.high < Some(1.0) && ratio.median > 1.0, "{ratio:?}");
        assert_eq!(*answer, Answer::Undecided);
    }
}
