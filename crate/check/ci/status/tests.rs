use super::*;
use crate::ci::commands::tool;
use crate::shell::parse;

/// Of the first command of the script that judges.
fn of(body: &str, shell: Shell) -> Fate {
    let parsed = parse(body, 0..body.len());
    let judges = parsed.pipelines.iter().enumerate().find_map(|(index, pipeline)| {
        let position = pipeline.commands.iter().position(|it| tool(it).is_some())?;
        Some((index, position))
    });
    let (index, position) = judges.unwrap_or_else(|| panic!("{body}"));
    Flow::new(&parsed, shell).fate(index, position)
}

const NONE: Shell = Shell { errexit: false, pipefail: false };
const E: Shell = Shell { errexit: true, pipefail: false };
const BOTH: Shell = Shell { errexit: true, pipefail: true };

#[test]
fn a_status_is_kept() {
    for (body, shell) in [
        ("go test ./...", NONE),
        ("echo a; go test ./...", NONE),
        ("go test ./...\necho a", E),
        ("go test ./... | tee log\necho a", BOTH),
        ("go test -json ./... | tparse", NONE),
        ("go test ./... | tee log\nexit ${PIPESTATUS[0]}", NONE),
        ("go test ./... | tee log\nrc=${PIPESTATUS[0]}\necho $rc\nexit $rc", E),
        ("go test ./... | tee log\n[ ${PIPESTATUS[0]} -eq 0 ] || exit 1\necho", NONE),
        ("set +e\ngo test ./... | tee log\nrc=${PIPESTATUS[0]}\nexit $rc", BOTH),
        ("go test ./... || exit 1\necho a", NONE),
        ("go test ./... || { echo failed; exit 1; }\necho a", NONE),
        ("fail() { echo $1; exit 1; }\ngo test ./... || fail x\necho a", NONE),
        ("go test ./... && echo fine", NONE),
        ("cd a && go test ./...\necho a", E),
        ("if go test ./...; then echo a; else exit 1; fi\necho", NONE),
        ("if ! go test ./...; then echo bad; exit 1; fi\necho", E),
        ("if ! go test ./... | tee log; then exit 1; fi\necho", BOTH),
        ("if go test ./...; then echo a; else failed=1; fi\nexit $failed", E),
        ("go test ./...\nstatus=$?\nexit $status", NONE),
        ("go test ./...\nstatus=$?\nif [ $status -ne 0 ]; then exit $status; fi\necho", NONE),
        ("go test ./...\nif [ $? -ne 0 ]; then exit 1; fi\necho", NONE),
        ("go test ./...\n[ $? -eq 0 ] || exit 1\necho", NONE),
        ("go test ./... || failed=1\nexit $failed", E),
        ("go test ./... & \nwait $!", E),
        ("go test ./... & pid=$!\nwait $pid || exit 1\necho", NONE),
        ("for d in a b; do (cd $d && go test ./...) || exit 1; done", NONE),
        ("for d in a b; do go test ./$d; done", E),
        ("for d in a b; do go test ./$d || exit 1; done\necho", NONE),
        ("t() { go test ./...; }\nt || exit 1\necho a", NONE),
        ("t() { go test ./... || return 1; echo a; }\nt\necho a", E),
        ("set -e\nt() { go test ./...; echo a; }\nt\necho a", NONE),
        ("t() { go test ./...; echo a; }\nset -e\nt\necho a", NONE),
        ("( go test ./... )", NONE),
        ("( cd a && go test ./... ) || exit 1\necho a", NONE),
        ("go test ./...\nexit", NONE),
        ("trap 'rm -f log' EXIT\ngo test ./...", E),
        ("case $1 in\na) go test ./... ;;\nb) echo ;;\nesac", NONE),
        ("go test ./...; [ $? -eq 0 ] || exit 1\necho", NONE),
        ("go test ./...\ntest $? -eq 0 || { echo bad; exit 1; }\necho", NONE),
        ("go test ./...\n[[ $? != 0 ]] && exit 1\necho", NONE),
        ("go test ./...\n(( $? == 0 )) || exit 1\necho", NONE),
        ("go test ./...\nif (( $? )); then exit 1; fi\necho", NONE),
        ("for d in a b; do go test ./$d; [ $? -eq 0 ] || exit 1; done\necho", NONE),
        ("go test ./...\nif [ $? -eq 0 ]; then echo ok; else exit $?; fi\necho", NONE),
        ("if go test ./...; then echo a; else exit $?; fi\necho", NONE),
        ("go test ./...\nrc=$?\ngo vet\nexit $rc", NONE),
        ("go test ./...\nrc=$?\ngo vet; rc=$((rc + $?))\nexit $rc", NONE),
        ("go test ./...\nrc=$?\ncode=$rc\nexit $code", NONE),
        ("failed=0\nfor d in a b; do go test ./$d || failed=1; done\nexit $failed", NONE),
        ("for d in a b; do go test ./$d || ((failed++)); done\n(( failed == 0 )) || exit 1", NONE),
        ("go test ./... || failed=yes\nif [ -n \"$failed\" ]; then exit 1; fi\necho", NONE),
        ("ok=true\ngo test ./... || ok=false\n$ok || exit 1\necho", NONE),
        ("if go test ./...; then bad=0; else bad=1; fi\nexit $bad", NONE),
        ("if a; then set -e; go test ./...; echo; fi", NONE),
        ("t() { set -e; go test ./...; echo a; }\nt\necho a", NONE),
        ("set -o pipefail\nt() { go test ./... | tee log; }\nt", NONE),
        ("go test ./... & a=$!\ngo vet & b=$!\nwait $a || exit 1\nwait $b", NONE),
    ] {
        assert_eq!(of(body, shell), Fate::Kept, "{body}");
    }
}

