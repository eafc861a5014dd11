//! Which functions are worth reading: those that may touch maps of others, lock, wait or start anything,
//! themselves or through what they call.
//!
//! Calls are told by name and package, so a function may be read in vain, and what is more than `FAR` calls
//! away is left out, as a walk would leave it out: that keeps a scan of a million lines short.

use super::program::{FunctionId, Imported, PackageId, Program};
use super::tree::*;
use super::types::{Bound, Ty};
use super::visit::{self, Node};
use std::collections::{HashMap, HashSet};

/// Calls between a function and what makes it worth reading.
const FAR: u8 = 3;

pub struct Relevance {
    follow: Vec<bool>,
    starts: Vec<bool>,
    touches: Vec<bool>,
    /// Named in the package, by a function other than itself.
    used: Vec<bool>,
    takes: Vec<bool>,
}

#[derive(Clone, Copy, Default)]
struct Facts {
    /// Leaves something locked or unlocked; waits, sends, closes.
    orders: bool,
    starts: bool,
    touches: bool,
    /// Takes a map or a function.
    takes: bool,
    /// May return part of what it is given.
    small: bool,
}

/// What a function mentions.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Mention<'p> {
    Name(&'p str),
    /// Called with so many arguments, or only named.
    Member(&'p str, Option<usize>),
    Function(FunctionId),
}

impl Relevance {
    pub fn of(program: &Program) -> Self {
        let own_maps = map_names(program);
        let mut methods: HashMap<(PackageId, &str), Vec<FunctionId>> = HashMap::new();
        for (id, info) in program.functions.iter().enumerate() {
            if info.decl.receiver.is_some() {
                methods.entry((info.package, &info.decl.name)).or_default().push(id);
            }
        }
        let imported = imported_packages(program);
        let count = program.functions.len();
        let exported = |name: &&Name| name.starts_with(char::is_uppercase);
        let maps: Vec<HashSet<Name>> = (0..program.packages.len())
            .map(|id| {
                let others = imported[id].iter().flat_map(|other| &own_maps[*other]);
                own_maps[id].iter().chain(others.filter(exported)).cloned().collect()
            })
            .collect();
        let (mut facts, mut used) = (Vec::with_capacity(count), vec![false; count]);
        let mut callers: Vec<Vec<FunctionId>> = vec![Vec::new(); count];
        for (id, info) in program.functions.iter().enumerate() {
            let (fact, mentions) = own(program, id, &maps[info.package]);
            facts.push(fact);
            let package = &program.packages[info.package];
            let mut callees = Vec::new();
            for mention in mentions {
                match mention {
                    Mention::Function(function) => callees.push(function),
                    Mention::Name(name) => callees.extend(package.functions.get(name)),
                    Mention::Member(name, count) => {
                        let fits = |id: &&FunctionId| {
                            let parameters = &program.functions[**id].decl.signature.parameters;
                            let open = matches!(
                                parameters.last().map(|last| &last.kind.kind),
                                Some(Kind::SliceType(_))
                            );
                            count.is_none_or(|count| open || count == parameters.len())
                        };
                        let of = |package| methods.get(&(package, name)).into_iter().flatten();
                        callees.extend(of(info.package).filter(fits));
                        if name.starts_with(char::is_uppercase) {
                            for other in &imported[info.package] {
                                callees.extend(of(*other).filter(fits));
                            }
                        }
                    }
                }
            }
            callees.retain(|callee| *callee != id);
            callees.sort_unstable();
            callees.dedup();
            for callee in callees {
                used[callee] = true;
                callers[callee].push(id);
            }
        }
        let within =
            |far: u8, of: fn(&Facts) -> bool| near(&callers, facts.iter().map(of).collect(), far);
        let starts = within(FAR, |facts| facts.starts);
        let touches = within(FAR, |facts| facts.touches);
        let orders = within(1, |facts| facts.orders);
        let follow = (0..count)
            .map(|id| facts[id].small || starts[id] || touches[id] || orders[id])
            .collect();
        let takes = within(1, |facts| facts.takes);
        Self { follow, starts, touches, used, takes }
    }

    /// Whether to read it where it is called.
    pub fn follow(&self, id: FunctionId) -> bool {
        self.follow[id]
    }

    pub fn starts(&self, id: FunctionId) -> bool {
        self.starts[id]
    }

    /// Maps in fields and package variables.
    pub fn touches(&self, id: FunctionId) -> bool {
        self.touches[id]
    }

    /// Maps or functions that it is given, or what it calls is.
    pub fn takes(&self, id: FunctionId) -> bool {
        self.takes[id]
    }

    pub fn used(&self, id: FunctionId) -> bool {
        self.used[id]
    }
}

/// Those marked, and their callers up to so many calls away.
fn near(callers: &[Vec<FunctionId>], mut marked: Vec<bool>, far: u8) -> Vec<bool> {
    let mut edge: Vec<FunctionId> = (0..marked.len()).filter(|id| marked[*id]).collect();
    for _ in 0..far {
        let mut next = Vec::new();
        for id in edge {
            for caller in &callers[id] {
                if !std::mem::replace(&mut marked[*caller], true) {
                    next.push(*caller);
                }
            }
        }
        edge = next;
    }
    marked
}

/// Of each package, those in sight that its files import.
fn imported_packages(program: &Program) -> Vec<Vec<PackageId>> {
    let mut imported: Vec<Vec<PackageId>> = vec![Vec::new(); program.packages.len()];
    for file in 0..program.files.len() {
        let scope = program.scope(file);
        for name in program.import_names(file) {
            if let Some(Imported::Package(id)) = program.imported(scope, name) {
                imported[scope.package].push(id);
            }
        }
    }
    for list in &mut imported {
        list.sort_unstable();
        list.dedup();
    }
    imported
}

/// Of each package, the names of fields and package variables that are maps.
fn map_names(program: &Program) -> Vec<HashSet<Name>> {
    let mut of_package: Vec<HashSet<Name>> = vec![HashSet::new(); program.packages.len()];
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
        let names = &mut of_package[scope.package];
        let bound = program.bind(scope, &info.decl.parameters, &[]);
        if let Ty::Struct(fields) = program.ty(scope, &bound, &info.decl.kind) {
            let maps = fields.iter().filter(|field| is_map(&field.ty));
            names.extend(maps.map(|field| field.name.clone()));
        }
    }
    for (package, names) in program.packages.iter().zip(&mut of_package) {
        for (name, variable) in &package.variables {
            let scope = program.scope(variable.file);
            let declared =
                variable.of.kind.as_ref().map(|kind| program.ty(scope, &Bound::new(), kind));
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
    of_package
}

/// What a function does itself, and what it mentions.
fn own<'p>(
    program: &'p Program,
    id: FunctionId,
    maps: &HashSet<Name>,
) -> (Facts, HashSet<Mention<'p>>) {
    let info = &program.functions[id];
    let decl = &info.decl;
    let scope = program.scope(info.file);
    let (mut facts, mut mentions) = (Facts::default(), HashSet::new());
    let Some(body) = &decl.body else { return (facts, mentions) };
    facts.starts = program.starts(scope, body);
    // Methods of a map type touch it through their receiver.
    let of_map = info.receiver.is_some_and(|(id, _)| {
        matches!(program.underlying(&Ty::Named(id, std::rc::Rc::default())), Ty::Map(_))
    });
    let bound = program.bind(scope, &decl.type_parameters, &[]);
    facts.takes = of_map
        || decl.signature.parameters.iter().any(|parameter| {
            let ty = program.ty(scope, &bound, &parameter.kind);
            matches!(program.underlying(Program::pointee(&ty)), Ty::Map(_) | Ty::Function(_))
        });
    facts.touches = of_map;
    facts.small = body.len() <= 2
        && decl.signature.results.iter().any(|result| {
            !matches!(program.ty(scope, &bound, &result.kind), Ty::Plain | Ty::Interface(_))
        });
    let (mut locks, mut unlocks) = (0_usize, 0_usize);
    // Their callees are mentioned with a number of arguments.
    let mut called: HashSet<*const Expr> = HashSet::new();
    visit::stmts(body, &mut |node| match node {
        Node::Stmt(Stmt::Send(..)) => facts.orders = true,
        Node::Expr(x @ Expr { kind: Kind::Select(inner, name), .. }) => {
            facts.touches |= maps.contains(name);
            match &**name {
                "Lock" | "RLock" | "TryLock" | "TryRLock" => locks += 1,
                "Unlock" | "RUnlock" => unlocks += 1,
                "Wait" | "Done" | "Do" => facts.orders = true,
                _ => {}
            }
            let package = inner.name().and_then(|name| program.imported(scope, name));
            match package {
                Some(Imported::Package(id)) => {
                    let function = program.packages[id].functions.get(name);
                    mentions.extend(function.map(|id| Mention::Function(*id)));
                }
                Some(Imported::Path(_)) => {}
                None if called.contains(&std::ptr::from_ref(x)) => {}
                None => {
                    mentions.insert(Mention::Member(name, None));
                }
            }
        }
        Node::Expr(Expr { kind: Kind::Call(call), .. }) => count(call, &mut called, &mut mentions),
        Node::Stmt(Stmt::Go(call, _) | Stmt::Defer(call, _)) => {
            count(call, &mut called, &mut mentions);
        }
        Node::Expr(Expr { kind: Kind::Name(name), .. }) => {
            mentions.insert(Mention::Name(name));
            facts.touches |= maps.contains(name);
            facts.orders |= &**name == "close";
        }
        Node::Expr(Expr { kind: Kind::Receive(_), .. }) => facts.orders = true,
        _ => {}
    });
    facts.orders |= (locks == 0) != (unlocks == 0);
    (facts, mentions)
}

/// A method that is called, with its number of arguments.
fn count<'p>(
    call: &'p Call,
    called: &mut HashSet<*const Expr>,
    mentions: &mut HashSet<Mention<'p>>,
) {
    if let Kind::Select(_, name) = &call.callee.kind {
        called.insert(std::ptr::from_ref(&call.callee));
        let spread = call.spread || call.arguments.len() == 1 && is_call(&call.arguments[0]);
        mentions.insert(Mention::Member(name, (!spread).then_some(call.arguments.len())));
    }
}

fn is_call(x: &Expr) -> bool {
    matches!(x.kind, Kind::Call(_))
}
