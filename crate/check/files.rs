//! Which files to look at: those that `contend.toml` names, or those in the usual places.
//!
//! A folder is walked as git sees it, without what is not the repository's own (`vendor`, `node_modules`,
//! `testdata`): what is tracked counts although .gitignore names it, other tools' ignore files do not. What the configuration names must be there: a pattern that matches nothing is refused, because a
//! check that looks at nothing passes nothing.

use super::Refused;
use super::config::{At, Config};
use super::finding::Tally;
use super::source::{MAX_BYTES, Text};
use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// More than any repository's own; a walk ends there.
const MAX_FILES: usize = 200_000;

/// All files of a folder, by their names from it, with slashes, in order.
#[derive(Debug)]
pub struct Files {
    pub root: PathBuf,
    pub names: Vec<String>,
}

impl Files {
    /// What git would have of it: files that are not ignored, and those that are tracked although they are. Links are
    /// followed to files of the folder.
    pub fn of(root: &Path, tally: &mut Tally) -> Result<Self, Refused> {
        let refused = |why: String| Refused::Folder { folder: root.display().to_string(), why };
        if !root.is_dir() {
            let there = root.exists();
            return Err(refused(
                if there { "it is no folder" } else { "it does not exist" }.into(),
            ));
        }
        let real = root.canonicalize().map_err(|error| refused(error.to_string()))?;
        let within = real.clone();
        let outside: Arc<Mutex<Vec<String>>> = Arc::default();
        let others = outside.clone();
        let mut walk = WalkBuilder::new(root);
        walk.require_git(false).hidden(false).ignore(false).follow_links(true);
        walk.filter_entry(move |entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if entry.depth() == 0 {
                return true;
            }
            if folder && is_foreign(&entry.file_name().to_string_lossy()) {
                return false;
            }
            let leaves = entry.path_is_symlink() && !is_within(&within, entry.path());
            if leaves && let Ok(mut others) = others.lock() {
                others.push(entry.path().display().to_string());
            }
            !leaves
        });
        let mut names = BTreeSet::new();
        for entry in walk.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    names.insert(shown(root, entry.path()));
                }
                Ok(_) => {}
                // A link that leads nowhere or back, a folder that may not be opened.
                Err(error) => tally.remarks.push(format!("not looked into: {error}")),
            }
            if names.len() > MAX_FILES {
                return Err(refused(format!("it holds more than {MAX_FILES} files")));
            }
        }
        let left =
            outside.lock().map(|mut others| std::mem::take(&mut *others)).unwrap_or_default();
        let left =
            left.into_iter().map(|link| format!("not looked into: {link} leads out of the folder"));
        tally.remarks.extend(left);
        for name in contend_tracked::files(&real).into_iter().take(MAX_FILES) {
            let foreign = name.rsplit('/').skip(1).any(is_foreign);
            if !foreign
                && !names.contains(&name)
                && root.join(&name).is_file()
                && is_within(&real, &root.join(&name))
            {
                names.insert(name);
            }
        }
        Ok(Self { root: root.to_owned(), names: names.into_iter().collect() })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// As a reader finds it from where the program runs.
    pub fn shown(&self, name: &str) -> String {
        let path = self.root.join(name).display().to_string().replace('\\', "/");
        path.strip_prefix("./").map_or(path.clone(), str::to_owned)
    }

    pub fn read(&self, name: &str, most: usize) -> Result<Text, Refused> {
        Text::read(&self.path(name), &self.shown(name), most)
    }

    /// Those of a key of the configuration, or the usual ones.
    pub fn chosen(
        &self,
        named: Option<&Vec<At<String>>>,
        usual: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, Refused> {
        let Some(patterns) = named else {
            return Ok(self.names.iter().filter(|name| usual(name)).cloned().collect());
        };
        let mut chosen = Vec::new();
        for pattern in patterns {
            let found = self.matching(&pattern.value)?;
            if found.is_empty() && self.path(&pattern.value).is_dir() {
                let folder = pattern.value.trim_end_matches('/').to_owned();
                return Err(Refused::IsFolder(folder));
            }
            if found.is_empty() {
                return Err(Refused::NoMatch(pattern.value.clone()));
            }
            chosen.extend(found);
        }
        chosen.sort();
        chosen.dedup();
        Ok(chosen)
    }

    /// A file that is named itself is taken although git ignores it.
    fn matching(&self, pattern: &str) -> Result<Vec<String>, Refused> {
        let plain = pattern.strip_prefix("./").unwrap_or(pattern);
        if self.path(plain).is_file() {
            return Ok(vec![plain.to_owned()]);
        }
        let glob = glob(plain)?;
        Ok(self.names.iter().filter(|name| glob.is_match(name)).cloned().collect())
    }
}

/// Folders of what others wrote.
fn is_foreign(name: &str) -> bool {
    matches!(name, ".git" | "vendor" | "node_modules" | "testdata")
}

