//! Reads a function as its goroutines would run it, and writes down every access to a map.
//!
//! From one function on, calls of functions in sight are followed with what is known of their arguments, so
//! a lock taken by a caller, a closure run under a lock and a map passed along need no special case. Each
//! goroutine started on the way is read at the place of its start, with no lock held. Loops are read twice:
//! what the second turn does meets what the first has started.
//!
//! An access is written down with the locks held, what was waited for before, and the goroutines that may
//! still run; `pairs.rs` decides from these alone. Guarantees: the same input gives the same records; it
//! ends, within `BUDGET` statements for one function and `MAX_DEPTH` of anything nested.

mod call;
mod expr;
mod known;
mod spot;
mod state;
mod stmt;

pub use spot::{Origin, Part, Root, RootId, Same, Spot, same_parts};
pub use state::{Acquired, Chain, Held, Mode, Release, ThreadId, Time};

use super::finding::Access;
use super::program::{FileId, FunctionId, PackageId, Program, Scope};
use super::relevance::Relevance;
use super::source::Offset;
use super::tree::*;
use super::types::{Bound, Ty};
use state::{Loops, State};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Statements for one function, callees included.
const BUDGET: u32 = 20_000;
/// Calls within calls.
const MAX_CALLS: usize = 8;
/// How often one function is read where it is called.
const MAX_TIMES: u32 = 12;
/// Of everything that nests, since it is read by recursion.
const MAX_DEPTH: usize = 220;
/// How often a statement may be read because of the loops around it.
const MAX_TURNS: u32 = 4;

/// Why something runs at a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The function that was asked about.
    Entry,
    Go,
    /// A method called Go of a type that is not known.
    Perhaps,
    Timer,
    /// By a server, for each request.
    Handler,
    /// `t.Parallel`.
    Test,
    /// `b.RunParallel`: joined when it returns.
    Benchmark,
}

#[derive(Debug)]
pub struct Thread {
    pub start: Start,
    pub parent: ThreadId,
    /// Where it was started: equal for each turn of a loop.
    pub site: (FileId, Offset),
    pub time: Time,
    /// Of its parent, when it was started.
    pub loops: Loops,
}

/// What makes a record less than certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The type is not in sight, but what is done can only be done to a map.
    pub untyped: bool,
    /// Nor that.
    pub unsure: bool,
    /// Through an interface whose one implementation in sight need not be the one.
    pub interface: bool,
}

#[derive(Clone, Debug)]
pub struct Record {
    pub spot: Spot,
    /// The variable or field that the map was just read from.
    pub via: Option<Spot>,
    pub kind: Access,
    pub file: FileId,
    pub span: (Offset, Offset),
    pub thread: ThreadId,
    pub time: Time,
    pub loops: Loops,
    pub locks: Rc<Vec<Held>>,
    /// Those of them that the function's caller has taken.
    pub outer: Rc<Vec<Held>>,
    pub acquired: Rc<Vec<Acquired>>,
    pub live: Rc<Vec<ThreadId>>,
    pub chain: Option<Rc<Chain>>,
    pub function: Rc<str>,
    pub doubt: Doubt,
}

/// A map or what holds one, put into a channel.
#[derive(Clone, Debug)]
pub struct Sent {
    pub channel: Spot,
    pub value: Spot,
    pub thread: ThreadId,
    pub time: Time,
}

/// What was found in one function.
pub struct Walked {
    pub function: FunctionId,
    pub roots: Vec<Root>,
    pub threads: Vec<Thread>,
    pub records: Vec<Record>,
    pub releases: Vec<Release>,
    pub sent: Vec<Sent>,
    /// Channels of one place that a goroutine both fills and empties: locks.
    pub paired: HashSet<(ThreadId, Spot)>,
    /// What the function has waited for when it returns.
    pub acquired: Rc<Vec<Acquired>>,
    /// What it returns.
    pub returned: Vec<RootId>,
    /// The budget was not enough.
    pub cut: bool,
}

#[derive(Clone, Default)]
struct Value<'p> {
    spot: Option<Spot>,
    /// Where the spot was just read from, if it is that variable's own.
    via: Option<Spot>,
    ty: Ty,
    callee: Option<Rc<Callee<'p>>>,
    constant: Option<Rc<str>>,
    /// A copy of a struct, whose locks are its own.
    copied: bool,
    doubt: Doubt,
    /// Several results.
    many: Option<Rc<Vec<Value<'p>>>>,
}

