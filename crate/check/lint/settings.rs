//! What a configuration of golangci-lint turns on, and what it drops of what was found.
//!
//! On where it says nothing: errcheck, govet and staticcheck, which see an error of a lock's or a group's lost, a
//! lock that is copied, a loop's variable that goroutines share, a goroutine that a test does not wait for. What an
//! exclusion drops is found by trying it on what these linters say.

use super::linters::{self, FORMATTERS, STANDARD, Version};
use crate::checks::{LINT_CONFIG, LINT_COVERAGE, LINT_EXCLUSIONS, LINT_NAMES};
use crate::finding::Tally;
use crate::nearest::meant;
use crate::node::Node;
use crate::source::Text;
use regex::{Regex, RegexBuilder};

/// What they say of concurrent code: the linter, and a message of its.
const SAID: [(&str, &str); 9] = [
    ("govet", "copylocks: assignment copies lock value to c: sync.Mutex"),
    ("govet", "copylocks: f passes lock by value: sync.Mutex"),
    ("govet", "copylocks: range var v copies lock: sync.Mutex"),
    ("govet", "loopclosure: loop variable v captured by func literal"),
    ("govet", "lostcancel: the cancel function is not used on all paths (possible context leak)"),
    ("govet", "atomic: direct assignment to atomic value"),
    ("staticcheck", "SA2000: should call wg.Add(1) before starting the goroutine to avoid a race"),
    ("staticcheck", "SA2001: empty critical section"),
    (
        "staticcheck",
        "SA2002: the goroutine calls T.Fatal, which must be called in the same goroutine as the test",
    ),
];

/// What govet must not leave out, and until which version of Go.
const ANALYZERS: [(&str, Option<(u32, u32)>); 4] =
    [("copylocks", None), ("lostcancel", None), ("atomic", None), ("loopclosure", Some((1, 22)))];

struct Settings<'a> {
    text: &'a Text,
    root: &'a Node,
    version: Version,
    tally: &'a mut Tally,
}

pub fn check(
    text: &Text,
    root: &Node,
    version: Version,
    go: Option<(u32, u32)>,
    tally: &mut Tally,
) {
    for check in [&LINT_NAMES, &LINT_COVERAGE, &LINT_EXCLUSIONS] {
        tally.looked(check, &text.name);
    }
    let mut settings = Settings { text, root, version, tally };
    settings.keys();
    settings.names();
    settings.coverage();
    settings.govet(go);
    settings.staticcheck();
    settings.exclusions();
}

