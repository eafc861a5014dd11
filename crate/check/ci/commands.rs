//! Which commands judge something, so that their status must not get lost.
//!
//! A program is recognised behind what starts it (`env`, `timeout`, `docker run`, `go run`, `xargs`, ...). One that is not
//! known and has such a command among its words is told apart from one that has none: what it does with it is not known.

use super::variables::{Expanded, expand, whole};
use super::visit::script_of_shell;
use super::{Site, variables};
use crate::shell::{Command, Word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Race {
    Yes,
    /// Without the flag.
    No,
    /// With it, and so that no test is run or no detector.
    Idle(&'static str),
    /// It has words that only the shell knows.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    GoTest,
    Lint,
    /// Others that answer by their status, by how they are called.
    Other(String),
}

impl Tool {
    pub fn name(&self) -> &str {
        match self {
            Self::GoTest => "go test",
            Self::Lint => "golangci-lint",
            Self::Other(name) => name,
        }
    }
}

/// The last part of a path, of a package without its version, and of a variable its name.
pub fn base(text: &str) -> String {
    let text = text.split('@').next().unwrap_or_default();
    let text = text.rsplit('/').next().unwrap_or_default();
    let text = text.trim_start_matches(['$', '{']).trim_end_matches('}');
    text.strip_suffix(".exe").unwrap_or(text).to_ascii_lowercase()
}

/// Options of what starts others that have a value behind them.
fn valued(program: &str, option: &str) -> bool {
    let all: &[&str] = match program {
        "timeout" => &["-k", "-s", "--kill-after", "--signal"],
        "env" => &["-u", "-C", "--unset", "--chdir"],
        "sudo" => &["-u", "-g", "-E", "--user", "--group"],
        "nice" | "ionice" => &["-n", "-c", "-p"],
        "stdbuf" => &["-i", "-o", "-e"],
        "xargs" => &["-n", "-P", "-I", "-L", "-d"],
        "xvfb-run" => &["-s", "-n", "-e"],
        _ => &[],
    };
    all.contains(&option) && option != "-E"
}

/// The words from the program on, past what starts others (`env`, `timeout 5m`, ...).
pub fn core(command: &Command) -> &[Word] {
    let mut rest = command.words.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let program = base(&first.text);
        let numbers = match program.as_str() {
            "env" | "sudo" | "nohup" | "exec" | "command" | "stdbuf" | "xvfb-run" | "setsid"
            | "time" | "builtin" | "dotenv" | "unbuffer" | "caffeinate" => false,
            "timeout" | "gtimeout" | "chrt" | "taskset" | "nice" | "ionice" | "xargs" => true,
            "find" => return of_find(rest),
            "docker" | "podman" | "nerdctl" | "docker-compose" => {
                let begins = |at: &usize| starts_within(&others[*at..]);
                return (0..others.len()).find(begins).map_or(rest, |at| &others[at..]);
            }
            "go" => match others.first().map(|word| word.text.as_str()) {
                // A tool that go builds first.
                Some("run" | "tool") => {
                    let named = others.iter().position(|word| is_tool(&base(&word.text)));
                    return named.map_or(rest, |at| &others[at..]);
                }
                _ => return rest,
            },
            _ => return rest,
        };
        let mut at = 0;
        while let Some(word) = others.get(at) {
            let text = word.text.as_str();
            let option = text.starts_with('-') && text.len() > 1;
            let other = text.contains('=') && !text.contains('/')
                || numbers && text.starts_with(|sign: char| sign.is_ascii_digit());
            if !option && !other {
                break;
            }
            at += 1 + usize::from(option && valued(&program, text));
        }
        rest = others.get(at..).unwrap_or_default();
    }
    rest
}

/// What `find` runs, without the `;` at its end; all of its words if it runs nothing.
fn of_find(words: &[Word]) -> &[Word] {
    let runs = |word: &Word| matches!(word.text.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir");
    let Some(at) = words.iter().position(runs) else { return words };
    let rest = &words[at + 1..];
    let ends = |word: &Word| matches!(word.text.as_str(), ";" | "+");
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    if end == 0 { words } else { &rest[..end] }
}

/// Whether `find` runs the command, and so that its failures are passed over.
pub fn is_passed_over(command: &Command) -> bool {
    let found = command.words.iter().any(|word| base(&word.text) == "find");
    found
        && core(command).len() < command.words.len()
        && command.words.iter().any(|it| it.text == ";")
}

/// Whether a command that is looked at begins with these words.
fn starts_within(words: &[Word]) -> bool {
    let second = words.get(1).map_or("", |word| word.text.as_str());
    match base(&words[0].text).as_str() {
        "go" => matches!(second, "test" | "vet" | "run" | "tool"),
        "sh" | "bash" => second.starts_with('-'),
        "make" => true,
        "golangci-lint" => !second.is_empty(),
        name => is_tool(name),
    }
}

fn is_tool(name: &str) -> bool {
    matches!(
        name,
        "golangci-lint" | "gotestsum" | "ginkgo" | "staticcheck" | "govulncheck" | "promtool"
    )
}

fn is_go(word: &Word) -> bool {
    let name = base(&word.text);
    name == "go" || name == "gotip" || name == "richgo" || name.starts_with("go1.")
}

/// The subcommand of go, and the words behind it.
fn of_go(words: &[Word]) -> (&str, &[Word]) {
    let rest = &words[1..];
    let rest = match rest.first().map(|word| word.text.as_str()) {
        Some("-C") => rest.get(2..).unwrap_or_default(),
        Some(text) if text.starts_with("-C=") => &rest[1..],
        _ => rest,
    };
    match rest.split_first() {
        Some((first, rest)) => (first.text.as_str(), rest),
        None => ("", rest),
    }
}

/// The words behind `go test`, or behind another program's name.
pub fn arguments(words: &[Word]) -> &[Word] {
    match words.first() {
        Some(first) if is_go(first) => of_go(words).1,
        _ => words.get(1..).unwrap_or_default(),
    }
}

/// Where `go -C` goes.
pub fn folder_of_go(words: &[Word]) -> Option<&str> {
    let first = words.get(1).filter(|_| is_go(&words[0]))?.text.as_str();
    match first.strip_prefix("-C") {
        Some("") => words.get(2).map(|word| word.text.as_str()),
        rest => rest?.strip_prefix('='),
    }
}

/// What the command judges by, if it judges.
pub fn tool(command: &Command) -> Option<Tool> {
    let words = core(command);
    let name = base(&words.first()?.text);
    let other = |name: &str| Some(Tool::Other(name.to_owned()));
    let flagged = |word: &&Word| !word.text.starts_with('-');
    let operand = words.iter().skip(1).find(flagged).map(|word| word.text.as_str());
    if is_go(&words[0]) {
        return match of_go(words).0 {
            "test" => Some(Tool::GoTest),
            "vet" => other("go vet"),
            _ => None,
        };
    }
    match name.as_str() {
        "gotestsum" if matches!(operand, Some("tool" | "help")) => None,
        "ginkgo"
            if matches!(
                operand,
                Some(
                    "build"
                        | "bootstrap"
                        | "generate"
                        | "help"
                        | "version"
                        | "outline"
                        | "labels"
                        | "unfocus"
                        | "watch"
                )
            ) =>
        {
            None
        }
        "gotestsum" | "ginkgo" => Some(Tool::GoTest),
        "golangci-lint" => matches!(operand, None | Some("run")).then_some(Tool::Lint),
        "staticcheck" => other("staticcheck"),
        "govulncheck" => other("govulncheck"),
        "promtool" if matches!(operand, Some("check" | "test")) => other("promtool"),
        "contend" => match operand {
            Some(sub @ ("scan" | "check" | "compare" | "verify")) => {
                other(&format!("contend {sub}"))
            }
            _ => None,
        },
        "make" | "gmake" => {
            let judges = |target: &str| {
                let parts = target.split(['-', '_', '.', '/', ':']);
                parts.into_iter().any(|part| {
                    matches!(part, "test" | "tests" | "race" | "lint" | "check" | "verify")
                })
            };
            targets(command)?
                .iter()
                .any(|target| judges(target))
                .then(|| Tool::Other("make".into()))
        }
        _ => None,
    }
}

/// What a call of make is to make; none if it is none.
pub fn targets(command: &Command) -> Option<Vec<&str>> {
    let words = core(command);
    let is_make = matches!(base(&words.first()?.text).as_str(), "make" | "gmake");
    is_make.then(|| targets_among(words.iter().map(|word| word.text.as_str())))
}

/// Whether make only shows what it would do, and whether it goes on after failures.
pub fn make_flags(words: &[String]) -> (bool, bool) {
    let long = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let short = |sign: char| {
        words.iter().skip(1).any(|word| {
            let flags =
                word.strip_prefix('-').filter(|it| !it.starts_with('-')).unwrap_or_default();
            // Behind these stands their value.
            flags.chars().take_while(|it| !"CfIjloW".contains(*it)).any(|it| it == sign)
        })
    };
    let shows = ["--dry-run", "--just-print", "--recon", "--question", "--touch"];
    let shows = long(&shows) || ['n', 'q', 't'].into_iter().any(short);
    (shows, long(&["--ignore-errors"]) || short('i'))
}

/// The same of words with their variables put in.
pub fn targets_of(words: &[String]) -> Vec<&str> {
    targets_among(words.iter().map(String::as_str))
}

fn targets_among<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut targets = Vec::new();
    let mut skipped = false;
    for text in words.skip(1) {
        if std::mem::take(&mut skipped) {
            continue;
        }
        skipped = matches!(
            text,
            "-C" | "-f" | "-I" | "-o" | "-W" | "--directory" | "--file" | "--makefile"
        );
        if !text.starts_with('-') && !text.contains('=') {
            targets.push(text);
        }
    }
    targets
}

/// What a command that is not known has among its words: a tool that it may run, or may only name.
pub fn mention(site: &Site) -> Option<&'static str> {
    let command = site.command();
    let name = program(command);
    const ONLY_NAME: [&str; 29] = [
        "echo", "printf", "cat", "grep", "egrep", "rg", "sed", "awk", "which", "type", "test", "[",
        "[[", "git", "gh", "curl", "wget", "tee", "rm", "mkdir", "cp", "mv", "read", "trap",
        "alias", "hash", "say", "log", ":",
    ];
    if tool(command).is_some() || ONLY_NAME.contains(&name.as_str()) || command.words.is_empty() {
        return None;
    }
    // Of a shell's own script its commands are seen.
    if variables::ASSIGNS.contains(&name.as_str())
        || script_of_shell(command, site.parsed).is_some()
    {
        return None;
    }
    // A tool's own other commands: `golangci-lint version`, `go install .../golangci-lint`.
    let words = core(command);
    if is_tool(&name) || words.first().is_some_and(is_go) {
        return None;
    }
    let first = words.first().filter(|word| whole(&word.text).is_some());
    let named =
        first.and_then(|word| variables::set_in(site.parsed, whole(&word.text)?, site.pipeline));
    let all: Vec<&str> = command.words.iter().chain(named).map(|word| word.text.as_str()).collect();
    in_text(&all.join(" "))
}

