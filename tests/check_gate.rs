//! `contend check` as a gate: what it could not judge is not green, unless an ignore gives the reason; and what passes
//! only by a guess does not pass.
#![cfg(feature = "check")]

mod checked;

use checked::{answer, json, places, repository, run};

fn workflow(step: &str) -> String {
    format!("on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n    - {step}\n")
}

fn lines(text: &str) -> String {
    let lines: String = text.lines().map(|line| format!("        {line}\n")).collect();
    workflow(&format!("run: |\n{lines}"))
}

/// The status of one check in a repository in Go with these files, and why.
fn of(files: &[(&str, &str)], id: &str) -> (String, String) {
    let go = [("go.mod", "module x\n\ngo 1.24\n"), ("x_test.go", "package x\n")];
    let folder = repository(&[&go[..], files].concat());
    let (report, _) = json(folder.path(), &[]);
    let (status, why) = answer(&report, id);
    (status, format!("{why} {}", report["findings"]))
}

const CI: &str = ".github/workflows/ci.yml";
const RACE: &str = "go test -race ./...";

/// Each of these runs no test with the detector, or may not, or nobody fails by it.
#[test]
fn nothing_passes_by_guess() {
    let make = "test-race:\n\tgo test -race ./...\n";
    let of_make = |call: &str| [(CI, lines(call)), ("Makefile", make.to_owned())].to_vec();
    let ci = |run: &str| vec![(CI, lines(run))];
    let step = |step: &str| vec![(CI, workflow(step))];
    for (what, files, id, expected) in [
        ("count 0", ci("go test -race -count=0 ./..."), "CHK202", "failed"),
        ("GOFLAGS", ci("GOFLAGS=-run=^$ go test -race ./..."), "CHK202", "failed"),
        ("never called", ci("t() { go test -race ./...; }\ngo build"), "CHK202", "skipped"),
        (
            "by a flag",
            ci("if [ \"$RACE\" ]; then go test -race ./...; else go test ./...; fi"),
            "CHK202",
            "skipped",
        ),
        ("by &&", ci("[ \"$RACE\" ] && go test -race ./..."), "CHK202", "skipped"),
        ("after a failure", ci("go test ./... || go test -race ./..."), "CHK202", "skipped"),
        (
            "a flag that may be set",
            ci("[ \"$CI\" ] && F=-race\ngo test $F ./..."),
            "CHK202",
            "skipped",
        ),
        ("a flag of a subshell", ci("(F=-race)\ngo test $F ./..."), "CHK202", "skipped"),
        (
            "a branch of case",
            ci("case $1 in\nrace) go test -race ./... ;;\nesac"),
            "CHK202",
            "skipped",
        ),
        (
            "in a call that may be",
            ci("if [ $X ]; then bash -c 'go test -race ./...'; fi"),
            "CHK202",
            "skipped",
        ),
        ("make -n", of_make("make -n test-race"), "CHK202", "skipped"),
        ("make -i", of_make("make -i test-race"), "CHK203", "failed"),
        (
            "by hand",
            vec![(CI, lines(RACE).replace("push", "workflow_dispatch"))],
            "CHK202",
            "skipped",
        ),
        (
            "after a failure of another step",
            step("{run: go test -race ./..., if: failure()}"),
            "CHK202",
            "failed",
        ),
        (
            "a workflow that GitHub does not see",
            vec![("old/.github/workflows/ci.yml", lines(RACE)), (CI, lines("go build"))],
            "CHK202",
            "skipped",
        ),
        (
            "another service, without it",
            vec![
                (".gitlab-ci.yml", "x: {script: [make lint]}\n".into()),
                ("Makefile", make.into()),
            ],
            "CHK202",
            "skipped",
        ),
        (
            "another service, with it",
            vec![
                (".gitlab-ci.yml", "x: {script: [make test-race]}\n".into()),
                ("Makefile", make.into()),
            ],
            "CHK202",
            "passed",
        ),
        ("some packages", ci("go test -race $(go list ./... | grep /api)"), "CHK202", "skipped"),
        (
            "the first package",
            ci("go list ./... | head -1 | xargs go test -race"),
            "CHK202",
            "skipped",
        ),
        ("a build of tests", ci("ginkgo build -race ./..."), "CHK202", "failed"),
        (
            "another's workflow",
            vec![
                (CI, "on: push\njobs: {a: {uses: o/r/.github/workflows/go.yml@v1}}\n".into()),
                ("build.sh", "go build\n".into()),
            ],
            "CHK202",
            "skipped",
        ),
        (
            "an action that runs it",
            vec![(
                CI,
                workflow(
                    "{uses: nick-fields/retry@v3, with: {command: go test -race ./...}}\n    - run: go build",
                ),
            )],
            "CHK202",
            "skipped",
        ),
        ("find", ci("find . -name go.mod -execdir go test -race ./... \\;"), "CHK203", "failed"),
        ("find +", ci("find . -name go.mod -exec go test -race {} +"), "CHK203", "passed"),
        (
            "a subshell that ends",
            ci("set +e\ngo test -race ./... || (echo; exit 1)\necho"),
            "CHK203",
            "failed",
        ),
        (
            "an exit of 0",
            ci("if ! go test -race ./...; then exit $?; fi\necho"),
            "CHK203",
            "failed",
        ),
        ("until it passes", ci("gotestsum --rerun-fails -- -race ./..."), "CHK203", "skipped"),
        (
            "read where -e is off",
            vec![(CI, lines(". ./t.sh || exit 1")), ("t.sh", format!("set -e\n{RACE}\necho\n"))],
            "CHK203",
            "skipped",
        ),
        (
            "eval in a condition",
            ci("eval 'go test -race ./...; echo' || exit 1"),
            "CHK203",
            "failed",
        ),
        (
            "two parts that differ",
            vec![
                ("Makefile", "include a.mk\ninclude b.mk\nt:\n\tgo test $(F) ./...\n".into()),
                ("a.mk", "F = -race\n".into()),
                ("b.mk", "F =\n".into()),
            ],
            "CHK202",
            "skipped",
        ),
        (
            "a part of nobody",
            vec![("Makefile", "t:\n\tgo test $(F) ./...\n".into()), ("a.mk", "F = -race\n".into())],
            "CHK202",
            "skipped",
        ),
        (
            "a part",
            vec![
                ("Makefile", "include a.mk\nt:\n\tgo test $(F) ./...\n".into()),
                ("a.mk", "F = -race\n".into()),
            ],
            "CHK202",
            "passed",
        ),
        (
            "both branches",
            ci("if [ $X ]; then go test -race -v ./...; else go test -race ./...; fi"),
            "CHK202",
            "passed",
        ),
        ("behind a build", ci("go build && go test -race ./..."), "CHK202", "passed"),
    ] {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (status, why) = of(&files, id);
        assert_eq!(status, expected, "{what}: {id}: {why}");
    }
}

