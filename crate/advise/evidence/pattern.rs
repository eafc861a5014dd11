//! What a trace says of its workload: the mix, how keys live, how many there are and how they are chosen.
//!
//! The zipf exponent is the maximum-likelihood one over the keys that were met often enough for their rank
//! to be known; keys of which only a few operations are seen say little. The number of keys behind those
//! that were met is known only where they are chosen evenly and often: then what was missed can be reckoned.

use super::Observed;
use super::tell::{LANGUAGE, MEMORY, NEED, TRACE_SPACE, TRACE_TOO_SHORT, Tell};
use super::trace::{Operation, Trace};
use crate::advise::Answers;
use crate::advise::answers::Life;
use crate::advise::needs::{Need, Needs};
use crate::workload::mix::{Mix, OPERATIONS, Op};

/// Operations on a key that tell its rank well enough.
const KNOWN: u32 = 20;
/// Operations on such keys that tell an exponent within .1.
const ENOUGH: u64 = 2_000;
/// Operations a key, on average, from which the missed ones are few.
const OFTEN: f64 = 4.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    pub operations: u64,
    pub threads: u32,
    /// Shares of 1, in the order of [`Op::ALL`].
    pub shares: [f64; 8],
    /// The same in whole percent, at least one of each that there is.
    pub mix: Mix,
    /// Share of 1: what read and what found what it would have inserted.
    pub reads: f64,
    /// Different keys that were met.
    pub distinct: u32,
    pub choice: Choice,
    pub life: Life,
    /// Operations a second, where times are given.
    pub rate: Option<f64>,
}

/// How keys are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// Evenly; `space` is how many there are in all, those that were missed among them.
    Uniform {
        space: u32,
    },
    Zipf {
        exponent: f64,
    },
    /// Otherwise: what share of 1 the hottest fifth of the keys takes.
    Skewed {
        hottest_fifth: f64,
    },
    /// There are too few operations to say.
    Unknown,
}

impl Trace {
    pub fn pattern(&self) -> Pattern {
        let mut counts = [0_u64; 8];
        self.operations.iter().for_each(|it| counts[it.op as usize] += 1);
        let total = self.operations.len() as f64;
        let shares = counts.map(|count| count as f64 / total);
        let seen = Seen::of(self);
        let reads =
            shares[Op::Get as usize] + shares[Op::Scan as usize] + seen.found as f64 / total;
        Pattern {
            operations: self.operations.len() as u64,
            threads: self.threads,
            shares,
            mix: percents(counts),
            reads,
            distinct: self.keys,
            choice: chosen(seen.counts.clone()),
            life: seen.life(self),
            rate: self.span.map(|span| total / span.as_secs()),
        }
    }

    /// What it says to the questions.
    pub fn observed(&self) -> Observed {
        let pattern = self.pattern();
        let shares = OPERATIONS.iter().zip(pattern.shares).filter(|(_, share)| *share > 0.0);
        let mut tells = vec![
            Tell::Operations {
                operations: pattern.operations,
                threads: pattern.threads,
                shares: shares.map(|(spec, share)| (spec.letter, share)).collect(),
            },
            Tell::Keys { keys: pattern.distinct },
        ];
        let mut lacks = vec![LANGUAGE, MEMORY, NEED];
        match pattern.choice {
            Choice::Uniform { space } => tells.push(Tell::Even { space }),
            Choice::Zipf { exponent } => {
                tells.push(Tell::Zipf { exponent });
                lacks.push(TRACE_SPACE);
            }
            Choice::Skewed { hottest_fifth } => {
                tells.push(Tell::Skewed { hottest_fifth });
                lacks.push(TRACE_SPACE);
            }
            Choice::Unknown => lacks.push(TRACE_TOO_SHORT),
        }
        tells.extend(pattern.rate.map(|per_second| Tell::Rate { per_second }));
        Observed { answers: pattern.answers(), tells, lacks }
    }
}

impl Pattern {
    pub fn answers(&self) -> Answers {
        let has = |op: Op| self.shares[op as usize] > 0.0;
        let needs = [
            (Need::Update, has(Op::Update) || has(Op::CompareExchange)),
            (Need::Iterate, has(Op::Scan)),
        ];
        Answers {
            reads: Some((self.reads * 100.0).round() as u32),
            life: Some(self.life),
            keys: Some(match self.choice {
                Choice::Uniform { space } => space,
                _ => self.distinct.max(1),
            }),
            threads: Some(self.threads),
            needs: needs
                .into_iter()
                .filter_map(|(need, has)| has.then_some(need))
                .collect::<Needs>(),
            ..Answers::default()
        }
    }
}

