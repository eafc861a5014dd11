//! Where a shell finds its scripts: steps of workflows and actions, recipes of Makefiles, files of their own.
//!
//! Each script keeps where every part of it stands in its file, and how the shell that gets it is started: whether
//! a failure ends it, whether a pipe has the status of all its commands, and whether anybody looks at its status.

use crate::shell::{self, Parsed};
use crate::source::Text;
use std::ops::Range;
use std::rc::Rc;

#[derive(Debug)]
pub struct Script {
    pub text: Rc<Text>,
    pub body: String,
    /// Places in the body and in the file, and for how many bytes the two go along.
    segments: Vec<(usize, usize, usize)>,
    pub shell: Shell,
    /// Why nobody looks at the status, if that is so, and where it says so.
    pub unheeded: Option<(String, usize)>,
    /// It is never run.
    pub never: bool,
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
    pub fn new(text: Rc<Text>, shell: Shell) -> Self {
        let (body, segments) = (String::new(), Vec::new());
        Self { text, body, segments, shell, unheeded: None, never: false }
    }

    /// Adds what stands in the file at that place, as it is there or, with a length of 0, as something else.
    pub fn push(&mut self, part: &str, at: usize, length: usize) {
        self.segments.push((self.body.len(), at, length));
        self.body.push_str(part);
    }

    /// A whole file.
    pub fn file(text: Rc<Text>, shell: Shell) -> Self {
        let mut script = Self::new(text.clone(), shell);
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

    pub fn parse(&self) -> Parsed {
        shell::parse(&self.body, 0..self.body.len())
    }

    pub fn part(&self, range: Range<usize>) -> Parsed {
        shell::parse(&self.body, range)
    }
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
        let mut script = Script::new(text, Shell::default());
        script.push("34", 3, 2);
        script.push("LONGER", 6, 0);
        script.push("89", 8, 2);
        assert_eq!(script.body, "34LONGER89");
        assert_eq!((script.at(1), script.at(2), script.at(5), script.at(9)), (4, 6, 6, 9));
    }
}