/// A command of theirs in a text.
pub fn in_text(text: &str) -> Option<&'static str> {
    let names = |needle: &str| {
        text.match_indices(needle).any(|(at, _)| {
            let part = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.');
            !text[..at].ends_with(part) && !text[at + needle.len()..].starts_with(part)
        })
    };
    [
        ("go test", "go test"),
        ("gotestsum", "go test"),
        ("golangci-lint run", "golangci-lint"),
        ("go vet", "go vet"),
    ]
    .into_iter()
    .find_map(|(needle, name)| names(needle).then_some(name))
}

/// The name of the program, for messages.
pub fn program(command: &Command) -> String {
    core(command).first().map(|word| base(&word.text)).unwrap_or_default()
}

/// Whether these tests run with the detector, in every way in which they may be called.
pub fn race(site: &Site) -> Race {
    let command = site.command();
    let words = core(command);
    let Expanded { ways, known, .. } =
        expand(site.script, site.parsed, site.pipeline, arguments(words));
    let variable = |name: &str| {
        let own = command.assignments.iter().chain(&command.words).rev();
        let own = own.filter_map(|word| word.text.strip_prefix(name)?.strip_prefix('='));
        let own = own.map(|value| vec![value.to_owned()]).next();
        own.or_else(|| variables::values(site.script, site.parsed, site.pipeline, name))
    };
    let flags = variable("GOFLAGS").unwrap_or_default();
    let known = known && !flags.iter().any(|value| value.contains('$'));
    let by_flags = flags.iter().any(|value| flagged(value.split_whitespace()) == Some(true));
    if variable("CGO_ENABLED").is_some_and(|values| values.iter().any(|it| it.trim() == "0")) {
        let on = by_flags || ways.iter().any(|way| with_flag(way) == Some(true));
        return if on { Race::Idle("-race needs cgo, and CGO_ENABLED is 0") } else { Race::No };
    }
    let mut found = Race::No;
    for way in &ways {
        if !with_flag(way).unwrap_or(by_flags) {
            continue;
        }
        // What GOFLAGS has counts where the command says nothing else.
        let by_flags = flags.iter().flat_map(|it| it.split_whitespace()).map(str::to_owned);
        let whole: Vec<String> =
            way.iter().cloned().take_while(|it| it != "-args").chain(by_flags).collect();
        match idle(&whole) {
            Some(why) => found = Race::Idle(why),
            None => return Race::Yes,
        }
    }
    if found == Race::No && !known { Race::Unknown } else { found }
}

