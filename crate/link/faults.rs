//! Faults on a schedule, as a link of the Guard lab has them: `stall:100:50,panic:hash:80`, each with what
//! it does and when, in milliseconds from the start of a run.

use super::kinds::FaultForm;
use crate::strategy::spec::read_integer;
use std::fmt;

/// As many as a link may have; each needs two bits of a word, and a stall a thread.
pub const MOST_FAULTS: usize = 16;
pub const LONGEST_MS: u32 = 10_000;
pub const LATEST_MS: u32 = 60_000;

/// Code of the key's or the value's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnCode {
    Hash,
    Equality,
    Clone,
    Merge,
}

impl OwnCode {
    pub const ALL: [Self; 4] = [Self::Hash, Self::Equality, Self::Clone, Self::Merge];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hash => "hash",
            Self::Equality => "eq",
            Self::Clone => "clone",
            Self::Merge => "merge",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Who holds the first key's lock, or owns the map, sits there so long.
    Stall { ms: u32 },
    /// For so long every comparison of keys takes longer.
    Slow { ms: u32 },
    /// The next call of that kind panics.
    Panic(OwnCode),
    /// The client of that number, from 0, stops in the midst of a walk until the run is over.
    Stop { thread: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Milliseconds from the start.
    pub at: u32,
}

const fn lasting(name: &'static str) -> FaultForm {
    FaultForm { name, min: 1, max: LONGEST_MS, words: &[] }
}

/// What a text may say of a fault, before its time.
pub const FORMS: &[FaultForm] = &[
    lasting("stall"),
    lasting("slow"),
    FaultForm { name: "panic", min: 0, max: 0, words: &["hash", "eq", "clone", "merge"] },
    FaultForm { name: "stop", min: 0, max: 63, words: &[] },
];

/// Displays as canonical text, empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// The nearest to what the text asks for, and whether that is something else; `None` if it is not
    /// understood.
    pub fn read(text: &str) -> Option<(Self, bool)> {
        if text.is_empty() {
            return Some((Self::default(), false));
        }
        let (mut faults, mut adjusted) = (Vec::new(), false);
        for piece in text.split(',') {
            let mut parts = piece.split(':');
            let (name, argument, at) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            let form = FORMS.iter().find(|form| form.name == name)?;
            let mut number = |text, min, max| within(text, min, max, &mut adjusted);
            let kind = match name {
                "panic" => {
                    let named = |code: &OwnCode| code.name() == argument;
                    FaultKind::Panic(OwnCode::ALL.into_iter().find(named)?)
                }
                name => match (name, number(argument, form.min, form.max)?) {
                    ("stall", ms) => FaultKind::Stall { ms },
                    ("slow", ms) => FaultKind::Slow { ms },
                    (_, thread) => FaultKind::Stop { thread },
                },
            };
            faults.push(Fault { kind, at: number(at, 0, LATEST_MS)? });
        }
        adjusted |= faults.len() > MOST_FAULTS;
        faults.truncate(MOST_FAULTS);
        // As they come; of two at one time the one that was named first.
        faults.sort_by_key(|fault| fault.at);
        Some((Self(faults), adjusted))
    }
}

fn within(text: &str, min: u32, max: u32, adjusted: &mut bool) -> Option<u32> {
    let asked = read_integer(text)?;
    let used = asked.clamp(min.into(), max.into());
    *adjusted |= used != asked;
    Some(used as u32)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.kind {
            FaultKind::Stall { ms } => write!(f, "stall:{ms}:{at}"),
            FaultKind::Slow { ms } => write!(f, "slow:{ms}:{at}"),
            FaultKind::Panic(code) => write!(f, "panic:{}:{at}", code.name()),
            FaultKind::Stop { thread } => write!(f, "stop:{thread}:{at}"),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            write!(f, "{comma}{fault}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_in_the_order_of_its_times() {
        for (text, canonical, adjusted) in [
            ("", "", false),
            ("stall:100:50", "stall:100:50", false),
            ("panic:eq:80,stall:0100:50", "stall:100:50,panic:eq:80", false),
            ("stop:3:7,slow:5:7", "stop:3:7,slow:5:7", false),
            ("stall:0:70000", "stall:1:60000", true),
            ("stop:64:-1", "stop:63:0", true),
        ] {
            let (faults, mended) = Faults::read(text).unwrap();
            assert_eq!((faults.to_string().as_str(), mended), (canonical, adjusted), "{text}");
            assert_eq!(Faults::read(canonical), Some((faults, false)), "{text}");
        }
        let many = vec!["stall:1:1"; MOST_FAULTS + 1].join(",");
        let (faults, mended) = Faults::read(&many).unwrap();
        assert_eq!((faults.0.len(), mended), (MOST_FAULTS, true));
    }

    #[test]
    fn codes_are_named_as_in_the_table() {
        let words = FORMS.iter().find(|form| form.name == "panic").unwrap().words;
        assert_eq!(words, OwnCode::ALL.map(OwnCode::name));
    }

    #[test]
    fn what_is_no_fault_is_not_understood() {
        for text in
            [",", "stall", "stall:1", "stall:1:2:3", "stall:x:1", "panic:drop:1", "halt:1:1"]
        {
            assert_eq!(Faults::read(text), None, "{text}");
        }
    }
}
