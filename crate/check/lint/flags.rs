//! How golangci-lint is called: with flags that its version has, and not so that it leaves out what matters. What a flag
//! says counts for more than the configuration.

use super::linters::{self, STANDARD, Version};
use super::scope::{self, Configuration, Scope};
use super::settings::{Dropped, dropped};
use super::version::Pin;
use crate::checks::{LINT_CONFIG, LINT_COVERAGE, LINT_EXCLUSIONS, LINT_FLAGS, LINT_NAMES};
use crate::ci::{Build, Site, Tool, Uses, core, expand, in_text, tool, visit};
use crate::finding::Tally;
use crate::nearest::meant;
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

/// Flags with a value, which may stand in the next word, by their short names.
const SHORT: [(&str, &str); 8] = [
    ("-D", "--disable"),
    ("-E", "--enable"),
    ("-c", "--config"),
    ("-e", "--exclude"),
    ("-j", "--concurrency"),
    ("-n", "--new"),
    ("-p", "--presets"),
    ("-v", "--verbose"),
];

/// Those of them, and of the long ones, that have none.
const SWITCHES: [&str; 12] = [
    "--new",
    "--verbose",
    "--tests",
    "--no-config",
    "--fast",
    "--fast-only",
    "--enable-all",
    "--disable-all",
    "--fix",
    "--allow-parallel-runners",
    "--allow-serial-runners",
    "--show-stats",
];

/// One call, by a shell or by the action.
struct Call {
    text: Rc<Text>,
    at: usize,
    /// Names without their value, values, and where they stand.
    flags: Vec<(String, String, usize)>,
    /// Some word of it is not known.
    open: bool,
    scope: Scope,
}

impl Call {
    fn place(&self) -> String {
        format!("{}:{}", self.text.name, self.text.place(self.at).line)
    }

    fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|(own, value, _)| own == name && value != "false")
    }

    /// What comma-separated lists of that flag name.
    fn listed(&self, name: &str) -> Vec<(&str, usize)> {
        let of = self.flags.iter().filter(|(own, ..)| own == name);
        of.flat_map(|(_, value, at)| value.split(',').map(|part| (part.trim(), *at))).collect()
    }
}

/// Words as flags, and the first path among the others.
fn flags(words: &[(String, usize)]) -> (Vec<(String, String, usize)>, Option<String>) {
    let (mut found, mut path) = (Vec::new(), None);
    let mut words = words.iter().peekable();
    while let Some((word, at)) = words.next() {
        let word = word.trim_matches(['"', '\'']);
        if !word.starts_with('-') {
            let is_path = word.starts_with('.') || word.ends_with("/...");
            path = path.or_else(|| is_path.then(|| word.to_owned()));
            continue;
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.trim_matches(['"', '\'']).to_owned())),
            None if !word.starts_with("--") && word.len() > 2 && word.is_char_boundary(2) => {
                (&word[..2], Some(word[2..].to_owned()))
            }
            None => (word, None),
        };
        let name = SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long);
        let value = match value {
            Some(value) => value,
            None if SWITCHES.contains(&name) => "true".into(),
            None => {
                let next = words.next_if(|(next, _)| !next.starts_with('-'));
                next.map_or(String::new(), |(next, _)| next.trim_matches(['"', '\'']).to_owned())
            }
        };
        found.push((name.to_owned(), value, *at));
    }
    (found, path)
}

fn config(flags: &[(String, String, usize)]) -> Option<String> {
    flags.iter().find(|(name, ..)| name == "--config").map(|(_, value, _)| value.clone())
}