impl Settings<'_> {
    fn at(&self, path: &[&str]) -> Option<std::rc::Rc<Node>> {
        self.root.path(path).cloned()
    }

    /// The keys of each version, so far as a wrong one changes what is linted.
    fn keys(&mut self) {
        if !self.root.is_map() {
            let message = "the configuration is to have keys and values";
            return self.tally.found(
                &LINT_CONFIG,
                (self.text, self.root.at()),
                message,
                "Write it so",
            );
        }
        let known = ["standard", "all", "none", "fast"];
        if let Some(default) =
            self.at(&["linters", "default"]).filter(|_| self.version == Version::Two)
            && !default.text().is_some_and(|text| known.contains(&text))
        {
            let message = format!(
                "linters.default is {}, and not one of {}",
                default.text().unwrap_or("no text"),
                known.join(", ")
            );
            self.tally.found(&LINT_CONFIG, (self.text, default.at()), message, "Write one of them");
        }
        let top: &[&str] = match self.version {
            Version::One => {
                &["version", "run", "output", "linters-settings", "linters", "issues", "severity"]
            }
            Version::Two => {
                &["version", "run", "output", "linters", "formatters", "issues", "severity"]
            }
        };
        self.known(self.root, top, "");
        let linters: &[&str] = match self.version {
            Version::One => &["enable", "disable", "enable-all", "disable-all", "presets", "fast"],
            Version::Two => &["default", "enable", "disable", "settings", "exclusions"],
        };
        if let Some(node) = self.at(&["linters"]) {
            self.known(&node, linters, "linters.");
        }
        let exclusions = ["generated", "warn-unused", "presets", "rules", "paths", "paths-except"];
        if let Some(node) = self.at(&["linters", "exclusions"]) {
            self.known(&node, &exclusions, "linters.exclusions.");
        }
        let moved =
            ["exclude", "exclude-rules", "exclude-dirs", "exclude-files", "exclude-use-default"];
        for name in moved {
            let of_issues = self.at(&["issues", name]).filter(|_| self.version == Version::Two);
            if let Some(node) = of_issues {
                let message = format!("version 2 has no issues.{name}");
                let remedy =
                    "Write linters.exclusions instead, or have `golangci-lint migrate` do it";
                self.tally.found(&LINT_CONFIG, (self.text, node.at()), message, remedy);
            }
        }
    }

    fn known(&mut self, node: &Node, known: &[&str], within: &str) {
        for (key, _) in node.pairs() {
            let name = key.text().unwrap_or_default();
            // Anchors for later use have such names by custom.
            if known.contains(&name) || name.starts_with("x-") {
                continue;
            }
            let near = match (self.version, name) {
                (Version::Two, "linters-settings") => {
                    "; in version 2 it is linters.settings".into()
                }
                (Version::Two, "enable-all" | "disable-all") => {
                    "; in version 2 it is linters.default: all or none".into()
                }
                (Version::Two, "presets" | "fast") => String::new(),
                (Version::One, "formatters" | "default" | "settings" | "exclusions") => {
                    "; it is of version 2, which begins with `version: \"2\"`".into()
                }
                _ => meant(name, known.iter().copied()),
            };
            let message =
                format!("version {} has no key {within}{name}{near}", self.version.number());
            let remedy = "Correct the key: what stands below it has no effect, or keeps golangci-lint from starting";
            self.tally.found(&LINT_CONFIG, (self.text, key.at()), message, remedy);
        }
    }

    fn names(&mut self) {
        let known = linters::all(self.version);
        for list in [["linters", "enable"], ["linters", "disable"]] {
            self.named(&list, &known);
        }
        if self.version == Version::Two {
            self.named(&["formatters", "enable"], &FORMATTERS);
        }
    }

    fn named(&mut self, list: &[&str], known: &[&str]) {
        let custom = self.custom();
        let Some(node) = self.at(list) else { return };
        for (name, at) in node.texts() {
            if known.contains(&name) || custom.iter().any(|own| own == name) {
                continue;
            }
            let (at, version) = ((self.text, at), self.version.number());
            let remedy = "Correct or remove the name: golangci-lint refuses it, or runs without it";
            match linters::replaced(name, self.version) {
                Some(instead) => {
                    let message = format!("version {version} has no linter {name}: {instead}");
                    self.tally.found(&LINT_NAMES, at, message, remedy);
                }
                None => {
                    let near = meant(name, known.iter().copied());
                    let message = format!("version {version} has no linter {name}{near}");
                    // Version 1 gets no more linters; of version 2 some may be younger than this list.
                    if self.version == Version::One || !near.is_empty() {
                        self.tally.found(&LINT_NAMES, at, message, remedy);
                    } else {
                        let message = format!("{message}, as far as is known here");
                        self.tally.warned(&LINT_NAMES, at, message, remedy);
                    }
                }
            }
        }
    }

    /// Linters of the project's own.
    fn custom(&self) -> Vec<String> {
        let node = self.linter_settings("custom");
        node.map(|node| node.keys().map(str::to_owned).collect()).unwrap_or_default()
    }

    fn linter_settings(&self, name: &str) -> Option<std::rc::Rc<Node>> {
        match self.version {
            Version::One => self.at(&["linters-settings", name]),
            Version::Two => self.at(&["linters", "settings", name]),
        }
    }

    fn listed(&self, list: &str, name: &str) -> Option<usize> {
        let node = self.at(&["linters", list])?;
        node.texts().into_iter().find(|(own, _)| *own == name).map(|(_, at)| at)
    }

    fn is_set(&self, path: &[&str]) -> bool {
        self.at(path).is_some_and(|node| node.bool() == Some(true))
    }

    /// That what matters is on.
    fn coverage(&mut self) {
        if let Some(tests) = self.at(&["run", "tests"]).filter(|it| it.bool() == Some(false)) {
            let message = "run.tests leaves out the tests, whose goroutines race as others do";
            self.tally.found(&LINT_COVERAGE, (self.text, tests.at()), message, "Take it out");
        }
        let default = self.at(&["linters", "default"]);
        let default =
            default.as_ref().and_then(|node| node.text()).unwrap_or("standard").to_owned();
        let none = self.is_set(&["linters", "disable-all"]) || default == "none";
        let bugs = self
            .at(&["linters", "presets"])
            .is_some_and(|node| node.texts().iter().any(|(name, _)| *name == "bugs"));
        let fast = self.is_set(&["linters", "fast"]) || default == "fast";
        let enabled: Vec<&str> =
            STANDARD.into_iter().filter(|name| self.listed("enable", name).is_some()).collect();
        let mut missing: Vec<&str> = Vec::new();
        for name in STANDARD {
            let by_fast = fast && !(self.version == Version::Two && enabled.contains(&name));
            if let Some(at) = self.listed("disable", name) {
                let message = format!("{name} is disabled: it sees {}", sees(name));
                let remedy = format!("Take {name} out of disable");
                self.tally.found(&LINT_COVERAGE, (self.text, at), message, remedy);
            } else if by_fast || none && !enabled.contains(&name) && !bugs {
                missing.push(name);
            }
        }
        if missing.is_empty() {
            return;
        }
        let (verb, them) = if missing.len() == 1 { ("is", "it") } else { ("are", "them") };
        let names = missing.join(", ");
        let seen: Vec<&str> = missing.iter().map(|name| sees(name)).collect();
        let (at, why, remedy) = if fast {
            let needs = if missing.len() == 1 { "needs" } else { "need" };
            let why = format!("{needs} types, so that `fast` leaves {them} out");
            let remedy = match self.version {
                Version::One => "Take fast out".to_owned(),
                Version::Two => "Write `default: standard`".to_owned(),
            };
            (self.place(&[&["linters", "fast"], &["linters", "default"]]), why, remedy)
        } else {
            let why = format!("{verb} not among the linters that are enabled");
            (self.place(&[&["linters", "enable"], &["linters"]]), why, format!("Enable {names}"))
        };
        let message = format!("{names} {why}, so nothing reports {}", seen.join("; "));
        self.tally.found(&LINT_COVERAGE, (self.text, at), message, remedy);
    }

    fn place(&self, paths: &[&[&str]]) -> usize {
        paths.iter().find_map(|path| self.at(path)).map_or(0, |node| node.at())
    }

    /// That govet leaves out none of its analyzers that matter.
    fn govet(&mut self, go: Option<(u32, u32)>) {
        let Some(node) = self.linter_settings("govet") else { return };
        let texts = |name: &str| node.get(name).map(|it| it.texts()).unwrap_or_default();
        let all_off = node.get("disable-all").filter(|it| it.bool() == Some(true));
        for (name, until) in ANALYZERS {
            // From that version of Go on each turn of a loop has a variable of its own.
            if until.is_some_and(|until| go.is_none_or(|go| go >= until)) {
                continue;
            }
            let disabled = texts("disable").into_iter().find(|(own, _)| *own == name);
            let enabled = texts("enable").iter().any(|(own, _)| *own == name);
            let at = match (disabled, all_off) {
                (Some((_, at)), _) => at,
                (None, Some(off)) if !enabled => off.at(),
                _ => continue,
            };
            let message = format!("govet runs without its analyzer {name}");
            let remedy = format!("Enable {name}");
            self.tally.found(&LINT_COVERAGE, (self.text, at), message, remedy);
        }
    }

    /// That staticcheck keeps its checks of concurrency, SA2.
    fn staticcheck(&mut self) {
        let Some(node) = self.linter_settings("staticcheck") else { return };
        let Some(checks) = node.get("checks") else { return };
        let mut off: Option<(Vec<&str>, usize)> = None;
        for check in ["SA2000", "SA2001", "SA2002", "SA2003"] {
            let mut on = (false, checks.at());
            for (pattern, at) in checks.texts() {
                let (off, name) = match pattern.strip_prefix('-') {
                    Some(name) => (true, name),
                    None => (false, pattern),
                };
                let hits = match name.strip_suffix('*') {
                    Some(start) => check.starts_with(start),
                    None => matches!(name, "all" | "inherit") || name == check,
                };
                if hits {
                    on = (!off, at);
                }
            }
            if !on.0 {
                off.get_or_insert((Vec::new(), on.1)).0.push(check);
            }
        }
        if let Some((missing, at)) = off {
            let names = missing.join(", ");
            let message =
                format!("staticcheck runs without {names}, of its checks of concurrent code");
            self.tally.found(&LINT_COVERAGE, (self.text, at), message, format!("Add {names}"));
        }
    }

    fn exclusions(&mut self) {
        if let Some(code) =
            self.at(&["run", "issues-exit-code"]).filter(|it| it.text() == Some("0"))
        {
            let message = "golangci-lint ends with status 0 whatever it finds";
            let remedy = "Take issues-exit-code out";
            self.tally.found(&LINT_EXCLUSIONS, (self.text, code.at()), message, remedy);
        }
        for name in ["new", "new-from-rev", "new-from-patch", "new-from-merge-base"] {
            let set =
                self.at(&["issues", name]).filter(|it| !it.is_null() && it.bool() != Some(false));
            if let Some(node) = set.filter(|it| it.text() != Some("")) {
                let message = format!("issues.{name} drops what was there before the last changes");
                let remedy =
                    "Leave it to an editor, and lint everything where a release is decided";
                self.tally.found(&LINT_EXCLUSIONS, (self.text, node.at()), message, remedy);
            }
        }
        let patterns: [&[&str]; 5] = [
            &["issues", "exclude-dirs"],
            &["issues", "exclude-files"],
            &["run", "skip-dirs"],
            &["run", "skip-files"],
            &["linters", "exclusions", "paths"],
        ];
        for path in patterns {
            let Some(node) = self.at(path) else { continue };
            for (pattern, at) in node.texts().into_iter().filter(|(it, _)| is_everything(it)) {
                let message = format!("\"{pattern}\" excludes every file");
                let remedy = "Name the folders or files that are meant";
                self.tally.found(&LINT_EXCLUSIONS, (self.text, at), message, remedy);
            }
        }
        if let Some(node) = self.at(&["linters", "exclusions", "paths-except"]) {
            for (pattern, at) in node.texts().into_iter().take(1) {
                let message = format!("every file is left out that \"{pattern}\" does not name");
                let remedy = "Exclude what is meant by paths";
                self.tally.found(&LINT_EXCLUSIONS, (self.text, at), message, remedy);
            }
        }
        if let Some(node) =
            self.linter_settings("errcheck").and_then(|it| it.get("exclude-functions").cloned())
        {
            for (function, at) in
                node.texts().into_iter().filter(|(it, _)| it.contains("errgroup.Group).Wait"))
            {
                let message = format!(
                    "errcheck does not look at what {function} returns, the first error of all goroutines"
                );
                self.tally.found(&LINT_EXCLUSIONS, (self.text, at), message, "Take it out");
            }
        }
        if let Some(node) = self.at(&["issues", "exclude"]) {
            for (pattern, at) in node.texts() {
                self.dropped(at, pattern, &[]);
            }
        }
        for path in [["issues", "exclude-rules"].as_slice(), &["linters", "exclusions", "rules"]] {
            let Some(node) = self.at(path) else { continue };
            for rule in node.items() {
                self.rule(rule);
            }
        }
    }

    fn rule(&mut self, rule: &Node) {
        let text = |name: &str| rule.get(name).and_then(|it| it.text()).unwrap_or_default();
        let mut narrow = false;
        for name in ["path", "source", "path-except"] {
            let Some(pattern) = rule.get(name) else { continue };
            let written = pattern.text().unwrap_or_default();
            if regex(written).is_none() {
                return self.unreadable(pattern.at(), written);
            }
            // What is true of all but a few files is true nearly everywhere.
            narrow |= name != "path-except" && !is_everything(written);
        }
        if narrow {
            return;
        }
        let linters = rule.get("linters").map(|it| it.texts()).unwrap_or_default();
        let linters: Vec<&str> = linters.into_iter().map(|(name, _)| name).collect();
        self.dropped(rule.at(), text("text"), &linters);
    }

    /// What such a pattern drops of what matters, everywhere.
    fn dropped(&mut self, at: usize, pattern: &str, linters: &[&str]) {
        match dropped(pattern, linters) {
            Dropped::Nothing => {}
            Dropped::Unreadable => self.unreadable(at, pattern),
            Dropped::Said(linter, said) => {
                let message = format!(
                    "this has no path, so it hides what {linter} says everywhere, for example: {said}"
                );
                let remedy =
                    "Give the rule a path and a text of its own, or correct what it is about";
                self.tally.found(&LINT_EXCLUSIONS, (self.text, at), message, remedy);
            }
        }
    }

    fn unreadable(&mut self, at: usize, pattern: &str) {
        let message = format!(
            "\"{pattern}\" cannot be read as a regular expression, and golangci-lint does not start"
        );
        self.tally.found(&LINT_EXCLUSIONS, (self.text, at), message, "Correct the pattern");
    }
}

/// What a pattern over messages takes out.
pub enum Dropped {
    Nothing,
    Unreadable,
    /// What that linter says.
    Said(&'static str, &'static str),
}

pub fn dropped(pattern: &str, linters: &[&str]) -> Dropped {
    let Some(regex) = regex(pattern) else { return Dropped::Unreadable };
    let of = |linter: &str| linters.is_empty() || linters.contains(&linter);
    let hit = SAID.iter().find(|(linter, said)| of(linter) && regex.is_match(said));
    hit.map_or(Dropped::Nothing, |(linter, said)| Dropped::Said(linter, said))
}

/// golangci-lint looks at letters alike, large or small, unless told otherwise.
fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).size_limit(1 << 20).build().ok()
}

fn sees(linter: &str) -> &'static str {
    match linter {
        "errcheck" => "lost errors, that of a group's Wait for one",
        "govet" => "copied locks and contexts that are never cancelled",
        _ => "empty critical sections and goroutines that a test does not wait for",
    }
}

fn is_everything(pattern: &str) -> bool {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    matches!(inner, "" | "." | ".*" | ".+" | "./" | "/" | "(.*)" | ".*\\.go" | "\\.go" | "./...")
}

#[cfg(test)]
mod tests;
