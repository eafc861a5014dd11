//! `contend export`: a recorded result, or a matrix, as CSV, as a Markdown table or in another program's format.

use super::compare::open_as;
use super::output::{Answer, CommandResult, Out};
use super::run::Foreign;
use crate::report::export::{
    benchmark_action::benchmark_action, csv::csv, markdown::markdown, matrix,
};
use crate::report::recording::{Exportable, read_either};
use clap::Args;
use std::path::PathBuf;
use thiserror::Error;

#[derive(Args)]
pub struct Export {
    /// A result or a matrix, from the command line or the page; - is standard input
    #[arg(value_name = "RESULT.json")]
    file: PathBuf,
    /// CSV, one line per trial, or per cell of a matrix
    #[arg(long, group = "form")]
    csv: bool,
    /// A Markdown table of the summary (the default)
    #[arg(long, group = "form")]
    markdown: bool,
    /// In another program's format
    #[arg(long, group = "form", value_name = "PROGRAM")]
    format: Option<Foreign>,
    #[command(flatten)]
    pub out: Out,
}

#[derive(Debug, Error)]
#[error("--format has no room for a matrix; use --csv or --markdown")]
struct NoRoom;

impl Export {
    pub fn execute(&self) -> CommandResult {
        Ok(Answer::fine(match (open_as(&self.file, read_either)?, self.format) {
            (Exportable::Result(result), Some(Foreign::GithubActionBenchmark)) => {
                benchmark_action(&result)
            }
            (Exportable::Result(result), None) if self.csv => csv(&result),
            (Exportable::Result(result), None) => markdown(&result),
            (Exportable::Matrix(_), Some(_)) => return Err(NoRoom.into()),
            (Exportable::Matrix(cells), None) if self.csv => matrix::csv(&cells),
            (Exportable::Matrix(cells), None) => matrix::markdown(&cells),
        }))
    }
}
