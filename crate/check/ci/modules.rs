//! The modules of the repository that have tests, and which of them runs of the tests enter.
//!
//! A run enters the packages that its operands name from where it stands, and no module below another one (`./...`
//! ends at the next go.mod). Where operands are not known, it enters the module in which it stands.

use super::Site;
use super::commands::{arguments, base, core, folder_of_go, own};
use super::folder::{Folders, all_joined, joined, upwards};
use super::variables::expand;
use crate::files::Files;
use std::collections::{BTreeMap, BTreeSet};

pub struct Modules {
    /// Folders that have a go.mod.
    roots: BTreeSet<String>,
    /// Folders with tests, by the root of their module.
    tests: BTreeMap<String, BTreeSet<String>>,
}

/// A run of tests.
pub struct Run {
    pub folders: Folders,
    /// Paths as they are written; none if they are not known.
    pub packages: Option<Vec<String>>,
}

/// How much of a module's tests runs enter.
#[derive(Debug, PartialEq, Eq)]
pub enum Entered {
    All,
    /// All but these folders.
    But(Vec<String>),
    Nothing,
}

impl Run {
    pub fn of(site: &Site) -> Self {
        let command = site.command();
        let words = core(command);
        let starters = &command.words[..command.words.len() - words.len()];
        let started =
            |names: &[&str]| starters.iter().any(|word| names.contains(&base(&word.text).as_str()));
        let mut folders = site.folders();
        if started(&["docker", "podman", "nerdctl", "docker-compose", "-c", "--chdir"]) {
            folders = None;
        }
        if let Some(path) = folder_of_go(words) {
            folders = all_joined(&folders, &site.script.written(path));
        }
        let name = words.first().map(|word| base(&word.text)).unwrap_or_default();
        let ways = expand(site.script, site.parsed, site.pipeline, arguments(words)).ways;
        let mut packages = (!started(&["xargs"])).then(Vec::new);
        for way in &ways {
            let named = named(&name, way);
            packages = packages.zip(named).map(|(all, own)| [all, own].concat());
        }
        Self { folders, packages }
    }
}

/// Flags of go test that have no value.
const SWITCHES: [&str; 10] =
    ["-race", "-v", "-cover", "-short", "-json", "-failfast", "-benchmem", "-a", "-x", "--"];

/// Paths among the words of one way in which the tests are called.
fn named(name: &str, way: &[String]) -> Option<Vec<String>> {
    let (mut paths, mut unknown, mut valued) = (Vec::new(), false, false);
    for word in own(way) {
        let value = std::mem::take(&mut valued);
        if word.starts_with('-') {
            valued = !word.contains('=') && !SWITCHES.contains(&word);
        } else if word == "." || word.starts_with("./") || word.starts_with("..") {
            paths.push(word.to_owned());
        } else {
            unknown |= !value;
        }
    }
    let deep = name == "gotestsum" || name == "ginkgo" && way.iter().any(|word| word == "-r");
    match paths.is_empty() {
        // What is not known beside a path is more of it, or flags.
        false => Some(paths),
        true if unknown => None,
        true => Some(vec![if deep { "./..." } else { "." }.to_owned()]),
    }
}

impl Modules {
    pub fn of(files: &Files) -> Self {
        let folder = |name: &str| name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
        let names = || files.names.iter();
        let roots =
            names().filter(|name| last(name) == "go.mod").map(|name| folder(name)).collect();
        let mut modules = Self { roots, tests: BTreeMap::new() };
        let hidden = |name: &str| name.split('/').any(|part| part.starts_with(['_', '.']));
        for name in names().filter(|name| name.ends_with("_test.go") && !hidden(name)) {
            let folder = folder(name);
            let root = modules.root(&folder).to_owned();
            modules.tests.entry(root).or_default().insert(folder);
        }
        modules
    }

