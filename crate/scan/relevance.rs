//! Which functions are worth reading: those that may touch maps of others, lock, wait or start anything,
//! themselves or through what they call.
//!
//! Calls are told by name alone, so a function may be read in vain, but none that matters is left out for
//! a name: that is what keeps a scan of a million lines short.

use super::program::{FunctionId, PackageId, Program};
use super::tree::*;
use super::types::{Bound, Ty};
use super::visit::{self, Node};
use std::collections::{HashMap, HashSet};

pub struct Relevance {
    follow: Vec<bool>,
    starts: Vec<bool>,
    touches: Vec<bool>,
    /// Called or handed on by name, by a function other than itself.
    used: Vec<bool>,
    /// They may return part of what they are given.
    small: Vec<bool>,
}

#[derive(Clone, Copy, Default)]
struct Facts {
    follow: bool,
    starts: bool,
    touches: bool,
}

impl Relevance {
    pub fn of(program: &Program) -> Self {
        let maps = map_names(program);
        let mut facts = Vec::with_capacity(program.functions.len());
        let mut calls: Vec<Vec<FunctionId>> = Vec::with_capacity(program.functions.len());
        let mut by_name: HashMap<(PackageId, &str), Vec<FunctionId>> = HashMap::new();
        let mut anywhere: HashMap<&str, Vec<FunctionId>> = HashMap::new();
        for (id, info) in program.functions.iter().enumerate() {
            by_name.entry((info.package, &info.decl.name)).or_default().push(id);
            if info.decl.name.starts_with(char::is_uppercase) {
                anywhere.entry(&info.decl.name).or_default().push(id);
            }
        }
        let mut used = vec![false; program.functions.len()];
        for (id, info) in program.functions.iter().enumerate() {
            let (fact, names) = own(program, id, &maps);
            let mut callees = Vec::new();
            for name in names {
                let own = by_name.get(&(info.package, name));
                match own {
                    Some(own) => callees.extend(own),
                    None => callees.extend(anywhere.get(name).into_iter().flatten()),
                }
            }
            callees.sort_unstable();
            callees.dedup();
            callees.iter().filter(|callee| **callee != id).for_each(|callee| used[*callee] = true);
            facts.push(fact);
            calls.push(callees);
        }
        let is_small = |body: &Vec<Stmt>| body.len() <= 2;
        let small = program.functions.iter();
        let small = small.map(|info| info.decl.body.as_ref().is_some_and(is_small)).collect();
        let spread = |of: fn(&Facts) -> bool| spread(&calls, facts.iter().map(of).collect());
        Self {
            follow: spread(|facts| facts.follow),
            starts: spread(|facts| facts.starts),
            touches: spread(|facts| facts.touches),
            used,
            small,
        }
    }

    /// Whether to read it where it is called.
    pub fn follow(&self, id: FunctionId) -> bool {
        self.follow[id] || self.small[id]
    }

    pub fn starts(&self, id: FunctionId) -> bool {
        self.starts[id]
    }

    /// Maps in fields and package variables.
    pub fn touches(&self, id: FunctionId) -> bool {
        self.touches[id]
    }

    pub fn used(&self, id: FunctionId) -> bool {
        self.used[id]
    }
}

/// From callees to their callers, until nothing changes.
fn spread(calls: &[Vec<FunctionId>], mut marked: Vec<bool>) -> Vec<bool> {
    let mut callers: Vec<Vec<FunctionId>> = vec![Vec::new(); calls.len()];
    for (caller, callees) in calls.iter().enumerate() {
        callees.iter().for_each(|callee| callers[*callee].push(caller));
    }
    let mut next: Vec<FunctionId> = (0..marked.len()).filter(|id| marked[*id]).collect();
    while let Some(id) = next.pop() {
        for caller in &callers[id] {
            if !std::mem::replace(&mut marked[*caller], true) {
                next.push(*caller);
            }
        }
    }
    marked
}

