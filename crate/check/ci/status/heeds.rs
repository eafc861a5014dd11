//! What a script makes of a failure that does not end it: what stands right of `||`, branches of an `if`, whoever looks at
//! `$?` or at a variable that has it.

use super::super::commands::program;
use super::super::variables;
use super::tested::{self, Held, is_of};
use super::variable::Set;
use super::{Fate, Flow, TOO_MUCH, lost, unknown};
use crate::shell::{Command, Join, Kind, Unit};
use std::ops::Range;

/// What a handler of failures does.
enum Handles {
    /// It ends the script with a failure.
    Exits,
    /// It ends its function so.
    Returns,
    /// Its own status is a failure.
    Fails,
    /// A variable has it, by which the script ends later.
    Noted,
    No,
    Unknown(String),
}

impl Flow<'_> {
    /// By what stands right of `||`.
    pub(super) fn handled(&self, unit: Unit, depth: usize) -> Fate {
        let first = self.parsed.next(unit);
        let mut next = first;
        let (mut doubt, mut fresh) = (None, true);
        let perhaps = |sure: bool, fate: Fate| match (sure, fate) {
            (false, Fate::Kept) => {
                unknown("what ends the script for it stands behind what may pass or fail")
            }
            (_, fate) => fate,
        };
        let mut sure = true;
        while let Some(handler) = next {
            match self.handles(handler, fresh, depth) {
                Handles::Exits => return perhaps(sure, self.exited(handler, depth)),
                Handles::Returns => return perhaps(sure, self.returned(handler, depth)),
                Handles::Fails => return perhaps(sure, self.failed(handler, false, depth)),
                Handles::Noted => return perhaps(sure, Fate::Kept),
                Handles::Unknown(why) => doubt = doubt.or(Some(why)),
                Handles::No => {}
            }
            let succeeds = self.succeeds(handler);
            // Whether what comes next runs depends on this one.
            sure &= succeeds;
            (next, fresh) = match self.parsed.join(handler) {
                Join::And => (self.parsed.next(handler), false),
                Join::Or if !succeeds => (self.parsed.next(handler), true),
                _ => (None, false),
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

    pub(super) fn returned(&self, unit: Unit, depth: usize) -> Fate {
        match self.parsed.function(unit) {
            Some(name) => self.function(name, depth),
            None => Fate::Kept,
        }
    }

    /// What it does about the failure before it; `first` if that is what `$?` has.
    fn handles(&self, unit: Unit, first: bool, depth: usize) -> Handles {
        let Some(depth) = self.deeper(depth, 1) else { return Handles::Unknown(TOO_MUCH.into()) };
        let index = match unit {
            Unit::Pipeline(index) => index,
            Unit::Block(number) => {
                let block = &self.parsed.blocks[number];
                return match block.kind {
                    Kind::Braces => self.handle(block.pipelines.clone(), number, first, depth),
                    // What ends a subshell is its failure.
                    Kind::Subshell => {
                        match self.handle(block.pipelines.clone(), number, first, depth) {
                            Handles::Exits | Handles::Returns => Handles::Fails,
                            other => other,
                        }
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
        let name = self.word(unit, 0);
        match name {
            Some("exit") => return self.with_status(unit, Handles::Exits, first),
            Some("return") => return self.with_status(unit, Handles::Returns, first),
            Some("false") => return Handles::Fails,
            _ => {}
        }
        if let Some(variable) = variables::assigned(command) {
            let status = if first { Some("?") } else { Some("0") };
            let Some(set) = Set::of(command, variable, status, false) else { return Handles::No };
            return match self.variable(variable, index, &set, depth) {
                Fate::Kept => Handles::Noted,
                Fate::Unknown(why) => Handles::Unknown(why),
                Fate::Lost { .. } => Handles::No,
            };
        }
        let Some(name) = name else { return Handles::No };
        match self.body(name) {
            Some(number) => {
                let body = self.parsed.blocks[number].pipelines.clone();
                match self.handle(body, number, false, depth) {
                    // Its caller goes on, with a failure.
                    Handles::Returns => Handles::Fails,
                    other => other,
                }
            }
            None if matches!(name, "die" | "fail" | "fatal" | "abort" | "error" | "err") => {
                Handles::Unknown(format!("what `{name}` does is not in this script"))
            }
            None => Handles::No,
        }
    }

    /// An `exit` or `return` by the status that it has.
    fn with_status(&self, unit: Unit, found: Handles, first: bool) -> Handles {
        match self.word(unit, 1) {
            // The status of what ran last.
            None | Some("$?" | "${?}") if first => found,
            None | Some("$?" | "${?}") => Handles::No,
            Some(text) => match text.parse::<i64>() {
                Ok(number) if number.rem_euclid(256) == 0 => Handles::No,
                Ok(_) => found,
                Err(_) => {
                    let set = variables::whole(text)
                        .and_then(|name| {
                            variables::set_in(self.parsed, name, self.parsed.start(unit))
                        })
                        .and_then(|word| word.text.split_once('='));
                    // It has a status that was asked for before.
                    if set.is_some_and(|(_, value)| {
                        value.contains("$?") || value.contains("PIPESTATUS")
                    }) {
                        return found;
                    }
                    match set.and_then(|(_, value)| value.parse::<i64>().ok()) {
                        Some(number) if number.rem_euclid(256) == 0 => Handles::No,
                        Some(_) => found,
                        None => Handles::Unknown(format!(
                            "with which status `{text}` ends is not known"
                        )),
                    }
                }
            },
        }
    }

    /// The same for the units of a block in turn.
    fn handle(&self, range: Range<usize>, number: usize, first: bool, depth: usize) -> Handles {
        let mut doubt = None;
        let units = self.parsed.within(range, number);
        let mut before: Option<Unit> = None;
        for (place, unit) in units.iter().enumerate() {
            // Right of something that may pass or fail it may not run.
            let sure = before.is_none_or(|before| match self.parsed.join(before) {
                Join::And => self.succeeds(before),
                Join::Or => self.word(before, 0) == Some("false"),
                _ => true,
            });
            before = Some(*unit);
            let found = match self.handles(*unit, first && place == 0, depth) {
                Handles::No => continue,
                Handles::Fails if place + 1 < units.len() => continue,
                found => found,
            };
            match found {
                Handles::Unknown(why) => doubt = doubt.or(Some(why)),
                _ if !sure => {
                    let why = "what ends the script stands under a condition".to_owned();
                    doubt = doubt.or(Some(why));
                }
                found => return found,
            }
        }
        doubt.map_or(Handles::No, Handles::Unknown)
    }

    /// It decides a branch of an `if`, or whether a loop goes on.
    pub(super) fn decides(&self, unit: Unit, number: usize, place: usize, depth: usize) -> Fate {
        let block = &self.parsed.blocks[number];
        let negated = self.parsed.negated(unit);
        let join = self.parsed.join(unit);
        let last = self.parsed.next(unit).is_none();
        match join {
            Join::Background => return self.awaited(unit, depth),
            // The status of a list of commands is that of its last.
            Join::Next if !last && negated => {
                return lost("`!` turns its status round", "Take the ! away");
            }
            Join::Next if !last => return self.goes_on(unit, true, depth),
            _ => {}
        }
        if block.kind == Kind::Loop {
            return unknown("it is the condition of a loop, which may try again until it passes");
        }
        let (_, section) = self.parsed.role(unit);
        let mut joins = section.map(|at| self.parsed.pipelines[at].join);
        if joins.any(|join| join == Join::Or) {
            return unknown("it is a part of a condition with ||");
        }
        if negated && join == Join::And {
            return unknown("it is a part of a condition with &&");
        }
        let branch = match negated {
            true => block.bodies.get(place).cloned(),
            false if block.conditions.len() > place + 1 => {
                return unknown("an `elif` looks further after its failure");
            }
            false => block.otherwise.clone(),
        };
        if !negated && self.tries_again(number, place) {
            return unknown(
                "the loop around it ends with the first success, as one that tries again does",
            );
        }
        let (why, remedy) = (
            "the `if` that it decides goes on after its failure",
            "Let the branch that a failure takes end with `exit 1`",
        );
        let Some(branch) = branch else { return lost(why, remedy) };
        self.branched(branch, number, !negated, depth).unwrap_or_else(|| lost(why, remedy))
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

    /// What the branch that a failure takes makes of it, if anything; `first` if `$?` has the failure where it begins.
    fn branched(
        &self,
        branch: Range<usize>,
        number: usize,
        first: bool,
        depth: usize,
    ) -> Option<Fate> {
        let last = self.parsed.within(branch.clone(), number).pop()?;
        match self.handle(branch, number, first, depth) {
            Handles::Exits => Some(self.exited(last, depth)),
            Handles::Returns => Some(self.returned(last, depth)),
            Handles::Fails => Some(self.failed(last, false, depth)),
            Handles::Noted => Some(Fate::Kept),
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
                    Kind::If if asks => Some(self.branches(number, signs, &Held::Status, depth)),
                    Kind::Case if plain => Some(unknown("a `case` follows it")),
                    // Its first command looks, if one does.
                    Kind::Braces | Kind::Subshell => {
                        let first = self.parsed.within(block.pipelines.clone(), number);
                        let first = *first.first()?;
                        self.asked(first, signs, depth)
                    }
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
            (Some("exit" | "return"), Some(argument)) if asks => {
                let is_it = signs.iter().any(|sign| is_of(argument, sign));
                Some(match is_it {
                    true => self.ended(next, depth),
                    false => unknown(format!("with which status `{argument}` ends is not known")),
                })
            }
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
            (Some("test" | "[" | "[["), _) => Some(self.tested(next, signs, &Held::Status, depth)),
            (word, _) => match variables::assigned(command) {
                Some(name) => Some(match Set::of(command, name, Some("?"), true) {
                    Some(set) => self.variable(name, index, &set, depth),
                    None => unknown(format!("what ${name} has of the status is not known")),
                }),
                None if word.is_some_and(|word| word.starts_with("((")) => {
                    Some(self.tested(next, signs, &Held::Status, depth))
                }
                None => {
                    let name = word.unwrap_or_default();
                    Some(unknown(format!("what `{name}` does with the status is not known")))
                }
            },
        }
    }

    /// A test of what is held: what follows of it by `&&` and `||`, or of its own failure.
    pub(super) fn tested(&self, unit: Unit, signs: &[&str], held: &Held, depth: usize) -> Fate {
        let Unit::Pipeline(index) = unit else { return unknown("a test in a block") };
        let pipeline = &self.parsed.pipelines[index];
        let answer = match pipeline.commands.as_slice() {
            [command] => tested::outcome(command, signs, held),
            _ => None,
        };
        let mut value = answer.map(|answer| answer != pipeline.negated);
        let nothing = || {
            lost(
                "its status is tested, and nothing ends the script by it",
                "End with `exit 1` where the test finds a failure",
            )
        };
        if !matches!(self.parsed.join(unit), Join::And | Join::Or) {
            return match (value, self.failed(unit, false, depth)) {
                (Some(true), _) => nothing(),
                (None, Fate::Kept) => unknown("what its test of the status answers is not known"),
                (_, fate) => fate,
            };
        }
        let mut doubt: Option<String> = None;
        let (mut here, mut fresh) = (unit, true);
        while let join @ (Join::And | Join::Or) = self.parsed.join(here) {
            let Some(next) = self.parsed.next(here) else { break };
            here = next;
            let runs = value.map(|value| value == (join == Join::And));
            if runs == Some(false) {
                continue;
            }
            // A test that fails leaves its own status, which is not 0.
            let found = self.handles(here, fresh && value == Some(false), depth);
            fresh = false;
            let ends = match found {
                Handles::Exits => self.exited(here, depth),
                Handles::Returns => self.returned(here, depth),
                Handles::Fails => self.failed(here, false, depth),
                Handles::Noted => Fate::Kept,
                Handles::Unknown(why) => unknown(why),
                Handles::No => {
                    value = runs.and_then(|_| self.succeeds(here).then_some(true));
                    continue;
                }
            };
            match (runs, ends) {
                (Some(_), ends @ (Fate::Kept | Fate::Lost { .. })) => return ends,
                (_, Fate::Unknown(why)) => doubt = doubt.or(Some(why)),
                (None, _) => {
                    doubt =
                        doubt.or(Some("what its test of the status answers is not known".into()));
                }
            }
            value = None;
        }
        match (doubt, value) {
            (Some(why), _) => unknown(why),
            // Left of && and false, it is the list's own status.
            (None, Some(false)) => match self.goes_on(here, true, depth) {
                Fate::Lost { .. } => nothing(),
                other => other,
            },
            _ => nothing(),
        }
    }

    /// An `if` over what is held.
    pub(super) fn branches(
        &self,
        number: usize,
        signs: &[&str],
        held: &Held,
        depth: usize,
    ) -> Fate {
        let block = &self.parsed.blocks[number];
        let nothing = || {
            lost(
                "an `if` looks at its status, and no branch ends the script",
                "Let the branch that a failure takes end with `exit 1`",
            )
        };
        let mut fates = Vec::new();
        let mut decided = false;
        for (place, condition) in block.conditions.iter().enumerate() {
            let pipeline = &self.parsed.pipelines[condition.start];
            let answer = match (condition.len(), pipeline.commands.as_slice()) {
                (1, [command]) => tested::outcome(command, signs, held),
                _ => None,
            };
            let answer = answer.map(|answer| answer != pipeline.negated);
            let body = block.bodies.get(place).cloned();
            let branch = || body.and_then(|body| self.branched(body, number, false, depth));
            match answer {
                Some(false) => {}
                Some(true) => {
                    fates.push(branch());
                    decided = true;
                    break;
                }
                None => fates.push(branch()),
            }
        }
        if !decided {
            let otherwise = block.otherwise.clone();
            // The test's own status is there, which is not 0.
            fates.push(otherwise.and_then(|branch| self.branched(branch, number, true, depth)));
        }
        let sure = fates.len() == 1;
        let kept = fates.iter().filter(|fate| **fate == Some(Fate::Kept)).count();
        let doubt = fates.iter().find_map(|fate| match fate {
            Some(Fate::Unknown(why)) => Some(why.clone()),
            _ => None,
        });
        match (kept, doubt) {
            (kept, _) if kept == fates.len() => Fate::Kept,
            (_, Some(why)) => unknown(why),
            (1.., None) if !sure => unknown("which branch of an `if` a failure takes is not known"),
            _ => nothing(),
        }
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
