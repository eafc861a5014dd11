//! Who makes the next step, step by step, as text that a link can carry.
//!
//! `1*12,2*3,1`: the first goroutine makes twelve steps, the second three, the first one more.

use super::program::MAX_GOROUTINES;
use std::fmt::{self, Display, Formatter};

/// The longest schedule that is read, in steps.
pub const MAX_STEPS: usize = 10_000;

/// The goroutine of each step, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule(pub Vec<u8>);

impl Schedule {
    /// The schedule of a text, and whether it was cut to [`MAX_STEPS`]. None where the text is no
    /// schedule. Steps of a goroutine that the program lacks, or that has none left, are for whoever
    /// plays it to drop.
    pub fn read(text: &str) -> Option<(Self, bool)> {
        let mut steps = Vec::new();
        let mut adjusted = false;
        for part in text.split(',').filter(|_| !text.is_empty()) {
            let (goroutine, times) = part.split_once('*').unwrap_or((part, "1"));
            let goroutine = read_count(goroutine).filter(|_| goroutine.len() == 1)?;
            let times = read_count(times)?;
            if goroutine > MAX_GOROUTINES {
                return None;
            }
            let room = MAX_STEPS - steps.len();
            adjusted |= times > room;
            steps.resize(steps.len() + times.min(room), goroutine as u8 - 1);
        }
        Some((Self(steps), adjusted))
    }
}

/// A number from 1.
fn read_count(text: &str) -> Option<usize> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(usize::MAX)).filter(|number| *number > 0)
}

/// The canonical text: as few parts as there are switches.
impl Display for Schedule {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        for (index, run) in self.0.chunk_by(|one, next| one == next).enumerate() {
            to.write_str(if index == 0 { "" } else { "," })?;
            write!(to, "{}", run[0] + 1)?;
            if run.len() > 1 {
                write!(to, "*{}", run.len())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, bool)> {
        Schedule::read(text).map(|(schedule, adjusted)| (schedule.to_string(), adjusted))
    }

    #[test]
    fn the_example_says_what_it_says() {
        let (schedule, adjusted) = Schedule::read("1*2,2*3,1").unwrap();
        assert_eq!((schedule.0, adjusted), (vec![0, 0, 1, 1, 1, 0], false));
    }

    #[test]
    fn equal_schedules_have_equal_text() {
        for (text, canonical) in [("", ""), ("1,1,1", "1*3"), ("1*1", "1"), ("2*2,2,1", "2*3,1")] {
            assert_eq!(read(text), Some((canonical.into(), false)), "{text}");
        }
        assert_eq!(read("1*99999999999999999999"), Some(("1*10000".into(), true)));
        assert_eq!(read("1*9999,2*2"), Some(("1*9999,2".into(), true)));
    }

    #[test]
    fn what_is_no_schedule_is_none() {
        for text in ["0", "4", "1*0", "1*", "*2", "1,,2", ",", "1*2*3", "a", " 1", "1+2", "01"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(steps in vec(0..3_u8, 0..60)) {
            let schedule = Schedule(steps);
            prop_assert_eq!(Schedule::read(&schedule.to_string()), Some((schedule, false)));
        }
    }
}
