//! SARIF 2.1.0, for code-scanning services.
//!
//! Addresses of files are relative to the repository. GitHub takes 25,000 results and 10 MB compressed: what is more is
//! left out from the end, and the document says so.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const MAX_RESULTS: usize = 25_000;

/// Before compression, which makes less than a tenth of it.
pub const MAX_BYTES: usize = 60 << 20;

/// Of all the results, the most important first, and of what is to be said beside them.
pub fn document(
    rules: Vec<Value>,
    all: impl Iterator<Item = Value>,
    total: usize,
    mut notes: Vec<Value>,
    max_bytes: usize,
) -> Result<String, serde_json::Error> {
    let mut results = Vec::new();
    let mut bytes = 0;
    for result in all.take(MAX_RESULTS) {
        bytes += serde_json::to_string(&result)?.len();
        if bytes > max_bytes {
            break;
        }
        results.push(result);
    }
    let left_out = total - results.len();
    if left_out > 0 {
        let were = if left_out == 1 { "was" } else { "were" };
        let text = format!(
            "{left_out} of {total} results {were} left out: the limit is {MAX_RESULTS} results and 10 MB"
        );
        notes.insert(0, json!({ "level": "warning", "message": { "text": text } }));
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "contend",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { "ROOT": { "description": { "text": "the repository" } } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notes,
            }],
            "results": results,
        }],
    });
    Ok(serde_json::to_string(&document)? + "\n")
}

/// The folder that holds `.git`, and where we are.
pub struct Root {
    repository: Option<PathBuf>,
    here: PathBuf,
}

impl Root {
    pub fn here() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let repository = here.ancestors().find(|folder| folder.join(".git").exists());
        Self { repository: repository.map(Path::to_owned), here }
    }

    /// An address: relative to the repository where the file is in it; a web address as it is.
    pub fn artifact(&self, file: &str) -> Value {
        if file.contains("://") {
            return json!({ "uri": encode(file).replace("%3A", ":") });
        }
        let plain = clean(&self.here.join(file));
        let base = self.repository.as_ref().unwrap_or(&self.here);
        match plain.strip_prefix(base) {
            Ok(inside) => {
                json!({ "uri": encode(&inside.display().to_string()), "uriBaseId": "ROOT" })
            }
            Err(_) => {
                json!({ "uri": format!("file://{}", encode(&plain.display().to_string())) })
            }
        }
    }
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

fn encode(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(&path.replace('\\', "/"), KEPT).to_string()
}
