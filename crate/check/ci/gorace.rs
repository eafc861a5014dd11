//! Options of GORACE: those that Go documents, and none that lets a race end with status 0.

use super::Site;
use crate::checks::CI_GORACE;
use crate::finding::Tally;
use crate::nearest::meant;
use crate::source::Text;
use std::rc::Rc;

/// As Go's documentation of the detector lists them.
const OPTIONS: [&str; 6] = [
    "atexit_sleep_ms",
    "exitcode",
    "halt_on_error",
    "history_size",
    "log_path",
    "strip_path_prefix",
];

/// Set before a command, or exported.
pub fn in_command(site: &Site, tally: &mut Tally) {
    let command = site.command();
    for word in command.assignments.iter().chain(&command.words) {
        if let Some(value) = word.text.strip_prefix("GORACE=") {
            judge(value, site.script.place(word.at), tally);
        }
    }
}

/// Set by a workflow or exported by a Makefile.
pub fn in_environment(variables: &[(String, String, Rc<Text>, usize)], tally: &mut Tally) {
    for (_, value, text, at) in variables.iter().filter(|(name, ..)| name == "GORACE") {
        judge(value, (text, *at), tally);
    }
}

fn judge(value: &str, at: (&Text, usize), tally: &mut Tally) {
    let place = format!("{}:{}", at.0.name, at.0.place(at.1).line);
    tally.looked(&CI_GORACE, &*place);
    if value.contains('$') {
        tally.unjudged(
            &CI_GORACE,
            format!("{place}: what GORACE has is in a variable or an expression"),
        );
        return;
    }
    let separator = |sign: char| sign.is_whitespace() || matches!(sign, ':' | ',');
    for option in value.trim_matches(['"', '\'']).split(separator) {
        let remedy = "Take it out; what must not be reported is changed in the source or left out of the tests";
        if option.is_empty() {
            continue;
        }
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        if !OPTIONS.contains(&name) {
            let near = meant(name, OPTIONS);
            let message = format!(
                "GORACE has no option {name}{near}; the detector passes over it in silence"
            );
            tally.found(&CI_GORACE, at, message, remedy);
        } else if name == "exitcode" && value.parse() == Ok(0u32) {
            let message = "exitcode=0 has a program that raced end as if it had not";
            tally.found(&CI_GORACE, at, message, remedy);
        } else if name == "log_path" && value == "/dev/null" {
            let message = "log_path=/dev/null throws every report away";
            tally.found(&CI_GORACE, at, message, "Name a file that is kept");
        }
    }
}
