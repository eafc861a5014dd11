//! What a Makefile sets variables to, and what make hands to the shell with them put in.
//!
//! The last assignment counts, as for make. An expansion ends at a variable that stands for itself, at functions but those
//! that change the words of a list, and at a bound on its length; what is left stays a word that only make knows.

use crate::source::Text;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What the % of a pattern stands for, known where the recipe is called (`calls.rs`).
const STEM: &str = "${{make.stem}}";

/// Of one line with its variables put in.
const MAX_BYTES: usize = 64 << 10;
/// Variables in the environment of a command.
const MAX_EXPORTED: usize = 1_000;

#[derive(Clone, Debug, Default)]
struct Value {
    text: String,
    at: usize,
    /// The file that sets it, if that is another one.
    file: Option<Rc<Text>>,
    exported: bool,
    /// Something outside of the file decides on it: a condition, or who calls make.
    open: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Variables {
    of_all: BTreeMap<String, Value>,
    /// By target.
    of_targets: Vec<(String, String, Value)>,
    /// `export` without a name.
    exports: bool,
    /// How many conditions are around the next line.
    conditions: usize,
    /// What callers set, so that no assignment of the file counts, and what their environment sets, which counts where
    /// the file sets nothing else.
    given: Given,
    /// The variable that a `define` is setting.
    defining: Option<String>,
    /// What is left to put in, of all lines together.
    room: Room,
}

/// Of a Makefile with all of its variables put in; beyond that they stay words that are not known.
#[derive(Clone, Debug)]
struct Room(Cell<usize>);

impl Default for Room {
    fn default() -> Self {
        Self(Cell::new(16 << 20))
    }
}

/// Variables that make gets from outside of its files, by their names.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `make NAME=value`.
    pub by_call: BTreeSet<String>,
    pub by_environment: BTreeSet<String>,
}

/// A part of what the shell gets: as it stands in the file, or with a length of 0 in place of something there.
pub struct Piece {
    pub text: String,
    pub at: usize,
    pub length: usize,
}

/// `targets: rest`, unless it is an assignment.
pub fn rule(line: &str) -> Option<(&str, &str)> {
    let colon = colon(line)?;
    let rest = line[colon + 1..].trim_start_matches(':');
    (!rest.starts_with('=') && !line[..colon].contains('=')).then_some((&line[..colon], rest))
}

