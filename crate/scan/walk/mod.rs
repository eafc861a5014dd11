//! Reads a function as its goroutines would run it, and writes down every access to a map.
//!
//! From one function on, calls of functions in sight are followed with what is known of their arguments, so
//! a lock taken by a caller, a closure run under a lock and a map passed along need no special case. Each
//! goroutine started on the way is read at the place of its start, with no lock held. Loops are read twice:
//! what the second turn does meets what the first has started.
//!
//! Calls are followed `MAX_CALLS` deep, and each may take a quarter of the statements that are left for calls:
//! what a function says itself is read to its end, and one large callee leaves room for the next. Calls that
//! were not followed are counted. Past one that may lock or wait, what is found is unsure.
//!
//! An access is written down with the locks held, what was waited for before, and the goroutines that may
//! still run; `order.rs` decides from these alone. Guarantees: the same input gives the same records; it
//! ends, within `BUDGET` statements of the function and `MAX_DEPTH` of anything nested; where that was not
//! enough it says so.

mod atomics;
mod call;
mod expr;
mod foreign;
mod frame;
mod heap;
mod known;
mod loops;
mod record;
mod spawn;
mod spot;
mod state;
mod stmt;
mod store;

pub use record::{Chain, Doubt, Record, Start, Step, Unfollowed, Walked};
pub use spot::{Key, Origin, Part, Same, Spot, same_parts};
pub use state::{Acquired, Assigned, Channel, Flag, Held, Mode, Release, ThreadId, Time};

use super::bodies::Bodies;
use super::finding::Access;
use super::program::{FileId, FunctionId, PackageId, Program};
use super::relevance::Relevance;
use super::source::Offset;
use super::tree::*;
use super::types::{FieldTy, Ty};
use super::unread::Skipped;
use frame::{Block, Callee, Deferred, Env, Frame, Target, Value, Var, VarId, Waits};
use heap::Heap;
use record::{Sent, Thread};
use spot::{Root, RootId};
use state::{Loops, State};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Statements for one function in all.
const BUDGET: u32 = 200_000;
/// Those of them for which calls are followed.
const ALLOWANCE: u32 = 20_000;
/// Statements beyond those for calls that lock or wait.
const PATIENCE: u32 = 4_000;
/// With less left, a call is not followed.
const MIN_ALLOWANCE: u32 = 20;
/// Calls within calls.
pub const MAX_CALLS: usize = 8;
/// What a call may take at least, if that much is left: quarters of quarters would end before the calls do.
const FLOOR: u32 = 200;
/// How often one function is read where it is called.
pub const MAX_TIMES: u32 = 12;
/// Of everything that nests, since it is read by recursion.
const MAX_DEPTH: usize = 220;
/// Things that go with what is returned.
const MAX_RETURNED: usize = 200;
/// How often a statement may be read because of the loops around it.
const MAX_TURNS: u32 = 4;

pub struct Walk<'p> {
    program: &'p Program,
    relevance: &'p Relevance,
    bodies: &'p Bodies<'p>,
    walked: Walked,
    vars: Vec<Var<'p>>,
    globals: HashMap<(PackageId, Name), RootId>,
    externals: HashMap<Name, RootId>,
    /// Values of package variables.
    constants: HashMap<RootId, Value<'p>>,
    heap: Heap<'p>,
    /// Elements that things made here were put into.
    published: HashMap<RootId, Spot>,
    /// Variables by what they refer to, past and present.
    referring: HashMap<RootId, Vec<VarId>>,
    clock: Time,
    budget: u32,
    allowance: u32,
    patience: u32,
    depth: usize,
    turns: u32,
    loops: u32,
    /// Functions and literals that are being read.
    active: Vec<usize>,
    /// How many of them there were when each goroutine that is being read was started.
    begins: Vec<usize>,
    /// How often each was read.
    times: HashMap<FunctionId, u32>,
    /// Nothing is written down: initial values of package variables.
    quiet: bool,
    /// Calls that have a server begin.
    serves: u32,
}

pub fn walk<'p>(
    program: &'p Program,
    relevance: &'p Relevance,
    bodies: &'p Bodies<'p>,
    function: FunctionId,
) -> Walked {
    let walked = Walked {
        function,
        roots: Vec::new(),
        threads: Vec::new(),
        records: Vec::new(),
        releases: Vec::new(),
        sent: Vec::new(),
        paired: HashSet::new(),
        waits: HashSet::new(),
        fills: Vec::new(),
        acquired: Rc::default(),
        returned: Vec::new(),
        assigned: HashMap::new(),
        taken: HashSet::new(),
        cut: false,
        unfollowed: Vec::new(),
    };
    let mut walk = Walk {
        program,
        relevance,
        bodies,
        walked,
        vars: Vec::new(),
        globals: HashMap::new(),
        externals: HashMap::new(),
        constants: HashMap::new(),
        heap: Heap::default(),
        published: HashMap::new(),
        referring: HashMap::new(),
        clock: 0,
        budget: BUDGET,
        allowance: ALLOWANCE,
        patience: PATIENCE,
        depth: 0,
        turns: 1,
        loops: 0,
        active: Vec::new(),
        begins: Vec::new(),
        times: HashMap::new(),
        quiet: false,
        serves: 0,
    };
    walk.entry(function);
    walk.walked
}

