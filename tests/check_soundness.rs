//! `contend check` passes nothing by mistake: what only looks like a check, what hides, what is beyond the bounds; and fails
//! nothing that is common and right.
#![cfg(feature = "check")]

mod checked;

use checked::{answer, json, places, repository, run};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// A repository in Go with these files, checked: the status of each of these checks.
fn statuses(files: &[(&str, &str)], ids: &[&str]) -> (Vec<String>, Value) {
    let mut all =
        vec![("go.mod", "module x\n\ngo 1.24\n"), ("main.go", "package main\n\nfunc main() {}\n")];
    all.extend(files);
    let folder = repository(&all);
    let (report, _) = json(folder.path(), &[]);
    (ids.iter().map(|id| answer(&report, id).0).collect(), report)
}

/// A workflow of one job with these keys, whose one step has these.
fn workflow(job: &str, step: &str) -> String {
    format!("on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n{job}    steps:\n    - {step}\n")
}

const LINT: &str = "version: '2'\nlinters: {default: standard}\n";

/// Each of these looks like a check and is none, or nobody can say what becomes of it: nothing passes by it.
#[test]
fn what_only_looks_sound_does_not_pass() {
    let test = |run: &str| workflow("", &format!("run: |\n{}", indented(run)));
    let race = "go test -race ./...";
    for (what, files, id, expected) in [
        ("PowerShell", &[("ci.yml", workflow("", "{run: 'go test -race ./...; exit 0', shell: pwsh}"))][..], "CHK203", "skipped"),
        ("an expression that is true", &[("ci.yml", workflow("", "{run: go test -race ./..., continue-on-error: '${{ true }}'}"))], "CHK203", "failed"),
        ("an action", &[("ci.yml", workflow("", "{uses: golangci/golangci-lint-action@v8, continue-on-error: true}"))], "CHK203", "failed"),
        ("an expression", &[("ci.yml", workflow("", "{run: go test -race ./..., continue-on-error: '${{ inputs.x }}'}"))], "CHK203", "skipped"),
        ("an if", &[("ci.yml", test("if go test -race ./...; then echo ok; fi"))], "CHK203", "failed"),
        ("a status that is shown", &[("ci.yml", test("set +e\ngo test -race ./...\necho $?"))], "CHK203", "failed"),
        ("a loop with &&", &[("ci.yml", test("for m in a b; do cd $m && go test -race ./... && cd ..; done"))], "CHK203", "failed"),
        ("a trap", &[("ci.yml", test("trap \"exit 0\" EXIT\ngo test -race ./..."))], "CHK203", "failed"),
        ("a script that is called so", &[("ci.yml", test("./ci/test.sh || true")), ("ci/test.sh", race.into())], "CHK203", "failed"),
        ("a script without an end", &[("ci.yml", test("ci/test || true")), ("ci/test", format!("#!/bin/sh\n{race}\n"))], "CHK203", "failed"),
        ("a target that is called so", &[("ci.yml", test("make ci || true")), ("Makefile", format!("ci: unit\nunit:\n\t{race}\n"))], "CHK203", "failed"),
        ("a shell's script", &[("ci.yml", test("bash -c 'go test -race ./...; echo done'"))], "CHK203", "failed"),
        ("a here-document", &[("ci.yml", test("bash <<EOF\ngo test -race ./...\necho done\nEOF"))], "CHK203", "failed"),
        ("a substitution that goes on", &[("ci.yml", test("out=$(go test -race ./...; echo done)"))], "CHK203", "failed"),
        ("an image", &[("ci.yml", test("docker run golang sh -c 'go test -race ./... || true'"))], "CHK203", "failed"),
        ("a linter by go run", &[("ci.yml", test("go run example.com/golangci-lint/v2/cmd/golangci-lint@v2.1.6 run || true"))], "CHK203", "failed"),
        ("another machine", &[("ci.yml", test("ssh host 'go test -race ./...'"))], "CHK203", "skipped"),
        ("another machine's detector", &[("ci.yml", test("ssh host 'go test -race ./...'"))], "CHK202", "skipped"),
        ("no tests", &[("ci.yml", test("go test -race -run=^$ ./..."))], "CHK202", "failed"),
        ("the flag taken back", &[("ci.yml", test("go test -race -race=false ./..."))], "CHK202", "failed"),
        ("never run", &[("ci.yml", workflow("    if: false && true\n", "run: go test -race ./..."))], "CHK202", "failed"),
        ("an image", &[("ci.yml", test("docker build .")), ("Dockerfile", "FROM golang\nRUN go test -race ./...\n".into())], "CHK202", "skipped"),
        ("an image without the detector", &[("ci.yml", test("docker build .")), ("Dockerfile", "FROM golang\nRUN go test ./...\n".into())], "CHK202", "failed"),
        ("behind an exit", &[("ci.yml", test("exit 0\ngo test -race ./..."))], "CHK202", "skipped"),
        ("called by nobody", &[("ci.yml", test("go build ./...")), ("race.sh", race.into())], "CHK202", "skipped"),
        ("an environment of another job", &[("ci.yml", workflow("    env: {X: 1}\n", "{run: go build, env: {GOFLAGS: -race}}")), ("t.sh", "go test ./...".into())], "CHK202", "failed"),
        ("the last assignment", &[("Makefile", "RACE=-race\nRACE=\nt:\n\tgo test $(RACE) ./...\n".into())], "CHK202", "failed"),
        ("a variable", &[("t.sh", "go test $FLAGS ./...".into())], "CHK202", "skipped"),
        ("a recipe on the line", &[("Makefile", "test: ; go test -race ./... | tee x\n".into())], "CHK203", "failed"),
        ("MAKEFLAGS", &[("Makefile", format!("MAKEFLAGS += -i\nt:\n\t{race}\n"))], "CHK203", "failed"),
        ("packages in a variable", &[("t.sh", "PKGS=$(go list ./... | grep -v /storage)\ngo test -race $PKGS".into())], "CHK204", "failed"),
        ("packages by xargs", &[("t.sh", "go list ./... | grep -v storage | xargs go test -race".into())], "CHK204", "failed"),
        ("packages that make computes", &[("Makefile", "P := $(filter-out %/x,$(shell go list ./...))\nt:\n\tgo test -race $(P)\n".into())], "CHK204", "skipped"),
        ("an exit code", &[(".golangci.yml", LINT.into()), ("l.sh", "golangci-lint run --issues-exit-code 0".into())], "CHK104", "failed"),
        ("linters off", &[(".golangci.yml", LINT.into()), ("l.sh", "golangci-lint run -D govet,staticcheck".into())], "CHK103", "failed"),
        ("another configuration", &[(".golangci.yml", LINT.into()), ("l.sh", "golangci-lint run -c build/lint.yml".into()), ("build/lint.yml", "version: '2'\nlinters: {default: none}\n".into())], "CHK103", "failed"),
        ("a configuration that is not there", &[(".golangci.yml", LINT.into()), ("l.sh", "golangci-lint run -c $X/lint.yml".into())], "CHK103", "skipped"),
        ("one linter alone", &[("l.sh", "golangci-lint run --enable-only gofmt".into())], "CHK103", "failed"),
        ("no such linter", &[("l.sh", "golangci-lint run -E govett".into())], "CHK102", "failed"),
        ("flags of the action", &[(".golangci.yml", LINT.into()), ("ci.yml", workflow("", "{uses: golangci/golangci-lint-action@v8, with: {args: --issues-exit-code=0}}"))], "CHK104", "failed"),
        ("an unknown alias", &[("alerts/a.yml", "groups: *g\n".into())], "CHK401", "failed"),
        ("a slip in the key", &[("alerts/a.yml", "group:\n- name: a\n  rules: [{alert: A, expr: up}]\n".into())], "CHK401", "failed"),
        ("a resource by another name", &[("deploy/monitoring.yaml", "kind: List\nitems:\n- kind: PrometheusRule\n  spec:\n    groups: [{name: a, rules: [{alert: A, expr: 'up >'}]}]\n".into())], "CHK402", "failed"),
        ("no jobs", &[("ci.yml", "on: push\njobs: {}\n".into())], "CHK201", "failed"),
        ("an empty file", &[("ci.yml", String::new())], "CHK201", "failed"),
        ("no such workflow", &[("ci.yml", "on: push\njobs: {a: {uses: ./.github/workflows/nope.yml}}\n".into())], "CHK201", "failed"),
    ] {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (if *name == "ci.yml" { ".github/workflows/ci.yml" } else { *name }, text.as_str()))
            .collect();
        let (found, report) = statuses(&files, &[id]);
        assert_eq!(found, [expected], "{what}: {id}: {} {}", answer(&report, id).1, report["findings"]);
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("        {line}\n")).collect()
}