    /// Of the module that a folder belongs to.
    fn root<'a>(&self, folder: &'a str) -> &'a str {
        upwards(folder).find(|above| self.roots.contains(*above)).unwrap_or_default()
    }

    /// Of those that have tests; what is in no module is left out, unless there is none.
    pub fn with_tests(&self) -> impl Iterator<Item = &str> {
        let counts = |root: &&String| self.roots.is_empty() || self.roots.contains(*root);
        self.tests.keys().filter(counts).map(String::as_str)
    }

    /// Whether a command in these folders is in that module.
    pub fn has(&self, root: &str, folders: &Folders) -> bool {
        folders.iter().flatten().any(|folder| self.root(folder) == root)
    }

    /// Whether it cannot be told which module the run enters: of one alone there is no doubt.
    pub fn is_vague(&self, run: &Run) -> bool {
        run.folders.is_none() && self.tests.len() > 1
    }

    pub fn entered(&self, root: &str, runs: &[&Run]) -> Entered {
        let Some(tests) = self.tests.get(root) else { return Entered::All };
        let mut missing = tests.clone();
        for run in runs {
            let Some(folders) = &run.folders else {
                if self.tests.len() == 1 {
                    return Entered::All;
                }
                continue;
            };
            for folder in folders {
                let Some(packages) = &run.packages else {
                    if self.root(folder) == root {
                        return Entered::All;
                    }
                    continue;
                };
                for package in packages {
                    let (path, deep) = match package.strip_suffix("...") {
                        Some(path) => (path, true),
                        None => (package.as_str(), false),
                    };
                    let Some(path) = joined(folder, path) else { continue };
                    let within = |test: &str| {
                        upwards(test).any(|above| above == path) && self.root(&path) == root
                    };
                    missing.retain(|test| !(*test == path || deep && within(test)));
                }
            }
        }
        match missing.len() {
            0 => Entered::All,
            count if count == tests.len() => Entered::Nothing,
            _ => Entered::But(missing.into_iter().collect()),
        }
    }
}

/// The name of a module's file.
pub fn file(root: &str) -> String {
    if root.is_empty() { "go.mod".to_owned() } else { format!("{root}/go.mod") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ci::script::{Script, Shell};
    use crate::ci::{Tool, tool, visit};
    use crate::source::Text;
    use std::path::PathBuf;
    use std::rc::Rc;

    #[test]
    fn what_runs_enter() {
        let names =
            ["go.mod", "a_test.go", "x/x_test.go", "_old/o_test.go", "b/go.mod", "b/y/y_test.go"];
        let names = names.map(str::to_owned).to_vec();
        let modules = Modules::of(&Files { root: PathBuf::new(), names });
        assert_eq!(modules.with_tests().collect::<Vec<_>>(), ["", "b"]);
        let but = |folder: &str| Entered::But(vec![folder.to_owned()]);
        for (body, expected) in [
            ("go test ./...", [Entered::All, Entered::Nothing]),
            ("go test", [but("x"), Entered::Nothing]),
            ("go test -timeout 5m -run x/y ./x", [but(""), Entered::Nothing]),
            ("go test $FLAGS ./x/...", [but(""), Entered::Nothing]),
            ("go test $PACKAGES", [Entered::All, Entered::Nothing]),
            ("go list ./... | xargs go test", [Entered::All, Entered::Nothing]),
            ("go test example.com/x/...", [Entered::All, Entered::Nothing]),
            ("go test ./... ./b/...", [Entered::All, Entered::All]),
            ("cd b && go test ./...", [Entered::Nothing, Entered::All]),
            ("go -C b test ./...", [Entered::Nothing, Entered::All]),
            ("cd b; gotestsum -- -count=1", [Entered::Nothing, Entered::All]),
            ("cd b; go test", [Entered::Nothing, Entered::Nothing]),
            ("cd $X; go test ./...", [Entered::Nothing, Entered::Nothing]),
            ("docker run -w /x/b golang go test ./...", [Entered::Nothing, Entered::Nothing]),
        ] {
            let mut script = Script::file(Rc::new(Text::new("a.sh", body)), Shell::default());
            script.folders = Some(vec![String::new()]);
            let mut runs = Vec::new();
            visit(&script, &mut |site| {
                if tool(site.command()) == Some(Tool::GoTest) {
                    runs.push(Run::of(site));
                }
            });
            assert_eq!(runs.len(), 1, "{body}");
            let runs: Vec<&Run> = runs.iter().collect();
            assert_eq!(["", "b"].map(|root| modules.entered(root, &runs)), expected, "{body}");
        }
    }
}
