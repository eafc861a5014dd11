//! How the build checks: whether the tests run with the race detector, whether a failure is a failure, and whether
//! what is left out says why.
//!
//! Workflows and actions of GitHub Actions, Makefiles and shell scripts are read; what other services run is named
//! as not read.

mod commands;
mod gorace;
mod make;
mod race;
mod scrape;
mod script;
mod status;
mod workflow;

pub use commands::{Tool, core, tool};
pub use scrape::is_of_any;
pub use script::{Script, Shell};
pub use workflow::Uses;

use crate::Refused;
use crate::checks::{CI_FILES, CI_GORACE, CI_PROBE, CI_RACE, CI_STATUS, CI_WHITELIST};
use crate::config::Config;
use crate::files::{self, Files};
use crate::finding::Tally;
use crate::shell::{Command, Parsed};
use crate::source::{MAX_BYTES, Text};
use crate::yaml;
use std::rc::Rc;

/// What the build runs and uses, by file.
#[derive(Default)]
pub struct Build {
    pub scripts: Vec<Script>,
    pub uses: Vec<(Rc<Text>, Uses)>,
    /// Of the environment: name, value and where.
    variables: Vec<(String, String, Rc<Text>, usize)>,
}

/// A script within a script, such as that of `bash -c`, goes this deep and no deeper.
const MAX_DEPTH: usize = 8;

/// A place where a command stands.
pub struct Site<'a> {
    pub script: &'a Script,
    pub parsed: &'a Parsed,
    pub pipeline: usize,
    pub position: usize,
    pub shell: Shell,
    /// It is within a substitution that is the word of another command.
    pub substituted: bool,
}

impl<'a> Site<'a> {
    pub fn command(&self) -> &'a Command {
        &self.parsed.pipelines[self.pipeline].commands[self.position]
    }

    pub fn commands(&self) -> &'a [Command] {
        &self.parsed.pipelines[self.pipeline].commands
    }
}

pub fn check(files: &Files, config: &Config, tally: &mut Tally) -> Result<Build, Refused> {
    let build = read(files, config, tally)?;
    if build.scripts.is_empty() {
        let why = match files.names.iter().find(|name| files::is_other_ci(name)) {
            Some(other) => {
                format!("{other} is not read, and there is no workflow, Makefile or script")
            }
            None => "there is no workflow, Makefile or shell script that runs something".into(),
        };
        for check in [&CI_FILES, &CI_RACE, &CI_STATUS, &CI_WHITELIST, &CI_GORACE, &CI_PROBE] {
            tally.skipped(check, &*why);
        }
        return Ok(build);
    }
    if let Some(other) = files.names.iter().find(|name| files::is_other_ci(name)) {
        tally.note(&CI_RACE, format!("{other} is not read"));
    }
    race::check(&build, files::has_go(files, config), tally);
    for script in &build.scripts {
        visit(script, &mut |site| {
            judge(site, tally);
            race::left_out(site, tally);
            gorace::in_command(site, tally);
            scrape::check(site, tally);
        });
    }
    gorace::in_environment(&build.variables, tally);
    for check in [&CI_GORACE, &CI_PROBE, &CI_WHITELIST, &CI_STATUS] {
        tally.skipped(check, "no script has what it looks at");
    }
    Ok(build)
}

fn read(files: &Files, config: &Config, tally: &mut Tally) -> Result<Build, Refused> {
    let usual =
        |name: &str| files::is_workflow(name) || files::is_makefile(name) || files::is_script(name);
    let mut build = Build::default();
    for name in files.chosen(config.workflows.as_ref(), usual)? {
        let read = files.read(&name, MAX_BYTES);
        let text = match read {
            Err(refused @ (Refused::Large { .. } | Refused::NotText(_)))
                if config.workflows.is_none() && files::is_script(&name) =>
            {
                // An archive that unpacks itself, for one.
                tally.remarks.push(refused.to_string());
                continue;
            }
            read => Rc::new(read?),
        };
        tally.looked(&CI_FILES, &text.name);
        tally.heed(&text);
        if name.ends_with(".yml") || name.ends_with(".yaml") {
            workflow_file(&text, &mut build, tally)?;
        } else if files::is_makefile(&name) {
            let makefile = make::read(&text);
            build.scripts.extend(makefile.scripts);
            let variables = makefile.variables.into_iter();
            build
                .variables
                .extend(variables.map(|(name, value, at)| (name, value, text.clone(), at)));
        } else {
            let first = text.line(1);
            let shell = first.strip_prefix("#!").map_or(Shell::default(), Shell::of);
            build.scripts.push(Script::file(text, shell));
        }
    }
    Ok(build)
}

