//! From a text to the tree, whatever the text: the one place that calls the parser.
//!
//! `gosyn` gives up at the first error, wants a package clause and no byte order mark, and counts in
//! Unicode scalars. So a text is cut at its top-level declarations, each is parsed by itself, and offsets
//! are mapped back. What does not parse is named with its reason, never silently left out. Statements
//! outside of any function, as in a paste, become the body of one. Nesting is bounded before the parser
//! sees a text, because it recurses; and should it panic all the same, that is caught and said.
//!
//! Costs about twice the parser's own time, and memory for one declaration's tree at a time: of functions
//! only the outline is kept.

use super::lexer::{self, Sort, Token};
use super::lower::{Lower, Names};
use super::source::{Lines, Offset};
use super::tree::{File, Source, Stmt};
use super::unread::Unread;
use super::words::{Words, words};
use gosyn::ast;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Larger ones are generated, and nobody reads what is found in them.
pub const MAX_BYTES: usize = 1 << 20;

/// Brackets within brackets.
const MAX_NESTING: usize = 100;

/// Tokens since a statement began, and of those around it that have not ended: a long chain of calls is a deep
/// tree. What a browser gives a worker's stack is 1 MB at most, and a call in a chain takes 3 kB of it.
const MAX_OPEN: usize = 500;

/// Things that nest without a bracket: `else if`, labels, `func() func()`, unary operators.
const MAX_CHAIN: usize = 60;

/// What came of one file.
#[derive(Debug)]
pub struct Parsed {
    pub path: String,
    pub text: String,
    pub lines: Lines,
    pub file: File,
    /// The comments, for directives.
    pub comments: Vec<(Offset, Offset)>,
    /// By line.
    pub unread: Vec<(u32, Unread)>,
}

pub fn parse(path: String, text: String) -> Parsed {
    let lines = Lines::of(&text);
    let mut parsed = Parsed {
        path,
        text,
        lines,
        file: File::default(),
        comments: Vec::new(),
        unread: Vec::new(),
    };
    if parsed.text.len() > MAX_BYTES {
        parsed.unread.push((1, Unread::Large));
        return parsed;
    }
    let text = std::mem::take(&mut parsed.text);
    let tokens = lexer::tokens(&text);
    let is_comment = |token: &&Token| token.sort == Sort::Comment;
    parsed.comments =
        tokens.iter().filter(is_comment).map(|token| (token.start, token.end)).collect();
    let names = Names::default();
    for piece in cut(&text, &tokens) {
        parsed.piece(&text, &tokens, piece, &names);
    }
    parsed.text = text;
    parsed
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Package,
    Declaration,
    /// Constants decide nothing about maps.
    Constants,
    Statements,
}

/// Tokens `from..to`.
#[derive(Clone, Copy, Debug)]
struct Piece {
    shape: Shape,
    from: usize,
    to: usize,
}

impl Parsed {
    fn piece(&mut self, text: &str, tokens: &[Token], piece: Piece, names: &Names) {
        let inside = &tokens[piece.from..piece.to];
        let significant = || inside.iter().filter(|token| token.sort != Sort::Comment);
        let Some(first) = significant().next() else { return };
        if piece.shape == Shape::Constants {
            return;
        }
        let (start, end) = (first.start, inside[inside.len() - 1].end);
        if let Err((at, why)) = shallow(significant(), text) {
            return self.unread.push((self.lines.line(at), why));
        }
        let wrap = Wrap::of(piece.shape);
        match wrap.parse(text, start, end) {
            Ok(file) => {
                let source = &text[start as usize..end as usize];
                let (mut into, bodies) = Lower::new(names, source, wrap.0.len(), start).file(file);
                let doc = doc(tokens, piece.from);
                let loose = piece.shape == Shape::Statements;
                for (index, (function, body)) in into.functions.iter_mut().zip(bodies).enumerate() {
                    function.source = body.map(|_| Source { start, end, loose, index });
                    function.doc = if index == 0 { doc } else { (0, 0) };
                }
                self.take(into, piece.shape == Shape::Package);
            }
            Err((line, why)) => {
                let parts = recut(text, tokens, piece);
                if parts.len() > 1 {
                    return parts
                        .into_iter()
                        .for_each(|part| self.piece(text, tokens, part, names));
                }
                let line = self.lines.line(start) + line;
                self.unread.push((line, why));
            }
        }
    }

