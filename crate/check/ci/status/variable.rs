//! What a script makes of a variable that has a failure's status, or notes it.
//!
//! From where it is set on: who looks at it, and who sets it anew before. What is set in a subshell, or in each turn of a
//! loop, is gone where that ends.

use super::super::variables;
use super::tested::{Held, is_of};
use super::{Fate, Flow, TOO_MUCH, lost, unknown};
use crate::shell::{Block, Command, Join, Kind, Role, Unit};

/// How a variable gets what it has.
#[derive(Clone, Debug)]
pub struct Set {
    pub held: Held,
    /// Whether the command passed or failed.
    pub always: bool,
    /// Added to what it had.
    pub adds: bool,
}

impl Set {
    /// What an assignment leaves of a failure: none if that is not known; `status` is what `$?` has there.
    pub fn of(command: &Command, name: &str, status: Option<&str>, always: bool) -> Option<Self> {
        let word = command.assignments.iter().chain(&command.words).rev();
        let text = word.map(|word| word.text.as_str()).find(|text| {
            let rest = text.trim_start_matches("((").trim_start().strip_prefix(name);
            rest.is_some_and(|rest| rest.trim_start().starts_with(['=', '+', '|']))
        })?;
        let inner = text.trim_start_matches("((").trim_end_matches("))").trim();
        let value = inner[name.len()..].trim_start();
        let adds = value.starts_with(['+', '|']) || mentions(value, name);
        let value = value.trim_start_matches(['+', '|', '=', ' ']).trim_matches(['"', '\'']);
        let asks = value.contains("$?") || value.contains("PIPESTATUS");
        let held = match status {
            // Of several numbers that are added, one is not 0.
            Some("0") if asks => return None,
            Some(_) if asks && is_sum(value) => Held::Status,
            _ if asks => return None,
            _ if adds && is_sum(value) => Held::Status,
            _ if adds || value.contains(['$', '`', '(']) => return None,
            _ => Held::Text(value.to_owned()),
        };
        Some(Self { held, always, adds })
    }
}

/// Whether a value is a number or more, computed by adding alone.
fn is_sum(value: &str) -> bool {
    !value.contains(['!', '*', '&', '-', '=', '<', '>', '/', '%', '`'])
}

fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part)
    })
}