/// Whether it runs benchmarks and no test.
pub fn is_benchmark(command: &Command) -> bool {
    let words: Vec<String> = core(command).iter().map(|word| word.text.clone()).collect();
    let bench = words.iter().any(|word| word.trim_start_matches('-').starts_with("bench"));
    bench && idle(&words).is_some_and(|why| why.contains("-run"))
}

/// By the last time that it is given.
fn flagged<'a>(words: impl Iterator<Item = &'a str>) -> Option<bool> {
    let values = words.filter_map(|word| {
        let flag = word.strip_prefix("--").or(word.strip_prefix('-'))?;
        match flag.split_once('=') {
            None => (flag == "race").then_some(true),
            Some(("race", value)) => {
                Some(matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True"))
            }
            Some(_) => None,
        }
    });
    values.last()
}

/// What stands behind `-args` is the tests' own.
pub fn own(way: &[String]) -> impl Iterator<Item = &str> {
    way.iter().map(String::as_str).take_while(|word| !matches!(*word, "-args" | "--args"))
}

fn with_flag(way: &[String]) -> Option<bool> {
    flagged(own(way))
}

/// Why no test runs, or none with what was built.
fn idle(way: &[String]) -> Option<&'static str> {
    let words: Vec<&str> = own(way).collect();
    let value = |name: &str| {
        words.iter().enumerate().find_map(|(at, word)| {
            let flag = word.strip_prefix("--").or(word.strip_prefix('-'))?;
            match flag.strip_prefix(name)?.strip_prefix('=') {
                Some(value) => Some(value),
                None => (flag == name).then(|| words.get(at + 1).copied().unwrap_or_default()),
            }
        })
    };
    let given = |name: &str| {
        words.iter().any(|word| word.trim_start_matches('-') == name && word.starts_with('-'))
    };
    if value("run").is_some_and(|it| {
        matches!(it, "^$" | "$^" | "XXX" | "NONE" | "^NONE$" | "^XXX$" | "NOTHING" | "-" | "^#")
    }) {
        return Some("its -run selects no test");
    }
    if value("count") == Some("0") {
        return Some("-count=0 runs no test");
    }
    if given("c") || given("list") || given("n") || value("list").is_some() {
        return Some("it builds or lists the tests and runs none");
    }
    value("exec").map(|_| "-exec hands the tests to another program")
}

#[cfg(test)]
mod tests;
