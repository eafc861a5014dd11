//! Whether a command's failure is the failure of its script.
//!
//! A failure is followed from the command outwards, through pipes, lists, conditions, functions and what looks at `$?`,
//! as bash would pass it on. Three answers: kept, lost and how, or not known and why; what is not understood is never
//! kept.

mod heeds;

use super::commands::program;
use super::script::Shell;
use crate::shell::{Command, Join, Kind, Parsed, Role, Unit};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Kept,
    Lost { why: String, remedy: String },
    Unknown(String),
}

fn lost(why: impl Into<String>, remedy: impl Into<String>) -> Fate {
    Fate::Lost { why: why.into(), remedy: remedy.into() }
}

fn unknown(why: impl Into<String>) -> Fate {
    Fate::Unknown(why.into())
}

impl Fate {
    /// Of several, any of which decides: what is lost before what is not known.
    fn worst(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Lost { .. }, _) | (_, Self::Kept) => self,
            (Self::Unknown(_), Self::Unknown(_)) => self,
            _ => other,
        }
    }
}

/// Behind these nothing is known: how deep a failure is followed, and how many commands are looked at for all
/// failures of a script together.
const MAX_DEPTH: usize = 60;
const MAX_STEPS: usize = 1_000_000;
const TOO_MUCH: &str = "the script is more than is followed here";

pub struct Flow<'a> {
    parsed: &'a Parsed,
    /// Before each pipeline.
    shells: Vec<Shell>,
    /// Of a function's failure; none while it is being found out.
    functions: RefCell<HashMap<String, Option<Fate>>>,
    /// Whether a failure within a function ends the shell.
    ending: RefCell<HashMap<String, bool>>,
    steps: Cell<usize>,
    /// Where the script ends whatever happens.
    first_end: OnceCell<Option<usize>>,
    trap: Fate,
}

impl<'a> Flow<'a> {
    pub fn new(parsed: &'a Parsed, shell: Shell) -> Self {
        let shells = shells(parsed, shell);
        let mut flow = Self {
            parsed,
            shells,
            functions: RefCell::default(),
            ending: RefCell::default(),
            steps: Cell::new(MAX_STEPS),
            first_end: OnceCell::new(),
            trap: Fate::Kept,
        };
        flow.trap = flow.traps();
        flow
    }

    /// One deeper, unless the bounds are reached; `cost` in commands.
    fn deeper(&self, depth: usize, cost: usize) -> Option<usize> {
        self.steps.set(self.steps.get().checked_sub(cost)?);
        depth.checked_sub(1)
    }

    pub fn shell(&self, index: usize) -> Shell {
        self.shells[index]
    }

    /// Whether the script ever gets there, as far as that does not depend on anything.
    pub fn is_reached(&self, index: usize) -> bool {
        let parsed = self.parsed;
        let is = |at: usize, word: &str| self.word(Unit::Pipeline(at), 0) == Some(word);
        let ended = |at: &usize| {
            let before = at.checked_sub(1).map(|before| parsed.pipelines[before].join);
            let alone = !matches!(before, Some(Join::And | Join::Or));
            is(*at, "exit") && parsed.pipelines[*at].blocks.is_empty() && alone
        };
        let of_function = parsed.function(Unit::Pipeline(index)).is_some();
        if !of_function
            && self
                .first_end
                .get_or_init(|| (0..parsed.pipelines.len()).find(ended))
                .is_some_and(|end| end < index)
        {
            return false;
        }
        let never = |at: usize, join: Join| match join {
            Join::And => is(at, "false"),
            Join::Or => is(at, "true") || is(at, ":"),
            _ => false,
        };
        if index > 0 && never(index - 1, parsed.pipelines[index - 1].join) {
            return false;
        }
        parsed.pipelines[index].blocks.iter().map(|number| &parsed.blocks[*number]).all(|block| {
            let place = block.bodies.iter().position(|body| body.contains(&index));
            let condition =
                place.and_then(|place| block.conditions.get(place)).filter(|it| it.len() == 1);
            !condition.is_some_and(|condition| {
                is(condition.start, "false") && !parsed.pipelines[condition.start].negated
            })
        })
    }

    /// Of the failure of a command, by its pipeline and its place in that.
    pub fn fate(&self, index: usize, position: usize) -> Fate {
        match self.of(index, position, MAX_DEPTH) {
            Fate::Kept => self.trap.clone(),
            other => other,
        }
    }

    fn of(&self, index: usize, position: usize, depth: usize) -> Fate {
        let commands = &self.parsed.pipelines[index].commands;
        let last = &commands[commands.len() - 1];
        let unit = Unit::Pipeline(index);
        let pipe = commands.len() > 1;
        let last_counts = !self.shells[index].pipefail && !tells_by_itself(last);
        if position + 1 < commands.len() && last_counts {
            let why =
                format!("the status of the pipe is that of {}, its last command", program(last));
            return self.piped(unit, position, &why, depth);
        }
        match self.by_array(unit, position, depth) {
            Some(fate) if pipe && !self.exits(unit, depth) => fate,
            _ => self.failed(unit, false, depth),
        }
    }

