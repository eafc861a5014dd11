//! A shell script as its pipelines, each with what its status means to those around it.
//!
//! Flat: the body of an `if` or a function is a pipeline among others. What decides whether a failure ends the
//! script is kept: what joins a pipeline to the next, whether it is a condition, and the groups around it.

mod lexer;

pub use lexer::Word;

use lexer::{Lexer, Token};
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// A semicolon, a line's end or the script's.
    Next,
    And,
    Or,
    Background,
}

#[derive(Debug, Default)]
pub struct Command {
    pub at: usize,
    pub assignments: Vec<Word>,
    pub words: Vec<Word>,
    pub redirects: Vec<Word>,
}

impl Command {
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.assignments.is_empty()
    }

    pub fn all_words(&self) -> impl Iterator<Item = &Word> {
        self.assignments.iter().chain(&self.words).chain(&self.redirects)
    }
}

#[derive(Debug)]
pub struct Pipeline {
    pub commands: Vec<Command>,
    pub negated: bool,
    /// Of an `if`, a `while` or an `until`.
    pub condition: bool,
    /// Of a `for`, a `while` or an `until`.
    pub looped: bool,
    pub join: Join,
    /// Of those around it, from the outermost.
    pub groups: Vec<usize>,
}

/// `{ ...; }` or `( ... )`.
#[derive(Debug)]
pub struct Group {
    /// The pipelines in it.
    pub pipelines: Range<usize>,
    round: bool,
    /// The body of a function, whose status its callers get.
    pub function: bool,
    pub piped: bool,
    pub join: Join,
}

#[derive(Debug, Default)]
pub struct Parsed {
    pub pipelines: Vec<Pipeline>,
    pub groups: Vec<Group>,
}

pub fn parse(body: &str, range: Range<usize>) -> Parsed {
    let mut parser = Parser::default();
    let mut tokens = Lexer::new(body, range).peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Comment => {}
            Token::Redirect(word) => parser.command.redirects.push(word),
            Token::Operator("(") => {
                let defines = parser.command.words.len() == 1
                    && matches!(tokens.peek(), Some(Token::Operator(")")));
                if defines {
                    tokens.next();
                    parser.command = Command::default();
                    parser.function = true;
                } else {
                    parser.open(true);
                }
            }
            Token::Operator(name) => parser.operator(name),
            Token::Word(word) if parser.command.is_empty() => match word.text.as_str() {
                _ if word.quoted.is_some() => parser.word(word),
                "if" | "while" | "until" | "elif" => parser.condition = true,
                "do" => {
                    parser.condition = false;
                    parser.loops += 1;
                }
                "done" => parser.loops = parser.loops.saturating_sub(1),
                "then" | "else" => parser.condition = false,
                "fi" | "esac" | "time" => {}
                "!" => parser.negated = true,
                "{" => parser.open(false),
                "}" => parser.close(),
                "function" => {
                    tokens.next();
                    parser.function = true;
                }
                "for" | "select" => {
                    let ends = |token: &Token| matches!(token, Token::Operator(..));
                    while tokens.next_if(|token| !ends(token)).is_some() {}
                }
                "case" => {
                    let ends = |token: &Token| match token {
                        Token::Word(word) => word.text == "in",
                        Token::Operator(name) => *name == "\n",
                        _ => false,
                    };
                    while tokens.next_if(|token| !ends(token)).is_some() {}
                    tokens.next();
                }
                _ => parser.word(word),
            },
            Token::Word(word) => parser.word(word),
        }
    }
    parser.end(Join::Next);
    while !parser.open.is_empty() {
        parser.close();
    }
    parser.parsed
}

#[derive(Default)]
struct Parser {
    parsed: Parsed,
    command: Command,
    commands: Vec<Command>,
    negated: bool,
    condition: bool,
    loops: usize,
    /// The next group is the body of one.
    function: bool,
    open: Vec<usize>,
    /// The group that has just been closed.
    closed: Option<usize>,
}

impl Parser {
    fn word(&mut self, word: Word) {
        if self.command.is_empty() {
            self.command.at = word.at;
        }
        self.closed = None;
        let assigns = self.command.words.is_empty() && is_assignment(&word.text);
        if assigns { self.command.assignments.push(word) } else { self.command.words.push(word) }
    }

    fn operator(&mut self, name: &str) {
        match name {
            "|" => match self.closed {
                Some(group) if self.command.is_empty() && self.commands.is_empty() => {
                    self.parsed.groups[group].piped = true;
                }
                _ => self.commands.push(std::mem::take(&mut self.command)),
            },
            ")" if !self.open.last().is_some_and(|group| self.parsed.groups[*group].round) => {
                // The pattern of a case.
                self.command = Command::default();
                self.commands.clear();
            }
            ")" => self.close(),
            // A pipe goes on in the next line.
            "\n" if self.command.is_empty() && !self.commands.is_empty() => {}
            "&&" => self.end(Join::And),
            "||" => self.end(Join::Or),
            "&" => self.end(Join::Background),
            _ => self.end(Join::Next),
        }
    }

