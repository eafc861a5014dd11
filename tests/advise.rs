//! What is answered to every combination of answers, and whether the rules rest on what they name.
#![cfg(feature = "full")]

use contend::advise::answers::{Life, Memory};
use contend::advise::needs::{Language, Need, Needs, Requirement};
use contend::advise::rank::{as_used, candidates, choice, excluded, ranking, requirements};
use contend::advise::rules::{Effect, REMARKS, RULES, Rule, Source};
use contend::advise::starters::Starter;
use contend::advise::{Answers, advise};
use contend::experiment::Experiment;
use contend::experiment::scale::Scale;
use contend::link::presets;
use contend::strategy::row::{Effort, Progress};
use contend::strategy::{MapSpec, ROWS, Reach};
use std::collections::BTreeSet;

fn known<T: Copy>(values: &[T]) -> Vec<Option<T>> {
    [None].into_iter().chain(values.iter().copied().map(Some)).collect()
}

fn needs(bits: u8) -> Needs {
    Need::ALL
        .into_iter()
        .enumerate()
        .filter(|(place, _)| bits >> place & 1 == 1)
        .map(|it| it.1)
        .collect()
}

/// Every combination: of numbers, those on either side of each bound that a rule has, and between.
fn everything() -> impl Iterator<Item = Answers> {
    let lives = known(&Life::ALL);
    let languages = known(&Language::ALL);
    let memories = known(&Memory::ALL);
    let mut all = Vec::new();
    for language in languages {
        for reads in known(&[0, 74, 75, 89, 90, 97, 98, 99, 100]) {
            for life in &lives {
                for keys in known(&[15, 16, 99_999, 100_000]) {
                    for threads in known(&[1, 2, 64]) {
                        for memory in &memories {
                            all.push(Answers {
                                language,
                                reads,
                                life: *life,
                                keys,
                                threads,
                                memory: *memory,
                                needs: Needs::default(),
                            });
                        }
                    }
                }
            }
        }
    }
    all.into_iter()
}

/// The choice as it is used.
fn used(answers: &Answers) -> Option<&'static str> {
    choice(answers).map(|map| as_used(answers, map))
}

fn has(map: &str, requirement: Requirement) -> bool {
    requirement.is_met(&MapSpec::canonical(map).expect("a map"))
}

/// No choice lacks what is required, every map is either ranked or excluded with a reason, and where
/// there is none, something to drop is named that leaves one.
#[test]
fn no_choice_lacks_what_is_required() {
    let all: BTreeSet<&str> = candidates().map(|(_, name)| name).collect();
    let (mut asked, mut bounded) = (0_u64, BTreeSet::new());
    for bits in 0..1 << Need::ALL.len() {
        for answers in everything() {
            let answers = Answers { needs: needs(bits), ..answers };
            asked += 1;
            let ranked = ranking(&answers);
            let required = requirements(&answers);
            let deadline = answers.needs.has(Need::Deadline);
            bounded.extend(ranked.first().filter(|_| deadline).map(|map| map.map.id()));
            for map in &ranked {
                assert!(required.iter().all(|it| it.is_met(&map.map)), "{}: {answers:?}", map.name);
            }
            // What is excluded depends on these two alone.
            if answers.reads.or(answers.keys).or(answers.threads).is_none() {
                let excluded = excluded(&answers);
                assert!(excluded.iter().all(|map| !map.unmet.is_empty()), "{answers:?}");
                let names = ranked.iter().map(|map| map.name);
                let names: BTreeSet<&str> =
                    names.chain(excluded.iter().map(|map| map.name)).collect();
                assert_eq!(names, all, "{answers:?}");
                assert_eq!(ranked.len() + excluded.len(), all.len(), "{answers:?}");
            }
        }
    }
    println!("{asked} combinations");
    assert!(asked > 300_000);
    // There is code with deadlines for all of them but the last, whose reads wait for nobody.
    assert_eq!(bounded, BTreeSet::from(["mutex", "rwlock", "sharded", "cow"]));
}