/// What is common and right.
#[test]
fn what_is_sound_passes() {
    let test = |run: &str| workflow("", &format!("run: |\n{}", indented(run)));
    for (what, files, id) in [
        (
            "nested variables",
            &[(
                "Makefile",
                "GO ?= go\nGOTEST ?= $(GO) test\ntest:\n\t$(GOTEST) -race ./...\n".to_owned(),
            )][..],
            "CHK202",
        ),
        (
            "a continued variable",
            &[("Makefile", "FLAGS = -v \\\n  -race\ntest:\n\tgo test $(FLAGS) ./...\n".into())],
            "CHK202",
        ),
        (
            "a variable of the target",
            &[("Makefile", "test: export GOFLAGS=-race\ntest:\n\tgo test ./...\n".into())],
            "CHK202",
        ),
        (
            "the workflow's environment",
            &[("ci.yml", workflow("    env: {FLAGS: -race}\n", "run: go test $FLAGS ./..."))],
            "CHK202",
        ),
        (
            "a matrix",
            &[(
                "ci.yml",
                workflow(
                    "    strategy: {matrix: {flags: ['', -race]}}\n",
                    "run: go test ${{ matrix.flags }} ./...",
                ),
            )],
            "CHK202",
        ),
        ("an array", &[("t.sh", "args=(-race -v)\ngo test \"${args[@]}\" ./...".into())], "CHK202"),
        (
            "gotestsum by go run",
            &[("t.sh", "go run gotest.tools/gotestsum@latest -- -race ./...".into())],
            "CHK202",
        ),
        (
            "a script that is called",
            &[("ci.yml", test("./race.sh")), ("race.sh", "go test -race ./...".into())],
            "CHK202",
        ),
        (
            "PIPESTATUS",
            &[("ci.yml", test("go test -race ./... | tee log\nexit ${PIPESTATUS[0]}"))],
            "CHK203",
        ),
        (
            "Windows, one command",
            &[("ci.yml", workflow("", "run: go test -race ./...").replace("ubuntu", "windows"))],
            "CHK203",
        ),
        (
            "vendored packages",
            &[("t.sh", "go test -race $(go list ./... | grep -v /vendor/)".into())],
            "CHK204",
        ),
        (
            "typecheck in version 1",
            &[(
                ".golangci.yml",
                "linters: {enable: [errcheck, gosimple, govet, typecheck]}\n".into(),
            )],
            "CHK102",
        ),
    ] {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| {
                (if *name == "ci.yml" { ".github/workflows/ci.yml" } else { *name }, text.as_str())
            })
            .collect();
        let (found, report) = statuses(&files, &[id]);
        assert_eq!(
            found,
            ["passed"],
            "{what}: {id}: {} {}",
            answer(&report, id).1,
            report["findings"]
        );
    }
    let timed = "curl -fsm5 -o m http://localhost:8080/metrics\ngrep -q '^orders' m\n";
    assert!(!statuses(&[("p.sh", timed)], &[]).1["findings"].to_string().contains("time limit"));
}

