//! A scale experiment: the experiments along its axis, alike but for what the axis varies.

use super::Experiment;
use super::axis::Axis;
use super::link::{self, Link, SCALE};
use crate::error::BadExperiment;

#[derive(Clone, Debug)]
pub struct Scale {
    /// Canonical fragment.
    pub link: String,
    pub axis: Axis,
    /// The maps as the link names them; where the axis is their number, each cell has its own.
    pub maps: Vec<String>,
    /// One for each of the axis' values.
    pub cells: Vec<Experiment>,
}

impl Scale {
    /// The scale experiment of a link, if it is one of that lab.
    pub fn from_link(link: &Link) -> Option<Self> {
        if link.lab != SCALE {
            return None;
        }
        let (axis, _) = Axis::read(&link.values["axis"])?;
        Some(Self {
            link: link::format(link.lab, &link.values),
            cells: axis.experiments(link),
            maps: link.values["maps"].split(',').map(str::to_owned).collect(),
            axis,
        })
    }

    /// Reads a link, or a page's address with a link in it; `None` if it is of another lab. Refuses
    /// the first thing that is not right.
    pub fn strict(text: &str) -> Result<Option<Self>, BadExperiment> {
        let link = link::parse(link::fragment_of(text)?).map_err(BadExperiment)?;
        match link.problems.first() {
            Some(problem) if link.lab == SCALE => Err(BadExperiment(problem.clone())),
            _ => Ok(Self::from_link(&link)),
        }
    }

    /// Threads the pool must have.
    pub fn pool_threads(&self) -> usize {
        self.cells.iter().map(Experiment::pool_threads).max().unwrap_or(1)
    }
}
