//! Every command of a script, those in substitutions, here-documents and scripts of `bash -c` as well, with what becomes
//! of its failure.

use super::commands::{base, core, is_passed_over};
use super::folder::{self, Folders};
use super::script::{Script, Shell};
use super::status::{Fate, Flow};
use crate::shell::{Command, Parsed, Word};
use std::ops::Range;

/// A script within a script goes this deep and no deeper.
const MAX_DEPTH: usize = 8;

/// A place where a command stands.
pub struct Site<'a> {
    pub script: &'a Script,
    pub parsed: &'a Parsed,
    pub flow: &'a Flow<'a>,
    pub pipeline: usize,
    pub position: usize,
    /// It is within a substitution that is the word of another command.
    pub substituted: bool,
    /// What becomes of the script's own status, where it is within another one.
    around: &'a Fate,
    /// Where that script begins.
    start: &'a Folders,
    /// On what it depends whether that script is run, if on something.
    depends: Option<&'a str>,
}

impl<'a> Site<'a> {
    pub fn command(&self) -> &'a Command {
        &self.parsed.pipelines[self.pipeline].commands[self.position]
    }

    pub fn commands(&self) -> &'a [Command] {
        &self.parsed.pipelines[self.pipeline].commands
    }

    pub fn fate(&self) -> Fate {
        if is_passed_over(self.command()) {
            return Fate::Lost {
                why: "find passes over the status of what it runs up to `;`".into(),
                remedy: "End it with + instead, or loop over what find names, under `set -e`"
                    .into(),
            };
        }
        match self.flow.fate(self.pipeline, self.position) {
            Fate::Kept => self.around.clone(),
            other => other,
        }
    }

    /// Where the command runs.
    pub fn folders(&self) -> Folders {
        folder::of(self, self.start)
    }

    pub fn is_reached(&self) -> bool {
        self.flow.is_reached(self.pipeline)
    }

    /// On what it depends whether the command is run, if on something that the script asks; a branch is as good as another
    /// that has `alike` in it.
    pub fn depends(&self, alike: &dyn Fn(&Command) -> bool) -> Option<String> {
        let in_range = |range: Range<usize>| {
            self.parsed.pipelines[range].iter().flat_map(|it| &it.commands).any(alike)
        };
        let around = self.depends.map(str::to_owned);
        self.flow.depends(self.pipeline, &in_range).or(around)
    }
}

/// Where the script exceeds the bounds of what is read, if it does; what is beyond is not seen.
pub fn visit(script: &Script, see: &mut dyn FnMut(&Site)) -> Option<usize> {
    if script.foreign.is_some() {
        return None;
    }
    let mut walk = Walk { script, see, beyond: None };
    let within =
        Within { fate: Fate::Kept, start: script.start(), substituted: false, depends: None };
    walk.walk(&script.parse(), script.shell, &within, MAX_DEPTH);
    walk.beyond
}

struct Walk<'a, 's> {
    script: &'a Script,
    see: &'s mut dyn FnMut(&Site),
    beyond: Option<usize>,
}

/// Where a script stands that another one runs.
struct Within {
    fate: Fate,
    start: Folders,
    substituted: bool,
    depends: Option<String>,
}

impl Walk<'_, '_> {
    fn walk(&mut self, parsed: &Parsed, shell: Shell, within: &Within, depth: usize) {
        self.beyond = self.beyond.or(parsed.beyond);
        let flow = Flow::new(parsed, shell);
        for (pipeline, position) in places(parsed) {
            let script = self.script;
            let site = Site {
                script,
                parsed,
                flow: &flow,
                pipeline,
                position,
                substituted: within.substituted,
                around: &within.fate,
                start: &within.start,
                depends: within.depends.as_deref(),
            };
            (self.see)(&site);
            if depth > 0 {
                self.within(&site, depth - 1);
            } else if site.command().all_words().any(|word| !word.inner.is_empty()) {
                self.beyond = self.beyond.or(Some(site.command().at));
            }
        }
    }

    /// The scripts in a command's words.
    fn within(&mut self, site: &Site, depth: usize) {
        let (command, shell) = (site.command(), site.flow.shell(site.pipeline));
        let only_assigns = command.words.is_empty();
        let of = |fate: Fate, substituted: bool| Within {
            fate,
            start: site.folders(),
            substituted,
            depends: site.depends(&|_| false),
        };
        for inner in command.all_words().flat_map(|word| &word.inner) {
            // Bash does not hand -e on to a substitution.
            let shell = Shell { errexit: false, ..shell };
            // An assignment has the status of its substitution, any other command its own.
            let fate = if only_assigns { site.fate() } else { Fate::Kept };
            self.walk(&self.script.part(inner.clone()), shell, &of(fate, !only_assigns), depth);
        }
        if let Some((inner, started)) = script_of_shell(command, site.parsed) {
            let shell = started.unwrap_or(site.flow.shell_within(site.pipeline));
            self.walk(&self.script.part(inner), shell, &of(site.fate(), false), depth);
        }
    }
}

fn places(parsed: &Parsed) -> impl Iterator<Item = (usize, usize)> {
    let all = parsed.pipelines.iter().enumerate();
    all.flat_map(|(index, pipeline)| {
        (0..pipeline.commands.len()).map(move |position| (index, position))
    })
}

/// Of `bash -c '...'`, `sh -ec "..."`, `bash <<EOF` and `eval '...'`, and how its shell is started if that is another.
pub fn script_of_shell(
    command: &Command,
    parsed: &Parsed,
) -> Option<(Range<usize>, Option<Shell>)> {
    let words = core(command);
    let name = base(&words.first()?.text);
    if name == "eval" {
        let [_, only] = words else { return None };
        return Some((only.quoted.clone()?, None));
    }
    if !matches!(name.as_str(), "bash" | "sh" | "dash" | "zsh" | "ksh") {
        return None;
    }
    let started = |words: &[Word]| {
        let all: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        Some(Shell::of(&all.join(" ")))
    };
    let flag = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.ends_with('c');
    if let Some(at) = words.iter().position(|word| flag(&word.text)) {
        // What stands behind the script are its arguments.
        return Some((words.get(at + 1)?.quoted.clone()?, started(&words[..=at])));
    }
    let named = words.iter().skip(1).any(|word| !word.text.starts_with(['-', '+']));
    let document = |at: usize| parsed.documents.iter().find(|(named, _)| *named == at);
    let body = command.redirects.iter().find_map(|word| document(word.at))?;
    (!named).then(|| (body.1.clone(), started(words)))
}
