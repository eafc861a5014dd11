//! Makes one folder equal to another while touching as little as possible.
//!
//! Afterwards the target holds exactly the source's files. A file with the same bytes keeps its
//! modification time; files and folders that the source does not have are removed.

use std::fs;
use std::io;
use std::path::Path;

/// Mirrors `source` into `target` and returns how many files were written or removed.
pub fn mirror(source: &Path, target: &Path) -> io::Result<usize> {
    fs::create_dir_all(target)?;
    let mut changed = 0;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            changed += mirror(&from, &to)?;
        } else if !same_bytes(&from, &to)? {
            fs::copy(&from, &to)?;
            changed += 1;
        }
    }
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        if source.join(entry.file_name()).exists() {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
        changed += 1;
    }
    Ok(changed)
}

fn same_bytes(left: &Path, right: &Path) -> io::Result<bool> {
    match fs::read(right) {
        Ok(bytes) => Ok(bytes == fs::read(left)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
