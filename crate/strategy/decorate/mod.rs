//! Decorators: what a spec's `+name` puts around a map, whichever it is.
//!
//! Adding one is a file beside this one, its row in [`ROWS`] and its place in `decorated`. A decorator goes
//! around a map that is there behind one type (`erased`), so a visitor is compiled once for each way in which
//! maps are decorated, and not once more for each map; nothing is looked up inside the clock but the map's own
//! operations. What the spec then promises and needs, the decorator's row makes of what the map's own row says.
//!
//! The page's first module has none, and of this nothing but the question whether a name is known.

#[cfg(feature = "full")]
pub mod audit;
#[cfg(feature = "full")]
mod erased;
#[cfg(feature = "full")]
pub mod safe;

use super::{Guarantees, MapSpec, Visitor, registry};
use crate::base::words::Words;
use serde::Serialize;

/// The decorators of this build in the order in which a canonical spec names them.
#[cfg(feature = "full")]
pub const ROWS: &[DecoratorRow] = &[safe::ROW, audit::ROW];
#[cfg(not(feature = "full"))]
pub const ROWS: &[DecoratorRow] = &[];

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

/// Builds the map that the spec names, with its decorators around it, and hands it to the visitor.
pub fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
    #[cfg(feature = "full")]
    if spec.decorators != Decorators::default() {
        return decorated(spec, visitor);
    }
    registry::build(spec, visitor)
}

/// What audits stands next to the map, whose accesses it sees, and what refuses around it.
#[cfg(feature = "full")]
fn decorated<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
    let named = |row: DecoratorRow| spec.decorators.rows().any(|it| it.id == row.id);
    let (refuses, audited) = (named(safe::ROW), named(audit::ROW));
    let deadline = visitor.deadline();
    let map = erased::build(spec, &visitor, audited);
    match (refuses, audited) {
        (_, false) => visitor.visit(safe::SafeMap::new(map, deadline)),
        (false, true) => visitor.visit(audit::AuditMap::new(map, Vis::KEY_WORD)),
        (true, true) => {
            let map = audit::AuditMap::new(map, Vis::KEY_WORD);
            visitor.visit(safe::SafeMap::new(map, deadline))
        }
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
            let bit = 1 << ROWS.iter().position(|row| row.id == name)?;
            if set & bit != 0 {
                return None;
            }
            set |= bit;
        }
        Some(Self(set))
    }

    /// Their rows in canonical order.
    pub fn rows(self) -> impl Iterator<Item = &'static DecoratorRow> {
        let all = ROWS.iter().zip(0..);
        all.filter(move |(_, place)| self.0 & (1 << place) != 0).map(|(row, _)| row)
    }
}
