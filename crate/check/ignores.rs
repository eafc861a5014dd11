//! What is silenced, by a comment or by `contend.toml`: always with a reason, if wanted until a day.
//!
//! `# contend:ignore CHK204 reason`, on the line or alone above it, with `until 2026-12-31` at its end if it is to fail
//! after that day. What was found is silenced by it, and what could not be judged is answered. One without a reason, of a day gone by, or that silences nothing is a finding itself, and
//! silences nothing.

use super::checks::{self, IGNORES, PROMQL, RULE_FILES, TEMPLATES};
use super::config::Config;
use super::files::{self, Files};
use super::finding::{Finding, Level, Tally, Unjudged};
use super::source::{Place, Text};
use globset::GlobMatcher;

#[derive(Clone, Debug)]
pub struct Ignore {
    /// Where it stands.
    file: String,
    place: Place,
    /// What it is for; everywhere if none.
    target: Option<String>,
    /// The same as a pattern.
    pattern: Option<GlobMatcher>,
    lines: Option<(u32, u32)>,
    ids: Vec<String>,
    reason: String,
    until: Option<String>,
}

impl Ignore {
    pub fn is_in(&self, file: &str) -> bool {
        self.file == file
    }

    /// Whether it is for something in that file.
    fn is_for(&self, file: Option<&str>) -> bool {
        let Some(target) = &self.target else { return true };
        let fits = |file: &str| self.pattern.as_ref().is_some_and(|it| it.is_match(file));
        file.is_some_and(|file| file == target || fits(file))
    }

    fn is_on(&self, line: u32) -> bool {
        self.lines.is_none_or(|(from, to)| (from..=to).contains(&line))
    }
}

/// Those in the comments of a file.
pub fn in_comments(text: &Text) -> Vec<Ignore> {
    let mut found = Vec::new();
    for number in 1..=text.lines() {
        let line = text.line(number);
        let Some(at) = directive(line) else { continue };
        let rest = line[at..].trim_start_matches('#').trim_start();
        let rest = rest.strip_prefix("contend:ignore").unwrap_or_default();
        let alone = line[..at].trim().is_empty();
        let last = if alone { statement_end(text, number + 1) } else { number };
        let (ids, reason) =
            rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let (reason, until) = dated(reason);
        found.push(Ignore {
            file: text.name.clone(),
            place: text.place(text.offset(number, line[..at].chars().count())),
            target: Some(text.name.clone()),
            pattern: None,
            lines: Some((number as u32, last as u32)),
            ids: ids.split(',').map(str::to_owned).collect(),
            reason,
            until,
        });
    }
    found
}

/// Where the comment begins.
fn directive(line: &str) -> Option<usize> {
    let at = line.find("contend:ignore")?;
    let before = line[..at].trim_end_matches([' ', '\t']);
    let hash = before.strip_suffix('#')?.trim_end_matches('#');
    let begins = hash.is_empty() || hash.ends_with([' ', '\t']);
    // Within quotes it is a part of a word.
    let rest = &line[at..];
    let quoted = ['"', '\'']
        .iter()
        .any(|quote| hash.matches(*quote).count() % 2 == 1 && rest.contains(*quote));
    let whole = line[at + "contend:ignore".len()..].chars().next().is_none_or(char::is_whitespace);
    (begins && whole && !quoted).then_some(hash.len())
}

/// The last line of the statement that begins there.
fn statement_end(text: &Text, from: usize) -> usize {
    let goes_on = |number: usize| {
        let line = text.line(number).trim_end();
        ["\\", "|", "&&"].iter().any(|end| line.ends_with(end))
    };
    // As many lines as a person writes.
    (from..=text.lines()).take(200).find(|number| !goes_on(*number)).unwrap_or(from)
}

