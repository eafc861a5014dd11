//! What a run says of the machine, and what the machine does to a run.

use super::patience::shows;
use super::{QUICK, contend, text};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A result names the machine and the sources it is of.
#[test]
fn the_machine_and_the_build_are_recorded() {
    let output = contend(&["run", QUICK, "--json"]);
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let environment = &result["environment"];
    let known = std::fs::read_to_string("/proc/cpuinfo").unwrap();
    if known.contains("model name") {
        let model = environment["processor"].as_str().unwrap();
        assert!(known.contains(model), "{model}");
    }
    let governor = std::path::Path::new("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    assert_eq!(environment.get("governor").is_some(), governor.exists());
    let folder = env!("CARGO_MANIFEST_DIR");
    let head = Command::new("git").current_dir(folder).args(["rev-parse", "HEAD"]).output();
    let head = head.ok().filter(|head| head.status.success()).map(|head| text(&head.stdout));
    // Somebody else's repository around an unpacked archive says nothing of it.
    let head = head.filter(|_| std::path::Path::new(folder).join(".git").exists());
    match environment["commit"].as_str() {
        Some(commit) => assert!(head.is_some_and(|head| head.starts_with(commit)), "{commit}"),
        None => assert_eq!(head, None),
    }
}

/// Not enough memory is a refusal before anything is measured.
#[cfg(feature = "full")]
#[test]
fn memory_is_counted_beforehand() {
    let limited = |link: &str| {
        let mut command = Command::new("sh");
        let script = "ulimit -v 400000; exec \"$0\" run \"$1\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_contend"), link]).output().unwrap()
    };
    for large in [
        "#v1/compare?maps=mutex&keys=16777216&ms=50&rounds=1&warmup=0",
        "#v1/scale?maps=mutex&axis=keys:1024,16777216&ms=50&rounds=1&warmup=0",
    ] {
        let output = limited(large);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{large}: {said}");
        assert!(said.contains("ulimit -v") && said.contains("lower keys"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let output = limited(QUICK);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// A trial in the middle of which the process is stopped takes far longer than it was to.
#[test]
fn a_trial_of_a_suspended_process_is_done_again() {
    let link = "#v1/compare?maps=mutex&keys=1000&ms=2500&rounds=1&threads=1&warmup=0";
    // When the trial is under way depends on what else the machine does: at some of these moments.
    let repeated = shows(|number| {
        let millis = 1_000 << (number % 4);
        let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
        let child = command.args(["run", link, "--json"]).stdout(Stdio::piped()).spawn().unwrap();
        let signal = |name: &str, after: u64| {
            std::thread::sleep(Duration::from_millis(after));
            let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
            assert!(sent.unwrap().success(), "kill {name}");
        };
        signal("-STOP", millis);
        signal("-CONT", 4_000);
        let output = child.wait_with_output().unwrap();
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(result["strategies"][0]["trials"].as_array().unwrap().len(), 1);
        let trial = &result["strategies"][0]["trials"][0];
        let warnings = result["warnings"].as_array().unwrap();
        let told = warnings.iter().find(|warning| warning["kind"] == "repeated");
        told.is_some_and(|told| {
            told["frozen"].as_u64() >= Some(1) && trial["seconds"].as_f64() < Some(6.0)
        })
    });
    assert!(repeated);
}

#[test]
fn pinning_is_recorded() {
    let output = contend(&["run", QUICK, "--json", "--pin"]);
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["environment"]["pinned"], true, "{}", text(&output.stderr));
}
