//! Whether a command's failure is the failure of its script.
//!
//! A shell forgets a status in more ways than it keeps one: in a pipe all but the last, left of `||`, after `!`, in the
//! background, in a substitution, in a loop, and wherever nothing says that a failure ends the script. Where the
//! script looks at `$?` itself it is believed.

use super::commands::program;
use super::script::Shell;
use crate::shell::{Group, Join, Parsed, Pipeline};

/// How the command's status gets lost, if it does; `position` is its place in the pipeline.
pub fn lost(parsed: &Parsed, index: usize, position: usize, shell: Shell) -> Option<String> {
    let pipeline = &parsed.pipelines[index];
    let last = pipeline.commands.len() - 1;
    if position < last && !shell.pipefail {
        let name = program(&pipeline.commands[last]);
        return Some(format!("the status of the pipe is that of {name}, its last command"));
    }
    if pipeline.condition {
        return None;
    }
    if pipeline.negated {
        return Some("`!` turns its status round".into());
    }
    let mut errexit = shell.errexit;
    for &number in &pipeline.groups {
        let Group { pipelines, piped, join, .. } = &parsed.groups[number];
        if *piped && !shell.pipefail {
            return Some("the group that it is in is piped into another command".into());
        }
        match join {
            Join::Or if !ends(parsed, pipelines.end) => {
                return Some(excused(parsed, pipelines.end));
            }
            Join::Or if pipelines.end == index + 1 => return None,
            Join::Background => return Some("its group runs in the background".into()),
            // What is left of them may fail without an end of the shell.
            Join::Or | Join::And => errexit = false,
            Join::Next => {}
        }
    }
    match pipeline.join {
        Join::Background => {
            let waits = |pipeline: &Pipeline| {
                let words = &pipeline.commands[0].words;
                words.first().is_some_and(|word| word.text == "wait") && words.len() > 1
            };
            let waited = parsed.pipelines[index..].iter().any(waits);
            (!waited).then(|| "it runs in the background, and no wait asks for its status".into())
        }
        Join::Or if !ends(parsed, index + 1) => Some(excused(parsed, index + 1)),
        Join::Or => None,
        Join::And => left_of_and(parsed, index),
        Join::Next if errexit => None,
        Join::Next => goes_on(parsed, index),
    }
}

/// `|| true` and what is no better.
fn excused(parsed: &Parsed, next: usize) -> String {
    let what = parsed.pipelines.get(next).map(|it| program(&it.commands[0])).unwrap_or_default();
    format!("`|| {what}` takes the place of its failure")
}

/// Whether what stands right of `||` ends with a failure.
fn ends(parsed: &Parsed, next: usize) -> bool {
    let Some(first) = parsed.pipelines.get(next) else { return false };
    let begins = |group: &&Group| group.pipelines.start == next;
    let group = first.groups.iter().map(|number| &parsed.groups[*number]).rfind(begins);
    let last = match group {
        Some(group) => group.pipelines.end,
        None => next + list(parsed, next),
    };
    parsed.pipelines[next..last].iter().any(fails)
}

/// How many pipelines are joined by `&&` and `||` from here on.
fn list(parsed: &Parsed, from: usize) -> usize {
    let joined = |pipeline: &&Pipeline| matches!(pipeline.join, Join::And | Join::Or);
    let count = parsed.pipelines[from..].iter().take_while(joined).count();
    (count + 1).min(parsed.pipelines.len() - from)
}

fn fails(pipeline: &Pipeline) -> bool {
    let command = &pipeline.commands[0];
    if command.assignments.iter().any(|word| word.text.contains("$?")) {
        return true;
    }
    let mut words = command.words.iter().map(|word| word.text.as_str());
    match words.next() {
        Some("exit" | "return") => words.next() != Some("0"),
        Some("false" | "die" | "fail" | "fatal" | "abort") => true,
        // A step that counts failures and judges them later.
        Some(first) => first.contains("$?"),
        None => command.assignments.iter().any(|word| !word.text.ends_with('=')),
    }
}

