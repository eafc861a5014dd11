//! Which commit a program is built from, for its results to say so.
//!
//! A macro rather than a build script: a script that runs again makes the whole package and its tests
//! compile again, and this only the program that names it, after a commit or a checkout. Whatever else
//! changes the sources has the program compiled anyway.
//!
//! Needs neither git nor a checkout: from an unpacked archive, even inside somebody else's repository,
//! there is none.

use proc_macro::TokenStream;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What goes into the program.
const SOURCES: [&str; 3] = ["crate", "Cargo.toml", "Cargo.lock"];

/// `(commit, dirty)`: the commit's name as an `Option<&'static str>`, and whether the sources differ
/// from it.
#[proc_macro]
pub fn commit(_: TokenStream) -> TokenStream {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let known = known(&package).unwrap_or_else(|| "(::core::option::Option::None, false)".into());
    known.parse().expect("an expression")
}

fn known(package: &Path) -> Option<String> {
    let git = |arguments: &[&str]| git(package, arguments);
    // A folder, or in a worktree a file that names one.
    if !package.join(".git").exists() {
        return None;
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let status = ["--no-optional-locks", "status", "--porcelain", "--"];
    let dirty =
        git(&[&status[..], &SOURCES[..]].concat()).is_none_or(|changes| !changes.is_empty());
    // It grows with whatever moves HEAD, and what is included is looked at by the next build. The index
    // is no good: asking for the status may write it.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]).map(|log| package.join(log));
    let log = log
        .filter(|log| log.exists())
        .map_or(String::new(), |log| format!("const _: &[u8] = ::core::include_bytes!({log:?});"));
    Some(format!("{{ {log} (::core::option::Option::Some({commit:?}), {dirty}) }}"))
}

/// What git prints, without the end of the line; `None` if it is missing or fails.
fn git(package: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(package).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}