/// Ignore files of other tools, links and .gitignore hide nothing that is in the repository.
#[test]
fn nothing_is_left_out_unseen() {
    let bad = "linters: {disable: [govet]}\n";
    let folder = repository(&[(".golangci.yml", bad), (".ignore", ".golangci.yml\n*.go\n")]);
    assert_eq!(places(&json(folder.path(), &[]).0), ["CHK103 .golangci.yml:1"]);
    let folder = repository(&[(".golangci.yml", bad), (".gitignore", "*.yml\n")]);
    assert_eq!(places(&json(folder.path(), &[]).0), Vec::<String>::new());
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "--force", ".golangci.yml"]);
    assert_eq!(places(&json(folder.path(), &[]).0), ["CHK103 .golangci.yml:1"]);
    #[cfg(unix)]
    {
        let folder =
            repository(&[("build/lint.yml.txt", bad), ("deploy/x/alerts.yml", "groups: [\n")]);
        let link = |from: &str, to: &str| {
            std::os::unix::fs::symlink(from, folder.path().join(to)).unwrap()
        };
        link("build/lint.yml.txt", ".golangci.yml");
        link("deploy/x", "here");
        link("/etc", "outside");
        link(".", "round");
        link("nowhere", "gone");
        let found = places(&json(folder.path(), &[]).0);
        assert_eq!(
            found,
            ["CHK103 .golangci.yml:1", "CHK401 deploy/x/alerts.yml:2", "CHK401 here/alerts.yml:2"]
        );
    }
}