fn workflow_file(text: &Rc<Text>, build: &mut Build, tally: &mut Tally) -> Result<(), Refused> {
    let documents = match yaml::documents(text)? {
        Ok(documents) => documents,
        Err(wrong) => {
            let remedy = "Correct it: GitHub does not run it as it is";
            tally.found(&CI_FILES, (text, wrong.at), format!("not YAML: {}", wrong.why), remedy);
            return Ok(());
        }
    };
    for root in &documents {
        let workflow = workflow::read(text, root, tally);
        build.scripts.extend(workflow.scripts);
        build.uses.extend(workflow.uses.into_iter().map(|uses| (text.clone(), uses)));
        let variables = workflow.variables.into_iter();
        build.variables.extend(variables.map(|(name, value, at)| (name, value, text.clone(), at)));
    }
    Ok(())
}

/// Every command of a script, those in substitutions and in scripts of `bash -c` as well.
pub fn visit(script: &Script, see: &mut dyn FnMut(&Site)) {
    walk(script, &script.parse(), script.shell, false, MAX_DEPTH, see);
}

fn walk(
    script: &Script,
    parsed: &Parsed,
    mut shell: Shell,
    substituted: bool,
    depth: usize,
    see: &mut dyn FnMut(&Site),
) {
    for (index, pipeline) in parsed.pipelines.iter().enumerate() {
        for (position, command) in pipeline.commands.iter().enumerate() {
            let site = Site { script, parsed, pipeline: index, position, shell, substituted };
            see(&site);
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            if words.first() == Some(&"set") && position == 0 {
                shell.set(&words[1..]);
            }
            if depth == 0 {
                continue;
            }
            let only_assigns = command.words.is_empty();
            for word in command.all_words() {
                for inner in &word.inner {
                    let parsed = script.part(inner.clone());
                    walk(script, &parsed, shell, !only_assigns, depth - 1, see);
                }
            }
            if let Some(inner) = script_of_shell(command) {
                let started = Shell::of(&words.join(" "));
                walk(script, &script.part(inner), started, false, depth - 1, see);
            }
        }
    }
}

/// Of `bash -c '...'` and `sh -ec "..."`.
fn script_of_shell(command: &Command) -> Option<std::ops::Range<usize>> {
    let words = core(command);
    let name = words.first()?.text.rsplit('/').next()?;
    if !matches!(name, "bash" | "sh" | "dash" | "zsh") {
        return None;
    }
    let flag = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.ends_with('c');
    let at = words.iter().position(|word| flag(&word.text))?;
    words.get(at + 1)?.quoted.clone()
}

/// Whether the failure of what judges is the failure of its step.
fn judge(site: &Site, tally: &mut Tally) {
    let command = site.command();
    let Some(tool) = tool(command) else { return };
    // There it is asked for what it prints.
    if site.substituted && tool == Tool::Other("make") {
        return;
    }
    let name = &site.script.text.name;
    tally.looked(&CI_STATUS, format!("{} in {name}", tool.name()));
    let unheeded = site.script.unheeded.as_ref().map(|(why, at)| (why.clone(), *at));
    let lost = unheeded.or_else(|| {
        let at = site.script.at(command.at);
        if site.substituted {
            let why = "it is in a substitution, whose status the command around it replaces";
            return Some((why.to_owned(), at));
        }
        let why = status::lost(site.parsed, site.pipeline, site.position, site.shell)?;
        Some((why, at))
    });
    if let Some((why, at)) = lost {
        let remedy = "Let it be the last command of its step, or use bash with `set -euo pipefail`";
        let message = format!("the status of {} is lost: {why}", tool.name());
        tally.found(&CI_STATUS, (&site.script.text, at), message, remedy);
    }
}
