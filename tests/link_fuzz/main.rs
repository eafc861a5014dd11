//! A hundred thousand hostile links: none panics, none makes more of itself than it is, and the
//! canonical form of each is a fixed point.
//!
//! The links are made from a seed, so a failure names the one that failed. The first thousand made
//! from the frozen links are `tests/links/sample.txt`, which the page's codec and the page itself
//! go through too; `copies.txt` has two hundred that name maps again.
//!
//! And a hundred thousand good links that were broken on their way, of which `mangled.txt` has two
//! thousand: none becomes another experiment without a word, and most become what they were.
//! `UPDATE_LINKS=1` writes these files and `canonical.txt` anew.

mod dice;
mod hostile;
mod mangled;

use contend::experiment::Experiment;
use contend::link::keys::is_known;
use contend::link::{self, CARRIED, MAX_BYTES, repair};
use hostile::Hostile;
use mangled::Mangled;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const LINKS: usize = 120_000;
const SAMPLE: usize = 1000;
const COPIES: usize = 200;
const MANGLED: usize = 100_000;
const MANGLED_SAMPLE: usize = 2000;
const SEED: u64 = 20_261_123;

fn path(name: &str) -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links/").to_owned() + name
}

fn read(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The links of every frozen block, with their canonical forms.
fn frozen() -> Vec<(String, String)> {
    let blocks: BTreeMap<String, Value> = serde_json::from_str(&read("frozen-v1.json")).unwrap();
    let pairs = blocks.values().filter_map(|block| block["links"].as_array()).flatten();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn golden() -> Vec<String> {
    let cases: Vec<Value> = serde_json::from_str(&read("golden.json")).unwrap();
    cases.iter().map(|case| case["link"].as_str().unwrap().to_owned()).collect()
}

fn canonical(text: &str) -> Option<String> {
    link::parse(text).ok().map(|link| link::format(link.lab, &link.values))
}

/// What must hold of any text. The work is bounded by what comes out: reading is one pass over at
/// most `MAX_BYTES`, each piece of which gives a few problems at most.
fn holds(text: &str) {
    let Ok(link) = link::parse(text) else { return };
    assert!(text.len() <= MAX_BYTES + 1, "too long: {text}");
    let pieces = text.split([',', '&', '%']).count();
    assert!(link.problems.len() <= 2 * pieces + 2, "{} problems: {text}", link.problems.len());
    let canonical = link::format(link.lab, &link.values);
    // A schedule may be as long as its link; whatever else there is, is short.
    let schedule = link.values["sched"].len();
    assert!(schedule <= text.len(), "{canonical} from {text}");
    assert!(canonical.len() - schedule <= 1024, "{canonical} from {text}");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"#/?&=-._~:,+*%".contains(&byte);
    assert!(canonical.bytes().all(plain), "{canonical} from {text}");
    for key in CARRIED {
        assert!(!canonical.contains(&format!("&{key}=")), "{canonical} from {text}");
    }
    let again = link::parse(&canonical).expect("canonical links open");
    assert_eq!(again.problems, [], "{text} -> {canonical}");
    assert_eq!(again.values, link.values, "{text} -> {canonical}");
    if link::APART.contains(&link.lab) || link::EXTENDED.contains(&link.lab) {
        return;
    }
    let experiment = Experiment::from_link(&again);
    assert_eq!(experiment.link, canonical, "{text}");
    assert!(experiment.baseline < experiment.maps.len(), "{text}");
}

fn bases() -> Vec<String> {
    let frozen = frozen().into_iter().map(|(link, _)| link);
    golden().into_iter().chain(frozen).collect()
}

#[test]
fn hostile_links() {
    let made = Hostile::new(SEED, bases()).take(LINKS).map(|text| holds(&text)).count();
    assert_eq!(made, LINKS);
}

#[test]
fn hostile_links_that_name_a_map_again() {
    let mut again = 0;
    for text in Hostile::with_copies(SEED, bases()).take(LINKS / 4) {
        holds(&text);
        let maps = link::parse(&text).map(|link| link.values["maps"].to_owned());
        again += usize::from(maps.is_ok_and(|maps| maps.contains('*')));
    }
    assert!(again > LINKS / 60, "{again} of them do");
}

#[test]
fn cut_anywhere_a_carrying_link_still_opens() {
    let whole = format!("#v1/compare?maps=mutex,sharded:8&threads=2&r={}", hostile::bomb());
    let experiment = canonical(&whole).unwrap();
    for end in "#v1/compare?maps=mutex,sharded:8&threads=2".len()..whole.len() {
        assert_eq!(canonical(&whole[..end]).unwrap(), experiment, "cut at {end}");
    }
}

#[test]
fn frozen_links_read_as_they_did() {
    let frozen = frozen();
    assert!(frozen.len() >= 179);
    for (link, expected) in frozen {
        assert_eq!(canonical(&link), Some(expected), "{link}");
    }
    let blocks: Value = serde_json::from_str(&read("frozen-v1.json")).unwrap();
    let defaults =
        blocks.as_object().unwrap().values().filter_map(|block| block["defaults"].as_object());
    let now = link::parse("").unwrap().values;
    for (key, value) in defaults.flatten() {
        assert_eq!(now.get(key), value.as_str(), "{key}");
    }
}

/// Both codecs give every line of the corpus, and of the sample, the form that is written down.
#[test]
fn written_down_forms_hold() {
    let corpus = read("corpus.txt");
    let corpus = corpus.lines().map(|line| serde_json::from_str::<String>(line).unwrap());
    let forms = corpus.map(|text| serde_json::to_string(&canonical(&text)).unwrap() + "\n");
    same("canonical.txt", forms.collect());

    let bases: Vec<String> = frozen().into_iter().map(|(link, _)| link).collect();
    let pair = |text: String| serde_json::to_string(&(&text, canonical(&text))).unwrap() + "\n";
    let sample = Hostile::new(SEED, bases.clone()).take(SAMPLE);
    same("sample.txt", sample.map(pair).collect());
    let copies = Hostile::with_copies(SEED, bases).filter(|text| text.len() < 400).take(COPIES);
    same("copies.txt", copies.map(pair).collect());
}

/// Good links, some of which carry something.
fn good() -> Vec<String> {
    let all = golden().into_iter().filter_map(|link| canonical(&link));
    let all: BTreeSet<String> = all.chain(frozen().into_iter().map(|(_, form)| form)).collect();
    let short = all.into_iter().filter(|link| link.len() < 200);
    let carrying = |(place, link): (usize, String)| match place % 8 {
        0 => format!("{link}&r=7cEBDQAA-f0h4OK_{}", ["A", "-", "_"][place / 8 % 3]),
        _ => link,
    };
    short.enumerate().map(carrying).collect()
}

/// The stage has nothing to do with a whole link, even were it asked.
#[test]
fn what_is_whole_is_not_repaired() {
    let written = read("canonical.txt");
    let written = written.lines().filter_map(|line| serde_json::from_str::<String>(line).ok());
    for link in good().into_iter().chain(written) {
        assert_eq!(link::parse(&link).unwrap().repairs, [], "{link}");
        let text = link.strip_prefix('#').unwrap();
        assert_eq!(
            repair::mend(text, |key| is_known(link::LABS, key)),
            (text.to_owned(), Vec::new())
        );
    }
}

#[test]
fn mangled_links_are_repaired_or_say_so() {
    let mut shares: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for case in Mangled::new(SEED, good()).take(MANGLED) {
        let (_, fragment) = repair::fragment_of(&case.text);
        let read = link::parse(fragment);
        let now = read.as_ref().ok().map(|link| link::format(link.lab, &link.values));
        let named = read.is_ok_and(|link| !link.problems.is_empty() || !link.repairs.is_empty());
        // What cannot be unpacked is named by the page, which alone unpacks.
        let unpacked =
            |piece: &str| piece.strip_prefix("r=").is_some_and(|text| text.contains('='));
        let named = named || fragment.split('&').any(unpacked);
        let whole = now.as_deref() == case.base.split("&r=").next();
        assert!(whole || now.is_none() || named, "{} -> {:?} -> {now:?}", case.base, case.text);
        let kinds = match case.ways[..] {
            [_] | [_, "address bar"] => case.ways.join(", "),
            _ => "two at once".to_owned(),
        };
        let (all, good) = shares.entry(kinds).or_default();
        *all += 1;
        *good += usize::from(whole);
    }
    for (kind, (all, good)) in &shares {
        let share = *good as f64 / *all as f64;
        println!("{kind}: {:.1} % of {all} whole", share * 100.0);
    }
    // An address bar takes the line break by which mail's own = is known.
    shares.remove("mail, address bar");
    for (kind, (all, good)) in shares {
        assert!(good as f64 / all as f64 > 0.8, "{kind}: {good} of {all}");
    }
}

/// Two thousand of them: what was done, the text, its canonical form, the repairs, and what the link
/// carried before.
#[test]
fn mangled_links_are_written_down() {
    let line = |case: mangled::Case| {
        let read = link::parse(repair::fragment_of(&case.text).1).ok();
        let repairs = read.as_ref().map_or(&[][..], |link| &link.repairs);
        let carried = case.base.split_once("&r=").map(|(_, text)| text);
        let form = read.as_ref().map(|link| link::format(link.lab, &link.values));
        let line = (case.ways.join(", "), &case.text, form, repairs, carried);
        serde_json::to_string(&line).unwrap() + "\n"
    };
    let sample = Mangled::new(SEED, good()).filter(|case| case.text.len() < 400);
    same("mangled.txt", sample.take(MANGLED_SAMPLE).map(line).collect());
}

fn same(name: &str, text: String) {
    if std::env::var_os("UPDATE_LINKS").is_some() {
        std::fs::write(path(name), &text).unwrap();
    }
    let written = std::fs::read_to_string(path(name)).unwrap_or_default();
    for (place, (now, then)) in text.lines().zip(written.lines()).enumerate() {
        assert_eq!(now, then, "line {} of {name}", place + 1);
    }
    assert_eq!(text.lines().count(), written.lines().count(), "{name}");
}