#[test]
fn where_there_is_no_choice_what_to_drop_is_named() {
    let mut nothing = 0;
    for language in known(&Language::ALL) {
        for bits in 0..1 << Need::ALL.len() {
            let answers =
                Answers { language, needs: needs(bits), threads: Some(2), ..Answers::default() };
            let advice = advise(&answers);
            assert!(
                advice.excluded.iter().all(|map| !map.reason.is_empty() && !map.unmet.is_empty())
            );
            assert_eq!(advice.choice.is_none(), !advice.drop.is_empty(), "{answers:?}");
            let Some(chosen) = advice.choice else {
                nothing += 1;
                assert_eq!(advice.excluded.len(), candidates().count(), "{answers:?}");
                let fewest = advice.drop.iter().map(|it| it.drop.len()).min().unwrap();
                for alternative in &advice.drop {
                    assert_eq!(alternative.drop.len(), fewest);
                    let less = Answers::strict(&alternative.question).unwrap().unwrap();
                    assert_eq!(used(&less), Some(alternative.map), "{answers:?}");
                    for dropped in &alternative.drop {
                        let kept = less.known().any(|(key, text)| {
                            key == dropped.key && text.split(',').any(|it| it == dropped.value)
                        });
                        assert!(!kept, "{answers:?} keeps {dropped:?}");
                    }
                }
                continue;
            };
            assert!(requirements(&answers).into_iter().all(|it| has(chosen.map, it)));
            let guarded = MapSpec::canonical(chosen.map).unwrap().is_fallible();
            assert_eq!(guarded, answers.needs.has(Need::Deadline), "{answers:?}: {}", chosen.map);
        }
    }
    println!("{nothing} without a map");
    let of = |text: &str| {
        let advice = advise(&Answers::strict(text).unwrap().unwrap());
        assert!(advice.choice.is_none(), "{text}");
        let ways = advice.drop.iter().map(|way| {
            let named: Vec<String> =
                way.drop.iter().map(|it| format!("{}={}", it.key, it.value)).collect();
            format!("{} -> {}", named.join("+"), way.map)
        });
        ways.collect::<Vec<_>>()
    };
    // No map of Go keeps keys in order.
    assert_eq!(
        of("#v1/choose?lang=go&need=ordered&threads=4"),
        ["lang=go -> skiplist", "need=ordered -> sharded:16"]
    );
    // What keeps them in order is a crate's own, and its waits are not a program's to bound.
    assert_eq!(
        of("#v1/choose?need=ordered,deadline"),
        ["need=ordered -> mutex+safe", "need=deadline -> skiplist"]
    );
    assert_eq!(
        of("#v1/choose?need=update,ordered&threads=1"),
        ["need=update -> skiplist", "need=ordered -> mutex"]
    );
    assert_eq!(of("#v1/choose?lang=go&need=ordered,deadline"), ["need=ordered -> mutex+safe"]);
}

/// Whatever else is asked; the code keeps the deadline, too, unless nobody waits to read.
#[test]
fn whoever_needs_a_deadline_gets_a_guarded_map_and_its_code() {
    let mut choices = BTreeSet::new();
    for bits in 0..1 << Need::ALL.len() {
        let needs = needs(bits);
        if needs.has(Need::Deadline) {
            let asked = everything().map(|answers| Answers { needs, ..answers });
            choices.extend(asked.filter_map(|answers| used(&answers)));
        }
    }
    println!("{choices:?}");
    assert!(choices.len() > 2);
    for name in choices {
        let map = MapSpec::canonical(name).unwrap();
        assert!(map.is_fallible() && map.guarantees().deadline == Reach::Full, "{name}");
        let (code, had) = (Starter::of(map.id(), true), map.available());
        assert_eq!(
            (code.go.is_some(), code.rust.is_some()),
            (had.go.is_some(), had.rust.is_some()),
            "{name}"
        );
        if map.guarantees().reads == Progress::Blocking {
            assert!(code.go.is_none_or(|code| code.contains("ctx context.Context")), "{name}");
            assert!(code.rust.is_none_or(|code| code.contains("within: Duration")), "{name}");
        }
    }
    let advice = advise(&Answers::strict("#v1/choose?need=deadline&threads=2").unwrap().unwrap());
    assert_eq!(advice.choice.unwrap().map, "sharded:16+safe");
    let confirm = advice.confirm.unwrap();
    assert!(confirm.contains("+safe") && confirm.contains("&deadline=20"), "{confirm}");
}

fn sync_map(map: Option<&str>) -> bool {
    matches!(map, Some("sync-map" | "hash-trie"))
}

#[test]
fn the_two_cases_of_go_give_its_sync_map() {
    let can = |need| Requirement::Need(need).is_met(&MapSpec::canonical("hash-trie").unwrap());
    let mut cases = 0;
    for bits in 0..1 << Need::ALL.len() {
        let wanted = needs(bits);
        if !wanted.iter().all(can) {
            continue;
        }
        for answers in everything() {
            let answers = Answers { needs: wanted, ..answers };
            let written_once = answers.life == Some(Life::Append) && answers.reads >= Some(90);
            let disjoint = answers.life == Some(Life::Disjoint);
            let several = answers.threads != Some(1) && answers.memory != Some(Memory::Tight);
            if answers.language == Some(Language::Go) && several && (written_once || disjoint) {
                cases += 1;
                assert!(sync_map(choice(&answers)), "{answers:?}: {:?}", choice(&answers));
            }
        }
    }
    println!("{cases} cases");
    assert!(cases > 1000);
}

