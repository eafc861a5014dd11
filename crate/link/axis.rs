//! The axis of the Scale lab: one setting that takes several values, all else being equal.
//!
//! Each value gives an experiment of its own; what it changes is said here and nowhere else. Its
//! canonical text is the axis's name and its values in ascending order, each once.

use super::axes::{AXES, AxisKind, AxisSpec, FEWEST_VALUES, MOST_VALUES};
use super::kinds::{Judged, judge_decimal, judge_integer};
use super::values::Values;
use crate::strategy::MapSpec;
use crate::workload::mix::{Mix, Op};

/// What is varied, and the values in ascending order.
#[derive(Clone, Debug)]
pub struct Axis {
    pub spec: &'static AxisSpec,
    pub values: Vec<String>,
}

impl Axis {
    /// Reads `name` or `name:value,value`; `None` if it is neither. The flag tells that a value was
    /// moved to a bound, or that there were too many.
    pub fn read(text: &str) -> Option<(Self, bool)> {
        let (name, list) = text.split_once(':').unwrap_or((text, ""));
        let spec = AXES.iter().find(|spec| spec.name == name)?;
        let list = if list.is_empty() { spec.default } else { list };
        let mut adjusted = false;
        let mut values: Vec<String> = Vec::new();
        for piece in list.split(',') {
            let (value, moved) = spec.kind.judge(piece)?;
            adjusted |= moved;
            if values.contains(&value) {
                continue;
            }
            let number = as_number(&value);
            let place = values.iter().position(|other| as_number(other) > number);
            values.insert(place.unwrap_or(values.len()), value);
        }
        adjusted |= values.len() > MOST_VALUES;
        values.truncate(MOST_VALUES);
        (values.len() >= FEWEST_VALUES).then_some((Self { spec, values }, adjusted))
    }

    /// The map that stands for that one at a value: itself, unless its number is what varies.
    pub fn map_at(&self, map: &str, value: &str) -> String {
        if self.spec.name == "shards" { renumbered(map, value) } else { map.to_owned() }
    }

    /// Gives what is varied that value.
    pub fn apply(&self, value: &str, values: &mut Values) {
        match self.spec.name {
            "reads" => {
                let mix = Mix::parse(&values["mix"]).expect("a judged mix parses");
                let reads = value.parse().expect("a judged integer parses");
                values.set("mix", mix.with_share(Op::Get, reads).to_string());
            }
            "shards" => {
                let baseline = renumbered(&values["baseline"], value);
                let mut maps: Vec<String> = Vec::new();
                for map in values["maps"].split(',').map(|map| renumbered(map, value)) {
                    // Two that differed by their number alone are one and the same now.
                    if !maps.contains(&map) {
                        maps.push(map);
                    }
                }
                values.set("maps", maps.join(","));
                values.set("baseline", baseline);
            }
            "value" => values.set("value", format!("bytes:{value}")),
            "theta" => values.set("dist", format!("zipf:{value}")),
            _ => values.set(self.spec.key.expect("a key's own axis"), value.to_owned()),
        }
    }
}

impl std::fmt::Display for Axis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.spec.name, self.values.join(","))
    }
}

impl AxisKind {
    /// Canonical text, and whether the value had to be moved to a bound.
    fn judge(&self, text: &str) -> Option<(String, bool)> {
        match self {
            Self::Decimal { param } => judge_decimal(text, param),
            Self::Integer { min, max } => match judge_integer(text, *min, *max) {
                Judged::Good(value) => Some((value, false)),
                Judged::Bounded(value) => Some((value, true)),
                Judged::Bad | Judged::Partly(_) => None,
            },
        }
    }
}

/// The value as a position on the axis.
pub fn as_number(value: &str) -> f64 {
    value.parse().unwrap_or(f64::NAN)
}

/// The map with another number, as far as its bounds let it.
fn renumbered(map: &str, number: &str) -> String {
    let Some(spec) = MapSpec::canonical(map) else { return map.to_owned() };
    spec.renumbered(number.parse().expect("a judged integer parses")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_bounded_and_unique() {
        let read = |text| Axis::read(text).map(|(axis, adjusted)| (axis.to_string(), adjusted));
        let good = |text: &str, adjusted| Some((text.to_owned(), adjusted));
        assert_eq!(read("threads"), good("threads:1,2,3,4,6,8", false));
        assert_eq!(read("threads:8,2,02,2"), good("threads:2,8", false));
        assert_eq!(read("threads:0,2,99"), good("threads:1,2,64", true));
        assert_eq!(read("theta:1.0,.5"), good("theta:0.5,1", false));
        for bad in ["", "speed:1,2", "threads:2", "threads:2,x", "threads:2,,3", "threads:2,2"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let many: Vec<String> = (1..=40).map(|value| value.to_string()).collect();
        let (axis, adjusted) = Axis::read(&format!("threads:{}", many.join(","))).unwrap();
        assert_eq!((axis.values.len(), adjusted), (MOST_VALUES, true));
    }
}
