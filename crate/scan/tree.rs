//! Go source as the analysis reads it: plain data with byte offsets, in no parser's types.
//!
//! What cannot matter for maps is left out: constants, tags, tables of plain data. Binary operations are flat
//! lists, so that a sum of a thousand terms is no recursion a thousand deep. A file keeps its declarations
//! without the functions' bodies, which are by far the most of it: `bodies.rs` reads those again when asked.

use super::outline::Outline;
use super::source::Offset;
use std::sync::Arc;

pub type Name = Arc<str>;

#[derive(Debug, Default)]
pub struct File {
    pub package: Option<Name>,
    pub imports: Vec<Import>,
    pub functions: Vec<Function>,
    pub types: Vec<TypeDecl>,
    pub variables: Vec<Variables>,
}

#[derive(Clone, Debug)]
pub struct Import {
    pub name: Option<Name>,
    pub path: Name,
}

#[derive(Debug)]
pub struct Function {
    pub name: Name,
    pub at: Offset,
    pub receiver: Option<Parameter>,
    pub type_parameters: Vec<Parameter>,
    pub signature: Signature,
    /// Where its body can be read; none if it has none.
    pub source: Option<Source>,
    pub outline: Outline,
    /// The comments above it.
    pub doc: (Offset, Offset),
}

/// A piece of a file that parses by itself.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub start: Offset,
    pub end: Offset,
    /// Statements of a paste rather than a declaration.
    pub loose: bool,
    /// Which of the piece's functions.
    pub index: usize,
}

#[derive(Debug, Default)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
    pub results: Vec<Parameter>,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: Option<Name>,
    pub kind: Expr,
}

#[derive(Debug)]
pub struct TypeDecl {
    pub name: Name,
    pub alias: bool,
    pub parameters: Vec<Parameter>,
    pub kind: Expr,
}

/// `var a, b T = x, y`, also `:=` at the top of a block.
#[derive(Debug)]
pub struct Variables {
    pub names: Vec<(Name, Offset)>,
    pub kind: Option<Expr>,
    pub values: Vec<Expr>,
}

#[derive(Debug)]
pub struct Literal {
    pub signature: Signature,
    pub body: Vec<Stmt>,
    pub at: Offset,
    pub end: Offset,
}

#[derive(Debug)]
pub struct Expr {
    pub at: Offset,
    pub end: Offset,
    pub kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    Name(Name),
    /// A string's source text, quotation marks included.
    Text(Box<str>),
    /// Any other literal.
    Number(Box<str>),
    Select(Box<Expr>, Name),
    Index(Box<Expr>, Vec<Expr>),
    Slice(Box<Expr>, Vec<Expr>),
    Call(Box<Call>),
    /// `*x`, as an expression or a type.
    Star(Box<Expr>),
    Address(Box<Expr>),
    Receive(Box<Expr>),
    Not(Box<Expr>),
    /// `a && b && c`.
    All(Vec<Expr>),
    /// Other operations, whose value says nothing of interest.
    Operation(Vec<Expr>),
    /// `x == nil`; true for `!=`.
    Nil(Box<Expr>, bool),
    Assert(Box<Expr>, Option<Box<Expr>>),
    Composite(Option<Box<Expr>>, Vec<(Option<Expr>, Expr)>),
    Function(Box<Literal>),
    MapType(Box<Expr>, Box<Expr>),
    SliceType(Box<Expr>),
    ArrayType(Box<Expr>),
    ChannelType(Box<Expr>),
    FunctionType(Box<Signature>),
    StructType(Vec<Field>),
    InterfaceType(Vec<Method>),
    /// `~T`, `A | B` in constraints.
    Union(Vec<Expr>),
    /// What the analysis has no use for.
    Other,
}

#[derive(Debug)]
pub struct Field {
    pub names: Vec<Name>,
    pub kind: Expr,
}

/// An interface's method, or what it embeds.
#[derive(Debug)]
pub enum Method {
    Named(Name),
    Embedded(Expr),
}

#[derive(Debug)]
pub struct Call {
    pub callee: Expr,
    pub arguments: Vec<Expr>,
    pub spread: bool,
}

#[derive(Debug)]
pub enum Stmt {
    Expr(Expr),
    Assign {
        left: Vec<Expr>,
        right: Vec<Expr>,
        define: bool,
        compound: bool,
    },
    IncDec(Expr),
    Go(Call, Offset),
    Defer(Call, Offset),
    Return(Vec<Expr>, Offset),
    Break(Option<Name>),
    Continue(Option<Name>),
    Goto,
    Block(Vec<Stmt>),
    If {
        init: Option<Box<Stmt>>,
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Option<Box<Stmt>>,
    },
    For {
        init: Option<Box<Stmt>>,
        condition: Option<Expr>,
        post: Option<Box<Stmt>>,
        body: Vec<Stmt>,
    },
    Range(Box<Range>),
    Switch {
        init: Option<Box<Stmt>>,
        tag: Option<Box<Stmt>>,
        clauses: Vec<Clause>,
    },
    Select(Vec<Arm>),
    Labelled(Name, Box<Stmt>),
    Send(Expr, Expr),
    Variables(Box<Variables>),
    Type(Box<TypeDecl>),
    /// In the same scope.
    Sequence(Vec<Stmt>),
    Empty,
}

#[derive(Debug)]
pub struct Range {
    pub at: Offset,
    pub key: Option<Expr>,
    pub value: Option<Expr>,
    pub define: bool,
    pub over: Expr,
    pub body: Vec<Stmt>,
}

#[derive(Debug)]
pub struct Clause {
    pub default: bool,
    pub values: Vec<Expr>,
    pub body: Vec<Stmt>,
    /// It ends in `fallthrough`.
    pub falls_through: bool,
}

#[derive(Debug)]
pub struct Arm {
    /// None is `default`.
    pub operation: Option<Stmt>,
    pub body: Vec<Stmt>,
}

impl Expr {
    pub fn name(&self) -> Option<&Name> {
        match &self.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }
}
