//! Runs `contend check` on folders and reads its answers.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub fn run(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
    let Output { stdout, stderr, status } =
        command.arg("check").args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(stdout), text(stderr), status.code().unwrap())
}

pub fn json(folder: &Path, arguments: &[&str]) -> (Value, i32) {
    let (text, errors, status) = run(folder, &[arguments, &["--json"]].concat());
    let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{errors}"));
    (value, status)
}

/// Files by their names, in a folder that is gone afterwards.
pub fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// `id file:line` of every finding.
pub fn places(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            format!(
                "{} {}:{}",
                it["id"].as_str().unwrap(),
                it["file"].as_str().unwrap(),
                it["line"]
            )
        })
        .collect()
}

/// The status of a check, and why.
pub fn answer(report: &Value, id: &str) -> (String, String) {
    let checks = report["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["id"] == id).unwrap();
    let text = |name: &str| check[name].as_str().unwrap().to_owned();
    (text("status"), text("why"))
}
