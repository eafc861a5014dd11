//! Decorators: what a spec's `+name` puts around a map, whichever it is.
//!
//! Adding one is a file beside this one and its place in [`All`]. A decorator wraps the map before the
//! visitor sees it ([`Through`]), so a decorated map is one type like any other and nothing is looked up
//! inside the clock. What the spec then promises and needs, the decorator's row makes of what the map's
//! own row says.
//!
//! The price is code: each decorator of a build doubles the copies that it has of everything that is
//! generic in the map. So the page's first module has none, and of this nothing but the question whether a
//! name is known.

#[cfg(feature = "full")]
pub mod safe;

use super::{ConcurrentMap, Guarantees, Key, MapSpec, Value, Visitor, registry};
use crate::base::units::Nanos;
use crate::base::words::Words;
use serde::Serialize;
use std::iter;
use std::marker::PhantomData;

/// The decorators of this build, innermost first: the order in which a canonical spec names them, each
/// around all that stands before it.
#[cfg(feature = "full")]
pub type All = (Plain, safe::Safe);
#[cfg(not(feature = "full"))]
pub type All = Plain;

/// No decorator.
pub struct Plain;

/// What goes around a map of any kind.
pub trait Decorator: 'static {
    const ROW: DecoratorRow;

    type Map<K: Key, V: Value, M: ConcurrentMap<K, V>>: ConcurrentMap<K, V>;

    /// Around that map, whose clients give each of their operations so long.
    fn wrap<K: Key, V: Value, M: ConcurrentMap<K, V>>(
        map: M,
        deadline: Nanos,
    ) -> Self::Map<K, V, M>;
}

/// What forms, tables and specs know of a decorator.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecoratorRow {
    /// The name in links; never changes.
    pub id: &'static str,
    pub label: Words,
    /// One line: what it adds.
    pub summary: Words,
    /// What it costs, and what it gives up.
    pub trade_offs: Words,
    /// Clients' operations can be refused.
    pub refuses: bool,
    /// What a map can promise inside it.
    #[serde(skip)]
    pub guarantees: fn(Guarantees) -> Guarantees,
    /// Most bytes that it needs besides the map for that many entries.
    #[serde(skip)]
    pub footprint: fn(u64) -> u64,
}

/// A visitor that has the decorator put around the map first.
struct Through<D, Vis> {
    visitor: Vis,
    decorator: PhantomData<D>,
}

impl<D: Decorator, Vis: Visitor> Visitor for Through<D, Vis> {
    type Key = Vis::Key;
    type Value = Vis::Value;
    type Hasher = Vis::Hasher;
    type Output = Vis::Output;

    const INSPECTED: bool = Vis::INSPECTED;

    fn hasher(&self) -> Vis::Hasher {
        self.visitor.hasher()
    }

    fn capacity(&self) -> usize {
        self.visitor.capacity()
    }

    fn deadline(&self) -> Nanos {
        self.visitor.deadline()
    }

    fn visit<M: ConcurrentMap<Vis::Key, Vis::Value>>(self, map: M) -> Vis::Output {
        let deadline = self.visitor.deadline();
        self.visitor.visit(D::wrap(map, deadline))
    }
}

/// Builds the map that the spec names, with its decorators around it, and hands it to the visitor.
pub fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
    All::build(spec, visitor)
}

/// Every decorator's row, in canonical order.
pub fn rows() -> impl Iterator<Item = &'static DecoratorRow> {
    All::rows()
}

/// Decorators, one around the other; a sequence of them as a type, since a visitor wrapped in one is
/// another type.
trait Sequence {
    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output;

    /// Their rows, innermost first.
    fn rows() -> impl Iterator<Item = &'static DecoratorRow>;
}

impl Sequence for Plain {
    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        registry::build(spec, visitor)
    }

    fn rows() -> impl Iterator<Item = &'static DecoratorRow> {
        iter::empty()
    }
}

impl<Inner: Sequence, D: Decorator> Sequence for (Inner, D) {
    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        if spec.decorators.rows().any(|row| row.id == D::ROW.id) {
            Inner::build(spec, Through { visitor, decorator: PhantomData::<D> })
        } else {
            Inner::build(spec, visitor)
        }
    }

    fn rows() -> impl Iterator<Item = &'static DecoratorRow> {
        Inner::rows().chain(iter::once(const { &D::ROW }))
    }
}

/// Which decorators a spec names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decorators(u8);

impl Decorators {
    /// What stands behind the first `+`: names in any order, each at most once; `None` if one is unknown.
    pub fn read(names: &str) -> Option<Self> {
        let mut set = 0;
        for name in names.split('+') {
            let bit = 1 << rows().position(|row| row.id == name)?;
            if set & bit != 0 {
                return None;
            }
            set |= bit;
        }
        Some(Self(set))
    }

    /// Their rows, innermost first.
    pub fn rows(self) -> impl Iterator<Item = &'static DecoratorRow> {
        let all = rows().zip(0..);
        all.filter(move |(_, place)| self.0 & (1 << place) != 0).map(|(row, _)| row)
    }
}