fn is_within(root: &Path, path: &Path) -> bool {
    path.canonicalize().is_ok_and(|real| real.starts_with(root))
}

pub fn glob(pattern: &str) -> Result<GlobMatcher, Refused> {
    let built = GlobBuilder::new(pattern).literal_separator(true).build();
    built.map(|glob| glob.compile_matcher()).map_err(|error| Refused::Pattern {
        pattern: pattern.to_owned(),
        why: error.kind().to_string(),
    })
}

fn shown(root: &Path, path: &Path) -> String {
    let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
    name.replace('\\', "/")
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

pub fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

pub fn is_lint_config(name: &str) -> bool {
    matches!(last(name), ".golangci.yml" | ".golangci.yaml" | ".golangci.toml" | ".golangci.json")
}

pub fn is_workflow(name: &str) -> bool {
    let within = |folder: &str| name.starts_with(folder) || name.contains(&format!("/{folder}"));
    is_yaml(name) && within(".github/workflows/") || is_action(name)
}

pub fn is_action(name: &str) -> bool {
    matches!(last(name), "action.yml" | "action.yaml")
}

pub fn is_makefile(name: &str) -> bool {
    matches!(last(name), "Makefile" | "makefile" | "GNUmakefile") || name.ends_with(".mk")
}

pub fn is_script(name: &str) -> bool {
    name.ends_with(".sh") || name.ends_with(".bash")
}

/// By its name; the content of every YAML is looked at (`rules/mod.rs`).
pub fn may_be_rules(name: &str) -> bool {
    let part = |part: &str| {
        let part = part.to_ascii_lowercase();
        ["rule", "alert"].iter().any(|word| part.contains(word))
    };
    name.ends_with(".rules")
        || is_yaml(name) && !is_workflow(name) && name.rsplit('/').take(2).any(part)
}

/// What other services read, of which nothing is checked here.
pub fn is_other_ci(name: &str) -> bool {
    let anywhere = matches!(
        last(name),
        ".gitlab-ci.yml"
            | ".gitlab-ci.yaml"
            | ".travis.yml"
            | "Jenkinsfile"
            | "azure-pipelines.yml"
            | ".drone.yml"
            | ".woodpecker.yml"
            | ".cirrus.yml"
            | "appveyor.yml"
            | "bitbucket-pipelines.yml"
            | "buildspec.yml"
            | "cloudbuild.yaml"
            | "cloudbuild.yml"
            | "Earthfile"
            | "Taskfile.yml"
            | "Taskfile.yaml"
            | "justfile"
            | "magefile.go"
    );
    let folders = [".circleci/", ".gitlab/ci/", ".buildkite/", ".woodpecker/", ".gitea/workflows/"];
    anywhere || is_yaml(name) && folders.iter().any(|folder| name.starts_with(folder))
}

pub fn is_go(name: &str) -> bool {
    name.ends_with(".go")
}

/// The version that the nearest go.mod above a file names, as major and minor.
pub fn go_version(files: &Files, name: &str) -> Option<(u32, u32)> {
    let mut folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    loop {
        let own = if folder.is_empty() { "go.mod".to_owned() } else { format!("{folder}/go.mod") };
        if files.names.binary_search(&own).is_ok() {
            let text = files.read(&own, MAX_BYTES).ok()?;
            return version(text.text.lines().find_map(|line| line.trim().strip_prefix("go "))?);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// Of `1.22`, `1.22.3`, `v2.1` and the like.
pub fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split('.');
    let number = |part: Option<&str>| -> Option<u32> {
        let digits: String = part?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let major = number(parts.next())?;
    Some((major, number(parts.next()).unwrap_or(0)))
}

/// Beside a configuration that says nothing of the kind.
pub fn has_go(files: &Files, config: &Config) -> bool {
    config.sources.is_some() || files.names.iter().any(|name| is_go(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_places() {
        assert!(is_workflow(".github/workflows/ci.yml"));
        assert!(is_workflow("services/a/.github/workflows/ci.yaml"));
        assert!(
            is_workflow(".github/actions/test/action.yml") && is_workflow("ci/test/action.yml")
        );
        assert!(!is_workflow(".github/dependabot.yml"));
        assert!(is_lint_config("a/b/.golangci.yml") && !is_lint_config("golangci.yml"));
        assert!(is_makefile("Makefile") && is_makefile("build/common.mk"));
        for name in
            ["alerts/a.yml", "prometheus/rules.yaml", "x/my.alerts.yml", "rules/a.yml", "a.rules"]
        {
            assert!(may_be_rules(name), "{name}");
        }
        assert!(!may_be_rules("alerts/readme.md") && !may_be_rules("deploy/values.yml"));
        assert_eq!(version("v2.1.6"), Some((2, 1)));
        assert_eq!((version("1.22rc1"), version("latest")), (Some((1, 22)), None));
    }
}
