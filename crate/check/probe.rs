//! A running service's `/metrics`, asked once: does it answer, soon, with an exposition, and is it this service?
//!
//! Bounded whatever answers: one time limit for everything from the name's resolution to the last byte, a few
//! redirects, 8 MB as they come and 8 MB as they unpack. Each way to be of no use has a check of its own; what could not
//! be looked at any more is skipped, behind one that failed.

use super::Request;
use super::checks::{
    Check, PROBE_ANSWER, PROBE_ENCODING, PROBE_FORMAT, PROBE_OWN, PROBE_REDIRECT, PROBE_REQUIRED,
    PROBE_SIZE, PROBE_STATUS, PROBE_TEXT, PROBE_TYPE,
};
use super::ci::is_of_any;
use super::config::Config;
use super::exposition::{self, Exposition, Format, MAX_BYTES};
use super::finding::{Level, Tally};
use super::nearest::meant;
use super::source::Place;
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, header};
use ureq::{Agent, Error};

const REDIRECTS: u32 = 5;

/// What a scraper asks for, OpenMetrics rather than the older format.
const ACCEPT: &str =
    "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/// In the order in which an answer is looked at.
const ORDER: [&Check; 10] = [
    &PROBE_ANSWER,
    &PROBE_REDIRECT,
    &PROBE_STATUS,
    &PROBE_SIZE,
    &PROBE_ENCODING,
    &PROBE_TEXT,
    &PROBE_TYPE,
    &PROBE_FORMAT,
    &PROBE_REQUIRED,
    &PROBE_OWN,
];

/// What is wrong with an answer, and what to do.
struct Wrong {
    check: &'static Check,
    message: String,
    remedy: &'static str,
}

fn wrong<T>(
    check: &'static Check,
    message: impl Into<String>,
    remedy: &'static str,
) -> Result<T, Wrong> {
    Err(Wrong { check, message: message.into(), remedy })
}

/// The exposition, if the answer was one.
pub fn check(request: &Request, config: &Config, tally: &mut Tally) -> Option<Exposition> {
    let by_config = config.probe.as_ref();
    let Some(asked) = request.probe.as_ref().or(by_config.map(|probe| &probe.value)) else {
        for check in ORDER {
            tally.skipped(check, "no probe is asked for (--probe URL, or probe in contend.toml)");
        }
        return None;
    };
    let (file, place) = match (by_config, &config.text) {
        (Some(probe), Some(text)) if request.probe.is_none() => {
            (text.name.clone(), text.place(probe.at))
        }
        _ => (shown(asked), Place::START),
    };
    let url = &shown(asked);
    let until = Instant::now() + request.timeout;
    let report = |wrong: Wrong, tally: &mut Tally| {
        let remedy = wrong.remedy.to_owned();
        tally.push(wrong.check, Level::Error, &file, place, wrong.message, remedy);
    };
    let passed = |until: &Check, tally: &mut Tally| {
        for check in ORDER.iter().take_while(|check| check.id != until.id) {
            tally.looked(check, url);
        }
    };
    let ended = "the probe ended before it";
    let text = match body(asked, request.timeout) {
        Ok(text) => text,
        Err(wrong) => {
            passed(wrong.check, tally);
            report(wrong, tally);
            ORDER.iter().for_each(|check| tally.skipped(check, ended));
            return None;
        }
    };
    passed(&PROBE_REQUIRED, tally);
    let read = exposition::parse_until(&text.0, text.1, Some(until));
    if let Some(why) = &read.beyond {
        for check in [&PROBE_FORMAT, &PROBE_REQUIRED, &PROBE_OWN] {
            tally.unjudged(check, format!("{url}: {why}"));
        }
        return None;
    }
    let faults = read.faults();
    for fault in faults.iter().take(5) {
        let line = text.0[..fault.at.min(text.0.len())].matches('\n').count() + 1;
        let message = format!("line {line} of the answer: {}", fault.why);
        let remedy = "Let the client library write the exposition";
        report(Wrong { check: &PROBE_FORMAT, message, remedy }, tally);
    }
    if read.samples == 0 && faults.is_empty() {
        let remedy = "Register the service's metrics with what serves this address";
        let message = "the answer has no sample".into();
        report(Wrong { check: &PROBE_FORMAT, message, remedy }, tally);
    }
    if read.samples == 0 {
        ORDER.iter().for_each(|check| tally.skipped(check, ended));
        return None;
    }
    for wrong in required(config, &read, url, tally) {
        report(wrong, tally);
    }
    Some(read)
}

