//! Whether the tests run with the race detector, and what of them or of its reports is left out.

use super::calls::Calls;
use super::commands::{self, Race, Tool, core, in_text, program, race, tool};
use super::modules::{self, Entered, Modules, Run};
use super::variables::{set_in, values, whole};
use super::{Build, Site, Uses, beyond_bounds, visit};
use crate::checks::{CI_RACE, CI_WHITELIST};
use crate::files::Files;
use crate::finding::{Level, Tally};
use crate::shell::{Command, Parsed, Word};
use crate::source::{MAX_BYTES, Place, Text};
use std::rc::Rc;

/// A place where tests are run.
struct Test {
    text: Rc<Text>,
    at: usize,
    race: Race,
    run: Run,
}

impl Test {
    fn place(&self) -> String {
        format!("{}:{}", self.text.name, self.text.place(self.at).line)
    }
}

/// That scripts, ones that are run, run the tests of every module with `-race`.
pub fn check(files: &Files, build: &Build, calls: &Calls, has_go: bool, tally: &mut Tally) {
    if !has_go {
        return tally.skipped(&CI_RACE, "there is no Go file");
    }
    let (mut tests, mut doubts) = (Vec::new(), Vec::new());
    for (index, script) in build.scripts.iter().enumerate().filter(|(_, script)| !script.never) {
        if let (Some(language), Some(named)) = (script.foreign, in_text(&script.body)) {
            doubts.push(format!(
                "{}: {named} in {language}, which is not read",
                script.line(script.at(0))
            ));
        }
        let jobs = script.of_jobs().into_iter();
        for script in jobs.flat_map(|script| calls.as_called(index, script)) {
            let beyond = visit(&script, &mut |site| {
                seen(site, calls.is_reached(index), &mut tests, &mut doubts);
            });
            doubts.extend(beyond.map(|at| beyond_bounds(&script, at)));
        }
    }
    doubts.extend(images(files));
    doubts.extend(build.others.iter().filter_map(other));
    doubts.extend(build.uses.iter().filter_map(|(text, uses)| used(text, uses)));
    let with: Vec<&Test> = tests.iter().filter(|test| test.race == Race::Yes).collect();
    for test in &with {
        tally.looked(&CI_RACE, test.place());
    }
    if !with.is_empty() {
        return modules(files, &tests, &with, doubts, tally);
    }
    if !doubts.is_empty() {
        // What runs without it is to be seen beside what may run with it.
        doubts
            .extend(tests.iter().map(|test| format!("{}: go test is without -race", test.place())));
        return doubts.into_iter().for_each(|doubt| tally.unjudged(&CI_RACE, doubt));
    }
    let idle = tests.iter().find(|test| matches!(test.race, Race::Idle(_)));
    if let Some(test) = idle.or(tests.first()) {
        let message = match test.race {
            Race::Idle(why) => format!("no test runs with the race detector here: {why}"),
            _ => "the tests run without -race, here and wherever else they run".into(),
        };
        tally.found(&CI_RACE, (&test.text, test.at), message, REMEDY);
    } else if let Some(script) = build.scripts.first() {
        let shown = build.files.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
        let more = build.files.len().saturating_sub(4);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("no go test was recognised in what is read: {shown}{more}");
        tally.found(&CI_RACE, (&script.text, 0), message, REMEDY);
    }
}

const REMEDY: &str = "Run `go test -race ./...` as a step of its own";

/// What another service reads, and may run the tests with the detector.
fn other(text: &Rc<Text>) -> Option<String> {
    text.text.contains("-race").then(|| format!("{}: what it runs is not read", text.name))
}

/// What others wrote, and may run the tests.
fn used(text: &Rc<Text>, uses: &Uses) -> Option<String> {
    let named = uses.with.iter().any(|(_, value, _)| in_text(value) == Some("go test"));
    let remote = !uses.is_local() && uses.action.contains("/.github/workflows/");
    (!uses.never && (named || remote)).then(|| {
        let line = text.place(uses.at).line;
        format!("{}:{line}: what {} runs is not read", text.name, uses.action)
    })
}

/// Images whose build may run the tests with the detector; their files are not read as scripts.
fn images(files: &Files) -> Vec<String> {
    let is_image = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or_default();
        matches!(last, "Dockerfile" | "Containerfile")
            || last.starts_with("Dockerfile.")
            || last.to_ascii_lowercase().ends_with(".dockerfile")
    };
    let runs = |name: &&String| {
        let text = files.read(name, MAX_BYTES).map(|text| text.text).unwrap_or_default();
        in_text(&text) == Some("go test") && text.contains("-race")
    };
    let images = files.names.iter().filter(is_image).filter(runs);
    images
        .map(|name| format!("{}: what an image's build runs is not read", files.shown(name)))
        .collect()
}

