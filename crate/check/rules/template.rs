//! Templates of labels and annotations: Go's text/template with the functions and variables that Prometheus has.
//!
//! Parsed as Go does before anything is run: actions, blocks and what ends them, pipelines, that every function and
//! variable exists. Which labels of the alert they name comes out as well.

mod functions;

use crate::nearest::meant;
use functions::FUNCTIONS;
use std::collections::BTreeSet;

/// Longer ones are not for here.
pub const MAX_BYTES: usize = 64 << 10;
const MAX_DEPTH: usize = 100;

/// What is wrong, and where in the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    pub at: usize,
    pub why: String,
}

/// The labels that it names, or what is wrong.
pub fn parse(text: &str) -> Result<BTreeSet<String>, Wrong> {
    let mut parser = Parser::new(text);
    parser.run()?;
    Ok(parser.labels)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Identifier(String),
    Variable(String),
    Field(String),
    Dot,
    /// A text, a number or a sign.
    Literal,
    /// A text that is a template's name where one is wanted.
    Text,
    Operator(&'static str),
    /// Between operands.
    Space,
}

/// What an `end` is missing for.
struct Block {
    keyword: &'static str,
    /// Variables that were there before.
    variables: usize,
    has_else: bool,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<(Token, usize)>,
    place: usize,
    blocks: Vec<Block>,
    variables: Vec<String>,
    labels: BTreeSet<String>,
    depth: usize,
}

type Parse<T> = Result<T, Wrong>;

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let variables = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];
        Self {
            text,
            at: 0,
            tokens: Vec::new(),
            place: 0,
            blocks: Vec::new(),
            variables: variables.map(str::to_owned).to_vec(),
            labels: BTreeSet::new(),
            depth: 0,
        }
    }

    fn wrong<T>(&self, at: usize, why: impl Into<String>) -> Parse<T> {
        Err(Wrong { at, why: why.into() })
    }

    fn run(&mut self) -> Parse<()> {
        while let Some(found) = self.text[self.at..].find("{{") {
            let start = self.at + found;
            self.at = start + 2;
            if self.rest().starts_with("- ") {
                self.at += 2;
            }
            if self.rest().starts_with("/*") {
                self.comment(start)?;
                continue;
            }
            self.tokenize(start)?;
            self.place = 0;
            self.action(start)?;
        }
        match self.blocks.last() {
            Some(block) => {
                let why = format!("{{{{{}}}}} has no {{{{end}}}}", block.keyword);
                self.wrong(self.text.len(), why)
            }
            None => Ok(()),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn comment(&mut self, start: usize) -> Parse<()> {
        let Some(end) = self.rest().find("*/") else {
            return self.wrong(start, "the comment does not end");
        };
        self.at += end + 2;
        let rest = self.rest();
        let close = if rest.starts_with(" -}}") { 4 } else { 2 };
        if close == 2 && !rest.starts_with("}}") {
            return self.wrong(start, "a comment ends right before }}");
        }
        self.at += close;
        Ok(())
    }

    /// The tokens of one action, up to behind its `}}`.
    fn tokenize(&mut self, start: usize) -> Parse<()> {
        self.tokens.clear();
        loop {
            let (at, rest) = (self.at, self.rest());
            if rest.starts_with("}}") {
                self.at += 2;
                return Ok(());
            }
            let Some(sign) = rest.chars().next() else {
                return self.wrong(start, "{{ without }}");
            };
            let token = match sign {
                ' ' | '\t' | '\r' | '\n' => {
                    self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
                    // What trims the text behind belongs to the end.
                    if self.rest().starts_with("-}}") {
                        self.at += 3;
                        return Ok(());
                    }
                    Token::Space
                }
                '"' => {
                    self.text_literal('"')?;
                    Token::Text
                }
                '`' => {
                    self.text_literal('`')?;
                    Token::Text
                }
                '\'' => {
                    self.text_literal('\'')?;
                    Token::Literal
                }
                '$' => Token::Variable(format!("${}", self.word(1))),
                '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                    self.number()?
                }
                '.' => {
                    let name = self.word(1);
                    if name.is_empty() { Token::Dot } else { Token::Field(name) }
                }
                '0'..='9' | '+' | '-' => self.number()?,
                _ if sign == '_' || sign.is_alphabetic() => Token::Identifier(self.word(0)),
                _ => {
                    let operators = [":=", "=", "|", "(", ")", ","];
                    let Some(operator) = operators.into_iter().find(|it| rest.starts_with(it))
                    else {
                        return self.wrong(at, format!("unexpected {sign:?} in an action"));
                    };
                    self.at += operator.len();
                    Token::Operator(operator)
                }
            };
            self.tokens.push((token, at));
        }
    }

    /// Past a text in such quotes.
    fn text_literal(&mut self, quote: char) -> Parse<()> {
        let start = self.at;
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((place, sign)) = signs.next() {
            match sign {
                '\\' if quote != '`' => drop(signs.next()),
                '\n' if quote != '`' => break,
                sign if sign == quote => {
                    self.at += place + 1;
                    return Ok(());
                }
                _ => {}
            }
        }
        self.wrong(start, "the quotes do not end")
    }

    /// A name behind so many signs, which are passed as well.
    fn word(&mut self, skip: usize) -> String {
        let name: String = self.rest()[skip..]
            .chars()
            .take_while(|sign| *sign == '_' || sign.is_alphanumeric())
            .collect();
        self.at += skip + name.len();
        name
    }

    fn number(&mut self) -> Parse<Token> {
        let start = self.at;
        let part =
            |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '+' | '-');
        let text: String = self.rest().chars().take_while(part).collect();
        self.at += text.len();
        let plain = text.trim_start_matches(['+', '-']).replace('_', "");
        let hex = plain.strip_prefix("0x").or(plain.strip_prefix("0X"));
        let sound = match hex {
            Some(digits) => u64::from_str_radix(digits, 16).is_ok(),
            None => {
                plain.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.')
                    && plain.parse::<f64>().is_ok()
            }
        };
        if sound {
            Ok(Token::Literal)
        } else {
            self.wrong(start, format!("\"{text}\" is no number"))
        }
    }

    fn peek(&mut self) -> Option<&Token> {
        while matches!(self.tokens.get(self.place), Some((Token::Space, _))) {
            self.place += 1;
        }
        self.tokens.get(self.place).map(|(token, _)| token)
    }

    fn here(&self, start: usize) -> usize {
        self.tokens.get(self.place).map_or(start, |(_, at)| *at)
    }

    fn finished(&mut self, start: usize, what: &str) -> Parse<()> {
        if self.peek().is_none() {
            return Ok(());
        }
        let at = self.here(start);
        self.wrong(at, format!("unexpected words behind {what}"))
    }

    fn action(&mut self, start: usize) -> Parse<()> {
        let Some(first) = self.peek().cloned() else {
            return self.wrong(start, "the action is empty");
        };
        let keyword = match &first {
            Token::Identifier(name) => name.as_str(),
            _ => "",
        };
        match keyword {
            "if" | "with" | "range" => {
                self.place += 1;
                let keyword = match keyword {
                    "if" => "if",
                    "with" => "with",
                    _ => "range",
                };
                let variables = self.variables.len();
                self.blocks.push(Block { keyword, variables, has_else: false });
                self.pipeline(start, keyword, if keyword == "range" { 2 } else { 1 })?;
                self.finished(start, keyword)
            }
            "else" => self.otherwise(start),
            "end" => {
                self.place += 1;
                let Some(block) = self.blocks.pop() else {
                    return self.wrong(start, "{{end}} ends nothing");
                };
                self.variables.truncate(block.variables);
                self.finished(start, "end")
            }
            "break" | "continue" if self.tokens.len() == 1 || self.is_alone() => {
                self.place += 1;
                if self.blocks.iter().any(|block| block.keyword == "range") {
                    return self.finished(start, "it");
                }
                self.wrong(start, format!("{{{{{keyword}}}}} stands outside of range"))
            }
            "define" | "block" | "template" => self.named(start, keyword),
            _ => {
                self.pipeline(start, "command", 1)?;
                self.finished(start, "the command")
            }
        }
    }

    fn is_alone(&self) -> bool {
        self.tokens[self.place + 1..].iter().all(|(token, _)| *token == Token::Space)
    }

    fn otherwise(&mut self, start: usize) -> Parse<()> {
        self.place += 1;
        let Some(block) = self.blocks.last() else {
            return self.wrong(start, "{{else}} belongs to nothing");
        };
        let (keyword, variables) = (block.keyword, block.variables);
        if block.has_else || keyword == "define" || keyword == "block" {
            return self.wrong(start, format!("unexpected {{{{else}}}} in {{{{{keyword}}}}}"));
        }
        self.variables.truncate(variables);
        // `else if` opens no block of its own.
        let again = match self.peek() {
            Some(Token::Identifier(name)) if name == "if" && keyword != "range" => Some("if"),
            Some(Token::Identifier(name)) if name == "with" && keyword == "with" => Some("with"),
            _ => None,
        };
        match again {
            Some(again) => {
                self.place += 1;
                self.pipeline(start, again, 1)?;
            }
            None => {
                if let Some(block) = self.blocks.last_mut() {
                    block.has_else = true;
                }
            }
        }
        self.finished(start, "else")
    }

    fn named(&mut self, start: usize, keyword: &str) -> Parse<()> {
        self.place += 1;
        if self.peek() != Some(&Token::Text) {
            return self.wrong(start, format!("{{{{{keyword}}}}} is followed by a name in quotes"));
        }
        self.place += 1;
        let variables = self.variables.len();
        match keyword {
            "define" if !self.blocks.is_empty() => {
                return self.wrong(start, "{{define}} stands within a block");
            }
            "define" => self.blocks.push(Block { keyword: "define", variables, has_else: false }),
            "block" => {
                self.pipeline(start, keyword, 1)?;
                self.blocks.push(Block { keyword: "block", variables, has_else: false });
            }
            _ if self.peek().is_some() => self.pipeline(start, keyword, 1)?,
            _ => {}
        }
        self.finished(start, keyword)
    }

    /// Commands between bars, perhaps behind `$x :=`.
    fn pipeline(&mut self, start: usize, of: &str, most: usize) -> Parse<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.wrong(start, format!("it nests deeper than {MAX_DEPTH}"));
        }
        let declared = self.declarations(start, most)?;
        let mut stages = 0;
        loop {
            let at = self.here(start);
            let executable = self.command(start)?;
            match executable {
                None if stages == 0 => {
                    return self.wrong(at, format!("a value is missing for {of}"));
                }
                None => return self.wrong(at, "a command is missing behind |"),
                Some(false) if stages > 0 => {
                    return self
                        .wrong(at, "what stands behind | is no function, field or variable");
                }
                Some(_) => {}
            }
            stages += 1;
            if self.peek() == Some(&Token::Operator("|")) {
                self.place += 1;
            } else {
                break;
            }
        }
        self.variables.extend(declared);
        self.depth -= 1;
        Ok(())
    }

    fn declarations(&mut self, start: usize, most: usize) -> Parse<Vec<String>> {
        let from = self.place;
        let mut names = Vec::new();
        while let Some(Token::Variable(name)) = self.peek().cloned() {
            self.place += 1;
            names.push(name);
            match self.peek() {
                Some(Token::Operator(":=")) if names.len() <= most => {
                    self.place += 1;
                    return Ok(names);
                }
                Some(Token::Operator("=")) if names.len() <= most => {
                    self.place += 1;
                    if let Some(unknown) = names.iter().find(|name| !self.variables.contains(name))
                    {
                        return self.wrong(start, format!("there is no variable {unknown}"));
                    }
                    return Ok(Vec::new());
                }
                Some(Token::Operator(",")) if names.len() < most => self.place += 1,
                _ => break,
            }
        }
        self.place = from;
        Ok(Vec::new())
    }

    /// Operands between spaces. Whether the first is something that can be called, and none if there is none.
    fn command(&mut self, start: usize) -> Parse<Option<bool>> {
        let mut executable = None;
        loop {
            self.peek();
            let at = self.here(start);
            let Some((token, _)) = self.tokens.get(self.place).cloned() else { break };
            let callable = match &token {
                Token::Operator("|" | ")") => break,
                Token::Operator("(") => {
                    self.place += 1;
                    self.pipeline(at, "the parentheses", 1)?;
                    if self.peek() != Some(&Token::Operator(")")) {
                        return self.wrong(at, "( without )");
                    }
                    true
                }
                Token::Operator(name) => return self.wrong(at, format!("unexpected \"{name}\"")),
                Token::Identifier(name) => self.identifier(name, at)?,
                Token::Variable(name) => {
                    if !self.variables.contains(name) {
                        let near = meant(name, self.variables.iter().map(String::as_str));
                        return self.wrong(at, format!("there is no variable {name}{near}"));
                    }
                    true
                }
                Token::Dot | Token::Field(_) => true,
                Token::Literal | Token::Text | Token::Space => false,
            };
            self.place += 1;
            let mut chain = Vec::new();
            if let Token::Field(name) = &token {
                chain.push(name.clone());
            }
            while let Some((Token::Field(name), _)) = self.tokens.get(self.place) {
                chain.push(name.clone());
                self.place += 1;
            }
            self.note_label(&token, &chain);
            executable.get_or_insert(callable);
            let next = self.tokens.get(self.place).map(|(token, at)| (token.clone(), *at));
            match next {
                None | Some((Token::Space | Token::Operator("|" | ")"), _)) => {}
                Some((_, at)) => return self.wrong(at, "operands are separated by spaces"),
            }
        }
        Ok(executable)
    }

    fn identifier(&self, name: &str, at: usize) -> Parse<bool> {
        if matches!(name, "true" | "false") {
            return Ok(false);
        }
        if name == "nil" {
            return self.wrong(at, "nil is no command");
        }
        if !FUNCTIONS.contains(&name) {
            let near = meant(name, FUNCTIONS);
            return self.wrong(at, format!("there is no function {name}{near}"));
        }
        Ok(true)
    }

    /// `$labels.x` and `.Labels.x`.
    fn note_label(&mut self, token: &Token, chain: &[String]) {
        let label = match (token, chain) {
            (Token::Variable(name), [label, ..]) if name == "$labels" => Some(label),
            (Token::Field(_), [labels, label, ..]) if labels == "Labels" => Some(label),
            _ => None,
        };
        self.labels.extend(label.cloned());
    }
}

#[cfg(test)]
mod tests;