/// Three modules: folders of a loop are known where its words are, and else nothing is concluded.
#[test]
fn loops_over_modules() {
    for (run, expected) in [
        ("for m in . a b; do (cd $m && go test -race ./...); done", "passed"),
        (
            "M=\"a b\"\nfor m in . $M; do (cd \"$m\" && go test -race ./...) || exit 1; done",
            "passed",
        ),
        ("for m in . a b; do go -C $m test -race ./...; done", "skipped"),
        ("for m in . a; do (cd $m && go test -race ./...); done", "failed"),
        ("for m in . a b; do cd $m; go test -race ./...; cd ..; done", "skipped"),
        ("go test -race ./...\nfor m in a b; do cd $m; go test -race ./...; cd ..; done", "passed"),
        ("go test -race ./...\nfor m in a b; do cd $m; go test -race ./...; done", "skipped"),
        ("for m in */; do (cd $m && go test -race ./...); done", "skipped"),
        (
            "for m in $(go list -m -f '{{.Dir}}'); do (cd $m && go test -race ./...); done",
            "skipped",
        ),
        ("go list -m -f '{{.Dir}}/...' | xargs go test -race", "skipped"),
        (
            "go work edit -json | jq -r '.Use[].DiskPath' | xargs -I{} sh -c 'cd {} && go test -race ./...'",
            "skipped",
        ),
        ("find . -name go.mod -execdir go test -race ./... \\;", "skipped"),
        ("ls | while read m; do (cd $m && go test -race ./...); done", "skipped"),
        ("go test -race ./...", "failed"),
        ("go list ./... | xargs go test -race", "failed"),
    ] {
        let ci = lines(run);
        let files = [
            ("a/go.mod", "module a\n"),
            ("a/a_test.go", "package a\n"),
            ("b/go.mod", "module b\n"),
            ("b/b_test.go", "package b\n"),
            (CI, ci.as_str()),
        ];
        let (status, why) = of(&files, "CHK202");
        assert_eq!(status, expected, "{run}: {why}");
    }
}