fn left_of_and(parsed: &Parsed, index: usize) -> Option<String> {
    let end = index + list(parsed, index);
    let rest = &parsed.pipelines[index..end];
    let judged =
        (index..end).any(|at| parsed.pipelines[at].join == Join::Or && ends(parsed, at + 1));
    if judged || is_final(parsed, end - 1) || rest.iter().any(|it| it.condition) {
        return None;
    }
    Some("a failure left of && does not end the script, which goes on".into())
}

fn goes_on(parsed: &Parsed, index: usize) -> Option<String> {
    let pipeline = &parsed.pipelines[index];
    if asks(parsed.pipelines.get(index + 1)) {
        return None;
    }
    if pipeline.looped {
        return Some("the loop has the status of its last turn alone".into());
    }
    if is_final(parsed, index) {
        return None;
    }
    Some("the script goes on when it fails: no `set -e` holds here".into())
}

/// Whether it looks at `$?`.
fn asks(next: Option<&Pipeline>) -> bool {
    let commands = next.into_iter().flat_map(|pipeline| &pipeline.commands);
    commands.flat_map(|command| command.all_words()).any(|word| word.text.contains("$?"))
}

/// Whether its status is that of the script, or of a function, whose callers have it.
fn is_final(parsed: &Parsed, index: usize) -> bool {
    let of_function = |number: &usize| {
        let group = &parsed.groups[*number];
        group.function && group.pipelines.end == index + 1
    };
    if parsed.pipelines[index].groups.iter().any(of_function) {
        return true;
    }
    parsed.pipelines[index + 1..].iter().all(|pipeline| {
        let words = &pipeline.commands[0].words;
        matches!(words.as_slice(), [only] if only.text == "exit")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ci::commands::tool;
    use crate::shell::parse;

    /// Of the one command of the script that judges.
    fn of(body: &str, shell: Shell) -> Option<String> {
        let parsed = parse(body, 0..body.len());
        let judges = parsed.pipelines.iter().enumerate().find_map(|(index, pipeline)| {
            let position = pipeline.commands.iter().position(|it| tool(it).is_some())?;
            Some((index, position))
        });
        let (index, position) = judges.unwrap_or_else(|| panic!("{body}"));
        lost(&parsed, index, position, shell)
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
            ("go test ./... || exit 1\necho a", NONE),
            ("go test ./... || { echo failed; exit 1; }\necho a", NONE),
            ("go test ./... && echo fine", NONE),
            ("cd a && go test ./...\necho a", E),
            ("if go test ./...; then echo a; fi", NONE),
            ("go test ./...\nstatus=$?\nexit $status", NONE),
            ("go test ./... || failed=1\nexit $failed", E),
            ("go test ./... & \nwait $!", E),
            ("for d in a b; do (cd $d && go test ./...) || exit 1; done", NONE),
            ("for d in a b; do go test ./$d; done", E),
            ("t() { go test ./...; }\nt || exit 1\necho a", NONE),
            ("( go test ./... )", NONE),
            ("( cd a && go test ./... ) || exit 1\necho a", NONE),
            ("go test ./...\nexit", NONE),
        ] {
            assert_eq!(of(body, shell), None, "{body}");
        }
    }

    #[test]
    fn a_status_is_lost() {
        for (body, shell, why) in [
            ("go test ./... 2>&1 | grep -v x | tee log", E, "that of tee"),
            ("go test ./... || true", E, "`|| true`"),
            ("go test ./... || echo failed", BOTH, "`|| echo`"),
            ("go test ./... || exit 0", BOTH, "`|| exit`"),
            ("( go test ./... ) || true", BOTH, "`|| true`"),
            ("{ go test ./...; echo a; } | tee log", E, "piped into"),
            ("! go test ./...", E, "turns its status round"),
            ("go test ./... &\necho a", E, "in the background"),
            ("go test ./... && echo fine\necho a", E, "left of &&"),
            ("go test ./...\necho a", NONE, "no `set -e` holds"),
            ("{ go test ./...; echo a; } || exit 1", E, "no `set -e` holds"),
            ("go test ./...; echo a", NONE, "no `set -e` holds"),
            ("for d in a b; do go test ./$d; done", NONE, "its last turn"),
            ("t() { go test ./...; echo a; }\nt", NONE, "no `set -e` holds"),
        ] {
            let said = of(body, shell).unwrap_or_else(|| panic!("{body}"));
            assert!(said.contains(why), "{body}: {said}");
        }
    }
}
