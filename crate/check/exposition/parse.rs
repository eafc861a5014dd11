//! Line by line: comments that say something, and samples.

use super::families::Families;
use super::{Exposition, Fault, Format, Kind};
use std::collections::HashSet;
use std::time::Instant;

const MAX_FAULTS: usize = 100;
/// Of one sample.
const MAX_LABELS: usize = 1_000;

/// Names with their values.
type Labels = Vec<(String, String)>;

pub struct Sample<'a> {
    pub at: usize,
    pub name: String,
    pub labels: Labels,
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
    parse_until(text, format, None)
}

/// As far as it goes until then.
pub fn parse_until(text: &str, format: Format, until: Option<Instant>) -> Exposition {
    let mut beyond = None;
    let mut families = Families::new(format);
    let mut faults = Vec::new();
    let (mut at, mut ended, mut returns) = (0, None, false);
    if !text.is_empty() && !text.ends_with('\n') {
        let why = "the last line has no end, so the exposition may be cut off".to_owned();
        faults.push(Fault { at: text.len(), why });
    }
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = match line.strip_suffix('\r') {
            // Of all lines alike it is said once.
            Some(bare) => {
                let why = "the line ends with a carriage return: only a line feed may end it";
                faults
                    .extend((!returns).then(|| Fault { at: start + bare.len(), why: why.into() }));
                returns = true;
                bare
            }
            None => line,
        };
        if faults.len() >= MAX_FAULTS {
            break;
        }
        if until.is_some_and(|until| Instant::now() >= until) {
            beyond = Some("there was no time to read it to its end".to_owned());
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
            None => match sample(line, start, format) {
                Ok(sample) => families.add(sample),
                Err(Unread::Beyond(why)) => {
                    beyond = Some(why);
                    break;
                }
                Err(Unread::Fault(fault)) => Err(fault),
            },
        };
        faults.extend(read.err());
    }
    let cut = ended.is_none() && beyond.is_none();
    if format == Format::OpenMetrics && cut && faults.len() < MAX_FAULTS {
        let why =
            "it is OpenMetrics, and # EOF is missing at its end: it may be cut off".to_owned();
        faults.push(Fault { at: text.len(), why });
    }
    // What a histogram lacks may stand where nothing was read.
    let whole = if beyond.is_some() { &mut Vec::new() } else { &mut faults };
    let (series, samples) = families.finish(whole);
    faults.sort_by_key(|fault| fault.at);
    faults.truncate(MAX_FAULTS);
    Exposition { series, faults, samples, beyond }
}

fn fault<T, E: From<Fault>>(at: usize, why: impl Into<String>) -> Result<T, E> {
    Err(Fault { at, why: why.into() }.into())
}

/// Why there is no sample: by the text's fault, or because it exceeds the bounds.
enum Unread {
    Fault(Fault),
    Beyond(String),
}

impl From<Fault> for Unread {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Behind the `#`.
fn comment(rest: &str, at: usize, format: Format, families: &mut Families) -> Result<(), Fault> {
    let open = format == Format::OpenMetrics;
    let rest_of = rest.trim_start_matches([' ', '\t']);
    let (word, rest_of) = rest_of.split_once([' ', '\t']).unwrap_or((rest_of, ""));
    // A name in quotes may have spaces in it.
    let (name, value) = match rest_of.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((name, value)) if !name.is_empty() => (Some(name), Some(value.trim_start())),
        _ => match rest_of.split_once([' ', '\t']) {
            Some((name, value)) => (Some(name), Some(value)),
            None => (Some(rest_of).filter(|name| !name.is_empty()), None),
        },
    };
    let quoted = rest_of.starts_with('"');
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
        Some(name) if is_metric_name(name) || quoted => name,
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

    /// With the metric's name, where that stands among them in quotes.
    fn labels(&mut self) -> Result<(Labels, Option<String>), Unread> {
        let mut labels = Labels::new();
        let mut known: HashSet<String> = HashSet::new();
        let mut metric = None;
        if !self.eat('{') {
            return Ok((labels, metric));
        }
        loop {
            self.blanks();
            if self.eat('}') {
                return Ok((labels, metric));
            }
            let at = self.at();
            let quoted = self.rest().starts_with('"');
            let name = match quoted {
                true => self.quoted()?,
                false => self.until(&['=', ' ', '\t', ',', '}', '"']).to_owned(),
            };
            if !quoted && !is_label_name(&name) {
                return fault(at, format!("\"{name}\" is no name of a label"));
            }
            self.blanks();
            if quoted && !self.rest().starts_with('=') {
                if metric.replace(name).is_some() {
                    return fault(at, "the metric has two names");
                }
            } else {
                if labels.len() == MAX_LABELS {
                    return Err(Unread::Beyond(format!(
                        "a sample of more than {MAX_LABELS} labels is not read"
                    )));
                }
                if !known.insert(name.clone()) {
                    return fault(at, format!("the label {name} is given twice"));
                }
                if !self.eat('=') {
                    return fault(self.at(), format!("behind the label {name} there is no ="));
                }
                self.blanks();
                let value = self.quoted()?;
                labels.push((name, value));
                self.blanks();
            }
            if !self.eat(',') && !self.rest().starts_with('}') {
                return fault(self.at(), "labels are separated by commas and end with }");
            }
        }
    }
}

fn sample(line: &str, start: usize, format: Format) -> Result<Sample<'_>, Unread> {
    let open = format == Format::OpenMetrics;
    let mut cursor = Cursor { line, place: 0, start };
    if !open {
        cursor.blanks();
    }
    let at = cursor.at();
    let name = cursor.until(&['{', ' ', '\t']);
    let unnamed = name.is_empty() && cursor.rest().starts_with('{');
    if !is_metric_name(name) && !unnamed {
        let shown: String = name.chars().take(40).collect();
        return fault(at, format!("\"{shown}\" is no name of a metric"));
    }
    if !open {
        cursor.blanks();
    }
    let (labels, quoted) = cursor.labels()?;
    let name = match quoted {
        Some(_) if !unnamed => return fault(at, "the metric has two names"),
        Some(name) => name,
        None if unnamed => return fault(at, "the metric has no name"),
        None => name.to_owned(),
    };
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
        exemplar(&mut cursor, &name)?;
    }
    if !cursor.rest().is_empty() {
        return fault(cursor.at(), "something stands behind the sample");
    }
    Ok(Sample { at, name, labels, value, written })
}

/// `# {labels} value [time]` behind a bucket or a counter of OpenMetrics.
fn exemplar(cursor: &mut Cursor, name: &str) -> Result<(), Unread> {
    let at = cursor.at();
    if !name.ends_with("_bucket") && !name.ends_with("_total") {
        return fault(at, "only buckets and counters have exemplars");
    }
    cursor.eat('#');
    cursor.blanks();
    if !cursor.rest().starts_with('{') {
        return fault(cursor.at(), "an exemplar begins with its labels");
    }
    let (labels, _) = cursor.labels()?;
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