enum Callee<'p> {
    /// With the name of the function it stands in.
    Literal(&'p Literal, Env, Rc<str>),
    Function(FunctionId),
    Method(FunctionId, Value<'p>),
    /// `maps.Copy`, or `.Lock` of a value that is the receiver; the type's path is before the dot.
    Named(Name, Option<Value<'p>>),
    /// Ends a context, which is the same as closing its channel.
    Cancel(Spot),
    /// What `sync.OnceFunc` and its kin return.
    Once(Rc<Callee<'p>>, Spot),
}

struct Var<'p> {
    home: Spot,
    value: Value<'p>,
    declared_ty: Ty,
    thread: ThreadId,
    /// It holds what was made for it, rather than something that has another name.
    own: bool,
}

type VarId = usize;
type Env = Rc<Block>;

/// A scope of names; closures keep theirs.
struct Block {
    parent: Option<Env>,
    names: RefCell<Vec<(Name, VarId)>>,
    types: RefCell<Bound>,
    scope: Scope,
}

impl Block {
    fn inside(parent: &Env) -> Env {
        let (names, types) = (RefCell::default(), RefCell::default());
        Rc::new(Self { parent: Some(parent.clone()), names, types, scope: parent.scope })
    }

    fn top(scope: Scope, types: Bound) -> Env {
        Rc::new(Self { parent: None, names: RefCell::default(), types: RefCell::new(types), scope })
    }

    fn find(&self, name: &str) -> Option<VarId> {
        let mut block = self;
        loop {
            let found =
                block.names.borrow().iter().rev().find(|(n, _)| &**n == name).map(|(_, id)| *id);
            if found.is_some() {
                return found;
            }
            block = block.parent.as_deref()?;
        }
    }

    /// Whether it is a type parameter or a local type.
    fn is_type(&self, name: &str) -> bool {
        self.types.borrow().iter().any(|(known, _)| &**known == name)
            || self.parent.as_ref().is_some_and(|parent| parent.is_type(name))
    }

    fn bound(&self) -> Bound {
        let mut bound = self.parent.as_ref().map_or_else(Bound::new, |parent| parent.bound());
        bound.extend(self.types.borrow().iter().cloned());
        bound
    }
}

/// Where `break` and `continue` go.
#[derive(Default)]
struct Target {
    label: Option<Name>,
    is_loop: bool,
    breaks: Vec<State>,
    continues: Vec<State>,
}

/// What a wait is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    One,
    /// The next of a range over a channel.
    Turn,
    All,
}

struct Deferred<'p> {
    call: &'p Call,
    at: Offset,
    env: Env,
    /// What `defer lock()()` calls in the end.
    callee: Option<Rc<Callee<'p>>>,
}

/// One call that is being read.
struct Frame<'p> {
    env: Env,
    thread: ThreadId,
    function: Rc<str>,
    chain: Option<Rc<Chain>>,
    loops: Loops,
    targets: Vec<Target>,
    defers: Vec<Deferred<'p>>,
    exits: Vec<State>,
    results: Vec<Value<'p>>,
    /// Named results, which a bare return gives.
    named: Vec<VarId>,
    label: Option<Name>,
    /// The loops around the call.
    base: Loops,
    /// Locks held when it was called.
    outer: Rc<Vec<Held>>,
    /// The function itself, so that what it returns under its lock is seen.
    is_entry: bool,
}

impl Frame<'_> {
    fn scope(&self) -> Scope {
        self.env.scope
    }
}

pub struct Walk<'p> {
    program: &'p Program,
    relevance: &'p Relevance,
    walked: Walked,
    vars: Vec<Var<'p>>,
    globals: HashMap<(PackageId, Name), RootId>,
    externals: HashMap<Name, RootId>,
    /// Values of package variables.
    constants: HashMap<RootId, Value<'p>>,
    /// What was put into fields of things made here.
    heap: HashMap<Spot, Value<'p>>,
    clock: Time,
    budget: u32,
    depth: usize,
    turns: u32,
    loops: u32,
    /// Functions and literals that are being read.
    active: Vec<usize>,
    /// How often each was read.
    times: HashMap<FunctionId, u32>,
    /// Nothing is written down: initial values of package variables.
    quiet: bool,
}

