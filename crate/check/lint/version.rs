//! Which version of golangci-lint is meant: by its configuration, or by what pins it.

use super::flags;
use super::linters::Version;
use super::scope::Scope;
use crate::ci::{Build, Uses, core, visit};
use crate::files;
use crate::source::Text;
use std::rc::Rc;

/// A version, and where it says so.
#[derive(Clone, Debug)]
pub struct Pin {
    pub version: Version,
    pub text: Rc<Text>,
    pub at: usize,
    pub what: String,
    /// What it is to go with.
    pub scope: Scope,
}

fn of(number: &str) -> Option<Version> {
    match files::version(number)? {
        (1, _) => Some(Version::One),
        (2, _) => Some(Version::Two),
        _ => None,
    }
}

/// Everything that fixes it in the build: the action, an installation, an image.
pub fn pins(build: &Build) -> Vec<Pin> {
    let mut pins = Vec::new();
    for (text, uses) in
        build.uses.iter().filter(|(_, it)| it.action == "golangci/golangci-lint-action")
    {
        let named = uses.with.iter().find(|(name, ..)| name == "version");
        let by_version = named.and_then(|(_, value, at)| Some((of(value)?, *at, value.clone())));
        // From version 7 on the action runs version 2 alone, until then version 1.
        let by_action = files::version(&tag(text, uses)).map(|(major, _)| {
            let version = if major >= 7 { Version::Two } else { Version::One };
            (version, uses.at, format!("{}@{}", uses.action, uses.version))
        });
        let found = by_version.or(by_action);
        let scope = flags::scope(uses);
        pins.extend(found.map(|(version, at, what)| Pin {
            version,
            text: text.clone(),
            at,
            what,
            scope: scope.clone(),
        }));
    }
    for script in &build.scripts {
        visit(script, &mut |site| {
            for word in core(site.command()) {
                if let Some(version) = in_word(&word.text) {
                    let (text, at) = (script.text.clone(), script.at(word.at));
                    let what = word.text.clone();
                    pins.push(Pin { version, text, at, what, scope: flags::scope_of(site) });
                }
            }
        });
    }
    pins
}

/// Of an action that is pinned by a commit, the comment behind that: `uses: action@<sha> # v9.3.0`.
fn tag(text: &Text, uses: &Uses) -> String {
    let line = text.line(text.place(uses.at).line as usize);
    let comment = line.split_once(" # ").map(|(_, comment)| comment.trim().to_owned());
    comment.filter(|_| uses.version.len() == 40).unwrap_or_else(|| uses.version.clone())
}

/// `.../golangci-lint/v2/cmd/golangci-lint@v2.1.6`, `golangci/golangci-lint:v1.64`.
fn in_word(word: &str) -> Option<Version> {
    let (_, after) = word.split_once("golangci-lint")?;
    if after.contains("/v2/") {
        return Some(Version::Two);
    }
    let (before, number) = word.rsplit_once('@').or_else(|| word.rsplit_once(':'))?;
    if !before.ends_with("golangci-lint") {
        return None;
    }
    of(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_in_words() {
        for (word, expected) in [
            ("github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.1.6", Some(Version::Two)),
            ("github.com/golangci/golangci-lint/cmd/golangci-lint@v1.64.8", Some(Version::One)),
            ("golangci/golangci-lint:v2.0", Some(Version::Two)),
            ("golangci/golangci-lint:latest", None),
            ("golangci-lint", None),
        ] {
            assert_eq!(in_word(word), expected, "{word}");
        }
    }
}
