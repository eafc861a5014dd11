//! How the build checks: whether the tests run with the race detector, whether a failure is a failure, and whether
//! what is left out says why.
//!
//! Workflows and actions of GitHub Actions, Makefiles and shell scripts are read, and the scripts that they call; what
//! other services run is named as not read. What stands in a language that is not read, exceeds the bounds or does what
//! is not understood leaves a check skipped, with its place: it never passes by that.

mod calls;
mod commands;
mod expression;
mod folder;
mod gorace;
mod make;
mod modules;
mod race;
mod read;
mod scrape;
mod script;
mod status;
mod variables;
mod visit;
mod workflow;

pub use commands::{Tool, core, in_text, tool};
pub use folder::{Folders, joined, upwards};
pub use read::Build;
pub use scrape::is_of_any;
pub use script::Script;
pub use variables::expand;
pub use visit::{Site, visit};
pub use workflow::Uses;

use crate::Refused;
use crate::checks::{CI_FILES, CI_GORACE, CI_PROBE, CI_RACE, CI_STATUS, CI_WHITELIST, Check};
use crate::config::Config;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::shell::{MAX_COMMANDS, MAX_JOINED};
use crate::source::Text;
use calls::Calls;
use script::Unheeded;
use status::Fate;
use std::rc::Rc;

pub fn check(files: &Files, config: &Config, tally: &mut Tally) -> Result<Build, Refused> {
    let build = read::read(files, config, tally)?;
    let other = build.others.first().map(|text| &*text.name);
    for text in &build.others {
        tally.note(&CI_RACE, format!("{} is not read: {MOVE}", text.name));
    }
    if build.scripts.is_empty() {
        let why = match (build.unread.first(), build.uses.is_empty(), other) {
            (Some(unread), ..) => {
                format!("{unread} could not be read, and nothing else runs something")
            }
            (None, false, _) => {
                "the workflows only use what others wrote, which is not read".into()
            }
            (None, true, Some(other)) => {
                format!("there is no workflow, Makefile or script beside {other}")
            }
            (None, true, None) => {
                "there is no workflow, Makefile or shell script that runs something".into()
            }
        };
        uses(&build, tally);
        // Where there is Go, somebody is to run its tests, and it cannot be told whether somebody does.
        if files::has_go(files, config) {
            let why = format!("{why}, so that nobody was seen to run the tests: {HERE}");
            match other {
                Some(other) => tally.unjudged_in(&CI_RACE, other, format!("{other}: {why}")),
                None => tally.unjudged(&CI_RACE, why),
            }
        }
        for check in [&CI_FILES, &CI_RACE, &CI_STATUS, &CI_WHITELIST, &CI_GORACE, &CI_PROBE] {
            tally.skipped(check, &*why);
        }
        return Ok(build);
    }
    let calls = Calls::of(&build);
    race::check(files, &build, &calls, files::has_go(files, config), tally);
    for script in &build.scripts {
        foreign(script, tally);
        let beyond = visit(script, &mut |site| {
            judge(&build, &calls, site, tally);
            race::left_out(site, tally);
            gorace::in_command(site, tally);
            scrape::check(site, tally);
        });
        if let Some(at) = beyond {
            let why = beyond_bounds(script, at);
            for check in [&CI_STATUS, &CI_WHITELIST, &CI_GORACE, &CI_PROBE] {
                tally.unjudged(check, &*why);
            }
        }
    }
    uses(&build, tally);
    gorace::in_environment(&build.variables, tally);
    let none = |what: &str| format!("{what} in what was read");
    tally.skipped(&CI_STATUS, none("no command was recognised that checks something"));
    tally.skipped(&CI_WHITELIST, none("no go test was recognised"));
    tally.skipped(&CI_GORACE, none("GORACE is not set"));
    tally.skipped(&CI_PROBE, none("no shell looks at /metrics"));
    Ok(build)
}

/// What makes another service's checks visible.
const MOVE: &str =
    "move its commands to a script (ci/test.sh) and name that in `workflows` of contend.toml";

const HERE: &str = "run `go test -race ./...` from a workflow, Makefile or script of this repository, or ignore CHK202 in contend.toml with the reason";

fn beyond_bounds(script: &Script, at: usize) -> String {
    let place = script.line(script.at(at));
    format!(
        "{place}: a script of more than {MAX_COMMANDS} commands, or {MAX_JOINED} in one pipe or list, is not read"
    )
}

/// What stands in a language that is not read, and names what would be judged.
fn foreign(script: &Script, tally: &mut Tally) {
    let Some(language) = script.foreign else { return };
    let place = script.line(script.at(0));
    let mut unread = |checks: &[&Check], what: &str| {
        for check in checks {
            tally.unjudged(check, format!("{place}: {what} in {language}, which is not read"));
        }
    };
    if let Some(tool) = in_text(&script.body) {
        unread(&[&CI_STATUS, &CI_WHITELIST], tool);
    }
    if script.body.contains("GORACE") {
        unread(&[&CI_GORACE], "GORACE");
    }
    if script.body.contains("/metrics") {
        unread(&[&CI_PROBE], "a look at /metrics");
    }
}

