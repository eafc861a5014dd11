//! What the goroutines of a race do, as short text that a link can carry.
//!
//! `1-8,17~a9+g3,d4`: the map holds the keys 1 to 8 and 17, inserted in this order; one goroutine
//! assigns key 9, another gets key 3 and deletes key 4. Letters: `a9:7` assigns 7 (`a9` assigns what
//! the map would have held, 100 times the key), `g9` gets, `u9` increments, `d9` deletes, `r`
//! ranges, `x` clears, `l` takes the length. Reading is lenient within bounds and says so; equal
//! programs have equal text.

use std::fmt::{self, Display, Formatter};

pub const MAX_GOROUTINES: usize = 3;
/// Of one goroutine.
pub const MAX_STATEMENTS: usize = 8;
/// Keys that the map may hold at first.
pub const MAX_ENTRIES: usize = 64;
/// Keys that the model's hash keeps as they are.
pub const MAX_KEY: u64 = 0xffff;
/// Above every usual value.
pub const MAX_VALUE: u64 = 9_999_999;

/// What a key's value is where the text names none.
pub fn usual_value(key: u64) -> u64 {
    100 * key
}

/// One statement of Go over the map `m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statement {
    /// `m[key] = value`
    Assign { key: u64, value: u64 },
    /// `v, ok := m[key]`
    Access { key: u64 },
    /// `m[key]++`: one assign, whose slot is loaded and stored.
    Increment { key: u64 },
    /// `delete(m, key)`
    Delete { key: u64 },
    /// `for k, v := range m {}`
    Range,
    /// `clear(m)`
    Clear,
    /// `len(m)`
    Len,
}

impl Statement {
    /// As Go writes it.
    pub fn go(self) -> String {
        match self {
            Self::Assign { key, value } => format!("m[{key}] = {value}"),
            Self::Access { key } => format!("v, ok := m[{key}]"),
            Self::Increment { key } => format!("m[{key}]++"),
            Self::Delete { key } => format!("delete(m, {key})"),
            Self::Range => "for k, v := range m {}".into(),
            Self::Clear => "clear(m)".into(),
            Self::Len => "len(m)".into(),
        }
    }

    /// The key it is about, if it is about one.
    pub fn key(self) -> Option<u64> {
        match self {
            Self::Assign { key, .. }
            | Self::Access { key }
            | Self::Increment { key }
            | Self::Delete { key } => Some(key),
            Self::Range | Self::Clear | Self::Len => None,
        }
    }
}

/// A map and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Keys in the order of their insertion, each with its [`usual_value`].
    pub initial: Vec<u64>,
    pub goroutines: Vec<Vec<Statement>>,
}

impl Program {
    /// The program of a text, and whether bounds changed it. None where the text is no program.
    pub fn read(text: &str) -> Option<(Self, bool)> {
        let mut adjusted = false;
        let (initial, goroutines) = text.split_once('~')?;
        let initial = read_keys(initial, &mut adjusted)?;
        let mut read = Vec::new();
        for statements in goroutines.split('+') {
            read.push(read_statements(statements, &mut adjusted)?);
        }
        adjusted |= read.len() > MAX_GOROUTINES;
        read.truncate(MAX_GOROUTINES);
        Some((Self { initial, goroutines: read }, adjusted))
    }
}

/// A number, brought down to the bound.
fn read_number(text: &str, most: u64, adjusted: &mut bool) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Only a number too long for a word fails to parse.
    let number = text.parse().unwrap_or(u64::MAX);
    *adjusted |= number > most;
    Some(number.min(most))
}

fn read_keys(text: &str, adjusted: &mut bool) -> Option<Vec<u64>> {
    let mut keys = Vec::new();
    for part in text.split(',').filter(|_| !text.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first = read_number(first, MAX_KEY, adjusted)?;
        let last = read_number(last, MAX_KEY, adjusted)?;
        if first > last {
            return None;
        }
        for key in first..=last {
            if keys.contains(&key) {
                continue;
            }
            if keys.len() == MAX_ENTRIES {
                *adjusted = true;
                break;
            }
            keys.push(key);
        }
    }
    Some(keys)
}

fn read_statements(text: &str, adjusted: &mut bool) -> Option<Vec<Statement>> {
    let mut statements = Vec::new();
    for part in text.split(',') {
        statements.push(read_statement(part, adjusted)?);
    }
    *adjusted |= statements.len() > MAX_STATEMENTS;
    statements.truncate(MAX_STATEMENTS);
    Some(statements)
}

fn read_statement(text: &str, adjusted: &mut bool) -> Option<Statement> {
    let mut letters = text.chars();
    let letter = letters.next()?;
    let rest = letters.as_str();
    Some(match (letter, rest) {
        ('r', "") => Statement::Range,
        ('x', "") => Statement::Clear,
        ('l', "") => Statement::Len,
        ('a', _) => {
            let (key, value) = match rest.split_once(':') {
                None => (rest, None),
                Some((key, value)) => (key, Some(value)),
            };
            let key = read_number(key, MAX_KEY, adjusted)?;
            let value = match value {
                None => usual_value(key),
                Some(value) => read_number(value, MAX_VALUE, adjusted)?,
            };
            Statement::Assign { key, value }
        }
        ('g', _) => Statement::Access { key: read_number(rest, MAX_KEY, adjusted)? },
        ('u', _) => Statement::Increment { key: read_number(rest, MAX_KEY, adjusted)? },
        ('d', _) => Statement::Delete { key: read_number(rest, MAX_KEY, adjusted)? },
        _ => return None,
    })
}

