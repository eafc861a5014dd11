//! The command line: parses arguments, hands over to one file per command.
//!
//! Exit status 0: fine. 1: a map failed its verdict. 2: bad input, or a run that could not be done.

pub mod allocator;
mod list;
mod report;
mod run;
#[cfg(feature = "full")]
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Compare concurrent-map strategies on real threads.
#[derive(Parser)]
#[command(name = "contend", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run an experiment and print its result
    Run(run::Run),
    /// Check that each map's operations take effect one after another (linearizability)
    #[cfg(feature = "full")]
    Verify(verify::Verify),
    /// List strategies, presets and the keys of a link
    List(list::List),
}

pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Run(run) => run.execute(),
        #[cfg(feature = "full")]
        Command::Verify(verify) => verify.execute(),
        Command::List(list) => list.execute(),
    }
}