/// One file that cannot be read does not end the run.
#[test]
fn a_file_that_is_no_text_is_a_finding() {
    let folder =
        repository(&[("alerts/a.yml", "groups: [{name: a, rules: [{alert: A, expr: 'up >'}]}]\n")]);
    fs::write(folder.path().join(".golangci.yml"), b"# \xe9\n").unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::write(folder.path().join("rules/b.yml"), b"groups: [] # \xe9\n").unwrap();
    let (report, status) = json(folder.path(), &[]);
    assert_eq!(
        places(&report),
        ["CHK101 .golangci.yml:1", "CHK402 alerts/a.yml:1", "CHK401 rules/b.yml:1"]
    );
    assert_eq!(status, 1);
}

/// A hundred times what a person would write ends, in time, and is not told as the file's fault.
#[test]
fn a_script_beyond_the_bounds_is_skipped_in_time() {
    for part in [
        "go test -race|",
        "go test -race||",
        "curl -o m localhost/metrics\n",
        "go test -race &\n",
        "a() { ",
    ] {
        let folder = repository(&[("a.sh", &part.repeat(30_000)), ("main.go", "package main\n")]);
        let started = std::time::Instant::now();
        let (report, _) = json(folder.path(), &[]);
        assert!(started.elapsed().as_secs() < 60, "{part}: {:?}", started.elapsed());
        let (status, why) = answer(&report, "CHK203");
        assert!(
            status == "skipped" && why.contains("a.sh:") && why.contains("is not read"),
            "{part}: {why}"
        );
        assert_eq!(places(&report), Vec::<String>::new(), "{part}");
    }
}

/// A call of golangci-lint is held to the configuration of its folder.
#[test]
fn each_lint_call_reads_one_configuration() {
    let two = ("a/.golangci.yml", LINT);
    let one = ("b/.golangci.yml", "linters: {enable: [govet, errcheck, staticcheck]}\n");
    let action = |version: &str, folder: &str| {
        format!(
            "{{uses: golangci/golangci-lint-action@{version}, with: {{working-directory: {folder}}}}}"
        )
    };
    let both = |first: &str, second: &str| {
        workflow("", &format!("{}\n    - {}", action(first, "a"), action(second, "b")))
    };
    let run = |folder: &str, line: &str| {
        workflow("", &format!("{{run: {line}, working-directory: {folder}}}"))
    };
    let matrix = "    strategy: {matrix: {m: [a, b]}}\n";
    for (what, ci, expected) in [
        ("each its own", both("v8", "v6"), ["passed", "passed"]),
        ("swapped", both("v6", "v8"), ["failed", "passed"]),
        ("cd", workflow("", "run: cd b && golangci-lint run --fast"), ["passed", "failed"]),
        (
            "the other cd",
            workflow("", "run: cd a && golangci-lint run --fast"),
            ["failed", "passed"],
        ),
        ("working-directory", run("b", "golangci-lint run --out-format=tab"), ["passed", "passed"]),
        ("a path", workflow("", "run: golangci-lint run --fast ./b/..."), ["passed", "failed"]),
        (
            "a matrix",
            workflow(matrix, "run: cd ${{ matrix.m }} && golangci-lint run --fast"),
            ["skipped", "skipped"],
        ),
        (
            "an action of a matrix",
            workflow(matrix, &action("v8", "'${{ matrix.m }}'")),
            ["skipped", "passed"],
        ),
        (
            "a variable",
            workflow("", "run: cd $X && golangci-lint run --fast"),
            ["skipped", "skipped"],
        ),
    ] {
        let files = [two, one, (".github/workflows/ci.yml", ci.as_str())];
        let (found, report) = statuses(&files, &["CHK105", "CHK103"]);
        assert_eq!(
            found,
            expected,
            "{what}: {} {}",
            answer(&report, "CHK105").1,
            report["findings"]
        );
    }
}