#[test]
fn what_writes_and_walks_gets_no_sync_map_and_one_thread_gets_a_plain_lock() {
    for answers in everything() {
        let walking = Answers { needs: [Need::Iterate].into_iter().collect(), ..answers };
        assert!(!sync_map(choice(&walking)), "{walking:?}");
        if answers.reads.is_some_and(|reads| reads < 90) && answers.life != Some(Life::Disjoint) {
            assert!(!sync_map(choice(&answers)), "{answers:?}");
        }
        if answers.threads == Some(1) {
            let lock = MapSpec::canonical(choice(&answers).unwrap()).unwrap();
            assert_eq!(lock.effort(), Effort::OneLock, "{answers:?}");
        }
        // Who knows nothing gets the simplest.
        if answers.threads.is_none() && answers.language.is_none() {
            assert_eq!(choice(&answers), Some("mutex"), "{answers:?}");
        }
    }
}

#[test]
fn nearest_changes_do_change_it_and_nothing_nearer_does() {
    let mut changes = 0;
    for (place, answers) in everything().enumerate() {
        // A prime, so that every value of each answer comes along.
        if place % 11 != 0 {
            continue;
        }
        let deadline = (place / 88 % 2) << Need::Deadline as usize;
        let answers = Answers { needs: needs((place / 11 % 8) as u8 | deadline as u8), ..answers };
        let advice = advise(&answers);
        let Some(chosen) = &advice.choice else { continue };
        for change in &advice.changes_if {
            changes += 1;
            let turned = Answers::strict(&change.question).unwrap().unwrap();
            assert_ne!(change.map, chosen.map, "{answers:?}: {change:?}");
            assert_eq!(used(&turned), Some(change.map), "{answers:?}: {change:?}");
            // Both are held against each other as they are after the change.
            let plain = |map: &str| map.trim_end_matches("+safe").to_owned();
            let maps = |text: &str| text.contains(&plain(chosen.map)) && text.contains(change.map);
            assert!(maps(&change.link), "{change:?}");
            match (change.key, change.value.parse::<u32>()) {
                ("reads" | "keys" | "threads", Ok(value)) => {
                    let scale =
                        Scale::strict(&change.link).unwrap().expect("a link along the axis");
                    assert_eq!(scale.axis.spec.name, change.key);
                    assert!(scale.axis.values.contains(&change.value), "{change:?}");
                    let now = match change.key {
                        "reads" => answers.reads,
                        "keys" => answers.keys,
                        _ => answers.threads,
                    };
                    let Some(now) = now else { continue };
                    assert!(scale.axis.values.contains(&now.to_string()), "{change:?}");
                    let between = now.min(value) + 1..now.max(value);
                    let step = (between.len() / 50).max(1);
                    for nearer in between.step_by(step) {
                        let mut other = answers;
                        match change.key {
                            "reads" => other.reads = Some(nearer),
                            "keys" => other.keys = Some(nearer),
                            _ => other.threads = Some(nearer),
                        }
                        assert_eq!(used(&other), Some(chosen.map), "{nearer} {change:?}");
                    }
                }
                _ => assert!(Experiment::strict(&change.link).is_ok(), "{change:?}"),
            }
        }
        let Some(confirm) = &advice.confirm else { continue };
        let experiment = Experiment::strict(confirm).unwrap();
        let maps: Vec<String> = experiment.maps.iter().map(ToString::to_string).collect();
        assert_eq!(maps[0], chosen.map);
        assert!((2..=3).contains(&maps.len()), "{confirm}");
        let simplest = ranking(&answers)
            .iter()
            .filter(|map| map.avoided.is_empty())
            .map(|map| map.map.effort())
            .min();
        let confirmed = experiment.maps.iter().map(|map| map.effort()).min();
        assert!(simplest.is_none() || confirmed <= simplest, "{confirm}");
    }
    println!("{changes} changes");
    assert!(changes > 1000);
}

