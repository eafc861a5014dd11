//! A map as a link names it: `id[:number][:variant][+decorator]...[*copy]`.
//!
//! What a map promises, costs and needs is asked of its spec: its row says what it does by itself, and
//! each decorator what becomes of that.
//!
//! `mutex*2` is the map `mutex` again, under a name of its own: it is built, run and judged as any
//! other, so an experiment with both shows whether this machine tells a map from itself. Nothing
//! but names and equality looks at the copy.

use super::decorate::Decorators;
use super::{Available, Effort, Guarantees, Row, registry};
use serde::{Serialize, Serializer};
use std::fmt;

/// The highest number of a copy: as many as a link may have maps.
pub const MAX_COPY: u32 = 16;

/// A strategy with its parameter and variant settled. Displays as canonical text.
#[derive(Clone, Copy, Debug)]
pub struct MapSpec {
    pub(super) row: &'static Row,
    pub param: Option<u32>,
    pub variant: Option<&'static str>,
    pub decorators: Decorators,
    /// Which of several alike it is; 1, which is never written, is the map itself.
    pub copy: u32,
}

/// How one piece of a `maps` list was understood: what it names, with the nearest that is allowed
/// where it asked for something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub spec: MapSpec,
    pub fault: Option<Fault>,
}

/// What was wrong with the parameter or with the copy; the worst, if with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Out of bounds; the nearest allowed one stands in.
    OutOfRange,
    /// No number; the default, or the map itself, stands in.
    Invalid,
}

impl MapSpec {
    /// `None`: there is no such strategy, variant or decorator.
    pub fn read(text: &str) -> Option<Reading> {
        let (map, copy) = match text.split_once('*') {
            Some((_, copy)) if copy.contains('+') => return None,
            Some((map, copy)) => (map, Some(copy)),
            None => (text, None),
        };
        let (map, decorators) = match map.split_once('+') {
            Some((map, names)) => (map, Decorators::read(names)?),
            None => (map, Decorators::default()),
        };
        let mut parts = map.split(':');
        let row = registry::find(parts.next()?)?;
        let param = row.param.and_then(|_| parts.next()).filter(|text| !text.is_empty());
        let variant = match parts.next() {
            None => None,
            Some(name) => Some(row.variants.iter().find(|variant| variant.id == name)?.id),
        };
        if parts.next().is_some() {
            return None;
        }
        let mut fault = None;
        let param = row.param.map(|bounds| {
            let Some(text) = param else { return bounds.default };
            let param = nearest(text, bounds.min, bounds.max, bounds.default, &mut fault);
            if !bounds.power_of_two || param.is_power_of_two() {
                return param;
            }
            fault = fault.max(Some(Fault::OutOfRange));
            1 << param.ilog2()
        });
        // The map itself has one name, without a number.
        let copy = copy.map_or(1, |text| match nearest(text, 1, MAX_COPY, 1, &mut fault) {
            1 => {
                fault = fault.max(Some(Fault::OutOfRange));
                1
            }
            copy => copy,
        });
        Some(Reading { spec: Self { row, param, variant, decorators, copy }, fault })
    }

    /// The spec of text known to be canonical.
    pub fn canonical(text: &str) -> Option<Self> {
        Self::read(text).filter(|reading| reading.fault.is_none()).map(|reading| reading.spec)
    }

    /// A map of that row, which is in no registry.
    #[cfg(feature = "author")]
    pub fn unlisted(row: &'static Row) -> Self {
        Self { row, param: None, variant: None, decorators: Decorators::default(), copy: 1 }
    }

    /// Whether the registry has it, so that it can be built by name.
    #[cfg(feature = "author")]
    pub fn is_listed(&self) -> bool {
        registry::find(self.row.id).is_some()
    }

    /// The number after the id. Rows without one never ask.
    pub fn number(&self) -> usize {
        self.param.unwrap_or(1) as usize
    }