fn calls(build: &Build) -> Vec<Call> {
    let mut calls = Vec::new();
    for script in &build.scripts {
        visit(script, &mut |site| {
            if tool(site.command()) == Some(Tool::Lint) {
                calls.extend(of_command(site));
            }
        });
    }
    for (text, uses) in build.uses.iter().filter(|(_, uses)| is_action(uses)) {
        let (mut words, mut open, mut flags_of) = (Vec::new(), false, Vec::new());
        for (name, value, at) in &uses.with {
            match name.as_str() {
                "args" => {
                    open = value.contains("${{");
                    words.extend(value.split_whitespace().map(|word| (word.to_owned(), *at)));
                }
                "only-new-issues" => {
                    flags_of.push(("only-new-issues".to_owned(), value.clone(), *at))
                }
                _ => {}
            }
        }
        let (of_words, path) = flags(&words);
        flags_of.extend(of_words);
        let scope = Scope { folders: uses.folders.clone(), named: config(&flags_of), path };
        calls.push(Call { text: text.clone(), at: uses.at, flags: flags_of, open, scope });
    }
    calls
}

/// In every way in which it may be called.
fn of_command(site: &Site) -> Vec<Call> {
    let command = site.command();
    let words = core(command);
    let expanded = expand(site.script, site.parsed, site.pipeline, &words[1..]);
    let at = |word: &String| {
        let own = words.iter().find(|own| own.text == *word);
        site.script.at(own.map_or(command.at, |own| own.at))
    };
    let call = |way: &Vec<String>| {
        let words: Vec<(String, usize)> = way.iter().map(|word| (word.clone(), at(word))).collect();
        let open = !expanded.known || way.iter().any(|word| word.starts_with(['$', '`']));
        let text = site.script.text.clone();
        let (flags, path) = flags(&words);
        let scope = Scope { folders: site.folders(), named: config(&flags), path };
        Call { text, at: site.script.at(command.at), flags, open, scope }
    };
    expanded.ways.iter().map(call).collect()
}

/// What an action reads.
pub fn scope(uses: &Uses) -> Scope {
    let args = uses.with.iter().find(|(name, ..)| name == "args");
    let words =
        args.map(|(_, value, at)| value.split_whitespace().map(move |it| (it.to_owned(), *at)));
    let (flags, path) = flags(&words.into_iter().flatten().collect::<Vec<_>>());
    Scope { folders: uses.folders.clone(), named: config(&flags), path }
}

/// What a command reads that calls it; one that installs it is for all.
pub fn scope_of(site: &Site) -> Scope {
    match tool(site.command()) {
        Some(Tool::Lint) => of_command(site).into_iter().next().map(|call| call.scope),
        _ => None,
    }
    .unwrap_or_default()
}

/// Configurations that calls name, with where they do.
pub fn configs(build: &Build) -> Vec<(String, Rc<Text>, usize)> {
    let mut found = Vec::new();
    for call in calls(build) {
        for (_, value, at) in call.flags.iter().filter(|(name, ..)| name == "--config") {
            found.push((value.clone(), call.text.clone(), *at));
        }
    }
    found
}

