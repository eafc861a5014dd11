//! `contend completions` and `contend man`: what shells and `man` want to know, made from the same
//! declarations that parse the arguments.

use super::run::fail;
use clap::{Args, Command};
use clap_complete::Shell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    pub fn execute(self, mut program: Command) -> ExitCode {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut program, "contend", &mut text);
        print(&text)
    }
}

impl Man {
    pub fn execute(self, mut program: Command) -> ExitCode {
        // Gives each command its full name, by which `man` finds it: contend-run.
        program.build();
        if let Some(folder) = &self.out {
            return match write_all(program, folder) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    fail(format!("{}: {error}. Name a folder to write to", folder.display()))
                }
            };
        }
        let page = match &self.command {
            None => program,
            Some(name) => match program.find_subcommand(name) {
                Some(command) => command.clone(),
                None => {
                    let names: Vec<&str> =
                        program.get_subcommands().map(Command::get_name).collect();
                    return fail(format!(
                        "there is no command \"{name}\"; the commands are {}",
                        names.join(", ")
                    ));
                }
            },
        };
        let mut text = Vec::new();
        page_of(page).render(&mut text).expect("memory takes all");
        print(&text)
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

/// A reader that has seen enough, such as `head`, is no failure.
fn print(text: &[u8]) -> ExitCode {
    match std::io::stdout().write_all(text) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => fail(error),
        _ => ExitCode::SUCCESS,
    }
}
