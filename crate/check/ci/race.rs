//! Whether the tests run with the race detector, and what of them or of its reports is left out.

use super::commands::{Race, Tool, core, program, tool};
use super::{Build, Site, visit};
use crate::checks::{CI_RACE, CI_WHITELIST};
use crate::finding::Tally;
use crate::shell::{Command, Word};
use crate::source::Text;
use std::rc::Rc;

/// That some script runs the tests with `-race`.
pub fn check(build: &Build, has_go: bool, tally: &mut Tally) {
    if !has_go {
        return tally.skipped(&CI_RACE, "there is no Go file");
    }
    let by_environment = build
        .variables
        .iter()
        .any(|(name, value, ..)| name == "GOFLAGS" && value.contains("-race"));
    let mut tests: Vec<(Rc<Text>, usize, Race)> = Vec::new();
    for script in build.scripts.iter().filter(|script| !script.never) {
        visit(script, &mut |site| {
            if let Some(Tool::GoTest(race)) = tool(site.command()) {
                let race = if by_environment { Race::Yes } else { race };
                tests.push((script.text.clone(), script.at(site.command().at), race));
            }
        });
    }
    let place = |text: &Text, at| format!("{}:{}", text.name, text.place(at).line);
    for (text, at, _) in tests.iter().filter(|(.., race)| *race == Race::Yes) {
        tally.looked(&CI_RACE, place(text, *at));
    }
    if tests.iter().any(|(.., race)| *race == Race::Yes) {
        return;
    }
    let remedy = "Run `go test -race ./...` as a step of its own";
    if let Some((text, at, race)) = tests.first() {
        let message = match race {
            Race::Unknown => {
                "whether the tests run with -race is in a variable that cannot be seen here"
            }
            _ => "the tests run without -race, here and wherever else they run",
        };
        tally.found(&CI_RACE, (text, *at), message, remedy);
    } else if let Some(script) = build.scripts.first() {
        let message = "no workflow, Makefile or script that is read runs go test";
        tally.found(&CI_RACE, (&script.text, 0), message, remedy);
    }
}

/// Packages, tests and lines of a report that are left out; an ignore gives the reason.
pub fn left_out(site: &Site, tally: &mut Tally) {
    let Some(Tool::GoTest(_)) = tool(site.command()) else { return };
    let text = &site.script.text;
    let name = &text.name;
    tally.looked(
        &CI_WHITELIST,
        format!("{name}:{}", text.place(site.script.at(site.command().at)).line),
    );
    let remedy =
        "Correct the race; what has to stay out needs `# contend:ignore CHK204 reason` above it";
    let mut found = |at: usize, message: String| {
        tally.found(&CI_WHITELIST, site.script.place(at), message, remedy);
    };
    for filter in &site.commands()[site.position + 1..] {
        if let Some(dropped) = drops(filter) {
            found(
                filter.at,
                format!("lines with {dropped} are dropped from the report, races among them"),
            );
        }
    }
    for word in core(site.command()) {
        if word.text == "-skip" || word.text.starts_with("-skip=") || word.text == "--skip" {
            found(word.at, "tests are skipped by -skip".into());
        }
        for inner in &word.inner {
            let parsed = site.script.part(inner.clone());
            for command in parsed.pipelines.iter().flat_map(|pipeline| &pipeline.commands) {
                if let Some(dropped) = drops(command) {
                    found(command.at, format!("packages with {dropped} are left out"));
                }
            }
        }
    }
}

/// What a `grep -v` takes out.
fn drops(command: &Command) -> Option<String> {
    if !matches!(program(command).as_str(), "grep" | "egrep" | "fgrep" | "rg") {
        return None;
    }
    let words = core(command);
    let inverts = |word: &Word| {
        let text = word.text.as_str();
        text == "--invert-match"
            || text.starts_with('-') && !text.starts_with("--") && text.contains('v')
    };
    words.iter().any(inverts).then(|| {
        let pattern = words.iter().skip(1).find(|word| !word.text.starts_with('-'));
        pattern.map_or_else(|| "a pattern".to_owned(), |word| format!("\"{}\"", word.text))
    })
}
