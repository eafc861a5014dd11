//! `contend export`: a recorded result as CSV, as a Markdown table or in another program's format.

use super::compare::open;
use super::output::{Answer, CommandResult, Out};
use super::run::Foreign;
use crate::report::export::{benchmark_action::benchmark_action, csv::csv, markdown::markdown};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Export {
    /// A result from `contend run --json` or the page; - is standard input
    #[arg(value_name = "RESULT.json")]
    file: PathBuf,
    /// CSV, one line per trial
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

impl Export {
    pub fn execute(&self) -> CommandResult {
        let recording = open(&self.file)?;
        Ok(Answer::fine(match self.format {
            Some(Foreign::GithubActionBenchmark) => benchmark_action(&recording),
            None if self.csv => csv(&recording),
            None => markdown(&recording),
        }))
    }
}
