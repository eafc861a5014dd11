//! What docs/ci.md has for a shell is run as its workflow would run it, with a `go` that does as it is told.
#![cfg(all(feature = "check", unix))]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md")).unwrap()
}

/// The scripts of the workflow by the names of their steps.
fn steps() -> BTreeMap<String, String> {
    let page = page();
    let workflow = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let mut steps = BTreeMap::new();
    let mut name = String::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let text = line.trim();
        if let Some(given) = text.strip_prefix("- name: ") {
            name = given.to_owned();
        } else if text == "run: |" {
            let indent = line.len() - line.trim_start().len();
            let deeper = |line: &&str| line.len() - line.trim_start().len() > indent;
            let mut script = String::new();
            while let Some(line) = lines.next_if(deeper) {
                script.push_str(line.trim());
                script.push('\n');
            }
            steps.insert(name.clone(), script);
        } else if let Some(script) = text.strip_prefix("run: ") {
            steps.insert(name.clone(), script.to_owned());
        }
    }
    steps
}

/// A repository with one race in it, and programs beside it.
struct Runner {
    folder: tempfile::TempDir,
    programs: PathBuf,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs = folder.path().join("bin");
        fs::create_dir_all(folder.path().join("work/.git")).unwrap();
        fs::create_dir(&programs).unwrap();
        let go = programs.join("go");
        let says = "#!/bin/sh\necho \"$@\" >> ../go.txt\necho 'WARNING: DATA RACE noise'\nexit $GO_STATUS\n";
        fs::write(&go, says).unwrap();
        fs::set_permissions(&go, fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_contend"), programs.join("contend"))
            .unwrap();
        let runner = Self { folder, programs };
        let race = "package p\n\nfunc f() {\n\tm := map[string]int{}\n\tgo func() { m[\"a\"] = 1 }()\n\tm[\"b\"] = 2\n}\n";
        fs::write(runner.work().join("p.go"), race).unwrap();
        runner
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// As a step is run: bash ends with the first command that fails.
    fn bash(&self, script: &str, go: i32) -> i32 {
        let path = format!("{}:{}", self.programs.display(), std::env::var("PATH").unwrap());
        let link = "#v1/compare?maps=mutex,sharded:16&keys=1000&ms=50&threads=2&warmup=0";
        let output = Command::new("bash")
            .args(["-e", "-c", script])
            .current_dir(self.work())
            .envs([("PATH", path.as_str()), ("LINK", link), ("GO_STATUS", &go.to_string())])
            .output()
            .unwrap();
        output.status.code().unwrap_or_else(|| panic!("{script}: {output:?}"))
    }
}

#[test]
fn the_race_detectors_status_is_the_steps() {
    let runner = Runner::new();
    let script = &steps()["Race detector"];
    assert_eq!((runner.bash(script, 0), runner.bash(script, 66)), (0, 66));
    let asked = fs::read_to_string(runner.folder.path().join("go.txt")).unwrap();
    assert_eq!(asked, "test -race ./...\ntest -race ./...\n");
}

/// The page says so of the pipe that it warns of and of the one that it allows.
#[test]
fn a_pipe_loses_the_status_unless_bash_is_told() {
    let runner = Runner::new();
    let page = page();
    let warned = page.split('`').find(|code| code.contains("| grep -v noise |")).unwrap();
    assert_eq!(runner.bash(warned, 66), 0);
    assert!(page.contains("`set -o pipefail`"));
    let kept = "set -o pipefail\ngo test -race ./... 2>&1 | tee race.log";
    assert_eq!((runner.bash(kept, 66), runner.bash(kept, 0)), (66, 0));
    let log = fs::read_to_string(runner.work().join("race.log")).unwrap();
    assert!(log.contains("DATA RACE"), "{log}");
}

#[test]
fn the_scan_fails_for_what_the_baseline_lacks_and_writes_its_file() {
    let runner = Runner::new();
    let script = &steps()["Scan"];
    let page = page();
    let first = page.split('`').find(|code| code.contains("--write-baseline")).unwrap();
    fs::write(runner.work().join("scan-baseline.json"), "{}").unwrap();
    assert_eq!(runner.bash(script, 0), 2, "a baseline that is none");
    assert_eq!((runner.bash(first, 0), runner.bash(script, 0)), (0, 0));
    let more = "package p\n\nfunc g() {\n\tm := map[string]int{}\n\tgo func() { m[\"a\"] = 1 }()\n\tm[\"b\"] = 2\n}\n";
    fs::write(runner.work().join("q.go"), more).unwrap();
    fs::remove_file(runner.work().join("scan.sarif")).unwrap();
    assert_eq!(runner.bash(script, 0), 1);
    let sarif = fs::read_to_string(runner.work().join("scan.sarif")).unwrap();
    assert!(sarif.contains("q.go") && !sarif.contains("p.go"), "{sarif}");
}

#[test]
fn the_comparison_ends_with_what_it_came_to() {
    let runner = Runner::new();
    let script = &steps()["Compare"];
    fs::create_dir(runner.work().join("bench")).unwrap();
    fs::write(runner.work().join("bench/main.json"), "{}").unwrap();
    assert_eq!(runner.bash(script, 0), 2, "a result that is none");
    fs::rename(runner.work().join("new.json"), runner.work().join("bench/main.json")).unwrap();
    // How fast the two runs were is another matter.
    assert!([0, 1].contains(&runner.bash(script, 0)));
    assert!(runner.work().join("new.json").exists());
}

#[test]
fn the_checklist_fails_for_what_it_finds() {
    let runner = Runner::new();
    let script = &steps()["Check"];
    assert_eq!(runner.bash(script, 0), 1, "a race of high confidence");
    fs::write(runner.work().join("p.go"), "package p\n").unwrap();
    assert_eq!(runner.bash(script, 0), 1, "no run with -race is known");
    fs::write(runner.work().join("ci.sh"), "set -e\ngo test -race ./...\n").unwrap();
    assert_eq!(runner.bash(script, 0), 0);
    fs::write(runner.work().join("contend.toml"), "rules = ['alerts/*.yml']\n").unwrap();
    assert_eq!(runner.bash(script, 0), 2, "a pattern that matches nothing");
}

/// The page's workflow is one that its own checklist has nothing to say about.
#[test]
fn the_workflow_passes_the_checklist() {
    let runner = Runner::new();
    fs::write(runner.work().join("p.go"), "package p\n").unwrap();
    let folder = runner.work().join(".github/workflows");
    fs::create_dir_all(&folder).unwrap();
    let page = page();
    let workflow = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(folder.join("races.yml"), workflow).unwrap();
    assert_eq!(runner.bash("contend check > ../said.txt", 0), 0);
    let said = fs::read_to_string(runner.folder.path().join("said.txt")).unwrap();
    assert!(said.contains("passed  CHK202") && said.contains("\n0 findings: "), "{said}");
}
