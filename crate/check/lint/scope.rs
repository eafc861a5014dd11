//! Which configuration a call of golangci-lint reads: the one that it names, or that of the folder in which it runs, or
//! the nearest above what it is to look at.

use super::linters::Version;
use crate::ci::{Folders, joined, upwards};

/// A configuration of the repository.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// From the root of the repository.
    pub name: String,
    pub version: Version,
}

/// Where a call runs, and what of its words decides on the configuration.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub folders: Folders,
    /// Behind `--config`.
    pub named: Option<String>,
    /// The first path that it is to look at.
    pub path: Option<String>,
}

impl Scope {
    /// Those that the call may read; all of them where its folder is not known.
    pub fn of<'a>(&self, all: &'a [Configuration]) -> Vec<&'a Configuration> {
        if let Some(named) = &self.named {
            let plain = named.strip_prefix("./").unwrap_or(named);
            let is_it = |it: &&Configuration| {
                it.name == plain
                    || it.name.strip_suffix(plain).is_some_and(|before| before.ends_with('/'))
            };
            return all.iter().filter(is_it).collect();
        }
        let Some(folders) = &self.folders else { return all.iter().collect() };
        let at = |folder: &str| {
            all.iter().find(|it| it.name.rsplit_once('/').map_or("", |(above, _)| above) == folder)
        };
        let mut found = Vec::new();
        for folder in folders {
            let path = self.path.as_ref().map(|path| joined(folder, path.trim_end_matches("...")));
            let Some(from) = path.unwrap_or_else(|| Some(folder.clone())) else {
                return all.iter().collect();
            };
            found.extend(at(folder).or_else(|| upwards(&from).find_map(at)));
        }
        found
    }
}

/// The version of all of them; none if they differ.
pub fn version(configurations: &[&Configuration]) -> Option<Version> {
    let first = configurations.first()?.version;
    configurations.iter().all(|it| it.version == first).then_some(first)
}

/// Their names, for messages.
pub fn names(configurations: &[&Configuration]) -> String {
    configurations.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_of_a_call() {
        let of = |name: &str, version| Configuration { name: name.into(), version };
        let all = [of("a/.golangci.yml", Version::Two), of("b/.golangci.yml", Version::One)];
        let scope = |folders: Option<&[&str]>, path: Option<&str>| Scope {
            folders: folders.map(|all| all.iter().map(|it| (*it).to_owned()).collect()),
            named: None,
            path: path.map(str::to_owned),
        };
        for (scope, expected) in [
            (scope(Some(&["a"]), None), "a/.golangci.yml"),
            (scope(Some(&["b/cmd/x"]), None), "b/.golangci.yml"),
            (scope(Some(&[""]), None), ""),
            (scope(Some(&[""]), Some("./b/...")), "b/.golangci.yml"),
            (scope(Some(&["a"]), Some("../b/...")), "a/.golangci.yml"),
            (scope(Some(&["a", "b"]), None), "a/.golangci.yml, b/.golangci.yml"),
            (scope(None, None), "a/.golangci.yml, b/.golangci.yml"),
            (
                Scope { named: Some("b/.golangci.yml".into()), ..Scope::default() },
                "b/.golangci.yml",
            ),
        ] {
            assert_eq!(names(&scope.of(&all)), expected, "{scope:?}");
        }
        assert_eq!(version(&[&all[0], &all[1]]), None);
        assert_eq!(version(&[&all[1]]), Some(Version::One));
    }
}
