//! `contend estimate`: the median of each of several series of numbers with its interval, as
//! results have them. `make bench` asks it for what it measured in repeats of its own; it is no
//! command for readers, who have results.
//!
//! Reads a JSON array of arrays and writes as many estimates, null for a series without a number.

use super::run::fail;
use crate::stats::estimate;
use clap::Args;
use std::io::{Read, stdin};
use std::process::ExitCode;
use thiserror::Error;

#[derive(Args)]
pub struct Estimate;

#[derive(Debug, Error)]
#[error("{0}. Give series of numbers on the standard input, such as [[1.5, 2], [3]]")]
struct BadSeries(#[from] serde_json::Error);

impl Estimate {
    pub fn execute(self) -> ExitCode {
        match estimates(stdin().lock()) {
            Err(error) => fail(error),
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
        }
    }
}

fn estimates(input: impl Read) -> Result<String, BadSeries> {
    let series: Vec<Vec<f64>> = serde_json::from_reader(input)?;
    let all: Vec<_> = series.iter().map(|values| estimate(values)).collect();
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
        assert_eq!(estimates(input).unwrap(), expected);
        let refused = estimates("[1]".as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("Give series of numbers"), "{refused}");
    }
}
