//! A trace that is made of a known experiment gives the experiment back, and can be played again; what
//! else a program's own data may be.
#![cfg(feature = "full")]

mod schema;

use contend::advise::answers::Life;
use contend::advise::evidence::pattern::{Choice, Pattern};
use contend::advise::evidence::trace;
use contend::base::units::Seed;
use contend::experiment::Experiment;
use contend::workload::mix::{OPERATIONS, Op};
use contend::workload::stream::{OperationStream, Place, index_of, op_of};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The first so many operations of each thread, as they would be recorded were threads equally fast.
fn recorded(query: &str, each: usize) -> (String, Experiment) {
    let experiment = Experiment::strict(&format!("v1/compare?{query}")).unwrap();
    let threads = experiment.threads;
    let streams: Vec<OperationStream> = (0..threads.0)
        .map(|thread| {
            let mut stream = OperationStream::default();
            let place = Place { seed: Seed(7), round: 1, thread, threads };
            // It looks up after so many; more than is asked for is not needed.
            let mut looks = 0..each.div_ceil(1024);
            stream.record(&experiment.workload, place, || looks.next().is_none());
            assert!(stream.codes().len() >= each, "{query}: only {}", stream.codes().len());
            stream
        })
        .collect();
    let mut text = "op,key,thread,t\n".to_owned();
    for place in 0..each {
        for (thread, stream) in streams.iter().enumerate() {
            let code = stream.codes()[place];
            let letter = OPERATIONS[op_of(code) as usize].letter;
            let time = if place % 100 == 0 { (place * 1000).to_string() } else { String::new() };
            writeln!(text, "{letter},k{},w{thread},{time}", index_of(code)).unwrap();
        }
    }
    (text, experiment)
}

fn pattern(text: &str) -> Pattern {
    trace::read(text.as_bytes()).unwrap().pattern()
}

/// The mix within a point, the different keys exactly.
fn agrees(text: &str, experiment: &Experiment, query: &str) -> Pattern {
    let pattern = pattern(text);
    for op in Op::ALL {
        let (share, asked) =
            (pattern.shares[op as usize] * 100.0, experiment.workload.mix.share(op));
        assert!((share - f64::from(asked)).abs() <= 1.0, "{query}: {op:?} {share:.2} for {asked}");
        let whole = pattern.mix.share(op);
        assert!(whole.abs_diff(asked) <= 1, "{query}: {op:?} {whole} for {asked}");
    }
    let keyed = text.lines().skip(1).filter(|line| !line.starts_with(['s', 'x']));
    let keys: HashSet<&str> = keyed.filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(pattern.distinct as usize, keys.len(), "{query}");
    assert_eq!(pattern.threads as usize, experiment.threads.0, "{query}");
    pattern
}

#[test]
fn even_traces_give_back_the_key_space() {
    for (query, each) in [
        ("keys=1000&threads=2", 2000),
        ("keys=1000&threads=4&mix=r50,i25,d25", 4000),
        ("keys=16384&threads=2&mix=r99,i1&prefill=100", 32_768),
        ("keys=20000&threads=1&mix=r10,i40,d40,u10", 80_000),
        ("keys=32768&threads=3&mix=r70,u20,c10&prefill=100", 50_000),
    ] {
        let (text, experiment) = recorded(query, each);
        let found = agrees(&text, &experiment, query);
        let Choice::Uniform { space } = found.choice else { panic!("{query}: {:?}", found.choice) };
        let keys = f64::from(experiment.workload.keys);
        let off = (f64::from(space) - keys).abs() / keys;
        println!("{query}: {space}, {:.2} % off", off * 100.0);
        assert!(off < 0.02, "{query}: {space}");
        assert_eq!(found.answers().keys, Some(space));
    }
}