/// Every module that has tests is entered by a run with -race, or named.
#[test]
fn no_module_is_left_out_of_the_race_detector() {
    let service = "- run: cd ${{ matrix.s }} && go test ${{ matrix.flags }} ./...\n";
    let job = |matrix: &str, step: &str| {
        format!(
            "on: push\njobs:\n  t:\n    runs-on: x\n    strategy: {{matrix: {{{matrix}}}}}\n    steps:\n    {step}"
        )
    };
    let of_make = "test:\n\tcd a && go test -race ./...\n\tcd b && go test ./...\n";
    let services = "S = a b\ntest: $(S:%=test-%)\ntest-%:\n\tcd $* && go test -race ./...\n";
    let prefixed = services.replace("$(S:%=test-%)", "$(addprefix test-,$(S))");
    let by_part = job("s: [a, b]", "- run: make test-${{ matrix.s }}\n");
    for (what, ci, make, expected, names) in [
        ("a pattern's targets", workflow("", "run: make test"), services, "passed", ""),
        ("by a function", workflow("", "run: make test"), prefixed.as_str(), "passed", ""),
        ("a part of a target", by_part, services, "passed", ""),
        (
            "one target of a pattern",
            workflow("", "run: make test-a"),
            services,
            "failed",
            "module of b/go.mod",
        ),
        (
            "one of two",
            workflow("", "run: cd a && go test -race ./..."),
            "",
            "failed",
            "module of b/go.mod",
        ),
        (
            "the root alone",
            workflow("", "run: go test -race ./..."),
            "",
            "failed",
            "module of a/go.mod",
        ),
        (
            "both",
            workflow("", "run: (cd a && go test -race ./...); cd b && go test -race ./..."),
            "",
            "passed",
            "",
        ),
        (
            "by go -C",
            workflow("", "run: go -C a test -race ./...\n    - run: go -C b test -race ./..."),
            "",
            "passed",
            "",
        ),
        ("by a matrix", job("s: [a, b], flags: [-race]", service), "", "passed", ""),
        (
            "an include for one",
            job("s: [a, b], include: [{s: a, flags: -race}]", service),
            "",
            "failed",
            "module of b/go.mod",
        ),
        (
            "a list of includes",
            job("include: [{s: b}, {s: a, flags: -race}]", service),
            "",
            "failed",
            "module of b/go.mod",
        ),
        ("a Makefile", workflow("", "run: make test"), of_make, "failed", "module of b/go.mod"),
        (
            "a folder that is not known",
            workflow("", "run: cd $X && go test -race ./..."),
            "",
            "skipped",
            "the folder of this go test -race is not known",
        ),
        (
            "packages of a module",
            workflow("", "run: cd a && go test -race ./... && cd ../b && go test -race ./x"),
            "",
            "skipped",
            "leave out the tests in b;",
        ),
    ] {
        let all = [
            ("a/go.mod", "module a\n"),
            ("a/a_test.go", "package a\n"),
            ("b/go.mod", "module b\n"),
            ("b/b_test.go", "package b\n"),
            ("b/x/x_test.go", "package x\n"),
            (".github/workflows/ci.yml", ci.as_str()),
            ("Makefile", make),
        ];
        let files: Vec<_> = all.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let (found, report) = statuses(&files, &["CHK202"]);
        let said = format!("{report}").replace("\\\"", "");
        assert_eq!(
            found,
            [expected],
            "{what}: {} {}",
            answer(&report, "CHK202").1,
            report["findings"]
        );
        assert!(said.contains(names), "{what}: {said}");
    }
}

