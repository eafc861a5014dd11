//! A map as a link names it: `id[:number][:variant]`.

use super::{Row, registry};
use serde::{Serialize, Serializer};
use std::fmt;

/// A strategy with its parameter and variant settled. Displays as canonical text.
#[derive(Clone, Copy, Debug)]
pub struct MapSpec {
    pub row: &'static Row,
    pub param: Option<u32>,
    pub variant: Option<&'static str>,
}

/// How one piece of a `maps` list was understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    Exact(MapSpec),
    /// The parameter was no number; the default stands in.
    BadParam(MapSpec),
    /// The parameter was out of bounds; the nearest allowed one stands in.
    Adjusted(MapSpec),
    /// No such strategy or variant.
    Unknown,
}

impl MapSpec {
    pub fn read(text: &str) -> Reading {
        // What follows a plus is a decorator's place; there are none yet.
        if text.contains('+') {
            return Reading::Unknown;
        }
        let mut parts = text.split(':');
        let id = parts.next().unwrap_or_default();
        let Some(row) = registry::find(id) else { return Reading::Unknown };
        let param_text = row.param.and_then(|_| parts.next()).unwrap_or_default();
        let variant_text = parts.next();
        if parts.next().is_some() {
            return Reading::Unknown;
        }
        let variant = match variant_text {
            None => None,
            Some(name) => match row.variants.iter().find(|variant| variant.id == name) {
                Some(variant) => Some(variant.id),
                None => return Reading::Unknown,
            },
        };
        let with = |param| MapSpec { row, param, variant };
        let Some(bounds) = row.param else { return Reading::Exact(with(None)) };
        if param_text.is_empty() {
            return Reading::Exact(with(Some(bounds.default)));
        }
        let Some(asked) = read_integer(param_text) else {
            return Reading::BadParam(with(Some(bounds.default)));
        };
        let mut param = asked.clamp(i128::from(bounds.min), i128::from(bounds.max)) as u32;
        if bounds.power_of_two && !param.is_power_of_two() {
            param = 1 << param.ilog2();
        }
        if i128::from(param) == asked {
            Reading::Exact(with(Some(param)))
        } else {
            Reading::Adjusted(with(Some(param)))
        }
    }

    /// The spec of text known to be canonical.
    pub fn canonical(text: &str) -> Option<Self> {
        match Self::read(text) {
            Reading::Exact(spec) => Some(spec),
            _ => None,
        }
    }

    /// The number after the id. Rows without one never ask.
    pub fn number(&self) -> usize {
        self.param.unwrap_or(1) as usize
    }
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
        self.row.id == other.row.id && self.param == other.param && self.variant == other.variant
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
        Ok(())
    }
}

impl Serialize for MapSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
