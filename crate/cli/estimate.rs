//! `contend estimate`: the median of each of several series of numbers with its interval, as
//! results have them. `make bench` asks it for what it measured in repeats of its own; it is no
//! command for readers, who have results.
//!
//! Reads a JSON array of arrays and writes as many estimates, null for a series without a number. With
//! `--sequential` the series are ratios paired by round, and the intervals those of the rule that may be
//! looked at after every round.

use super::output::{Answer, CommandResult};
use crate::stats::{Estimate as Figures, estimate, sequential};
use clap::Args;
use std::io::{Read, stdin};
use thiserror::Error;

#[derive(Args)]
pub struct Estimate {
    /// Of how many pairs of maps a difference may be claimed
    #[arg(long, value_name = "PAIRS")]
    sequential: Option<usize>,
}

#[derive(Debug, Error)]
#[error("{0}. Give series of numbers on standard input, such as [[1.5, 2], [3]]")]
struct BadSeries(#[from] serde_json::Error);

impl Estimate {
    pub fn execute(&self) -> CommandResult {
        Ok(Answer::fine(estimates(stdin().lock(), self.sequential)? + "\n"))
    }
}

fn estimates(input: impl Read, pairs: Option<usize>) -> Result<String, BadSeries> {
    let series: Vec<Vec<f64>> = serde_json::from_reader(input)?;
    let of = |values: &Vec<f64>| match pairs {
        None => estimate(values),
        Some(pairs) => sequential::paired_ratio(values, &vec![1.0; values.len()], pairs),
    };
    let all: Vec<Option<Figures>> = series.iter().map(of).collect();
    Ok(serde_json::to_string(&all)?)
}

#[cfg(test)]
mod tests {
    use super::estimates;

    #[test]
    fn each_series_has_its_estimate() {
        let input = "[[7, 1, 9, 3, 5, 2, 8, 4, 6, 10], [1, 3], []]".as_bytes();
        let expected = concat!(
            r#"[{"median":5.5,"low":2.0,"high":9.0},"#,
            r#"{"median":2.0,"low":null,"high":null},null]"#
        );
        assert_eq!(estimates(input, None).unwrap(), expected);
        let rounds = "[[2, 3, 2, 3, 2, 3, 2], [2, 3]]".as_bytes();
        let expected = concat!(
            r#"[{"median":2.0,"low":2.0,"high":3.0},"#,
            r#"{"median":2.5,"low":null,"high":null}]"#
        );
        assert_eq!(estimates(rounds, Some(1)).unwrap(), expected);
        let refused = estimates("[1]".as_bytes(), None).unwrap_err().to_string();
        assert!(refused.contains("Give series of numbers"), "{refused}");
    }
}
