//! Whether a command's failure is the failure of its script.
//!
//! A failure is followed from the command outwards, through pipes, lists, conditions, functions and what looks at `$?`,
//! as bash would pass it on. Three answers: kept, lost and how, or not known and why; what is not understood is never
//! kept.

mod awaited;
mod heeds;
mod reached;
mod shells;
mod tested;
mod traps;
mod variable;

use super::commands::program;
use super::script::Shell;
use super::variables;
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
    /// Whether a failure within a function does not end the shell, because of where it is called.
    ignoring: RefCell<HashMap<String, bool>>,
    steps: Cell<usize>,
    /// Where the script ends whatever happens.
    first_end: OnceCell<Option<usize>>,
    /// Commands by their first words.
    calls: OnceCell<HashMap<&'a str, Vec<(usize, usize)>>>,
    trap: Fate,
    /// The same with options of the shell that may hold, where these are others than hold in any case.
    hoped: Option<Box<Self>>,
}

impl<'a> Flow<'a> {
    pub fn new(parsed: &'a Parsed, shell: Shell) -> Self {
        let (sure, hoped) = (shells::sure(parsed, shell), shells::hoped(parsed, shell));
        let differ = sure != hoped;
        let mut flow = Self::with(parsed, sure);
        flow.hoped = differ.then(|| Box::new(Self::with(parsed, hoped)));
        flow
    }

    fn with(parsed: &'a Parsed, shells: Vec<Shell>) -> Self {
        let mut flow = Self {
            parsed,
            shells,
            functions: RefCell::default(),
            ignoring: RefCell::default(),
            steps: Cell::new(MAX_STEPS),
            first_end: OnceCell::new(),
            calls: OnceCell::new(),
            trap: Fate::Kept,
            hoped: None,
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

    /// What holds for a script that runs within the shell at that place (`eval`).
    pub fn shell_within(&self, index: usize) -> Shell {
        let shell = self.shells[index];
        Shell { errexit: shell.errexit && !self.ignores(index), ..shell }
    }

    /// Whether `set -e` has no effect on what a command runs in the shell.
    pub fn ignores(&self, index: usize) -> bool {
        let unit = Unit::Pipeline(index);
        self.looks(unit) || self.is_ignored(unit, MAX_DEPTH)
    }

    /// Of the failure of a command, by its pipeline and its place in that.
    pub fn fate(&self, index: usize, position: usize) -> Fate {
        let fate = self.of(index, position, MAX_DEPTH);
        let better =
            |hoped: &Self| !matches!(hoped.of(index, position, MAX_DEPTH), Fate::Lost { .. });
        match fate {
            Fate::Kept => self.trap.clone(),
            Fate::Lost { .. } if self.hoped.as_deref().is_some_and(better) => unknown(
                "whether `set -e` or pipefail holds there depends on a condition or on a function's caller",
            ),
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
        self.shells[self.parsed.start(unit)].errexit && !self.is_ignored(unit, depth)
    }

    /// Whether `set -e` has no effect there: within a condition, left of && and ||, under `!`.
    fn is_ignored(&self, unit: Unit, depth: usize) -> bool {
        let parsed = self.parsed;
        let mut around = parsed.parent(unit);
        while let Some(block) = around {
            if let Kind::Function(name) = &parsed.blocks[block].kind {
                return self.is_called_ignored(name, depth);
            }
            if self.looks(Unit::Block(block)) {
                return true;
            }
            around = parsed.blocks[block].parent;
        }
        false
    }

    /// Whether something looks at the status of a unit itself.
    fn looks(&self, unit: Unit) -> bool {
        matches!(self.parsed.join(unit), Join::And | Join::Or)
            || self.parsed.negated(unit)
            || matches!(self.parsed.role(unit).0, Role::Condition(_))
    }

    fn is_called_ignored(&self, name: &str, depth: usize) -> bool {
        if let Some(known) = self.ignoring.borrow().get(name) {
            return *known;
        }
        self.ignoring.borrow_mut().insert(name.to_owned(), true);
        let ignored = |(index, _): &(usize, usize)| {
            let call = Unit::Pipeline(*index);
            let deeper = self.deeper(depth, 1);
            self.looks(call) || deeper.is_none_or(|depth| self.is_ignored(call, depth))
        };
        let found = self.calls(name).iter().any(ignored);
        self.ignoring.borrow_mut().insert(name.to_owned(), found);
        found
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
                return self.exited_by_calls(name, depth);
            }
            around = block.parent;
        }
        Fate::Kept
    }

    /// The shell has ended within a function, and so wherever that is called.
    fn exited_by_calls(&self, name: &str, depth: usize) -> Fate {
        let calls = self.calls(name);
        if calls.is_empty() {
            return unknown(format!("nothing in the script calls its function {name} by name"));
        }
        let mut fate = Fate::Kept;
        for &(index, position) in calls {
            let Some(depth) = self.deeper(depth, 1) else { return unknown(TOO_MUCH) };
            let piped = self.parsed.pipelines[index].commands.len() > 1;
            let own = self.parsed.join(Unit::Pipeline(index)) == Join::Background;
            fate = fate.worst(match piped || own {
                // In a shell of its own.
                true => self.of(index, position, depth),
                false => self.exited(Unit::Pipeline(index), depth),
            });
        }
        fate
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
        match self.goes_on(last, true, depth) {
            // `go test && passed=1` is asked for that later, perhaps.
            Fate::Lost { .. } if self.notes_success(last, depth) => unknown(
                "a variable notes its success, and what the lack of that does is not followed",
            ),
            other => other,
        }
    }

    /// Whether it sets a variable that something looks at later.
    fn notes_success(&self, unit: Unit, depth: usize) -> bool {
        let Unit::Pipeline(index) = unit else { return false };
        let rest = &self.parsed.pipelines[index + 1..];
        let Some(name) = variables::assigned(&self.parsed.pipelines[index].commands[0]) else {
            return false;
        };
        self.deeper(depth, rest.len()).is_none()
            || rest.iter().flat_map(|it| &it.commands).any(|it| variables::names(it, name))
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
                    calls.iter().map(|(index, position)| self.of(*index, *position, depth - 1));
                of_calls.fold(Fate::Kept, Fate::worst)
            }
        };
        self.functions.borrow_mut().insert(name.to_owned(), Some(fate.clone()));
        fate
    }

    fn calls(&self, name: &str) -> &[(usize, usize)] {
        let all = self.calls.get_or_init(|| {
            let mut all: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
            for (index, pipeline) in self.parsed.pipelines.iter().enumerate() {
                for (position, command) in pipeline.commands.iter().enumerate() {
                    if let Some(word) = command.words.first() {
                        all.entry(&word.text).or_default().push((index, position));
                    }
                }
            }
            all
        });
        all.get(name).map_or(&[], Vec::as_slice)
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

/// Programs that read the tests' output and fail where those did.
fn tells_by_itself(command: &Command) -> bool {
    let name = program(command);
    let flag =
        |wanted: &str| command.words.iter().any(|word| word.text.trim_start_matches('-') == wanted);
    name == "tparse" || name == "go-junit-report" && flag("set-exit-code")
}

#[cfg(test)]
mod tests;
