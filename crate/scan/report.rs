//! From races to findings: one for each access that races, with the other half that shows it best.

use super::Reader;
use super::finding::{Access, Confidence, Finding, Site, Step};
use super::fingerprint::fingerprint;
use super::half::Half;
use super::program::{FileId, Program};
use super::race::{Meeting, Race};
use super::sentences::{Sentences, Told};
use super::source::Offset;
use super::suggest::{Instead, suggest};
use super::walk::Start;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

type Place = (FileId, Offset, Offset);

/// One for each access, best first; a pair is reported once, from one of its sides.
pub fn findings(program: &Program, races: &[Race], reader: &Reader) -> Vec<Finding> {
    let sentences = Sentences::new(program, reader.language);
    let mut of_access: BTreeMap<Place, Vec<&Race>> = BTreeMap::new();
    for race in races {
        of_access.entry(race.access.place()).or_default().push(race);
    }
    for list in of_access.values_mut() {
        list.sort_by_key(|race| rank(race));
    }
    let mut order: Vec<Place> = of_access.keys().copied().collect();
    // What was started before who started it.
    order.sort_by_key(|place| {
        let first = of_access[place][0];
        (std::cmp::Reverse(first.confidence), first.access.start == Start::Entry, *place)
    });
    let mut said: HashSet<(Place, Place)> = HashSet::new();
    let mut findings = Vec::new();
    for place in order {
        let fresh = of_access[&place].iter().find(|race| {
            let other = race.other.place();
            other == place || !said.contains(&(other, place))
        });
        if let Some(race) = fresh {
            said.insert((place, race.other.place()));
            findings.push(finding(program, race, &sentences, &reader.instead));
        }
    }
    findings.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.rule).cmp(&(&b.file, b.line, b.column, b.rule))
    });
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    for finding in &mut findings {
        let count = known.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = format!("{}-{count}", finding.fingerprint);
        }
    }
    findings
}

/// The surest first, then writes, then what stands first, then the shortest way. Where nothing in sight makes
/// something meet itself, another place shows the race better.
fn rank(race: &Race) -> impl Ord + use<> {
    let kind = match race.other.kind {
        Access::Write => 0,
        Access::Replacement => 1,
        Access::Iteration => 2,
        Access::Read => 3,
        _ => 4,
    };
    let itself = race.access.place() == race.other.place();
    let assumed = Rc::ptr_eq(&race.access, &race.other);
    let weak = match (race.meeting == Meeting::Requests || assumed, itself) {
        (true, true) => 1,
        (true, false) if race.access.site == race.other.site => 2,
        _ if race.meeting == Meeting::Holders => 2,
        _ => 0,
    };
    let length = race.access.steps() + race.other.steps();
    let place = race.other.place();
    (std::cmp::Reverse(race.confidence), weak, kind, !itself, place, race.rule.id, length)
}

fn finding(program: &Program, race: &Race, sentences: &Sentences, instead: &Instead) -> Finding {
    let (access, other) = (site(program, &race.access), site(program, &race.other));
    let name = &race.access.name;
    let function = race.access.function.to_string();
    let other_function = &*race.other.function;
    let itself = race.access.place() == race.other.place();
    let locks = [race.access.locks.clone(), race.other.locks.clone()];
    let told = Told { race, access: &access, other: &other, itself };
    let message = sentences.message(&told);
    let mut because = sentences.because(&told, &locks);
    if race.confidence < Confidence::High {
        because.extend(sentences.lowered(race));
    }
    let path = |first| path(program, race, first, name, sentences);
    Finding {
        rule: race.rule.id,
        confidence: race.confidence,
        file: access.file.clone(),
        line: access.line,
        column: access.column,
        fingerprint: fingerprint(race.rule.id, &function, &access, other_function, &other),
        function,
        message,
        because,
        paths: [path(true), path(false)],
        locks,
        remedy: sentences.remedy(race.rule).to_owned(),
        suggest: suggest(instead, race.rule, access.kind, other.kind),
        access,
        other,
        rule_row: race.rule,
    }
}

fn site(program: &Program, half: &Half) -> Site {
    let parsed = &program.files[half.file];
    let span = half.span;
    let at = parsed.lines.place(&parsed.text, span.0);
    let text = parsed.text.get(span.0 as usize..span.1 as usize).unwrap_or_default();
    Site {
        file: parsed.path.clone(),
        line: at.line,
        column: at.column,
        kind: half.kind,
        span,
        end: parsed.lines.place(&parsed.text, span.1),
        text: text.to_owned(),
    }
}

fn path(
    program: &Program,
    race: &Race,
    first: bool,
    name: &str,
    sentences: &Sentences,
) -> Vec<Step> {
    let (half, beside) =
        if first { (&race.access, &race.other) } else { (&race.other, &race.access) };
    let step = |file: FileId, at: Offset, what: String| {
        let parsed = &program.files[file];
        let place = parsed.lines.place(&parsed.text, at);
        Step { file: parsed.path.clone(), line: place.line, column: place.column, what }
    };
    let mut path = vec![step(half.file, half.span.0, sentences.arrives(half.kind, name))];
    path.extend(half.way().map(|link| step(link.file, link.at, sentences.step(link.what))));
    // Of the starter: from where the other goroutine has been started.
    if half.start == Start::Entry && race.meeting == Meeting::Starter {
        path.push(step(beside.site.0, beside.site.1, sentences.other_starts()));
    }
    path.reverse();
    path
}
