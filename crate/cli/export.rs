//! `contend export`: a recorded result as CSV or as a Markdown table.

use super::compare::{CompareError, open};
use super::run::fail;
use crate::export::{csv::csv, markdown::markdown};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Export {
    /// A result, as `contend run --json` or the page wrote it
    #[arg(value_name = "RESULT.json")]
    file: PathBuf,
    /// One line a trial, as CSV
    #[arg(long, group = "format")]
    csv: bool,
    /// The summary as a Markdown table, which is what is written without either
    #[arg(long, group = "format")]
    markdown: bool,
}

impl Export {
    pub fn execute(self) -> ExitCode {
        match self.text() {
            Err(error) => fail(error),
            Ok(text) => {
                print!("{text}");
                ExitCode::SUCCESS
            }
        }
    }

    fn text(&self) -> Result<String, CompareError> {
        let recording = open(&self.file)?;
        Ok(if self.csv { csv(&recording) } else { markdown(&recording) })
    }
}