pub fn check(build: &Build, configurations: &[Configuration], pins: &[Pin], tally: &mut Tally) {
    let pinned = pins.first().filter(|first| pins.iter().all(|pin| pin.version == first.version));
    let pinned = pinned.map(|pin| pin.version);

    for call in calls(build) {
        tally.looked(&LINT_FLAGS, call.place());
        let read = call.scope.of(configurations);
        let configured = !read.is_empty();
        let version = scope::version(&read).or(pinned.filter(|_| !configured));
        let dated = call.flags.iter().any(|(name, ..)| is_dated(name));
        // Of which version it is, is known, but not which it is.
        let torn = version.is_none() && (configured || !pins.is_empty());
        if torn && dated {
            let why = format!(
                "{}: which version of golangci-lint this is, is not known: {}",
                call.place(),
                if configured { scope::names(&read) } else { "it is fixed to several".into() }
            );
            [&LINT_FLAGS, &LINT_COVERAGE].iter().for_each(|check| tally.unjudged(check, &*why));
        }
        for (name, value, at) in call.flags.iter().filter(|_| !torn) {
            known(name, value, (&call.text, *at), version, tally);
        }
        if version.is_none() && !torn && dated {
            let message = "which version of golangci-lint this calls is unknown, and its flags are not those of every version";
            let remedy = "Pin the version where it is installed, or write `version: \"2\"` into its configuration";
            tally.warned(&LINT_FLAGS, (&call.text, call.at), message, remedy);
        }
        if call.open {
            let why =
                format!("{}: some of its flags are in a variable or an expression", call.place());
            for check in [&LINT_FLAGS, &LINT_COVERAGE, &LINT_EXCLUSIONS] {
                tally.unjudged(check, &*why);
            }
        }
        coverage(&call, version, configured, tally);
        exclusions(&call, tally);
        names(&call, version, tally);
    }
    for script in build.scripts.iter().filter(|script| script.foreign.is_some()) {
        if in_text(&script.body) == Some("golangci-lint")
            || script.body.contains("golangci-lint run")
        {
            let why = format!(
                "{}: golangci-lint is called in a language that is not read",
                script.line(script.at(0))
            );
            tally.unjudged(&LINT_FLAGS, why);
        }
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

/// Whether it is a flag of one version alone.
fn is_dated(name: &str) -> bool {
    removed(name).is_some() || added(name).is_some()
}

fn removed(name: &str) -> Option<&'static str> {
    REMOVED.iter().find(|(own, _)| *own == name).map(|(_, instead)| *instead)
}

fn added(name: &str) -> Option<&'static str> {
    let is_it = |own: &str| match own.strip_suffix('.') {
        Some(_) => name.starts_with(own),
        None => own == name,
    };
    ADDED.iter().find(|(own, _)| is_it(own)).map(|(_, instead)| *instead)
}

/// Reports a flag that the version does not have.
fn known(name: &str, value: &str, at: (&Text, usize), version: Option<Version>, tally: &mut Tally) {
    let fast = name == "--fast" && version != Some(Version::Two) || name == "--fast-only";
    if fast && value != "false" {
        let message = format!(
            "{name} leaves out every linter that needs types: errcheck, govet and staticcheck among them"
        );
        let remedy = "Run it without, at least where a release is decided";
        tally.found(&LINT_COVERAGE, at, message, remedy);
    }
    match (version, removed(name), added(name)) {
        (Some(Version::Two), Some(instead), _) => {
            let message = format!("version 2 of golangci-lint has no flag {name}");
            tally.found(&LINT_FLAGS, at, message, format!("Use {instead}"));
        }
        (Some(Version::One), _, Some(instead)) => {
            let message = format!("version 1 of golangci-lint has no flag {name}");
            tally.found(&LINT_FLAGS, at, message, format!("Use {instead}"));
        }
        _ => {}
    }
}

/// What of the linters that matter it turns off.
fn coverage(call: &Call, version: Option<Version>, configured: bool, tally: &mut Tally) {
    for (name, at) in call.listed("--disable") {
        if STANDARD.contains(&name) {
            let message = format!("{name} is disabled on the command line");
            tally.found(
                &LINT_COVERAGE,
                (&call.text, at),
                message,
                format!("Take {name} out of --disable"),
            );
        }
    }
    let none = call.listed("--default").iter().any(|(value, _)| matches!(*value, "none" | "fast"));
    let only = call.flags.iter().find(|(name, ..)| name == "--enable-only").map(|(.., at)| *at);
    let off = none || call.has("--disable-all") && version != Some(Version::Two);
    if only.is_some() || off {
        let mut on: Vec<&str> = call.listed("--enable").into_iter().map(|(name, _)| name).collect();
        on.extend(call.listed("--enable-only").into_iter().map(|(name, _)| name));
        let missing: Vec<&str> = STANDARD.into_iter().filter(|name| !on.contains(name)).collect();
        let by_config = configured && only.is_none() && !call.has("--no-config");
        if by_config && !missing.is_empty() {
            let why = format!("{}: its flags change what the configuration turns on", call.place());
            tally.unjudged(&LINT_COVERAGE, why);
        } else if !missing.is_empty() {
            let message = format!("the command line leaves out {}", missing.join(", "));
            let remedy = format!("Enable {}", missing.join(", "));
            tally.found(&LINT_COVERAGE, (&call.text, only.unwrap_or(call.at)), message, remedy);
        }
    }
    for (_, _, at) in
        call.flags.iter().filter(|(name, value, _)| name == "--tests" && value == "false")
    {
        let message = "--tests=false leaves out the tests, whose goroutines race as others do";
        tally.found(&LINT_COVERAGE, (&call.text, *at), message, "Take --tests=false out");
    }
    if call.has("--no-config") && configured {
        let why =
            format!("{}: --no-config has golangci-lint not read the configuration", call.place());
        for check in [&LINT_CONFIG, &LINT_EXCLUSIONS] {
            tally.unjudged(check, &*why);
        }
    }
}

