//! A shell script's words and operators, with their places.
//!
//! As much of the grammar as decides where a command begins and ends: quotes, escapes, substitutions, comments,
//! redirections, here-documents. What a word expands to is not known and not asked.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub at: usize,
    /// Without quotes; substitutions stand as they are written.
    pub text: String,
    /// The scripts of its command substitutions.
    pub inner: Vec<Range<usize>>,
    /// What is within the quotes, where quotes are all that it is.
    pub quoted: Option<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(Word),
    /// `|`, `||`, `&&`, `;`, `&`, `(`, `)` or the end of a line.
    Operator(&'static str),
    /// With the word behind it.
    Redirect(Word),
    Comment,
}

pub struct Lexer<'a> {
    body: &'a str,
    at: usize,
    end: usize,
    /// Ends of here-documents that begin with the next line, whether tabs may stand before them, and where each
    /// is named.
    pending: Vec<(String, bool, usize)>,
    /// Their bodies, by where they are named.
    pub documents: Vec<(usize, Range<usize>)>,
}

impl<'a> Lexer<'a> {
    pub fn new(body: &'a str, range: Range<usize>) -> Self {
        Self { body, at: range.start, end: range.end, pending: Vec::new(), documents: Vec::new() }
    }

    fn rest(&self) -> &'a str {
        &self.body[self.at..self.end]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn starts(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if let Some(next) = rest.strip_prefix("\\\r\n").or(rest.strip_prefix("\\\n")) {
                self.at = self.end - next.len();
            } else if rest.starts_with([' ', '\t', '\r']) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Past the bodies of here-documents.
    fn skip_documents(&mut self) {
        for (end, tabs, named) in std::mem::take(&mut self.pending) {
            let (start, mut stop) = (self.at, self.end);
            while self.at < self.end {
                let here = self.at;
                let line = self.rest().split('\n').next().unwrap_or_default();
                self.at = (self.at + line.len() + 1).min(self.end);
                let line = line.trim_end_matches('\r');
                let line = if tabs { line.trim_start_matches('\t') } else { line };
                if line == end {
                    stop = here;
                    break;
                }
            }
            self.documents.push((named, start.min(stop)..stop));
        }
    }

    fn redirect(&mut self) -> Token {
        let at = self.at;
        let document = self.starts("<<") && !self.starts("<<<");
        let tabs = self.starts("<<-");
        while self.peek().is_some_and(|sign| matches!(sign, '<' | '>' | '&' | '|')) {
            self.at += 1;
        }
        self.at += usize::from(tabs);
        if self.starts("(") {
            // A process substitution.
            let inner = self.balanced('(', ')');
            let text = self.body[at..self.at].to_owned();
            return Token::Redirect(Word { at, text, inner: vec![inner], quoted: None });
        }
        self.skip_blanks();
        let target = self.word();
        if document {
            self.pending.push((target.text.clone(), tabs, target.at));
        }
        Token::Redirect(target)
    }

    /// From an opening bracket to behind the one that closes it; gives what is between them.
    fn balanced(&mut self, open: char, close: char) -> Range<usize> {
        let start = self.at + 1;
        let mut depth = 0;
        while let Some(sign) = self.peek() {
            let here = self.at;
            match sign {
                '\\' => self.escaped(),
                '\'' => self.until('\''),
                '"' if open == '(' => self.until('"'),
                _ => self.at += sign.len_utf8(),
            }
            depth += i32::from(sign == open) - i32::from(sign == close);
            if depth == 0 {
                return start..here;
            }
        }
        start.min(self.end)..self.end
    }

    fn escaped(&mut self) {
        self.at += 1;
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Past a quoted part; in double quotes a backslash escapes.
    fn until(&mut self, quote: char) {
        self.at += 1;
        while let Some(sign) = self.peek() {
            match sign {
                '\\' if quote == '"' => self.escaped(),
                _ => self.at += sign.len_utf8(),
            }
            if sign == quote {
                return;
            }
        }
    }

    /// `((...))`, a computation whose result is its status, as one word.
    fn computation(&mut self) -> Option<Word> {
        const MOST: usize = 1_000;
        if !self.starts("((") {
            return None;
        }
        let (at, end) = (self.at, self.end);
        self.end = self.body.floor_char_boundary(end.min(at + MOST));
        let outer = self.balanced('(', ')');
        let behind = self.at;
        self.at = outer.start;
        let inner = self.balanced('(', ')');
        let closed = |range: &Range<usize>| self.body[range.end..end].starts_with(')');
        let whole = closed(&outer) && closed(&inner) && self.at == outer.end;
        (self.at, self.end) = (if whole { behind } else { at }, end);
        let text = self.body[at..behind].to_owned();
        whole.then_some(Word { at, text, inner: Vec::new(), quoted: None })
    }

    fn word(&mut self) -> Word {
        let at = self.at;
        let (mut text, mut inner) = (String::new(), Vec::new());
        let mut quotes: Vec<Range<usize>> = Vec::new();
        while let Some(sign) = self.peek() {
            match sign {
                ' ' | '\t' | '\r' | '\n' | '|' | '&' | ';' | ')' | '<' | '>' => break,
                '(' if text.ends_with('=') => {
                    let range = self.balanced('(', ')');
                    text.push_str(&self.body[range]);
                }
                '(' => break,
                '\\' => {
                    let from = self.at + 1;
                    self.escaped();
                    let escaped = &self.body[from.min(self.at)..self.at];
                    text.push_str(if escaped == "\n" { "" } else { escaped });
                }
                '\'' => {
                    let from = self.at + 1;
                    self.until('\'');
                    let to = self.at.saturating_sub(1).max(from);
                    quotes.push(from..to);
                    text.push_str(&self.body[from..to]);
                }
                '"' => {
                    let from = self.at + 1;
                    self.double_quoted(&mut text, &mut inner);
                    quotes.push(from..self.at.saturating_sub(1).max(from));
                }
                '$' | '`' => self.substitution(&mut text, &mut inner),
                _ => {
                    text.push(sign);
                    self.at += sign.len_utf8();
                }
            }
        }
        let whole = |range: &Range<usize>| range.start == at + 1 && range.end + 1 == self.at;
        let quoted = quotes.first().filter(|range| whole(range)).cloned();
        Word { at, text, inner, quoted }
    }

    fn double_quoted(&mut self, text: &mut String, inner: &mut Vec<Range<usize>>) {
        self.at += 1;
        while let Some(sign) = self.peek() {
            match sign {
                '"' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    let from = self.at + 1;
                    self.escaped();
                    let escaped = &self.body[from.min(self.at)..self.at];
                    // Others keep their backslash.
                    if !escaped.starts_with(['"', '\\', '$', '`', '\n']) {
                        text.push('\\');
                    }
                    text.push_str(if escaped == "\n" { "" } else { escaped });
                }
                '$' | '`' => self.substitution(text, inner),
                _ => {
                    text.push(sign);
                    self.at += sign.len_utf8();
                }
            }
        }
    }

    /// From a dollar or a backquote on.
    fn substitution(&mut self, text: &mut String, inner: &mut Vec<Range<usize>>) {
        let from = self.at;
        if self.starts("`") {
            self.at += 1;
            let start = self.at;
            let length = self.rest().find('`').unwrap_or(self.rest().len());
            self.at = (start + length + 1).min(self.end);
            inner.push(start..start + length);
        } else if self.starts("$(") {
            self.at += 1;
            let arithmetic = self.starts("((");
            let range = self.balanced('(', ')');
            inner.extend((!arithmetic).then_some(range));
        } else if self.starts("${") {
            self.at += 1;
            self.balanced('{', '}');
        } else {
            self.at += 1;
        }
        text.push_str(&self.body[from..self.at]);
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks();
        let sign = self.peek()?;
        if sign == '#' {
            let length = self.rest().find('\n').unwrap_or(self.rest().len());
            self.at += length;
            return Some(Token::Comment);
        }
        if matches!(sign, '<' | '>') || self.starts("&>") {
            return Some(self.redirect());
        }
        if let Some(word) = self.computation() {
            return Some(Token::Word(word));
        }
        for (text, name) in [
            ("||", "||"),
            ("&&", "&&"),
            ("|&", "|"),
            (";;", ";;"),
            (";&", ";;"),
            ("|", "|"),
            (";", ";"),
            ("&", "&"),
            ("(", "("),
            (")", ")"),
            ("\n", "\n"),
        ] {
            if self.starts(text) {
                self.at += text.len();
                if name == "\n" {
                    self.skip_documents();
                }
                return Some(Token::Operator(name));
            }
        }
        let word = self.word();
        let descriptor = word.text.bytes().all(|byte| byte.is_ascii_digit());
        if descriptor && self.peek().is_some_and(|sign| matches!(sign, '<' | '>')) {
            return Some(self.redirect());
        }
        Some(Token::Word(word))
    }
}
