//! What a function's body mentions, kept when the body itself is not.
//!
//! Says nothing of what the names stand for: that takes all files, and `relevance.rs` asks it of them. Costs
//! a few words for each name in the source.

use super::tree::*;
use super::visit::{self, Node};
use std::collections::{BTreeSet, HashSet};

#[derive(Debug, Default)]
pub struct Outline {
    /// Names that stand alone.
    pub names: Box<[Name]>,
    pub members: Box<[Mention]>,
    /// Leaves something locked or unlocked; waits, sends, closes.
    pub orders: bool,
    /// Starts goroutines, by the look of it.
    pub starts: bool,
    /// A test that calls `t.Parallel`.
    pub is_parallel: bool,
    /// May return part of what it is given, and little else.
    pub is_short: bool,
}

/// `of.name`, called with so many arguments or only named.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// None if that is more than a name.
    pub of: Option<Name>,
    pub name: Name,
    pub arguments: Option<usize>,
}

impl Outline {
    pub fn of(body: &[Stmt]) -> Self {
        let mut outline =
            Self { is_parallel: is_parallel(body), is_short: body.len() <= 2, ..Self::default() };
        let (mut names, mut members) = (BTreeSet::new(), BTreeSet::new());
        let (mut locks, mut unlocks) = (0_usize, 0_usize);
        // Callees are mentioned by their calls, with a number of arguments.
        let mut called: HashSet<*const Expr> = HashSet::new();
        visit::stmts(body, &mut |node| match node {
            Node::Stmt(stmt) => match stmt {
                Stmt::Send(..) => outline.orders = true,
                Stmt::Go(call, _) | Stmt::Defer(call, _) => {
                    outline.starts |= matches!(stmt, Stmt::Go(..));
                    members.extend(callee(call, &mut called));
                }
                _ => {}
            },
            Node::Expr(x) => match &x.kind {
                Kind::Select(inner, name) => {
                    match &**name {
                        "Lock" | "RLock" | "TryLock" | "TryRLock" => locks += 1,
                        "Unlock" | "RUnlock" => unlocks += 1,
                        "Wait" | "Done" | "Do" => outline.orders = true,
                        "Go" | "TryGo" | "AfterFunc" | "Parallel" | "RunParallel" => {
                            outline.starts = true;
                        }
                        _ => {}
                    }
                    if !called.contains(&std::ptr::from_ref(x)) {
                        let of = inner.name().cloned();
                        members.insert(Mention { of, name: name.clone(), arguments: None });
                    }
                }
                Kind::Call(call) => members.extend(callee(call, &mut called)),
                Kind::Name(name) => {
                    outline.orders |= &**name == "close";
                    names.insert(name.clone());
                }
                Kind::Receive(_) => outline.orders = true,
                Kind::Function(literal) => outline.starts |= may_serve(&literal.signature),
                _ => {}
            },
        });
        outline.orders |= (locks == 0) != (unlocks == 0);
        outline.names = names.into_iter().collect();
        outline.members = members.into_iter().collect();
        outline
    }
}

/// The method or function of a package that is called.
fn callee(call: &Call, called: &mut HashSet<*const Expr>) -> Option<Mention> {
    let Kind::Select(of, name) = &call.callee.kind else { return None };
    called.insert(std::ptr::from_ref(&call.callee));
    let spread =
        call.spread || call.arguments.len() == 1 && matches!(call.arguments[0].kind, Kind::Call(_));
    let arguments = (!spread).then_some(call.arguments.len());
    Some(Mention { of: of.name().cloned(), name: name.clone(), arguments })
}

/// `t.Parallel()` among a test's own statements.
pub fn is_parallel(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match stmt {
        Stmt::Expr(Expr { kind: Kind::Call(call), .. }) => {
            call.arguments.is_empty()
                && matches!(&call.callee.kind, Kind::Select(_, name) if &**name == "Parallel")
        }
        _ => false,
    })
}

/// Whether a literal takes what servers hand to handlers, by the types' names.
fn may_serve(signature: &Signature) -> bool {
    let name = |parameter: &Parameter| {
        let kind = match &parameter.kind.kind {
            Kind::Star(inner) => &inner.kind,
            kind => kind,
        };
        match kind {
            Kind::Name(name) => Some((None, name.clone())),
            Kind::Select(package, name) => Some((package.name().cloned(), name.clone())),
            _ => None,
        }
    };
    let names: Vec<_> = signature.parameters.iter().map(name).collect();
    match &names[..] {
        [Some((_, first)), Some((_, second))] => {
            &**first == "ResponseWriter" && &**second == "Request"
        }
        [Some((package, name))] => {
            matches!(&**name, "Context" | "RequestCtx" | "Ctx")
                && package.as_deref() != Some("context")
        }
        _ => false,
    }
}
