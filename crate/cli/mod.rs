//! The command line: parses arguments, hands over to one file per command.
//!
//! A command prints nothing itself: it says what it came to, and `output.rs` writes that and makes the exit
//! status of it, as docs/command-line.md has them.

#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod allocator;
#[cfg(feature = "check")]
mod check;
#[cfg(feature = "full")]
mod choose;
#[cfg(feature = "full")]
mod compare;
#[cfg(feature = "full")]
mod estimate;
#[cfg(feature = "full")]
mod export;
#[cfg(feature = "scan")]
mod github;
#[cfg(feature = "full")]
mod guard;
#[cfg(feature = "full")]
mod incident;
mod interrupt;
mod list;
#[cfg(feature = "full")]
mod matrix;
mod output;
mod pin;
mod progress;
#[cfg(feature = "full")]
mod race;
pub(crate) mod report;
pub(crate) mod rounds;
pub(crate) mod run;
#[cfg(feature = "scan")]
mod sarif;
#[cfg(feature = "full")]
mod scale;
#[cfg(feature = "scan")]
mod scan;
#[cfg(all(test, feature = "full"))]
mod schemas;
mod shell;
mod system;
#[cfg(feature = "full")]
pub(crate) mod verify;

use clap::{CommandFactory, Parser, Subcommand};
use output::{Out, answer, written};
use std::process::ExitCode;

/// Compare concurrent maps on real threads.
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
    /// Say which map a program needs, why, and what would change the answer
    #[cfg(feature = "full")]
    Choose(choose::Choose),
    /// Run several maps under several presets and print one table: what is fastest where, and overall
    #[cfg(feature = "full")]
    Matrix(matrix::MatrixCommand),
    /// Compare two results: for each map the change, its interval, and whether it is significant
    #[cfg(feature = "full")]
    Compare(compare::Compare),
    /// Print a recorded result as CSV or Markdown
    #[cfg(feature = "full")]
    Export(export::Export),
    /// Medians and intervals of series of numbers, for the project's own benchmarks
    #[cfg(feature = "full")]
    #[command(hide = true)]
    Estimate(estimate::Estimate),
    /// Check each map for linearizability by its recorded histories
    #[cfg(feature = "full")]
    Verify(verify::Verify),
    /// Run maps while things go wrong on a schedule, with and without a guard around them
    #[cfg(feature = "full")]
    Guard(guard::Guard),
    /// Find map accesses in Go source that can race
    #[cfg(feature = "scan")]
    Scan(scan::Scan),
    /// Hold a Go repository against the checklist for a release: lints, CI, alert rules, a probe
    #[cfg(feature = "check")]
    Check(check::Check),
    /// List maps, presets and the keys of a link
    List(list::List),
    /// Print the completions for a shell
    Completions(shell::Completions),
    /// Print the manual page
    Man(shell::Man),
}

/// What the program is built from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources {
    /// Of a checkout.
    pub commit: Option<&'static str>,
    /// They differ from it.
    pub dirty: bool,
}

pub fn main(sources: Sources) -> ExitCode {
    let command = match Arguments::try_parse() {
        Ok(arguments) => arguments.command,
        // Help and the version are such errors, too.
        Err(error) => return written(error.print(), error.exit_code()),
    };
    let stdout = &Out::default();
    match command {
        Command::Run(mut run) => {
            run.sources = sources;
            answer(&run.out, || run.execute())
        }
        #[cfg(feature = "full")]
        Command::Choose(mut choose) => {
            choose.sources = sources;
            answer(&choose.out, || choose.execute())
        }
        #[cfg(feature = "full")]
        Command::Matrix(mut matrix) => {
            matrix.sources = sources;
            answer(&matrix.out, || matrix.execute())
        }
        #[cfg(feature = "full")]
        Command::Compare(compare) => answer(&compare.out, || compare.execute()),
        #[cfg(feature = "full")]
        Command::Export(export) => answer(&export.out, || export.execute()),
        #[cfg(feature = "full")]
        Command::Estimate(estimate) => answer(stdout, || estimate.execute()),
        #[cfg(feature = "full")]
        Command::Verify(verify) => answer(&verify.out, || verify.execute()),
        #[cfg(feature = "full")]
        Command::Guard(mut guard) => {
            guard.sources = sources;
            answer(&guard.destination(), || guard.execute())
        }
        #[cfg(feature = "scan")]
        Command::Scan(scan) => answer(&scan.out, || scan.execute()),
        #[cfg(feature = "check")]
        Command::Check(check) => answer(&check.out, || check.execute()),
        Command::List(list) => answer(stdout, || list.execute()),
        Command::Completions(shell) => answer(stdout, || shell.execute(Arguments::command())),
        Command::Man(man) => answer(stdout, || man.execute(Arguments::command())),
    }
}