/// What it drops of what was found.
fn exclusions(call: &Call, tally: &mut Tally) {
    for (name, value, at) in &call.flags {
        let at = (&*call.text, *at);
        match name.as_str() {
            "--issues-exit-code" if value.parse() == Ok(0u32) => {
                let message =
                    "--issues-exit-code=0 has golangci-lint end with status 0 whatever it finds";
                tally.found(&LINT_EXCLUSIONS, at, message, "Take --issues-exit-code out");
            }
            "--new"
            | "--new-from-rev"
            | "--new-from-patch"
            | "--new-from-merge-base"
            | "only-new-issues"
                if value != "false" =>
            {
                let message = format!("{name} drops what was there before the last changes");
                tally.found(
                    &LINT_EXCLUSIONS,
                    at,
                    message,
                    "Run it without, at least where a release is decided",
                );
            }
            "--exclude" => match dropped(value, &[]) {
                Dropped::Nothing => {}
                Dropped::Unreadable => {
                    let message = format!("\"{value}\" cannot be read as a regular expression");
                    tally.found(&LINT_EXCLUSIONS, at, message, "Correct the pattern");
                }
                Dropped::Said(linter, said) => {
                    let message = format!(
                        "this has no path, so it hides what {linter} says everywhere, for example: {said}"
                    );
                    tally.found(&LINT_EXCLUSIONS, at, message, "Take the flag out");
                }
            },
            _ => {}
        }
    }
}

/// That every linter exists, in one of the versions if it is not known which.
fn names(call: &Call, version: Option<Version>, tally: &mut Tally) {
    let versions: &[Version] = match version {
        Some(Version::One) => &[Version::One],
        Some(Version::Two) => &[Version::Two],
        None => &[Version::One, Version::Two],
    };
    let known: Vec<&str> = versions.iter().flat_map(|version| linters::all(*version)).collect();
    for flag in ["--enable", "--disable", "--enable-only"] {
        for (name, at) in call.listed(flag) {
            let doubtful = name.is_empty() || name.contains(['$', '{', '"']) || name == "typecheck";
            if doubtful || known.contains(&name) || version.is_none() && linters::is_formatter(name)
            {
                continue;
            }
            let near = meant(name, known.iter().copied());
            let message = format!("{flag} names {name}, which is no linter{near}");
            let remedy = "Correct or remove the name: golangci-lint refuses it";
            match near.is_empty() {
                false => tally.found(&LINT_NAMES, (&call.text, at), message, remedy),
                true => tally.warned(
                    &LINT_NAMES,
                    (&call.text, at),
                    message + ", as far as is known here",
                    remedy,
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_their_values() {
        let read = |text: &str| -> Vec<String> {
            let words: Vec<(String, usize)> =
                text.split_whitespace().map(|it| (it.to_owned(), 0)).collect();
            flags(&words).0.into_iter().map(|(name, value, _)| format!("{name} {value}")).collect()
        };
        for (text, expected) in [
            ("--issues-exit-code=0", &["--issues-exit-code 0"][..]),
            ("--issues-exit-code 0 ./...", &["--issues-exit-code 0"]),
            ("-D govet,errcheck -E=gosec", &["--disable govet,errcheck", "--enable gosec"]),
            ("-Dgovet --new ./...", &["--disable govet", "--new true"]),
            ("-c build/lint.yml --tests=false", &["--config build/lint.yml", "--tests false"]),
            ("run ./...", &[]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
