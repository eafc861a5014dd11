//! A matrix: the same maps at several presets, an experiment for each preset.

use super::Experiment;
use crate::link::presets::{self, Preset};
use crate::link::{self, BadExperiment, Link, MATRIX, VERSION};

#[derive(Clone, Debug)]
pub struct Matrix {
    /// Canonical fragment.
    pub link: String,
    /// In the order of the presets.
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub preset: &'static Preset,
    pub experiment: Experiment,
}

impl Matrix {
    /// The matrix of a link, if it is one of that lab.
    pub fn from_link(link: &Link) -> Option<Self> {
        if link.lab != MATRIX {
            return None;
        }
        let names = link.values["presets"].split(',');
        let columns = names
            .filter_map(presets::find)
            .map(|preset| Column { preset, experiment: experiment(link, preset) });
        Some(Self { link: link::format(link.lab, &link.values), columns: columns.collect() })
    }

    /// Reads a link, or a page's address with a link in it; `None` if it is of another lab. Refuses
    /// the first thing that is not right.
    pub fn strict(text: &str) -> Result<Option<Self>, BadExperiment> {
        let link = link::parse(link::fragment_of(text)?).map_err(BadExperiment)?;
        match link.problems.first() {
            Some(problem) if link.lab == MATRIX => Err(BadExperiment(problem.clone())),
            _ => Ok(Self::from_link(&link)),
        }
    }

    /// Those of its columns.
    pub fn experiments(&self) -> impl Iterator<Item = &Experiment> {
        self.columns.iter().map(|column| &column.experiment)
    }

    /// Threads the pool must have.
    pub fn pool_threads(&self) -> usize {
        self.experiments().map(Experiment::pool_threads).max().unwrap_or(1)
    }
}

/// What the matrix says beside the preset. A preset never says any of these, so its own keys all count.
fn experiment(link: &Link, preset: &Preset) -> Experiment {
    let shared = ["maps", "baseline", "threads", "ms", "warmup", "rounds", "seed"];
    let shared = shared.map(|key| format!("{key}={}", &link.values[key])).join("&");
    let text = format!("{VERSION}/compare?{shared}&preset={}", preset.name);
    Experiment::from_link(&link::parse(&text).expect("a link of this version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_is_its_preset_with_what_the_matrix_says() {
        let link = "#v1/matrix?maps=mutex,sharded:16&baseline=sharded:16&presets=ycsb-a,churn&threads=2&ms=60&rounds=6&seed=7&warmup=0";
        let matrix = Matrix::strict(link).unwrap().unwrap();
        let links: Vec<&str> =
            matrix.columns.iter().map(|it| it.experiment.link.as_str()).collect();
        let told = "&ms=60&";
        assert_eq!(
            links,
            [
                format!(
                    "#v1/compare?maps=mutex,sharded:16&baseline=sharded:16&dist=zipf:0.99&mix=r50,i50{told}prefill=100&rounds=6&seed=7&threads=2&warmup=0"
                ),
                format!(
                    "#v1/compare?maps=mutex,sharded:16&baseline=sharded:16&mix=r50,i25,d25{told}rounds=6&seed=7&threads=2&warmup=0"
                ),
            ]
        );
        assert_eq!(matrix.pool_threads(), 2);
        assert!(Matrix::strict("#v1/compare").unwrap().is_none());
        assert!(Matrix::strict("#v1/matrix?presets=nope").is_err());
    }

    #[test]
    fn no_preset_says_what_the_matrix_says() {
        let all: Vec<&str> = presets::PRESETS.iter().map(|preset| preset.name).collect();
        let text =
            format!("v1/matrix?ms=60&rounds=6&seed=7&warmup=0&threads=2&presets={}", all.join(","));
        let matrix = Matrix::strict(&text).unwrap().unwrap();
        assert_eq!(matrix.columns.len(), all.len());
        for Column { preset, experiment } in matrix.columns {
            let told =
                (experiment.rounds, experiment.seed.0, experiment.threads.0, experiment.warmup.0);
            assert_eq!(told, (6, 7, 2, 0), "{}", preset.name);
            let own = link::parse(&format!("v1/compare?{}", preset.query)).unwrap();
            assert_eq!(
                experiment.workload,
                Experiment::from_link(&own).workload,
                "{}",
                preset.name
            );
        }
    }
}