impl Flow<'_> {
    /// What the script makes of it from there on.
    pub(super) fn variable(&self, name: &str, from: usize, set: &Set, depth: usize) -> Fate {
        let pipelines = &self.parsed.pipelines;
        let Some(depth) = self.deeper(depth, pipelines.len() - from) else {
            return unknown(TOO_MUCH);
        };
        let around = &pipelines[from].blocks;
        let mut doubt: Option<String> = None;
        let mut shaky = false;
        let gone = |why: String| {
            lost(
                why,
                format!(
                    "End with `exit ${name}` before that, or add to it: {name}=$(({name} + $?))"
                ),
            )
        };
        let mut left = vec![false; around.len()];
        let mut end = None;
        for (index, pipeline) in pipelines.iter().enumerate().skip(from + 1) {
            if let Some(why) = self.leaves(around, &mut left, index, name, from, set) {
                end = Some(gone(why));
                break;
            }
            let command = &pipeline.commands[0];
            if self.sets(index, name) {
                match self.set_anew(index, name, from) {
                    Anew::Kept => continue,
                    Anew::Gone => {
                        end =
                            Some(gone(format!("${name} is set anew before anything looks at it")));
                        break;
                    }
                    Anew::Perhaps => shaky = true,
                }
            }
            if !variables::names(command, name) {
                continue;
            }
            let guard = self.guard(index, around, name);
            if guard == Some(true) {
                continue;
            }
            match self.used(index, name, set, depth) {
                Some(Fate::Kept) if guard.is_some() => {
                    doubt = doubt.or(Some(format!(
                        "what ends the script by ${name} stands under a condition"
                    )));
                }
                Some(Fate::Kept) if shaky => {
                    doubt = doubt
                        .or(Some(format!("whether ${name} is set anew depends on a condition")));
                }
                Some(Fate::Kept) => return Fate::Kept,
                Some(Fate::Unknown(why)) => doubt = doubt.or(Some(why)),
                Some(Fate::Lost { .. }) | None => {}
            }
        }
        match (doubt, end) {
            (Some(why), _) => unknown(why),
            (None, Some(end)) => end,
            (None, None) => lost(
                format!("${name} has its status, and nothing ends the script by it"),
                format!("End with `exit ${name}`"),
            ),
        }
    }

    /// Whether a command stands under a condition: one that asks for the variable itself, or another.
    fn guard(&self, index: usize, around: &[usize], name: &str) -> Option<bool> {
        let asks = |at: usize| {
            self.parsed.pipelines[at].commands.iter().any(|it| variables::names(it, name))
        };
        let inner = self.parsed.pipelines[index].blocks.iter().filter(|it| !around.contains(it));
        for block in inner.map(|it| &self.parsed.blocks[*it]) {
            let within = |range: &std::ops::Range<usize>| range.contains(&index);
            let branches = block.bodies.iter().chain(&block.otherwise).any(within);
            if matches!(block.kind, Kind::If | Kind::Case) && branches {
                return Some(block.conditions.iter().cloned().flatten().any(asks));
            }
        }
        let mut at = index;
        while at > 0 && self.is_right(at) {
            at -= 1;
            if asks(at) {
                return Some(true);
            }
        }
        (at < index).then_some(false)
    }

    /// What one command makes of it, if it is more than showing it.
    fn used(&self, index: usize, name: &str, set: &Set, depth: usize) -> Option<Fate> {
        let unit = Unit::Pipeline(index);
        let command = &self.parsed.pipelines[index].commands[0];
        let sign = format!("${name}");
        let (role, _) = self.parsed.role(unit);
        Some(match (role, self.word(unit, 0)) {
            (Role::Condition(_), _) => match self.parsed.parent(unit) {
                Some(block) if self.parsed.blocks[block].kind == Kind::If => {
                    self.branches(block, &[&sign], &set.held, depth)
                }
                _ => unknown(format!("a loop's condition looks at ${name}")),
            },
            (_, Some("exit" | "return")) => {
                let argument = self.word(unit, 1).unwrap_or_default();
                let fails = match is_of(argument, &sign) {
                    true => set.held.fails(),
                    false if mentions(argument, name) && is_sum(argument) => set.held.fails(),
                    false => None,
                };
                match fails {
                    Some(true) => self.ended(unit, depth),
                    Some(false) => {
                        lost(format!("${name} is 0 or empty there"), "Note a failure as 1")
                    }
                    None => unknown(format!("with which status `{argument}` ends is not known")),
                }
            }
            (_, Some("test" | "[" | "[[")) => self.tested(unit, &[&sign], &set.held, depth),
            (_, Some(word)) if word.starts_with("((") && !self.sets(index, name) => {
                self.tested(unit, &[&sign], &set.held, depth)
            }
            (_, Some(word)) if is_of(word, &sign) => self.tested(unit, &[&sign], &set.held, depth),
            (_, Some("echo" | "printf")) => return None,
            (_, word) => match variables::assigned(command).filter(|other| *other != name) {
                // Handed to another one.
                Some(other) => {
                    let whole = Set::of(command, other, None, set.always);
                    let handed = command.all_words().any(|it| {
                        it.text
                            .strip_prefix(other)
                            .and_then(|it| it.strip_prefix('='))
                            .is_some_and(|it| is_of(it, &sign))
                    });
                    match handed || whole.is_some_and(|it| it.adds) {
                        true => self.variable(other, index, set, depth),
                        false => {
                            unknown(format!("what becomes of ${name} in ${other} is not known"))
                        }
                    }
                }
                None if word.is_none() => return None,
                None => unknown(format!(
                    "what `{}` does with ${name} is not known",
                    word.unwrap_or_default()
                )),
            },
        })
    }

    /// Out of a function or the script.
    pub(super) fn ended(&self, unit: Unit, depth: usize) -> Fate {
        match self.word(unit, 0) {
            Some("return") => self.returned(unit, depth),
            _ => self.exited(unit, depth),
        }
    }

    /// Why a variable does not have any more what it was set to, once the script is there.
    fn leaves(
        &self,
        around: &[usize],
        left: &mut [bool],
        index: usize,
        name: &str,
        from: usize,
        set: &Set,
    ) -> Option<String> {
        for (place, number) in around.iter().enumerate().rev() {
            let block = &self.parsed.blocks[*number];
            if left[place] || block.pipelines.contains(&index) {
                continue;
            }
            left[place] = true;
            if self.is_subshell(*number) {
                return Some(format!("${name} is set in a subshell, and unknown behind it"));
            }
            if block.kind == Kind::Loop
                && (set.always && !set.adds || self.resets(block, name, from))
            {
                return Some(format!("the next turn of the loop sets ${name} anew"));
            }
        }
        None
    }

    /// Whether a turn of a loop may set another value that is none of a failure.
    fn resets(&self, block: &Block, name: &str, from: usize) -> bool {
        let inner = |at: usize| {
            let blocks = &self.parsed.pipelines[at].blocks;
            blocks.iter().all(|it| self.parsed.pipelines[from].blocks.contains(it))
        };
        let passes = |at: usize| {
            let set = Set::of(&self.parsed.pipelines[at].commands[0], name, Some("?"), false);
            !set.is_some_and(|set| set.adds || set.held.fails() == Some(true))
        };
        block
            .pipelines
            .clone()
            .any(|at| at != from && self.sets(at, name) && inner(at) && passes(at))
    }

    /// Right of `&&` or `||`.
    fn is_right(&self, index: usize) -> bool {
        index > 0 && matches!(self.parsed.pipelines[index - 1].join, Join::And | Join::Or)
    }

    /// Whether a block has variables of its own.
    fn is_subshell(&self, number: usize) -> bool {
        let block = &self.parsed.blocks[number];
        let start = block.pipelines.start;
        let own = |index: usize| self.parsed.pipelines[index].blocks.len();
        let depth = self
            .parsed
            .pipelines
            .get(start)
            .map_or(0, |it| it.blocks.iter().position(|it| *it == number).unwrap_or(0));
        let fed =
            start > 0
                && (self.parsed.pipelines[start - 1].piped && own(start - 1) <= depth
                    || self.parsed.blocks.iter().any(|it| {
                        it.pipelines.end == start && it.piped && it.parent == block.parent
                    }));
        block.kind == Kind::Subshell || block.piped || block.join == Join::Background || fed
    }

    /// Whether an assignment takes away what the variable had.
    fn set_anew(&self, index: usize, name: &str, from: usize) -> Anew {
        let command = &self.parsed.pipelines[index].commands[0];
        let set = Set::of(command, name, Some("?"), false);
        if set.as_ref().is_some_and(|set| set.adds) {
            return Anew::Kept;
        }
        let own = &self.parsed.pipelines[from].blocks;
        let inner = self.parsed.pipelines[index].blocks.iter().filter(|it| !own.contains(it));
        let kinds: Vec<&Kind> = inner.map(|it| &self.parsed.blocks[*it].kind).collect();
        if kinds.iter().any(|kind| matches!(kind, Kind::Subshell | Kind::Function(_))) {
            return Anew::Kept;
        }
        // In another branch of what it is in.
        let apart = own.iter().any(|number| {
            let block = &self.parsed.blocks[*number];
            let of = |at: usize| {
                block.bodies.iter().chain(&block.otherwise).position(|it| it.contains(&at))
            };
            matches!(block.kind, Kind::If | Kind::Case)
                && block.pipelines.contains(&index)
                && of(index) != of(from)
        });
        if apart {
            return Anew::Kept;
        }
        let right = self.is_right(index);
        if !right && kinds.iter().all(|kind| **kind == Kind::Braces) {
            return Anew::Gone;
        }
        // Where it notes another failure, it is one as before.
        let fails = set.is_some_and(|set| set.held.fails() == Some(true));
        if right && fails { Anew::Kept } else { Anew::Perhaps }
    }
}

enum Anew {
    Kept,
    Gone,
    Perhaps,
}
