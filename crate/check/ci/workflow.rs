//! Workflows and composite actions of GitHub Actions, as far as they run something.
//!
//! How a step's shell is started follows from `shell`, its own or a default: unnamed it is `bash -e` without
//! `pipefail`, named `bash` it has both. On Windows it is PowerShell unless named: there the status of a step is that
//! of the last program alone, so that only a step of one plain command is read as one.

mod matrix;

use super::expression::constant;
use super::folder::{Folders, all_joined};
use super::script::{Origin, Script, Shell, Unheeded};
use crate::checks::CI_FILES;
use crate::finding::Tally;
use crate::node::{Node, Style, Value};
use crate::source::Text;
use matrix::{Job, jobs, matrix};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a workflow uses and sets beside its scripts.
#[derive(Default)]
pub struct Workflow {
    pub scripts: Vec<Script>,
    /// `uses: name@version`, with its `with`.
    pub uses: Vec<Uses>,
    /// Variables by name, with value and place.
    pub variables: Vec<(String, String, usize)>,
}

pub struct Uses {
    pub action: String,
    pub version: String,
    pub at: usize,
    pub with: Vec<(String, String, usize)>,
    pub unheeded: Option<Unheeded>,
    pub unsure: Option<(String, usize)>,
    pub never: bool,
    /// Where it works.
    pub folders: Folders,
}

impl Uses {
    /// In this repository.
    pub fn is_local(&self) -> bool {
        self.action.starts_with("./")
    }
}

pub fn read(text: &Rc<Text>, root: &Rc<Node>, tally: &mut Tally) -> Workflow {
    let mut reader = Reader {
        text,
        tally,
        workflow: Workflow::default(),
        origin: Origin::Action,
        by_hand: false,
    };
    if let Some(runs) = root.get("runs") {
        reader.action(runs);
    } else {
        reader.workflow(root);
    }
    reader.workflow
}

struct Reader<'a> {
    text: &'a Rc<Text>,
    tally: &'a mut Tally,
    workflow: Workflow,
    origin: Origin,
    by_hand: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Windows {
    #[default]
    Never,
    Always,
    /// In a part of a matrix.
    Partly,
    Unknown,
}

/// What a step has from what is around it.
#[derive(Clone, Default)]
struct Around {
    shell: Option<String>,
    unheeded: Option<Unheeded>,
    unsure: Option<(String, usize)>,
    never: bool,
    windows: Windows,
    environment: Rc<[(String, String, usize)]>,
    matrix: Vec<(String, Vec<String>)>,
    jobs: Rc<Vec<Job>>,
    /// `working-directory`, of a step or by default.
    folder: String,
}

impl Around {
    /// The texts that one with expressions in it may become.
    fn written(&self, text: &Rc<Text>, value: &str) -> Vec<String> {
        let mut script = Script::new(text.clone(), Shell::default(), Origin::Action);
        (script.environment, script.matrix) = (self.environment.clone(), self.matrix.clone());
        script.written(value)
    }

    fn within(&self, node: &Node, text: &Rc<Text>) -> Self {
        let mut around = self.clone();
        let jobs = jobs(node);
        if !jobs.is_empty() {
            around.matrix = matrix(&jobs);
            around.jobs = Rc::new(jobs);
        }
        let own = variables(node);
        if !own.is_empty() {
            // The youngest of them; what is given before has no known value then.
            let all = [&around.environment[..], &own].concat();
            around.environment = all[all.len().saturating_sub(MAX_VARIABLES)..].into();
        }
        let folder = node.get("working-directory");
        let folder = folder.or_else(|| node.path(&["defaults", "run", "working-directory"]));
        if let Some(folder) = folder.and_then(|it| it.text()) {
            around.folder = folder.to_owned();
        }
        if let Some(shell) = node.path(&["defaults", "run", "shell"]).and_then(|it| it.text()) {
            around.shell = Some(shell.to_owned());
        }
        if let Some(heed) = node.get("continue-on-error") {
            let written = around.written(text, heed.text().unwrap_or_default());
            let known: Vec<Option<bool>> = written.iter().map(|it| constant(it)).collect();
            if known.contains(&Some(true)) {
                around.unheeded = Some(Unheeded {
                    why: "continue-on-error lets the job go on as if it had passed".into(),
                    remedy: "Take continue-on-error out".into(),
                    text: text.clone(),
                    at: heed.at(),
                });
            } else if known.contains(&None) {
                let why = "whether continue-on-error holds depends on an expression".to_owned();
                around.unsure = Some((why, heed.at()));
            }
        }
        if let Some(runner) = node.get("runs-on") {
            let mut names = runner.texts();
            names.extend(runner.get("labels").map(|it| it.texts()).unwrap_or_default());
            let all: Vec<String> =
                names.iter().flat_map(|(name, _)| around.written(text, name)).collect();
            let windows = |name: &&String| name.to_ascii_lowercase().contains("windows");
            let count = all.iter().filter(windows).count();
            let is_list = runner.is_list() || runner.is_map();
            around.windows = match count {
                _ if all.iter().any(|name| name.contains("${{")) => Windows::Unknown,
                0 => Windows::Never,
                count if is_list || count == all.len() => Windows::Always,
                _ => Windows::Partly,
            };
        }
        let condition = node.get("if").and_then(|it| it.text()).unwrap_or_default();
        around.never |= constant(condition) == Some(false) || is_after_failure(condition);
        around
    }
}