    /// The status of a pipe is that of its last command.
    fn piped(&self, unit: Unit, position: usize, why: &str, depth: usize) -> Fate {
        let remedy =
            "Use bash with `set -o pipefail`, or write to a file and look into that afterwards";
        self.by_array(unit, position, depth).unwrap_or_else(|| lost(why, remedy))
    }

    /// It keeps the status of all its commands for whoever asks in the next line.
    fn by_array(&self, unit: Unit, position: usize, depth: usize) -> Option<Fate> {
        let next = self.parsed.next(unit).filter(|_| self.parsed.join(unit) == Join::Next)?;
        let signs = [
            format!("PIPESTATUS[{position}]"),
            format!("pipestatus[{}]", position + 1),
            "PIPESTATUS[@]".into(),
            "PIPESTATUS[*]".into(),
        ];
        let signs: Vec<&str> = signs.iter().map(String::as_str).collect();
        self.asked(next, &signs, depth)
    }

    /// A unit has failed; `excused` if by what the shell does not end for even with `set -e`.
    fn failed(&self, unit: Unit, excused: bool, depth: usize) -> Fate {
        let parsed = self.parsed;
        let Some(depth) = self.deeper(depth, 1) else { return unknown(TOO_MUCH) };
        if parsed.piped(unit) && !self.shells[parsed.start(unit)].pipefail {
            let why = "what it is in is piped into another command, whose status the pipe has";
            return self.piped(unit, 0, why, depth);
        }
        let (role, _) = parsed.role(unit);
        if let (Role::Condition(place), Some(block)) = (role, parsed.parent(unit)) {
            return self.decides(unit, block, place, depth);
        }
        if parsed.negated(unit) {
            return lost("`!` turns its status round", "Take the ! away");
        }
        match parsed.join(unit) {
            Join::Background => self.awaited(unit, depth),
            Join::Or => self.handled(unit, depth),
            Join::And => self.left_of_and(unit, depth),
            Join::Next if !excused && self.exits(unit, depth) => self.exited(unit, depth),
            Join::Next => self.goes_on(unit, excused, depth),
        }
    }

    /// Whether the shell ends with the failure of such a unit.
    fn exits(&self, unit: Unit, depth: usize) -> bool {
        let parsed = self.parsed;
        let shell = self.shells[parsed.start(unit)];
        let mut around = parsed.parent(unit);
        while let Some(block) = around {
            let unit = Unit::Block(block);
            let role = parsed.role(unit).0;
            if let Kind::Function(name) = &parsed.blocks[block].kind {
                return self.ends_within(name, shell, depth);
            }
            if matches!(parsed.join(unit), Join::And | Join::Or)
                || parsed.negated(unit)
                || matches!(role, Role::Condition(_))
            {
                return false;
            }
            around = parsed.blocks[block].parent;
        }
        shell.errexit
    }

    /// A function runs as the shell is where it is called, and no failure ends it where its callers look at theirs.
    fn ends_within(&self, name: &str, shell: Shell, depth: usize) -> bool {
        if let Some(known) = self.ending.borrow().get(name) {
            return *known;
        }
        self.ending.borrow_mut().insert(name.to_owned(), false);
        let calls = self.calls(name);
        let heeded = |(index, _): &(usize, usize)| {
            let call = Unit::Pipeline(*index);
            let left =
                matches!(self.parsed.join(call), Join::And | Join::Or) || self.parsed.negated(call);
            let asked = matches!(self.parsed.role(call).0, Role::Condition(_));
            let deeper = self.deeper(depth, 1);
            !left && !asked && deeper.is_some_and(|depth| self.exits(call, depth))
        };
        let ends = match calls.is_empty() {
            true => shell.errexit,
            false => calls.iter().all(heeded),
        };
        self.ending.borrow_mut().insert(name.to_owned(), ends);
        ends
    }

    /// The shell has ended: a subshell, a pipe's side, or the script.
    fn exited(&self, unit: Unit, depth: usize) -> Fate {
        let mut around = self.parsed.parent(unit);
        while let Some(number) = around {
            let block = &self.parsed.blocks[number];
            if block.kind == Kind::Subshell || block.piped || block.join == Join::Background {
                return self.failed(Unit::Block(number), false, depth);
            }
            if let Kind::Function(name) = &block.kind {
                return self.function(name, depth);
            }
            around = block.parent;
        }
        Fate::Kept
    }

    /// No end of the shell: whoever comes next may look, or is the status of what is around.
    fn goes_on(&self, unit: Unit, excused: bool, depth: usize) -> Fate {
        let Some(next) = self.parsed.next(unit) else { return self.closes(unit, excused, depth) };
        if let Some(fate) = self.asked(next, &["$?"], depth) {
            return fate;
        }
        let remedy = "Begin the script with `set -e`, or end the line with `|| exit 1`";
        match excused {
            true => lost(
                "a failure left of && does not end the script, which goes on",
                "Write the commands on lines of their own, under `set -e`",
            ),
            false => lost("the script goes on when it fails: no `set -e` holds here", remedy),
        }
    }

