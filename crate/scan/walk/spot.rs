//! What an access is to: a path from something that was declared or made to a map, lock or channel.
//!
//! Pointers have no part of their own, so `c.m` is the same spot through `c` and through `*c`. Two spots
//! are of different memory, surely of the same, or perhaps of the same, where an index is not known.

use crate::source::Offset;
use crate::tree::Name;
use crate::types::Ty;
use std::rc::Rc;

pub type RootId = u32;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub root: RootId,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Field(Name),
    Element(Key),
    /// What was received from a channel.
    Received,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Any,
    Constant(Rc<str>),
    /// What a variable holds.
    Of(RootId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A package variable.
    Global,
    /// Of the function that is looked at: its receiver or a parameter.
    Given,
    /// Declared or made while it is looked at.
    Made,
    /// One for each turn of a loop.
    LoopVariable,
}

#[derive(Clone, Debug)]
pub struct Root {
    pub origin: Origin,
    pub ty: Ty,
    /// For messages; of a package variable with its package's folder, which makes it unique.
    pub name: Name,
    /// Which declaration it is of, equal for each turn of a loop.
    pub declared: (usize, Offset),
    /// Of a channel, where that is a literal number.
    pub capacity: Option<u32>,
}

/// Whether two spots are of the same memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Same {
    No,
    Perhaps,
    Yes,
}

impl Spot {
    pub fn root(root: RootId) -> Self {
        Self { root, parts: Vec::new() }
    }

    pub fn with(&self, part: Part) -> Self {
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        parts.extend_from_slice(&self.parts);
        parts.push(part);
        Self { root: self.root, parts }
    }

    pub fn starts_with(&self, other: &Self) -> bool {
        self.root == other.root && self.parts.starts_with(&other.parts)
    }
}

/// Compares parts of spots with one root.
pub fn same_parts(a: &[Part], b: &[Part], roots: &[Root]) -> Same {
    if a.len() != b.len() {
        return Same::No;
    }
    let each = a.iter().zip(b).map(|(a, b)| match (a, b) {
        (Part::Element(a), Part::Element(b)) => same_keys(a, b, roots),
        (a, b) if a == b => Same::Yes,
        _ => Same::No,
    });
    each.min().unwrap_or(Same::Yes)
}

fn same_keys(a: &Key, b: &Key, roots: &[Root]) -> Same {
    match (a, b) {
        (Key::Any, _) | (_, Key::Any) => Same::Perhaps,
        (a, b) if a == b => Same::Yes,
        (Key::Constant(_), Key::Constant(_)) => Same::No,
        (Key::Of(a), Key::Of(b)) => {
            let (a, b) = (&roots[*a as usize], &roots[*b as usize]);
            let turns = a.declared == b.declared && a.origin == Origin::LoopVariable;
            if turns { Same::No } else { Same::Perhaps }
        }
        _ => Same::Perhaps,
    }
}
