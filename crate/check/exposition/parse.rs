//! Line by line: comments that say something, and samples.

use super::families::Families;
use super::{Exposition, Fault, Format, Kind};

const MAX_FAULTS: usize = 100;

pub struct Sample<'a> {
    pub at: usize,
    pub name: &'a str,
    pub labels: Vec<(&'a str, String)>,
    pub value: f64,
    /// As it is written.
    pub written: &'a str,
}

impl Sample<'_> {
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }
}

pub fn parse(text: &str, format: Format) -> Exposition {
    let mut families = Families::new(format);
    let mut faults = Vec::new();
    let (mut at, mut ended) = (0, None);
    if !text.is_empty() && !text.ends_with('\n') {
        let why = "the last line has no end, so the exposition may be cut off".to_owned();
        faults.push(Fault { at: text.len(), why });
    }
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        if faults.len() >= MAX_FAULTS {
            break;
        }
        if ended.is_some() {
            faults.push(Fault { at: start, why: "something stands behind # EOF".into() });
            break;
        }
        if line == "# EOF" && format == Format::OpenMetrics {
            ended = Some(start);
            continue;
        }
        let read = match line.strip_prefix('#') {
            Some(rest) => comment(rest, start + 1, format, &mut families),
            None if line.trim().is_empty() && format == Format::Prometheus => Ok(()),
            None => sample(line, start, format).and_then(|sample| families.add(sample)),
        };
        faults.extend(read.err());
    }
    if format == Format::OpenMetrics && ended.is_none() && faults.len() < MAX_FAULTS {
        let why = "# EOF is missing at the end, so the exposition may be cut off".to_owned();
        faults.push(Fault { at: text.len(), why });
    }
    let (series, samples) = families.finish(&mut faults);
    faults.sort_by_key(|fault| fault.at);
    faults.truncate(MAX_FAULTS);
    Exposition { series, faults, samples }
}

fn fault<T>(at: usize, why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { at, why: why.into() })
}

/// Behind the `#`.
fn comment(rest: &str, at: usize, format: Format, families: &mut Families) -> Result<(), Fault> {
    let open = format == Format::OpenMetrics;
    let mut parts = rest.trim_start_matches([' ', '\t']).splitn(3, [' ', '\t']);
    let (word, name, value) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let known = matches!(word, "HELP" | "TYPE") || open && word == "UNIT";
    if !known {
        if open {
            return fault(at, "OpenMetrics has no comments but # HELP, # TYPE, # UNIT and # EOF");
        }
        return Ok(());
    }
    if open && !rest.starts_with(' ') {
        return fault(at, format!("# {word} has one space before it"));
    }
    let name = match name {
        Some(name) if is_metric_name(name) => name,
        Some(name) => return fault(at, format!("\"{name}\" is no name of a metric")),
        None => return fault(at, format!("# {word} names no metric")),
    };
    match word {
        "HELP" => families.help(name, at),
        "UNIT" => families.unit(name, value.unwrap_or_default(), at),
        _ => {
            let written = value.unwrap_or_default().trim();
            let kind = match written {
                "counter" => Kind::Counter,
                "gauge" => Kind::Gauge,
                "histogram" => Kind::Histogram,
                "summary" => Kind::Summary,
                "untyped" if !open => Kind::Unknown,
                "unknown" if open => Kind::Unknown,
                "gaugehistogram" if open => Kind::GaugeHistogram,
                "info" if open => Kind::Info,
                "stateset" if open => Kind::StateSet,
                _ => {
                    return fault(
                        at,
                        format!("\"{written}\" is no type of a metric in this format"),
                    );
                }
            };
            families.kind(name, kind, at)
        }
    }
}

pub fn is_metric_name(name: &str) -> bool {
    let mut signs = name.chars();
    let first = |sign: char| sign.is_ascii_alphabetic() || sign == '_' || sign == ':';
    signs.next().is_some_and(first) && signs.all(|sign| first(sign) || sign.is_ascii_digit())
}

pub fn is_label_name(name: &str) -> bool {
    is_metric_name(name) && !name.contains(':')
}

