//! What types alone do not say of a recorded result: figures that some machine may give, names in the
//! form of names, and no map or round twice.
//!
//! A figure that no machine gives would go on as infinity, as "NaN %" or as a cell of three hundred
//! columns; it is refused with its place and its bounds.

use super::{BadRecording, Conclusion, Environment, Recording, Strategy, Summary, Trial};
use crate::base::units::MAX_THREADS;
use crate::stats::Estimate;
use std::fmt::Display;
use std::ops::{Bound, RangeBounds};

pub(super) const MOST_MAPS: usize = 64;
const MOST_ROUNDS: usize = 10_000;
const MOST_CHARACTERS: usize = 1_000;
/// Operations per second of all threads together, and what such a rate comes from.
const RATE: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1e13));
const SECONDS: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1e7));
const NANOS: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1e16));
const RATIO: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1e9));
/// Entries over the key space; a map that lost its count may exceed 1.
const OCCUPANCY: (Bound<f64>, Bound<f64>) = (Bound::Included(0.0), Bound::Included(1e6));
/// A quotient of sums may come out a rounding above 1.
const SHARE: (Bound<f64>, Bound<f64>) = (Bound::Included(0.0), Bound::Included(1.0 + 1e-9));
const COUNT: (Bound<u64>, Bound<u64>) = (Bound::Included(0), Bound::Included(1 << 53));

pub(super) type Checked = Result<(), BadRecording>;

pub(super) fn malformed(place: impl Display, problem: impl Display) -> BadRecording {
    BadRecording::Malformed { place: place.to_string(), problem: problem.to_string() }
}

/// In the bounds; NaN is in none.
pub(super) fn within<T: PartialOrd + Display>(
    place: impl Display,
    value: T,
    bounds: impl RangeBounds<T>,
) -> Checked {
    if bounds.contains(&value) {
        return Ok(());
    }
    // A float may have three hundred digits.
    let whole = value.to_string();
    let shown: String = whole.chars().take(20).collect();
    let rest = if shown.len() < whole.len() { "…" } else { "" };
    Err(malformed(place, format!("{shown}{rest} is not a plausible figure")))
}

fn known<T: PartialOrd + Display>(
    place: impl Display,
    value: Option<T>,
    bounds: impl RangeBounds<T>,
) -> Checked {
    value.map_or(Ok(()), |value| within(place, value, bounds))
}

/// Where the sequential rule's interval is what earlier rounds gave, the median may have left it.
fn estimate(
    place: impl Display,
    value: &Estimate,
    bounds: impl RangeBounds<f64> + Copy,
) -> Checked {
    let Estimate { median, low, high } = *value;
    within(format!("{place}.median"), median, bounds)?;
    known(format!("{place}.low"), low, bounds)?;
    known(format!("{place}.high"), high, bounds)?;
    let reversed = low.zip(high).is_some_and(|(low, high)| low > high);
    if reversed { Err(malformed(place, "its interval ends before it begins")) } else { Ok(()) }
}

/// A text of these characters.
pub(super) fn text(
    place: impl Display,
    text: &str,
    begin: impl Fn(char) -> bool,
    other: &str,
    most: usize,
) -> Checked {
    let known = |sign: char| sign.is_ascii_alphanumeric() || other.contains(sign);
    let whole = text.len() <= most && text.starts_with(begin) && text.chars().all(known);
    if whole {
        return Ok(());
    }
    let start: String = text.chars().take(40).collect();
    Err(malformed(place, format!("\"{start}\" is not in the expected form")))
}

/// A text of any characters; longer than what a browser or a processor calls itself.
fn short(place: impl Display, text: &str) -> Checked {
    let length = text.chars().count();
    if length <= MOST_CHARACTERS {
        return Ok(());
    }
    Err(malformed(place, format!("{length} characters are too many for this text")))
}

pub(super) fn map(place: impl Display, id: &str) -> Checked {
    text(place, id, |first| first.is_ascii_lowercase(), "-:+*", 80)
}

pub(super) fn experiment(link: &str) -> Checked {
    text("experiment", link, |first| first == '#', "#/?-._~:,+*%&=", 8192)
}

pub(super) fn rounds(place: impl Display, count: usize) -> Checked {
    within(place, count, 0..=MOST_ROUNDS)
}

pub(super) fn rate(place: impl Display, value: Option<&Estimate>) -> Checked {
    value.map_or(Ok(()), |value| estimate(place, value, RATE))
}

pub(super) fn ratio(place: impl Display, value: Option<&Estimate>) -> Checked {
    value.map_or(Ok(()), |value| estimate(place, value, RATIO))
}

