//! Which Go files git tracks, from the index of its repository.
//!
//! A tracked file is part of the program though a .gitignore names it, and a .gitignore is changed more easily than
//! anyone notices. Git itself is not run: in a foreign repository its settings can name programs. Where there is no
//! index, or one of a form that is not known, nothing is said to be tracked.

use super::files::is_go;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A larger one has some millions of files.
const MAX_INDEX: u64 = 256 << 20;

/// Of an entry, what precedes its flags: times, numbers and the SHA-1 of the contents.
const FIXED: usize = 60;

/// Those below a folder, named as by whoever named the folder.
pub fn go_files(root: &Path) -> Vec<PathBuf> {
    let Ok(whole) = fs::canonicalize(root) else { return Vec::new() };
    let Some((top, index)) = whole.ancestors().find_map(index_of) else { return Vec::new() };
    let mut bytes = Vec::new();
    let read = fs::File::open(index).map(|file| file.take(MAX_INDEX).read_to_end(&mut bytes));
    if !matches!(read, Ok(Ok(_))) {
        return Vec::new();
    }
    let paths = entries(&bytes).unwrap_or_default().into_iter().filter(|path| is_go(path));
    let below = paths.filter_map(|path| {
        let inside = top.join(path).strip_prefix(&whole).ok()?.to_owned();
        Some(root.join(inside))
    });
    below.collect()
}

/// The repository's folder and its index, if this is one; a further work tree has a file that says where.
fn index_of(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some((folder.to_owned(), git.join("index")));
    }
    fs::metadata(&git).ok().filter(|info| info.is_file() && info.len() < 4096)?;
    let text = fs::read_to_string(&git).ok()?;
    let place = text.strip_prefix("gitdir:")?.trim();
    Some((folder.to_owned(), folder.join(place).join("index")))
}

/// The paths in an index of version 2, 3 or 4; none if it is damaged.
fn entries(bytes: &[u8]) -> Option<Vec<PathBuf>> {
    let number = |at: usize| {
        Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().expect("four bytes")) as usize)
    };
    let version = number(4).filter(|version| (2..=4).contains(version))?;
    if !bytes.starts_with(b"DIRC") {
        return None;
    }
    let (mut at, mut paths, mut path) = (12, Vec::new(), Vec::new());
    for _ in 0..number(8)? {
        let start = at;
        let flags = u16::from_be_bytes(bytes.get(at + FIXED..at + FIXED + 2)?.try_into().ok()?);
        // The extended ones follow.
        at += FIXED + if flags & 0x4000 == 0 { 2 } else { 4 };
        if version < 4 {
            path.clear();
        } else {
            // As much of the path before it is not shared.
            let (mut cut, mut first) = (0_usize, true);
            loop {
                let byte = *bytes.get(at)?;
                at += 1;
                cut = (cut + usize::from(!first)).checked_mul(128)? + usize::from(byte & 127);
                first = false;
                if byte & 128 == 0 {
                    break;
                }
            }
            path.truncate(path.len().checked_sub(cut)?);
        }
        let length = bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        path.extend_from_slice(&bytes[at..at + length]);
        at += length + 1;
        if version < 4 {
            // Up to seven more, so that entries are multiples of eight.
            at = start + (at - start).div_ceil(8) * 8;
        }
        paths.push(PathBuf::from(String::from_utf8_lossy(&path).into_owned()));
    }
    Some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: u8, entries: &[(&[u8], &str)]) -> Vec<u8> {
        let mut bytes =
            [b"DIRC\0\0\0".as_slice(), &[version, 0, 0, 0, entries.len() as u8]].concat();
        for (before, path) in entries {
            let start = bytes.len();
            bytes.extend([7; FIXED]);
            bytes.extend([0, path.len() as u8]);
            bytes.extend(*before);
            bytes.extend(path.as_bytes());
            bytes.push(0);
            while version < 4 && (bytes.len() - start) % 8 != 0 {
                bytes.push(0);
            }
        }
        bytes
    }

    #[test]
    fn an_index_is_read_in_both_of_its_forms() {
        let paths = [PathBuf::from("a/bc.go"), PathBuf::from("a/d.go"), PathBuf::from("e.go")];
        let plain = index(2, &[(b"", "a/bc.go"), (b"", "a/d.go"), (b"", "e.go")]);
        assert_eq!(entries(&plain).unwrap(), paths);
        let shared = index(4, &[(&[0], "a/bc.go"), (&[5], "d.go"), (&[6], "e.go")]);
        assert_eq!(entries(&shared).unwrap(), paths);
    }

    #[test]
    fn a_damaged_index_has_no_paths() {
        let plain = index(2, &[(b"", "a/bc.go")]);
        for end in 0..70 {
            assert_eq!(entries(&plain[..end]), None, "{end}");
        }
        assert_eq!(entries(&index(4, &[(&[1], "a.go")])), None, "shares what is not there");
        assert_eq!(entries(&index(5, &[])), None);
    }
}