/// Names of fields and package variables that are maps, and of types that are.
fn map_names(program: &Program) -> HashSet<Name> {
    let mut names = HashSet::new();
    let is_map = |ty: &Ty| {
        let mut ty = program.underlying(Program::pointee(ty));
        for _ in 0..3 {
            ty = match ty {
                Ty::List(inner) => program.underlying(Program::pointee(&inner)),
                other => other,
            };
        }
        matches!(ty, Ty::Map(_))
    };
    for info in &program.types {
        let scope = program.scope(info.file);
        let bound = program.bind(scope, &info.decl.parameters, &[]);
        match program.ty(scope, &bound, &info.decl.kind) {
            Ty::Struct(fields) => {
                let maps = fields.iter().filter(|field| is_map(&field.ty));
                names.extend(maps.map(|field| field.name.clone()));
            }
            ty if is_map(&ty) => {
                names.insert(info.decl.name.clone());
            }
            _ => {}
        }
    }
    for package in &program.packages {
        for (name, variable) in &package.variables {
            let scope = program.scope(variable.file);
            let declared = variable.of.kind.as_ref().map(|kind| program.ty(scope, &Bound::new(), kind));
            let init = variable.of.values.get(variable.index);
            let made = match init.map(|init| &init.kind) {
                Some(Kind::Composite(Some(kind), _)) => {
                    is_map(&program.ty(scope, &Bound::new(), kind))
                }
                Some(Kind::Call(call)) => match (call.callee.name(), call.arguments.first()) {
                    (Some(name), Some(kind)) if &**name == "make" => {
                        is_map(&program.ty(scope, &Bound::new(), kind))
                    }
                    _ => true,
                },
                _ => false,
            };
            if made || declared.is_some_and(|ty| is_map(&ty)) {
                names.insert(name.clone());
            }
        }
    }
    names
}

/// What a function does itself, and the names that it calls or hands on.
fn own<'p>(program: &'p Program, id: FunctionId, maps: &HashSet<Name>) -> (Facts, Vec<&'p str>) {
    let info = &program.functions[id];
    let decl = &info.decl;
    let scope = program.scope(info.file);
    let (mut facts, mut names) = (Facts::default(), Vec::new());
    let Some(body) = &decl.body else { return (facts, names) };
    facts.starts = program.starts(scope, body);
    // Methods of a map type touch it through their receiver.
    let of_map = info.receiver.is_some_and(|(id, _)| {
        matches!(program.underlying(&Ty::Named(id, std::rc::Rc::default())), Ty::Map(_))
    });
    let takes = decl.signature.parameters.iter().any(|parameter| {
        matches!(parameter.kind.kind, Kind::MapType(..) | Kind::FunctionType(_))
            || matches!(&parameter.kind.kind, Kind::Star(inner) if matches!(inner.kind, Kind::MapType(..)))
            || matches!(
                program.underlying(&program.ty(
                    scope,
                    &program.bind(scope, &decl.type_parameters, &[]),
                    &parameter.kind
                )),
                Ty::Map(_)
            )
    });
    facts.touches = of_map;
    facts.follow = of_map || takes || facts.starts;
    visit::stmts(body, &mut |node| match node {
        Node::Stmt(Stmt::Send(..)) => facts.follow = true,
        Node::Expr(Expr { kind: Kind::Select(_, name), .. }) => {
            names.push(&**name);
            facts.touches |= maps.contains(name);
            facts.follow |= matches!(
                &**name,
                "Lock" | "Unlock" | "RLock" | "RUnlock" | "TryLock" | "TryRLock" | "Wait" | "Done" | "Do"
            );
        }
        Node::Expr(Expr { kind: Kind::Name(name), .. }) => {
            names.push(&**name);
            facts.touches |= maps.contains(name);
            facts.follow |= &**name == "close";
        }
        Node::Expr(Expr { kind: Kind::Receive(_), .. }) => facts.follow = true,
        _ => {}
    });
    facts.follow |= facts.touches;
    (facts, names)
}
