//! Where a shell finds its scripts: steps of workflows and actions, recipes of Makefiles, files of their own.
//!
//! Each script keeps where every part of it stands in its file, how the shell that gets it is started, what is in its
//! environment, and whether anybody looks at its status.

use super::folder::{Folders, all_joined};
use crate::shell::{self, Parsed};
use crate::source::Text;
use std::ops::Range;
use std::rc::Rc;

/// In a recipe, what the % of its rule's pattern stands for; in the environment of one that is called.
pub const STEM: &str = "make.stem";

/// Of one text with expressions in it.
const MAX_WRITTEN: usize = 256;
const MAX_EXPRESSIONS: usize = 32;

#[derive(Clone, Debug)]
pub struct Script {
    pub text: Rc<Text>,
    pub body: String,
    /// Places in the body and in the file, and for how many bytes the two go along.
    segments: Vec<(usize, usize, usize)>,
    pub shell: Shell,
    pub origin: Origin,
    /// Why nobody looks at the status, if that is so.
    pub unheeded: Option<Unheeded>,
    /// Why it cannot be said what becomes of the status, and where it says so.
    pub unsure: Option<(String, usize)>,
    /// It is never run.
    pub never: bool,
    /// In another language, by its name; the commands in it are not known.
    pub foreign: Option<&'static str>,
    /// Name, value and place; the last of a name counts.
    pub environment: Rc<[(String, String, usize)]>,
    /// Values of a matrix, by their names.
    pub matrix: Vec<(String, Vec<String>)>,
    /// The same by jobs, each with one value of a name.
    pub jobs: Rc<Vec<Vec<(String, String)>>>,
    /// Where it may begin, with expressions of the workflow in it.
    pub folders: Folders,
    /// Make runs it under a condition (`ifdef`, `ifeq`).
    pub conditional: bool,
    /// It runs only where somebody starts it.
    pub by_hand: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Of a workflow; `called` if others alone start it.
    Workflow {
        called: bool,
    },
    /// Of an action.
    Action,
    /// For these targets.
    Recipe(Vec<String>),
    File,
}

#[derive(Clone, Debug)]
pub struct Unheeded {
    pub why: String,
    pub remedy: String,
    pub text: Rc<Text>,
    pub at: usize,
}

/// How the shell begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    pub errexit: bool,
    pub pipefail: bool,
}

impl Shell {
    /// Of a command line such as `bash -eo pipefail {0}`, or `-eu -o pipefail -c`.
    pub fn of(command: &str) -> Self {
        let mut shell = Self::default();
        shell.set(&command.split_whitespace().collect::<Vec<_>>());
        shell
    }

    /// As `set` with these words changes it.
    pub fn set(&mut self, words: &[&str]) {
        let mut named = false;
        for word in words {
            if std::mem::take(&mut named) {
                self.option(word, true);
            } else if let Some(flags) = word.strip_prefix('-').filter(|it| !it.starts_with('-')) {
                self.errexit |= flags.contains('e');
                named = flags.ends_with('o');
            } else if let Some(flags) = word.strip_prefix('+') {
                self.errexit &= !flags.contains('e');
            }
        }
        for pair in words.windows(2).filter(|pair| pair[0] == "+o") {
            self.option(pair[1], false);
        }
    }

    fn option(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.errexit = on,
            "pipefail" => self.pipefail = on,
            _ => {}
        }
    }
}

impl Script {
    pub fn new(text: Rc<Text>, shell: Shell, origin: Origin) -> Self {
        Self {
            text,
            body: String::new(),
            segments: Vec::new(),
            shell,
            origin,
            unheeded: None,
            unsure: None,
            never: false,
            foreign: None,
            environment: Rc::default(),
            matrix: Vec::new(),
            jobs: Rc::default(),
            folders: None,
            conditional: false,
            by_hand: false,
        }
    }

    /// Adds what stands in the file at that place, as it is there or, with a length of 0, as something else.
    pub fn push(&mut self, part: &str, at: usize, length: usize) {
        self.segments.push((self.body.len(), at, length));
        self.body.push_str(part);
    }

    /// A whole file.
    pub fn file(text: Rc<Text>, shell: Shell) -> Self {
        let mut script = Self::new(text.clone(), shell, Origin::File);
        script.push(&text.text, 0, text.text.len());
        script
    }

    /// In the file.
    pub fn at(&self, offset: usize) -> usize {
        let after = self.segments.partition_point(|(body, ..)| *body <= offset);
        let Some((body, at, length)) = after.checked_sub(1).map(|index| self.segments[index])
        else {
            return 0;
        };
        at + (offset - body).min(length)
    }

    pub fn place(&self, offset: usize) -> (&Text, usize) {
        (&self.text, self.at(offset))
    }