impl Recording {
    pub(crate) fn check(&self) -> Checked {
        experiment(&self.experiment)?;
        within("seed", self.seed, COUNT)?;
        known("continued", self.continued, 1..=MOST_ROUNDS)?;
        environment(&self.environment)?;
        if !(1..=MOST_MAPS).contains(&self.strategies.len()) {
            return Err(malformed("strategies", "not a plausible number of maps"));
        }
        for (number, strategy) in self.strategies.iter().enumerate() {
            let place = format!("strategies[{number}]");
            if self.strategies[..number].iter().any(|other| other.id == strategy.id) {
                return Err(malformed(format!("{place}.id"), "a map that is listed already"));
            }
            self::strategy(&place, strategy)?;
        }
        conclusion(&self.conclusion)
    }
}

pub(super) fn environment(environment: &Environment) -> Checked {
    let Environment { cores, parallelism, parallelism_tested, clock_step_ns, .. } = environment;
    within("environment.cores", *cores, 1..=1_000_000)?;
    within("environment.parallelism", *parallelism, 1..=1_000_000)?;
    known("environment.parallelismTested", *parallelism_tested, 1..=1_000_000)?;
    within("environment.clockStepNs", *clock_step_ns, NANOS)?;
    let Environment { user_agent, processor, governor, build, commit, allocator, hasher, .. } =
        environment;
    let known = [("processor", processor), ("governor", governor), ("commit", commit)];
    let known = known.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
    let always =
        [("userAgent", user_agent), ("build", build), ("allocator", allocator), ("hasher", hasher)];
    for (name, text) in known.chain(always) {
        short(format!("environment.{name}"), text)?;
    }
    let digit = |first: char| first.is_ascii_digit();
    text("environment.recordedAt", &environment.recorded_at, digit, "-:.", 40)
}

fn strategy(place: &str, strategy: &Strategy) -> Checked {
    map(format!("{place}.id"), &strategy.id)?;
    self::rounds(format!("{place}.trials"), strategy.trials.len())?;
    let mut rounds = std::collections::HashSet::new();
    for (number, one) in strategy.trials.iter().enumerate() {
        let place = format!("{place}.trials[{number}]");
        if !rounds.insert(one.round) {
            return Err(malformed(format!("{place}.round"), "a round that is listed already"));
        }
        trial(&place, one)?;
    }
    if let Some(own) = &strategy.summary {
        summary(&format!("{place}.summary"), own)?;
    }
    let waits = strategy.contention.as_ref();
    let place = format!("{place}.contention");
    known(format!("{place}.waitsPerOp"), waits.map(|of| of.waits_per_op), 0.0..=1e9)?;
    known(format!("{place}.waitedShare"), waits.map(|of| of.waited_share), SHARE)
}

fn trial(place: &str, trial: &Trial) -> Checked {
    within(format!("{place}.round"), trial.round, 1..=MOST_ROUNDS)?;
    within(format!("{place}.threads"), trial.threads, 1..=MAX_THREADS)?;
    within(format!("{place}.extraThreads"), trial.extra_threads, 0..=MAX_THREADS)?;
    within(format!("{place}.seconds"), trial.seconds, SECONDS)?;
    within(format!("{place}.ops"), trial.ops, COUNT)?;
    within(format!("{place}.opsPerSec"), trial.ops_per_sec, RATE)?;
    if trial.per_thread.len() != trial.threads {
        return Err(malformed(format!("{place}.perThread"), "not one figure per thread"));
    }
    for (thread, operations) in trial.per_thread.iter().enumerate() {
        within(format!("{place}.perThread[{thread}]"), *operations, COUNT)?;
    }
    known(format!("{place}.hitRate"), trial.hit_rate, SHARE)?;
    known(format!("{place}.occupancy"), trial.occupancy, OCCUPANCY)?;
    for noted in trial.over_time.iter().flat_map(|over| &over.occupancy) {
        within(format!("{place}.overTime.occupancy"), *noted, OCCUPANCY)?;
    }
    let checksum = format!("{place}.streamChecksum");
    text(checksum, &trial.stream_checksum, |first| first.is_ascii_hexdigit(), "", 64)
}

fn summary(place: &str, summary: &Summary) -> Checked {
    rate(format!("{place}.opsPerSec"), Some(&summary.ops_per_sec))?;
    within(format!("{place}.nsPerOp"), summary.ns_per_op, NANOS)?;
    ratio(format!("{place}.ratio"), summary.ratio.as_ref())?;
    known(format!("{place}.fairness"), summary.fairness, SHARE)?;
    known(format!("{place}.smallestShare"), summary.smallest_share, SHARE)?;
    known(format!("{place}.largestShare"), summary.largest_share, SHARE)?;
    known(format!("{place}.p"), summary.p, SHARE)
}