    fn end(&mut self, join: Join) {
        if !self.command.is_empty() {
            self.commands.push(std::mem::take(&mut self.command));
        }
        self.command = Command::default();
        let commands = std::mem::take(&mut self.commands);
        if let (true, Some(group)) = (commands.is_empty(), self.closed) {
            self.parsed.groups[group].join = join;
        }
        self.closed = None;
        if commands.is_empty() {
            return;
        }
        let negated = std::mem::take(&mut self.negated);
        let (condition, looped, groups) = (self.condition, self.loops > 0, self.open.clone());
        let pipeline = Pipeline { commands, negated, condition, looped, join, groups };
        self.parsed.pipelines.push(pipeline);
    }

    fn open(&mut self, round: bool) {
        self.end(Join::Next);
        self.open.push(self.parsed.groups.len());
        let next = self.parsed.pipelines.len();
        let function = std::mem::take(&mut self.function);
        let join = Join::Next;
        let group = Group { pipelines: next..next, round, function, piped: false, join };
        self.parsed.groups.push(group);
    }

    fn close(&mut self) {
        self.end(Join::Next);
        if let Some(group) = self.open.pop() {
            self.parsed.groups[group].pipelines.end = self.parsed.pipelines.len();
            self.closed = Some(group);
        }
    }
}

/// `NAME=...`
fn is_assignment(text: &str) -> bool {
    let Some((name, _)) = text.split_once('=') else { return false };
    let name = name.strip_suffix('+').unwrap_or(name);
    let mut signs = name.chars();
    signs.next().is_some_and(|sign| sign.is_ascii_alphabetic() || sign == '_')
        && signs.all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(body: &str) -> Vec<String> {
        let parsed = parse(body, 0..body.len());
        let pipelines = parsed.pipelines.iter().map(|pipeline| {
            let commands: Vec<String> = pipeline
                .commands
                .iter()
                .map(|command| {
                    let words = command.assignments.iter().chain(&command.words);
                    words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
                })
                .collect();
            let join = match pipeline.join {
                Join::Next => ";",
                Join::And => "&&",
                Join::Or => "||",
                Join::Background => "&",
            };
            let marks = if pipeline.negated { "! " } else { "" };
            let marks = if pipeline.condition { "if " } else { marks };
            format!("{marks}{} {join}", commands.join(" | "))
        });
        pipelines.collect()
    }

    #[test]
    fn pipelines_and_what_joins_them() {
        for (body, expected) in [
            ("go test -race ./... 2>&1 | tee log", &["go test -race ./... | tee log ;"][..]),
            ("a && b || c\nd & e", &["a &&", "b ||", "c ;", "d &", "e ;"]),
            ("a | \\\n  b |\n c", &["a | b | c ;"]),
            ("x=1 y=\"a b\" go 'te'st # no | pipe\nz", &["x=1 y=a b go test ;", "z ;"]),
            ("if ! a | b; then c; else d; fi; e", &["if a | b ;", "c ;", "d ;", "e ;"]),
            ("! a", &["! a ;"]),
            ("f() { a; }\nf", &["a ;", "f ;"]),
            ("for x in a b; do c $x; done", &["c $x ;"]),
            ("case $1 in\n  a|b) c ;;\n  *) d ;;\nesac", &["c ;", "d ;"]),
            ("cat <<EOF | b\n a | c && d\nEOF\ne", &["cat | b ;", "e ;"]),
            ("a=$(b | c) d \"$(e `f`)\"", &["a=$(b | c) d $(e `f`) ;"]),
            (
                "echo ${{ github.x && 'y' || 'z' }} | b",
                &["echo ${{ github.x && 'y' || 'z' }} | b ;"],
            ),
            ("a > out 2> err < in &> all", &["a ;"]),
            ("x=(a b) y", &["x=a b y ;"]),
            ("'if' a", &["if a ;"]),
            ("f() {\ncase x in\n a) b ;;\nesac\nc\n}", &["b ;", "c ;"]),
        ] {
            assert_eq!(shape(body), expected, "{body}");
        }
    }

    #[test]
    fn groups_know_what_follows_them() {
        let body = "{ a; b; } | tee log\n( c ) || true\nd || { e; exit 1; }";
        let parsed = parse(body, 0..body.len());
        let groups: Vec<_> = parsed
            .groups
            .iter()
            .map(|group| (group.pipelines.clone(), group.piped, group.join))
            .collect();
        assert_eq!(
            groups,
            [(0..2, true, Join::Next), (3..4, false, Join::Or), (6..8, false, Join::Next)]
        );
        assert_eq!(parsed.pipelines[6].groups, [2]);
    }

    #[test]
    fn substitutions_and_quotes_are_scripts_of_their_own() {
        let body = "bash -c 'a | b' $(c | d)";
        let parsed = parse(body, 0..body.len());
        let words = &parsed.pipelines[0].commands[0].words;
        assert_eq!(&body[words[2].quoted.clone().unwrap()], "a | b");
        assert_eq!(&body[words[3].inner[0].clone()], "c | d");
        let inner = parse(body, words[3].inner[0].clone());
        assert_eq!(inner.pipelines[0].commands[1].words[0].at, body.find("d)").unwrap());
    }

    /// No text makes it panic or hang.
    #[test]
    fn unfinished_scripts_end() {
        for body in
            ["'", "\"", "$(", "`", "${", "a | ", "<<", "<<E\nx", "((", "\\", "case x", "é$(é"]
        {
            parse(body, 0..body.len());
        }
    }
}
