//! Whether the tests run with the race detector, and what of them or of its reports is left out.

use super::calls::Calls;
use super::commands::{self, Race, Tool, core, in_text, program, race, tool};
use super::variables::{set_in, values, whole};
use super::{Build, Site, beyond_bounds, visit};
use crate::checks::{CI_RACE, CI_WHITELIST};
use crate::finding::Tally;
use crate::shell::{Command, Parsed, Word};
use crate::source::Text;
use std::rc::Rc;

/// That some script, one that is run, runs the tests with `-race`.
pub fn check(build: &Build, calls: &Calls, has_go: bool, tally: &mut Tally) {
    if !has_go {
        return tally.skipped(&CI_RACE, "there is no Go file");
    }
    let mut tests: Vec<(Rc<Text>, usize, Race)> = Vec::new();
    let mut doubts = Vec::new();
    for (index, script) in build.scripts.iter().enumerate().filter(|(_, script)| !script.never) {
        if let (Some(language), Some(named)) = (script.foreign, in_text(&script.body)) {
            doubts.push(format!(
                "{}: {named} in {language}, which is not read",
                script.line(script.at(0))
            ));
        }
        let beyond = visit(script, &mut |site| {
            let at = script.at(site.command().at);
            let place = script.line(at);
            if tool(site.command()) == Some(Tool::GoTest) {
                match race(site) {
                    _ if !site.is_reached() => doubts.push(format!("{place}: go test is never reached")),
                    Race::Yes if !calls.is_reached(index) => {
                        doubts.push(format!("{place}: nothing that is read runs this go test -race"));
                    }
                    Race::Unknown => doubts.push(format!(
                        "{place}: whether go test gets -race is in a variable that cannot be seen here"
                    )),
                    race => tests.push((script.text.clone(), at, race)),
                }
            } else if commands::mention(site) == Some("go test") {
                let program = program(site.command());
                doubts.push(format!("{place}: what `{program}` does with go test is not known"));
            }
        });
        doubts.extend(beyond.map(|at| beyond_bounds(script, at)));
    }
    let place = |text: &Text, at| format!("{}:{}", text.name, text.place(at).line);
    let with: Vec<_> = tests.iter().filter(|(.., race)| *race == Race::Yes).collect();
    for (text, at, _) in &with {
        tally.looked(&CI_RACE, place(text, *at));
    }
    if !with.is_empty() {
        return;
    }
    if !doubts.is_empty() {
        return doubts.into_iter().for_each(|doubt| tally.unjudged(&CI_RACE, doubt));
    }
    let remedy = "Run `go test -race ./...` as a step of its own";
    let idle = tests.iter().find(|(.., race)| matches!(race, Race::Idle(_)));
    if let Some((text, at, race)) = idle.or(tests.first()) {
        let message = match race {
            Race::Idle(why) => format!("no test runs with the race detector here: {why}"),
            _ => "the tests run without -race, here and wherever else they run".into(),
        };
        tally.found(&CI_RACE, (text, *at), message, remedy);
    } else if let Some(script) = build.scripts.first() {
        let shown = build.files.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
        let more = build.files.len().saturating_sub(4);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("no go test was recognised in what is read: {shown}{more}");
        tally.found(&CI_RACE, (&script.text, 0), message, remedy);
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
    let packages = |dropped: String| format!("packages with {dropped} are left out");
    for (place, filter) in site.commands().iter().enumerate() {
        let Some(dropped) = drops(filter) else { continue };
        if place > site.position {
            let message =
                format!("lines with {dropped} are dropped from the report, races among them");
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
            unseen.push(format!("{place}: what ${name} leaves out cannot be seen here"));
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
fn drops(command: &Command) -> Option<String> {
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
            words
                .iter()
                .skip(1)
                .any(inverts)
                .then(|| operand.unwrap_or_else(|| "a pattern".into()))?
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
    (!matches!(own, "vendor" | "node_modules" | "testdata" | "")).then(|| format!("\"{pattern}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    #[test]
    fn what_filters_take_out() {
        for (body, expected) in [
            ("grep -v /storage", Some("\"/storage\"")),
            ("grep -Ev 'a|b'", Some("\"a|b\"")),
            ("sed /storage/d", Some("\"storage\"")),
            ("awk '!/storage/'", Some("\"storage\"")),
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