pub fn walk<'p>(program: &'p Program, relevance: &'p Relevance, function: FunctionId) -> Walked {
    let walked = Walked {
        function,
        roots: Vec::new(),
        threads: Vec::new(),
        records: Vec::new(),
        releases: Vec::new(),
        sent: Vec::new(),
        paired: HashSet::new(),
        acquired: Rc::default(),
        returned: Vec::new(),
        cut: false,
    };
    let mut walk = Walk {
        program,
        relevance,
        walked,
        vars: Vec::new(),
        globals: HashMap::new(),
        externals: HashMap::new(),
        constants: HashMap::new(),
        heap: HashMap::new(),
        clock: 0,
        budget: BUDGET,
        depth: 0,
        turns: 1,
        loops: 0,
        active: Vec::new(),
        times: HashMap::new(),
        quiet: false,
    };
    walk.entry(function);
    walk.walked
}

impl<'p> Walk<'p> {
    fn entry(&mut self, function: FunctionId) {
        let program = self.program;
        let info = &program.functions[function];
        let Some(body) = &info.decl.body else { return };
        self.walked.threads.push(Thread {
            start: Start::Entry,
            parent: 0,
            site: (info.file, info.decl.at),
            time: 0,
            loops: Loops::default(),
        });
        let env = self.function_env(function, &[]);
        let mut frame = self.frame(env, 0, program.label(function).into(), None);
        frame.is_entry = true;
        let parameters = info.decl.receiver.iter().chain(&info.decl.signature.parameters);
        for parameter in parameters {
            let bound = frame.env.bound();
            let ty = program.ty(frame.scope(), &bound, &parameter.kind);
            let name = parameter.name.clone().unwrap_or_else(|| "_".into());
            let root =
                self.root(Origin::Given, ty.clone(), name.clone(), (info.file, parameter.kind.at));
            let copied = self.is_struct(&ty);
            let value = Value { spot: Some(Spot::root(root)), ty, copied, ..Value::default() };
            self.declare_with_home(&frame, name, Spot::root(root), value);
        }
        self.active.push(std::ptr::from_ref(&*info.decl) as usize);
        let mut state = State::default();
        self.body(body, &info.decl.signature, &mut frame, &mut state);
        self.walked.acquired = state.acquired;
        let spots = frame.results.iter().filter_map(|value| value.spot.as_ref());
        self.walked.returned = spots.map(|spot| spot.root).collect();
    }

