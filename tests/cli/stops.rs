//! Runs that a signal stops: what was complete is printed and marked stopped, and the status says which signal.

use super::rounds;
#[cfg(feature = "full")]
use super::schema;
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[cfg(feature = "full")]
const SIGHUP: u32 = 1;
pub const SIGINT: u32 = 2;
const SIGTERM: u32 = 15;

/// Until the program has a handler for the signal, which it never has for a hang-up that it was started to ignore.
pub fn wait_until_it_listens(process: u32, signal: u32) {
    let listens = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() >> (signal - 1) & 1 == 1
    };
    let begun = Instant::now();
    while !listens() {
        let patient = begun.elapsed() < Duration::from_secs(120);
        assert!(patient, "no handler for signal {signal}: do the tests run under nohup?");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What the command prints and its status if it is sent the signal so long after it began to listen.
fn stopped_after(arguments: &[&str], signal: u32, wait: Duration) -> (Value, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
    let child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    wait_until_it_listens(child.id(), signal);
    std::thread::sleep(wait);
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code())
}

/// Times to wait before a signal, each half as long again: what lasts twice as long as what comes before it
/// is met by one of them, on a machine of any speed.
fn waits() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(Duration::from_millis(500)), |wait| Some(*wait * 3 / 2)).take(14)
}

#[test]
fn a_stop_keeps_the_rounds_that_were_added() {
    // A map and itself, which take long to be told apart or found equal.
    let link = "#v1/compare?maps=mutex,mutex*2&keys=1000&ms=300&rounds=1&threads=2&warmup=0";
    let arguments = ["run", link, "--until-decided", "--at-most=600", "--json"];
    let added = waits().any(|wait| {
        let (result, status) = stopped_after(&arguments, SIGINT, wait);
        assert_eq!((status, &result["stopped"]), (Some(130), &true.into()));
        rounds(&result).iter().all(|count| *count > 1)
    });
    assert!(added);
}

/// Whatever stops it, and whatever it is that runs: what was complete is printed and marked stopped.
#[cfg(feature = "full")]
#[test]
fn every_interrupt_keeps_what_was_complete() {
    let long = "#v1/compare?maps=mutex&keys=1000&ms=300&rounds=100&threads=1&warmup=0";
    let along = "#v1/scale?maps=mutex&axis=threads:1,2&keys=1000&ms=300&rounds=100&warmup=0";
    let race = "#v1/race?maps=mutex&ms=300&runs=100";
    for (signal, status, arguments) in [
        (SIGINT, 130, ["run", long, "--json"]),
        (SIGTERM, 143, ["run", long, "--json"]),
        (SIGHUP, 129, ["run", long, "--json"]),
        (SIGTERM, 143, ["run", along, "--json"]),
        (SIGHUP, 129, ["run", race, "--json"]),
    ] {
        let kept = waits().any(|wait| {
            let (shown, ended) = stopped_after(&arguments, signal, wait);
            assert_eq!((ended, &shown["stopped"]), (Some(status), &true.into()), "{arguments:?}");
            arguments[1] != long || (1..100).contains(&rounds(&shown)[0])
        });
        assert!(kept, "{arguments:?}");
    }
}

/// The first map was through, the second was not to be.
#[cfg(feature = "full")]
#[test]
fn an_interrupted_verification_keeps_what_was_complete() {
    let maps = "#v1/compare?maps=mutex,rwlock&threads=2";
    let kept = waits().any(|wait| {
        let arguments = ["verify", maps, "--json", "--seconds=4"];
        let (shown, status) = stopped_after(&arguments, SIGINT, wait);
        assert!(schema::schema("verify").is_valid(&shown), "{shown}");
        let outcome = |map: usize| shown["reports"][map]["outcome"].as_str().unwrap();
        let kept = [outcome(0), outcome(1)] == ["passed", "not-checked"];
        assert!(!kept || (status, &shown["stopped"]) == (Some(130), &true.into()), "{shown}");
        kept
    });
    assert!(kept);
}

/// What is told to outlive its terminal does.
#[test]
fn a_hangup_that_is_ignored_stays_so() {
    let link = "#v1/compare?maps=mutex&keys=1000&ms=500&rounds=4&threads=1&warmup=0";
    let mut command = Command::new("nohup");
    command.args([env!("CARGO_BIN_EXE_contend"), "run", link, "--json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    wait_until_it_listens(child.id(), SIGTERM);
    let sent = Command::new("kill").args(["-HUP", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &result["stopped"]), (Some(0), &false.into()));
}