/// Where there is something to judge that cannot be, the status is 1, until an ignore says why that is fine.
#[test]
fn what_could_not_be_judged_is_not_green() {
    let go = ("x.go", "package x\n");
    let gitlab = (".gitlab-ci.yml", "t: {script: [go test -race ./...]}\n");
    let ignore = "[[ignore]]\nid = 'CHK202'\nreason = 'GitLab runs the tests with -race'\nuntil = '2030-01-01'\n";
    let by_comment =
        "# contend:ignore CHK202 GitLab runs them\nt: {script: [go test -race ./...]}\n";
    for (files, status, says) in [
        (&[go][..], 1, "CHK202 race detector: not judged: there is no workflow"),
        (
            &[go, gitlab],
            1,
            "CHK202 race detector: not judged: .gitlab-ci.yml: there is no workflow",
        ),
        (
            &[go, gitlab, ("contend.toml", ignore)],
            0,
            "ignored CHK202 race detector: ignored: .gitlab-ci.yml: ",
        ),
        (&[go, (".gitlab-ci.yml", by_comment)], 0, "ignored CHK202"),
        (&[go, ("contend.toml", &ignore.replace("2030", "2020"))], 1, "it ended on 2020-01-01"),
        (
            &[("readme.md", "x\n"), (CI, &workflow("run: make docs"))],
            0,
            "skipped CHK202 race detector: there is no Go file",
        ),
        (&[("readme.md", "x\n")], 1, "nothing was checked: there is neither Go nor"),
        (&[("t.sh", "go test -race ./... || die\n")], 1, "1 of them not judged, which is status 1"),
        (
            &[
                go,
                ("t.sh", "go test -race ./...\n"),
                ("contend.toml", "[source]\npaths = ['docs']\n"),
                ("docs/a.md", ""),
            ],
            1,
            "CHK301 source: not judged",
        ),
    ] {
        let folder = repository(files);
        let (text, errors, code) = run(folder.path(), &["--today", "2026-06-01"]);
        assert_eq!(code, status, "{says}: {text} {errors}");
        assert!(format!("{text}{errors}").contains(says), "{says}: {text} {errors}");
    }
    // Formats that have findings alone say so beside these.
    let (text, errors, code) = run(repository(&[go]).path(), &["--format", "github"]);
    assert!(
        code == 1 && text.is_empty() && errors.contains("CHK202 could not be judged"),
        "{errors}"
    );
}

/// A chart that is not read is named, and ignored with a reason, by a comment, a name or a pattern.
#[test]
fn an_ignore_ends_the_skip_of_a_chart() {
    let chart = "groups: [{name: x, rules: [{alert: X, expr: 'up > {{ .Values.t }}'}]}]\n";
    let name = "chart/templates/rules.yaml";
    let fine = ("alerts/a.yml", "groups: [{name: a, rules: [{alert: A, expr: up}]}]\n");
    let by = |file: &str| {
        format!(
            "[[ignore]]\nid = 'CHK401'\nfile = '{file}'\nreason = 'rendered in the chart repository'\n"
        )
    };
    let comment = format!("# contend:ignore CHK401 rendered elsewhere\n{chart}");
    for (files, status, answers) in [
        (vec![(name, chart), fine], 1, ["skipped", "skipped"]),
        (vec![(name, chart), fine, ("contend.toml", &by(name))], 0, ["passed", "passed"]),
        (vec![(name, chart), fine, ("contend.toml", &by("chart/**"))], 0, ["passed", "passed"]),
        (vec![(name, chart), fine, ("contend.toml", &by("other/**"))], 1, ["skipped", "skipped"]),
        (vec![(name, &comment), fine], 0, ["passed", "passed"]),
    ] {
        let folder = repository(&files);
        let (report, code) = json(folder.path(), &[]);
        let found = ["CHK401", "CHK402"].map(|id| answer(&report, id));
        assert_eq!(
            (code, found.clone().map(|it| it.0)),
            (status, answers.map(str::to_owned)),
            "{found:?}"
        );
        assert!(
            status == 1 || found[0].1.contains("ignored: chart/templates/rules.yaml"),
            "{found:?}"
        );
    }
    let (text, ..) = run(repository(&[(name, &comment), ("a.sh", "ls\n")]).path(), &[]);
    assert!(text.contains("ignored CHK401 to CHK403: ignored: chart/"), "{text}");
    // One that silences nothing is void.
    let folder = repository(&[fine, ("contend.toml", &by(name))]);
    assert_eq!(places(&json(folder.path(), &[]).0), ["CHK901 contend.toml:1"]);
}