/// Variables around one step.
const MAX_VARIABLES: usize = 1_000;

/// Whether a condition holds only where something failed before.
fn is_after_failure(condition: &str) -> bool {
    let inner = condition.trim();
    let inner = inner.strip_prefix("${{").and_then(|it| it.strip_suffix("}}")).unwrap_or(inner);
    !inner.contains("||")
        && inner.split("&&").any(|part| {
            let part: String = part.split_whitespace().collect();
            matches!(part.as_str(), "failure()" | "cancelled()")
        })
}

fn variables(node: &Node) -> Vec<(String, String, usize)> {
    let variables = node.get("env").into_iter().flat_map(|env| env.pairs());
    let of = variables.filter_map(|(key, value)| {
        Some((key.text()?.to_owned(), value.text()?.to_owned(), value.at()))
    });
    of.collect()
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, message: &str, remedy: &str) {
        self.tally.found(&CI_FILES, (self.text, at), message, remedy);
    }

    fn workflow(&mut self, root: &Node) {
        let Some(jobs) = root.get("jobs").filter(|jobs| jobs.pairs().next().is_some()) else {
            let remedy = "Give it jobs; a file of another service (GitLab and others) is not read: move its commands to a script and name that in `workflows`";
            return self.wrong(root.at(), "the workflow has no jobs", remedy);
        };
        match root.get("on").filter(|on| !on.is_null()) {
            Some(on) => {
                self.origin = Origin::Workflow { called: is_started_by(on, &["workflow_call"]) };
                let by_hand = ["workflow_dispatch", "repository_dispatch", "workflow_call"];
                self.by_hand =
                    is_started_by(on, &by_hand) && !is_started_by(on, &["workflow_call"]);
            }
            None => {
                let message = "the workflow has no `on`, so nothing starts it";
                self.wrong(root.at(), message, "Say when to run it");
                self.origin = Origin::Workflow { called: true };
            }
        }
        self.variables(root);
        let around = Around::default().within(root, self.text);
        let never = never(jobs);
        for (name, job) in jobs.pairs() {
            let mut around = around.within(job, self.text);
            around.never |= name.text().is_some_and(|name| never.contains(name));
            self.variables(job);
            self.uses(job, &around);
            match job.get("steps") {
                Some(steps) if steps.is_list() => self.steps(steps, &around, true),
                Some(steps) => {
                    self.wrong(steps.at(), "steps is a list", "Write each step behind a -")
                }
                None if job.get("uses").is_some() => {}
                None => self.wrong(job.at(), "the job has neither steps nor uses", "Give it steps"),
            }
        }
    }

    fn action(&mut self, runs: &Node) {
        if let Some(steps) = runs.get("steps") {
            self.steps(steps, &Around::default(), false);
        }
    }

    fn steps(&mut self, steps: &Node, around: &Around, defaults: bool) {
        for step in steps.items() {
            let around = around.within(step, self.text);
            self.variables(step);
            self.uses(step, &around);
            let shell = step.get("shell").and_then(|it| it.text().map(str::to_owned));
            match (step.get("run"), step.get("uses")) {
                (Some(run), None) if run.text().is_none() => {
                    self.wrong(run.at(), "what a step runs is a text", "Write it behind `run: |`");
                }
                (Some(run), None) => {
                    if shell.is_none() && !defaults {
                        let remedy = "Say `shell: bash`";
                        self.wrong(step.at(), "a step of an action names no shell", remedy);
                    }
                    let shell = shell.or_else(|| around.shell.clone());
                    self.script(run, shell.as_deref(), &around);
                }
                (None, Some(_)) => {}
                _ => self.wrong(
                    step.at(),
                    "the step has not one of run and uses",
                    "Give it either of them",
                ),
            }
        }
    }

    fn script(&mut self, run: &Node, shell: Option<&str>, around: &Around) {
        let names = match shell {
            Some(shell) => around.written(self.text, shell).into_iter().map(Some).collect(),
            None => vec![None],
        };
        let mut script = Script::new(self.text.clone(), Shell::default(), self.origin.clone());
        script.unheeded = around.unheeded.clone();
        script.unsure = around.unsure.clone();
        script.never = around.never;
        script.by_hand = self.by_hand;
        script.environment = around.environment.clone();
        script.matrix = around.matrix.clone();
        script.jobs = around.jobs.clone();
        script.folders = Some(vec![around.folder.clone()]);
        fill(&mut script, run, self.text);
        let plain = is_plain(&script.body);
        let both = Shell { errexit: true, pipefail: true };
        let alone = Shell { errexit: true, pipefail: false };
        let mut unsure = |why: &str| {
            if !plain {
                script.unsure = script.unsure.take().or(Some((why.to_owned(), run.at())));
            }
        };
        let (mut shells, mut foreign) = (Vec::new(), None);
        for name in &names {
            match name.as_deref() {
                None => match around.windows {
                    Windows::Always if !plain => foreign = Some("PowerShell"),
                    Windows::Partly => {
                        unsure(
                            "on Windows it is PowerShell that runs it, where only the last program's status counts",
                        );
                        shells.push(alone);
                    }
                    Windows::Unknown => {
                        unsure(
                            "which system runs it, and so which shell, depends on an expression",
                        );
                        shells.push(alone);
                    }
                    Windows::Never | Windows::Always => shells.push(alone),
                },
                Some("bash") => shells.push(both),
                Some("sh") => shells.push(alone),
                Some("pwsh" | "powershell") if plain => shells.push(both),
                Some("pwsh" | "powershell") => foreign = Some("PowerShell"),
                Some("cmd") => foreign = Some("cmd"),
                Some("python") => foreign = Some("Python"),
                Some(command)
                    if command.contains("sh")
                        && command.contains("{0}")
                        && !command.contains("pwsh") =>
                {
                    shells.push(Shell::of(command));
                }
                Some(_) => foreign = Some("a language that is not known here"),
            }
        }
        // Of several, what each of them keeps.
        if let Some(first) = shells.into_iter().reduce(|a, b| Shell {
            errexit: a.errexit && b.errexit,
            pipefail: a.pipefail && b.pipefail,
        }) {
            script.shell = first;
        }
        script.foreign = foreign;
        self.workflow.scripts.push(script);
    }

    fn variables(&mut self, node: &Node) {
        self.workflow.variables.extend(variables(node));
    }

    fn uses(&mut self, node: &Node, around: &Around) {
        let Some(uses) = node.get("uses") else { return };
        let Some(text) = uses.text() else { return };
        let (action, version) = match text.split_once('@') {
            Some(parts) => parts,
            None if text.starts_with("./") => (text, ""),
            None => return,
        };
        let with = node.get("with").into_iter().flat_map(|with| with.pairs());
        let with = with.filter_map(|(key, value)| {
            Some((key.text()?.to_owned(), value.text()?.to_owned(), value.at()))
        });
        let with: Vec<(String, String, usize)> = with.collect();
        // Defaults are for what is run.
        let folder = with.iter().find(|(name, ..)| name == "working-directory");
        let folder = folder.map_or("", |(_, value, _)| value.as_str());
        let written = around.written(self.text, folder);
        self.workflow.uses.push(Uses {
            action: action.to_owned(),
            version: version.to_owned(),
            at: uses.at(),
            with,
            folders: all_joined(&Some(vec![String::new()]), &written),
            unheeded: around.unheeded.clone(),
            unsure: around.unsure.clone(),
            never: around.never,
        });
    }
}

