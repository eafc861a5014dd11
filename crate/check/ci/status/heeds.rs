//! What a script makes of a failure that does not end it: what stands right of `||`, branches of an `if`, whoever looks at
//! `$?` or at a variable that has it, traps.

use super::super::commands::program;
use super::super::variables;
use super::{Fate, Flow, TOO_MUCH, lost, unknown};
use crate::shell::{Command, Join, Kind, Role, Unit};
use std::ops::Range;

/// What a handler of failures does.
enum Handles {
    /// It ends the script with a failure.
    Exits,
    /// It ends its function so.
    Returns,
    /// Its own status is a failure.
    Fails,
    No,
    Unknown(String),
}

impl Flow<'_> {
    /// By what stands right of `||`.
    pub(super) fn handled(&self, unit: Unit, depth: usize) -> Fate {
        let first = self.parsed.next(unit);
        let mut next = first;
        let mut doubt = None;
        while let Some(handler) = next {
            match self.handles(handler, true, depth) {
                Handles::Exits => return self.exited(handler, depth),
                Handles::Returns => return self.returned(handler, depth),
                Handles::Fails => return self.failed(handler, false, depth),
                Handles::Unknown(why) => doubt = doubt.or(Some(why)),
                Handles::No => {}
            }
            next = match self.parsed.join(handler) {
                Join::And => self.parsed.next(handler),
                Join::Or if !self.succeeds(handler) => self.parsed.next(handler),
                _ => None,
            };
        }
        if let Some(why) = doubt {
            return unknown(why);
        }
        let what = first.map(|unit| self.named(unit)).unwrap_or_default();
        lost(
            format!("`|| {what}` takes the place of its failure"),
            format!("Take `|| {what}` away"),
        )
    }

    fn returned(&self, unit: Unit, depth: usize) -> Fate {
        match self.parsed.function(unit) {
            Some(name) => self.function(name, depth),
            None => Fate::Kept,
        }
    }

    /// What it does about the failure before it; `first` if nothing has run since.
    fn handles(&self, unit: Unit, first: bool, depth: usize) -> Handles {
        let Some(depth) = self.deeper(depth, 1) else { return Handles::Unknown(TOO_MUCH.into()) };
        let index = match unit {
            Unit::Pipeline(index) => index,
            Unit::Block(number) => {
                let block = &self.parsed.blocks[number];
                return match block.kind {
                    Kind::Braces | Kind::Subshell => {
                        self.handle(block.pipelines.clone(), number, first, depth)
                    }
                    Kind::Function(_) => Handles::No,
                    Kind::If | Kind::Loop | Kind::Case => {
                        let ends = block.pipelines.clone().any(|at| {
                            matches!(self.word(Unit::Pipeline(at), 0), Some("exit" | "return"))
                        });
                        match ends {
                            true => Handles::Unknown(
                                "what ends the script stands under a condition".into(),
                            ),
                            false => Handles::No,
                        }
                    }
                };
            }
        };
        let command = &self.parsed.pipelines[index].commands[0];
        let by_argument = |found: Handles| match self.word(unit, 1) {
            None if first => found,
            // The status of what ran last.
            None => Handles::No,
            Some(number) if number.parse::<i64>().is_ok_and(|number| number % 256 == 0) => {
                Handles::No
            }
            Some(_) => found,
        };
        let assigned = variables::assigned(command);
        match self.word(unit, 0) {
            Some("exit") => by_argument(Handles::Exits),
            Some("return") => by_argument(Handles::Returns),
            Some("false") => Handles::Fails,
            Some(name) if variables::ASSIGNS.contains(&name) || assigned.is_some() => {
                match assigned.map(|name| self.variable(name, index, depth)) {
                    Some(Fate::Kept) => Handles::Exits,
                    Some(Fate::Unknown(why)) => Handles::Unknown(why),
                    _ => Handles::No,
                }
            }
            None => match assigned.map(|name| self.variable(name, index, depth)) {
                Some(Fate::Kept) => Handles::Exits,
                Some(Fate::Unknown(why)) => Handles::Unknown(why),
                _ => Handles::No,
            },
            Some(name) => match self.body(name) {
                Some(number) => {
                    self.handle(self.parsed.blocks[number].pipelines.clone(), number, false, depth)
                }
                None if matches!(name, "die" | "fail" | "fatal" | "abort" | "error" | "err") => {
                    Handles::Unknown(format!("what `{name}` does is not in this script"))
                }
                None => Handles::No,
            },
        }
    }

    /// The same for the units of a block in turn.
    fn handle(&self, range: Range<usize>, number: usize, first: bool, depth: usize) -> Handles {
        let mut doubt = None;
        let units = self.parsed.within(range, number);
        for (place, unit) in units.iter().enumerate() {
            match self.handles(*unit, first && place == 0, depth) {
                Handles::No => {}
                Handles::Fails if place + 1 < units.len() => {}
                Handles::Unknown(why) => doubt = doubt.or(Some(why)),
                found => return found,
            }
        }
        doubt.map_or(Handles::No, Handles::Unknown)
    }

    /// It decides a branch of an `if`, or whether a loop goes on.
    pub(super) fn decides(&self, unit: Unit, number: usize, place: usize, depth: usize) -> Fate {
        let block = &self.parsed.blocks[number];
        if block.kind == Kind::Loop {
            return unknown("it is the condition of a loop, which may try again until it passes");
        }
        let (_, section) = self.parsed.role(unit);
        let joins = section.map(|at| self.parsed.pipelines[at].join);
        if joins.into_iter().any(|join| join == Join::Or) {
            return unknown("it is a part of a condition with ||");
        }
        let branch = match self.parsed.negated(unit) {
            true => block.bodies.get(place).cloned(),
            false if block.conditions.len() > place + 1 => {
                return unknown("an `elif` looks further after its failure");
            }
            false => block.otherwise.clone(),
        };
        if !self.parsed.negated(unit) && self.tries_again(number, place) {
            return unknown(
                "the loop around it ends with the first success, as one that tries again does",
            );
        }
        let (why, remedy) = (
            "the `if` that it decides goes on after its failure",
            "Let the branch that a failure takes end with `exit 1`",
        );
        let Some(branch) = branch else { return lost(why, remedy) };
        self.branched(branch, number, depth).unwrap_or_else(|| lost(why, remedy))
    }

    /// Whether the branch of a success leaves a loop around it.
    fn tries_again(&self, number: usize, place: usize) -> bool {
        let mut around = self.parsed.blocks[number].parent;
        while let Some(outer) = around {
            if self.parsed.blocks[outer].kind == Kind::Loop {
                let leaves = |at| {
                    matches!(self.word(Unit::Pipeline(at), 0), Some("break" | "exit" | "return"))
                };
                let body = self.parsed.blocks[number].bodies.get(place).cloned();
                return body.is_some_and(|mut body| body.any(leaves));
            }
            around = self.parsed.blocks[outer].parent;
        }
        false
    }

    /// What the branch that a failure takes makes of it, if anything.
    fn branched(&self, branch: Range<usize>, number: usize, depth: usize) -> Option<Fate> {
        let last = self.parsed.within(branch.clone(), number).pop()?;
        match self.handle(branch, number, false, depth) {
            Handles::Exits => Some(self.exited(last, depth)),
            Handles::Returns => Some(self.returned(last, depth)),
            Handles::Fails => Some(self.failed(last, false, depth)),
            Handles::Unknown(why) => Some(unknown(why)),
            Handles::No => None,
        }
    }

    /// Whether what comes next looks at the status by one of these signs, and what becomes of it.
    pub(super) fn asked(&self, next: Unit, signs: &[&str], depth: usize) -> Option<Fate> {
        let depth = self.deeper(depth, 1)?;
        let plain = signs.contains(&"$?");
        let index = match next {
            Unit::Pipeline(index) => index,
            Unit::Block(number) => {
                let block = &self.parsed.blocks[number];
                let asks = block.conditions.iter().cloned().flatten().any(|at| {
                    self.parsed.pipelines[at]
                        .commands
                        .iter()
                        .any(|command| mentions(command, signs))
                });
                return match block.kind {
                    Kind::If if asks => Some(self.branches(number, depth)),
                    Kind::Case if plain => Some(unknown("a `case` follows it")),
                    _ => None,
                };
            }
        };
        let command = &self.parsed.pipelines[index].commands[0];
        let asks = mentions(command, signs);
        let replaced = || {
            lost("the script ends with another status", "End with the status itself: `exit $rc`")
        };
        match (self.word(next, 0), self.word(next, 1)) {
            (Some("exit"), None) if plain => Some(self.exited(next, depth)),
            (Some("return"), None) if plain => Some(self.returned(next, depth)),
            (Some("exit"), Some(_)) if asks => Some(self.exited(next, depth)),
            (Some("return"), Some(_)) if asks => Some(self.returned(next, depth)),
            (Some("exit"), Some(number)) if plain => Some(match number.parse::<i64>() {
                Ok(number) if number % 256 != 0 => self.exited(next, depth),
                Ok(_) => replaced(),
                Err(_) => unknown("with which status the script ends is not known"),
            }),
            _ if !asks => None,
            (Some("echo" | "printf" | "true" | ":"), _) => Some(lost(
                "`$?` is shown, and the script goes on",
                "End with the status itself: `exit $rc`",
            )),
            (Some("test" | "[" | "[["), _) => Some(self.tested(next, depth)),
            (word, _) => match variables::assigned(command) {
                Some(name) => Some(self.variable(name, index, depth)),
                None => {
                    let name = word.unwrap_or_default();
                    Some(unknown(format!("what `{name}` does with the status is not known")))
                }
            },
        }
    }

    /// A test of the status: what follows of it by `&&` and `||`, or of its own failure.
    fn tested(&self, unit: Unit, depth: usize) -> Fate {
        if self.parsed.join(unit) == Join::Next {
            return self.failed(unit, false, depth);
        }
        let mut doubt = None;
        let mut here = unit;
        while matches!(self.parsed.join(here), Join::And | Join::Or) {
            let Some(next) = self.parsed.next(here) else { break };
            here = next;
            match self.handles(here, false, depth) {
                Handles::Exits => return self.exited(here, depth),
                Handles::Returns => return self.returned(here, depth),
                Handles::Fails => return self.failed(here, false, depth),
                Handles::Unknown(why) => doubt = Some(why),
                Handles::No => {}
            }
        }
        match doubt {
            Some(why) => unknown(why),
            None => lost(
                "its status is tested, and nothing ends the script by it",
                "End with `exit 1` where the test finds a failure",
            ),
        }
    }

    /// An `if` over the status.
    fn branches(&self, number: usize, depth: usize) -> Fate {
        let block = &self.parsed.blocks[number];
        let mut doubt = None;
        for branch in block.bodies.iter().chain(&block.otherwise) {
            match self.branched(branch.clone(), number, depth) {
                Some(Fate::Kept) => return Fate::Kept,
                Some(Fate::Unknown(why)) => doubt = Some(why),
                _ => {}
            }
        }
        match doubt {
            Some(why) => unknown(why),
            None => lost(
                "an `if` looks at its status, and no branch ends the script",
                "Let the branch that a failure takes end with `exit 1`",
            ),
        }
    }

    /// What the script makes, from there on, of a variable that has the status.
    fn variable(&self, name: &str, from: usize, depth: usize) -> Fate {
        let rest = self.parsed.pipelines.len() - from;
        let Some(depth) = self.deeper(depth, rest) else { return unknown(TOO_MUCH) };
        let mut doubt = None;
        for (index, pipeline) in self.parsed.pipelines.iter().enumerate().skip(from + 1) {
            let command = &pipeline.commands[0];
            if !variables::names(command, name) {
                continue;
            }
            let unit = Unit::Pipeline(index);
            let (role, _) = self.parsed.role(unit);
            let fate = match (role, self.word(unit, 0)) {
                (Role::Condition(_), _) => match self.parsed.parent(unit) {
                    Some(block) if self.parsed.blocks[block].kind == Kind::If => {
                        self.branches(block, depth)
                    }
                    _ => continue,
                },
                (_, Some("exit")) => self.exited(unit, depth),
                (_, Some("return")) => self.returned(unit, depth),
                (_, Some("test" | "[" | "[[")) => self.tested(unit, depth),
                (_, Some("echo" | "printf") | None) => continue,
                (_, Some(word)) => unknown(format!("what `{word}` does with ${name} is not known")),
            };
            match fate {
                Fate::Kept => return Fate::Kept,
                Fate::Unknown(why) => doubt = Some(why),
                Fate::Lost { .. } => {}
            }
        }
        match doubt {
            Some(why) => unknown(why),
            None => lost(
                format!("${name} has its status, and nothing ends the script by it"),
                format!("End with `exit ${name}`"),
            ),
        }
    }

    /// What a trap for the end of the script makes of a failure.
    pub(super) fn traps(&self) -> Fate {
        let mut fate = Fate::Kept;
        for pipeline in &self.parsed.pipelines {
            let words = &pipeline.commands[0].words;
            let Some([first, handler, signals @ ..]) = words.get(..) else { continue };
            let ends = |text: &str| matches!(text, "EXIT" | "ERR" | "0");
            if first.text != "trap" || !signals.iter().any(|word| ends(&word.text)) {
                continue;
            }
            let found = match self.body(&handler.text) {
                Some(number) => self.exits_in(self.parsed.blocks[number].pipelines.clone()),
                None => exit_in_text(&handler.text),
            };
            fate = fate.worst(match found {
                None => Fate::Kept,
                Some(true) => {
                    lost("a trap ends the script with status 0", "Take `exit 0` out of the trap")
                }
                Some(false) => unknown("a trap ends the script with a status of its own"),
            });
        }
        fate
    }

    /// Whether an `exit` is among them, and whether it is one with 0.
    fn exits_in(&self, range: Range<usize>) -> Option<bool> {
        let exits = range.filter(|at| self.word(Unit::Pipeline(*at), 0) == Some("exit"));
        exits.map(|at| self.word(Unit::Pipeline(at), 1) == Some("0")).reduce(|a, b| a || b)
    }

    fn succeeds(&self, unit: Unit) -> bool {
        matches!(self.word(unit, 0), Some("true" | ":" | "echo" | "printf"))
    }

    fn named(&self, unit: Unit) -> String {
        let command = &self.parsed.pipelines[self.parsed.start(unit)].commands[0];
        let argument = command.words.get(1).filter(|_| self.word(unit, 0) == Some("exit"));
        match (argument, command.words.is_empty()) {
            (Some(argument), _) => format!("exit {}", argument.text),
            (None, true) => {
                command.assignments.first().map_or(String::new(), |word| word.text.clone())
            }
            (None, false) => program(command),
        }
    }
}

fn mentions(command: &Command, signs: &[&str]) -> bool {
    command.all_words().any(|word| signs.iter().any(|sign| word.text.contains(sign)))
}

fn exit_in_text(text: &str) -> Option<bool> {
    let words: Vec<&str> = text.split([' ', ';', '&', '|', '\n']).collect();
    let at = words.iter().position(|word| *word == "exit")?;
    Some(words.get(at + 1) == Some(&"0"))
}
