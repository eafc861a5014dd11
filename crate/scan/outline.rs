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
    /// Gives a lock's address away: as a field of something, or to `sync.NewCond`.
    pub binds: bool,
    /// Channels made for fields: the type, if that is said, the field and the capacity.
    pub channels: Vec<(Option<Name>, Name, u32)>,
    /// A test that calls `t.Parallel`.
    pub is_parallel: bool,
    /// Returns an element or a field of something.
    pub gives: bool,
    /// Names that are returned.
    pub returned: Box<[Name]>,
    /// Statements of the body itself.
    pub length: usize,
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
            Self { is_parallel: is_parallel(body), length: body.len(), ..Self::default() };
        let (mut names, mut members) = (BTreeSet::new(), BTreeSet::new());
        let mut returned: BTreeSet<Name> = BTreeSet::new();
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
                Stmt::Return(list, _) => {
                    outline.gives |= list.iter().any(is_part);
                    returned.extend(list.iter().filter_map(Expr::name).cloned());
                }
                Stmt::Assign { left, right, .. } => {
                    for (left, right) in left.iter().zip(right) {
                        if let (Kind::Select(_, field), Some(room)) = (&left.kind, room(right)) {
                            outline.channels.push((None, field.clone(), room));
                        }
                    }
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
                Kind::Address(inner) => outline.binds |= is_lock_by_name(inner),
                Kind::Composite(..) => made_for(x, &mut |kind, field, room| {
                    outline.channels.push((kind, field, room));
                }),
                Kind::Function(literal) => outline.starts |= may_serve(&literal.signature),
                _ => {}
            },
        });
        outline.orders |= (locks == 0) != (unlocks == 0);
        outline.names = names.into_iter().collect();
        outline.returned = returned.into_iter().collect();
        outline.members = members.into_iter().collect();
        outline
    }
}

/// `x[i]`, `x.f`, or the address of one.
fn is_part(x: &Expr) -> bool {
    match &x.kind {
        Kind::Address(inner) => matches!(inner.kind, Kind::Index(..) | Kind::Select(..)),
        kind => matches!(kind, Kind::Index(..) | Kind::Select(..)),
    }
}

/// `x.mu`, going by its name.
fn is_lock_by_name(x: &Expr) -> bool {
    let Kind::Select(_, name) = &x.kind else { return false };
    let name = name.to_lowercase();
    ["mu", "lock", "mtx"].iter().any(|part| name.contains(part))
}

/// How much room a channel has that is made here; of a size that is no number, some.
fn room(x: &Expr) -> Option<u32> {
    let Kind::Call(call) = &x.kind else { return None };
    if call.callee.name().is_none_or(|name| &**name != "make") {
        return None;
    }
    Some(match call.arguments.get(1).map(|size| &size.kind) {
        None => 0,
        Some(Kind::Number(text)) => text.parse().unwrap_or(u32::MAX),
        Some(_) => u32::MAX,
    })
}

/// Channels that are made for the fields of a literal.
fn made_for(x: &Expr, see: &mut dyn FnMut(Option<Name>, Name, u32)) {
    let Kind::Composite(kind, pairs) = &x.kind else { return };
    let kind = kind.as_ref().and_then(|kind| kind.name());
    for (key, value) in pairs {
        if let (Some(field), Some(room)) = (key.as_ref().and_then(|key| key.name()), room(value)) {
            see(kind.cloned(), field.clone(), room);
        }
    }
}

/// Those in the initial value of a variable.
pub fn channels(x: &Expr, see: &mut dyn FnMut(Option<Name>, Name, u32)) {
    visit::expr(x, &mut |node| {
        if let Node::Expr(x) = node {
            made_for(x, see);
        }
    });
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
        [Some((_, first)), Some((_, second)), ..]
            if &**first == "ResponseWriter" && &**second == "Request" =>
        {
            true
        }
        [Some((package, name)), ..] => {
            matches!(&**name, "Context" | "RequestCtx" | "Ctx")
                && package.as_deref() != Some("context")
        }
        _ => false,
    }
}