/// A file or target of the same name in another folder is not the one that is called.
#[test]
fn what_is_called_is_what_is_there() {
    for (run, expected) in [
        ("make -C a test", "skipped"),
        ("cd a && make test", "skipped"),
        ("cd a && ./t.sh", "skipped"),
        ("make -C a test && make --directory=b test", "passed"),
        ("make -C a test && cd b && make test", "passed"),
        ("a/t.sh", "skipped"),
        ("(cd a && ./t.sh) && cd b && ./t.sh", "passed"),
    ] {
        let ci = workflow("", &format!("run: {run}"));
        let make = "test:\n\tgo test -race ./...\n";
        let files = [
            ("a/go.mod", "module a\n"),
            ("a/a_test.go", "package a\n"),
            ("b/go.mod", "module b\n"),
            ("b/b_test.go", "package b\n"),
            ("a/Makefile", make),
            ("b/Makefile", make),
            ("a/t.sh", "go test -race ./...\n"),
            ("b/t.sh", "go test -race ./...\n"),
            (".github/workflows/ci.yml", ci.as_str()),
        ];
        let (found, report) = statuses(&files, &["CHK202"]);
        let why = answer(&report, "CHK202").1;
        assert_eq!(found, [expected], "{run}: {why} {}", report["findings"]);
        assert!(
            expected == "passed" || why.contains("b/go.mod: no run with -race"),
            "{run}: {why}"
        );
    }
}

/// What make is told from outside, and the targets that a matrix or a pattern names.
#[test]
fn make_is_followed_as_far_as_it_can_be() {
    let matrix = |name: &str| format!("    strategy: {{matrix: {{t: [{name}]}}}}\n");
    let ifdef = "FLAGS =\nifdef RACE\nFLAGS = -race\nendif\ntest:\n\tgo test $(FLAGS) ./...\n";
    let ifndef = "FLAGS = -race\nifdef NORACE\nFLAGS =\nendif\ntest:\n\tgo test $(FLAGS) ./...\n";
    let given = "RACE =\ntest:\n\tgo test $(RACE) ./...\n";
    let pattern = "test-%:\n\tgo test -race ./...\n";
    let named = "test-a:\n\tgo test -race ./...\n";
    for (what, ci, make, id, expected) in [
        ("ifdef", workflow("", "run: make test"), ifdef, "CHK202", "skipped"),
        ("ifdef, taken away", workflow("", "run: make test"), ifndef, "CHK202", "skipped"),
        (
            "of the call, and nothing",
            workflow("", "run: make test RACE="),
            given,
            "CHK202",
            "failed",
        ),
        (
            "of a call that is not made",
            workflow("", "run: make test\n    - {run: make test RACE=-race, if: false}"),
            given,
            "CHK202",
            "skipped",
        ),
        (
            "GOFLAGS",
            workflow("    env: {GOFLAGS: -race}\n", "run: make test"),
            "test:\n\tgo test ./...\n",
            "CHK202",
            "passed",
        ),
        ("of the call", workflow("", "run: make test RACE=-race"), given, "CHK202", "passed"),
        ("before the target", workflow("", "run: make RACE=-race test"), given, "CHK202", "passed"),
        ("not given", workflow("", "run: make test"), given, "CHK202", "failed"),
        (
            "of the environment",
            workflow("    env: {RACE: -race}\n", "run: make test"),
            &given.replace("=\n", "?=\n"),
            "CHK202",
            "passed",
        ),
        ("a pattern", workflow("", "run: make test-a"), pattern, "CHK202", "passed"),
        (
            "a pattern's status",
            workflow("", "run: make test-a || true"),
            pattern,
            "CHK203",
            "failed",
        ),
        (
            "a matrix",
            workflow(&matrix("test-a"), "run: make ${{ matrix.t }}"),
            named,
            "CHK202",
            "passed",
        ),
        (
            "a part of the target",
            workflow(&matrix("a"), "run: make test-${{ matrix.t }}"),
            named,
            "CHK202",
            "passed",
        ),
        (
            "a matrix's status",
            workflow(&matrix("test-a"), "run: make ${{ matrix.t }} || true"),
            named,
            "CHK203",
            "failed",
        ),
        ("called by nobody", workflow("", "run: make build"), named, "CHK202", "skipped"),
    ] {
        let files = [
            ("Makefile", make),
            ("x_test.go", "package x\n"),
            (".github/workflows/ci.yml", ci.as_str()),
        ];
        let (found, report) = statuses(&files, &[id]);
        assert_eq!(found, [expected], "{what}: {} {}", answer(&report, id).1, report["findings"]);
    }
}