    fn frame(
        &self,
        env: Env,
        thread: ThreadId,
        function: Rc<str>,
        chain: Option<Rc<Chain>>,
    ) -> Frame<'p> {
        Frame {
            env,
            thread,
            function,
            chain,
            loops: Loops::default(),
            targets: Vec::new(),
            defers: Vec::new(),
            exits: Vec::new(),
            results: Vec::new(),
            named: Vec::new(),
            label: None,
            base: Loops::default(),
            outer: Rc::default(),
            is_entry: false,
        }
    }

    /// A function's own scope, with what its type parameters stand for.
    fn function_env(&self, function: FunctionId, receiver_arguments: &[Ty]) -> Env {
        let info = &self.program.functions[function];
        let scope = self.program.scope(info.file);
        let mut bound = self.program.bind(scope, &info.decl.type_parameters, &[]);
        // func (s Set[K]) names the type's parameters anew.
        if let (Some(receiver), Some((id, _))) = (&info.decl.receiver, info.receiver) {
            let mut kind = &receiver.kind;
            if let Kind::Star(inner) = &kind.kind {
                kind = inner;
            }
            if let Kind::Index(_, names) = &kind.kind {
                let ty = &self.program.types[id];
                let of_type = self.program.scope(ty.file);
                let meant = self.program.bind(of_type, &ty.decl.parameters, receiver_arguments);
                for (name, (_, ty)) in names.iter().zip(meant) {
                    bound.extend(name.name().map(|name| (name.clone(), ty)));
                }
            }
        }
        Block::top(scope, bound)
    }

    fn tick(&mut self) -> Time {
        self.clock += 1;
        self.clock
    }

    fn root(&mut self, origin: Origin, ty: Ty, name: Name, declared: (FileId, Offset)) -> RootId {
        self.walked.roots.push(Root { origin, ty, name, declared, capacity: None });
        self.walked.roots.len() as RootId - 1
    }

    fn made(&mut self, frame: &Frame<'p>, ty: Ty, name: &str, at: Offset) -> Value<'p> {
        let file = frame.scope().file;
        let root = self.root(Origin::Made, ty.clone(), name.into(), (file, at));
        Value { spot: Some(Spot::root(root)), ty, ..Value::default() }
    }

    /// A variable that refers to the value's own memory if the value has some, else to new memory.
    fn declare(
        &mut self,
        frame: &Frame<'p>,
        name: &Name,
        at: Offset,
        value: Value<'p>,
        origin: Origin,
    ) -> VarId {
        let file = frame.scope().file;
        let home = Spot::root(self.root(origin, value.ty.clone(), name.clone(), (file, at)));
        self.declare_with_home(frame, name.clone(), home, value)
    }

    fn declare_with_home(
        &mut self,
        frame: &Frame<'p>,
        name: Name,
        home: Spot,
        mut value: Value<'p>,
    ) -> VarId {
        let fresh = value.spot.as_ref().is_none_or(|spot| {
            let root = &self.walked.roots[spot.root as usize];
            spot.parts.is_empty() && root.origin == Origin::Made && root.name.is_empty()
        });
        if fresh {
            // What was just made is known by the variable's name.
            if let Some(made) = value.spot.take() {
                let capacity = self.walked.roots[made.root as usize].capacity;
                self.walked.roots[home.root as usize].capacity = capacity;
                self.rename(&made, &home);
            }
            value.spot = Some(home.clone());
        }
        value.via = None;
        // A variable's value may change.
        value.constant = None;
        let (declared_ty, own) = (value.ty.clone(), value.spot.as_ref() == Some(&home));
        self.vars.push(Var { home, value, declared_ty, thread: frame.thread, own });
        let id = self.vars.len() - 1;
        frame.env.names.borrow_mut().push((name, id));
        id
    }

    /// What a literal's fields hold belongs to whoever holds the literal.
    fn rename(&mut self, from: &Spot, to: &Spot) {
        if from == to || self.heap.is_empty() {
            return;
        }
        let of: Vec<Spot> =
            self.heap.keys().filter(|spot| spot.root == from.root).cloned().collect();
        for spot in of {
            if let Some(value) = self.heap.remove(&spot) {
                let mut parts = to.parts.clone();
                parts.extend(spot.parts);
                self.heap.insert(Spot { root: to.root, parts }, value);
            }
        }
    }

    fn is_struct(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Named(..) | Ty::Struct(_))
            && matches!(self.program.underlying(ty), Ty::Struct(_))
    }

    fn chain(&self, frame: &Frame<'p>, at: Offset, what: String) -> Option<Rc<Chain>> {
        let (file, before) = (frame.scope().file, frame.chain.clone());
        Some(Rc::new(Chain { file, at, what, before }))
    }

    /// Writes an access down, if what it is to is known.
    fn touch(
        &mut self,
        frame: &Frame<'p>,
        state: &State,
        value: &Value<'p>,
        kind: Access,
        span: (Offset, Offset),
        doubt: Doubt,
    ) {
        let Some(spot) = &value.spot else { return };
        if self.quiet || state.dead {
            return;
        }
        let time = self.tick();
        let doubt = Doubt {
            untyped: doubt.untyped || value.doubt.untyped,
            unsure: doubt.unsure,
            interface: doubt.interface || value.doubt.interface,
        };
        self.walked.records.push(Record {
            spot: spot.clone(),
            via: value.via.clone(),
            kind,
            file: frame.scope().file,
            span,
            thread: frame.thread,
            time,
            loops: frame.loops.clone(),
            locks: state.locks.clone(),
            outer: frame.outer.clone(),
            acquired: state.acquired.clone(),
            live: state.live.clone(),
            chain: frame.chain.clone(),
            function: frame.function.clone(),
            doubt,
        });
    }

    fn release(&mut self, frame: &Frame<'p>, key: &Spot, is_send: bool) {
        let time = self.tick();
        let (thread, loops) = (frame.thread, frame.loops.clone());
        self.walked.releases.push(Release { key: key.clone(), thread, time, loops, is_send });
    }

    fn acquire(&mut self, frame: &Frame<'p>, state: &mut State, key: &Spot, how: Waits) {
        let time = self.tick();
        let (key, thread, loops) = (key.clone(), frame.thread, frame.loops.clone());
        let (drains, turn) = (how == Waits::All, how == Waits::Turn);
        state.acquire(Acquired { key, thread, time, loops, count: 1, drains, turn, maybe: false });
    }

    /// Nests one deeper, or not at all where that would be too deep.
    fn deeper<T: Default>(&mut self, go: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MAX_DEPTH || self.budget == 0 {
            self.walked.cut = true;
            return T::default();
        }
        self.depth += 1;
        let value = go(self);
        self.depth -= 1;
        value
    }
}

impl Program {
    /// `Cache.Set`.
    pub fn label(&self, function: FunctionId) -> String {
        let info = &self.functions[function];
        match info.receiver {
            Some((id, _)) => format!("{}.{}", self.types[id].decl.name, info.decl.name),
            None => info.decl.name.to_string(),
        }
    }
}
