//! `contend matrix` as a user meets it.
#![cfg(all(feature = "selftest", unix))]

mod schema;

use serde_json::Value;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const QUICK: &str =
    "#v1/matrix?maps=mutex,sharded:16&presets=reads-90,go-clear&rounds=6&threads=2&warmup=0";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
    command.arg("matrix").args(arguments);
    command
}

fn matrix(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The result, which the schema holds for.
fn json(output: &Output) -> Value {
    let result: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", text(&output.stderr));
    });
    let validator = schema::schema("matrix");
    let wrong: Vec<String> =
        validator.iter_errors(&result).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    result
}

/// Names of what is in a list of objects under that key.
fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_map_has_a_cell_at_every_preset() {
    let output = matrix(&[QUICK, "--json"]);
    let result = json(&output);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(result["experiment"], QUICK);
    assert_eq!(names(&result["maps"], "map"), ["mutex", "sharded:16"]);
    assert_eq!(names(&result["presets"], "preset"), ["reads-90", "go-clear"]);
    let cells = result["cells"].as_array().unwrap();
    assert_eq!(names(&result["cells"], "map"), ["mutex", "sharded:16", "mutex", "sharded:16"]);
    for cell in cells {
        assert_eq!(cell["rounds"], 6, "{cell}");
        let figures = &cell["opsPerSec"];
        let [low, median, high] = ["low", "median", "high"].map(|it| figures[it].as_f64().unwrap());
        assert!(0.0 < low && low <= median && median <= high, "{cell}");
    }
    for (preset, pair) in result["presets"].as_array().unwrap().iter().zip(cells.chunks(2)) {
        assert_eq!(preset["complete"], true);
        // The highest median is the fastest, and is marked; another only if it is not separable.
        let median = |cell: &Value| cell["opsPerSec"]["median"].as_f64().unwrap();
        let best = pair.iter().max_by(|a, b| median(a).total_cmp(&median(b))).unwrap();
        assert_eq!(preset["fastest"], best["map"]);
        assert_eq!(best["best"], true);
        let marked = pair.iter().filter(|cell| cell["best"] == true).count();
        assert_eq!(preset["kind"], if marked == 1 { "wins" } else { "tied" });
        assert_eq!(pair[0]["ratio"]["median"], 1.0);
    }
    assert_eq!(result["maps"][0]["mean"]["median"], 1.0);
    let mean = result["maps"][1]["mean"]["median"].as_f64().unwrap();
    let ratios = [1, 3].map(|at: usize| cells[at]["ratio"]["median"].as_f64().unwrap());
    // Between the ratios of which it is made, as far as rounds scatter.
    let [low, high] = [ratios[0].min(ratios[1]), ratios[0].max(ratios[1])];
    assert!(low * 0.5 < mean && mean < high * 2.0, "{mean} of {ratios:?}");
}

#[test]
fn people_get_one_table() {
    let output =
        matrix(&["--maps=mutex,rwlock", "--presets=reads-100", "--rounds=6", "--threads=1"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    assert!(
        shown.starts_with("#v1/matrix?maps=mutex,rwlock&presets=reads-100&rounds=6&threads=1\n"),
        "{shown}"
    );
    for said in ["preset", "mutex", "rwlock", "reads-100", " *\n", "mean ratio", "of 1 presets"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!text(&output.stderr).contains('\u{1b}'), "a progress bar in a pipe");
}

/// The same table from a run and from the file that another run wrote.
#[test]
fn other_programs_get_a_line_for_each_cell() {
    let quick = QUICK.replace("rounds=6", "rounds=2");
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("matrix.json");
    let file = file.to_str().unwrap();
    assert_eq!(matrix(&[&quick, "--json", "--out", file]).status.code(), Some(0));
    let export = |form: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
        command.args(["export", file, form]).output().unwrap()
    };
    let cells = |output: Output| {
        let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
        let heads = reader.headers().unwrap().clone();
        let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let columns = ["experiment", "map", "preset", "rounds"].map(column);
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| columns.map(|column| row[column].to_owned())).collect::<Vec<_>>()
    };
    let exported = cells(export("--csv"));
    assert_eq!(exported.len(), 4);
    assert_eq!(exported[1], [&quick, "sharded:16", "reads-90", "2"]);
    assert_eq!(cells(matrix(&[&quick, "--csv"])), exported);
    for output in [export("--markdown"), matrix(&[&quick, "--markdown"])] {
        let shown = text(&output.stdout);
        assert!(shown.contains("\n| map | `reads-90` | `go-clear` | mean ratio |\n"), "{shown}");
        assert!(shown.starts_with(&format!("`{quick}`\n")), "{shown}");
    }
    let refused = export("--format=github-action-benchmark");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("no room for a matrix"), "{}", text(&refused.stderr));
}