    fn take(&mut self, mut part: File, names_package: bool) {
        if names_package {
            self.file.package = part.package;
        }
        self.file.imports.append(&mut part.imports);
        self.file.functions.append(&mut part.functions);
        self.file.types.append(&mut part.types);
        self.file.variables.append(&mut part.variables);
    }
}

/// A function's body, from where it was found.
pub fn body(text: &str, source: Source) -> Option<Vec<Stmt>> {
    let shape = if source.loose { Shape::Statements } else { Shape::Declaration };
    let wrap = Wrap::of(shape);
    let file = wrap.parse(text, source.start, source.end).ok()?;
    let piece = text.get(source.start as usize..source.end as usize)?;
    let names = Names::default();
    let (_, bodies) = Lower::new(&names, piece, wrap.0.len(), source.start).file(file);
    bodies.into_iter().nth(source.index)?
}

/// What makes a piece a file: before and after it.
struct Wrap(&'static str, &'static str);

impl Wrap {
    fn of(shape: Shape) -> Self {
        match shape {
            Shape::Package => Self("", ""),
            Shape::Statements => Self("package p;func _(){", "\n}"),
            Shape::Declaration | Shape::Constants => Self("package p;", ""),
        }
    }

    /// The error's line counts from 0, from the start of the piece.
    fn parse(&self, text: &str, start: Offset, end: Offset) -> Result<ast::File, (u32, Unread)> {
        let whole = [self.0, &text[start as usize..end as usize], self.1].concat();
        match catch_unwind(AssertUnwindSafe(|| gosyn::parse_source(&whole))) {
            Ok(Ok(file)) => Ok(file),
            Ok(Err(error)) => Err(describe(&error)),
            Err(_) => Err((0, Unread::Failed)),
        }
    }
}

/// The comments right above a declaration, from the first to the last.
fn doc(tokens: &[Token], from: usize) -> (Offset, Offset) {
    let above = tokens[..from].iter().rev().take_while(|token| token.sort == Sort::Comment);
    let above: Vec<&Token> = above.take(40).collect();
    match (above.last(), above.first()) {
        (Some(first), Some(last)) => (first.start, last.end),
        _ => (0, 0),
    }
}

/// Where the declarations begin: keywords at the start of a statement, outside of all brackets.
fn cut(text: &str, tokens: &[Token]) -> Vec<Piece> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    let mut ended = true;
    for (index, token) in tokens.iter().enumerate() {
        match token.sort {
            Sort::Comment => continue,
            Sort::Sign(b'(' | b'[' | b'{') => depth += 1,
            Sort::Sign(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            Sort::Word if depth == 0 && ended => {
                if let Some(shape) = declares(text, tokens, index) {
                    starts.push((index, shape));
                }
            }
            _ => {}
        }
        // A statement ends here if the next token is on another line, or after a semicolon.
        let next_is_first = tokens.get(index + 1).is_none_or(|next| next.first);
        ended = matches!(token.sort, Sort::Sign(b';'))
            || (next_is_first || follows_comment(tokens, index)) && ends(token);
    }
    pieces(text, tokens, &starts)
}

fn follows_comment(tokens: &[Token], index: usize) -> bool {
    let mut rest = tokens[index + 1..].iter();
    rest.next().is_some_and(|next| next.sort == Sort::Comment)
        && rest.find(|next| next.sort != Sort::Comment).is_none_or(|next| next.first)
}

fn ends(token: &Token) -> bool {
    matches!(
        token.sort,
        Sort::Word | Sort::Number | Sort::Text | Sort::Sign(b')' | b']' | b'}' | lexer::STEP)
    )
}

