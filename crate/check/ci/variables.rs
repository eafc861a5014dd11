//! Variables of a script: what they are set to where that can be read, and who looks at them.

use super::script::Script;
use crate::shell::{Command, Kind, Parsed, Word};

/// Builtins whose arguments are assignments.
pub const ASSIGNS: [&str; 6] = ["export", "local", "declare", "readonly", "typeset", "let"];

/// The variable that a command sets and does nothing else.
pub fn assigned(command: &Command) -> Option<&str> {
    let word = match command.words.first() {
        None => command.assignments.last()?,
        Some(first) if ASSIGNS.contains(&first.text.as_str()) => {
            command.words.iter().skip(1).find(|word| !word.text.starts_with('-'))?
        }
        Some(_) => return None,
    };
    let end = word.text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    Some(&word.text[..end.unwrap_or(word.text.len())]).filter(|name| !name.is_empty())
}

/// Whether some word of the command has the value of that variable in it.
pub fn names(command: &Command, name: &str) -> bool {
    command.all_words().any(|word| {
        let text = word.text.as_str();
        text.match_indices(name).any(|(at, _)| {
            let before = &text[..at];
            let after = text[at + name.len()..].chars().next();
            let whole = !after.is_some_and(|sign| sign.is_ascii_alphanumeric() || sign == '_');
            whole && (before.ends_with('$') || before.ends_with("${") || before.ends_with("${#"))
        })
    })
}

/// The variable that a word is, and nothing else: `$X`, `${X}`, `"${X[@]}"`.
pub fn whole(word: &str) -> Option<&str> {
    let inner = word.strip_prefix('$')?;
    let inner = match inner.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => inner,
    };
    let name = inner.strip_suffix("[@]").or(inner.strip_suffix("[*]")).unwrap_or(inner);
    let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// Words that set a variable before that pipeline, with the pipeline of each.
fn assignments<'a>(
    parsed: &'a Parsed,
    name: &'a str,
    before: usize,
) -> impl Iterator<Item = (usize, &'a Word)> {
    let pipelines = parsed.pipelines.iter().enumerate().take(before);
    let commands = pipelines.flat_map(|(at, it)| it.commands.iter().map(move |it| (at, it)));
    commands.flat_map(move |(at, command)| {
        let exports = ASSIGNS.contains(&command.words.first().map_or("", |it| it.text.as_str()));
        let by_words = command.words.iter().filter(move |_| exports);
        let only = command.words.is_empty();
        let all = command.assignments.iter().filter(move |_| only).chain(by_words);
        let sets = |word: &&Word| {
            word.text.strip_prefix(name).is_some_and(|rest| rest.starts_with(['=', '+']))
        };
        all.filter(sets).map(move |word| (at, word)).collect::<Vec<_>>()
    })
}

/// The last word that sets a variable before that pipeline.
pub fn set_in<'a>(parsed: &'a Parsed, name: &'a str, before: usize) -> Option<&'a Word> {
    assignments(parsed, name, before).last().map(|(_, word)| word)
}

/// Values that a variable may have where the command stands; none if that is not known.
pub fn values(
    script: &Script,
    parsed: &Parsed,
    pipeline: usize,
    name: &str,
) -> Option<Vec<String>> {
    let mut found: Option<String> = None;
    for (at, word) in assignments(parsed, name, pipeline) {
        let (left, value) = word.text.split_once('=')?;
        let appends = left.ends_with('+');
        let branches = |number: &&usize| {
            let block = &parsed.blocks[**number];
            matches!(block.kind, Kind::If | Kind::Loop | Kind::Case)
                && !parsed.pipelines[pipeline].blocks.contains(number)
        };
        let conditional = parsed.pipelines[at].blocks.iter().any(|number| branches(&number));
        found = match (conditional, appends) {
            // What it had before, it has anyway.
            (true, true) => found,
            (true, false) => return None,
            (false, true) => Some(format!("{} {value}", found.unwrap_or_default())),
            (false, false) => Some(value.to_owned()),
        };
    }
    if let Some(value) = found {
        return Some(vec![value]);
    }
    let of_environment = script.environment.iter().rev().find(|(own, ..)| own == name)?;
    Some(script.written(&of_environment.1))
}

/// A command's words with the values of variables put in, as far as they are known. Each list is one way in which
/// it may be run; `known` is false if some variable's value is not.
pub struct Expanded {
    pub ways: Vec<Vec<String>>,
    pub known: bool,
}

const MAX_WAYS: usize = 16;

pub fn expand(script: &Script, parsed: &Parsed, pipeline: usize, words: &[Word]) -> Expanded {
    let mut expanded = Expanded { ways: vec![Vec::new()], known: true };
    for word in words {
        let values = match whole(&word.text) {
            Some(name) => values(script, parsed, pipeline, name),
            None if word.text.contains("${{") => Some(script.written(&word.text)),
            None => Some(vec![word.text.clone()]),
        };
        let mut values = values.unwrap_or_else(|| {
            expanded.known = false;
            vec![word.text.clone()]
        });
        if values.iter().any(|value| value.contains("${{")) {
            expanded.known = false;
        }
        values.truncate(MAX_WAYS);
        let split = |value: &String| -> Vec<String> {
            match whole(&word.text).is_some() || word.text.contains("${{") {
                true => value.split_whitespace().map(str::to_owned).collect(),
                false => vec![value.clone()],
            }
        };
        let mut ways = Vec::new();
        for way in &expanded.ways {
            for value in &values {
                let mut way = way.clone();
                way.extend(split(value));
                ways.push(way);
            }
        }
        if ways.len() > MAX_WAYS {
            expanded.known = false;
            ways.truncate(MAX_WAYS);
        }
        expanded.ways = ways;
    }
    expanded
}
