//! The modules of the repository that have tests, and which of them runs of the tests enter.
//!
//! A run enters the packages that its operands name from where it stands, and no module below another one (`./...`
//! ends at the next go.mod). Where operands are not known, it enters the module in which it stands.

use super::Site;
use super::commands::{arguments, base, core, folder_of_go, own, program};
use super::folder::{Folders, all_joined, joined, upwards};
use super::variables::{expand, set_in, whole};
use crate::files::Files;
use crate::shell::{Command, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub struct Modules {
    /// Folders that have a go.mod.
    roots: BTreeSet<String>,
    /// Folders with tests, by the root of their module.
    tests: BTreeMap<String, BTreeSet<String>>,
}

/// A run of tests.
pub struct Run {
    pub folders: Folders,
    pub packages: Packages,
    /// Why it may enter other modules, or fewer packages, than can be told.
    pub open: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packages {
    /// Paths as they are written.
    Paths(Vec<String>),
    /// Not known: it is believed that they are all of the module in which it runs.
    Believed,
    /// Some, by a filter that keeps what it names.
    Some,
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
        if started(&["docker", "podman", "nerdctl", "docker-compose", "find", "-c", "--chdir"]) {
            folders = None;
        }
        if let Some(path) = folder_of_go(words) {
            folders = all_joined(&folders, &site.script.written(path));
        }
        let name = words.first().map(|word| base(&word.text)).unwrap_or_default();
        let expanded = expand(site.script, site.parsed, site.pipeline, arguments(words));
        let mut open = expanded.cut.then(|| "its words are more than are followed".to_owned());
        let mut packages = Some(Vec::new());
        for way in &expanded.ways {
            let named = named(&name, way);
            let unsure = named.iter().flatten().find(|path| path.contains(['$', '`', '{', '%']));
            open = open
                .or_else(|| unsure.map(|path| format!("which packages {path} names is not known")));
            packages = packages.zip(named).map(|(all, own)| [all, own].concat());
        }
        if started(&["xargs"]) {
            packages = None;
        }
        let Some(paths) = packages.filter(|_| !expanded.cut) else {
            let (packages, doubt) = listed(site, started(&["xargs"]));
            return Self { folders, packages, open: open.or(doubt) };
        };
        Self { folders, packages: Packages::Paths(paths), open }
    }
}

/// Packages that `go list` names for the tests, by xargs or by a substitution; and what is not known of them.
fn listed(site: &Site, piped: bool) -> (Packages, Option<String>) {
    let beside = || Some("what its operands name beside its own module is not known".to_owned());
    if piped {
        let before = &site.commands()[..site.position];
        return match before.split_first() {
            Some((first, filters)) if site.position > 0 => of_list(first, filters),
            _ => (Packages::Believed, beside()),
        };
    }
    let words = core(site.command()).iter();
    let inner: Vec<_> = words
        .flat_map(|word| word.inner.iter().chain(set(site, word).into_iter().flatten()))
        .collect();
    match inner.as_slice() {
        [] => {
            let words = core(site.command()).iter().skip(2);
            let import = |word: &Word| word.text.contains('$');
            (Packages::Believed, words.clone().any(import).then(beside).flatten())
        }
        [only] => {
            let parsed = site.script.part((*only).clone());
            match parsed.pipelines.as_slice() {
                [pipeline] => match pipeline.commands.split_first() {
                    Some((first, filters)) => of_list(first, filters),
                    None => (Packages::Believed, beside()),
                },
                _ => (Packages::Believed, beside()),
            }
        }
        _ => (Packages::Believed, beside()),
    }
}

/// Scripts of what sets the variable that a word is.
fn set<'a>(site: &Site<'a>, word: &'a Word) -> Option<&'a Vec<Range<usize>>> {
    let name = whole(&word.text)?;
    Some(&set_in(site.parsed, name, site.pipeline)?.inner)
}

/// What `go list` and the filters behind it leave.
fn of_list(first: &Command, filters: &[Command]) -> (Packages, Option<String>) {
    let words: Vec<&str> = first.words.iter().map(|word| word.text.as_str()).collect();
    let ["go", "list", arguments @ ..] = words.as_slice() else {
        return (Packages::Believed, Some("which packages it gets is not known".into()));
    };
    if arguments.contains(&"-m") || arguments.iter().any(|it| it.contains('$')) {
        return (Packages::Some, Some("which modules `go list` names is not known".into()));
    }
    // `grep -v` is what CHK204 looks at.
    let keeps = |command: &&Command| {
        let name = program(command);
        let text = |word: &Word| word.text.clone();
        let inverts = command
            .words
            .iter()
            .map(text)
            .any(|it| it.starts_with('-') && !it.starts_with("--") && it.contains('v'));
        match name.as_str() {
            "grep" | "egrep" | "fgrep" | "rg" => {
                !inverts && !command.words.iter().any(|it| it.text == "--invert-match")
            }
            "sort" | "uniq" | "tr" | "tee" | "cat" | "xargs" | "paste" => false,
            "sed" | "awk" | "gawk" => super::race::drops(command).is_none(),
            _ => true,
        }
    };
    if let Some(filter) = filters.iter().find(keeps) {
        let why = format!(
            "which packages `{}` leaves of those of `go list` is not known",
            program(filter)
        );
        return (Packages::Some, Some(why));
    }
    let paths = arguments.iter().filter(|it| it.starts_with('.')).map(|it| (*it).to_owned());
    let paths: Vec<String> = paths.collect();
    (if paths.is_empty() { Packages::Believed } else { Packages::Paths(paths) }, None)
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

    /// Why it cannot be told which modules the run enters: of one alone there is no doubt.
    pub fn vague(&self, run: &Run) -> Option<String> {
        if run.folders.is_none() && self.tests.len() > 1 {
            return Some("the folder of this go test -race is not known".into());
        }
        let matters = self.tests.len() > 1 || run.packages == Packages::Some;
        run.open.clone().filter(|_| matters)
    }

    pub fn entered(&self, root: &str, runs: &[&Run]) -> Entered {
        let Some(tests) = self.tests.get(root) else { return Entered::All };
        let mut missing = tests.clone();
        for run in runs {
            let Some(folders) = &run.folders else {
                if self.tests.len() == 1 && run.packages != Packages::Some {
                    return Entered::All;
                }
                continue;
            };
            for folder in folders {
                let packages = match &run.packages {
                    Packages::Paths(paths) => paths,
                    Packages::Believed if self.root(folder) == root => return Entered::All,
                    Packages::Believed | Packages::Some => continue,
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
            ("go test $(go list ./...)", [Entered::All, Entered::Nothing]),
            ("go test $(go list ./x/...)", [but(""), Entered::Nothing]),
            ("go test $(go list ./... | grep x)", [Entered::Nothing, Entered::Nothing]),
            ("go list ./... | head -1 | xargs go test", [Entered::Nothing, Entered::Nothing]),
            ("for m in . b; do (cd $m && go test ./...); done", [Entered::All, Entered::All]),
            ("for m in . b; do go test ./$m/...; done", [Entered::All, Entered::All]),
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
