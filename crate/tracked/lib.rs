//! Which files git tracks, from its index: a tracked file is part of a program though a .gitignore names it, and a
//! .gitignore is changed more easily than anyone notices.
//!
//! Git itself is not run: in a foreign repository its settings can name programs. The index's versions 2 to 4 are read,
//! of the folder's own repository or of one around it; where there is none, or it cannot be read, nothing is tracked.
//! Time and memory are linear in the index. A general library for git's files would bring some eighty packages.

use std::fs;
use std::path::{Path, PathBuf};

/// Of a million files.
const MAX_BYTES: u64 = 256 << 20;

/// Their names from that folder on, with slashes; the folder's own path must be canonical.
pub fn files(folder: &Path) -> Vec<String> {
    let Some((top, git)) = repository(folder) else { return Vec::new() };
    let index = git.join("index");
    if !fs::metadata(&index).is_ok_and(|info| info.is_file() && info.len() <= MAX_BYTES) {
        return Vec::new();
    }
    let Ok(bytes) = fs::read(index) else { return Vec::new() };
    let before =
        folder.strip_prefix(&top).map(|path| path.display().to_string().replace('\\', "/"));
    let before = before.unwrap_or_default();
    let below = |name: String| match before.is_empty() {
        true => Some(name),
        false => name.strip_prefix(&before)?.strip_prefix('/').map(str::to_owned),
    };
    names(&bytes).unwrap_or_default().into_iter().filter_map(below).collect()
}

/// The top folder of the repository, and its git directory.
fn repository(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    for top in folder.ancestors() {
        let git = top.join(".git");
        if git.is_dir() {
            return Some((top.to_owned(), git));
        }
        // Of a worktree or a submodule.
        if fs::metadata(&git).is_ok_and(|info| info.is_file() && info.len() < 4096) {
            let text = fs::read_to_string(&git).ok()?;
            let named = text.strip_prefix("gitdir:")?.trim();
            return Some((top.to_owned(), top.join(named)));
        }
    }
    None
}

fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let number = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
    };
    let version = number(4)?;
    if bytes.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut last: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..number(8)? {
        let start = at;
        // Times, sizes and the like, the hash, and flags, of which one says that there are more.
        let flags = u16::from_be_bytes(bytes.get(start + 60..start + 62)?.try_into().ok()?);
        at = start + if flags & 0x4000 != 0 { 64 } else { 62 };
        if version == 4 {
            let (cut, length) = varint(bytes.get(at..)?)?;
            at += length;
            last.truncate(last.len().checked_sub(cut)?);
        } else {
            last.clear();
        }
        let end = bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        last.extend_from_slice(&bytes[at..at + end]);
        at += end + 1;
        if version < 4 {
            // Filled up to a multiple of eight.
            at = start + (at - start).div_ceil(8) * 8;
        }
        names.push(String::from_utf8_lossy(&last).into_owned());
    }
    Some(names)
}

/// A number as git packs offsets, and how long it is.
fn varint(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (at, byte) in bytes.iter().enumerate().take(8) {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
        value += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: u32, names: &[&str]) -> Vec<u8> {
        let mut bytes = b"DIRC".to_vec();
        bytes.extend(version.to_be_bytes());
        bytes.extend((names.len() as u32).to_be_bytes());
        let mut before = "";
        for name in names {
            let start = bytes.len();
            bytes.extend([0; 60]);
            bytes.extend((name.len() as u16).to_be_bytes());
            if version == 4 {
                let shared = before.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
                bytes.push((before.len() - shared) as u8);
                bytes.extend(&name.as_bytes()[shared..]);
                bytes.push(0);
            } else {
                bytes.extend(name.as_bytes());
                bytes.push(0);
                while !(bytes.len() - start).is_multiple_of(8) {
                    bytes.push(0);
                }
            }
            before = name;
        }
        bytes
    }

    #[test]
    fn names_of_every_version() {
        let all = [".github/workflows/ci.yml", ".golangci.yml", "a/b.go", "a/bc.go"];
        for version in 2..=4 {
            assert_eq!(names(&index(version, &all)).unwrap(), all, "{version}");
        }
        let whole = index(2, &all);
        for length in 0..whole.len() - 8 {
            names(&whole[..length]);
        }
        assert_eq!(names(&index(5, &all)), None);
        assert_eq!(varint(&[0x80, 0x00]), Some((128, 2)));
    }

    #[test]
    fn a_folder_within_the_repository() {
        let folder = std::env::temp_dir().join(format!("contend-tracked-{}", std::process::id()));
        let below = folder.join("services/a");
        fs::create_dir_all(&below).unwrap();
        fs::create_dir_all(folder.join(".git")).unwrap();
        fs::write(
            folder.join(".git/index"),
            index(2, &["b.go", "services/a/x.yml", "services/ab/y"]),
        )
        .unwrap();
        assert_eq!(files(&below), ["x.yml"]);
        assert_eq!(files(&folder).len(), 3);
        fs::remove_dir_all(&folder).unwrap();
    }
}