/// The first outside of a variable's brackets.
fn colon(line: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, sign) in line.char_indices() {
        match sign {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            '#' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Name, operator and value; the name may have `export` and `override` before it.
pub fn assignment(line: &str) -> Option<(&str, &str, &str)> {
    let (left, value) = line.split_once('=')?;
    let name = left.trim_end_matches([':', '?', '+', '!']);
    let operator = left[name.len()..].trim();
    let name = name.trim();
    let last = name.split_whitespace().last()?;
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '-');
    let before = name[..name.len() - last.len()].split_whitespace();
    let known = before.into_iter().all(|word| matches!(word, "export" | "override" | "private"));
    (known && last.chars().all(plain)).then_some((name, operator, value))
}

impl Variables {
    pub fn with(given: Given) -> Self {
        Self { given, ..Self::default() }
    }

    /// Whether the next line is one of a `define`, whatever it begins with.
    pub fn is_defining(&self) -> bool {
        self.defining.is_some()
    }

    /// Takes a line for what it sets, if it sets something.
    pub fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        if let Some(name) = &self.defining {
            match trimmed {
                "endef" => {
                    if let Some(value) = self.of_all.get_mut(name) {
                        value.text.truncate(value.text.trim_end().len());
                    }
                    self.defining = None;
                }
                _ => {
                    let value = self.of_all.entry(name.clone()).or_default();
                    value.text.push_str(line.trim_end_matches(['\n', '\r']));
                    value.text.push('\n');
                }
            }
            return;
        }
        let first = trimmed.split([' ', '\t', '(']).next().unwrap_or_default();
        match first {
            "ifdef" | "ifndef" | "ifeq" | "ifneq" => self.conditions += 1,
            "endif" => self.conditions = self.conditions.saturating_sub(1),
            _ => {}
        }
        if let Some(rest) = trimmed.strip_prefix("define ") {
            let name = rest.trim_end_matches(['=', ':', '?', '+', ' ']).trim().to_owned();
            let open = self.conditions > 0;
            let value = Value { at, open, ..Value::default() };
            self.of_all.insert(name.clone(), value);
            self.defining = Some(name);
            return;
        }
        if line.starts_with('#') {
            return;
        }
        if let Some((targets, rest)) = rule(line) {
            if let Some((name, operator, value)) = assignment(rest) {
                let offset = at + line.len() - value.len();
                for target in targets.split_whitespace() {
                    let mut value = made(name, value, offset);
                    value.open = self.conditions > 0 || self.given.by_call.contains(last(name));
                    self.of_targets.push((
                        target.to_owned(),
                        operator.to_owned() + last(name),
                        value,
                    ));
                }
            }
            return;
        }
        if let Some((name, operator, value)) = assignment(line) {
            let offset = at + line.len() - value.trim_start().len();
            let value = made(name, value, offset);
            self.set(last(name), operator, value);
        } else if let Some(rest) = trimmed.strip_prefix("export") {
            self.exports |= rest.is_empty();
            for name in rest.split_whitespace() {
                self.of_all.entry(name.to_owned()).or_default().exported = true;
            }
        }
    }

    /// What another file sets that is included before; of several that set the same otherwise it is not known.
    pub fn add(&mut self, other: &Self, file: &Rc<Text>) {
        for (name, value) in &other.of_all {
            let value = Value { file: Some(file.clone()), ..value.clone() };
            match self.of_all.get_mut(name) {
                Some(own) => own.open |= own.text != value.text,
                None => {
                    self.of_all.insert(name.clone(), value);
                }
            }
        }
        self.exports |= other.exports;
    }

    /// What is set before an include that sets it otherwise is not known.
    pub fn unsettle(&mut self, others: &Self, include: usize) {
        for (name, value) in &mut self.of_all {
            let other = others.of_all.get(name).is_some_and(|other| other.text != value.text);
            value.open |= other && value.file.is_none() && value.at < include;
        }
    }

    fn set(&mut self, name: &str, operator: &str, value: Value) {
        let before = self.of_all.get(name);
        let exported = value.exported || before.is_some_and(|before| before.exported);
        let before_open = before.is_some_and(|before| before.open);
        let open = self.conditions > 0
            || self.given.by_call.contains(name)
            || operator == "?" && self.given.by_environment.contains(name)
            || matches!(operator, "?" | "+") && before_open;
        let value = Value { open, ..value };
        let value = match (operator, before) {
            ("?", Some(before)) if !before.text.is_empty() => Value { open, ..before.clone() },
            ("+", Some(before)) => {
                Value { text: format!("{} {}", before.text, value.text).trim().to_owned(), ..value }
            }
            // What the shell gives is not known.
            ("!", _) => Value { text: "$(shell)".into(), ..value },
            _ => value,
        };
        self.of_all.insert(name.to_owned(), Value { exported, ..value });
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.of_all.get(name).map(|value| value.text.as_str())
    }

    /// Where it is set, in this file or another.
    pub fn place(&self, name: &str, own: &Rc<Text>) -> Option<(Rc<Text>, usize)> {
        let value = self.of_all.get(name)?;
        Some((value.file.clone().unwrap_or_else(|| own.clone()), value.at))
    }

    fn said(&self, name: &str, value: &Value) -> String {
        if value.open { format!("${{{name}}}") } else { self.expanded(&value.text) }
    }

    /// What all commands have in their environment, and where that is set.
    pub fn exports(&self, own: &Rc<Text>) -> Vec<(String, String, Rc<Text>, usize)> {
        let all = self.of_all.iter().filter(|(_, value)| value.exported || self.exports);
        let placed = all.map(|(name, value)| {
            let file = value.file.as_ref().unwrap_or(own).clone();
            (name.clone(), self.said(name, value), file, value.at)
        });
        placed.take(MAX_EXPORTED).collect()
    }

    /// What commands for these targets have in their environment; what another file sets has no place in this one.
    pub fn exported(&self, targets: &[String], own: &Rc<Text>) -> Vec<(String, String, usize)> {
        let all = self.exports(own).into_iter().map(|(name, value, file, at)| {
            let at = if Rc::ptr_eq(&file, own) { at } else { 0 };
            (name, value, at)
        });
        let of_targets = self.of_targets.iter().filter(|(target, ..)| targets.contains(target));
        let of_targets = of_targets.filter(|(.., value)| value.exported || self.exports);
        let of_targets = of_targets.map(|(_, name, value)| {
            let name = name.trim_start_matches([':', '?', '+', '!']).to_owned();
            let said = self.said(&name, value);
            (name, said, value.at)
        });
        all.chain(of_targets).collect()
    }

    /// With its variables put in.
    pub fn expanded(&self, text: &str) -> String {
        self.pieces(text, 0, &[]).into_iter().map(|piece| piece.text).collect()
    }

    /// What make hands to the shell: `$$` is a dollar, `$(NAME)` what the file sets.
    pub fn pieces(&self, text: &str, at: usize, targets: &[String]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let most = MAX_BYTES.min(self.room.0.get());
        let mut room = most;
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            let here = at + text.len() - rest.len();
            pieces.push(Piece { text: rest[..dollar].to_owned(), at: here, length: dollar });
            let after = &rest[dollar + 1..];
            let (value, taken) = self.reference(after, targets, &mut Vec::new(), &mut room);
            pieces.push(Piece { text: value, at: here + dollar, length: 0 });
            rest = &after[taken..];
        }
        self.room.0.set(self.room.0.get().saturating_sub(most - room));
        pieces.push(Piece {
            text: rest.to_owned(),
            at: at + text.len() - rest.len(),
            length: rest.len(),
        });
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }

    /// What stands behind a dollar, and how much of it was taken.
    fn reference(
        &self,
        after: &str,
        targets: &[String],
        within: &mut Vec<String>,
        room: &mut usize,
    ) -> (String, usize) {
        let (name, taken) = match after.chars().next() {
            Some('$') => return ("$".into(), 1),
            Some('(') => balanced(after, '(', ')'),
            Some('{') => balanced(after, '{', '}'),
            Some('@') => ("@", 1),
            Some(sign) if sign.is_ascii_alphabetic() || matches!(sign, '<' | '^' | '*' | '?') => {
                (&after[..1], 1)
            }
            _ => return ("$".into(), 0),
        };
        // Its arguments are not put in.
        let name = match name.strip_prefix("call ") {
            Some(rest) => rest.split(',').next().unwrap_or_default().trim(),
            None => name,
        };
        if name == "@"
            && let [target] = targets
        {
            return (target.clone(), taken);
        }
        if name == "*" {
            return (STEM.into(), taken);
        }
        if let Some(list) = self.list(name, targets, within, room) {
            return (list, taken);
        }
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '-');
        if name.is_empty() || !name.chars().all(plain) {
            return ("${make}".into(), taken);
        }
        let unknown = || (format!("${{{name}}}"), taken);
        let Some(value) = self.of(name, targets) else { return unknown() };
        if within.iter().any(|outer| outer == name) || within.len() > 40 {
            return unknown();
        }
        within.push(name.to_owned());
        let text = self.put_in(&value, targets, within, room);
        within.pop();
        match room.checked_sub(text.len()) {
            Some(left) => {
                *room = left;
                (text, taken)
            }
            None => {
                *room = 0;
                ("${make}".into(), taken)
            }
        }
    }

    /// A text with its variables put in, within those that are being put in.
    fn put_in(
        &self,
        text: &str,
        targets: &[String],
        within: &mut Vec<String>,
        room: &mut usize,
    ) -> String {
        let (mut text, mut rest) = (String::new(), text);
        while let Some(dollar) = rest.find('$') {
            text.push_str(&rest[..dollar]);
            let after = &rest[dollar + 1..];
            let (value, taken) = self.reference(after, targets, within, room);
            text.push_str(&value);
            rest = &after[taken..];
            if *room == 0 {
                break;
            }
        }
        text.push_str(rest);
        text
    }

    /// What `$(NAME:%=test-%)`, `$(addprefix test-,...)`, `$(addsuffix ...)` and `$(patsubst ...)` make of a list of words
    /// that is known.
    fn list(
        &self,
        name: &str,
        targets: &[String],
        within: &mut Vec<String>,
        room: &mut usize,
    ) -> Option<String> {
        let two = |text: &str| {
            let (first, rest) = text.split_once(',')?;
            Some((first.to_owned(), rest.to_owned()))
        };
        let (from, to, words) = if let Some(rest) = name.strip_prefix("addprefix ") {
            let (prefix, words) = two(rest)?;
            ("%".to_owned(), format!("{}%", prefix.trim()), words)
        } else if let Some(rest) = name.strip_prefix("addsuffix ") {
            let (suffix, words) = two(rest)?;
            ("%".to_owned(), format!("%{}", suffix.trim()), words)
        } else if let Some(rest) = name.strip_prefix("patsubst ") {
            let (from, rest) = two(rest)?;
            let (to, words) = two(&rest)?;
            (from.trim().to_owned(), to.trim().to_owned(), words)
        } else {
            let (variable, change) = name.split_once(':')?;
            let (from, to) = change.split_once('=')?;
            // Without a % in what is looked for, both are ends of words.
            match from.contains('%') {
                true => (from.to_owned(), to.to_owned(), format!("$({variable})")),
                false => (format!("%{from}"), format!("%{to}"), format!("$({variable})")),
            }
        };
        if within.len() > 40 {
            return None;
        }
        within.push(String::new());
        let words = self.put_in(&words, targets, within, room);
        within.pop();
        if words.contains('$') || from.contains('$') || to.contains('$') {
            return None;
        }
        let stem = |word: &str| match from.split_once('%') {
            Some((before, after)) => {
                word.strip_prefix(before)?.strip_suffix(after).map(str::to_owned)
            }
            None => (word == from).then(String::new),
        };
        let changed =
            |word: &str| stem(word).map_or(word.to_owned(), |stem| to.replacen('%', &stem, 1));
        let changed: Vec<String> = words.split_whitespace().map(changed).collect();
        let text = changed.join(" ");
        *room = room.checked_sub(text.len())?;
        Some(text)
    }

    fn of(&self, name: &str, targets: &[String]) -> Option<String> {
        let general = self.of_all.get(name);
        let mut open = general.is_some_and(|value| value.open);
        let mut found = general.map(|value| value.text.clone());
        for (target, own, value) in &self.of_targets {
            let bare = own.trim_start_matches([':', '?', '+', '!']);
            if bare != name || !targets.contains(target) {
                continue;
            }
            open = value.open || own.starts_with('+') && open;
            found = match (own.starts_with('+'), found) {
                (true, Some(before)) => Some(format!("{before} {}", value.text)),
                _ => Some(value.text.clone()),
            };
        }
        // Words of the shell by that name are not known either.
        found.filter(|_| !open)
    }
}

fn last(name: &str) -> &str {
    name.split_whitespace().last().unwrap_or_default()
}

/// Lines that it goes on in are joined; a comment behind it is none of it.
fn made(name: &str, value: &str, at: usize) -> Value {
    let joined = value.replace("\\\r\n", " ").replace("\\\n", " ");
    let bare = match joined.find(" #") {
        Some(comment) => &joined[..comment],
        None => &joined,
    };
    let text = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let exported = name.split_whitespace().any(|word| word == "export") && name.contains(' ');
    Value { text, at, exported, ..Value::default() }
}

/// What is between brackets, and how long that is with them.
fn balanced(text: &str, open: char, close: char) -> (&str, usize) {
    let mut depth = 0usize;
    for (at, sign) in text.char_indices() {
        if sign == open {
            depth += 1;
        } else if sign == close {
            depth -= 1;
            if depth == 0 {
                return (&text[1..at], at + 1);
            }
        }
    }
    (text.get(1..).unwrap_or_default(), text.len())
}
