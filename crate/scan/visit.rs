//! Every expression and statement of a body, in order, closures included.

use super::tree::*;

pub enum Node<'t> {
    Stmt(&'t Stmt),
    Expr(&'t Expr),
}

pub fn stmts<'t>(list: &'t [Stmt], see: &mut dyn FnMut(Node<'t>)) {
    list.iter().for_each(|stmt| self::stmt(stmt, see));
}

pub fn stmt<'t>(stmt: &'t Stmt, see: &mut dyn FnMut(Node<'t>)) {
    see(Node::Stmt(stmt));
    match stmt {
        Stmt::Expr(x) | Stmt::IncDec(x) => expr(x, see),
        Stmt::Assign { left, right, .. } => left.iter().chain(right).for_each(|x| expr(x, see)),
        Stmt::Go(call, _) | Stmt::Defer(call, _) => self::call(call, see),
        Stmt::Return(list, _) => list.iter().for_each(|x| expr(x, see)),
        Stmt::Break(_) | Stmt::Continue(_) | Stmt::Goto | Stmt::Empty | Stmt::Type(_) => {}
        Stmt::Block(list) | Stmt::Sequence(list) => stmts(list, see),
        Stmt::If { init, condition, then, otherwise } => {
            init.iter().for_each(|init| self::stmt(init, see));
            expr(condition, see);
            stmts(then, see);
            otherwise.iter().for_each(|other| self::stmt(other, see));
        }
        Stmt::For { init, condition, post, body } => {
            init.iter().for_each(|init| self::stmt(init, see));
            condition.iter().for_each(|condition| expr(condition, see));
            stmts(body, see);
            post.iter().for_each(|post| self::stmt(post, see));
        }
        Stmt::Range(range) => {
            [&range.key, &range.value].into_iter().flatten().for_each(|x| expr(x, see));
            expr(&range.over, see);
            stmts(&range.body, see);
        }
        Stmt::Switch { init, tag, clauses } => {
            [init, tag].into_iter().flatten().for_each(|part| self::stmt(part, see));
            for clause in clauses {
                clause.values.iter().for_each(|x| expr(x, see));
                stmts(&clause.body, see);
            }
        }
        Stmt::Select(arms) => {
            for arm in arms {
                arm.operation.iter().for_each(|operation| self::stmt(operation, see));
                stmts(&arm.body, see);
            }
        }
        Stmt::Labelled(_, inner) => self::stmt(inner, see),
        Stmt::Send(channel, value) => [channel, value].into_iter().for_each(|x| expr(x, see)),
        Stmt::Variables(variables) => variables.values.iter().for_each(|x| expr(x, see)),
    }
}

fn call<'t>(call: &'t Call, see: &mut dyn FnMut(Node<'t>)) {
    expr(&call.callee, see);
    call.arguments.iter().for_each(|x| expr(x, see));
}

pub fn expr<'t>(x: &'t Expr, see: &mut dyn FnMut(Node<'t>)) {
    see(Node::Expr(x));
    match &x.kind {
        Kind::Select(x, _)
        | Kind::Star(x)
        | Kind::Address(x)
        | Kind::Receive(x)
        | Kind::Not(x)
        | Kind::Nil(x, _) => expr(x, see),
        Kind::Index(x, list) | Kind::Slice(x, list) => {
            expr(x, see);
            list.iter().for_each(|x| expr(x, see));
        }
        Kind::Call(inner) => call(inner, see),
        Kind::All(list) | Kind::Operation(list) | Kind::Union(list) => {
            list.iter().for_each(|x| expr(x, see))
        }
        Kind::Assert(x, _) => expr(x, see),
        Kind::Composite(_, pairs) => {
            for (key, value) in pairs {
                key.iter().for_each(|x| expr(x, see));
                expr(value, see);
            }
        }
        Kind::Function(literal) => stmts(&literal.body, see),
        _ => {}
    }
}
