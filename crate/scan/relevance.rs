//! Which functions are worth reading: those that may touch maps of others, lock, wait or start anything,
//! themselves or through what they call.
//!
//! Calls are known by name and package, so a function may be read in vain, and what is more than `FAR` calls
//! away is left out, as a walk would leave it out. What only locks or waits is followed through functions that do
//! little else: through all others that would be most of a program.

use super::outline::Mention;
use super::program::{FunctionId, Imported, PackageId, Program, Scope};
use super::tree::*;
use super::types::{Bound, Ty};
use super::walk::MAX_CALLS;
use std::collections::{HashMap, HashSet};

/// Calls between a function and what makes it worth reading: as far as walks go.
const FAR: u8 = MAX_CALLS as u8;

/// The same of a function that is looked at by itself because anyone may call it: there are most of these.
const NEAR: u8 = 3;

/// Statements of a function that does little but call another.
const THIN: usize = 4;

pub struct Relevance {
    follow: Vec<bool>,
    starts: Vec<bool>,
    touches: Vec<bool>,
    /// Within few calls, both.
    near: Vec<(bool, bool)>,
    /// Named in the package, by a function other than itself.
    used: Vec<bool>,
    takes: Vec<bool>,
    orders: Vec<bool>,
    /// Itself or by a call.
    ordering: Vec<bool>,
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

impl Relevance {
    pub fn of(program: &Program) -> Self {
        let own_maps = Maps::of(program);
        let imported = imported_packages(program);
        let count = program.functions.len();
        let exported = |name: &&Name| name.starts_with(char::is_uppercase);
        // What may stand behind a dot: fields of the package's own types, and what others export.
        let members: Vec<HashSet<&Name>> = (0..program.packages.len())
            .map(|id| {
                let of = |other: &usize| {
                    own_maps[*other].fields.iter().chain(&own_maps[*other].variables)
                };
                let others = imported[id].iter().flat_map(of);
                own_maps[id].fields.iter().chain(others.filter(exported)).collect()
            })
            .collect();
        let calls = Calls::of(program, &imported);
        let (mut facts, mut used) = (Vec::with_capacity(count), vec![false; count]);
        let mut callers: Vec<Vec<FunctionId>> = vec![Vec::new(); count];
        for (id, info) in program.functions.iter().enumerate() {
            let variables = &own_maps[info.package].variables;
            facts.push(own(program, id, variables, &members[info.package]));
            for callee in calls.from(id) {
                used[callee] = true;
                callers[callee].push(id);
            }
        }
        let any = |_: FunctionId| true;
        let within = |far: u8, of: fn(&Facts) -> bool, through: &dyn Fn(FunctionId) -> bool| {
            near(&callers, facts.iter().map(of).collect(), far, through)
        };
        let starts = within(FAR, |facts| facts.starts, &any);
        let touches = within(FAR, |facts| facts.touches, &any);
        let starts_near = within(NEAR, |facts| facts.starts, &any);
        let touches_near = within(NEAR, |facts| facts.touches, &any);
        let near = starts_near.into_iter().zip(touches_near).collect();
        let thin = |id: FunctionId| program.functions[id].decl.outline.length <= THIN;
        let orders = within(FAR, |facts| facts.orders, &thin);
        let ordering = within(1, |facts| facts.orders, &any);
        let follow = (0..count)
            .map(|id| facts[id].small || starts[id] || touches[id] || orders[id] || ordering[id])
            .collect();
        let takes = within(1, |facts| facts.takes, &any);
        Self { follow, starts, touches, near, used, takes, orders, ordering }
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

    /// Whether it starts something, and touches maps, within few calls.
    pub fn near(&self, id: FunctionId) -> (bool, bool) {
        self.near[id]
    }

    /// Maps or functions that it is given, or what it calls is.
    pub fn takes(&self, id: FunctionId) -> bool {
        self.takes[id]
    }

    /// Leaves something locked or unlocked, waits, or lets others go on, itself or by little more than a call.
    pub fn orders(&self, id: FunctionId) -> bool {
        self.orders[id]
    }

    /// The same, or a function that it calls.
    pub fn ordering(&self, id: FunctionId) -> bool {
        self.ordering[id]
    }

    pub fn used(&self, id: FunctionId) -> bool {
        self.used[id]
    }
}

/// Those marked, and their callers up to so many calls away, through such functions.
fn near(
    callers: &[Vec<FunctionId>],
    mut marked: Vec<bool>,
    far: u8,
    through: &dyn Fn(FunctionId) -> bool,
) -> Vec<bool> {
    let mut edge: Vec<FunctionId> = (0..marked.len()).filter(|id| marked[*id]).collect();
    for _ in 0..far {
        let mut next = Vec::new();
        for id in edge {
            for caller in &callers[id] {
                if through(*caller) && !std::mem::replace(&mut marked[*caller], true) {
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

/// Of a package, the names of what are maps.
#[derive(Clone, Default)]
struct Maps {
    variables: HashSet<Name>,
    fields: HashSet<Name>,
}

impl Maps {
    fn of(program: &Program) -> Vec<Self> {
        let mut of_package = vec![Self::default(); program.packages.len()];
        let is_map = |ty: &Ty| {
            let mut ty = program.underlying(Program::pointee(ty));
            for _ in 0..3 {
                ty = match ty {
                    Ty::List(inner) | Ty::Atomic(inner) => {
                        program.underlying(Program::pointee(&inner))
                    }
                    other => other,
                };
            }
            match ty {
                Ty::Map(_) => true,
                // They may hold one.
                Ty::External(path) => matches!(&*path, "sync/atomic.Value" | "sync.Map"),
                _ => false,
            }
        };
        for info in &program.types {
            let scope = program.scope(info.file);
            let names = &mut of_package[scope.package].fields;
            let bound = program.bind(scope, &info.decl.parameters, &[]);
            map_fields(&program.ty(scope, &bound, &info.decl.kind), &is_map, names, 0);
        }
        for (package, maps) in program.packages.iter().zip(&mut of_package) {
            for (name, variable) in &package.variables {
                let info = &program.variables[variable.of];
                let scope = program.scope(info.file);
                let declared =
                    info.decl.kind.as_ref().map(|kind| program.ty(scope, &Bound::new(), kind));
                let init = info.decl.values.get(variable.index);
                // A struct that has no name has fields of its own.
                let literal = match init.map(|init| &init.kind) {
                    Some(Kind::Composite(Some(kind), _)) => {
                        Some(program.ty(scope, &Bound::new(), kind))
                    }
                    _ => None,
                };
                for ty in literal.iter().chain(&declared) {
                    map_fields(ty, &is_map, &mut maps.fields, 0);
                }
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
                    maps.variables.insert(name.clone());
                }
            }
        }
        of_package
    }
}

/// The names of fields that are maps, also of structs within that have no name.
fn map_fields(ty: &Ty, is_map: &dyn Fn(&Ty) -> bool, names: &mut HashSet<Name>, depth: usize) {
    const MAX_DEPTH: usize = 4;
    let Ty::Struct(fields) = Program::pointee(ty) else { return };
    for field in fields.iter() {
        if is_map(&field.ty) {
            names.insert(field.name.clone());
        } else if depth < MAX_DEPTH {
            map_fields(&field.ty, is_map, names, depth + 1);
        }
    }
}

/// What a function does itself.
fn own(
    program: &Program,
    id: FunctionId,
    variables: &HashSet<Name>,
    members: &HashSet<&Name>,
) -> Facts {
    let info = &program.functions[id];
    let (decl, outline) = (&info.decl, &info.decl.outline);
    if decl.source.is_none() {
        return Facts::default();
    }
    let scope = program.scope(info.file);
    let bound = program.bind(scope, &decl.type_parameters, &[]);
    let ty = |parameter: &Parameter| program.ty(scope, &bound, &parameter.kind);
    let is_map =
        |ty: &Ty| matches!(program.underlying(Program::pointee(ty)), Ty::Map(_) | Ty::Function(_));
    // Methods of a map type touch it through their receiver.
    let of_map = info.receiver.is_some_and(|(id, _)| {
        matches!(program.underlying(&Ty::Named(id, std::rc::Rc::default())), Ty::Map(_))
    });
    let globals = &program.packages[info.package].variables;
    let shared = outline.returned.iter().any(|name| globals.contains_key(name));
    Facts {
        orders: outline.orders,
        starts: outline.starts,
        touches: of_map
            || outline.names.iter().any(|name| variables.contains(name))
            || outline.members.iter().any(|member| members.contains(&member.name)),
        takes: of_map || decl.signature.parameters.iter().any(|given| is_map(&ty(given))),
        small: outline.binds
            || (outline.length <= 2
                || outline.gives
                || shared
                || makes(&decl.name, outline.length))
                && decl
                    .signature
                    .results
                    .iter()
                    .any(|result| leads_on(&ty(result), outline.length)),
    }
}

/// Whether there may be a map behind such a result; of what little functions return, whatever is not plain.
fn leads_on(ty: &Ty, length: usize) -> bool {
    match ty {
        Ty::Plain | Ty::Interface(_) => false,
        Ty::Channel(_) | Ty::Function(_) | Ty::Unknown => length <= 2,
        _ => true,
    }
}

/// A constructor, going by its name: what it returns keeps what it is given.
fn makes(name: &str, length: usize) -> bool {
    const MOST: usize = 12;
    length <= MOST && ["New", "new", "Make", "make"].iter().any(|word| name.starts_with(word))
}

/// Which functions each may call.
struct Calls<'p> {
    program: &'p Program,
    imported: &'p [Vec<PackageId>],
    methods: HashMap<(PackageId, &'p str), Vec<FunctionId>>,
}

impl<'p> Calls<'p> {
    fn of(program: &'p Program, imported: &'p [Vec<PackageId>]) -> Self {
        let mut methods: HashMap<(PackageId, &str), Vec<FunctionId>> = HashMap::new();
        for (id, info) in program.functions.iter().enumerate() {
            if info.decl.receiver.is_some() {
                methods.entry((info.package, &info.decl.name)).or_default().push(id);
            }
        }
        Self { program, imported, methods }
    }

    /// But itself.
    fn from(&self, id: FunctionId) -> Vec<FunctionId> {
        let info = &self.program.functions[id];
        let functions = &self.program.packages[info.package].functions;
        let mut callees: Vec<FunctionId> = info
            .decl
            .outline
            .names
            .iter()
            .filter_map(|name| functions.get(name))
            .copied()
            .collect();
        for member in &info.decl.outline.members {
            self.members(self.program.scope(info.file), member, &mut callees);
        }
        let others: Vec<FunctionId> =
            callees.iter().flat_map(|callee| self.program.others(*callee)).copied().collect();
        callees.extend(others);
        callees.retain(|callee| *callee != id);
        callees.sort_unstable();
        callees.dedup();
        callees
    }

    fn members(&self, scope: Scope, member: &Mention, callees: &mut Vec<FunctionId>) {
        let of = member.of.as_ref().and_then(|name| self.program.imported(scope, name));
        match of {
            Some(Imported::Package(id)) => {
                callees.extend(self.program.packages[id].functions.get(&member.name));
                return;
            }
            Some(Imported::Path(_)) => return,
            None => {}
        }
        let fits = |id: &&FunctionId| {
            let parameters = &self.program.functions[**id].decl.signature.parameters;
            let last = parameters.last().map(|last| &last.kind.kind);
            let open = matches!(last, Some(Kind::SliceType(_)));
            member.arguments.is_none_or(|count| open || count == parameters.len())
        };
        let of = |package| self.methods.get(&(package, &*member.name)).into_iter().flatten();
        callees.extend(of(scope.package).filter(fits));
        if member.name.starts_with(char::is_uppercase) {
            for other in &self.imported[scope.package] {
                callees.extend(of(*other).filter(fits));
            }
        }
    }
}
