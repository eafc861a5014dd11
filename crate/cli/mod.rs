//! The command line: parses arguments, hands over to one file per command.
//!
//! Exit status 0: fine. 1: a map failed its verdict, or fell in a comparison by more than it may.
//! 2: bad input, or a run that could not be done.

pub mod allocator;
#[cfg(feature = "full")]
mod compare;
#[cfg(feature = "full")]
mod estimate;
#[cfg(feature = "full")]
mod export;
mod list;
mod pin;
#[cfg(feature = "full")]
mod race;
mod report;
mod run;
#[cfg(feature = "full")]
mod scale;
mod shell;
#[cfg(feature = "full")]
mod verify;

use clap::{CommandFactory, Parser, Subcommand};
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
    /// Compare two results: per map the change, its interval and whether it can be told from noise
    #[cfg(feature = "full")]
    Compare(compare::Compare),
    /// Print a recorded result as CSV or Markdown
    #[cfg(feature = "full")]
    Export(export::Export),
    /// Medians and intervals of series of numbers, for the project's own benchmarks
    #[cfg(feature = "full")]
    #[command(hide = true)]
    Estimate(estimate::Estimate),
    /// Check that each map's operations take effect one after another (linearizability)
    #[cfg(feature = "full")]
    Verify(verify::Verify),
    /// List strategies, presets and the keys of a link
    List(list::List),
    /// Print the completions for a shell
    Completions(shell::Completions),
    /// Print the manual page
    Man(shell::Man),
}

pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Run(run) => run.execute(),
        #[cfg(feature = "full")]
        Command::Compare(compare) => compare.execute(),
        #[cfg(feature = "full")]
        Command::Export(export) => export.execute(),
        #[cfg(feature = "full")]
        Command::Estimate(estimate) => estimate.execute(),
        #[cfg(feature = "full")]
        Command::Verify(verify) => verify.execute(),
        Command::List(list) => list.execute(),
        Command::Completions(completions) => completions.execute(Arguments::command()),
        Command::Man(man) => man.execute(Arguments::command()),
    }
}
