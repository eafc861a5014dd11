//! Programs that show what is worth seeing, each with a schedule that leads there.

use crate::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Preset {
    pub name: &'static str,
    pub label: Words,
    pub summary: Words,
    pub program: &'static str,
    pub schedule: &'static str,
    /// The step to look at; none is the end of the schedule.
    pub pos: Option<usize>,
    pub detect: bool,
}

pub const PRESETS: &[Preset] = &[];
