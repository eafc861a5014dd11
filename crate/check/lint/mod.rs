//! golangci-lint: its configuration in the form of either version, and how the build calls it.

mod flags;
mod linters;
mod scope;
mod settings;
mod version;

use crate::Refused;
use crate::checks::{LINT_CONFIG, LINT_COVERAGE, LINT_EXCLUSIONS, LINT_FLAGS, LINT_NAMES};
use crate::ci::Build;
use crate::config::Config;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::node::Node;
use crate::source::{MAX_BYTES, Text};
use crate::yaml::Syntax;
use crate::{toml, yaml};
use linters::Version;
use scope::Configuration;
use std::rc::Rc;
use version::Pin;

pub fn check(
    files: &Files,
    config: &Config,
    build: &Build,
    tally: &mut Tally,
) -> Result<(), Refused> {
    let mut names = files.chosen(config.lint.as_ref(), files::is_lint_config)?;
    called(files, build, &mut names, tally);
    let mut known = Vec::new();
    for name in &names {
        let text = match files.read(name, MAX_BYTES) {
            Err(refused) if config.lint.is_none() => {
                tally.unreadable(&LINT_CONFIG, &files.shown(name), &refused);
                continue;
            }
            read => read?,
        };
        tally.looked(&LINT_CONFIG, &text.name);
        tally.heed(&text);
        let root = match read(&text)? {
            Ok(Some(root)) => root,
            Ok(None) => {
                tally.found(
                    &LINT_CONFIG,
                    (&text, 0),
                    "the configuration is empty",
                    "Write what to lint, or remove it",
                );
                continue;
            }
            Err(wrong) => {
                let message = format!("the configuration cannot be read: {}", wrong.why);
                tally.found(&LINT_CONFIG, (&text, wrong.at), message, "Correct it");
                continue;
            }
        };
        let Some(version) = declared(&text, &root, tally) else { continue };
        known.push(Configuration { name: name.clone(), version });
        let go = root.path(&["run", "go"]).and_then(|it| files::version(it.text()?));
        let go = go.or_else(|| files::go_version(files, name));
        settings::check(&text, &root, version, go, tally);
    }
    let pins = version::pins(build);
    for pin in &pins {
        held(files, pin, &known, tally);
    }
    flags::check(build, &known, &pins, tally);
    if names.is_empty() {
        let why = "there is no configuration of golangci-lint";
        for check in [&LINT_CONFIG, &LINT_NAMES, &LINT_EXCLUSIONS] {
            tally.skipped(check, why);
        }
        // Without one, what matters is on.
        if flags::is_called(build) {
            tally.looked(&LINT_COVERAGE, "the linters that are on by default");
        }
        tally.skipped(&LINT_COVERAGE, "golangci-lint is neither configured nor called");
    }
    for check in [&LINT_NAMES, &LINT_COVERAGE, &LINT_EXCLUSIONS] {
        tally.skipped(check, "the configuration cannot be read");
    }
    Ok(())
}

/// A version that is fixed is to be that of the configuration that it reads.
fn held(files: &Files, pin: &Pin, all: &[Configuration], tally: &mut Tally) {
    let read = pin.scope.of(all);
    let other: Vec<_> = read.iter().filter(|it| it.version != pin.version).collect();
    let Some(first) = other.first() else { return };
    if other.len() < read.len() {
        let line = pin.text.place(pin.at).line;
        let why = format!(
            "{}:{line}: which configuration {} reads is not known: {}",
            pin.text.name,
            pin.what,
            scope::names(&read)
        );
        return tally.unjudged(&LINT_FLAGS, why);
    }
    let message = format!(
        "{} is version {}, and the configuration {} is of version {}",
        pin.what,
        pin.version.number(),
        files.shown(&first.name),
        first.version.number()
    );
    let remedy = "Use one version in both places; `golangci-lint migrate` converts a configuration";
    tally.found(&LINT_FLAGS, (&pin.text, pin.at), message, remedy);
}

/// Configurations that calls name are those that count.
fn called(files: &Files, build: &Build, names: &mut Vec<String>, tally: &mut Tally) {
    for (named, text, at) in flags::configs(build) {
        let plain = named.strip_prefix("./").unwrap_or(&named);
        let ends =
            |name: &&String| name.strip_suffix(plain).is_some_and(|before| before.ends_with('/'));
        let found = match files.names.iter().any(|name| name == plain) {
            true => Some(plain.to_owned()),
            false => files.names.iter().find(ends).cloned(),
        };
        match found {
            Some(name) if names.contains(&name) => {}
            Some(name) => names.push(name),
            None => {
                let line = text.place(at).line;
                let why = format!("{}:{line}: the configuration {named} is not found", text.name);
                for check in [&LINT_CONFIG, &LINT_NAMES, &LINT_COVERAGE, &LINT_EXCLUSIONS] {
                    tally.unjudged(check, &*why);
                }
            }
        }
    }
}

fn read(text: &Text) -> Result<Result<Option<Rc<Node>>, Syntax>, Refused> {
    if text.name.ends_with(".toml") {
        return Ok(toml::document(text).map(Some));
    }
    let documents = yaml::documents(text)?;
    Ok(documents.map(|documents| documents.into_iter().next()))
}

/// Version 1 has no key for it.
fn declared(text: &Text, root: &Node, tally: &mut Tally) -> Option<Version> {
    let Some(declared) = root.get("version") else { return Some(Version::One) };
    match declared.text() {
        Some("1") => Some(Version::One),
        Some("2") => Some(Version::Two),
        other => {
            let message =
                format!("there is no version {} of the configuration", other.unwrap_or_default());
            tally.found(&LINT_CONFIG, (text, declared.at()), message, "Write `version: \"2\"`");
            None
        }
    }
}
