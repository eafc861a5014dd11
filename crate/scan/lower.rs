//! From the parser's syntax tree to ours: flattens, drops what cannot matter, maps offsets back. Equal names
//! of a file share their memory.

use super::outline::Outline;
use super::source::Offset;
use super::tree::*;
use gosyn::ast;
use gosyn::token::{LitKind, Operator};
use std::cell::RefCell;
use std::collections::HashSet;

pub type Names = RefCell<HashSet<Name>>;
pub type Body = Option<Vec<Stmt>>;

pub struct Lower<'n> {
    names: &'n Names,
    /// Byte offsets of the piece's signs; none if each sign is a byte.
    bytes: Option<Vec<Offset>>,
    /// Of the wrapping before the piece, all ASCII.
    prefix: usize,
    start: Offset,
    length: Offset,
}

impl<'n> Lower<'n> {
    pub fn new(names: &'n Names, source: &str, prefix: usize, start: Offset) -> Self {
        let offsets = || source.char_indices().map(|(at, _)| at as Offset).collect();
        let bytes = (!source.is_ascii()).then(offsets);
        Self { names, bytes, prefix, start, length: source.len() as Offset }
    }

    fn name(&self, text: &str) -> Name {
        let mut names = self.names.borrow_mut();
        if let Some(name) = names.get(text) {
            return name.clone();
        }
        let name: Name = text.into();
        names.insert(name.clone());
        name
    }

    /// Of a position in the wrapped piece.
    fn at(&self, position: usize) -> Offset {
        let position = position.saturating_sub(self.prefix);
        let byte = match &self.bytes {
            None => position as Offset,
            Some(bytes) => bytes.get(position).copied().unwrap_or(self.length),
        };
        self.start + byte.min(self.length)
    }

    /// The declarations, and the functions' bodies beside them.
    pub fn file(&self, file: ast::File) -> (File, Vec<Body>) {
        let (mut into, mut bodies) = (File::default(), Vec::new());
        into.package = Some(self.name(&file.pkg_name.name));
        for import in file.imports {
            let path = self.name(import.path.value.trim_matches(['"', '`']));
            let name = import.name.map(|name| self.name(&name.name));
            into.imports.push(Import { name, path });
        }
        for declaration in file.decl {
            match declaration {
                ast::Declaration::Function(function) => {
                    let (function, body) = self.function(function);
                    into.functions.push(function);
                    bodies.push(body);
                }
                ast::Declaration::Type(types) => {
                    into.types.extend(types.specs.into_iter().map(|spec| self.type_spec(spec)));
                }
                ast::Declaration::Variable(variables) => {
                    let specs = variables.specs.into_iter();
                    into.variables.extend(specs.map(|spec| self.variables(spec)));
                }
                ast::Declaration::Const(_) => {}
            }
        }
        (into, bodies)
    }

    fn function(&self, function: ast::FuncDecl) -> (Function, Body) {
        let receiver = function.recv.map(|list| self.parameters(list));
        let body = function.body.map(|body| self.block(body));
        let function = Function {
            at: self.at(function.name.pos),
            name: self.name(&function.name.name),
            receiver: receiver.and_then(|list| list.into_iter().next()),
            type_parameters: self.parameters(function.typ.typ_params),
            signature: self.signature(function.typ.params, function.typ.result),
            source: None,
            outline: body.as_deref().map(Outline::of).unwrap_or_default(),
            doc: (0, 0),
        };
        (function, body)
    }

    fn signature(&self, parameters: ast::FieldList, results: ast::FieldList) -> Signature {
        Signature { parameters: self.parameters(parameters), results: self.parameters(results) }
    }

