//! A shell script as its pipelines, and the blocks around them.
//!
//! Pipelines are in the order of the text; a block (`if`, a loop, braces, a function) is a range of them, with its
//! conditions and branches. What decides whether a failure ends the script is kept: what joins each to the next,
//! what is negated, piped or a condition (`units.rs` goes from one to what is beside and around it).
//!
//! A script of more commands than the bounds, or a pipe or list of more, is not read: `beyond` says where.

mod lexer;
mod units;

pub use lexer::Word;
pub use units::{Role, Unit};

use lexer::{Lexer, Token};
use std::ops::Range;

/// Of one script.
pub const MAX_COMMANDS: usize = 5_000;
/// Of one pipe, and of pipes that `&&` and `||` join.
pub const MAX_JOINED: usize = 100;

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
    /// Into a block.
    pub piped: bool,
    pub join: Join,
    /// Those around it, from the outermost.
    pub blocks: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Braces,
    Subshell,
    Function(String),
    If,
    Loop,
    Case,
}

#[derive(Debug)]
pub struct Block {
    pub kind: Kind,
    /// The variable of a `for`, and what it stands for in turn.
    pub each: Option<(String, Vec<Word>)>,
    /// The pipelines in it.
    pub pipelines: Range<usize>,
    /// Of an `if` and its `elif`s, of a loop.
    pub conditions: Vec<Range<usize>>,
    /// Behind each condition, or of each pattern.
    pub bodies: Vec<Range<usize>>,
    pub otherwise: Option<Range<usize>>,
    pub negated: bool,
    /// Into the pipeline behind it.
    pub piped: bool,
    pub join: Join,
    pub parent: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Parsed {
    pub pipelines: Vec<Pipeline>,
    pub blocks: Vec<Block>,
    /// Bodies of here-documents, by where the word stands that ends each.
    pub documents: Vec<(usize, Range<usize>)>,
    /// Where the script exceeds the bounds; nothing of it is here then.
    pub beyond: Option<usize>,
}

pub fn parse(body: &str, range: Range<usize>) -> Parsed {
    let mut parser = Parser::default();
    let mut lexer = Lexer::new(body, range);
    read(&mut parser, &mut lexer);
    parser.parsed.documents = std::mem::take(&mut lexer.documents);
    match parser.beyond {
        Some(at) => Parsed { beyond: Some(at), ..Parsed::default() },
        None => parser.parsed,
    }
}

fn read(parser: &mut Parser, lexer: &mut Lexer) {
    let mut tokens = lexer.peekable();
    while let Some(token) = tokens.next() {
        if parser.beyond.is_some() {
            return;
        }
        match token {
            Token::Comment => {}
            Token::Redirect(word) => parser.command.redirects.push(word),
            Token::Operator("(") => {
                let defines = parser.command.words.len() == 1
                    && matches!(tokens.peek(), Some(Token::Operator(")")));
                if defines {
                    tokens.next();
                    let named = std::mem::take(&mut parser.command);
                    parser.function = named.words.into_iter().next().map(|word| word.text);
                } else {
                    parser.open(Kind::Subshell);
                }
            }
            Token::Operator(name) => parser.operator(name),
            Token::Word(word) if parser.command.is_empty() => match word.text.as_str() {
                _ if word.quoted.is_some() => parser.word(word),
                "if" => parser.open(Kind::If),
                "while" | "until" => parser.open(Kind::Loop),
                "elif" => parser.section(Section::Condition),
                "then" | "do" => parser.section(Section::Body),
                "else" => parser.section(Section::Otherwise),
                "fi" | "done" | "esac" => parser.close(),
                "time" => {}
                "!" => parser.negated = true,
                "{" => parser.open(Kind::Braces),
                "}" => parser.close(),
                "function" => {
                    if let Some(Token::Word(word)) = tokens.next() {
                        parser.function = Some(word.text);
                    }
                    if tokens.next_if_eq(&Token::Operator("(")).is_some() {
                        tokens.next();
                    }
                }
                "for" | "select" => {
                    parser.open(Kind::Loop);
                    let ends = |token: &Token| matches!(token, Token::Operator(..));
                    let mut words = Vec::new();
                    while let Some(token) = tokens.next_if(|token| !ends(token)) {
                        words.extend(if let Token::Word(word) = token { Some(word) } else { None });
                    }
                    parser.each(words);
                }
                "case" => {
                    parser.open(Kind::Case);
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
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Condition,
    Body,
    Otherwise,
    /// Of what has neither.
    Whole,
}

#[derive(Default)]
struct Parser {
    parsed: Parsed,
    command: Command,
    commands: Vec<Command>,
    negated: bool,
    /// The next block is the body of that function.
    function: Option<String>,
    /// With the section that is being read, and where it began.
    open: Vec<(usize, Section, usize)>,
    /// The block that has just been closed.
    closed: Option<usize>,
    /// The block whose pipe is being read.
    piped: Option<usize>,
    count: usize,
    joined: usize,
    beyond: Option<usize>,
}

impl Parser {
    fn word(&mut self, word: Word) {
        if self.command.is_empty() {
            self.command.at = word.at;
            self.count += 1;
            if self.count > MAX_COMMANDS || self.commands.len() >= MAX_JOINED {
                self.beyond = Some(word.at);
            }
        }
        self.closed = None;
        let assigns = self.command.words.is_empty() && is_assignment(&word.text);
        if assigns { self.command.assignments.push(word) } else { self.command.words.push(word) }
    }

    fn operator(&mut self, name: &str) {
        match name {
            "|" => match self.closed {
                Some(block) if self.command.is_empty() && self.commands.is_empty() => {
                    self.parsed.blocks[block].piped = true;
                    self.piped = Some(block);
                }
                _ => self.commands.push(std::mem::take(&mut self.command)),
            },
            ")" if !self.is_in(&Kind::Subshell) && !self.is_in_function() => {
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
            ";;" => self.section(Section::Body),
            _ => self.end(Join::Next),
        }
    }

    fn is_in(&self, kind: &Kind) -> bool {
        self.open.last().is_some_and(|(block, ..)| self.parsed.blocks[*block].kind == *kind)
    }

    /// Whose body may be in round brackets.
    fn is_in_function(&self) -> bool {
        let kind = self.open.last().map(|(block, ..)| &self.parsed.blocks[*block].kind);
        matches!(kind, Some(Kind::Function(_)))
    }

    fn end(&mut self, join: Join) {
        if !self.command.is_empty() {
            self.commands.push(std::mem::take(&mut self.command));
        }
        self.command = Command::default();
        let commands = std::mem::take(&mut self.commands);
        if let (true, Some(block)) = (commands.is_empty(), self.closed) {
            self.parsed.blocks[block].join = join;
            self.count_joined(join);
        }
        self.closed = None;
        if commands.is_empty() {
            return;
        }
        // The pipe as a whole is joined so.
        if let Some(block) = self.piped.take() {
            self.parsed.blocks[block].join = join;
        }
        self.count_joined(join);
        let negated = std::mem::take(&mut self.negated);
        let blocks = self.open.iter().map(|(block, ..)| *block).collect();
        let pipeline = Pipeline { commands, negated, piped: false, join, blocks };
        self.parsed.pipelines.push(pipeline);
    }

    fn count_joined(&mut self, join: Join) {
        self.joined = if matches!(join, Join::And | Join::Or) { self.joined + 1 } else { 0 };
        if self.joined > MAX_JOINED {
            self.beyond = Some(self.command.at);
        }
    }

    fn open(&mut self, kind: Kind) {
        let piped = !self.commands.is_empty();
        let negated = !piped && std::mem::take(&mut self.negated);
        self.end(Join::Next);
        if piped && let Some(before) = self.parsed.pipelines.last_mut() {
            before.piped = true;
        }
        let next = self.parsed.pipelines.len();
        let parent = self.open.last().map(|(block, ..)| *block);
        let kind = match self.function.take() {
            Some(name) => Kind::Function(name),
            None => kind,
        };
        let section = match kind {
            Kind::If | Kind::Loop => Section::Condition,
            Kind::Case => Section::Body,
            _ => Section::Whole,
        };
        self.open.push((self.parsed.blocks.len(), section, next));
        self.parsed.blocks.push(Block {
            kind,
            each: None,
            pipelines: next..next,
            conditions: Vec::new(),
            bodies: Vec::new(),
            otherwise: None,
            negated,
            piped: false,
            join: Join::Next,
            parent,
        });
        if self.open.len() > MAX_JOINED {
            self.beyond = Some(self.command.at);
        }
    }

    /// The words behind `for`.
    fn each(&mut self, mut words: Vec<Word>) {
        if words.get(1).is_some_and(|word| word.text == "in")
            && let Some((block, ..)) = self.open.last()
        {
            let values = words.split_off(2);
            let name = words.swap_remove(0).text;
            self.parsed.blocks[*block].each = Some((name, values));
        }
    }

    /// Ends the section that is being read and begins another.
    fn section(&mut self, next: Section) {
        self.end(Join::Next);
        let end = self.parsed.pipelines.len();
        let Some((block, section, start)) = self.open.last_mut() else { return };
        let range = *start..end;
        let block = &mut self.parsed.blocks[*block];
        match section {
            Section::Condition => block.conditions.push(range),
            Section::Body if block.kind == Kind::Case && range.is_empty() => {}
            Section::Body => block.bodies.push(range),
            Section::Otherwise => block.otherwise = Some(range),
            Section::Whole => {}
        }
        (*section, *start) = (next, end);
    }

    fn close(&mut self) {
        self.section(Section::Whole);
        if let Some((block, ..)) = self.open.pop() {
            self.parsed.blocks[block].pipelines.end = self.parsed.pipelines.len();
            self.closed = Some(block);
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
mod tests;