#[test]
fn a_map_that_fails_has_no_speed() {
    let link =
        "#v1/matrix?maps=mutex,planted-lost-update&presets=ycsb-f&rounds=6&threads=2&warmup=0";
    let output = matrix(&[link, "--json"]);
    let result = json(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("failed: planted-lost-update at ycsb-f"));
    assert_eq!(result["presets"][0]["kind"], "broken");
    assert!(result["presets"][0]["fastest"].is_null());
    assert!(result["maps"][1]["mean"].is_null() && !result["maps"][0]["mean"].is_null());
    assert!(names(&result["cells"], "outcome").contains(&"failed".to_owned()));
    assert!(result["cells"].as_array().unwrap().iter().all(|cell| cell["best"] == false));
}

#[test]
fn what_is_not_right_is_named() {
    for (arguments, said) in [
        (&["--presets=nope"][..], "presets: \"nope\" is not valid; write read-mostly,"),
        (&["--maps=elephant"], "there is no map \"elephant\""),
        (&["--threads=65"], "threads: \"65\" is outside its bounds; write 64"),
        (&["#v1/compare?maps=mutex"], "the link is of the compare lab"),
        (&["#v1/matrix?mix=r100"], "unknown key \"mix\""),
        (&["--baseline=cow"], "baseline: \"cow\" is not valid"),
    ] {
        let output = matrix(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let shown = text(&output.stderr);
        assert!(shown.contains(said), "{arguments:?}: {shown}");
    }
    let run = Command::new(env!("CARGO_BIN_EXE_contend")).args(["run", QUICK]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(
        text(&run.stderr).contains("the link is for `contend matrix`"),
        "{}",
        text(&run.stderr)
    );
    let scan = Command::new(env!("CARGO_BIN_EXE_contend"))
        .args(["run", "#v1/scan?example=ctd003"])
        .output()
        .unwrap();
    assert_eq!(scan.status.code(), Some(2));
    assert!(text(&scan.stderr).contains("opens on the page"), "{}", text(&scan.stderr));
}

/// Stopped in its second preset, it prints the first.
#[test]
fn an_interrupt_keeps_what_is_complete() {
    let link = "#v1/matrix?maps=mutex,rwlock&presets=reads-100,reads-99&rounds=6&ms=300&threads=1&warmup=0";
    let child =
        command(&[link, "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Each preset has twelve trials of .3 s.
    std::thread::sleep(Duration::from_secs(6));
    let output = interrupted(child);
    let result = json(&output);
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert_eq!(result["stopped"], true);
    let complete: Vec<bool> =
        result["presets"].as_array().unwrap().iter().map(|it| it["complete"] == true).collect();
    // However busy the machine is, the second is not done.
    assert!(!complete[1], "{result}");
    let counted = complete.iter().filter(|it| **it).count();
    assert_eq!(result["maps"][0]["presets"], counted);
    assert_eq!(result["maps"][0]["mean"].is_null(), counted == 0);
    assert_eq!(result["cells"].as_array().unwrap().len(), 4);
}

fn interrupted(child: Child) -> Output {
    // SAFETY: a signal to a child that has not been waited for, so its number is still its own.
    let sent = unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    assert_eq!(sent, 0);
    child.wait_with_output().unwrap()
}