#[test]
fn a_status_is_lost() {
    for (body, shell, why) in [
        ("go test ./... 2>&1 | grep -v x | tee log", E, "that of tee"),
        ("go test ./... | tee log\nexit ${PIPESTATUS[1]}", E, "that of tee"),
        ("go test ./... || true", E, "`|| true`"),
        ("go test ./... || echo failed", BOTH, "`|| echo`"),
        ("go test ./... || exit 0", BOTH, "`|| exit 0`"),
        ("go test ./... || { echo x; exit 0; }", BOTH, "takes the place"),
        ("go test ./... || true || exit 1", BOTH, "takes the place"),
        ("( go test ./... ) || true", BOTH, "`|| true`"),
        ("{ go test ./...; echo a; } | tee log", E, "piped into"),
        ("for d in a b; do go test ./$d; done | tee log", E, "piped into"),
        ("for d in a b; do go test ./$d; done || true", E, "its last turn"),
        ("! go test ./...", E, "turns its status round"),
        ("go test ./... &\necho a", E, "in the background"),
        ("go test ./... &\nwait", E, "in the background"),
        ("go test ./... && echo fine\necho a", E, "left of &&"),
        ("go test ./...\necho a", NONE, "no `set -e` holds"),
        ("{ go test ./...; echo a; } || exit 1", E, "no `set -e` holds"),
        ("go test ./...; echo a", NONE, "no `set -e` holds"),
        ("for d in a b; do go test ./$d; done", NONE, "its last turn"),
        ("for m in a b; do cd $m && go test ./... && cd ..; done", E, "its last turn"),
        ("t() { go test ./...; echo a; }\nt", NONE, "no `set -e` holds"),
        ("t() { go test ./...; }\nt || true", E, "`|| true`"),
        ("t() { go test ./...; echo a; }\nt || exit 1", E, "no `set -e` holds"),
        ("set +e\ngo test ./...\necho $?", E, "is shown"),
        ("set +e\ngo test ./...\nrc=$?\nexit 0", E, "nothing ends the script by it"),
        ("go test ./... > log; rc=$?; cat log; exit 0", NONE, "nothing ends the script by it"),
        ("if go test ./...; then echo ok; fi", E, "the `if` that it decides"),
        ("if ! go test ./...; then echo bad; fi", E, "the `if` that it decides"),
        ("if go test ./...; then echo ok; else echo bad; fi", E, "the `if` that it decides"),
        ("go test ./... || (echo bad; exit 1)\necho a", NONE, "no `set -e` holds"),
        ("if go test ./...; echo a; then echo; else exit 1; fi", E, "left of &&"),
        ("if ! go test ./...; then exit $?; fi\necho", E, "goes on after its failure"),
        ("go test ./...\nif [ $? -ne 0 ]; then exit $?; fi\necho", NONE, "no branch ends"),
        ("go test ./...\n[ $? -ne 0 ] && exit $?\necho", NONE, "nothing ends the script by it"),
        ("go test ./...\n[ $? -eq 0 ] && exit 1\necho", NONE, "nothing ends the script by it"),
        (
            "go test ./...\nrc=$?\nif [ $rc -eq 0 ]; then exit 1; fi\necho",
            NONE,
            "nothing ends the script by it",
        ),
        ("go test ./...\nrc=$?\ngo vet\nrc=$?\nexit $rc", NONE, "set anew"),
        ("for d in a b; do go test ./$d; rc=$?; done\nexit $rc", NONE, "next turn"),
        (
            "for d in a b; do failed=0; go test ./$d || failed=1; done\nexit $failed",
            NONE,
            "`|| failed=1`",
        ),
        (
            "ls | while read d; do go test ./$d || failed=1; done\nexit $failed",
            NONE,
            "`|| failed=1`",
        ),
        ("(go test ./... || failed=1)\nexit $failed", NONE, "`|| failed=1`"),
        ("go test ./... || rc=0\nexit $rc", E, "`|| rc=0`"),
        ("go test ./... || { echo bad; exit $?; }\necho", E, "takes the place"),
        ("go test ./... || failed=1\nfailed=0\nexit $failed", E, "`|| failed=1`"),
        ("f() { set +e; }\nset -e\nf\ngo test ./...\necho", E, "no `set -e` holds"),
        ("go test ./... & tail -f log & wait $!\necho", NONE, "in the background"),
        ("trap 'exit 0' EXIT\ngo test ./...", E, "a trap"),
        ("trap 'exit 0' ERR\ngo test ./...", E, "a trap"),
        ("finish() { exit 0; }\ntrap finish EXIT\ngo test ./...", E, "a trap"),
    ] {
        match of(body, shell) {
            Fate::Lost { why: said, remedy } => {
                assert!(said.contains(why) && !remedy.is_empty(), "{body}: {said}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn what_is_not_understood_is_not_kept() {
    for (body, shell) in [
        ("if [ $CI ]; then set -e; fi\ngo test ./...\necho", NONE),
        ("[ $CI ] && set -e\ngo test ./...\necho", NONE),
        ("if ! go test ./... && [ $STRICT ]; then exit 1; fi\necho", E),
        ("go test ./... || { [ $STRICT ] && exit 1; }\necho", E),
        ("go test ./... || retry || exit 1\necho", E),
        ("go test ./... || cleanup && exit 1\necho", E),
        ("go test ./...\n[ $? -eq 0 -o $LAX ] || exit 1\necho", NONE),
        ("go test ./...\n[ $? -eq 1 ] && exit 1\necho", NONE),
        ("go test ./... && passed=1\n[ $passed ] || exit 1", NONE),
        ("go test ./... & go vet & wait $a $b", NONE),
        ("trap 'exit $code' EXIT\ngo test ./...", E),
        ("until go test ./...; do sleep 1; done", E),
        ("for i in 1 2 3; do go test ./... && break; done", E),
        ("for i in 1 2; do if go test ./...; then exit 0; fi; done\nexit 1", E),
        ("t() { go test ./...; }\n\"$@\"", E),
        ("go test ./... || die failed", E),
        ("go test ./...\nreport $?", NONE),
        ("if go test ./...; then echo; elif b; then echo; fi", E),
        ("go test ./... || { if a; then exit 1; fi; }", E),
        ("f() { go test ./... || return 1; f || return 1; }\nf || exit 1", NONE),
    ] {
        assert!(matches!(of(body, shell), Fate::Unknown(_)), "{body}: {:?}", of(body, shell));
    }
}

/// However a script is knotted, following it ends.
#[test]
fn a_knot_is_not_followed_for_ever() {
    let mut body = "go test ./... || a0=1\n".to_owned();
    for level in 0..400 {
        let next = level + 1;
        body.push_str(&format!(
            "if [ $a{level} ]; then a{next}=1; a{next}=2; else a{next}=3; fi\n"
        ));
    }
    let started = std::time::Instant::now();
    assert_ne!(of(&body, E), Fate::Kept);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