fn required(config: &Config, read: &Exposition, url: &str, tally: &mut Tally) -> Vec<Wrong> {
    let mut found = Vec::new();
    if config.require.is_empty() {
        let why = "contend.toml requires no metric, so that any service would do";
        tally.skipped(&PROBE_REQUIRED, why);
        tally.skipped(&PROBE_OWN, why);
        return found;
    }
    tally.looked(&PROBE_REQUIRED, url);
    let remedy = "Register the metric, or correct the name in contend.toml";
    for name in config.require.iter().map(|it| &it.value) {
        if !read.series.contains_key(name) {
            let near = meant(name, read.series.keys().map(String::as_str));
            let message = format!("{name} has no sample in the answer{near}");
            found.push(Wrong { check: &PROBE_REQUIRED, message, remedy });
        }
    }
    let own: Vec<&str> = config
        .require
        .iter()
        .map(|name| name.value.as_str())
        .filter(|name| !is_of_any(name))
        .collect();
    if own.is_empty() {
        tally.looked(&PROBE_OWN, url);
        let message =
            "every metric that is required is one of many programs, so another service would pass";
        let remedy = "Require a metric that this service alone has";
        found.push(Wrong { check: &PROBE_OWN, message: message.into(), remedy });
    } else if own.iter().any(|name| read.series.contains_key(*name)) {
        tally.looked(&PROBE_OWN, url);
    } else {
        tally.skipped(&PROBE_OWN, "none of the service's own metrics is in the answer");
    }
    found
}

/// The text of the answer and its format.
fn body(url: &str, timeout: Duration) -> Result<(String, Format), Wrong> {
    if !url.starts_with("http://") {
        let message =
            format!("{} is no address that can be asked: it is to begin with http://", shown(url));
        let remedy = "Ask the service where it runs, or capture what it says into a file and name that as exposition";
        return wrong(&PROBE_ANSWER, message, remedy);
    }
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(REDIRECTS)
        .max_redirects_will_error(true)
        .http_status_as_error(false)
        .max_response_header_size(64 << 10)
        .proxy(None)
        .user_agent(concat!("contend-check/", env!("CARGO_PKG_VERSION")))
        .accept(ACCEPT)
        .accept_encoding("gzip")
        .build();
    let response = Agent::new_with_config(config).get(url).call();
    let response = match response {
        Ok(response) => response,
        Err(error) => return Err(no_answer(&error, timeout)),
    };
    let status = response.status().as_u16();
    if status != 200 {
        let message = format!("the service answered with status {status}");
        return wrong(
            &PROBE_STATUS,
            message,
            "Correct the address, or what the service does there",
        );
    }
    let headers = response.headers().clone();
    let bytes = bounded(response.into_body().into_reader()).map_err(|error| match error {
        TooMuch::Bytes => too_large("sent"),
        TooMuch::Error(error) => Wrong {
            check: &PROBE_ANSWER,
            message: format!("the answer broke off: {}", plainly(&error.to_string())),
            remedy: "See that the service answers whole and in time",
        },
    })?;
    let text = decoded(bytes, &headers)?;
    let Ok(text) = String::from_utf8(text) else {
        let message = "the body is not UTF-8";
        return wrong(&PROBE_TEXT, message, "Let the client library write the exposition");
    };
    let format = format(&headers)?;
    Ok((text, format))
}

