//! `contend completions` and `contend man`: what shells and `man` want to know, made from the same
//! declarations that parse the arguments.

use super::output::{Answer, CommandResult};
use clap::{Args, Command};
use clap_complete::Shell;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Args)]
pub struct Completions {
    /// The shell; for bash, `source <(contend completions bash)`
    shell: Shell,
}

#[derive(Args)]
pub struct Man {
    /// The page of one command instead of the program's
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write all pages into this folder instead
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

impl Completions {
    pub fn execute(&self, mut program: Command) -> CommandResult {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut program, "contend", &mut text);
        Ok(Answer::fine(String::from_utf8(text)?))
    }
}

#[derive(Debug, Error)]
enum ManError {
    #[error("{folder}: {error}. Name a folder to write to")]
    Folder { folder: String, error: std::io::Error },
    #[error("there is no command \"{name}\"; the commands are {known}")]
    NoCommand { name: String, known: String },
}

impl Man {
    pub fn execute(&self, mut program: Command) -> CommandResult {
        // Gives each command its full name, by which `man` finds it: contend-run.
        program.build();
        if let Some(folder) = &self.out {
            let named = |error| ManError::Folder { folder: folder.display().to_string(), error };
            write_all(program, folder).map_err(named)?;
            return Ok(Answer::fine(String::new()));
        }
        let page = match &self.command {
            None => program,
            Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
                let known: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
                ManError::NoCommand { name: name.clone(), known: known.join(", ") }
            })?,
        };
        let mut text = Vec::new();
        page_of(page).render(&mut text)?;
        Ok(Answer::fine(String::from_utf8(text)?))
    }
}

fn page_of(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command).source(concat!("contend ", env!("CARGO_PKG_VERSION")))
}

fn write_all(program: Command, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        page_of(command.clone()).generate_to(folder)?;
    }
    page_of(program).generate_to(folder)?;
    Ok(())
}