/// What an included part of a Makefile sets is found in that part.
#[test]
fn parts_of_a_makefile_keep_their_places() {
    let folder = repository(&[
        ("x.go", "package x\n"),
        ("Makefile", "include build/go.mk\n\ntest:\n\tgo test -race ./...\n"),
        (
            "build/go.mk",
            "# one\n# two\nexport GORACE = ignore=x\nMAKEFLAGS += -i\n\nlint:\n\tgo vet ./... || true\n",
        ),
    ]);
    let mut found = places(&json(folder.path(), &[]).0);
    found.dedup();
    assert_eq!(found, ["CHK205 build/go.mk:3", "CHK203 build/go.mk:4"], "{found:?}");
}

/// An entry of the baseline whose file was not read is not gone.
#[test]
fn a_baseline_entry_that_was_not_read_is_not_gone() {
    let entry = |file: &str| {
        format!(
            "{{\"fingerprint\":\"{file}\",\"rule\":\"CTD001\",\"file\":\"{file}\",\"function\":\"f\",\"accesses\":[\"a\",\"b\"]}}"
        )
    };
    let entries = ["a.go", "broken.go", "vendor/v.go", "gone.go"].map(entry).join(",");
    let folder = repository(&[
        ("a.go", "package x\n"),
        ("broken.go", "package x\nfunc f() { (\n"),
        ("vendor/v.go", "package v\n"),
        ("t.sh", "go test -race ./...\n"),
        (
            "scan-baseline.json",
            &format!("{{\"schema\":\"contend/baseline/1\",\"findings\":[{entries}]}}"),
        ),
    ]);
    let (_, errors, _) = run(folder.path(), &[]);
    let of = |file: &str| {
        errors
            .lines()
            .find(|line| line.contains(&format!(" {file} ")))
            .unwrap_or_else(|| panic!("{errors}"))
            .to_owned()
    };
    assert!(
        of("a.go").contains("no longer found") && of("gone.go").contains("no longer found"),
        "{errors}"
    );
    assert!(
        of("broken.go").contains("is unchecked") && of("vendor/v.go").contains("is unchecked"),
        "{errors}"
    );
}

/// However large or odd a file is, it is read in time.
#[test]
fn odd_files_end_in_time() {
    let env: String = (0..12_000).map(|n| format!("  V{n}: x\n")).collect();
    let steps: String = (0..12_000).map(|_| "    - run: go test\n").collect();
    let needs: String = (0..20_000)
        .map(|n| format!("  j{n}: {{needs: j{}, steps: [{{run: x}}]}}\n", n + 1))
        .collect();
    let wide = format!("A = {}\nexport\nt:\n{}", "x".repeat(10_000), "\techo $(A)\n".repeat(6_000));
    for (name, text) in [
        (CI, format!("on: push\nenv:\n{env}jobs:\n  a:\n    steps:\n{steps}")),
        (CI, format!("on: push\njobs:\n{needs}  j20000: {{if: false, steps: [{{run: x}}]}}\n")),
        (
            CI,
            format!(
                "on: push\nenv: {{A: x}}\njobs: {{a: {{steps: [{{run: x, working-directory: \"{}\"}}]}}}}\n",
                "${{ env.A }}".repeat(60_000)
            ),
        ),
        ("rules.yml", format!("groups: [{}]\n", "{a: 1},".repeat(60_000))),
        ("rules.yml", format!("# é\ngroups: [{}]\n", "{a: 1},".repeat(60_000))),
        ("Makefile", wide),
        ("a.sh", format!("go test -race {}\n", "a ".repeat(400_000))),
        ("a.sh", "cd $X; ./a.sh\n".repeat(2_400)),
        (
            "a.sh",
            format!(
                "A=$B\nB=\"{}\"\nC=\"{}\"\ngo test $A\n",
                "$C".repeat(5_000),
                "$A".repeat(5_000)
            ),
        ),
        ("a.sh", "(".repeat(900_000)),
        ("a.sh", "((".repeat(40) + &"x".repeat(900_000)),
    ] {
        let folder = repository(&[("x.go", "package x\n"), (name, &text)]);
        let (_, errors, code) = run(folder.path(), &["--json"]);
        let start: String = text.chars().take(40).collect();
        assert!(code < 3 && !errors.contains("panicked"), "{start}: {errors}");
    }
}