/// Of which kind the declaration is that this token begins, if it begins one.
fn declares(text: &str, tokens: &[Token], index: usize) -> Option<Shape> {
    let next = tokens[index + 1..].iter().find(|token| token.sort != Sort::Comment)?;
    match tokens[index].text(text) {
        "package" => Some(Shape::Package),
        "import" | "type" | "var" => Some(Shape::Declaration),
        "const" => Some(Shape::Constants),
        // Otherwise a literal that is called at once.
        "func" => {
            let named = next.sort == Sort::Word
                || next.sort == Sort::Sign(b'(') && is_method(tokens, index + 1);
            named.then_some(Shape::Declaration)
        }
        _ => None,
    }
}

/// Whether a name follows the first pair of round brackets.
fn is_method(tokens: &[Token], from: usize) -> bool {
    let mut depth = 0_usize;
    let mut rest = tokens[from..].iter().filter(|token| token.sort != Sort::Comment);
    for token in rest.by_ref().take(200) {
        match token.sort {
            Sort::Sign(b'(') => depth += 1,
            Sort::Sign(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    let after: Vec<Sort> = rest.take(2).map(|token| token.sort).collect();
    matches!(after[..], [Sort::Word, Sort::Sign(b'(' | b'[')])
}

fn pieces(text: &str, tokens: &[Token], starts: &[(usize, Shape)]) -> Vec<Piece> {
    let has_functions = starts.iter().any(|(index, _)| tokens[*index].text(text) == "func");
    let is_head = |index: usize| matches!(tokens[index].text(text), "package" | "import");
    let heads = starts.iter().take_while(|(index, _)| is_head(*index)).count();
    let mut pieces = Vec::new();
    let mut edges: Vec<(usize, Shape)> = starts.to_vec();
    let first = edges.first().map_or(tokens.len(), |(index, _)| *index);
    if !has_functions {
        // Statements of a paste: declarations among them belong to the same body.
        let body = loose_from(tokens, &edges, heads);
        if let Some(body) = body {
            edges.retain(|(index, _)| *index < body);
            edges.push((body, Shape::Statements));
        }
    } else if first > 0 {
        edges.insert(0, (0, Shape::Statements));
    }
    for (position, (index, shape)) in edges.iter().enumerate() {
        let to = edges.get(position + 1).map_or(tokens.len(), |(next, _)| *next);
        // What ends a declaration on its own line is kept with it; what follows may be something else.
        let end = match shape {
            Shape::Statements => to,
            _ => declaration_end(tokens, *index, to),
        };
        pieces.push(Piece { shape: *shape, from: *index, to: end });
        if end < to {
            pieces.push(Piece { shape: Shape::Statements, from: end, to });
        }
    }
    pieces
}

/// Where the first statement outside of declarations is, if there is one.
fn loose_from(tokens: &[Token], edges: &[(usize, Shape)], heads: usize) -> Option<usize> {
    let mut position = 0;
    for (number, (index, _)) in edges.iter().enumerate() {
        if tokens[position..*index].iter().any(|token| token.sort != Sort::Comment) {
            return Some(if number <= heads { position } else { edges[heads].0 });
        }
        let to = edges.get(number + 1).map_or(tokens.len(), |(next, _)| *next);
        position = declaration_end(tokens, *index, to);
        if tokens[position..to].iter().any(|token| token.sort != Sort::Comment) {
            let is_head = number < heads;
            return Some(if is_head { position } else { edges[heads].0 });
        }
        position = to;
    }
    let any = tokens[position..].iter().any(|token| token.sort != Sort::Comment);
    (edges.is_empty() && any).then_some(0)
}

/// The token after a declaration's last: at the first end of a statement outside of brackets.
fn declaration_end(tokens: &[Token], from: usize, to: usize) -> usize {
    let mut depth = 0_usize;
    for index in from..to {
        match tokens[index].sort {
            Sort::Comment => continue,
            Sort::Sign(b'(' | b'[' | b'{') => depth += 1,
            Sort::Sign(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next_is_first = tokens.get(index + 1).is_none_or(|next| next.first);
        let ended = tokens[index].sort == Sort::Sign(b';')
            || ends(&tokens[index]) && (next_is_first || follows_comment(tokens, index));
        if depth == 0 && ended {
            return index + 1;
        }
    }
    to
}

/// A piece that does not parse, cut at keywords that stand at the very start of a line, as formatted
/// code has them: a bracket too few in one function shall not hide those below it.
fn recut(text: &str, tokens: &[Token], piece: Piece) -> Vec<Piece> {
    let at_start = |token: &Token| {
        token.first && (token.start == 0 || text.as_bytes()[token.start as usize - 1] == b'\n')
    };
    let mut edges = vec![(piece.from, piece.shape)];
    for index in piece.from + 1..piece.to {
        if tokens[index].sort == Sort::Word && at_start(&tokens[index]) {
            edges.extend(declares(text, tokens, index).map(|shape| (index, shape)));
        }
    }
    let ends = edges[1..].iter().map(|(index, _)| *index).chain([piece.to]);
    edges.iter().zip(ends).map(|(&(from, shape), to)| Piece { shape, from, to }).collect()
}

/// Refuses what the parser would recurse into too deeply.
fn shallow<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    text: &str,
) -> Result<(), (Offset, Unread)> {
    let (mut runs, mut open) = (vec![0_usize], 0_usize);
    let (mut unary, mut labels, mut functions, mut otherwise) =
        (0_usize, 0_usize, 0_usize, 0_usize);
    let mut last: Option<&Token> = None;
    for token in tokens {
        let deep = |what: Words| Err((token.start, Unread::Deep(Some(what))));
        match token.sort {
            Sort::Sign(b'(' | b'[' | b'{') => runs.push(0),
            Sort::Sign(b')' | b']' | b'}') if runs.len() > 1 => open -= runs.pop().unwrap_or(0),
            _ => {}
        }
        let run = runs.last_mut().expect("one at least");
        let parts = matches!(token.sort, Sort::Sign(b';' | b','));
        if parts || last.is_some_and(|last| token.first && ends(last)) {
            open -= std::mem::take(run);
        }
        *run += 1;
        open += 1;
        let word = if token.sort == Sort::Word { token.text(text) } else { "" };
        let before = last.map_or("", |last| last.text(text));
        unary = match token.sort {
            Sort::Sign(b'*' | b'&' | b'+' | b'-' | b'!' | b'^' | b'~' | lexer::ARROW) => unary + 1,
            _ => 0,
        };
        labels = match token.sort {
            Sort::Sign(b':') => labels + 1,
            Sort::Word if last.is_none_or(|last| last.sort == Sort::Sign(b':')) => labels,
            _ => 0,
        };
        functions = match word {
            "func" => functions + 1,
            _ if matches!(token.sort, Sort::Sign(b'(' | b')')) => functions,
            _ => 0,
        };
        otherwise = match (before, word) {
            ("else", "if") => otherwise + 1,
            ("}", "else") => otherwise,
            ("}", _) => 0,
            _ => otherwise,
        };
        if runs.len() > MAX_NESTING {
            return deep(words("brackets", "括号"));
        }
        if open > MAX_OPEN {
            return deep(words("an expression", "表达式"));
        }
        if unary.max(labels).max(functions) > MAX_CHAIN || otherwise > 2 * MAX_CHAIN {
            return deep(words("a statement", "语句"));
        }
        last = Some(token);
    }
    Ok(())
}

fn describe(error: &anyhow::Error) -> (u32, Unread) {
    let line = |location: &(usize, usize)| (location.0 as u32).saturating_sub(1);
    match error.downcast_ref::<gosyn::Error>() {
        Some(gosyn::Error::UnexpectedToken { location, expect, actual, .. }) => {
            let expected = expect.iter().map(|kind| format!("{kind:?}")).collect();
            let found = actual.as_ref().map(|token| format!("{token:?}"));
            (line(location), Unread::Syntax { expected, found })
        }
        Some(gosyn::Error::Else { location, reason, .. }) if reason == "too many depth" => {
            (line(location), Unread::Deep(None))
        }
        Some(gosyn::Error::Else { location, reason, .. }) => {
            (line(location), Unread::Refused(reason.to_string()))
        }
        _ => (0, Unread::Refused(String::new())),
    }
}
