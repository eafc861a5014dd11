//! What is known where a walk is: values, variables in their scopes, and the call that is being read.

use super::record::{Chain, Doubt};
use super::spot::Spot;
use super::state::{Held, Loops, State, ThreadId};
use crate::program::{FunctionId, Scope};
use crate::source::Offset;
use crate::tree::{Call, Literal, Name};
use crate::types::{Bound, Ty};
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, Default)]
pub struct Value<'p> {
    pub spot: Option<Spot>,
    /// Where the spot was just read from, if it is that variable's own.
    pub via: Option<Spot>,
    pub ty: Ty,
    pub callee: Option<Rc<Callee<'p>>>,
    pub constant: Option<Rc<str>>,
    /// A copy of a struct, whose locks are its own.
    pub copied: bool,
    pub doubt: Doubt,
    /// Several results.
    pub many: Option<Rc<Vec<Value<'p>>>>,
}

pub enum Callee<'p> {
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

pub struct Var<'p> {
    pub home: Spot,
    pub value: Value<'p>,
    pub declared_ty: Ty,
    pub thread: ThreadId,
    /// It holds what was made for it, rather than something that has another name.
    pub own: bool,
}

pub type VarId = usize;
pub type Env = Rc<Block>;

/// A scope of names; closures keep theirs.
pub struct Block {
    pub parent: Option<Env>,
    pub names: RefCell<Vec<(Name, VarId)>>,
    pub types: RefCell<Bound>,
    pub scope: Scope,
}

impl Block {
    pub fn inside(parent: &Env) -> Env {
        let (names, types) = (RefCell::default(), RefCell::default());
        Rc::new(Self { parent: Some(parent.clone()), names, types, scope: parent.scope })
    }

    pub fn top(scope: Scope, types: Bound) -> Env {
        Rc::new(Self { parent: None, names: RefCell::default(), types: RefCell::new(types), scope })
    }

    pub fn find(&self, name: &str) -> Option<VarId> {
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
    pub fn is_type(&self, name: &str) -> bool {
        self.types.borrow().iter().any(|(known, _)| &**known == name)
            || self.parent.as_ref().is_some_and(|parent| parent.is_type(name))
    }

    pub fn bound(&self) -> Bound {
        let mut bound = self.parent.as_ref().map_or_else(Bound::new, |parent| parent.bound());
        bound.extend(self.types.borrow().iter().cloned());
        bound
    }
}

/// Where `break` and `continue` go.
#[derive(Default)]
pub struct Target {
    pub label: Option<Name>,
    pub is_loop: bool,
    pub breaks: Vec<State>,
    pub continues: Vec<State>,
}

/// What a wait is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    One,
    /// The next of a range over a channel.
    Turn,
    All,
}

pub struct Deferred<'p> {
    pub call: &'p Call,
    pub at: Offset,
    pub env: Env,
    /// What `defer lock()()` calls in the end.
    pub callee: Option<Rc<Callee<'p>>>,
}

/// One call that is being read.
pub struct Frame<'p> {
    pub env: Env,
    pub thread: ThreadId,
    pub function: Rc<str>,
    pub chain: Option<Rc<Chain>>,
    pub loops: Loops,
    pub targets: Vec<Target>,
    pub defers: Vec<Deferred<'p>>,
    pub exits: Vec<State>,
    pub results: Vec<Value<'p>>,
    /// Named results, which a bare return gives.
    pub named: Vec<VarId>,
    pub label: Option<Name>,
    /// Branches that one is in.
    pub branches: u32,
    /// The loops around the call.
    pub base: Loops,
    /// Locks held when it was called.
    pub outer: Rc<Vec<Held>>,
    /// The function itself, so that what it returns under its lock is seen.
    pub is_entry: bool,
}

impl Frame<'_> {
    pub fn scope(&self) -> Scope {
        self.env.scope
    }
}