/// What is left of a line.
struct Cursor<'a> {
    line: &'a str,
    place: usize,
    start: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.place..]
    }

    fn at(&self) -> usize {
        self.start + self.place
    }

    fn blanks(&mut self) -> usize {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.place += count;
        count
    }

    fn eat(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        self.place += usize::from(found);
        found
    }

    fn until(&mut self, ends: &[char]) -> &'a str {
        let rest = self.rest();
        let length = rest.find(ends).unwrap_or(rest.len());
        self.place += length;
        &rest[..length]
    }

    /// In double quotes.
    fn quoted(&mut self) -> Result<String, Fault> {
        let from = self.at();
        if !self.eat('"') {
            return fault(from, "a label's value stands in double quotes");
        }
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let mut signs = rest.chars();
            let Some(sign) = signs.next() else {
                return fault(from, "the quotes of a label's value do not end");
            };
            self.place += sign.len_utf8();
            match sign {
                '"' => return Ok(value),
                '\\' => {
                    let escaped = signs.next();
                    value.push(match escaped {
                        Some('\\') => '\\',
                        Some('"') => '"',
                        Some('n') => '\n',
                        _ => return fault(self.at() - 1, "a backslash escapes \\, \" and n alone"),
                    });
                    self.place += 1;
                }
                sign => value.push(sign),
            }
        }
    }

    fn labels(&mut self) -> Result<Vec<(&'a str, String)>, Fault> {
        let mut labels: Vec<(&str, String)> = Vec::new();
        if !self.eat('{') {
            return Ok(labels);
        }
        loop {
            self.blanks();
            if self.eat('}') {
                return Ok(labels);
            }
            let at = self.at();
            let name = self.until(&['=', ' ', '\t', ',', '}', '"']);
            if !is_label_name(name) {
                return fault(at, format!("\"{name}\" is no name of a label"));
            }
            if labels.iter().any(|(own, _)| *own == name) {
                return fault(at, format!("the label {name} is given twice"));
            }
            self.blanks();
            if !self.eat('=') {
                return fault(self.at(), format!("behind the label {name} there is no ="));
            }
            self.blanks();
            let value = self.quoted()?;
            labels.push((name, value));
            self.blanks();
            if !self.eat(',') && !self.rest().starts_with('}') {
                return fault(self.at(), "labels are separated by commas and end with }");
            }
        }
    }
}

fn sample(line: &str, start: usize, format: Format) -> Result<Sample<'_>, Fault> {
    let open = format == Format::OpenMetrics;
    let mut cursor = Cursor { line, place: 0, start };
    if !open {
        cursor.blanks();
    }
    let at = cursor.at();
    let name = cursor.until(&['{', ' ', '\t']);
    if !is_metric_name(name) {
        let shown: String = name.chars().take(40).collect();
        return fault(at, format!("\"{shown}\" is no name of a metric"));
    }
    if !open {
        cursor.blanks();
    }
    let labels = cursor.labels()?;
    if cursor.blanks() == 0 && open {
        return fault(cursor.at(), format!("{name} has no value behind a space"));
    }
    let value_at = cursor.at();
    let written = cursor.until(&[' ', '\t']);
    let Some(value) = number(written) else {
        let shown: String = written.chars().take(40).collect();
        return fault(value_at, format!("\"{shown}\" is no value of a sample"));
    };
    cursor.blanks();
    if !cursor.rest().is_empty() && !cursor.rest().starts_with('#') {
        let time_at = cursor.at();
        let time = cursor.until(&[' ', '\t']);
        let sound = if open {
            number(time).is_some_and(f64::is_finite)
        } else {
            time.parse::<i64>().is_ok()
        };
        if !sound {
            let unit = if open { "seconds" } else { "whole milliseconds" };
            return fault(time_at, format!("\"{time}\" is no time in {unit}"));
        }
        cursor.blanks();
    }
    if open && cursor.rest().starts_with("# ") {
        exemplar(&mut cursor, name)?;
    }
    if !cursor.rest().is_empty() {
        return fault(cursor.at(), "something stands behind the sample");
    }
    Ok(Sample { at, name, labels, value, written })
}

/// `# {labels} value [time]` behind a bucket or a counter of OpenMetrics.
fn exemplar(cursor: &mut Cursor, name: &str) -> Result<(), Fault> {
    let at = cursor.at();
    if !name.ends_with("_bucket") && !name.ends_with("_total") {
        return fault(at, "only buckets and counters have exemplars");
    }
    cursor.eat('#');
    cursor.blanks();
    if !cursor.rest().starts_with('{') {
        return fault(cursor.at(), "an exemplar begins with its labels");
    }
    let labels = cursor.labels()?;
    let length: usize =
        labels.iter().map(|(name, value)| name.chars().count() + value.chars().count()).sum();
    if length > 128 {
        return fault(at, "the labels of an exemplar have at most 128 characters");
    }
    cursor.blanks();
    let value = cursor.until(&[' ']);
    cursor.blanks();
    let time = cursor.until(&[' ']);
    if number(value).is_none() || !time.is_empty() && number(time).is_none() {
        return fault(at, "an exemplar has a value and at most a time");
    }
    Ok(())
}

/// As both formats write them.
pub fn number(text: &str) -> Option<f64> {
    match text {
        "+Inf" | "Inf" | "inf" | "+inf" => return Some(f64::INFINITY),
        "-Inf" | "-inf" => return Some(f64::NEG_INFINITY),
        "NaN" | "nan" => return Some(f64::NAN),
        _ => {}
    }
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    if text.is_empty() || !text.bytes().all(plain) { None } else { text.parse().ok() }
}
