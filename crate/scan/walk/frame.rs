//! What is known where a walk is: values, variables in their scopes, and the call that is being read.

use super::record::{Chain, Doubt};
use super::spot::{Key, Spot};
use super::state::{Held, Loops, State, ThreadId};
use crate::program::{FunctionId, Scope};
use crate::source::Offset;
use crate::tree::{Call, Literal, Name};
use crate::types::{Bound, Ty};
use std::cell::RefCell;
use std::collections::HashMap;
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
    /// Of a map that was read from where others find it: the locks held then.
    pub held: Rc<Vec<Held>>,
    pub doubt: Doubt,
    /// Several results.
    pub many: Option<Rc<Vec<Value<'p>>>>,
}

impl Value<'_> {
    /// As the key of an element.
    pub fn as_key(&self) -> Key {
        match (&self.constant, &self.spot) {
            (Some(constant), _) => Key::Constant(constant.clone()),
            (None, Some(spot)) if spot.parts.is_empty() => Key::Of(spot.root),
            _ => Key::Any,
        }
    }
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
    /// What it had another name of before it got something that was just made.
    pub was: Option<Spot>,
}

pub type VarId = usize;
pub type Env = Rc<Block>;

/// A scope of names; closures keep theirs.
pub struct Block {
    pub parent: Option<Env>,
    pub names: RefCell<Names>,
    pub types: RefCell<Bound>,
    pub scope: Scope,
}

/// The variables of one scope: mostly few, though source may have thousands.
#[derive(Default)]
pub struct Names {
    few: Vec<(Name, VarId)>,
    many: HashMap<Name, VarId>,
}

impl Names {
    const FEW: usize = 16;

    pub fn insert(&mut self, name: Name, id: VarId) {
        if self.many.is_empty() && self.few.len() < Self::FEW {
            return self.few.push((name, id));
        }
        self.many.extend(self.few.drain(..));
        self.many.insert(name, id);
    }

    /// The last of that name.
    pub fn find(&self, name: &str) -> Option<VarId> {
        let few = || self.few.iter().rev().find(|(known, _)| &**known == name);
        self.many.get(name).copied().or_else(|| few().map(|(_, id)| *id))
    }
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
            let found = block.names.borrow().find(name);
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
    /// Not at all: a flag was read that may have been set.
    Asked,
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