/// Takes a command for what it says of the tests, or of what cannot be said of them.
fn seen(site: &Site, reached: bool, tests: &mut Vec<Test>, doubts: &mut Vec<String>) {
    let (script, command) = (site.script, site.command());
    let at = script.at(command.at);
    let place = script.line(at);
    if tool(command) == Some(Tool::GoTest) {
        let depends = site.depends(&with_race);
        let why = match race(site) {
            _ if !site.is_reached() => "go test is never reached".to_owned(),
            Race::Yes if !reached => {
                "no call was matched to this go test -race: name its target or file out, or run it in the workflow".into()
            }
            Race::Yes if script.conditional => {
                "whether go test -race runs depends on a condition of make".into()
            }
            Race::Yes if script.by_hand => {
                "go test -race runs only where somebody starts the workflow by hand".into()
            }
            Race::Yes if depends.is_some() => format!(
                "whether go test -race runs depends on {}",
                depends.unwrap_or_default()
            ),
            Race::Unknown => format!("whether go test gets -race depends on {}", unknown(site)),
            race => {
                let (text, run) = (script.text.clone(), Run::of(site));
                return tests.push(Test { text, at, race, run });
            }
        };
        doubts.push(format!("{place}: {why}"));
    } else if commands::mention(site) == Some("go test") {
        let program = program(command);
        doubts.push(format!("{place}: what `{program}` does with go test is not known"));
    }
}

/// As it is written, for one branch beside another.
fn with_race(command: &Command) -> bool {
    tool(command) == Some(Tool::GoTest) && command.words.iter().any(|word| word.text == "-race")
}

/// The variables whose values are not known.
fn unknown(site: &Site) -> String {
    let words = core(site.command()).iter().map(|word| word.text.as_str());
    let is_known = |name: &str| values(site.script, site.parsed, site.pipeline, name).is_some();
    let open = words.filter_map(whole).filter(|name| !is_known(name));
    let named: Vec<String> = open.map(in_words).collect();
    match named.is_empty() {
        true => "a variable or an expression that is not known here".into(),
        false => format!(
            "{}, which is not known here: a condition of make, a caller or a function sets it",
            named.join(", ")
        ),
    }
}

fn in_words(name: &str) -> String {
    // What stands for a function of make, and has no name.
    if name == "make" { "what make computes".to_owned() } else { format!("${name}") }
}

