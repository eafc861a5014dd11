//! Which map accesses in Go source can race, without a compiler: works on a paste as on a repository.
//!
//! ```text
//! text ── parse ──► tree ── program ──► walk of each function ── race, component ──► findings
//! ```
//!
//! Every finding has both accesses, the way to each, the locks held there and the reason. What could not be
//! read is listed as such. The same files give the same report, whatever their order; no input makes it
//! panic or hang. One thread does it all; files may be parsed on several ([`parse`]).

mod component;
mod directives;
pub mod finding;
mod fingerprint;
mod lexer;
mod lower;
mod order;
mod parse;
mod program;
mod race;
mod relevance;
mod report;
pub mod rules;
mod source;
mod suggest;
mod tree;
mod types;
mod visit;
mod walk;

pub use fingerprint::normal;
pub use parse::{MAX_BYTES, Parsed, parse};

use finding::{Confidence, NotScanned, Report, Summary};
use program::Program;
use relevance::Relevance;

pub const SCHEMA: &str = "contend/scan/1";

/// Looks at all of the files together.
pub fn scan(files: Vec<Parsed>) -> Report {
    let program = Program::new(files);
    let relevance = Relevance::of(&program);
    let mut not_scanned: Vec<NotScanned> =
        program.files.iter().flat_map(|parsed| parsed.not_scanned.iter().cloned()).collect();
    let worth = |id: &usize| {
        relevance.starts(*id)
            || relevance.touches(*id) && component::is_entry(&program, &relevance, *id)
    };
    let ids = (0..program.functions.len()).filter(worth);
    let walk = |id| component::kept(&program, &relevance, walk::walk(&program, &relevance, id));
    let walks: Vec<walk::Walked> = ids.filter_map(walk).collect();
    for walked in walks.iter().filter(|walked| walked.cut) {
        let info = &program.functions[walked.function];
        let parsed = &program.files[info.file];
        let why =
            format!("{} is too large to be followed to its end", program.label(walked.function));
        let line = parsed.lines.line(info.decl.at);
        not_scanned.push(NotScanned { file: parsed.path.clone(), line, why });
    }
    not_scanned.sort();
    not_scanned.dedup();
    let mut races = Vec::new();
    for walked in &walks {
        race::within(&program, walked, &mut races);
    }
    component::between(&program, &relevance, &walks, &mut races);
    let mut findings = report::findings(&program, &races);
    let ignored = directives::apply(&program.files, &mut findings);
    let count = |confidence| findings.iter().filter(|found| found.confidence == confidence).count();
    let summary = Summary {
        files: program.files.len(),
        functions: program.functions.len(),
        high: count(Confidence::High),
        medium: count(Confidence::Medium),
        low: count(Confidence::Low),
        ignored: ignored.len(),
    };
    Report { schema: SCHEMA, findings, ignored, not_scanned, summary }
}
