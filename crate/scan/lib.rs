//! Which map accesses in Go source can race, without a compiler: works on a paste as on a repository.
//!
//! ```text
//! text ── parse ──► declarations ── program ──► walk of each function ── race, component ──► findings
//! ```
//!
//! Every finding has both accesses, the way to each, the locks held there and the reason. What could not be
//! read is listed as such. The same files give the same report, whatever their order; no input makes it
//! panic or hang. One thread does it all; files may be parsed on several ([`parse`]). Of a file its text and
//! its declarations are kept, of a walk only the accesses that others may meet, so that the memory needed is
//! a few times that of the source.

pub mod baseline;
mod bodies;
mod callers;
pub mod colours;
mod component;
mod constraint;
mod directives;
mod doubts;
pub mod finding;
mod fingerprint;
mod half;
mod lexer;
mod lower;
mod member;
mod order;
mod outline;
mod parse;
mod program;
mod race;
mod relevance;
mod report;
pub mod rules;
mod sentences;
mod source;
pub mod suggest;
mod tree;
mod types;
pub mod unread;
mod visit;
mod walk;
pub mod words;

pub use parse::{MAX_BYTES, Parsed, parse};

use bodies::Bodies;
use component::Components;
use finding::{Confidence, NotFollowed, NotScanned, Report, Summary};
use program::Program;
use relevance::Relevance;
use suggest::Instead;
use unread::Unread;
use words::Language;

pub const SCHEMA: &str = "contend/scan/1";

/// Calls that are named of those that were not followed.
const MAX_LISTED: usize = 1_000;

/// Whom a report is for.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub language: Language,
    /// What findings name instead.
    pub instead: Instead,
}

/// Looks at all of the files together.
pub fn scan(files: Vec<Parsed>) -> Report {
    scan_for(&Reader::default(), files, &mut |_, _| {})
}

/// The same for a reader; `tell` hears how many functions are done, and of how many.
pub fn scan_for(reader: &Reader, files: Vec<Parsed>, tell: &mut dyn FnMut(usize, usize)) -> Report {
    let language = reader.language;
    let program = Program::new(files);
    let mut not_scanned = unread(&program, language);
    let relevance = Relevance::of(&program);
    let worth = |id: &usize| {
        let (starts, touches) = relevance.near(*id);
        starts
            || touches && callers::is_entry(&program, &relevance, *id)
            || relevance.touches(*id) && callers::is_served(&program, &relevance, *id)
    };
    let (mut races, mut components) = (Vec::new(), Components::default());
    let mut crowds = Vec::new();
    // A bit for each place, whichever walks came to it.
    let (mut seen, mut unfollowed) = (vec![Vec::new(); program.files.len()], Vec::new());
    let mut bodies = Bodies::new(&program);
    for id in (0..program.functions.len()).filter(worth) {
        tell(id, program.functions.len());
        if bodies.is_full() {
            bodies = Bodies::new(&program);
        }
        let walked = walk::walk(&program, &relevance, &bodies, id);
        crowds.extend(race::within(&program, &walked, &mut races));
        components.add(&program, &relevance, &walked);
        let new = walked.unfollowed.into_iter();
        unfollowed.extend(new.filter(|call| mark(&mut seen[call.file], call.at as usize)));
        not_scanned.extend(walked.cut.then(|| endless(&program, id, language)));
    }
    crowds.extend(components.races(&mut races));
    not_scanned.extend(crowds.into_iter().map(|crowd| crowded(&program, crowd, language)));
    not_scanned.sort();
    not_scanned.dedup();
    let not_followed = unfollowed.len();
    unfollowed.sort_by_key(|call| (call.file, call.at));
    unfollowed.truncate(MAX_LISTED);
    let unfollowed = unfollowed.iter().map(|call| not_followed_call(&program, call, language));
    let mut findings = report::findings(&program, &races, reader);
    let ignored = directives::apply(&program.files, &mut findings, language);
    let count = |confidence| findings.iter().filter(|found| found.confidence == confidence).count();
    let summary = Summary {
        files: program.files.len(),
        functions: program.functions.len(),
        high: count(Confidence::High),
        medium: count(Confidence::Medium),
        low: count(Confidence::Low),
        ignored: ignored.len(),
        not_followed,
    };
    Report {
        schema: SCHEMA,
        findings,
        ignored,
        not_scanned,
        not_followed: unfollowed.collect(),
        left_out: Vec::new(),
        summary,
    }
}

/// Whether it was not marked before.
fn mark(bits: &mut Vec<u64>, at: usize) -> bool {
    if bits.len() <= at / 64 {
        bits.resize(at / 64 + 1, 0);
    }
    let (word, bit) = (&mut bits[at / 64], 1 << (at % 64));
    let new = *word & bit == 0;
    *word |= bit;
    new
}

/// What could not be read of any file.
fn unread(program: &Program, language: Language) -> Vec<NotScanned> {
    let of_file = |parsed: &Parsed| -> Vec<NotScanned> {
        let parts = parsed.unread.iter().map(|(line, why)| NotScanned {
            file: parsed.path.clone(),
            line: *line,
            why: why.said(language),
        });
        parts.collect()
    };
    program.files.iter().flat_map(of_file).collect()
}

fn crowded(program: &Program, crowd: race::Crowd, language: Language) -> NotScanned {
    let parsed = &program.files[crowd.place.0];
    let race::Crowd { name, most, all, .. } = crowd;
    let why = Unread::Crowded { name, most, all }.said(language);
    NotScanned { file: parsed.path.clone(), line: parsed.lines.line(crowd.place.1), why }
}

fn not_followed_call(
    program: &Program,
    call: &walk::Unfollowed,
    language: Language,
) -> NotFollowed {
    let parsed = &program.files[call.file];
    let at = parsed.lines.place(&parsed.text, call.at);
    let literal = words::words("a function literal", "函数字面量").within(language);
    let callee = call.callee.map(|id| program.functions[id].label.to_string());
    NotFollowed {
        file: parsed.path.clone(),
        line: at.line,
        column: at.column,
        call: callee.unwrap_or_else(|| literal.to_owned()),
        why: call.why.said(language),
    }
}

fn endless(program: &Program, id: program::FunctionId, language: Language) -> NotScanned {
    let info = &program.functions[id];
    let parsed = &program.files[info.file];
    let why = Unread::Endless(info.label.to_string()).said(language);
    NotScanned { file: parsed.path.clone(), line: parsed.lines.line(info.decl.at), why }
}