fn conclusion(conclusion: &Conclusion) -> Checked {
    if let Some(best) = &conclusion.best {
        map("conclusion.best", best)?;
    }
    for (number, other) in conclusion.others.iter().enumerate() {
        let place = format!("conclusion.others[{number}]");
        map(format!("{place}.map"), &other.map)?;
        ratio(format!("{place}.ratio"), Some(&other.ratio))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::recording::{read, tests::result};
    use serde_json::{Value, json};

    /// What is said of a result with another value at a place.
    fn said(place: &str, value: Value) -> String {
        let rates = [2e6, 2.1e6, 1.9e6, 2e6, 2.05e6, 1.95e6];
        let mut changed = result(&[("mutex", &rates), ("sharded:16", &rates)]);
        changed["conclusion"] = json!({
            "best": "mutex", "rule": "sequential",
            "others": [{
                "map": "sharded:16", "answer": "slower",
                "ratio": { "median": 1.0, "low": 0.9, "high": 1.1 },
            }],
        });
        for name in ["processor", "governor", "commit"] {
            changed["environment"][name] = json!("known");
        }
        *changed.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        read(&changed.to_string()).err().map_or(String::new(), |error| error.to_string())
    }

    #[test]
    fn figures_that_no_machine_gives_are_refused() {
        let trial = "/strategies/1/trials/2";
        for (place, values) in [
            (format!("{trial}/opsPerSec"), vec![json!(0), json!(-1.0), json!(1e308)]),
            (format!("{trial}/seconds"), vec![json!(0), json!(1e30)]),
            (format!("{trial}/ops"), vec![json!(u64::MAX)]),
            (format!("{trial}/threads"), vec![json!(0), json!(65)]),
            (format!("{trial}/perThread"), vec![json!([]), json!([1, 2, 3])]),
            (format!("{trial}/perThread/0"), vec![json!(u64::MAX)]),
            (format!("{trial}/round"), vec![json!(0), json!(1), json!(1_000_000_000)]),
            (format!("{trial}/hitRate"), vec![json!(1.5), json!(-0.1)]),
            (format!("{trial}/streamChecksum"), vec![json!(""), json!("x"), json!("=1+1")]),
            ("/strategies/0/summary/opsPerSec/high".into(), vec![json!(1e300)]),
            (
                "/strategies/0/summary/opsPerSec".into(),
                vec![json!({ "median": 2.0, "low": 3.0, "high": 1.0 })],
            ),
            ("/strategies/0/summary/nsPerOp".into(), vec![json!(1e300)]),
            ("/strategies/0/id".into(), vec![json!("<b>"), json!(""), json!("a|b"), json!("=1+1")]),
            ("/conclusion/others/0/map".into(), vec![json!("x`y")]),
            ("/conclusion/others/0/ratio/median".into(), vec![json!(1e300)]),
            ("/environment/cores".into(), vec![json!(0), json!(1_000_000_000)]),
            ("/environment/userAgent".into(), vec![json!("x".repeat(1_001))]),
            ("/environment/processor".into(), vec![json!("x".repeat(100_000))]),
            ("/environment/governor".into(), vec![json!("\u{1b}".repeat(200))]),
            ("/environment/build".into(), vec![json!("核".repeat(1_001))]),
            ("/environment/commit".into(), vec![json!("x".repeat(1_001))]),
            ("/environment/allocator".into(), vec![json!("x".repeat(1_001))]),
            ("/environment/hasher".into(), vec![json!("x".repeat(1_001))]),
            ("/environment/recordedAt".into(), vec![json!("today"), json!("2026-01-02 <b>")]),
            ("/experiment".into(), vec![json!("#v1/compare?maps=\\u{1b}[2J"), json!("v1")]),
            ("/strategies".into(), vec![json!([])]),
        ] {
            for value in values {
                let shown = said(&place, value.clone());
                let last = place.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap();
                assert!(
                    shown.starts_with("at ") && shown.contains(last),
                    "{place} {value}: {shown}"
                );
                assert!(shown.len() < 200, "{shown}");
            }
        }
        // As it is, and where an occupancy tells of a map that lost its count.
        assert_eq!(said("/strategies/0/trials/0/occupancy", json!(1.25)), "");
        assert_eq!(said("/environment/userAgent", json!("核".repeat(1_000))), "");
    }
}
