//! The experiments that stand for a program: what confirms a choice, and what shows where it turns.
//!
//! What is not known has the value that experiments have without it, but for threads, of which there
//! are two: the fewest that meet. Links do not depend on the machine.

use super::answers::{Answers, Life};
use super::needs::Need;
use crate::link::{self, SCALE};

/// Short enough to wait for, long enough to tell maps apart.
const MEASURED: &str = "ms=100&rounds=12&warmup=300";

/// Of each operation, where there is to be one: long enough that it refuses nothing but what is stuck.
const DEADLINE: &str = "&deadline=20";

/// A value of an axis is put among these.
const AXES: &[(&str, &[u32])] = &[
    ("threads", &[1, 2, 4, 8]),
    ("reads", &[0, 50, 75, 90, 99, 100]),
    ("keys", &[128, 1024, 16_384, 131_072, 1_048_576]),
];

/// The Compare link of these maps at what the answers say.
pub fn compare(answers: &Answers, maps: &[&str]) -> String {
    canonical(&format!("v1/compare?maps={}&{}&{MEASURED}", maps.join(","), query(answers)))
}

/// The Scale link of these maps along an axis that has those values among others.
pub fn scale(answers: &Answers, maps: &[&str], axis: &str, values: &[u32]) -> String {
    let usual = AXES.iter().find(|(name, _)| *name == axis).map_or(&[][..], |(_, usual)| usual);
    let mut all: Vec<u32> = usual.iter().chain(values).copied().collect();
    all.sort_unstable();
    all.dedup();
    let all: Vec<String> = all.iter().map(u32::to_string).collect();
    canonical(&format!(
        "v1/{SCALE}?maps={}&axis={axis}:{}&{}&{MEASURED}",
        maps.join(","),
        all.join(","),
        query(answers)
    ))
}

fn query(answers: &Answers) -> String {
    let (prefill, dist) = match answers.life {
        Some(Life::Stable) => ("100", "uniform"),
        // New keys come in turn, and what came last is read most.
        Some(Life::Append) => ("50", "latest"),
        Some(Life::Disjoint) => ("eq", "disjoint"),
        Some(Life::Churn) | None => ("eq", "uniform"),
    };
    let mut query = format!("mix={}&prefill={prefill}&dist={dist}", mix(answers));
    query.push_str(&format!("&threads={}", answers.threads.unwrap_or(2)));
    if let Some(keys) = answers.keys {
        query.push_str(&format!("&keys={keys}"));
    }
    if answers.needs.has(Need::Deadline) {
        query.push_str(DEADLINE);
    }
    query
}

/// A tenth of what reads are walks where walks matter, and half of what writes are updates where
/// updates do.
fn mix(answers: &Answers) -> String {
    let reads = answers.reads.unwrap_or(90);
    let walks = if answers.needs.has(Need::Iterate) { reads.div_ceil(10) } else { 0 };
    let writes = 100 - reads;
    let updates = if answers.needs.has(Need::Update) { writes.div_ceil(2) } else { 0 };
    let plain = writes - updates;
    let removes = match answers.life {
        Some(Life::Stable | Life::Append) => 0,
        _ => plain / 2,
    };
    let shares = [
        ('r', reads - walks),
        ('i', plain - removes),
        ('d', removes),
        ('u', updates),
        ('s', walks),
    ];
    let shares = shares.iter().filter(|(_, share)| *share > 0);
    shares.map(|(letter, share)| format!("{letter}{share}")).collect::<Vec<_>>().join(",")
}

fn canonical(text: &str) -> String {
    let link = link::parse(text).expect("a link of this version");
    debug_assert_eq!(link.problems, [], "{text}");
    link::format(link.lab, &link.values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn of(query: &str) -> String {
        let answers = Answers::strict(&format!("#v1/choose?{query}")).unwrap().unwrap();
        compare(&answers, &["mutex", "sharded:16"])
    }

    #[test]
    fn answers_become_an_experiment() {
        for (query, link) in [
            ("", "threads=2"),
            ("reads=99&life=stable&threads=8", "mix=r99,i1&prefill=100&threads=8"),
            ("reads=95&life=append", "dist=latest&mix=r95,i5&prefill=50&threads=2"),
            ("reads=50&life=disjoint&keys=64", "dist=disjoint&keys=64&mix=r50,i25,d25&threads=2"),
            ("reads=80&need=update,iterate", "mix=r72,i5,d5,u10,s8&threads=2"),
            ("reads=0&need=update,iterate", "mix=i25,d25,u50&threads=2"),
            ("reads=100&need=update", "mix=r100&threads=2"),
        ] {
            let expected = format!("#v1/compare?maps=mutex,sharded:16&{link}&warmup=300");
            let got = of(query).replace("&ms=100", "").replace("&rounds=12", "");
            assert_eq!(got, expected, "{query}");
        }
    }

    /// The question and the experiment say the same of the program.
    #[test]
    fn what_stands_for_a_program_answers_as_it_does() {
        for query in [
            "reads=99&life=stable&threads=8&keys=1000&need=deadline",
            "reads=99&life=stable&threads=8&keys=1000",
            "reads=95&life=append&threads=2&keys=1000",
            "reads=50&life=churn&threads=2&keys=64",
            "reads=50&life=disjoint&threads=4&keys=64&need=update,iterate",
        ] {
            let answers = Answers::strict(&format!("#v1/choose?{query}")).unwrap().unwrap();
            let map = if answers.needs.has(Need::Deadline) { "mutex+safe" } else { "mutex" };
            let experiment = Experiment::strict(&compare(&answers, &[map])).unwrap();
            assert_eq!(Answers::of(&experiment), answers, "{query}");
        }
    }

    #[test]
    fn an_axis_goes_through_the_value_that_turns_the_answer() {
        let answers = Answers { reads: Some(50), ..Answers::default() };
        let link = scale(&answers, &["mutex", "sharded:16"], "keys", &[15, 16]);
        assert!(
            link.starts_with("#v1/scale?maps=mutex,sharded:16&axis=keys:15,16,128,1024,"),
            "{link}"
        );
        assert!(link.contains("&mix=r50,i25,d25&"), "{link}");
    }
}