    /// `file:line`, of an offset in its file.
    pub fn line(&self, at: usize) -> String {
        format!("{}:{}", self.text.name, self.text.place(at).line)
    }

    pub fn parse(&self) -> Parsed {
        shell::parse(&self.body, 0..self.body.len())
    }

    pub fn part(&self, range: Range<usize>) -> Parsed {
        shell::parse(&self.body, range)
    }

    /// Where it begins.
    pub fn start(&self) -> Folders {
        let written: Vec<String> =
            self.folders.as_ref()?.iter().flat_map(|folder| self.written(folder)).collect();
        all_joined(&Some(vec![String::new()]), &written)
    }

    /// As each job of the matrix runs it; once if that makes no difference.
    pub fn of_jobs(&self) -> Vec<Self> {
        let names = |text: &str| text.contains("matrix.");
        let differs = names(&self.body)
            || self.folders.iter().flatten().any(|folder| names(folder))
            || self.environment.iter().any(|(_, value, _)| names(value));
        if !differs || self.jobs.len() < 2 {
            return vec![self.clone()];
        }
        let known = |job: &Vec<(String, String)>, name: &String| {
            let value = job.iter().find(|(own, _)| own == name);
            value.map_or(String::new(), |(_, value)| value.clone())
        };
        let of_job = |job| {
            let names = self.matrix.iter().map(|(name, _)| name);
            let matrix = names.map(|name| (name.clone(), vec![known(job, name)])).collect();
            Self { matrix, ..self.clone() }
        };
        self.jobs.iter().map(of_job).collect()
    }

    /// The texts that one with `${{ matrix.x }}` or `${{ env.X }}` in it may become; what is not known stays.
    pub fn written(&self, text: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut rest = text;
        for _ in 0..MAX_EXPRESSIONS {
            let Some((before, inner, after)) = expression(rest) else { break };
            let values = self.of_expression(inner.trim());
            if values.is_empty() {
                break;
            }
            let with = |own: &String| {
                values.iter().map(|value| format!("{own}{before}{value}")).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).take(MAX_WRITTEN).collect();
            rest = after;
        }
        all.iter().map(|own| format!("{own}{rest}")).collect()
    }

    fn of_expression(&self, inner: &str) -> Vec<String> {
        if let Some(name) = inner.strip_prefix("matrix.") {
            let found = self.matrix.iter().find(|(own, _)| own == name);
            return found.map(|(_, values)| values.clone()).unwrap_or_default();
        }
        let name = inner.strip_prefix("env.").or((inner == STEM).then_some(STEM));
        let found =
            name.and_then(|name| self.environment.iter().rev().find(|(own, ..)| own == name));
        found.map(|(_, value, _)| vec![value.clone()]).unwrap_or_default()
    }
}

/// What stands before the first expression, in it and behind it.
fn expression(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${{")?;
    let (inner, after) = rest.split_once("}}")?;
    Some((before, inner, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_shell() {
        let of = |command| {
            let shell = Shell::of(command);
            (shell.errexit, shell.pipefail)
        };
        assert_eq!(of("bash --noprofile --norc -eo pipefail {0}"), (true, true));
        assert_eq!(of("-eu -o pipefail -c"), (true, true));
        assert_eq!(
            (of("bash -e {0}"), of("sh"), of("--posix")),
            ((true, false), (false, false), (false, false))
        );
        let mut shell = Shell { errexit: true, pipefail: true };
        shell.set(&["+e"]);
        shell.set(&["+o", "pipefail"]);
        assert_eq!(shell, Shell::default());
        shell.set(&["-o", "errexit"]);
        assert!(shell.errexit);
    }

    #[test]
    fn places_lead_back_to_the_file() {
        let text = Rc::new(Text::new("a", "0123456789"));
        let mut script = Script::new(text, Shell::default(), Origin::File);
        script.push("34", 3, 2);
        script.push("LONGER", 6, 0);
        script.push("89", 8, 2);
        assert_eq!(script.body, "34LONGER89");
        assert_eq!((script.at(1), script.at(2), script.at(5), script.at(9)), (4, 6, 6, 9));
    }

    #[test]
    fn what_the_matrix_and_the_environment_say() {
        let mut script = Script::new(Rc::new(Text::new("a", "")), Shell::default(), Origin::File);
        script.matrix = vec![("flags".into(), vec!["".into(), "-race".into()])];
        script.environment = [("X".into(), "1".into(), 0), ("X".into(), "2".into(), 0)].into();
        assert_eq!(script.written("a ${{ matrix.flags }} b"), ["a  b", "a -race b"]);
        assert_eq!(script.written("${{env.X}}"), ["2"]);
        let many = "${{env.X}}".repeat(100_000);
        assert!(script.written(&many)[0].starts_with("2222"));
        assert_eq!(script.written("${{ inputs.x }}"), ["${{ inputs.x }}"]);
    }
}
