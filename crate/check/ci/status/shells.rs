//! Which options of the shell hold where, as `set` changes them from line to line.
//!
//! A `set` under a condition may have been run or not, so there are two answers for each pipeline: the options that
//! hold in any case, and those that may. A subshell keeps its own; a function has those of its calls and leaves them
//! with what it set.

use crate::ci::script::Shell;
use crate::shell::{Block, Join, Kind, Parsed};
use std::collections::HashMap;

/// Functions that call each other are followed so far.
const ROUNDS: usize = 3;

/// Before each pipeline: what holds in any case.
pub fn sure(parsed: &Parsed, start: Shell) -> Vec<Shell> {
    of(parsed, start, false)
}

/// And what may hold.
pub fn hoped(parsed: &Parsed, start: Shell) -> Vec<Shell> {
    of(parsed, start, true)
}

fn of(parsed: &Parsed, start: Shell, hoped: bool) -> Vec<Shell> {
    let mut functions = HashMap::new();
    for block in &parsed.blocks {
        if let Kind::Function(name) = &block.kind {
            functions.insert(name.as_str(), Function::default());
        }
    }
    let mut walk = Walk { parsed, hoped, functions, frames: Vec::new(), shell: start };
    let mut all = walk.walk(start);
    for _ in 1..if walk.functions.is_empty() { 1 } else { ROUNDS } {
        all = walk.walk(start);
    }
    all
}

#[derive(Clone, Default)]
struct Function {
    /// At its calls, by the round before.
    enters: Option<Shell>,
    next: Option<Shell>,
    /// At its end, if it sets something.
    leaves: Option<Shell>,
}

struct Frame {
    block: usize,
    /// Where it begins.
    entry: Shell,
    /// At the ends of its branches so far.
    ends: Shell,
}

struct Walk<'a> {
    parsed: &'a Parsed,
    hoped: bool,
    functions: HashMap<&'a str, Function>,
    frames: Vec<Frame>,
    shell: Shell,
}

impl<'a> Walk<'a> {
    fn walk(&mut self, start: Shell) -> Vec<Shell> {
        self.shell = start;
        self.frames.clear();
        let parsed = self.parsed;
        let mut all = Vec::with_capacity(parsed.pipelines.len());
        for (index, pipeline) in parsed.pipelines.iter().enumerate() {
            self.close(index);
            for frame in &mut self.frames {
                let block = &parsed.blocks[frame.block];
                if begins_section(block, index) && block.pipelines.start != index {
                    frame.ends = merged(frame.ends, self.shell, self.hoped);
                    self.shell = frame.entry;
                }
            }
            let opened =
                pipeline.blocks.iter().filter(|it| parsed.blocks[**it].pipelines.start == index);
            for number in opened {
                self.open(*number);
            }
            all.push(self.shell);
            self.run(index);
        }
        self.close(parsed.pipelines.len());
        for function in self.functions.values_mut() {
            function.enters = function.next.take();
        }
        all
    }

    fn open(&mut self, number: usize) {
        let entry = self.shell;
        if let Kind::Function(name) = &self.parsed.blocks[number].kind
            && let Some(enters) = self.functions.get(name.as_str()).and_then(|it| it.enters)
        {
            self.shell = enters;
        }
        self.frames.push(Frame { block: number, entry, ends: entry });
    }

    /// Those that end before that pipeline.
    fn close(&mut self, index: usize) {
        while let Some(frame) =
            self.frames.pop_if(|frame| self.parsed.blocks[frame.block].pipelines.end <= index)
        {
            self.shell = match &self.parsed.blocks[frame.block].kind {
                Kind::Braces => self.shell,
                Kind::Subshell => frame.entry,
                Kind::If | Kind::Loop | Kind::Case => merged(frame.ends, self.shell, self.hoped),
                Kind::Function(name) => {
                    let sets = self.sets(frame.block);
                    if let Some(function) = self.functions.get_mut(name.as_str()) {
                        function.leaves = sets.then_some(self.shell);
                    }
                    frame.entry
                }
            };
        }
    }

    fn sets(&self, number: usize) -> bool {
        let changes = |name: &str| {
            name == "set" || self.functions.get(name).is_some_and(|it| it.leaves.is_some())
        };
        let mut within = self.parsed.blocks[number].pipelines.clone();
        within.any(|at| words(self.parsed, at).is_some_and(|words| changes(words[0])))
    }