/// Whole percentages that sum to 100 (largest remainders), none that is there at zero.
fn percents(counts: [u64; 8]) -> Mix {
    let total: u64 = counts.iter().sum();
    let mut shares = counts.map(|count| (count * 100 / total).max(u64::from(count > 0)) as i64);
    let over =
        |place: usize, share: i64| counts[place] as f64 * 100.0 / total as f64 - share as f64;
    let places = || (0..8).filter(|place| counts[*place] > 0);
    loop {
        let missing = 100 - shares.iter().sum::<i64>();
        let place = match missing {
            0 => break,
            1.. => places().max_by(|a, b| over(*a, shares[*a]).total_cmp(&over(*b, shares[*b]))),
            // Never the last percent of what there is.
            _ => places()
                .filter(|place| shares[*place] > 1)
                .min_by(|a, b| over(*a, shares[*a]).total_cmp(&over(*b, shares[*b]))),
        };
        shares[place.expect("there are operations")] += missing.signum();
    }
    let letters = OPERATIONS.iter().zip(shares).filter(|(_, share)| *share > 0);
    let text: Vec<String> =
        letters.map(|(spec, share)| format!("{}{share}", spec.letter)).collect();
    Mix::parse(&text.join(",")).expect("percentages that sum to 100")
}

/// What going through the operations in order shows.
struct Seen {
    /// Operations on each key.
    counts: Vec<u32>,
    /// Gets-or-inserts of keys that were there, as far as the trace says.
    found: u64,
    /// Keys that more than one thread used.
    shared: u32,
    removes: bool,
    /// Of the second half, operations that add keys, and those of them whose key was never met before.
    adding: u64,
    new: u64,
}

impl Seen {
    fn of(trace: &Trace) -> Self {
        let mut counts = vec![0_u32; trace.keys as usize];
        let mut users: Vec<Option<u8>> = vec![None; trace.keys as usize];
        let mut shared = vec![false; trace.keys as usize];
        let mut present = vec![false; trace.keys as usize];
        let (mut found, mut removes, mut adding, mut new) = (0, false, 0, 0);
        let half = trace.operations.len() / 2;
        for (place, &operation) in trace.operations.iter().enumerate() {
            let Operation { op, key, thread } = operation;
            removes |= matches!(op, Op::Remove | Op::Clear);
            if op == Op::Clear {
                present.fill(false);
            }
            if !operation.has_key() {
                continue;
            }
            let key = key as usize;
            let adds = matches!(op, Op::Insert | Op::Update | Op::GetOrInsert) && place >= half;
            adding += u64::from(adds);
            new += u64::from(adds && counts[key] == 0);
            found += u64::from(op == Op::GetOrInsert && present[key]);
            // What is read without having been added was there before.
            present[key] = op != Op::Remove;
            counts[key] += 1;
            shared[key] |= users[key].is_some_and(|user| user != thread);
            users[key] = Some(thread);
        }
        let shared = shared.into_iter().filter(|shared| *shared).count() as u32;
        Self { counts, found, shared, removes, adding, new }
    }

    fn life(&self, trace: &Trace) -> Life {
        let often = trace.operations.len() as f64 >= OFTEN * f64::from(trace.keys);
        if trace.threads > 1 && often && self.shared == 0 {
            return Life::Disjoint;
        }
        if self.removes {
            return Life::Churn;
        }
        // Where keys stay, what adds comes upon most of them again: how many it does not is known for
        // evenly chosen ones.
        let total = self.counts.iter().map(|count| f64::from(*count)).sum::<f64>();
        let often = total / space(total, f64::from(trace.keys));
        let missed = ((-often / 2.0).exp() - (-often).exp()) / (often / 2.0);
        let growing = self.new as f64 > (1.0 + 2.0 * missed) / 3.0 * self.adding as f64;
        if growing { Life::Append } else { Life::Stable }
    }
}

