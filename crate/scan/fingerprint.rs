//! What makes a finding the same one after an edit: its rule, file, functions and the accesses as written.
//!
//! No line numbers: 50 lines above it, or another formatting, change nothing.

use super::finding::Site;
use xxhash_rust::xxh64::xxh64;

pub fn fingerprint(
    rule: &str,
    function: &str,
    access: &Site,
    other_function: &str,
    other: &Site,
) -> String {
    let whole = [
        rule,
        &access.file,
        function,
        access.kind.name(),
        &normal(&access.text),
        &other.file,
        other_function,
        other.kind.name(),
        &normal(&other.text),
    ]
    .join("\0");
    format!("{:016x}", xxh64(whole.as_bytes(), 0))
}

/// Without white space, which formatting changes.
pub fn normal(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}