impl<'p> Walk<'p> {
    fn entry(&mut self, function: FunctionId) {
        let program = self.program;
        let info = &program.functions[function];
        let Some(body) = self.bodies.of(function) else { return };
        self.walked.threads.push(Thread {
            start: Start::Entry,
            parent: 0,
            site: (info.file, info.decl.at),
            time: 0,
            loops: Loops::default(),
        });
        let env = self.function_env(function, &[]);
        let mut frame = self.frame(env, 0, info.label.clone(), None);
        frame.is_entry = true;
        let parameters = info.decl.receiver.iter().chain(&info.decl.signature.parameters);
        for parameter in parameters {
            let bound = frame.env.bound();
            let ty = program.ty(frame.scope(), &bound, &parameter.kind);
            let name = parameter.name.clone().unwrap_or_else(|| "_".into());
            let root =
                self.root(Origin::Given, ty.clone(), name.clone(), (info.file, parameter.kind.at));
            let copied = self.is_copied(&ty);
            let value = Value { spot: Some(Spot::root(root)), ty, copied, ..Value::default() };
            let copy = self.copy_of(value, info.file, parameter.kind.at);
            let value = Value { copied, ..copy };
            match value.spot.as_ref().is_some_and(|spot| spot.root == root) {
                true => self.declare_with_home(&frame, name, Spot::root(root), value),
                false => self.declare(&frame, &name, parameter.kind.at, value, Origin::Made),
            };
        }
        self.active.push(std::ptr::from_ref(&info.decl) as usize);
        let mut state = State::default();
        self.body(body, &info.decl.signature, &mut frame, &mut state);
        self.handed_back(&frame.results.clone(), &mut frame, &mut state);
        self.walked.acquired = state.acquired;
        let spots = frame.results.iter().filter_map(|value| value.spot.as_ref());
        let mut returned: Vec<RootId> = spots.map(|spot| spot.root).collect();
        // What the fields of it lead to goes with it.
        let mut next = 0;
        while let Some(root) = returned.get(next).copied() {
            for inner in self.heap.roots(root) {
                if !returned.contains(&inner) && returned.len() < MAX_RETURNED {
                    returned.push(inner);
                }
            }
            next += 1;
        }
        returned.sort_unstable();
        self.walked.returned = returned;
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
            branches: 0,
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
        if self.is_fresh(&value) {
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
        let id = self.vars.len();
        let root = value.spot.as_ref().map(|spot| spot.root);
        root.into_iter().for_each(|root| self.referring.entry(root).or_default().push(id));
        self.vars.push(Var { home, value, declared_ty, thread: frame.thread, own, was: None });
        frame.env.names.borrow_mut().insert(name, id);
        id
    }

    /// Whether whoever is passed such a value has locks of his own in it.
    fn is_copied(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Named(..) | Ty::Struct(_) => {
                matches!(self.program.underlying(ty), Ty::Struct(_))
            }
            Ty::External(path) => matches!(&**path, "sync.Mutex" | "sync.RWMutex"),
            _ => false,
        }
    }

    /// Whether it is being read. A goroutine may run what has started it: read once more, that shows all there is.
    fn is_running(&self, identity: usize) -> bool {
        let since = self.begins.last().copied().unwrap_or(0);
        self.active[since..].contains(&identity)
            || self.active.iter().filter(|known| **known == identity).count() > 1
    }

    fn chain(&self, frame: &Frame<'p>, at: Offset, what: Step) -> Option<Rc<Chain>> {
        let (file, before) = (frame.scope().file, frame.chain.clone());
        Some(Rc::new(Chain { file, at, what, branches: frame.branches, before }))
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
            first: kind == Access::Replacement && state.absent.contains(spot),
            present: value.via.as_ref().is_some_and(|via| state.present.contains(via)),
            branches: frame.branches,
            blind: state.blind,
            flags: state.flags.clone(),
        });
    }

    fn release(&mut self, frame: &Frame<'p>, state: &State, key: &Spot, is_send: bool) {
        let time = self.tick();
        let (thread, loops, acquired) = (frame.thread, frame.loops.clone(), state.acquired.clone());
        let key = key.clone();
        self.walked.releases.push(Release { key, thread, time, loops, is_send, acquired });
    }

    fn acquire(&mut self, frame: &Frame<'p>, state: &mut State, key: &Spot, how: Waits) {
        let time = self.tick();
        let (key, thread, loops) = (key.clone(), frame.thread, frame.loops.clone());
        let (drains, turn) = (how == Waits::All, how == Waits::Turn);
        let asked = how == Waits::Asked;
        let sure = (!asked).then_some(time);
        self.walked.waits.insert((thread, key.clone()));
        state.acquire(Acquired { key, thread, time, sure, loops, count: 1, drains, turn, asked });
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