impl Display for Statement {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        match *self {
            Self::Assign { key, value } if value == usual_value(key) => write!(to, "a{key}"),
            Self::Assign { key, value } => write!(to, "a{key}:{value}"),
            Self::Access { key } => write!(to, "g{key}"),
            Self::Increment { key } => write!(to, "u{key}"),
            Self::Delete { key } => write!(to, "d{key}"),
            Self::Range => to.write_str("r"),
            Self::Clear => to.write_str("x"),
            Self::Len => to.write_str("l"),
        }
    }
}

/// The canonical text: keys that follow each other as `first-last`.
impl Display for Program {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        let mut separator = "";
        for run in self.initial.chunk_by(|one, next| *next == one + 1) {
            match run {
                [first, .., last] => write!(to, "{separator}{first}-{last}")?,
                _ => write!(to, "{separator}{}", run[0])?,
            }
            separator = ",";
        }
        to.write_str("~")?;
        for (index, statements) in self.goroutines.iter().enumerate() {
            to.write_str(if index == 0 { "" } else { "+" })?;
            for (index, statement) in statements.iter().enumerate() {
                to.write_str(if index == 0 { "" } else { "," })?;
                statement.fmt(to)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, bool)> {
        Program::read(text).map(|(program, adjusted)| (program.to_string(), adjusted))
    }

    #[test]
    fn the_example_says_what_it_says() {
        let (program, adjusted) = Program::read("1-8,17~a9:7+g3,d4").unwrap();
        assert!(!adjusted);
        assert_eq!(program.initial, [1, 2, 3, 4, 5, 6, 7, 8, 17]);
        let first = vec![Statement::Assign { key: 9, value: 7 }];
        let second = vec![Statement::Access { key: 3 }, Statement::Delete { key: 4 }];
        assert_eq!(program.goroutines, [first, second]);
    }

    #[test]
    fn equal_programs_have_equal_text() {
        for (text, canonical) in [
            ("~a1:10+a1:20", "~a1:10+a1:20"),
            ("1,1~l", "1~l"),
            ("1-3,2-4~l", "1-4~l"),
            ("1,2,3,4~r", "1-4~r"),
            ("1,2,4~l", "1-2,4~l"),
            ("3,2,1~x", "3,2,1~x"),
            ("~a9:900,a009:07", "~a9,a9:7"),
            ("5,6,7,1-3,9~u1", "5-7,1-3,9~u1"),
        ] {
            assert_eq!(read(text), Some((canonical.into(), false)), "{text}");
        }
    }

    #[test]
    fn bounds_adjust_and_say_so() {
        for (text, canonical) in [
            ("~a70000", "~a65535"),
            ("70000-80000~l", "65535~l"),
            ("~a1:99999999999999999999999", "~a1:9999999"),
            ("~l+l+l+l", "~l+l+l"),
            ("~l,l,l,l,l,l,l,l,l", "~l,l,l,l,l,l,l,l"),
            ("0-65535~l", "0-63~l"),
        ] {
            assert_eq!(read(text), Some((canonical.into(), true)), "{text}");
        }
    }

    #[test]
    fn what_is_no_program_is_none() {
        let texts = [
            "", "a1", "~", "~+", "~a", "~b1", "~a1:", "~r1", "~a-1", "8-1~l", "1-~l", "~l+",
            "1~2~l",
        ];
        for text in texts.into_iter().chain(["~a1 ", "~A1", "~a١", ",~l", "~a1,,l", "~a+1"]) {
            assert_eq!(read(text), None, "{text}");
        }
    }

    fn statements() -> impl Strategy<Value = Statement> {
        let key = || 0..=MAX_KEY;
        prop_oneof![
            (key(), 0..=MAX_VALUE).prop_map(|(key, value)| Statement::Assign { key, value }),
            key().prop_map(|key| Statement::Assign { key, value: usual_value(key) }),
            key().prop_map(|key| Statement::Access { key }),
            key().prop_map(|key| Statement::Increment { key }),
            key().prop_map(|key| Statement::Delete { key }),
            Just(Statement::Range),
            Just(Statement::Clear),
            Just(Statement::Len),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            initial in prop::collection::hash_set(0..100_u64, 0..40),
            goroutines in vec(vec(statements(), 1..=MAX_STATEMENTS), 1..=MAX_GOROUTINES),
        ) {
            let program = Program { initial: initial.into_iter().collect(), goroutines };
            prop_assert_eq!(Program::read(&program.to_string()), Some((program, false)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9a-z~+,:*-]{0,40}") {
            if let Some((program, _)) = Program::read(&text) {
                let canonical = program.to_string();
                prop_assert_eq!(Program::read(&canonical), Some((program, false)));
            }
        }
    }
}