fn no_answer(error: &Error, timeout: Duration) -> Wrong {
    let remedy = "See that the service runs, listens there and answers in time (--timeout)";
    let moved = "Name the address that answers itself";
    match error {
        Error::TooManyRedirects => Wrong {
            check: &PROBE_REDIRECT,
            message: format!("more than {REDIRECTS} redirects"),
            remedy: moved,
        },
        Error::RedirectFailed => Wrong {
            check: &PROBE_REDIRECT,
            message: "the redirect leads to no address that can be asked by plain HTTP".into(),
            remedy: moved,
        },
        Error::Timeout(_) if timeout.is_zero() => {
            let message = "no time was given to answer in".into();
            Wrong { check: &PROBE_ANSWER, message, remedy: "Give a --timeout such as 5s" }
        }
        Error::Timeout(_) => {
            let message = format!("there was no whole answer within {timeout:?}");
            Wrong { check: &PROBE_ANSWER, message, remedy }
        }
        error => {
            let message = format!("no answer: {}", plainly(&error.to_string()));
            Wrong { check: &PROBE_ANSWER, message, remedy }
        }
    }
}

/// Without the names of the parts of a library that an error went through.
fn plainly(error: &str) -> &str {
    let mut rest = error;
    for part in ["io: ", "protocol: ", "http: ", "http parse fail: ", "timeout: "] {
        rest = rest.strip_prefix(part).unwrap_or(rest);
    }
    match rest {
        "empty string" => "the address names no host",
        "global" => "the time was over",
        "invalid HTTP version" => "it does not speak HTTP",
        rest => rest,
    }
}

/// An address as it may be printed: without a user's name and password.
fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://...@{host}{}", &rest[end..]),
        None => url.to_owned(),
    }
}

enum TooMuch {
    Bytes,
    Error(std::io::Error),
}

fn bounded(reader: impl Read) -> Result<Vec<u8>, TooMuch> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(TooMuch::Error)?;
    if bytes.len() > MAX_BYTES { Err(TooMuch::Bytes) } else { Ok(bytes) }
}

fn too_large(how: &str) -> Wrong {
    let message = format!("the service {how} more than {} MB", MAX_BYTES >> 20);
    let remedy = "Take labels away whose values have no bound";
    Wrong { check: &PROBE_SIZE, message, remedy }
}

fn decoded(bytes: Vec<u8>, headers: &HeaderMap) -> Result<Vec<u8>, Wrong> {
    let remedy = "Let the server say how the body is encoded, as gzip or not at all";
    let named = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    match named.unwrap_or("identity").trim().to_ascii_lowercase().as_str() {
        "identity" | "" if bytes.starts_with(&[0x1f, 0x8b]) => {
            let message = "the body is compressed by gzip, and the answer does not say so";
            wrong(&PROBE_ENCODING, message, remedy)
        }
        "identity" | "" => Ok(bytes),
        "gzip" | "x-gzip" => match bounded(MultiGzDecoder::new(bytes.as_slice())) {
            Ok(text) => Ok(text),
            Err(TooMuch::Bytes) => Err(too_large("sent, unpacked,")),
            Err(TooMuch::Error(error)) => {
                wrong(&PROBE_ENCODING, format!("the body is no whole gzip: {error}"), remedy)
            }
        },
        other => {
            let message = format!("the body is encoded as {other}, which was not asked for");
            wrong(&PROBE_ENCODING, message, remedy)
        }
    }
}

fn format(headers: &HeaderMap) -> Result<Format, Wrong> {
    let remedy = "Serve metrics there with text/plain; version=0.0.4 or application/openmetrics-text; version=1.0.0";
    let Some(named) = headers.get(header::CONTENT_TYPE) else {
        return wrong(&PROBE_TYPE, "the answer has no content type", remedy);
    };
    let named = named.to_str().unwrap_or("?").to_ascii_lowercase();
    let mut parts = named.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let version = parts.find_map(|part| part.strip_prefix("version="));
    match (kind, version) {
        ("text/plain", None | Some("0.0.4" | "1.0.0")) => Ok(Format::Prometheus),
        ("application/openmetrics-text", None | Some("1.0.0" | "0.0.1")) => Ok(Format::OpenMetrics),
        _ => wrong(&PROBE_TYPE, format!("the content type is {named}"), remedy),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_never_shown() {
        for (url, expected) in [
            ("http://u:p@host:1/metrics?x=@", "http://...@host:1/metrics?x=@"),
            ("http://u:p@w@host", "http://...@host"),
            ("http://host/a@b", "http://host/a@b"),
            ("https://u@h/x", "https://...@h/x"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }
}