    /// What a pipeline changes.
    fn run(&mut self, index: usize) {
        let Some(words) = words(self.parsed, index) else { return };
        let after = match words[0] {
            "set" => {
                let mut after = self.shell;
                after.set(&words[1..]);
                after
            }
            name => {
                let Some(function) = self.functions.get_mut(name) else { return };
                let next =
                    function.next.map_or(self.shell, |next| merged(next, self.shell, self.hoped));
                function.next = Some(next);
                let Some(leaves) = function.leaves else { return };
                leaves
            }
        };
        let doubtful = index > 0 && {
            let before = &self.parsed.pipelines[index - 1];
            let ended = self.parsed.blocks.iter().any(|block| {
                block.pipelines.end == index && matches!(block.join, Join::And | Join::Or)
            });
            matches!(before.join, Join::And | Join::Or) || ended
        };
        self.shell = if doubtful { merged(self.shell, after, self.hoped) } else { after };
    }
}

/// The words of a command that runs in the shell itself.
fn words(parsed: &Parsed, index: usize) -> Option<Vec<&str>> {
    let pipeline = &parsed.pipelines[index];
    let [command] = pipeline.commands.as_slice() else { return None };
    if pipeline.join == Join::Background || pipeline.piped {
        return None;
    }
    let words = command.words.iter().map(|word| word.text.as_str());
    let words: Vec<&str> =
        words.skip_while(|word| matches!(*word, "command" | "builtin")).collect();
    (!words.is_empty()).then_some(words)
}

/// A branch, or another condition.
fn begins_section(block: &Block, index: usize) -> bool {
    let all = block.conditions.iter().chain(&block.bodies).chain(&block.otherwise);
    matches!(block.kind, Kind::If | Kind::Case) && all.into_iter().any(|range| range.start == index)
}

/// Of two that may have been run, what holds after both, or after one.
fn merged(a: Shell, b: Shell, hoped: bool) -> Shell {
    let of = |a: bool, b: bool| if hoped { a || b } else { a && b };
    Shell { errexit: of(a.errexit, b.errexit), pipefail: of(a.pipefail, b.pipefail) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    /// Whether -e holds for sure, and whether it may, where `x` stands.
    fn at_x(body: &str) -> (bool, bool) {
        let parsed = parse(body, 0..body.len());
        let x = parsed
            .pipelines
            .iter()
            .position(|it| it.commands[0].words.first().is_some_and(|word| word.text == "x"));
        let x = x.unwrap_or_else(|| panic!("{body}"));
        let start = Shell::default();
        (sure(&parsed, start)[x].errexit, hoped(&parsed, start)[x].errexit)
    }

    #[test]
    fn where_set_e_holds() {
        for (body, expected) in [
            ("set -e\nx", (true, true)),
            ("command set -e\nx", (true, true)),
            ("{ set -e; }\nx", (true, true)),
            ("(set -e)\nx", (false, false)),
            ("set -e | cat\nx", (false, false)),
            ("set -e &\nx", (false, false)),
            ("if a; then set -e; fi\nx", (false, true)),
            ("if a; then set -e; x; fi", (true, true)),
            ("if a; then set -e; else x; fi", (false, false)),
            ("set -e\nif a; then set +e; fi\nx", (false, true)),
            ("case a in b) set -e ;; c) x ;; esac", (false, false)),
            ("[ $CI ] && set -e\nx", (false, true)),
            ("a || set -e\nx", (false, true)),
            ("( a ) && set -e\nx", (false, true)),
            ("for a in b; do set -e; done\nx", (false, true)),
            ("f() { set -e; }\nx", (false, false)),
            ("f() { set -e; }\nf\nx", (true, true)),
            ("f() { set +e; }\nset -e\nf\nx", (false, false)),
            ("f() { x; }\nset -e\nf", (true, true)),
            ("f() { x; }\nf\nset -e\nf", (false, true)),
            ("g() { set -e; }\nf() { g; }\nf\nx", (true, true)),
        ] {
            assert_eq!(at_x(body), expected, "{body}");
        }
    }
}
