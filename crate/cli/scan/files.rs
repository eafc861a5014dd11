//! Which files to scan: what a folder holds, as git and Go see it.
//!
//! Ignored files are left out as git leaves them out, vendor and testdata folders and generated files unless
//! asked for; a file that is named itself is always read. Files are parsed on all processors, each on its own.

use crate::scan::finding::NotScanned;
use crate::scan::unread::Unread;
use crate::scan::words::Language;
use crate::scan::{MAX_BYTES, Parsed, parse};
use ignore::WalkBuilder;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
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
    pub remarks: Vec<String>,
    /// What came from the standard input, for excerpts.
    pub stdin: String,
}

/// How the standard input is called.
pub const STDIN: &str = "<stdin>";

/// The parser recurses; this is room for what it is allowed to nest.
const STACK: usize = 16 << 20;

pub fn read(paths: &[PathBuf], all: bool) -> Result<Files, FilesError> {
    let (mut list, mut stdin) = (Vec::new(), None);
    let mut remarks = Vec::new();
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
            true => folder(path, all, &mut list, &mut remarks),
            false if is_go(path) => list.push((path.clone(), true)),
            false => return Err(FilesError::NotGo(path.clone())),
        }
    }
    list.sort();
    list.dedup_by(|a, b| a.0 == b.0);
    let (mut parsed, refused) = parse_all(&list, all)?;
    let text = stdin.clone().unwrap_or_default();
    parsed.extend(stdin.map(|text| parse(STDIN.into(), text)));
    if parsed.is_empty() && refused.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(FilesError::None(names.join(", ")));
    }
    Ok(Files { parsed, refused, remarks, stdin: text })
}

fn is_go(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "go")
}

fn folder(path: &Path, all: bool, list: &mut Vec<(PathBuf, bool)>, remarks: &mut Vec<String>) {
    let mut walk = WalkBuilder::new(path);
    // Without a repository, too, a .gitignore says what is not source.
    walk.require_git(false);
    walk.filter_entry(move |entry| {
        let skipped = entry.depth() > 0
            && entry.file_type().is_some_and(|kind| kind.is_dir())
            && matches!(entry.file_name().to_str(), Some("vendor" | "testdata" | "node_modules"));
        all || !skipped
    });
    for entry in walk.build() {
        match entry {
            Ok(entry)
                if entry.file_type().is_some_and(|kind| kind.is_file()) && is_go(entry.path()) =>
            {
                list.push((entry.into_path(), false));
            }
            Ok(_) => {}
            Err(error) => remarks.push(format!("{error}")),
        }
    }
}

enum One {
    Parsed(Box<Parsed>),
    Refused(NotScanned),
    Skipped,
}

fn parse_all(
    list: &[(PathBuf, bool)],
    all: bool,
) -> Result<(Vec<Parsed>, Vec<NotScanned>), FilesError> {
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
    let (mut parsed, mut refused) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            One::Parsed(file) => parsed.push(*file),
            One::Refused(why) => refused.push(why),
            One::Skipped => {}
        }
    }
    Ok((parsed, refused))
}

fn file(path: &Path, generated: bool) -> One {
    let name = shown(path);
    let refuse = |why: String| One::Refused(NotScanned { file: name.clone(), line: 1, why });
    let large = || Unread::Large.said(Language::English);
    match fs::metadata(path) {
        Ok(info) if info.len() > MAX_BYTES as u64 => {
            return refuse(large());
        }
        Ok(_) => {}
        Err(error) => return refuse(error.to_string()),
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(error.to_string()),
    };
    let Ok(text) = String::from_utf8(bytes) else { return refuse("the file is not UTF-8".into()) };
    if !generated && is_generated(&text) {
        return One::Skipped;
    }
    One::Parsed(Box::new(parse(name, text)))
}

/// With slashes, and without a leading `./`.
fn shown(path: &Path) -> String {
    let name = path.display().to_string().replace('\\', "/");
    name.strip_prefix("./").map_or(name.clone(), str::to_owned)
}

/// As Go has it: such a line before the package clause.
fn is_generated(text: &str) -> bool {
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
