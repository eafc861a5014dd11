//! Variables of a script: what they are set to where that can be read, and who looks at them.

use super::script::Script;
use crate::shell::{Command, Join, Kind, Parsed, Word};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Builtins whose arguments are assignments.
pub const ASSIGNS: [&str; 6] = ["export", "local", "declare", "readonly", "typeset", "let"];

/// The variable that a command sets and does nothing else.
pub fn assigned(command: &Command) -> Option<&str> {
    let word = match command.words.first() {
        None => command.assignments.last()?,
        Some(first) if ASSIGNS.contains(&first.text.as_str()) => {
            command.words.iter().skip(1).find(|word| !word.text.starts_with('-'))?
        }
        // `((name++))`
        Some(first) if first.text.starts_with("((") => return computed(&first.text),
        Some(_) => return None,
    };
    let end = word.text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    Some(&word.text[..end.unwrap_or(word.text.len())]).filter(|name| !name.is_empty())
}

/// The variable that a computation sets.
fn computed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("((")?.trim_start();
    let end = inner.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')?;
    let (name, rest) = inner.split_at(end);
    let rest = rest.trim_start();
    let sets = ["++", "--", "+=", "|=", "-="].iter().any(|it| rest.starts_with(it))
        || rest.starts_with('=') && !rest.starts_with("==");
    (sets && !name.is_empty()).then_some(name)
}