/// That runs with `-race` enter every module that has tests.
fn modules(
    files: &Files,
    tests: &[Test],
    with: &[&Test],
    mut doubts: Vec<String>,
    tally: &mut Tally,
) {
    let modules = Modules::of(files);
    let runs: Vec<&Run> = with.iter().map(|test| &test.run).collect();
    let vague = with.iter().filter_map(|test| Some((test, modules.vague(&test.run)?)));
    doubts.extend(vague.map(|(test, why)| format!("{}: {why}", test.place())));
    for root in modules.with_tests() {
        let name = modules::file(root);
        match modules.entered(root, &runs) {
            Entered::All => {}
            Entered::But(folders) => {
                let folders: Vec<&str> =
                    folders.iter().map(|it| if it.is_empty() { "." } else { it }).collect();
                let why = format!(
                    "{}: the runs with -race name packages, and leave out the tests in {}",
                    files.shown(&name),
                    folders.join(", ")
                );
                tally.unjudged_in(&CI_RACE, &files.shown(&name), why);
            }
            Entered::Nothing if !doubts.is_empty() => {
                let name = files.shown(&name);
                let shown: Vec<&str> = doubts.iter().take(3).map(String::as_str).collect();
                let more = doubts.len().saturating_sub(shown.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let why = format!(
                    "{name}: no run with -race is known to enter it, which may be by {}{more}",
                    shown.join("; ")
                );
                tally.unjudged_in(&CI_RACE, &name, why);
            }
            Entered::Nothing => {
                let message =
                    format!("no run with -race enters the module of {name}, which has tests");
                let place = if root.is_empty() { "at the root" } else { &format!("in {root}") };
                let remedy = format!(
                    "Run `go test -race ./...` {place} as well (./... elsewhere ends at its go.mod), or ignore it with a reason in contend.toml: id = \"CHK202\", file = \"{name}\""
                );
                let without = tests
                    .iter()
                    .find(|test| test.race != Race::Yes && modules.has(root, &test.run.folders));
                match without.or(with.first().copied().filter(|_| !files.names.contains(&name))) {
                    Some(test) => tally.found(&CI_RACE, (&test.text, test.at), message, remedy),
                    None => {
                        let (level, name) = (Level::Error, files.shown(&name));
                        tally.push(&CI_RACE, level, &name, Place::START, message, remedy);
                    }
                }
            }
        }
    }
}

/// Packages, tests and lines of a report that are left out; an ignore gives the reason.
pub fn left_out(site: &Site, tally: &mut Tally) {
    if tool(site.command()) != Some(Tool::GoTest) {
        return;
    }
    let script = site.script;
    tally.looked(&CI_WHITELIST, script.line(script.at(site.command().at)));
    let remedy =
        "Correct the race; what has to stay out needs `# contend:ignore CHK204 reason` above it";
    let mut found = |at: usize, message: String| {
        tally.found(&CI_WHITELIST, script.place(at), message, remedy);
    };
    let mut unseen = Vec::new();
    let packages = |dropped: String| format!("packages {dropped} are left out");
    for (place, filter) in site.commands().iter().enumerate() {
        let Some(dropped) = drops(filter) else { continue };
        if place > site.position {
            let message = format!("lines {dropped} are dropped from the report, races among them");
            found(filter.at, message);
        } else if place < site.position {
            found(filter.at, packages(dropped));
        }
    }
    for word in core(site.command()) {
        if word.text == "-skip" || word.text.starts_with("-skip=") || word.text == "--skip" {
            found(word.at, "tests are skipped by -skip".into());
        }
        let named = whole(&word.text);
        if let Some(name) = named
            && values(script, site.parsed, site.pipeline, name).is_none()
        {
            let place = script.line(script.at(word.at));
            let name = in_words(name);
            unseen
                .push(format!("{place}: {name} may leave out packages, which cannot be seen here"));
        }
        let set = named.and_then(|name| set_in(site.parsed, name, site.pipeline));
        for inner in word.inner.iter().chain(set.iter().flat_map(|word| &word.inner)) {
            for command in commands_of(&script.part(inner.clone())) {
                if let Some(dropped) = drops(command) {
                    found(command.at, packages(dropped));
                }
            }
        }
    }
    unseen.into_iter().for_each(|why| tally.unjudged(&CI_WHITELIST, why));
}

fn commands_of(parsed: &Parsed) -> impl Iterator<Item = &Command> {
    parsed.pipelines.iter().flat_map(|pipeline| &pipeline.commands)
}

/// What a filter takes out: `grep -v x`, `sed /x/d`, `awk '!/x/'`.
pub fn drops(command: &Command) -> Option<String> {
    let words = core(command);
    let text = |word: &Word| word.text.clone();
    let operand = words.iter().skip(1).find(|word| !word.text.starts_with('-')).map(text);
    let pattern = match program(command).as_str() {
        "grep" | "egrep" | "fgrep" | "rg" => {
            let inverts = |word: &Word| {
                let text = word.text.as_str();
                text == "--invert-match"
                    || text.starts_with('-') && !text.starts_with("--") && text.contains('v')
            };
            if !words.iter().skip(1).any(inverts) {
                return None;
            }
            let is_file = |word: &Word| {
                let short = word.text.starts_with('-') && !word.text.starts_with("--");
                word.text == "--file" || short && word.text.ends_with('f')
            };
            let named = words.iter().position(is_file);
            if let Some(file) = named.and_then(|at| words.get(at + 1)) {
                return Some(format!("that match a line of {}", file.text));
            }
            operand.unwrap_or_else(|| "a pattern".into())
        }
        "sed" => {
            let script = operand?;
            script.strip_prefix('/')?.strip_suffix("/d")?.to_owned()
        }
        "awk" | "gawk" => operand?.trim().strip_prefix("!/")?.split('/').next()?.to_owned(),
        _ => return None,
    };
    // Go leaves these out itself.
    let own = pattern.trim_matches(['/', '^', '$', '\\', '.', '*']);
    (!matches!(own, "vendor" | "node_modules" | "testdata" | ""))
        .then(|| format!("with \"{pattern}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    #[test]
    fn what_filters_take_out() {
        for (body, expected) in [
            ("grep -v /storage", Some("with \"/storage\"")),
            ("grep -v -f known.txt", Some("that match a line of known.txt")),
            ("grep -vf known.txt", Some("that match a line of known.txt")),
            ("grep -Ev 'a|b'", Some("with \"a|b\"")),
            ("sed /storage/d", Some("with \"storage\"")),
            ("awk '!/storage/'", Some("with \"storage\"")),
            ("grep -v /vendor/", None),
            ("grep storage", None),
            ("sed s/a/b/", None),
            ("awk '{print $1}'", None),
        ] {
            let parsed = parse(body, 0..body.len());
            assert_eq!(drops(&parsed.pipelines[0].commands[0]).as_deref(), expected, "{body}");
        }
    }
}