/// A file of rules that several scrapes are named for may use the metrics of all of them.
#[test]
fn rules_over_two_services_have_both_scrapes() {
    let scrape = |name: &str| format!("# TYPE {name} gauge\n{name} 1\n");
    let of = |expr: &str| format!("groups: [{{name: x, rules: [{{alert: X, expr: {expr}}}]}}]\n");
    let config = "exposition = [{file = 'a.txt', rules = ['*.yml']}, {file = 'b.txt', rules = ['rules.yml']}]\n";
    let rules = of("orders_length > 3 and on (job) billing_open > 3");
    let (a, b) = (scrape("orders_length"), scrape("billing_open"));
    let one = of("orders_length > 3");
    for (b, other, expected) in
        [(&b, &one, "passed"), (&a, &one, "failed"), (&b, &of("billing_open > 3"), "failed")]
    {
        let files = [
            ("contend.toml", config),
            ("a.txt", a.as_str()),
            ("b.txt", b.as_str()),
            ("rules.yml", rules.as_str()),
            ("rules2.yml", other.as_str()),
        ];
        let (found, report) = statuses(&files, &["CHK404"]);
        assert_eq!(found, [expected], "{}", report["findings"]);
    }
}

/// Prometheus never sees a file of a chart with the chart's values in it.
#[test]
fn a_charts_file_is_not_judged() {
    let chart = "groups: [{name: x, rules: [{alert: X, expr: 'up > {{ .Values.t }}'}]}]\n";
    let (found, report) = statuses(&[("chart/files/rules.yaml", chart)], &["CHK401", "CHK402"]);
    assert_eq!(found, ["skipped", "skipped"], "{report}");
    let own =
        "groups: [{name: x, rules: [{alert: X, expr: up > 1, labels: {a: '{{ $value }}'}}]}]\n";
    assert_eq!(statuses(&[("files/rules.yaml", own)], &["CHK401"]).0, ["passed"]);
}

/// A curl that is lost in the condition of a loop is asked again.
#[test]
fn a_probe_that_waits_is_no_finding() {
    let curl = "curl -sf -m 2 localhost:8080/metrics | grep -q ^orders_total";
    for (script, expected) in [
        (format!("until {curl}; do sleep 1; done\n"), "skipped"),
        (format!("timeout 30 bash -c 'until {curl}; do sleep 1; done'\n"), "skipped"),
        (curl.to_owned(), "failed"),
    ] {
        let (found, report) = statuses(&[("p.sh", &script)], &["CHK203"]);
        assert_eq!(found, [expected], "{script}: {}", report["findings"]);
    }
}

#[test]
fn the_last_line_says_when_the_detector_was_not_seen() {
    let unseen = "the race detector was not seen to run";
    let last = |files: &[(&str, &str)]| {
        let (text, ..) = run(repository(files).path(), &[]);
        text.lines().last().unwrap().to_owned()
    };
    assert!(last(&[("main.go", "package main\n"), (".gitlab-ci.yml", "x: 1\n")]).contains(unseen));
    assert!(
        !last(&[("main.go", "package main\n"), ("t.sh", "go test -race ./...\n")]).contains(unseen)
    );
    assert!(!last(&[("rules.yml", "groups: []\n")]).contains(unseen));
}