/// Whether some word of the command has the value of that variable in it.
pub fn names(command: &Command, name: &str) -> bool {
    command.all_words().any(|word| {
        let text = word.text.as_str();
        // Within a computation a name is its value.
        let bare = text.starts_with("((") || text.contains("$((");
        text.match_indices(name).any(|(at, _)| {
            let before = &text[..at];
            let after = text[at + name.len()..].chars().next();
            let whole = !after.is_some_and(|sign| sign.is_ascii_alphanumeric() || sign == '_');
            let part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
            whole
                && (before.ends_with('$')
                    || before.ends_with("${")
                    || before.ends_with("${#")
                    || bare && !before.ends_with(part))
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
    Values::new(script, parsed).of(pipeline, name, MAX_NESTED)
}

/// What is set by what is set, so deep.
const MAX_NESTED: usize = 5;
/// Ways in which one command may be run.
const MAX_WAYS: usize = 64;
/// Words of one command that are looked at.
const MAX_WORDS: usize = 4_000;

/// Variables that are looked up for one command.
const MAX_STEPS: usize = 300;

struct Values<'a> {
    script: &'a Script,
    parsed: &'a Parsed,
    steps: Cell<usize>,
}

impl<'a> Values<'a> {
    fn new(script: &'a Script, parsed: &'a Parsed) -> Self {
        Self { script, parsed, steps: Cell::new(MAX_STEPS) }
    }

    fn of(&self, pipeline: usize, name: &str, depth: usize) -> Option<Vec<String>> {
        let depth = depth.checked_sub(1)?;
        self.steps.set(self.steps.get().checked_sub(1)?);
        let (mut found, from) = match self.turns(pipeline, name, depth)? {
            Some((values, from)) => (Some(values), from),
            None => (None, 0),
        };
        let own = &self.parsed.pipelines[pipeline].blocks;
        for (at, word) in assignments(self.parsed, name, pipeline).filter(|(at, _)| *at >= from) {
            let (left, value) = word.text.split_once('=')?;
            let appends = left.ends_with('+');
            let inner = self.parsed.pipelines[at].blocks.iter().filter(|it| !own.contains(it));
            let kinds: Vec<&Kind> = inner.map(|it| &self.parsed.blocks[*it].kind).collect();
            if kinds.contains(&&Kind::Subshell) {
                continue;
            }
            if kinds.iter().any(|kind| matches!(kind, Kind::Function(_))) {
                return None;
            }
            let branches =
                kinds.iter().any(|kind| matches!(kind, Kind::If | Kind::Loop | Kind::Case));
            found = match (branches || self.is_doubtful(at, pipeline), appends) {
                // What it had before, it has anyway.
                (true, true) => found,
                (true, false) => return None,
                (false, true) => {
                    let before = found.unwrap_or_else(|| vec![String::new()]);
                    Some(before.iter().map(|before| format!("{before} {value}")).collect())
                }
                (false, false) => Some(vec![value.to_owned()]),
            };
            found = found.map(|all| {
                all.iter().flat_map(|text| self.put_in(at, text, depth)).take(MAX_WAYS).collect()
            });
        }
        if found.is_some() {
            return found;
        }
        let of_environment = self.script.environment.iter().rev().find(|(own, ..)| own == name)?;
        Some(self.script.written(&of_environment.1))
    }

    /// What a `for` around the command has it stand for, and where that begins; outside none if that is not known.
    fn turns(
        &self,
        pipeline: usize,
        name: &str,
        depth: usize,
    ) -> Option<Option<(Vec<String>, usize)>> {
        let blocks = self.parsed.pipelines[pipeline].blocks.iter().rev();
        let each = blocks.map(|number| &self.parsed.blocks[*number]).find_map(|block| {
            let (own, words) = block.each.as_ref()?;
            (own == name).then_some((words, block.pipelines.start))
        });
        let Some((words, start)) = each else { return Some(None) };
        let mut values = Vec::new();
        for word in words {
            for text in self.put_in(start, &word.text, depth) {
                if text.replace("${{", "").contains(['$', '`', '*', '?', '[', '{', '(']) {
                    return None;
                }
                // What is in quotes is one word.
                match word.quoted {
                    Some(_) => values.push(text),
                    None => values.extend(text.split_whitespace().map(str::to_owned)),
                }
            }
        }
        (values.len() <= MAX_WAYS).then_some(Some((values, start)))
    }

    /// Right of something that may fail, unless the command is so, too.
    fn is_doubtful(&self, at: usize, pipeline: usize) -> bool {
        let joins = |at: usize| self.parsed.pipelines[at].join;
        let right = at > 0 && matches!(joins(at - 1), Join::And | Join::Or);
        right && !(joins(at - 1) == Join::And && (at..pipeline).all(|it| joins(it) == Join::And))
    }

    /// A text with the variables in it put in, as far as they are known.
    fn put_in(&self, pipeline: usize, text: &str, depth: usize) -> Vec<String> {
        if text.contains("${{") {
            return self.script.written(text);
        }
        let mut all = vec![String::new()];
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            let (before, after) = rest.split_at(dollar);
            let (name, taken) = named(after);
            let values = match name {
                "" => None,
                name => self.of(pipeline, name, depth),
            };
            let values = values.unwrap_or_else(|| vec![after[..taken].to_owned()]);
            let with = |own: &String| {
                values.iter().map(|value| format!("{own}{before}{value}")).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).take(MAX_WAYS + 1).collect();
            rest = &after[taken..];
            if all.len() > MAX_WAYS || all[0].len() > MAX_BYTES {
                return vec![text.to_owned()];
            }
        }
        all.iter().map(|own| format!("{own}{rest}")).collect()
    }
}

/// Of one word with its variables put in.
const MAX_BYTES: usize = 16 << 10;

/// The variable that begins there, if a plain one does, and how long it is with its dollar.
fn named(text: &str) -> (&str, usize) {
    let part = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
    let rest = &text[1..];
    if let Some(inner) = rest.strip_prefix('{') {
        let Some(end) = inner.find('}') else { return ("", 1) };
        let name = inner[..end].trim_end_matches("[@]").trim_end_matches("[*]");
        let plain = !name.is_empty() && !name.contains(part);
        return (if plain { name } else { "" }, end + 3);
    }
    let end = rest.find(part).unwrap_or(rest.len());
    (&rest[..end], end + 1)
}

/// A command's words with the values of variables put in, as far as they are known. Each list is one way in which
/// it may be run; `known` is false if some variable's value is not, `cut` if there are more ways or words.
pub struct Expanded {
    pub ways: Vec<Vec<String>>,
    pub known: bool,
    pub cut: bool,
}

pub fn expand(script: &Script, parsed: &Parsed, pipeline: usize, words: &[Word]) -> Expanded {
    let mut expanded = Expanded { ways: vec![Vec::new()], known: true, cut: false };
    let of = Values::new(script, parsed);
    let mut met: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for word in words.iter().take(MAX_WORDS) {
        let text = word.text.as_str();
        let splits = whole(text).is_some() || text.contains("${{");
        if !text.contains('$') {
            expanded.ways.iter_mut().for_each(|way| way.push(text.to_owned()));
            continue;
        }
        let values = met.entry(text).or_insert_with(|| match whole(text) {
            Some(name) => {
                of.of(pipeline, name, MAX_NESTED).unwrap_or_else(|| vec![text.to_owned()])
            }
            None => of.put_in(pipeline, text, MAX_NESTED),
        });
        // What begins with other signs brings no flag.
        let opens = |value: &String| value.starts_with('$') || splits && value.contains('$');
        if values.iter().any(|value| value.contains("${{") || opens(value)) {
            expanded.known = false;
        }
        let split = |value: &String| -> Vec<String> {
            match splits {
                true => value.split_whitespace().map(str::to_owned).collect(),
                false => vec![value.clone()],
            }
        };
        if let [value] = values.as_slice() {
            let parts = split(value);
            expanded.ways.iter_mut().for_each(|way| way.extend(parts.iter().cloned()));
            continue;
        }
        let mut ways = Vec::new();
        for way in &expanded.ways {
            let left = (MAX_WAYS + 1).saturating_sub(ways.len());
            ways.extend(values.iter().take(left).map(|value| [way.clone(), split(value)].concat()));
        }
        if ways.len() > MAX_WAYS {
            (expanded.known, expanded.cut) = (false, true);
            ways.truncate(MAX_WAYS);
        }
        expanded.ways = ways;
    }
    if words.len() > MAX_WORDS {
        (expanded.known, expanded.cut) = (false, true);
    }
    expanded
}