/// Asking for more never brings back a map, and a map that is chosen without it is chosen with it if it has it.
#[test]
fn a_requirement_that_the_choice_has_leaves_it() {
    for answers in everything().step_by(7) {
        let chosen = choice(&answers).unwrap();
        for need in Need::ALL {
            // Rules may look at what is needed.
            if RULES.iter().any(|rule| rule.when.need == Some(need)) {
                continue;
            }
            let more = Answers { needs: answers.needs.toggled(need), ..answers };
            if has(chosen, Requirement::Need(need)) {
                assert_eq!(choice(&more), Some(chosen), "{more:?}");
            }
        }
    }
}

/// What only this program has is no answer, and all else is.
#[test]
fn every_map_that_can_be_had_is_a_candidate() {
    let left_out: Vec<&str> = ROWS
        .iter()
        .map(|row| row.id)
        .filter(|id| !candidates().any(|(map, _)| map.id() == *id))
        .collect();
    let own = |id: &&str| *id == "null" || *id == "delayed" || id.starts_with("planted-");
    assert!(left_out.iter().all(own), "{left_out:?}");
    assert!(candidates().all(|(map, _)| map.stores()));
    assert!(candidates().count() >= 15);
}

fn preferred(rule: &Rule) -> &'static [&'static str] {
    match rule.effect {
        Effect::Prefer(maps) => maps,
        Effect::Avoid(_) => &[],
    }
}

/// More than a lock around a table is preferred only for a case that Go or the article names, or for
/// presets in which it was measured ahead; each rule can come to hold, and names maps that there are.
#[test]
fn each_rule_has_a_source_and_maps_that_exist() {
    let mut ids = BTreeSet::new();
    let named = RULES.iter().map(|rule| rule.id).chain(REMARKS.iter().map(|remark| remark.id));
    assert!(named.into_iter().all(|id| ids.insert(id)), "an id is there twice");
    let everything: Vec<Answers> = everything().collect();
    for rule in RULES {
        let needed: Needs = rule.when.need.into_iter().collect();
        let held = everything
            .iter()
            .filter(|answers| rule.when.holds(&Answers { needs: needed, ..**answers }));
        assert!(held.count() > 0, "{} never holds", rule.id);
        for map in preferred(rule) {
            assert!(candidates().any(|(_, name)| name == *map), "{}: {map}", rule.id);
        }
        let elaborate = preferred(rule)
            .iter()
            .any(|map| MapSpec::canonical(map).unwrap().effort() > Effort::OneLock);
        let weak = matches!(rule.source, Source::Method | Source::Row);
        assert!(!(elaborate && weak), "{} has nothing to rest on", rule.id);
        if let Source::Measured { presets, over, .. } = rule.source {
            assert!(presets.iter().all(|name| presets::find(name).is_some()), "{}", rule.id);
            assert!(over.iter().all(|map| MapSpec::canonical(map).is_some()), "{}", rule.id);
        }
    }
}

/// How many times a map's throughput the fastest one's is, by BENCHMARKS.md: the interval's ends.
fn behind(document: &str, threads: u32, preset: &str, map: &str) -> Option<(f64, f64)> {
    let plural = if threads == 1 { "" } else { "s" };
    let heading = format!("### Every map at each preset, native, {threads} thread{plural}\n");
    let table = document.split_once(&heading).expect("the table").1;
    let cells = |start: &str| -> Vec<&str> {
        let line = table.lines().find(|line| line.starts_with(start)).expect("a line");
        line.split('|').map(str::trim).collect()
    };
    let column = cells("| preset |").iter().position(|name| name.trim_matches('`') == map)?;
    let cell = cells(&format!("| `{preset}` |"))[column];
    if cell == "1" {
        return Some((1.0, 1.0));
    }
    let (low, high) = cell.split_once('(')?.1.trim_end_matches(')').split_once('–')?;
    Some((low.parse().ok()?, high.parse().ok()?))
}

/// A rule that rests on a measurement is held against it: should new figures take that away, the rule is
/// wrong, or they are.
#[test]
fn measured_rules_rest_on_the_tables() {
    let document = include_str!("../BENCHMARKS.md");
    let mut rules = 0;
    for rule in RULES {
        let Source::Measured { presets, threads, over } = rule.source else { continue };
        rules += 1;
        let best = preferred(rule)[0];
        assert!(!presets.is_empty() && !over.is_empty(), "{}", rule.id);
        for preset in presets {
            let of = |map| {
                behind(document, threads, preset, map)
                    .unwrap_or_else(|| panic!("{}: no interval of {map} at {preset}", rule.id))
            };
            let (_, ours) = of(best);
            for other in over {
                let (theirs, _) = of(other);
                assert!(
                    theirs > ours,
                    "{}: at {preset} {other} is not clearly behind {best}: {theirs}, {ours}",
                    rule.id
                );
            }
        }
    }
    assert!(rules >= 5);
}