/// The reason without what stands at its end of a day.
fn dated(text: &str) -> (String, Option<String>) {
    let text = text.trim();
    let at = text.to_ascii_lowercase().rfind("until ");
    match at.map(|at| (&text[..at], &text[at + "until ".len()..])) {
        Some((reason, day)) if !day.trim().contains(char::is_whitespace) => {
            (reason.trim().to_owned(), Some(day.trim().to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}

/// Takes out what is silenced and adds what is wrong with the ignores.
pub fn apply(files: &Files, config: &Config, today: &str, tally: &mut Tally) {
    let mut all = tally.ignores.clone();
    if let Some(text) = &config.text {
        all.extend(config.ignores.iter().map(|ignore| Ignore {
            file: text.name.clone(),
            place: text.place(ignore.at),
            target: ignore.file.as_deref().map(|file| files.shown(file)),
            pattern: ignore.file.as_deref().and_then(|file| files::glob(&files.shown(file)).ok()),
            lines: None,
            ids: vec![ignore.id.value.clone()],
            reason: ignore.reason.trim().to_owned(),
            until: ignore.until.as_ref().map(|until| until.value.clone()),
        }));
    }
    if all.is_empty() {
        return tally.skipped(&IGNORES, "nothing is ignored");
    }
    let mut wrong: Vec<(Ignore, String)> = Vec::new();
    for ignore in all {
        tally.looked(&IGNORES, &ignore.file);
        if let Some(why) = invalid(&ignore, today) {
            wrong.push((ignore, why));
            continue;
        }
        let silences = |finding: &Finding| {
            ignore.is_for(Some(&finding.file))
                && ignore.is_on(finding.line)
                && ignore.ids.iter().any(|id| id == finding.id)
        };
        let (silenced, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut tally.findings).into_iter().partition(silences);
        tally.findings = others;
        // What could not be judged is ignored as what was found is; of a whole file from anywhere in it.
        let hits = |it: &Unjudged| {
            ignore.is_for(it.file.as_deref()) && it.line.is_none_or(|line| ignore.is_on(line))
        };
        let mut excused = tally.excuse(&ignore.ids, &ignore.reason, hits);
        // A file that is not read as one of rules has none for the others either.
        if excused && ignore.ids.iter().any(|id| id == RULE_FILES.id) {
            let others = [&PROMQL, &TEMPLATES].map(|check| check.id.to_owned());
            excused |= tally.excuse(&others, &ignore.reason, |it| it.line.is_none() && hits(it));
        }
        // Of a check that was skipped it cannot be told.
        if silenced.is_empty() && !excused && ignore.ids.iter().all(|id| tally.is_judged(id)) {
            wrong.push((ignore, "it silences nothing".into()));
        }
        tally.ignored.extend(silenced);
    }
    for (ignore, why) in wrong {
        let remedy = "Write `contend:ignore CHK204 reason`, with `until 2026-12-31` if it is to end, or remove it";
        let Ignore { file, place, .. } = ignore;
        tally.push(
            &IGNORES,
            Level::Error,
            &file,
            place,
            format!("this ignore is void: {why}"),
            remedy.into(),
        );
    }
}

/// Why it cannot silence anything.
fn invalid(ignore: &Ignore, today: &str) -> Option<String> {
    if let Some(id) = ignore.ids.iter().find(|id| checks::find(id).is_none() || *id == IGNORES.id) {
        return Some(format!("there is no check {id} to ignore"));
    }
    if !ignore.reason.chars().any(char::is_alphanumeric) {
        return Some("it has no reason".into());
    }
    let until = ignore.until.as_ref()?;
    if !is_day(until) {
        return Some(format!("{until} is no day such as 2026-12-31"));
    }
    (until.as_str() < today).then(|| format!("it ended on {until}"))
}

/// Texts of such days are in the order of the days.
pub fn is_day(text: &str) -> bool {
    let digits = |part: &str, count: usize| -> Option<u32> {
        let sound = part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        if sound { part.parse().ok() } else { None }
    };
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    digits(year, 4).is_some()
        && digits(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && digits(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::CI_WHITELIST;
    use std::path::PathBuf;

    /// Messages that are left, for a finding in each of these lines.
    fn left(source: &str, lines: &[u32]) -> Vec<String> {
        let text = Text::new("a.sh", source);
        let mut tally = Tally::default();
        tally.ignores = in_comments(&text);
        tally.looked(&CI_WHITELIST, "a.sh");
        for line in lines {
            let place = Place { line: *line, column: 1 };
            tally.push(&CI_WHITELIST, Level::Error, "a.sh", place, "found".into(), String::new());
        }
        let files = Files { root: PathBuf::from("."), names: Vec::new() };
        apply(&files, &Config::default(), "2026-06-01", &mut tally);
        let report = tally.report();
        report.findings.into_iter().map(|it| format!("{} {}", it.line, it.message)).collect()
    }

    #[test]
    fn an_ignore_with_a_reason_silences_its_line() {
        for (source, line) in [
            ("x # contend:ignore CHK204 flaky upstream", 1),
            ("# contend:ignore CHK204 flaky upstream\nx", 2),
            ("  ## contend:ignore CHK203,CHK204 flaky until 2026-06-01\nx | \\\n y", 3),
        ] {
            assert_eq!(left(source, &[line]), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn a_void_ignore_is_a_finding_and_silences_nothing() {
        for (source, why) in [
            ("x # contend:ignore CHK204", "it has no reason"),
            ("x # contend:ignore CHK204 .", "it has no reason"),
            ("x # contend:ignore CHK204 flaky Until 2026-05-31", "it ended on 2026-05-31"),
            ("x # contend:ignore CHK204 until 2027-01-01", "it has no reason"),
            ("x # contend:ignore CHK204 flaky until 2026-05-31", "it ended on 2026-05-31"),
            ("x # contend:ignore CHK204 flaky until tomorrow", "tomorrow is no day"),
            ("x # contend:ignore CHK999 flaky", "there is no check CHK999"),
            ("x # contend:ignore CHK901 flaky", "there is no check CHK901"),
            ("x # contend:ignore", "there is no check "),
        ] {
            let left = left(source, &[1]);
            assert!(left.len() == 2 && left[1].contains(why), "{source}: {left:?}");
        }
        let nothing = left("x # contend:ignore CHK204 flaky\ny", &[2]);
        assert_eq!(nothing, ["1 this ignore is void: it silences nothing", "2 found"]);
        // Of what was not judged nobody can say so.
        assert_eq!(left("x # contend:ignore CHK203 flaky", &[]), Vec::<String>::new());
        assert_eq!(left("tee \"x # contend:ignore CHK204 x\"", &[]), Vec::<String>::new());
        assert_eq!(
            left("x # xcontend:ignore CHK204\ny#contend:ignore CHK204 z", &[]),
            Vec::<String>::new()
        );
    }
}
