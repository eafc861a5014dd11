//! A scale experiment: the experiments along its axis, alike but for what the axis varies.

use super::Experiment;
use crate::link::axis::Axis;
use crate::link::{self, BadExperiment, Link, SCALE};

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
            cells: cells(&axis, link),
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

/// The experiments, one for each value. They differ in what the axis varies alone.
fn cells(axis: &Axis, link: &Link) -> Vec<Experiment> {
    let cell = |value: &String| {
        let mut values = link.values.clone();
        axis.apply(value, &mut values);
        let parsed = link::parse(&link::format("compare", &values));
        Experiment::from_link(&parsed.expect("a canonical link opens"))
    };
    axis.values.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let link = link::parse(text).unwrap();
        let (axis, _) = Axis::read(&link.values["axis"]).unwrap();
        cells(&axis, &link).into_iter().map(|experiment| experiment.link).collect()
    }

    #[test]
    fn each_axis_changes_what_it_says() {
        let of = |query: &str| links(&format!("#v1/scale?maps=mutex,sharded:16&{query}"));
        assert_eq!(
            of("axis=threads:2,4&threads=3"),
            ["#v1/compare?maps=mutex,sharded:16&threads=2", "#v1/compare?maps=mutex,sharded:16"]
        );
        assert_eq!(
            of("axis=reads:0,50,100&mix=r10,i60,d30"),
            [
                "#v1/compare?maps=mutex,sharded:16&mix=i67,d33",
                "#v1/compare?maps=mutex,sharded:16&mix=r50,i33,d17",
                "#v1/compare?maps=mutex,sharded:16&mix=r100",
            ]
        );
        assert_eq!(
            of("axis=shards:3,64&baseline=sharded:16"),
            [
                "#v1/compare?maps=mutex,sharded:2&baseline=sharded:2",
                "#v1/compare?maps=mutex,sharded:64&baseline=sharded:64",
            ]
        );
        assert_eq!(
            links("#v1/scale?maps=sharded:16,sharded:16*2&axis=shards:3,64&baseline=sharded:16*2"),
            [
                "#v1/compare?maps=sharded:2,sharded:2*2&baseline=sharded:2*2",
                "#v1/compare?maps=sharded:64,sharded:64*2&baseline=sharded:64*2",
            ]
        );
        assert_eq!(
            of("axis=value:1024,64&value=bytes:7&key=string"),
            [
                "#v1/compare?maps=mutex,sharded:16&key=string&value=bytes:64",
                "#v1/compare?maps=mutex,sharded:16&key=string&value=bytes:1024",
            ]
        );
        assert_eq!(
            of("axis=theta:0,0.5&dist=zipf:1.2"),
            [
                "#v1/compare?maps=mutex,sharded:16&dist=zipf:0",
                "#v1/compare?maps=mutex,sharded:16&dist=zipf:0.5",
            ]
        );
    }
}
