//! `contend check` as a user and a CI service meet it: the article's checks, a repository that passes, every format,
//! every way in which it ends, and repositories of other shapes.
#![cfg(feature = "check")]

mod checked;
mod recorded;
mod schema;

use checked::{answer, json, places, repository, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn article() -> PathBuf {
    root().join("tests/check/article")
}

#[test]
fn the_articles_checks_fail_in_exactly_the_tracked_list() {
    let (report, status) = json(&article(), &[]);
    let tracked: Value =
        serde_json::from_str(&fs::read_to_string(root().join("tests/check/article.json")).unwrap())
            .unwrap();
    let found: Vec<Value> = report["findings"].as_array().unwrap().to_vec();
    let bare = |it: &Value| {
        let of = |name: &str| it[name].clone();
        serde_json::json!({ "id": of("id"), "level": of("level"), "file": of("file"), "line": of("line") })
    };
    let found: Vec<Value> = found.iter().map(bare).collect();
    assert_eq!(Value::from(found), tracked);
    assert_eq!(status, 1);
    // What the article says and Go, golangci-lint and Prometheus do not.
    let said = report["findings"].to_string();
    for fault in [
        "version 2 of golangci-lint has no flag --fast",
        "version 2 of golangci-lint has no flag --enable-all",
        "GORACE has no option ignore",
        "Go has no directive go:raceignore",
        "the status of go test is lost: the status of the pipe is that of tee",
        "the status of curl is lost",
        "9090 is the port of Prometheus itself",
        "go_goroutines is a metric of many programs",
        "lines with \\\"pkg/storage\\\" are dropped",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
}

/// The same flags are fine for version 1, and a warning where nothing says which version it is.
#[test]
fn flags_are_judged_by_the_version() {
    let script = fs::read_to_string(article().join("ci/checklist.sh")).unwrap();
    let line = script.lines().find(|line| line.starts_with("golangci-lint")).unwrap();
    let of = |files: &[(&str, &str)]| {
        let mut files = files.to_vec();
        files.push(("lint.sh", line));
        let folder = repository(&files);
        let (report, _) = json(folder.path(), &[]);
        let of_flags =
            report["findings"].as_array().unwrap().iter().filter(|it| it["id"] == "CHK105");
        of_flags.map(|it| it["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&[(".golangci.yml", "version: '2'\n")]), ["error", "error"]);
    assert_eq!(of(&[(".golangci.yml", "run: {timeout: 5m}\n")]), Vec::<String>::new());
    assert_eq!(
        of(&[("x.sh", "go install github.com/golangci/golangci-lint/cmd/golangci-lint@v1.64.8")]),
        Vec::<String>::new()
    );
    assert_eq!(of(&[("x.sh", "docker pull golangci/golangci-lint:v2.1")]), ["error", "error"]);
    assert_eq!(of(&[]), ["warning"]);
}

#[test]
fn the_example_passes() {
    let (report, status) = json(&root().join("examples/check"), &["--today", "2026-06-01"]);
    assert_eq!((status, places(&report)), (0, Vec::<String>::new()));
    for check in report["checks"].as_array().unwrap() {
        let id = check["id"].as_str().unwrap();
        let later = ["CHK206", "CHK5", "CHK601", "CHK901"].iter().any(|it| id.starts_with(it));
        let (status, why) = answer(&report, id);
        assert!(later || status == "passed", "{id} {status}: {why}");
    }
}

#[test]
fn json_fits_its_schema() {
    for folder in [article(), root().join("examples/check")] {
        let (report, _) = json(&folder, &[]);
        let errors: Vec<String> =
            schema::schema("check").iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let (mut spoilt, _) = json(&article(), &[]);
    spoilt["checks"][0]["status"] = "fine".into();
    assert!(!schema::schema("check").is_valid(&spoilt));
}

#[test]
fn every_format_has_the_same_findings_and_comes_out_the_same_twice() {
    let (report, _) = json(&article(), &[]);
    let ids = |found: Vec<String>| {
        let mut found = found;
        found.sort();
        found
    };
    let expected = ids(places(&report));
    let format = |name: &str| {
        let (text, errors, status) = run(&article(), &["--format", name]);
        assert_eq!((status, errors.as_str()), (1, ""), "{name}");
        assert_eq!(text, run(&article(), &["--format", name]).0);
        text
    };
    let text = format("text");
    let in_text =
        text.lines().filter(|line| line.ends_with(')') && line.contains(" (CHK")).map(|line| {
            let (place, rest) = line.split_once(": ").unwrap();
            let id = rest.rsplit_once('(').unwrap().1.trim_end_matches(')');
            let (place, _) = place.rsplit_once(':').unwrap();
            format!("{id} {place}")
        });
    assert_eq!(ids(in_text.collect()), expected);
    let sarif: Value = serde_json::from_str(&format("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter().map(|result| {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let file = uri.strip_prefix("tests/check/article/").unwrap();
        format!("{} {file}:{}", result["ruleId"].as_str().unwrap(), place["region"]["startLine"])
    });
    assert_eq!(ids(results.collect()), expected);
    let annotations = format("github");
    let of_github = annotations.lines().filter(|line| !line.starts_with("::notice")).map(|line| {
        let field = |name: &str| {
            let rest = line.split_once(&format!("{name}=")).unwrap().1;
            rest.split([',', ':']).next().unwrap().to_owned()
        };
        let id = line.split_once("(CHK").unwrap().1[..3].to_owned();
        format!("CHK{id} {}:{}", field("file"), field("line"))
    });
    // All but those beyond ten errors.
    let of_github: BTreeSet<String> = of_github.collect();
    assert!(of_github.iter().all(|it| expected.contains(it)), "{of_github:?}");
    let errors = annotations.lines().filter(|line| line.starts_with("::error")).count();
    assert_eq!(errors, 10);
    assert!(annotations.contains("::notice::1 more finding is not shown here"), "{annotations}");
}

#[test]
fn sarif_fits_its_schema() {
    let path = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    let text =
        fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("{path}: run npm ci"));
    // Its pattern for languages has a bracket too many, which JavaScript's engine alone puts up with.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let (text, ..) =
        run(&article(), &["--format", "sarif", "--probe", "http://127.0.0.1:1/metrics"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> =
        schema.iter_errors(&document).take(5).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(text.contains("http://127.0.0.1:1/metrics"), "{text}");
}

#[test]
fn the_status_says_how_it_went() {
    let bomb = {
        let mut text = "groups: []\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let alias = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", ")));
        }
        text
    };
    let fine = "groups: [{name: a, rules: [{alert: A, expr: up}]}]\n";
    let large = " ".repeat(2 << 20);
    for (files, arguments, status, says) in [
        (&[("rules.yml", fine)][..], &[][..], 0, "passed  CHK401"),
        (&[("rules.yml", "groups: [\n")], &[], 1, "not YAML"),
        (&[("rules.yml", &*bomb)], &[], 2, "rules.yml: it stands for more than"),
        (&[("rules.yml", &*large)], &[], 1, "rules.yml:1:1: it is larger than"),
        (
            &[("contend.toml", "rules = ['rules.yml']"), ("rules.yml", &*large)],
            &[],
            2,
            "rules.yml: it is larger than",
        ),
        (
            &[("rules.yml", "groups: \"\u{fffd}\"")],
            &["--config", "nowhere.toml"],
            2,
            "nowhere.toml",
        ),
        (&[("readme.md", "nothing")], &[], 1, "nothing was checked"),
        (&[("contend.toml", "rules = ['*.yml']")], &[], 2, "*.yml matches no file"),
        (&[("contend.toml", "exposition = 'metrics.txt'")], &[], 2, "metrics.txt: "),
        (&[("contend.toml", "rules = ['[']")], &[], 2, "contend.toml: ["),
        (
            &[("contend.toml", "rulez = []")],
            &[],
            2,
            "contend.toml:1:1: there is no key rulez; the nearest is rules",
        ),
        (&[("rules.yml", fine)], &["--today", "soon"], 2, "2026-12-31"),
        (&[("rules.yml", fine)], &["--format", "junit"], 2, "junit"),
        (&[("rules.yml", fine)], &["nowhere"], 2, "nowhere"),
        (
            &[("rules.yml", fine), ("contend.toml", "exposition = 'm'"), ("m", "up 1")],
            &[],
            1,
            "CHK408",
        ),
    ] {
        let folder = repository(files);
        let (text, errors, code) = run(folder.path(), arguments);
        assert_eq!(code, status, "{says}: {text} {errors}");
        assert!(format!("{text}{errors}").contains(says), "{says}: {text} {errors}");
        assert!(code != 2 || text.is_empty(), "{text}");
    }
    let latin = repository(&[("contend.toml", "rules = ['a.yml']")]);
    fs::write(latin.path().join("a.yml"), b"groups: [\xe9]\n").unwrap();
    let (_, errors, code) = run(latin.path(), &[]);
    assert!(code == 2 && errors.contains("a.yml: it is not UTF-8"), "{errors}");
}

/// A metric that was renamed, a rate of a gauge, a boundary and a label that are not there: in a file, with places.
#[test]
fn alert_rules_are_held_against_the_exposition() {
    let folder = repository(&[
        ("contend.toml", "exposition = 'metrics.txt'\n"),
        (
            "alerts/a.yml",
            "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: rate(map_get_timeouts_total[5m]) > 0\n  - alert: B\n    expr: rate(map_entries[5m]) > 0\n  - alert: C\n    expr: map_get_duration_seconds_bucket{le=\"0.02\"} > 0\n  - alert: D\n    expr: map_entries{shard=\"1\"} > 0\n",
        ),
        ("metrics.txt", &fs::read_to_string(root().join("examples/check/metrics.txt")).unwrap()),
    ]);
    let (report, status) = json(folder.path(), &[]);
    let found = report["findings"].as_array().unwrap().iter().map(|it| {
        format!(
            "{}:{} {} {}",
            it["line"],
            it["column"],
            it["id"].as_str().unwrap(),
            it["message"].as_str().unwrap()
        )
    });
    let found: Vec<String> = found.collect();
    for (said, expected) in found.iter().zip([
        "5:16 CHK404 there is no metric map_get_timeouts_total in the exposition; the nearest is map_get_timeout_total",
        "7:16 CHK405 rate is for counters, and map_entries is a gauge",
        "9:43 CHK407 map_get_duration_seconds_bucket has no bucket le=\"0.02\"; there are ",
        "11:23 CHK406 map_entries has no label shard",
    ]) {
        assert!(said.starts_with(expected), "{said}");
    }
    assert_eq!((found.len(), status), (4, 1));
}

#[test]
fn ignores_end_on_their_day() {
    let script = "# contend:ignore CHK204 storage is rewritten until 2026-03-31\ngo test -race $(go list ./... | grep -v /storage)\n";
    let folder = repository(&[("test.sh", script)]);
    let on = |day: &str| {
        let (report, status) = json(folder.path(), &["--today", day]);
        (places(&report), status)
    };
    assert_eq!(on("2026-03-31"), (vec![], 0));
    let late = ["CHK901 test.sh:1", "CHK204 test.sh:2"].map(str::to_owned).to_vec();
    assert_eq!(on("2026-04-01"), (late, 1));
    let by_file = "[[ignore]]\nid = 'CHK204'\nfile = 'test.sh'\nreason = 'storage is rewritten'\n";
    let plain = script.lines().nth(1).unwrap();
    let folder = repository(&[("test.sh", plain), ("contend.toml", by_file)]);
    let (report, status) = json(folder.path(), &[]);
    assert_eq!((places(&report), status), (vec![], 0));
    assert!(answer(&report, "CHK204").1.contains("1 ignored finding"), "{report}");
}

#[test]
fn a_budget_is_a_gate() {
    let link = "#v1/compare?maps=mutex,sharded:16&keys=1000&ms=50&rounds=1&threads=2&warmup=0";
    let measured = recorded::contend(&["run", link, "--json"]);
    let measured: Value = serde_json::from_slice(&measured.stdout).unwrap();
    let of = |speeds: [f64; 2]| recorded::with_speeds(&measured, &speeds, 10).to_string();
    let config = "[budget]\nrecorded = 'old.json'\nfresh = 'new.json'\nfail-above = 10\n";
    for (new, status, says) in [
        (of([1.0, 5.0]), 0, "passed  CHK601"),
        (of([0.8, 5.0]), 1, "contend.toml:3:9: mutex fell"),
        ("{}".into(), 2, "new.json"),
    ] {
        let folder = repository(&[
            ("contend.toml", config),
            ("old.json", &of([1.0, 5.0])),
            ("new.json", &new),
        ]);
        let (text, errors, code) = run(folder.path(), &[]);
        assert_eq!(code, status, "{text} {errors}");
        assert!(format!("{text}{errors}").contains(says), "{says}: {text} {errors}");
    }
}

/// Three services in one repository, rules in two formats, nothing configured: each file is judged where it stands.
#[test]
fn a_repository_of_another_shape() {
    let crd = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: b}\nspec:\n  groups:\n  - name: b\n    rules:\n    - alert: B\n      expr: rate(b_total) > 1\n";
    let folder = repository(&[
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  a:\n    runs-on: x\n    defaults: {run: {working-directory: services/a}}\n    steps:\n    - run: make test\n    - run: go test ./... | tee log\n",
        ),
        ("services/a/go.mod", "module a\n\ngo 1.21\n"),
        ("services/a/a.go", "package a\n"),
        ("services/a/.golangci.yml", "linters-settings: {govet: {disable: [loopclosure]}}\n"),
        ("services/a/Makefile", "GO ?= go\ntest:\n\t-$(GO) test -race ./...\n"),
        ("services/b/go.mod", "module b\n\ngo 1.24\n"),
        ("services/b/.golangci.toml", "version = \"2\"\n[linters]\nenable = [\"gofmt\"]\n"),
        ("services/b/deploy/rules.yaml", crd),
        (
            "services/c/alerts/c.yml",
            "groups:\n- name: c\n  rules:\n  - alert: C\n    expr: c_total > 1\n    for: 5min\n",
        ),
        ("services/c/chart/templates/alerts.yml", "groups: {{ .Values.groups }}\n"),
        ("services/c/alertmanager.yml", "route: {receiver: x\n"),
        ("version.sh", "echo \"version=$(make -s check-version)\"\n"),
        ("vendor/x/Makefile", "test:\n\tgo test ./... || true\n"),
        (".gitlab-ci.yml", "test: {script: [go test ./...]}\n"),
    ]);
    let (report, status) = json(folder.path(), &[]);
    assert_eq!(
        places(&report),
        [
            "CHK203 .github/workflows/ci.yml:8",
            "CHK103 services/a/.golangci.yml:1",
            "CHK203 services/a/Makefile:3",
            "CHK102 services/b/.golangci.toml:3",
            "CHK402 services/b/deploy/rules.yaml:9",
            "CHK401 services/c/alerts/c.yml:6",
        ],
        "{report:#}"
    );
    assert_eq!(status, 1);
    let (race, why) = answer(&report, "CHK202");
    assert!(
        race == "passed"
            && why.contains("services/a/Makefile:3")
            && why.contains(".gitlab-ci.yml is not read")
    );
    let (metrics, why) = answer(&report, "CHK404");
    assert!(metrics == "skipped" && why.contains("no exposition"), "{why}");
    let (_, why) = answer(&report, "CHK401");
    assert!(why.contains("templates/alerts.yml: not read: it is a template"), "{why}");
    assert!(why.contains("alertmanager.yml: it is not YAML"), "{why}");
    // From outside, files are named as they are found from there.
    let (report, _) = json(
        folder.path().parent().unwrap(),
        &[folder.path().file_name().unwrap().to_str().unwrap()],
    );
    assert!(places(&report)[0].contains("/.github/workflows/ci.yml:8"), "{report}");
}

/// What a file is called or holds is neither an escape code nor markup.
#[test]
fn foreign_text_stays_text() {
    let rules = "groups:\n- name: \"\\e[2J::error::x\"\n  \"\\e[31m%0A::error::y\": 1\n";
    let folder = repository(&[("rules\u{1b}[2J%,:\u{202e}.yml", rules)]);
    for format in ["text", "github", "sarif", "json"] {
        let (text, errors, status) = run(folder.path(), &["--format", format]);
        assert_eq!(status, 1, "{text} {errors}");
        assert!(!text.contains('\u{1b}'), "{format} {text}");
        assert!(format == "json" || !text.contains('\u{202e}'), "{format} {text}");
        assert!(!text.lines().any(|line| line.starts_with("::error::")), "{text}");
    }
}

/// Each check has a page, and the table of all is that of the program.
#[test]
fn every_check_has_its_page() {
    let (text, ..) = run(&article(), &["--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&text).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let read =
        |name: &str| fs::read_to_string(root().join("docs/checks").join(name)).unwrap_or_default();
    let table = read("README.md");
    let listed = table.lines().filter(|line| line.starts_with("| [CHK")).count();
    assert_eq!(listed, rules.len());
    for rule in rules {
        let (id, title) = (rule["id"].as_str().unwrap(), rule["name"].as_str().unwrap());
        let summary = rule["fullDescription"]["text"].as_str().unwrap();
        let page = read(&format!("{id}.md"));
        assert!(page.starts_with(&format!("# {id}: {title}\n\n{summary}\n")), "{id}");
        for part in ["```", "## Why", "## How to fix it", "## When to ignore it"] {
            assert!(page.contains(part), "{id}: {part}");
        }
        assert!(table.contains(&format!("| [{id}]({id}.md) | {title} | {summary} |")), "{id}");
    }
    let pages = fs::read_dir(root().join("docs/checks")).unwrap().count();
    assert_eq!(pages, rules.len() + 1);
}
