//! Which files to scan: what a folder holds, as git and Go see it.
//!
//! Left out are what git ignores and does not track, hidden folders, and unless asked for vendor and testdata
//! folders and generated files; how many that are is said. A file that is named itself is always read, one that is
//! named twice is read once. A folder or a file that cannot be read is listed as not scanned. Of a file at most the
//! limit is read, and only of one that is a file: a device has no end, and a pipe may have no beginning.
//! Files are parsed on all processors, each on its own.

use super::counted;
use crate::scan::finding::{LeftOut, NotScanned};
use crate::scan::unread::Unread;
use crate::scan::words::Language;
use crate::scan::{MAX_BYTES, Parsed, parse};
use ignore::WalkBuilder;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum FilesError {
    #[error("{}: {error}. Name Go files or folders that hold some", .path.display())]
    Missing { path: PathBuf, error: std::io::Error },
    #[error("{}: not a Go file. Name files that end in .go", .0.display())]
    NotGo(PathBuf),
    #[error(
        "there is no Go file to scan in {0}; --all includes vendor, testdata and generated files"
    )]
    None(String),
    #[error("standard input: {0}")]
    Stdin(std::io::Error),
    #[error("the threads for reading files could not be started: {0}. Close other programs")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

pub struct Files {
    pub parsed: Vec<Parsed>,
    pub refused: Vec<NotScanned>,
    pub left_out: Vec<LeftOut>,
    pub remarks: Vec<String>,
    /// What came from the standard input, for excerpts.
    pub stdin: String,
}

/// How the standard input is called.
pub const STDIN: &str = "<stdin>";

/// The parser recurses; this is room for what it is allowed to nest.
const STACK: usize = 16 << 20;

/// Where a generated file says so.
const HEAD: usize = 64 << 10;

pub fn read(paths: &[PathBuf], all: bool) -> Result<Files, FilesError> {
    let (mut found, mut stdin) = (Found { all, ..Found::default() }, None);
    for path in paths {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            let mut input = std::io::stdin().lock().take(MAX_BYTES as u64 + 1);
            input.read_to_end(&mut bytes).map_err(FilesError::Stdin)?;
            stdin = Some(String::from_utf8_lossy(&bytes).into_owned());
            continue;
        }
        let info = fs::metadata(path)
            .map_err(|error| FilesError::Missing { path: path.clone(), error })?;
        match info.is_dir() {
            true => found.folder(path),
            false if is_go(path) => found.add(path.clone(), true),
            false => return Err(FilesError::NotGo(path.clone())),
        }
    }
    let list: Vec<(PathBuf, bool)> = std::mem::take(&mut found.files).into_values().collect();
    let (mut parsed, mut refused, generated) = parse_all(&list, all)?;
    refused.append(&mut found.refused);
    let text = stdin.clone().unwrap_or_default();
    parsed.extend(stdin.map(|text| parse(STDIN.into(), text)));
    if parsed.is_empty() && refused.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(FilesError::None(names.join(", ")));
    }
    let left_out = found.left_out(generated);
    let remarks = remark(&left_out).into_iter().collect();
    Ok(Files { parsed, refused, left_out, remarks, stdin: text })
}

pub fn is_go(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "go")
}

/// Files to read, and what was met on the way to them.
#[derive(Default)]
struct Found {
    all: bool,
    /// By where they are, whatever they were called: how to call them, and whether that was asked for.
    files: BTreeMap<PathBuf, (PathBuf, bool)>,
    refused: Vec<NotScanned>,
    /// Go files in folders that are not Go's to build.
    elsewhere: usize,
    /// Those that git ignores, and in hidden folders.
    ignored: usize,
}

impl Found {
    /// A link is a file of the folder that it is in, as for Go.
    fn add(&mut self, path: PathBuf, named: bool) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
        let place = match (folder, path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => path.clone(),
        };
        let known = self.files.entry(place).or_insert_with(|| (path.clone(), named));
        if path < known.0 {
            known.0 = path;
        }
        known.1 |= named;
    }

    fn folder(&mut self, root: &Path) {
        let mut walk = WalkBuilder::new(root);
        // Without a repository, too, a .gitignore says what is not source; a .ignore is not git's.
        walk.require_git(false).ignore(false);
        let all = self.all;
        walk.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            all || entry.depth() == 0 || !is_folder || !is_elsewhere(entry.file_name())
        });
        let known = self.files.len();
        for entry in walk.build() {
            match entry {
                Ok(entry) => {
                    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                    // Of anything else that is called so, reading it says why it is not read.
                    if !is_folder && is_go(entry.path()) && !leads_to_a_folder(entry.path()) {
                        self.add(entry.into_path(), false);
                    }
                }
                Err(error) => self.refused.push(unreadable(root, &error)),
            }
        }
        let canonical = fs::canonicalize(root).unwrap_or_default();
        for name in contend_tracked::files(&canonical) {
            let inside = Path::new(&name);
            let elsewhere = inside.components().any(|part| is_elsewhere(part.as_os_str()));
            let path = root.join(inside);
            if is_go(inside) && (all || !elsewhere) && path.is_file() {
                self.add(path, false);
            }
        }
        let read = self.files.len() - known;
        let (elsewhere, whole) = count(root);
        let elsewhere = if all { 0 } else { elsewhere };
        self.elsewhere += elsewhere;
        self.ignored += whole.saturating_sub(elsewhere + read);
    }

    /// Files that were not looked at though their names end in .go.
    fn left_out(&self, generated: usize) -> Vec<LeftOut> {
        let parts = [
            (self.ignored, "ignored by git or hidden", false),
            (self.elsewhere, "in vendor, testdata or node_modules", true),
            (generated, "generated", true),
        ];
        let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
        let part = |(files, what, option): (usize, &str, bool)| {
            let option = if option { " (--all includes them)" } else { "" };
            LeftOut { files, why: format!("{what}{option}") }
        };
        parts.map(part).collect()
    }
}

