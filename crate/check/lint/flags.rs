//! How golangci-lint is called: with flags that its version has, and not so that it leaves out what matters.

use super::linters::Version;
use super::version::Pin;
use crate::checks::{LINT_COVERAGE, LINT_FLAGS};
use crate::ci::{Build, Site, Tool, Uses, core, tool, visit};
use crate::finding::Tally;
use crate::source::Text;
use std::rc::Rc;

/// Flags of version 1 that version 2 does not have, with what it has instead.
const REMOVED: [(&str, &str); 17] = [
    ("--disable-all", "--default=none"),
    ("--enable-all", "--default=all"),
    ("--exclude", "linters.exclusions.rules in the configuration"),
    ("--exclude-case-sensitive", "linters.exclusions.rules in the configuration"),
    ("--exclude-dirs", "linters.exclusions.paths in the configuration"),
    ("--exclude-dirs-use-default", "linters.exclusions.paths in the configuration"),
    ("--exclude-files", "linters.exclusions.paths in the configuration"),
    ("--exclude-generated", "linters.exclusions.generated in the configuration"),
    ("--exclude-use-default", "linters.exclusions.presets in the configuration"),
    ("--fast", "--fast-only"),
    ("--out-format", "--output.text.path and its like"),
    ("--presets", "the linters by their names"),
    ("--print-issued-lines", "--output.text.print-issued-lines"),
    ("--print-linter-name", "--output.text.print-linter-name"),
    ("--skip-dirs", "linters.exclusions.paths in the configuration"),
    ("--skip-files", "linters.exclusions.paths in the configuration"),
    ("--sort-results", "output.sort-order in the configuration"),
];

/// Flags that came with version 2.
const ADDED: [(&str, &str); 3] = [
    ("--default", "--enable-all or --disable-all"),
    ("--fast-only", "--fast"),
    ("--output.", "--out-format"),
];

pub fn check(build: &Build, version: Option<Version>, pin: Option<&Pin>, tally: &mut Tally) {
    for script in &build.scripts {
        visit(script, &mut |site| in_command(site, version, pin, tally));
    }
    for (text, uses) in build.uses.iter().filter(|(_, uses)| is_action(uses)) {
        if let Some((_, args, at)) = uses.with.iter().find(|(name, ..)| name == "args") {
            for word in args.split_whitespace() {
                judge(word, (text, *at), version, tally);
            }
        }
        tally.looked(&LINT_FLAGS, place(text, uses.at));
    }
    tally.skipped(&LINT_FLAGS, "no script calls golangci-lint");
}

pub fn is_action(uses: &Uses) -> bool {
    uses.action == "golangci/golangci-lint-action"
}

/// Whether something in the build runs golangci-lint.
pub fn is_called(build: &Build) -> bool {
    let mut called = build.uses.iter().any(|(_, uses)| is_action(uses));
    for script in &build.scripts {
        visit(script, &mut |site| called |= tool(site.command()) == Some(Tool::Lint));
    }
    called
}

fn place(text: &Rc<Text>, at: usize) -> String {
    format!("{}:{}", text.name, text.place(at).line)
}

fn in_command(site: &Site, version: Option<Version>, pin: Option<&Pin>, tally: &mut Tally) {
    let command = site.command();
    if tool(command) != Some(Tool::Lint) {
        return;
    }
    let at = site.script.at(command.at);
    tally.looked(&LINT_FLAGS, place(&site.script.text, at));
    let mut dated = false;
    for word in core(command).iter().skip(1) {
        dated |= judge(&word.text, site.script.place(word.at), version, tally);
    }
    if version.is_none() && pin.is_none() && dated {
        let message = "which version of golangci-lint this calls is unknown, and its flags are not those of every version";
        let remedy = "Pin the version where it is installed, or write `version: \"2\"` into its configuration";
        tally.warned(&LINT_FLAGS, site.script.place(command.at), message, remedy);
    }
}

/// Whether the word is a flag of one version alone; what is wrong with it is reported.
fn judge(word: &str, at: (&Text, usize), version: Option<Version>, tally: &mut Tally) -> bool {
    let flag = word.split('=').next().unwrap_or_default();
    let fast = matches!(flag, "--fast" | "--fast-only") && word != "--fast=false";
    if fast && version != Some(Version::Two) || flag == "--fast-only" {
        let message = format!(
            "{flag} leaves out every linter that needs types: errcheck, govet and staticcheck among them"
        );
        let remedy = "Run it without, at least where a release is decided";
        tally.found(&LINT_COVERAGE, at, message, remedy);
    }
    let removed = REMOVED.iter().find(|(name, _)| *name == flag);
    let added = ADDED.iter().find(|(name, _)| match name.strip_suffix('.') {
        Some(_) => flag.starts_with(name),
        None => *name == flag,
    });
    match (version, removed, added) {
        (Some(Version::Two), Some((name, instead)), _) => {
            let message = format!("version 2 of golangci-lint has no flag {name}");
            tally.found(&LINT_FLAGS, at, message, format!("Use {instead}"));
        }
        (Some(Version::One), _, Some((_, instead))) => {
            let message = format!("version 1 of golangci-lint has no flag {flag}");
            tally.found(&LINT_FLAGS, at, message, format!("Use {instead}"));
        }
        _ => {}
    }
    removed.is_some() || added.is_some()
}
