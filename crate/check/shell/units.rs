//! What stands beside and around what: at each level of a script a sequence of units, pipelines and whole blocks.

use super::{Block, Join, Kind, Parsed};
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Pipeline(usize),
    Block(usize),
}

/// What a unit is to the block around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Plain,
    Condition(usize),
    Body(usize),
    Otherwise,
}

impl Parsed {
    pub fn join(&self, unit: Unit) -> Join {
        match unit {
            Unit::Pipeline(index) => self.pipelines[index].join,
            Unit::Block(block) => self.blocks[block].join,
        }
    }

    pub fn negated(&self, unit: Unit) -> bool {
        match unit {
            Unit::Pipeline(index) => self.pipelines[index].negated,
            Unit::Block(block) => self.blocks[block].negated,
        }
    }

    /// Into what stands behind it.
    pub fn piped(&self, unit: Unit) -> bool {
        match unit {
            Unit::Pipeline(index) => self.pipelines[index].piped,
            Unit::Block(block) => self.blocks[block].piped,
        }
    }

    /// Its first pipeline.
    pub fn start(&self, unit: Unit) -> usize {
        match unit {
            Unit::Pipeline(index) => index,
            Unit::Block(block) => self.blocks[block].pipelines.start,
        }
    }

    pub fn parent(&self, unit: Unit) -> Option<usize> {
        match unit {
            Unit::Pipeline(index) => self.pipelines[index].blocks.last().copied(),
            Unit::Block(block) => self.blocks[block].parent,
        }
    }

    /// And the part of that block, or of the script, that it is in.
    pub fn role(&self, unit: Unit) -> (Role, Range<usize>) {
        let Some(parent) = self.parent(unit) else { return (Role::Plain, 0..self.pipelines.len()) };
        let start = self.start(unit);
        let Block { conditions, bodies, otherwise, pipelines, .. } = &self.blocks[parent];
        let holding = |ranges: &[Range<usize>]| {
            let place = ranges.iter().position(|range| range.contains(&start))?;
            Some((place, ranges[place].clone()))
        };
        if let Some((place, range)) = holding(conditions) {
            return (Role::Condition(place), range);
        }
        if let Some((place, range)) = holding(bodies) {
            return (Role::Body(place), range);
        }
        match otherwise {
            Some(range) if range.contains(&start) => (Role::Otherwise, range.clone()),
            _ => (Role::Plain, pipelines.clone()),
        }
    }

    /// The one that begins with that pipeline, as seen from within that block.
    fn unit(&self, index: usize, parent: Option<usize>) -> Unit {
        let blocks = &self.pipelines[index].blocks;
        let depth = match parent {
            Some(parent) => blocks.iter().position(|block| *block == parent).map_or(0, |at| at + 1),
            None => 0,
        };
        blocks.get(depth).map_or(Unit::Pipeline(index), |block| Unit::Block(*block))
    }

    /// The first pipeline behind it, and behind those that it is piped into.
    fn after(&self, unit: Unit) -> usize {
        match unit {
            Unit::Pipeline(index) if self.pipelines[index].piped => {
                let next = index + 1;
                match next < self.pipelines.len() {
                    true => match self.unit(next, self.parent(unit)) {
                        Unit::Block(block) => self.blocks[block].pipelines.end,
                        Unit::Pipeline(_) => next,
                    },
                    false => next,
                }
            }
            Unit::Pipeline(index) => index + 1,
            Unit::Block(block) => {
                self.blocks[block].pipelines.end + usize::from(self.blocks[block].piped)
            }
        }
    }

    /// The next beside it; none if it is the last. A function's definition is passed over.
    pub fn next(&self, unit: Unit) -> Option<Unit> {
        let (_, section) = self.role(unit);
        let parent = self.parent(unit);
        let mut index = self.after(unit);
        while index < section.end.min(self.pipelines.len()) {
            let next = self.unit(index, parent);
            match next {
                Unit::Block(block) if matches!(self.blocks[block].kind, Kind::Function(_)) => {
                    index = self.blocks[block].pipelines.end;
                }
                _ => return Some(next),
            }
        }
        None
    }

    /// All that stand directly in such a part of a block.
    pub fn within(&self, range: Range<usize>, parent: usize) -> Vec<Unit> {
        let mut units = Vec::new();
        let mut index = range.start;
        while index < range.end {
            let unit = self.unit(index, Some(parent));
            units.push(unit);
            index = self.after(unit).max(index + 1);
        }
        units
    }

    /// The function that it is a part of.
    pub fn function(&self, unit: Unit) -> Option<&str> {
        let mut parent = self.parent(unit);
        while let Some(block) = parent {
            if let Kind::Function(name) = &self.blocks[block].kind {
                return Some(name);
            }
            parent = self.blocks[block].parent;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    #[test]
    fn from_one_unit_to_the_next() {
        let body = "a; { b; c; } | d; f() { e; }; g";
        let parsed = parse(body, 0..body.len());
        let next = |unit| parsed.next(unit);
        assert_eq!(next(Unit::Pipeline(0)), Some(Unit::Block(0)));
        // Past what it is piped into, and past the definition.
        assert_eq!(next(Unit::Block(0)), Some(Unit::Pipeline(5)));
        assert_eq!(
            (next(Unit::Pipeline(1)), next(Unit::Pipeline(2))),
            (Some(Unit::Pipeline(2)), None)
        );
        assert_eq!(
            (parsed.function(Unit::Pipeline(4)), parsed.function(Unit::Pipeline(5))),
            (Some("f"), None)
        );
    }
}