/// How many there are, and why.
fn remark(left_out: &[LeftOut]) -> Option<String> {
    let parts: Vec<String> =
        left_out.iter().map(|part| format!("{} {}", part.files, part.why)).collect();
    let sum = left_out.iter().map(|part| part.files).sum();
    (sum > 0).then(|| format!("{} left out: {}", counted(sum, "Go file"), parts.join(", ")))
}

/// A folder of other people's code, or of what tests read.
fn is_elsewhere(name: &std::ffi::OsStr) -> bool {
    matches!(name.to_str(), Some("vendor" | "testdata" | "node_modules"))
}

fn leads_to_a_folder(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|info| info.is_dir())
}

/// Go files in folders that are not Go's to build, and all there are; other people's JavaScript may be large and
/// is not gone through.
fn count(root: &Path) -> (usize, usize) {
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(false);
    walk.filter_entry(|entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !is_folder || !matches!(entry.file_name().to_str(), Some(".git" | "node_modules"))
    });
    let (mut elsewhere, mut whole) = (0, 0);
    for entry in walk.build().flatten() {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_folder || !is_go(entry.path()) || leads_to_a_folder(entry.path()) {
            continue;
        }
        let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
        whole += 1;
        elsewhere += usize::from(inside.components().any(|part| is_elsewhere(part.as_os_str())));
    }
    (elsewhere, whole)
}

/// What the walk met, with the path that it names.
fn unreadable(root: &Path, error: &ignore::Error) -> NotScanned {
    let (mut at, mut path) = (error, root);
    loop {
        match at {
            ignore::Error::WithPath { path: here, err } => (path, at) = (here.as_path(), &**err),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                at = &**err;
            }
            _ => break,
        }
    }
    NotScanned { file: shown(path), line: 1, why: at.to_string() }
}

enum One {
    Parsed(Box<Parsed>),
    Refused(NotScanned),
    Generated,
}

type Parts = (Vec<Parsed>, Vec<NotScanned>, usize);

/// What was read, what could not be, and how many files are generated.
fn parse_all(list: &[(PathBuf, bool)], all: bool) -> Result<Parts, FilesError> {
    let bar = ProgressBar::new(list.len() as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files");
    bar.set_style(style.expect("a valid template"));
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build()?;
    let one = |(path, named): &(PathBuf, bool)| {
        let result = file(path, all || *named);
        bar.inc(1);
        result
    };
    let results: Vec<One> = pool.install(|| list.par_iter().map(one).collect());
    bar.finish_and_clear();
    let (mut parsed, mut refused, mut generated) = (Vec::new(), Vec::new(), 0);
    for result in results {
        match result {
            One::Parsed(file) => parsed.push(*file),
            One::Refused(why) => refused.push(why),
            One::Generated => generated += 1,
        }
    }
    Ok((parsed, refused, generated))
}

fn file(path: &Path, generated: bool) -> One {
    let name = shown(path);
    let refuse = |why: String| One::Refused(NotScanned { file: name.clone(), line: 1, why });
    let bytes = match contents(path) {
        Ok(bytes) => bytes,
        Err(why) => return refuse(why),
    };
    let head = &bytes[..bytes.len().min(HEAD)];
    if !generated && is_generated(&String::from_utf8_lossy(head)) {
        return One::Generated;
    }
    if bytes.len() > MAX_BYTES {
        return refuse(Unread::Large.said(Language::English));
    }
    match String::from_utf8(bytes) {
        Ok(text) => One::Parsed(Box::new(parse(name, text))),
        Err(_) => refuse("the file is not UTF-8".into()),
    }
}

/// At most one byte more than may be scanned.
fn contents(path: &Path) -> Result<Vec<u8>, String> {
    let said = |error: std::io::Error| error.to_string();
    // Before it is opened: opening a pipe waits for whoever writes to it.
    if !fs::metadata(path).map_err(said)?.is_file() {
        return Err("it is a device, a pipe or the like, not a file".into());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(said)?;
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(said)?;
    Ok(bytes)
}

/// With slashes, and without a leading `./`.
fn shown(path: &Path) -> String {
    let name = path.display().to_string();
    // Elsewhere it is part of a name.
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name };
    name.strip_prefix("./").map_or(name.clone(), str::to_owned)
}

/// As Go has it: such a line before the package clause.
fn is_generated(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().take_while(|line| !line.starts_with("package "));
    head.take(200).any(|line| {
        let line = line.trim_end();
        line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_say_so_before_the_package() {
        assert!(is_generated("// Code generated by x. DO NOT EDIT.\n\npackage p\n"));
        assert!(!is_generated("package p\n\n// Code generated by x. DO NOT EDIT.\n"));
        assert!(!is_generated("// Code generated by x.\npackage p\n"));
    }
}
