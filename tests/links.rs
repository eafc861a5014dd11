//! The link codec against the golden files and the corpus that the page's codec runs too.

use contend::experiment::Experiment;
use contend::link::{self, BadExperiment, Link, Problem};
use proptest::prelude::*;

fn read(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links/").to_owned() + name;
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn problem_json(problem: &Problem) -> serde_json::Value {
    serde_json::to_value(problem).unwrap()
}

fn canonical(link: &Link) -> String {
    link::format(link.lab, &link.values)
}

#[test]
fn golden_links() {
    golden("golden.json", 60);
}

/// Of labs whose links have keys of their own.
#[cfg(feature = "full")]
#[test]
fn golden_links_of_labs_apart() {
    golden("apart.json", 50);
}

fn golden(name: &str, least: usize) {
    let cases: Vec<serde_json::Value> = serde_json::from_str(&read(name)).unwrap();
    assert!(cases.len() >= least);
    for case in cases {
        let text = case["link"].as_str().unwrap();
        match link::parse(text) {
            Err(fatal) => {
                assert_eq!(problem_json(&fatal), case["fatal"], "{text}");
                assert!(case["canonical"].is_null(), "{text}");
            }
            Ok(link) => {
                assert!(case["fatal"].is_null(), "{text}");
                assert_eq!(canonical(&link), case["canonical"].as_str().unwrap(), "{text}");
                let problems: Vec<_> = link.problems.iter().map(problem_json).collect();
                assert_eq!(serde_json::Value::from(problems), case["problems"], "{text}");
                let repairs = serde_json::to_value(&link.repairs).unwrap();
                let none = serde_json::json!([]);
                assert_eq!(repairs, *case.get("repairs").unwrap_or(&none), "{text}");
            }
        }
    }
}

/// Whatever the text: no panic, and a canonical link that reads back as itself without problems.
fn total(text: &str) {
    let Ok(link) = link::parse(text) else { return };
    let canonical = canonical(&link);
    let again = link::parse(&canonical).expect("canonical links open");
    assert_eq!(again.problems, [], "{text} -> {canonical}");
    assert_eq!(again.values, link.values, "{text} -> {canonical}");
    if !link::APART.contains(&link.lab) && !link::EXTENDED.contains(&link.lab) {
        assert_eq!(Experiment::from_link(&again).link, canonical);
    }
}

#[test]
fn corpus() {
    let corpus = read("corpus.txt");
    for line in corpus.lines() {
        total(&serde_json::from_str::<String>(line).unwrap());
    }
    // Truncated anywhere, a link still opens.
    for line in corpus.lines().take(50) {
        let text: String = serde_json::from_str(line).unwrap();
        for (end, _) in text.char_indices().take(300) {
            total(&text[..end]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text(text in ".*") {
        total(&text);
        total(&format!("#v1/compare?{text}"));
        total(&format!("#v1/race?{text}"));
        total(&format!("#v1/choose?{text}"));
        total(&format!("#v1/matrix?{text}"));
        total(&format!("#v1/scan?{text}"));
        total(&format!("#v1/guard?{text}"));
    }

    #[test]
    fn any_answers(
        lab in "choose|matrix|scan",
        pairs in prop::collection::vec(
            ("lang|reads|life|keys|threads|memory|need|maps|presets|baseline|ms|seed|example|finding|x|r",
             "go|any|churn|tight|update|ordered,deadline|iterate,x|ycsb-b,reads-100|ctd001|own|none|[-_A-Za-z0-9]{0,12}|[-0-9a-z,:%*=.)]{0,12}"),
            0..6,
        ),
    ) {
        let pairs: Vec<String> = pairs.iter().map(|(key, text)| format!("{key}={text}")).collect();
        total(&format!("#v1/{lab}?{}", pairs.join("&")));
    }

    #[test]
    fn any_program(
        key in "prog|sched|pos|view|load|goroutines|ladder|runs|detect",
        value in "[-0-9adgrxlu~+,:*]{0,40}",
    ) {
        total(&format!("#v1/race?{key}={value}"));
    }

    #[test]
    fn any_incident(
        pairs in prop::collection::vec(
            ("view|variant|costs|faults|seed|maps|threads|deadline|preset|baseline|rounds",
             "incident|audit|faults|leak|safe|stated|own:[0-9:]{0,12}|mutex,mutex\\+safe|20|(stall|stop|panic|slow):(hash|eq|[0-9]{1,6}):[0-9]{1,6}|[-a-z0-9:,.%+*]{0,12}"),
            0..6,
        ),
    ) {
        let pairs: Vec<String> = pairs.iter().map(|(key, text)| format!("{key}={text}")).collect();
        total(&format!("#v1/guard?{}", pairs.join("&")));
        total(&format!("#v1/guard?view=incident&{}", pairs.join("&")));
    }

    #[test]
    fn any_values(
        key in "maps|baseline|threads|mix|keys|prefill|dist|key|value|hash|ms|warmup|rounds|seed|preset",
        value in "[-a-z0-9:,.%+*]{0,30}",
    ) {
        total(&format!("#v1/compare?{key}={value}"));
    }

    /// A list of maps, some of them named again, reads back as itself where no name is there twice.
    #[test]
    fn any_copies(
        picked in prop::collection::vec((0..6_usize, 1..=16_u8), 1..=16),
        baseline in 0..16_usize,
    ) {
        const NAMES: [&str; 6] =
            ["null", "mutex", "sharded:4", "sharded:16:mutex", "channel:64", "dashmap:16"];
        let mut maps: Vec<String> = Vec::new();
        for (name, copy) in picked {
            let copy = if copy > 1 { format!("*{copy}") } else { String::new() };
            let map = format!("{}{copy}", NAMES[name]);
            if !maps.contains(&map) {
                maps.push(map);
            }
        }
        let baseline = &maps[baseline % maps.len()];
        let text = format!("#v1/compare?maps={}&baseline={baseline}", maps.join(","));
        let link = link::parse(&text).unwrap();
        prop_assert_eq!(&link.problems, &[]);
        prop_assert_eq!(&link.values["maps"], maps.join(","));
        prop_assert_eq!(&link.values["baseline"], baseline.as_str());
        total(&text);
        let experiment = Experiment::from_link(&link);
        let names: Vec<String> = experiment.maps.iter().map(ToString::to_string).collect();
        prop_assert_eq!(&names, &maps);
        prop_assert_eq!(&names[experiment.baseline], baseline);
    }
}

#[test]
fn the_strict_reader_names_the_first_bad_part() {
    let failing = |text: &str| match Experiment::strict(text) {
        Err(error @ BadExperiment(_)) => error.to_string(),
        Ok(experiment) => panic!("{text} was read as {}", experiment.link),
    };
    assert!(
        failing("#v1/compare?threads=99")
            .contains("threads: \"99\" is outside its bounds (1 to 64)")
    );
    assert!(failing("#v1/compare?colour=red").contains("unknown key \"colour\""));
    assert!(failing("#v1/nowhere?x").contains("no lab \"nowhere\""));
    assert!(failing("#v1/race?x").contains("unknown key \"x\""));
    // It knows the lab, whose links are no experiment of maps alone.
    assert!(failing("#v1/race").contains("no lab \"race\""));
    assert!(failing("nonsense").contains("\"nonsense\" is not a link version or preset"));
    assert!(failing("#v1/compare?maps=nope").contains("no map \"nope\""));
    // What a shell leaves of a link that stood between quotation marks it does not know.
    for left in ["'#v1/compare?maps=mutex", "'https://a.example/#v1/compare", "say #v1/compare"] {
        assert!(failing(left).contains("before the # is not an address"), "{left}");
    }
    for (link, said) in [
        ("#v1/compare?threads=", "threads: an empty value is not valid (1 to 64); write 4"),
        ("#v1/compare?maps=mutex,,null", "an empty name in it"),
        ("#v1/compare?=1", "a value has no key"),
        ("#v1", "the link names no lab"),
        ("#?maps=mutex", "the link has no version"),
    ] {
        let message = failing(link);
        assert!(message.contains(said) && !message.contains("\"\""), "{link}: {message}");
    }
    assert_eq!(
        Experiment::strict("https://example.org/play/#v1/compare?threads=2").unwrap().link,
        Experiment::strict("v1/compare?threads=2").unwrap().link,
    );
    assert!(Experiment::strict("ycsb-a").unwrap().link.contains("dist=zipf:0.99"));
}
