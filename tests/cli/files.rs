//! What `--out` leaves on the disk, however a run ends.

use super::stops::{SIGINT, wait_until_it_listens};
use super::{QUICK, contend, text};
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("out");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("elsewhere")).unwrap();
    let place = |name: &str| folder.join(name).display().to_string();
    let read = |name: &str| std::fs::read_to_string(place(name)).unwrap();
    let mode = |name: &str| std::fs::metadata(place(name)).unwrap().permissions().mode() & 0o777;
    let output = contend(&["run", QUICK, "--json", "--out", &place("new.json")]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()));
    let result: Value = serde_json::from_str(&read("new.json")).unwrap();
    assert_eq!(result["experiment"], QUICK);
    assert_eq!(mode("new.json") & 0o444, 0o444, "others may read it, as any new file");

    // A link to nothing stays a link.
    symlink("../later.json", folder.join("elsewhere/early.json")).unwrap();
    let export = ["export", &place("new.json"), "--out", &place("elsewhere/early.json")];
    assert_eq!(contend(&export).status.code(), Some(0));
    assert!(std::fs::symlink_metadata(place("elsewhere/early.json")).unwrap().is_symlink());
    assert!(read("later.json").starts_with('`'));
    std::fs::remove_file(place("later.json")).unwrap();

    // A refusal leaves what there was, with nothing beside it; a finding is an answer.
    std::fs::write(place("old.json"), "old").unwrap();
    std::fs::set_permissions(place("old.json"), PermissionsExt::from_mode(0o600)).unwrap();
    let refused = contend(&["run", "#v1/compare?maps=elephant", "--out", &place("old.json")]);
    assert_eq!((refused.status.code(), read("old.json")), (Some(2), "old".to_owned()));
    symlink("../old.json", folder.join("elsewhere/link.json")).unwrap();
    let null = QUICK.replace("mutex,sharded:16", "null");
    let unchecked = contend(&["run", &null, "--json", "--out", &place("elsewhere/link.json")]);
    assert_eq!(unchecked.status.code(), Some(1));
    assert!(read("old.json").contains("contend/result/1"), "{}", read("old.json"));
    assert_eq!(mode("old.json"), 0o600, "as it was");
    assert!(std::fs::symlink_metadata(place("elsewhere/link.json")).unwrap().is_symlink());
    // Whatever ends a run leaves nothing beside the file.
    let long = QUICK.replace("rounds=1", "rounds=100").replace("ms=50", "ms=2000");
    let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
    let mut killed = command.args(["run", &long, "--out", &place("killed.json")]).spawn().unwrap();
    wait_until_it_listens(killed.id(), SIGINT);
    killed.kill().unwrap();
    killed.wait().unwrap();
    let names = std::fs::read_dir(&folder).unwrap().map(|name| name.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    assert_eq!(names, ["elsewhere", "new.json", "old.json"]);

    // Said before anything is measured: this run would take minutes.
    let begun = std::time::Instant::now();
    let nowhere = contend(&["run", &long, "--out", &place("nowhere/new.json")]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(text(&nowhere.stderr).contains("nowhere/new.json"), "{}", text(&nowhere.stderr));
    assert!(begun.elapsed() < Duration::from_secs(100));
    // A device is no file that could be replaced; and what it does not take is not lost.
    let full = contend(&["export", &place("new.json"), "--out", "/dev/full"]);
    let (said, shown) = (text(&full.stderr), text(&full.stdout));
    assert_eq!(full.status.code(), Some(2));
    assert!(said.contains("/dev/full: No space left") && said.lines().count() == 1, "{said}");
    assert!(said.contains("standard output") && shown.starts_with("`#v1/compare?"), "{shown}");
    use std::os::unix::fs::FileTypeExt;
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device());
}
