//! The words of a Go text, as far as finding declarations and comments needs them.
//!
//! Takes any text: a string or comment that is not ended ends with its line, so that one slip hides no
//! more than it must; a byte order mark before everything else is no word. The parser's own tokenizer stops at the first thing it does not know.

use super::source::{BOM, Offset};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Word,
    Number,
    Text,
    /// One sign, or `++`, `--`, `<-`, `:=` as one.
    Sign(u8),
    Comment,
}

#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub sort: Sort,
    pub start: Offset,
    pub end: Offset,
    /// The first on its line.
    pub first: bool,
}

impl Token {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// For `++` and `--`, which end a statement.
pub const STEP: u8 = b'1';
pub const ARROW: u8 = b'2';
pub const DEFINE: u8 = b'3';

pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len() / 4);
    // No further comment ends: that is looked for once.
    let mut endless = false;
    let (mut at, mut first) = (if text.starts_with(BOM) { BOM.len() } else { 0 }, true);
    while at < bytes.len() {
        let start = at;
        let sort = match bytes[at] {
            b'\n' => {
                first = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = line_end(bytes, at);
                Sort::Comment
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let close = if endless { None } else { find(bytes, at + 2, b"*/") };
                endless = close.is_none();
                let close = close.map(|close| close + 2);
                at = close.unwrap_or_else(|| line_end(bytes, at));
                Sort::Comment
            }
            b'`' => {
                let close = find(bytes, at + 1, b"`").map(|close| close + 1);
                at = close.unwrap_or_else(|| line_end(bytes, at));
                Sort::Text
            }
            quote @ (b'"' | b'\'') => {
                at = quoted(bytes, at, quote);
                Sort::Text
            }
            b'0'..=b'9' => {
                at = number(bytes, at);
                Sort::Number
            }
            byte if is_word(byte) => {
                at = run(bytes, at);
                Sort::Word
            }
            byte => {
                let next = bytes.get(at + 1).copied();
                let sign = match (byte, next) {
                    (b'+', Some(b'+')) | (b'-', Some(b'-')) => STEP,
                    (b'<', Some(b'-')) => ARROW,
                    (b':', Some(b'=')) => DEFINE,
                    _ => byte,
                };
                at += if sign == byte { 1 } else { 2 };
                Sort::Sign(sign)
            }
        };
        tokens.push(Token { sort, start: start as Offset, end: at as Offset, first });
        first = false;
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn run(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && is_word(bytes[at]) {
        at += 1;
    }
    at
}

/// With its point and the sign of its exponent.
fn number(bytes: &[u8], start: usize) -> usize {
    let is_hex = bytes[start..].starts_with(b"0x") || bytes[start..].starts_with(b"0X");
    let exponent: &[u8] = if is_hex { b"pP" } else { b"eE" };
    let mut at = run(bytes, start);
    loop {
        let signed = exponent.contains(&bytes[at - 1]);
        match bytes.get(at) {
            Some(b'.') => at = run(bytes, at + 1),
            Some(b'+' | b'-') if signed => at = run(bytes, at + 1),
            _ => return at,
        }
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    find(bytes, at, b"\n").unwrap_or(bytes.len())
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

fn quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn comments_and_strings_hide_what_is_in_them() {
        assert_eq!(
            words("a /* { */ := `{\n}` + \"}\\\"\" // }\n'{'"),
            ["a", "/* { */", ":=", "`{\n}`", "+", "\"}\\\"\"", "// }", "'{'"]
        );
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(
            words("1.5e-3+0x1.8p+1-0x1e+2"),
            ["1.5e-3", "+", "0x1.8p+1", "-", "0x1e", "+", "2"]
        );
    }

    #[test]
    fn what_is_not_ended_ends_with_its_line() {
        for text in ["`a\nfunc", "\"a\nfunc", "/* a\nfunc", "'\nfunc"] {
            assert_eq!(words(text).last(), Some(&"func"), "{text}");
        }
        assert_eq!(words("\"\\"), ["\"\\"]);
    }
}