    /// The last of a sequence gives its status to what is around.
    fn closes(&self, unit: Unit, excused: bool, depth: usize) -> Fate {
        let Some(number) = self.parsed.parent(unit) else { return Fate::Kept };
        match &self.parsed.blocks[number].kind {
            Kind::Loop => lost(
                "the loop has the status of its last turn alone",
                "End the loop at the first failure: `|| exit 1`",
            ),
            Kind::Function(name) => self.function(name, depth),
            Kind::Subshell => self.failed(Unit::Block(number), false, depth),
            Kind::Braces | Kind::If | Kind::Case => {
                self.failed(Unit::Block(number), excused, depth)
            }
        }
    }

    fn left_of_and(&self, unit: Unit, depth: usize) -> Fate {
        let mut last = unit;
        while self.parsed.join(last) == Join::And {
            let Some(next) = self.parsed.next(last) else { break };
            last = next;
            if self.parsed.join(last) == Join::Or {
                return self.handled(last, depth);
            }
        }
        if self.parsed.join(last) == Join::Background {
            return self.awaited(last, depth);
        }
        if self.word(last, 0) == Some("break") {
            return unknown(
                "the loop around it ends with the first success, as one that tries again does",
            );
        }
        self.goes_on(last, true, depth)
    }

    fn awaited(&self, unit: Unit, depth: usize) -> Fate {
        let from = self.parsed.start(unit);
        let rest = self.parsed.pipelines.len() - from;
        let Some(depth) = self.deeper(depth, rest) else { return unknown(TOO_MUCH) };
        let waits = |at: &usize| {
            let unit = Unit::Pipeline(*at);
            self.word(unit, 0) == Some("wait") && self.word(unit, 1).is_some()
        };
        match (from..self.parsed.pipelines.len()).find(waits) {
            Some(at) => self.failed(Unit::Pipeline(at), false, depth),
            None => lost(
                "it runs in the background, and no `wait` asks for its status",
                "Wait for it by its number: wait $pid",
            ),
        }
    }

    /// Of the failure of a function: that of all who call it.
    fn function(&self, name: &str, depth: usize) -> Fate {
        match self.functions.borrow().get(name) {
            Some(Some(known)) => return known.clone(),
            Some(None) => return unknown(format!("the function {name} calls itself")),
            None => {}
        }
        self.functions.borrow_mut().insert(name.to_owned(), None);
        let calls = self.calls(name);
        let fate = match calls.is_empty() || depth == 0 {
            true => unknown(format!("nothing in the script calls its function {name} by name")),
            false => {
                let of_calls =
                    calls.into_iter().map(|(index, position)| self.of(index, position, depth - 1));
                of_calls.fold(Fate::Kept, Fate::worst)
            }
        };
        self.functions.borrow_mut().insert(name.to_owned(), Some(fate.clone()));
        fate
    }

    fn calls(&self, name: &str) -> Vec<(usize, usize)> {
        let mut calls = Vec::new();
        if self.deeper(1, self.parsed.pipelines.len()).is_none() {
            return calls;
        }
        for (index, pipeline) in self.parsed.pipelines.iter().enumerate() {
            for (position, command) in pipeline.commands.iter().enumerate() {
                if command.words.first().is_some_and(|word| word.text == name) {
                    calls.push((index, position));
                }
            }
        }
        calls
    }

    /// The block of a function that the script defines.
    fn body(&self, name: &str) -> Option<usize> {
        self.parsed
            .blocks
            .iter()
            .position(|block| matches!(&block.kind, Kind::Function(own) if own == name))
    }

    /// A word of a pipeline's first command.
    fn word(&self, unit: Unit, place: usize) -> Option<&str> {
        let Unit::Pipeline(index) = unit else { return None };
        self.parsed.pipelines[index].commands[0].words.get(place).map(|word| word.text.as_str())
    }
}

/// As `set` changes it from line to line; in a subshell for that alone.
fn shells(parsed: &Parsed, start: Shell) -> Vec<Shell> {
    let mut shell = start;
    let mut saved: Vec<(usize, Shell)> = Vec::new();
    let mut all = Vec::with_capacity(parsed.pipelines.len());
    for (index, pipeline) in parsed.pipelines.iter().enumerate() {
        while let Some((end, before)) = saved.last().copied().filter(|(end, _)| index >= *end) {
            saved.retain(|(other, _)| *other != end);
            shell = before;
        }
        for block in pipeline.blocks.iter().map(|block| &parsed.blocks[*block]) {
            if block.kind == Kind::Subshell && block.pipelines.start == index {
                saved.push((block.pipelines.end, shell));
            }
        }
        all.push(shell);
        let words: Vec<&str> =
            pipeline.commands[0].words.iter().map(|word| word.text.as_str()).collect();
        if words.first() == Some(&"set") {
            shell.set(&words[1..]);
        }
    }
    all
}

/// Programs that read the tests' output and fail where those did.
fn tells_by_itself(command: &Command) -> bool {
    let name = program(command);
    let flag =
        |wanted: &str| command.words.iter().any(|word| word.text.trim_start_matches('-') == wanted);
    name == "tparse" || name == "go-junit-report" && flag("set-exit-code")
}

#[cfg(test)]
mod tests;