    /// With that number, as far as the row's bounds let it; as it is, if its row has none.
    pub fn renumbered(self, number: u32) -> Self {
        let param = self.row.param.map(|bounds| {
            let number = number.clamp(bounds.min, bounds.max);
            if bounds.power_of_two { 1 << number.ilog2() } else { number }
        });
        Self { param, ..self }
    }

    /// The map's name and its decorators', told apart from that of other copies.
    pub fn label(&self) -> String {
        let mut label = self.row.label.en.to_owned();
        for row in self.decorators.rows() {
            label = label + ", " + row.label.en;
        }
        match self.copy {
            1 => label,
            copy => format!("{label} (copy {copy})"),
        }
    }

    /// What it promises.
    pub fn guarantees(&self) -> Guarantees {
        let rows = self.decorators.rows();
        rows.fold(self.row.guarantees, |guarantees, row| (row.guarantees)(guarantees))
    }

    /// Whether it stores entries at all.
    pub fn stores(&self) -> bool {
        self.guarantees().stores
    }

    /// Whether clients' operations can be refused.
    pub fn is_fallible(&self) -> bool {
        self.decorators.rows().any(|row| row.refuses)
    }

    /// The name in links, without what is settled by the spec.
    pub fn id(&self) -> &'static str {
        self.row.id
    }

    /// What a program takes on with it.
    pub fn effort(&self) -> Effort {
        self.row.effort
    }

    /// What a program has it by.
    pub fn available(&self) -> Available {
        self.row.available
    }

    /// Threads the map runs besides its clients.
    pub fn extra_threads(&self) -> usize {
        self.row.extra_threads
    }

    /// Whether it can be told at the start how many entries will come.
    pub fn presizes(&self) -> bool {
        self.row.presizes
    }

    /// Most bytes the map may need for that many entries, growth included; for a map that is copied
    /// whole, one copy of it.
    pub fn footprint(&self, entries: u64) -> u64 {
        let own = (self.row.footprint)(self, entries);
        own + self.decorators.rows().map(|row| (row.footprint)(entries)).sum::<u64>()
    }
}

/// The allowed number nearest to the one that the text asks for.
fn nearest(text: &str, min: u32, max: u32, default: u32, fault: &mut Option<Fault>) -> u32 {
    let Some(asked) = read_integer(text) else {
        *fault = Some(Fault::Invalid);
        return default;
    };
    let used = asked.clamp(min.into(), max.into()) as u32;
    if asked != used.into() {
        *fault = (*fault).max(Some(Fault::OutOfRange));
    }
    used
}

/// `-?[0-9]+` of any length, saturated far outside every bound.
pub fn read_integer(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse::<i128>().unwrap_or(i128::MAX);
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

impl PartialEq for MapSpec {
    fn eq(&self, other: &Self) -> bool {
        self.row.id == other.row.id
            && self.param == other.param
            && self.variant == other.variant
            && self.decorators == other.decorators
            && self.copy == other.copy
    }
}

impl fmt::Display for MapSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.id)?;
        if let Some(param) = self.param {
            write!(f, ":{param}")?;
        }
        if let Some(variant) = self.variant {
            write!(f, ":{variant}")?;
        }
        for row in self.decorators.rows() {
            write!(f, "+{}", row.id)?;
        }
        if self.copy > 1 {
            write!(f, "*{}", self.copy)?;
        }
        Ok(())
    }
}

