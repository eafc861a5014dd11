//! Which commit the command line is built from, for results to say so.
//!
//! Needs neither git nor a checkout: from an unpacked archive, even inside somebody else's repository,
//! there is none. Runs again after a commit, a checkout or a change of the sources, and only then; a
//! module for the page is left alone, since the page says which commit it is of.

use std::path::Path;
use std::process::Command;

/// What goes into the program.
const SOURCES: [&str; 4] = ["crate", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() {
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rerun-if-changed=build.rs");
        return;
    }
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    // A folder, or in a worktree a file that names one.
    if !Path::new(".git").exists() {
        return;
    }
    // It grows with whatever moves HEAD. The index is no good: asking for the status may write it.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]);
    if let Some(log) = log.filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return };
    println!("cargo::rustc-env=CONTEND_COMMIT={commit}");
    let status = ["--no-optional-locks", "status", "--porcelain", "--"];
    if git(&[&status[..], &SOURCES[..]].concat()).is_none_or(|changes| !changes.is_empty()) {
        println!("cargo::rustc-env=CONTEND_DIRTY=1");
    }
}

/// What git prints, without the end of the line; `None` if it is missing or fails.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}
