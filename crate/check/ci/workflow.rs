//! Workflows and composite actions of GitHub Actions, as far as they run something.
//!
//! How a step's shell is started follows from `shell`, its own or a default: unnamed it is `bash -e` without
//! `pipefail`, named `bash` it has both.

use super::script::{Script, Shell};
use crate::checks::CI_FILES;
use crate::finding::Tally;
use crate::node::{Node, Style, Value};
use crate::source::Text;
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
}

pub fn read(text: &Rc<Text>, root: &Rc<Node>, tally: &mut Tally) -> Workflow {
    let mut reader = Reader { text, tally, workflow: Workflow::default() };
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
}

/// What a step has from what is around it.
#[derive(Clone, Default)]
struct Around {
    shell: Option<String>,
    unheeded: Option<(String, usize)>,
    never: bool,
    /// Its shell is PowerShell unless it says otherwise.
    windows: bool,
}

impl Around {
    fn within(&self, node: &Node) -> Self {
        let mut around = self.clone();
        if let Some(shell) = node.path(&["defaults", "run", "shell"]).and_then(|it| it.text()) {
            around.shell = Some(shell.to_owned());
        }
        if let Some(heed) = node.get("continue-on-error").filter(|it| it.bool() == Some(true)) {
            let why = "continue-on-error lets the job go on as if it had passed".to_owned();
            around.unheeded = Some((why, heed.at()));
        }
        if let Some(runner) = node.get("runs-on") {
            around.windows = runner.texts().iter().any(|(name, _)| name.contains("windows"));
        }
        let condition = node.get("if").and_then(|it| it.text()).unwrap_or_default();
        let inner = condition.trim().trim_start_matches("${{").trim_end_matches("}}").trim();
        around.never |= inner == "false";
        around
    }
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, message: &str, remedy: &str) {
        self.tally.found(&CI_FILES, (self.text, at), message, remedy);
    }

    fn workflow(&mut self, root: &Node) {
        let Some(jobs) = root.get("jobs").filter(|jobs| jobs.is_map()) else {
            let remedy = "Give it jobs, or name the workflows in contend.toml";
            return self.wrong(root.at(), "the workflow has no jobs", remedy);
        };
        if root.get("on").is_none() {
            self.wrong(
                root.at(),
                "the workflow has no `on`, so nothing starts it",
                "Say when to run it",
            );
        }
        self.variables(root);
        let around = Around::default().within(root);
        for (_, job) in jobs.pairs() {
            let around = around.within(job);
            self.variables(job);
            self.uses(job);
            match job.get("steps") {
                Some(steps) => self.steps(steps, &around, true),
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
            let around = around.within(step);
            self.variables(step);
            self.uses(step);
            let shell = step.get("shell").and_then(|it| it.text().map(str::to_owned));
            match (step.get("run"), step.get("uses")) {
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
        let shell = match shell {
            // A command that fails there ends the script, and a pipe is as its programs are; what is read is the
            // commands alone.
            None if around.windows => Shell { errexit: true, pipefail: true },
            Some("pwsh" | "powershell") => Shell { errexit: true, pipefail: true },
            None => Shell { errexit: true, pipefail: false },
            Some("bash") => Shell { errexit: true, pipefail: true },
            Some("sh") => Shell { errexit: true, pipefail: false },
            Some(command) if command.contains("sh") && command.contains("{0}") => {
                Shell::of(command)
            }
            // Python and the like.
            Some(_) => return,
        };
        let mut script = Script::new(self.text.clone(), shell);
        script.unheeded = around.unheeded.clone();
        script.never = around.never;
        fill(&mut script, run, self.text);
        self.workflow.scripts.push(script);
    }

    fn variables(&mut self, node: &Node) {
        let variables = node.get("env").into_iter().flat_map(|env| env.pairs());
        let of = variables.filter_map(|(key, value)| {
            Some((key.text()?.to_owned(), value.text()?.to_owned(), value.at()))
        });
        self.workflow.variables.extend(of);
    }

    fn uses(&mut self, node: &Node) {
        let Some(uses) = node.get("uses") else { return };
        let Some((action, version)) = uses.text().and_then(|text| text.split_once('@')) else {
            return;
        };
        let with = node.get("with").into_iter().flat_map(|with| with.pairs());
        let with = with.filter_map(|(key, value)| {
            Some((key.text()?.to_owned(), value.text()?.to_owned(), value.at()))
        });
        self.workflow.uses.push(Uses {
            action: action.to_owned(),
            version: version.to_owned(),
            at: uses.at(),
            with: with.collect(),
        });
    }
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
mod tests {
    use super::*;
    use crate::yaml;

    fn scripts(source: &str) -> (Vec<Script>, Vec<String>) {
        let text = Rc::new(Text::new(".github/workflows/a.yml", source));
        let root = yaml::documents(&text).unwrap().unwrap().remove(0);
        let mut tally = Tally::default();
        let workflow = read(&text, &root, &mut tally);
        (workflow.scripts, tally.findings.into_iter().map(|it| it.message).collect())
    }

    #[test]
    fn shells_are_started_as_github_starts_them() {
        let source = "on: push\ndefaults: {run: {shell: bash}}\njobs:\n  a:\n    steps:\n    - run: x\n    - run: x\n      shell: sh\n    - run: x\n      shell: python\n    - {uses: a@v1}\n  b:\n    continue-on-error: true\n    defaults: {run: {shell: 'bash -e {0}'}}\n    steps: [{run: y, if: '${{ false }}'}]\n";
        let (scripts, wrong) = scripts(source);
        let shells: Vec<_> =
            scripts.iter().map(|it| (it.shell.errexit, it.shell.pipefail)).collect();
        assert_eq!(shells, [(true, true), (true, false), (true, false)]);
        assert!(scripts[2].unheeded.is_some() && scripts[2].never && !scripts[0].never);
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_line_of_a_script_has_its_place() {
        let source = "on: push\njobs:\n  a:\n    steps:\n    - run: |\n        one\n\n          two three\n    - run: \"four five\"\n";
        let (scripts, _) = scripts(source);
        for (script, word) in [(0, "one"), (0, "three"), (1, "five")] {
            let script = &scripts[script];
            let at = script.at(script.body.find(word).unwrap());
            assert_eq!(at, source.find(word).unwrap(), "{word}");
        }
    }

    #[test]
    fn what_is_no_workflow_is_named() {
        for (source, why) in [
            ("a: 1\n", "no jobs"),
            ("jobs: {a: {steps: [{run: x}]}}\n", "no `on`"),
            ("on: push\njobs: {a: {}}\n", "neither steps"),
            ("on: push\njobs: {a: {steps: [{name: x}]}}\n", "not one of run and uses"),
            ("runs: {using: composite, steps: [{run: x}]}\n", "names no shell"),
        ] {
            let (_, wrong) = scripts(source);
            assert!(wrong.len() == 1 && wrong[0].contains(why), "{source}: {wrong:?}");
        }
    }
}