fn chosen(mut counts: Vec<u32>) -> Choice {
    counts.retain(|count| *count > 0);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let distinct = counts.len() as f64;
    if counts.is_empty() || (total as f64) < OFTEN * distinct {
        return zipf(&counts).map_or(Choice::Unknown, |exponent| Choice::Zipf { exponent });
    }
    let space = space(total as f64, distinct);
    if is_even(&counts, total as f64, space) {
        return Choice::Uniform { space: space.round() as u32 };
    }
    let fifth = counts.len().div_ceil(5);
    let hottest: u64 = counts[..fifth].iter().map(|count| u64::from(*count)).sum();
    let skewed = Choice::Skewed { hottest_fifth: hottest as f64 / total as f64 };
    zipf(&counts).map_or(skewed, |exponent| Choice::Zipf { exponent })
}

/// How many keys there are, if so many evenly chosen operations met so many: the size at which that many
/// are expected, n (1 - e^(-t/n)).
fn space(total: f64, distinct: f64) -> f64 {
    let (mut low, mut high) = (distinct, distinct * 2.0);
    for _ in 0..60 {
        let size = (low + high) / 2.0;
        match size * -(-total / size).exp_m1() < distinct {
            true => low = size,
            false => high = size,
        }
    }
    (low + high) / 2.0
}

/// Whether the counts scatter no more than evenly chosen ones do (Pearson's chi-square, four standard
/// deviations).
fn is_even(counts: &[u32], total: f64, space: f64) -> bool {
    let expected = total / space;
    let missed = (space - counts.len() as f64).max(0.0) * expected;
    let met = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected);
    let statistic = met.sum::<f64>() + missed;
    let freedom = (space - 1.0).max(1.0);
    statistic < freedom + 4.0 * (2.0 * freedom).sqrt()
}

/// The exponent that makes the counts of the keys whose rank is known most likely, if a zipf law with it
/// is what they look like. Descending counts.
fn zipf(counts: &[u32]) -> Option<f64> {
    let known = counts.iter().take_while(|count| **count >= KNOWN).count();
    let head = &counts[..known];
    let total: u64 = head.iter().map(|count| u64::from(*count)).sum();
    if known < 10 || total < ENOUGH {
        return None;
    }
    let logs: Vec<f64> = (1..=known).map(|rank| (rank as f64).ln()).collect();
    let weighted: f64 = head.iter().zip(&logs).map(|(count, log)| f64::from(*count) * log).sum();
    let wanted = weighted / total as f64;
    // The mean log rank falls as the exponent grows.
    let (mut low, mut high) = (0.0, 5.0);
    for _ in 0..60 {
        let exponent = (low + high) / 2.0;
        let (mut sum, mut mean) = (0.0, 0.0);
        for log in &logs {
            let weight = (-exponent * log).exp();
            sum += weight;
            mean += weight * log;
        }
        match mean / sum > wanted {
            true => low = exponent,
            false => high = exponent,
        }
    }
    let exponent = (low + high) / 2.0;
    let rest: u64 = counts[known..].iter().map(|count| u64::from(*count)).sum();
    let as_told = fits(head, &logs, exponent, total as f64)
        && goes_on(counts.len(), known, exponent, total as f64, rest as f64);
    as_told.then_some(exponent)
}

/// Whether the keys behind the head have at least what the law gives to as many as were met: there may be
/// more of them.
fn goes_on(met: usize, known: usize, exponent: f64, head: f64, rest: f64) -> bool {
    let weight = |from: usize, to: usize| {
        (from..=to).map(|rank| (-exponent * (rank as f64).ln()).exp()).sum::<f64>()
    };
    let expected = head * weight(known + 1, met) / weight(1, known);
    expected <= rest * 1.25 + 4.0 * expected.sqrt()
}

/// Whether each doubling of the rank has about as many operations as the law gives it.
fn fits(head: &[u32], logs: &[f64], exponent: f64, total: f64) -> bool {
    let weights: Vec<f64> = logs.iter().map(|log| (-exponent * log).exp()).collect();
    let scale = total / weights.iter().sum::<f64>();
    let mut from = 0;
    while from < head.len() {
        let to = (from * 2 + 1).min(head.len());
        let expected: f64 = weights[from..to].iter().sum::<f64>() * scale;
        let met: f64 = head[from..to].iter().map(|count| f64::from(*count)).sum();
        // A fifth off, or what chance explains.
        if (met - expected).abs() > expected * 0.2 + 4.0 * expected.sqrt() {
            return false;
        }
        from = to;
    }
    true
}
