//! JUnit's XML: a failed case for each finding, an error for what could not be scanned.

use crate::scan::finding::Report;
use std::fmt::Write;

pub fn document(report: &Report) -> String {
    let (failures, errors) = (report.findings.len(), report.not_scanned.len());
    let tests = (failures + errors).max(1);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"contend scan\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n"
    );
    let mut case = |name: &str,
                    file: &str,
                    line: u32,
                    tag: &str,
                    kind: &str,
                    message: &str,
                    body: &str| {
        writeln!(
            xml,
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{line}\">\n      <{tag} type=\"{}\" message=\"{}\">{}</{tag}>\n    </testcase>",
            escape(file), escape(name), escape(file), escape(kind), escape(message), escape(body)
        )
        .expect("a text takes all");
    };
    for found in &report.findings {
        let name = format!("{} line {}", found.rule, found.line);
        let body = format!("{}:{}:{}\n{}", found.file, found.line, found.column, found.because);
        case(
            &name,
            &found.file,
            found.line,
            "failure",
            found.confidence.name(),
            &found.message,
            &body,
        );
    }
    for part in &report.not_scanned {
        let name = format!("not scanned, line {}", part.line);
        case(&name, &part.file, part.line, "error", "not scanned", &part.why, &part.why);
    }
    if failures + errors == 0 {
        let _ = writeln!(xml, "    <testcase classname=\"contend\" name=\"no findings\"/>");
    }
    xml + "  </testsuite>\n</testsuites>\n"
}

/// XML has no way to write most control characters; they are shown by their numbers.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push(' '),
            sign => {
                safe.push_str(&crate::base::printable::printable(sign.encode_utf8(&mut [0; 4])))
            }
        }
    }
    safe
}