impl Serialize for MapSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the text was understood, and as what.
    fn read(text: &str) -> (&'static str, String) {
        let Some(Reading { spec, fault }) = MapSpec::read(text) else {
            return ("unknown", String::new());
        };
        let how = match fault {
            None => "exact",
            Some(Fault::OutOfRange) => "adjusted",
            Some(Fault::Invalid) => "bad",
        };
        (how, spec.to_string())
    }

    #[test]
    fn a_copy_is_named_after_the_whole_specification() {
        for (text, how, canonical) in [
            ("mutex*2", "exact", "mutex*2"),
            ("mutex*16", "exact", "mutex*16"),
            ("mutex*007", "exact", "mutex*7"),
            ("null*2", "exact", "null*2"),
            ("sharded*2", "exact", "sharded:16*2"),
            ("sharded:*2", "exact", "sharded:16*2"),
            ("sharded:8*2", "exact", "sharded:8*2"),
            ("sharded:16:mutex*2", "exact", "sharded:16:mutex*2"),
            ("sharded::mutex*3", "exact", "sharded:16:mutex*3"),
        ] {
            assert_eq!(read(text), (how, canonical.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_copy_that_is_none_falls_to_the_nearest() {
        for (text, how, canonical) in [
            ("mutex*1", "adjusted", "mutex"),
            ("mutex*0", "adjusted", "mutex"),
            ("mutex*-3", "adjusted", "mutex"),
            ("mutex*17", "adjusted", "mutex*16"),
            ("mutex*99999999999999999999999999999999999999999", "adjusted", "mutex*16"),
            ("mutex*", "bad", "mutex"),
            ("mutex*x", "bad", "mutex"),
            ("mutex*2.0", "bad", "mutex"),
            ("mutex*2*3", "bad", "mutex"),
            ("mutex**2", "bad", "mutex"),
            ("sharded*2:16", "bad", "sharded:16"),
            // One fault of two is told, and that a number is none before that it is too large.
            ("sharded:99999999*2", "adjusted", "sharded:1024*2"),
            ("sharded:99999999*99", "adjusted", "sharded:1024*16"),
            ("sharded:x*2", "bad", "sharded:16*2"),
            ("sharded:x*99", "bad", "sharded:16*16"),
            ("sharded:99999999*x", "bad", "sharded:1024"),
            ("*2", "unknown", ""),
            ("nope*2", "unknown", ""),
            ("2*mutex", "unknown", ""),
            ("sharded:16:nope*2", "unknown", ""),
            ("mutex+", "unknown", ""),
            ("+safe", "unknown", ""),
        ] {
            assert_eq!(read(text), (how, canonical.to_owned()), "{text}");
        }
    }

    #[test]
    #[cfg(feature = "full")]
    fn decorators_stand_after_the_map_and_before_the_copy() {
        for (text, how, canonical) in [
            ("mutex+safe", "exact", "mutex+safe"),
            ("mutex+audit", "exact", "mutex+audit"),
            ("mutex+audit+safe*2", "exact", "mutex+safe+audit*2"),
            ("sharded+safe", "exact", "sharded:16+safe"),
            ("sharded::mutex+safe*2", "exact", "sharded:16:mutex+safe*2"),
            ("sharded:x+safe*99", "bad", "sharded:16+safe*16"),
            ("mutex*2+safe", "unknown", ""),
            ("mutex+safe+safe", "unknown", ""),
            ("mutex+safe+safer", "unknown", ""),
            ("mutex+safe:16", "unknown", ""),
            ("mutex+Safe", "unknown", ""),
        ] {
            assert_eq!(read(text), (how, canonical.to_owned()), "{text}");
        }
        let [plain, safe] = ["mutex", "mutex+safe"].map(|text| MapSpec::canonical(text).unwrap());
        assert_ne!(plain, safe);
        assert!(safe.is_fallible() && !plain.is_fallible());
        assert_eq!(safe.label(), format!("{}, safe", plain.label()));
        assert!(safe.footprint(0) > plain.footprint(0));
    }

    #[test]
    fn copies_are_maps_of_their_own_with_the_same_row() {
        let spec = |text| MapSpec::canonical(text).unwrap();
        assert_ne!(spec("mutex"), spec("mutex*2"));
        assert_ne!(spec("mutex*3"), spec("mutex*2"));
        assert_eq!(spec("mutex*2"), spec("mutex*2"));
        assert_eq!(spec("mutex*2").row.id, spec("mutex").row.id);
        assert_eq!(spec("sharded:8*2").number(), 8);
        assert_eq!(spec("mutex").label(), spec("mutex").row.label.en);
        assert_eq!(spec("mutex*2").label(), format!("{} (copy 2)", spec("mutex").label()));
    }
}