/// Whether nothing but these starts it.
fn is_started_by(on: &Node, starts: &[&str]) -> bool {
    let mut events: Vec<&str> = on.texts().into_iter().map(|(event, _)| event).collect();
    events.extend(on.keys());
    !events.is_empty() && events.iter().all(|event| starts.contains(event))
}

/// Jobs that are never run, because of their own condition or a job that they need.
fn never(jobs: &Node) -> BTreeSet<String> {
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = Vec::new();
    for (name, job) in jobs.pairs() {
        let Some(name) = name.text() else { continue };
        let condition = job.get("if").and_then(|it| it.text()).unwrap_or_default();
        if constant(condition) == Some(false) {
            open.push(name);
        }
        let anyway = ["always(", "cancelled(", "failure("].iter().any(|it| condition.contains(it));
        if let Some(needs) = job.get("needs").filter(|_| !anyway) {
            for (need, _) in needs.texts() {
                waiting.entry(need).or_default().push(name);
            }
        }
    }
    let mut never = BTreeSet::new();
    while let Some(name) = open.pop() {
        if never.insert(name.to_owned()) {
            open.extend(waiting.get(name).into_iter().flatten());
        }
    }
    never
}

/// One command of plain words, which every shell takes alike.
fn is_plain(body: &str) -> bool {
    let body = body.trim();
    !body.is_empty()
        && !body.contains([
            '\n', '|', '&', ';', '`', '$', '(', ')', '{', '}', '<', '>', '"', '\'', '#', '@',
        ])
}

/// With the text of a scalar, line by line where the file has it so.
fn fill(script: &mut Script, node: &Node, text: &Text) {
    let Value::Scalar { text: value, style } = &node.value else { return };
    let first = text.place(node.at()).line as usize;
    for (index, line) in value.split_inclusive('\n').enumerate() {
        let body = line.trim_end_matches('\n');
        let (at, length) = match style {
            Style::Literal => {
                let number = first + index;
                let start = text.offset(number, 0);
                match text.line(number).find(body) {
                    Some(indent) => (start + indent, body.len()),
                    None => (start, 0),
                }
            }
            Style::Plain if index == 0 => (node.at(), body.len()),
            Style::Quoted if index == 0 => (node.at() + 1, body.len()),
            _ => (node.at(), 0),
        };
        script.push(line, at, length);
    }
}

#[cfg(test)]
mod tests;