/// Whether the failure of what judges is the failure of its step.
fn judge(build: &Build, calls: &Calls, site: &Site, tally: &mut Tally) {
    let (command, script) = (site.command(), site.script);
    let place = script.line(script.at(command.at));
    let called = calls.judging(build, site);
    let tool = match (called, tool(command)) {
        (Some(name), _) => Tool::Other(name),
        (None, Some(tool)) => tool,
        (None, None) => {
            if let Some(named) = commands::mention(site) {
                let program = commands::program(command);
                tally.unjudged(
                    &CI_STATUS,
                    format!(
                        "{place}: what `{program}` makes of the status of {named} is not known"
                    ),
                );
            }
            return;
        }
    };
    // Benchmarks measure, and judge nothing.
    if tool == Tool::GoTest && commands::is_benchmark(command) {
        return;
    }
    // There make is asked for what it prints.
    if site.substituted && commands::targets(command).is_some() {
        return;
    }
    let name = tool.name();
    tally.looked(&CI_STATUS, format!("{name} in {}", script.text.name));
    if let Some(Unheeded { why, remedy, text, at }) = &script.unheeded {
        let message = format!("the status of {name} is lost: {why}");
        return tally.found(&CI_STATUS, (text, *at), message, remedy);
    }
    let words: Vec<String> = core(command).iter().map(|word| word.text.clone()).collect();
    if commands::targets(command).is_some() && commands::make_flags(&words).1 {
        let message =
            format!("the status of {name} is lost: -i has make go on after every failure");
        return tally.found(&CI_STATUS, script.place(command.at), message, "Take -i out");
    }
    let fate = match site.substituted {
        true => Fate::Lost {
            why: "it is in a substitution, whose status the command around it replaces".into(),
            remedy:
                "Assign it on a line of its own, such as `x=$(...)`, without `local` or `export`"
                    .into(),
        },
        false => site.fate(),
    };
    match (fate, &script.unsure) {
        (Fate::Lost { why, remedy }, _) => {
            let message = format!("the status of {name} is lost: {why}");
            tally.found(&CI_STATUS, script.place(command.at), message, remedy);
        }
        (Fate::Unknown(why), _) => tally.unjudged(&CI_STATUS, format!("{place}: {name}: {why}")),
        (Fate::Kept, Some((why, _))) => {
            tally.unjudged(&CI_STATUS, format!("{place}: {name}: {why}"))
        }
        (Fate::Kept, None) => {
            if let Some(why) = weakened(site, &words) {
                tally.unjudged(&CI_STATUS, format!("{place}: {name}: {why}"));
            }
        }
    }
}

/// Why a status that is kept may still be none of the checks'.
fn weakened(site: &Site, words: &[String]) -> Option<&'static str> {
    let again = words.iter().any(|word| word.trim_start_matches('-').starts_with("rerun-fails"));
    if again {
        return Some("--rerun-fails runs what failed again, until it passes");
    }
    // Within the shell that reads it, `set -e` is as there.
    let reads = matches!(words.first().map(String::as_str), Some("." | "source"));
    (reads && site.flow.ignores(site.pipeline))
        .then_some("it is read by a shell in which `set -e` may have no effect")
}

/// Actions that check, by their names or by what those of this repository do.
fn uses(build: &Build, tally: &mut Tally) {
    for (text, uses) in &build.uses {
        if uses.never || !checks(build, uses) {
            continue;
        }
        let name = uses.action.rsplit('/').next().unwrap_or_default();
        tally.looked(&CI_STATUS, format!("{name} in {}", text.name));
        if let Some(Unheeded { why, remedy, text, at }) = &uses.unheeded {
            let message = format!("the status of {name} is lost: {why}");
            tally.found(&CI_STATUS, (text, *at), message, remedy);
        } else if let Some((why, at)) = &uses.unsure {
            tally.unjudged(&CI_STATUS, format!("{}: {name}: {why}", line(text, *at)));
        }
    }
}

fn checks(build: &Build, uses: &Uses) -> bool {
    if uses.is_local() {
        return calls::has_check(&calls::of_action(build, &uses.action));
    }
    let parts = uses.action.split(['/', '-', '_', '.']);
    parts.into_iter().any(|part| {
        matches!(
            part,
            "lint" | "test" | "tests" | "race" | "staticcheck" | "govulncheck" | "gosec" | "vet"
        )
    })
}

fn line(text: &Rc<Text>, at: usize) -> String {
    format!("{}:{}", text.name, text.place(at).line)
}