#[test]
fn skewed_traces_give_back_the_exponent() {
    for exponent in [0.5, 0.75, 0.9, 0.99, 1.2, 1.5] {
        let most = [0.5, 0.99, 1.5].contains(&exponent).then_some((131_072, 130_000));
        for (keys, each) in [(1000, 8_000), (10_000, 60_000)].into_iter().chain(most) {
            let query =
                format!("keys={keys}&threads=2&mix=r95,i5&prefill=100&dist=zipf:{exponent}");
            let (text, experiment) = recorded(&query, each);
            let found = agrees(&text, &experiment, &query);
            let Choice::Zipf { exponent: fitted } = found.choice else {
                panic!("{query}: {:?}", found.choice)
            };
            println!("{query}: {fitted:.3}");
            assert!((fitted - exponent).abs() < 0.1, "{query}: {fitted}");
            assert_eq!(found.life, Life::Stable, "{query}");
        }
    }
    // What is skewed otherwise is not called zipf, and what is too short is called nothing.
    let (text, experiment) = recorded("keys=10000&threads=2&dist=hotspot:20:80", 60_000);
    let found = agrees(&text, &experiment, "hotspot");
    let Choice::Skewed { hottest_fifth } = found.choice else { panic!("{:?}", found.choice) };
    assert!((hottest_fifth - 0.8).abs() < 0.05, "{hottest_fifth}");
    let (text, _) = recorded("keys=100000&threads=2", 1000);
    assert_eq!(pattern(&text).choice, Choice::Unknown);
}

#[test]
fn it_is_seen_how_keys_live() {
    for (query, each, life) in [
        ("preset=ycsb-a&threads=2&keys=16384", 8_000, Life::Stable),
        ("preset=ycsb-c&threads=2&keys=16384", 8_000, Life::Stable),
        ("preset=reads-90&threads=2", 8_000, Life::Churn),
        ("preset=churn&threads=2&keys=16384", 8_000, Life::Churn),
        ("preset=ycsb-d&threads=2&keys=16384", 32_500, Life::Append),
        ("mix=r50,i50&prefill=100&keys=1000&threads=2", 20_000, Life::Stable),
        ("mix=r90,i10&keys=4096&dist=disjoint&threads=4&prefill=100", 16_384, Life::Disjoint),
    ] {
        let (text, experiment) = recorded(query, each);
        assert_eq!(agrees(&text, &experiment, query).life, life, "{query}");
    }
}

#[test]
fn every_operation_there_is_has_a_share_that_is_not_zero() {
    let rows: String = (0..1000).map(|row| format!("r,{},0,\n", row % 50)).collect();
    let found = pattern(&format!("op,key,thread,t\n{rows}x,,0,\nd,7,0,\n"));
    assert_eq!(found.mix.to_string(), "r98,d1,x1");
    assert!((found.shares[Op::Get as usize] - 1000.0 / 1002.0).abs() < 1e-12);
}

fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn contend(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contend")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const REPLAYED: &str =
    "#v1/compare?maps=mutex,sharded:16,dashmap:16,hash-trie&ms=50&rounds=2&warmup=50";

/// Every map passes its checks on recorded operations, whatever is in them.
#[test]
fn a_trace_is_played_again() {
    let (trace, experiment) = recorded("keys=500&threads=3&mix=r60,i15,d15,u5,g5", 3000);
    let path = file("trace.csv", &trace);
    let output = contend(&["run", REPLAYED, "--replay", &path, "--json"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", text(&output.stderr));
    });
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(schema::schema("result").is_valid(&result));
    assert_eq!(result["replayed"]["operations"], 9000);
    let link = Experiment::strict(result["experiment"].as_str().unwrap()).unwrap();
    assert_eq!((link.threads.0, link.workload.keys), (3, experiment.workload.keys));
    let mut checksums = HashSet::new();
    for map in result["strategies"].as_array().unwrap() {
        assert_eq!(map["summary"]["outcome"], "passed", "{map}");
        for trial in map["trials"].as_array().unwrap() {
            checksums.insert(trial["streamChecksum"].as_str().unwrap().to_owned());
        }
    }
    // The same operations in every round, and not those that the link draws.
    assert_eq!(checksums.len(), 1);
    let drawn = contend(&["run", result["experiment"].as_str().unwrap(), "--json", "--rounds=1"]);
    let drawn: Value = serde_json::from_slice(&drawn.stdout).unwrap();
    assert!(drawn.get("replayed").is_none());
    let other = drawn["strategies"][0]["trials"][0]["streamChecksum"].as_str().unwrap();
    assert!(!checksums.contains(other));
    // So a gate holds neither against the other.
    let [first, second] = [("replayed.json", &result), ("drawn.json", &drawn)]
        .map(|(name, result)| file(name, &result.to_string()));
    let gate = contend(&["compare", &first, &second, "--fail-above", "10"]);
    assert_eq!(gate.status.code(), Some(2), "{}", text(&gate.stdout));
    assert!(text(&gate.stderr).contains("the operations are not"), "{}", text(&gate.stderr));

    let shown = text(&contend(&["run", REPLAYED, "--replay", &path]).stdout);
    assert!(shown.contains("Replayed 9000 recorded operations"), "{shown}");
    // Also what an experiment cannot have: a thread with one operation, and clears.
    let odd = file("odd.csv", "op,key,thread,t\nr,a,1,\nx,,2,\ni,b,1,\n");
    let output = contend(&["run", REPLAYED, "--replay", &odd, "--json"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["strategies"][0]["summary"]["outcome"], "not-checked", "{result}");
}

#[test]
fn what_cannot_be_played_is_named() {
    let bad = file("bad.csv", "op,key,thread,t\nr,1,1,\nwalk,1,1,\n");
    for (arguments, said) in [
        (vec!["run", REPLAYED, "--replay", &bad], "bad.csv: line 3: \"walk\" is not an operation"),
        (vec!["run", REPLAYED, "--replay", "nowhere.csv"], "nowhere.csv: "),
        (
            vec!["run", "#v1/scale?maps=mutex", "--replay", &bad],
            "--replay is for links of the Compare lab",
        ),
        (vec!["choose", "--trace", &bad], "bad.csv: line 3"),
        (vec!["choose", "--go-bench", &bad], "there is no benchmark in it"),
        (vec!["choose", "--mutex-profile", &bad], "it is not a pprof profile"),
        (vec!["choose", "--trace", &bad, "--go-bench", &bad], "cannot be used with"),
    ] {
        let output = contend(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let shown = text(&output.stderr);
        assert!(shown.contains(said), "{arguments:?}: {shown}");
    }
}

#[test]
fn own_data_answer_what_they_can_and_name_what_they_cannot() {
    let json = |arguments: &[&str]| {
        let output = contend(&[&["choose", "--json"], arguments].concat());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{error}: {}", text(&output.stderr));
        });
        let validator = schema::schema("choose");
        let wrong: Vec<String> =
            validator.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{arguments:?}");
        answer
    };
    let (trace, _) = recorded("keys=1000&threads=4&mix=r95,i5&prefill=100", 4000);
    let path = file("cache.csv", &trace);
    let answer = json(&["--trace", &path, "--lang", "go"]);
    let question = answer["question"].as_str().unwrap();
    assert!(question.contains("lang=go&life=stable&reads=95&threads=4"), "{question}");
    assert_eq!(answer["choice"]["map"], "sharded:16");
    // What is said counts before what was recorded.
    assert_eq!(json(&["--trace", &path, "--threads", "1"])["choice"]["map"], "mutex");

    let data = |name: &str| format!("{}/tests/data/go/{name}", env!("CARGO_MANIFEST_DIR"));
    let answer = json(&["--go-bench", &data("bench.txt")]);
    assert_eq!(answer["question"], "#v1/choose?lang=go&threads=4");
    let answer = json(&["--mutex-profile", &data("mutex.pprof")]);
    assert_eq!(answer["question"], "#v1/choose?lang=go");
    let lacks: Vec<&str> = answer["observed"]["lacks"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["key"].as_str())
        .collect();
    assert!(lacks.contains(&"reads") && lacks.contains(&"keys"), "{lacks:?}");
    let shown = text(&contend(&["choose", "--mutex-profile", &data("mutex.pprof")]).stdout);
    assert!(shown.contains("It cannot say:") && shown.contains("(*counters).add"), "{shown}");
}

/// What a guarded map's clients did, as `contend guard` writes it down, answers Choose's questions and is played
/// again.
#[test]
fn the_trace_of_a_guarded_run_answers_and_is_played_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("operations.csv").display().to_string();
    let link = "#v1/guard?maps=sharded:4+safe+audit&keys=512&mix=r80,i10,d10&ms=150&threads=2";
    let output = contend(&["guard", link, "--ops-csv", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let rows = std::fs::read_to_string(&path).unwrap().lines().count() as u64 - 1;
    assert!(rows > 100, "{rows}");
    let output = contend(&["choose", "--trace", &path, "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let told = &answer["answers"];
    let number = |key: &str| told[key].as_str().unwrap().parse::<u64>().unwrap();
    assert!((70..=90).contains(&number("reads")) && number("keys") <= 512, "{told}");
    assert_eq!((number("threads"), told["life"].as_str()), (2, Some("churn")), "{told}");
    let again = "#v1/compare?maps=mutex,sharded:4&ms=50&rounds=2&warmup=0";
    let output = contend(&["run", again, "--replay", &path, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["replayed"]["operations"], rows);
    let link = result["experiment"].as_str().unwrap();
    assert!(link.contains("threads=2") && link.contains("mix=r"), "{link}");
}