    /// One entry a name; of `(a, b T)` the type is converted twice.
    fn parameters(&self, list: ast::FieldList) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for field in list.list {
            if field.name.is_empty() {
                parameters.push(Parameter { name: None, kind: self.expr(field.typ) });
                continue;
            }
            for name in field.name {
                let kind = self.expr(field.typ.clone());
                parameters.push(Parameter { name: Some(self.name(&name.name)), kind });
            }
        }
        parameters
    }

    fn type_spec(&self, spec: ast::TypeSpec) -> TypeDecl {
        TypeDecl {
            name: self.name(&spec.name.name),
            alias: spec.alias,
            parameters: self.parameters(spec.params),
            kind: self.expr(spec.typ),
        }
    }

    fn variables(&self, spec: ast::VarSpec) -> Variables {
        let name = |name: ast::Ident| (self.name(&name.name), self.at(name.pos));
        Variables {
            names: spec.name.into_iter().map(name).collect(),
            kind: spec.typ.map(|kind| self.expr(kind)),
            values: self.exprs(spec.values),
        }
    }

    fn exprs(&self, list: Vec<ast::Expression>) -> Vec<Expr> {
        list.into_iter().map(|expr| self.expr(expr)).collect()
    }

    fn boxed(&self, expr: ast::Expression) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn expr(&self, expr: ast::Expression) -> Expr {
        use ast::Expression as E;
        match expr {
            E::Paren(paren) => self.expr(*paren.expr),
            E::Ident(ident) => {
                let at = self.at(ident.pos);
                let name: Name = self.name(&ident.name);
                Expr { at, end: at + name.len() as Offset, kind: Kind::Name(name) }
            }
            E::BasicLit(literal) => {
                let at = self.at(literal.pos);
                let end = at + literal.value.len() as Offset;
                let kind = match literal.kind {
                    LitKind::String => Kind::Text(literal.value.into()),
                    _ => Kind::Number(literal.value.into()),
                };
                Expr { at, end, kind }
            }
            E::Selector(selector) => {
                let x = self.boxed(*selector.x);
                let end = self.at(selector.sel.pos) + selector.sel.name.len() as Offset;
                Expr { at: x.at, end, kind: Kind::Select(x, self.name(&selector.sel.name)) }
            }
            E::Index(index) => {
                let (left, end) = (self.boxed(*index.left), self.at(index.pos.1) + 1);
                let list = match *index.index {
                    E::List(list) => self.exprs(list),
                    index => vec![self.expr(index)],
                };
                Expr { at: left.at, end, kind: Kind::Index(left, list) }
            }
            E::IndexList(index) => {
                let (left, end) = (self.boxed(*index.left), self.at(index.pos.1) + 1);
                Expr { at: left.at, end, kind: Kind::Index(left, self.exprs(index.indices)) }
            }
            E::Slice(slice) => {
                let (left, end) = (self.boxed(*slice.left), self.at(slice.pos.1) + 1);
                let bounds = slice.index.into_iter().flatten().map(|bound| self.expr(*bound));
                Expr { at: left.at, end, kind: Kind::Slice(left, bounds.collect()) }
            }
            E::Call(call) => {
                let end = self.at(call.pos.1) + 1;
                let call = self.call(call);
                Expr { at: call.callee.at, end, kind: Kind::Call(Box::new(call)) }
            }
            E::Star(star) => {
                let (at, right) = (self.at(star.pos), self.boxed(*star.right));
                Expr { at, end: right.end, kind: Kind::Star(right) }
            }
            E::TypePointer(pointer) => {
                let (at, right) = (self.at(pointer.pos), self.boxed(*pointer.typ));
                Expr { at, end: right.end, kind: Kind::Star(right) }
            }
            E::Operation(operation) => self.operation(operation),
            E::TypeAssert(assertion) => {
                let (left, end) = (self.boxed(*assertion.left), self.at(assertion.pos.1) + 1);
                let right = assertion.right.map(|right| self.boxed(*right));
                Expr { at: left.at, end, kind: Kind::Assert(left, right) }
            }
            E::CompositeLit(literal) => {
                let (kind, end) = (self.boxed(*literal.typ), self.at(literal.val.pos.1) + 1);
                let (at, mut elements) = (kind.at, self.elements(literal.val));
                // Of a table, what says nothing of maps; fields have their order.
                if matches!(kind.kind, Kind::MapType(..) | Kind::SliceType(_) | Kind::ArrayType(_))
                {
                    elements.retain(|(key, value)| {
                        !(is_data(value) && key.as_ref().is_none_or(is_data))
                    });
                }
                Expr { at, end, kind: Kind::Composite(Some(kind), elements) }
            }
            E::FuncLit(literal) => {
                let (at, end) = (self.at(literal.typ.pos), self.at(literal.body.pos.1));
                let signature = self.signature(literal.typ.params, literal.typ.result);
                let body = self.block(literal.body);
                let literal = Box::new(Literal { signature, body, at, end });
                Expr { at, end: end + 1, kind: Kind::Function(literal) }
            }
            E::TypeMap(map) => {
                let at = self.at(map.pos.0).saturating_sub(3);
                let (key, value) = (self.boxed(*map.key), self.boxed(*map.val));
                Expr { at, end: value.end, kind: Kind::MapType(key, value) }
            }
            E::TypeSlice(slice) => self.of(slice.pos.0, *slice.typ, Kind::SliceType),
            E::TypeArray(array) => self.of(array.pos.0, *array.typ, Kind::ArrayType),
            E::TypeChannel(channel) => self.of(channel.pos.0, *channel.typ, Kind::ChannelType),
            E::Ellipsis(ellipsis) => match ellipsis.elt {
                Some(element) => self.of(ellipsis.pos, *element, Kind::SliceType),
                None => self.other(ellipsis.pos),
            },
            E::TypeFunction(function) => {
                let at = self.at(function.pos);
                let signature = self.signature(function.params, function.result);
                Expr { at, end: at, kind: Kind::FunctionType(Box::new(signature)) }
            }
            E::TypeStruct(structure) => {
                let (at, end) = (self.at(structure.pos.0), self.at(structure.pos.1) + 1);
                let fields = structure.fields.into_iter().map(|field| Field {
                    names: field.name.iter().map(|name| self.name(&name.name)).collect(),
                    kind: self.expr(field.typ),
                });
                Expr { at, end, kind: Kind::StructType(fields.collect()) }
            }
            E::TypeInterface(interface) => {
                let at = self.at(interface.pos);
                let methods =
                    interface.methods.list.into_iter().map(|field| match field.name.first() {
                        Some(name) => Method::Named(self.name(&name.name)),
                        None => Method::Embedded(self.expr(field.typ)),
                    });
                Expr { at, end: at, kind: Kind::InterfaceType(methods.collect()) }
            }
            E::Range(range) => self.expr(*range.right),
            E::List(list) => {
                let parts = self.exprs(list);
                let at = parts.first().map_or(self.start, |part| part.at);
                Expr { at, end: at, kind: Kind::Operation(parts) }
            }
        }
    }

    fn of(&self, at: usize, inner: ast::Expression, kind: fn(Box<Expr>) -> Kind) -> Expr {
        let inner = self.boxed(inner);
        Expr { at: self.at(at), end: inner.end, kind: kind(inner) }
    }

    fn other(&self, at: usize) -> Expr {
        Expr { at: self.at(at), end: self.at(at), kind: Kind::Other }
    }

    fn elements(&self, literal: ast::LiteralValue) -> Vec<(Option<Expr>, Expr)> {
        let element = |element| match element {
            ast::Element::Expr(expr) => self.expr(expr),
            ast::Element::LitValue(value) => {
                let (at, end) = (self.at(value.pos.0), self.at(value.pos.1) + 1);
                Expr { at, end, kind: Kind::Composite(None, self.elements(value)) }
            }
        };
        let values = literal.values.into_iter();
        values.map(|pair| (pair.key.map(element), element(pair.val))).collect()
    }

    fn operation(&self, operation: ast::Operation) -> Expr {
        let Some(y) = operation.y else {
            let at = self.at(operation.pos);
            let x = self.boxed(*operation.x);
            let end = x.end;
            let kind = match operation.op {
                Operator::Star => Kind::Star(x),
                Operator::And => Kind::Address(x),
                Operator::Arrow => Kind::Receive(x),
                Operator::Tiled => Kind::Union(vec![*x]),
                Operator::Not => Kind::Not(x),
                _ => Kind::Operation(vec![*x]),
            };
            return Expr { at, end, kind };
        };
        let negated = operation.op == Operator::NotEqual;
        if negated || operation.op == Operator::Equal {
            let is_nil =
                |x: &ast::Expression| matches!(x, ast::Expression::Ident(x) if x.name == "nil");
            if is_nil(&y) {
                let (x, end) = (self.boxed(*operation.x), self.expr(*y).end);
                return Expr { at: x.at, end, kind: Kind::Nil(x, negated) };
            }
        }
        // The left spine, without recursion; of && only what is && itself.
        let (is_union, is_all) = (operation.op == Operator::Or, operation.op == Operator::AndAnd);
        let mut parts = vec![self.expr(*y)];
        let mut left = *operation.x;
        loop {
            match left {
                ast::Expression::Operation(ast::Operation { x, y: Some(y), op, .. })
                    if !is_all || op == Operator::AndAnd =>
                {
                    parts.push(self.expr(*y));
                    left = *x;
                }
                other => {
                    parts.push(self.expr(other));
                    break;
                }
            }
        }
        parts.reverse();
        let (at, end) = (parts[0].at, parts[parts.len() - 1].end);
        let kind = match (is_all, is_union) {
            (true, _) => Kind::All(parts),
            (_, true) => Kind::Union(parts),
            _ => Kind::Operation(parts),
        };
        Expr { at, end, kind }
    }

    fn call(&self, call: ast::Call) -> Call {
        Call {
            callee: self.expr(*call.func),
            arguments: self.exprs(call.args),
            spread: call.dots.is_some(),
        }
    }

    fn block(&self, block: ast::BlockStmt) -> Vec<Stmt> {
        self.stmts(block.list)
    }

    fn stmts(&self, list: Vec<ast::Statement>) -> Vec<Stmt> {
        list.into_iter().map(|statement| self.stmt(statement)).collect()
    }

    fn boxed_stmt(&self, statement: Option<Box<ast::Statement>>) -> Option<Box<Stmt>> {
        statement.map(|statement| Box::new(self.stmt(*statement)))
    }

    fn stmt(&self, statement: ast::Statement) -> Stmt {
        use ast::Statement as S;
        match statement {
            S::Go(go) => Stmt::Go(self.call(go.call), self.at(go.pos)),
            S::Defer(defer) => Stmt::Defer(self.call(defer.call), self.at(defer.pos)),
            S::Expr(expr) => Stmt::Expr(self.expr(expr.expr)),
            S::Send(send) => Stmt::Send(self.expr(send.chan), self.expr(send.value)),
            S::Block(block) => Stmt::Block(self.block(block)),
            S::Empty(_) => Stmt::Empty,
            S::Label(label) => {
                Stmt::Labelled(self.name(&label.name.name), Box::new(self.stmt(*label.stmt)))
            }
            S::IncDec(step) => Stmt::IncDec(self.expr(step.expr)),
            S::Assign(assign) => Stmt::Assign {
                define: assign.op == Operator::Define,
                compound: !matches!(assign.op, Operator::Define | Operator::Assign),
                left: self.exprs(assign.left),
                right: self.exprs(assign.right),
            },
            S::Return(result) => Stmt::Return(self.exprs(result.ret), self.at(result.pos)),
            S::Branch(branch) => {
                let label = branch.ident.map(|name| self.name(&name.name));
                match branch.key {
                    gosyn::token::Keyword::Break => Stmt::Break(label),
                    gosyn::token::Keyword::Continue => Stmt::Continue(label),
                    gosyn::token::Keyword::FallThrough => Stmt::Empty,
                    _ => Stmt::Goto,
                }
            }
            S::If(branch) => Stmt::If {
                init: self.boxed_stmt(branch.init),
                condition: self.expr(branch.cond),
                then: self.block(branch.body),
                otherwise: self.boxed_stmt(branch.else_),
            },
            S::For(cycle) => Stmt::For {
                init: self.boxed_stmt(cycle.init),
                condition: cycle.cond.and_then(|condition| match self.stmt(*condition) {
                    Stmt::Expr(expr) => Some(expr),
                    _ => None,
                }),
                post: self.boxed_stmt(cycle.post),
                body: self.block(cycle.body),
            },
            S::Range(range) => Stmt::Range(Box::new(Range {
                at: self.at(range.pos.0),
                key: range.key.map(|key| self.expr(key)),
                value: range.value.map(|value| self.expr(value)),
                define: matches!(range.op, Some((_, Operator::Define))),
                over: self.expr(range.expr),
                body: self.block(range.body),
            })),
            S::Switch(switch) => Stmt::Switch {
                init: self.boxed_stmt(switch.init),
                tag: switch.tag.map(|tag| Box::new(Stmt::Expr(self.expr(tag)))),
                clauses: self.clauses(switch.block),
            },
            S::TypeSwitch(switch) => Stmt::Switch {
                init: self.boxed_stmt(switch.init),
                tag: self.boxed_stmt(switch.tag),
                clauses: self.clauses(switch.block),
            },
            S::Select(select) => {
                let arms = select.body.body.into_iter().map(|clause| Arm {
                    operation: clause.comm.map(|operation| self.stmt(*operation)),
                    body: self.stmts(*clause.body),
                });
                Stmt::Select(arms.collect())
            }
            S::Declaration(ast::DeclStmt::Variable(variables)) => {
                let specs = variables.specs.into_iter();
                let mut list: Vec<Stmt> =
                    specs.map(|spec| Stmt::Variables(Box::new(self.variables(spec)))).collect();
                // Several are no scope of their own, so they must not become a block.
                if list.len() == 1 { list.remove(0) } else { Stmt::Sequence(list) }
            }
            S::Declaration(ast::DeclStmt::Type(types)) => {
                let specs = types.specs.into_iter();
                Stmt::Sequence(
                    specs.map(|spec| Stmt::Type(Box::new(self.type_spec(spec)))).collect(),
                )
            }
            S::Declaration(ast::DeclStmt::Const(_)) => Stmt::Empty,
        }
    }

    fn clauses(&self, block: ast::CaseBlock) -> Vec<Clause> {
        let clause = |clause: ast::CaseClause| {
            let falls_through = matches!(
                clause.body.last(),
                Some(ast::Statement::Branch(branch))
                    if branch.key == gosyn::token::Keyword::FallThrough
            );
            Clause {
                default: clause.tok == gosyn::token::Keyword::Default,
                values: self.exprs(clause.list),
                body: self.stmts(*clause.body),
                falls_through,
            }
        };
        block.body.into_iter().map(clause).collect()
    }
}

/// Whether nothing in it runs, starts or reads from a map.
fn is_data(x: &Expr) -> bool {
    match &x.kind {
        Kind::Name(_) | Kind::Text(_) | Kind::Number(_) | Kind::Other => true,
        Kind::Select(x, _) | Kind::Address(x) | Kind::Star(x) | Kind::Not(x) | Kind::Nil(x, _) => {
            is_data(x)
        }
        Kind::All(list) | Kind::Operation(list) => list.iter().all(is_data),
        Kind::Composite(_, pairs) => {
            pairs.iter().all(|(key, value)| is_data(value) && key.as_ref().is_none_or(is_data))
        }
        _ => false,
    }
}
