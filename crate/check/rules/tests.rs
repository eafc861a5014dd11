//! Rules as they are written, with one thing wrong each, and what is said of it.

use super::*;
use crate::exposition::{self, Format};
use crate::finding::{Report, Status};

const SCRAPE: &str = "\
# TYPE orders_total counter
orders_total{outcome=\"ok\"} 5
orders_total{outcome=\"late\"} 1
# TYPE queue gauge
queue{shard=\"0\"} 3
# TYPE took_seconds histogram
took_seconds_bucket{path=\"/\",le=\"0.1\"} 1
took_seconds_bucket{path=\"/\",le=\"0.25\"} 2
took_seconds_bucket{path=\"/\",le=\"1.0\"} 2
took_seconds_bucket{path=\"/\",le=\"+Inf\"} 2
took_seconds_sum{path=\"/\"} 0.3
took_seconds_count{path=\"/\"} 2
";

/// Of rules in a file, held against a scrape.
fn report(source: &str, exposition: Option<&str>) -> Report {
    let text = Rc::new(Text::new("rules.yml", source));
    let mut tally = Tally::default();
    let mut found = Found { rules: Vec::new(), any: false, named: true };
    found.file(&text, "rules.yml", true, &mut tally).unwrap();
    if let Some(scrape) = exposition {
        let exposition = exposition::parse(scrape, Format::Prometheus);
        assert_eq!(exposition.faults(), []);
        let scrapes = [Scrape { rules: None, exposition }];
        let worlds = World::of(&found.rules, &Config::default(), &scrapes);
        found.rules.iter().for_each(|rule| judge::check(&worlds[0], rule, &mut tally));
    }
    tally.report()
}

/// Ids, places and messages.
fn said(source: &str, exposition: Option<&str>) -> Vec<String> {
    let findings = report(source, exposition).findings.into_iter();
    findings.map(|it| format!("{}:{} {} {}", it.line, it.column, it.id, it.message)).collect()
}

/// Status and reason of a check.
fn answer(source: &str, exposition: &str, id: &str) -> (Status, String) {
    let report = report(source, Some(exposition));
    let check = report.checks.into_iter().find(|check| check.id == id).unwrap();
    (check.status, check.why)
}

fn alert(expr: &str) -> String {
    format!("groups:\n- name: a\n  rules:\n  - alert: A\n    expr: {expr}\n")
}

#[test]
fn rules_that_are_fine() {
    for source in [
        "groups: []\n",
        "groups:\n- name: a\n  interval: 1m\n  limit: 3\n  rules:\n  - record: a:b\n    expr: 1\n    labels: {x: y}\n",
        "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    for: 5m\n    keep_firing_for: 1h\n    labels: {severity: page, n: 1}\n    annotations: {summary: '{{ $labels.job }} {{ $value }}'}\n",
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x}\nspec:\n  groups:\n  - name: a\n    rules: [{alert: A, expr: up}]\n",
    ] {
        assert_eq!(said(source, None), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn structure_that_prometheus_does_not_take() {
    for (source, why) in [
        ("groups:\n- rules: []\n", "2:3 CHK401 the group has no name"),
        ("groups:\n- name: a\n- name: a\n", "3:9 CHK401 there are two groups named a"),
        (
            "groups:\n- name: a\n  intervall: 1m\n",
            "3:3 CHK401 a group has no field intervall; the nearest is interval",
        ),
        ("groups:\n- name: a\n  interval: 5\n", "3:13 CHK401 interval: \"5\" is not a duration"),
        ("groups: []\nx: 1\n", "2:1 CHK401 a rule file has no field x"),
        (
            "groups:\n- name: a\n  rules: [{expr: up}]\n",
            "3:11 CHK401 a rule has an alert or a record",
        ),
        (
            "groups:\n- name: a\n  rules: [{alert: A, record: b, expr: up}]\n",
            "CHK401 a rule has either",
        ),
        (
            "groups:\n- name: a\n  rules: [{record: 'a b', expr: up}]\n",
            "CHK401 \"a b\" is no name of a metric",
        ),
        (
            "groups:\n- name: a\n  rules: [{record: a, expr: up, for: 1m}]\n",
            "CHK401 a recording rule has neither",
        ),
        (
            "groups:\n- name: a\n  rules: [{alert: A, expr: up, labels: {a-b: x}}]\n",
            "CHK401 \"a-b\" is no name in labels",
        ),
        ("groups:\n- name: a\n  rules: [{alert: A}]\n", "CHK401 A has no expr"),
        (
            "groups:\n- name: a\n  rules: [{alert: A, expr: up, for: 5 min}]\n",
            "CHK401 for: \"5 min\" is not a duration",
        ),
        (
            "groups:\n- name: a\n  rules: [{alert: A, expr: 'up ='}]\n",
            "3:28 CHK402 the expression of A is no PromQL",
        ),
        (
            "groups:\n- name: a\n  rules: [{alert: A, expr: up, annotations: {s: '{{ $lable.x }}'}}]\n",
            "CHK403 the template is wrong: there is no variable $lable",
        ),
        ("groups:\n- name: a\n  rules: [\n", "CHK401 not YAML"),
        ("rules: []\n", "1:1 CHK401 the file has no groups"),
    ] {
        let said = said(source, None);
        assert!(said.len() == 1 && said[0].contains(why), "{source}: {said:?}");
    }
}

#[test]
fn expressions_that_the_service_answers() {
    for expr in [
        "rate(orders_total{outcome=\"late\"}[5m]) > 0.1",
        "queue > 10 and on (instance) up == 1",
        "histogram_quantile(0.99, sum by (le, path) (rate(took_seconds_bucket[5m]))) > 1",
        "took_seconds_bucket{le=\"0.25\"} / on (path, job) took_seconds_count",
        "sum without (shard) (queue) * on (job) group_left (path) took_seconds_count",
        "avg_over_time(queue{shard=~\"[01]\"}[1h])",
        "deriv(queue[5m]) < 0",
        "absent(orders_total{outcome=\"late\"})",
        "{__name__=~\"took_.*\"} > 1",
        "label_replace(queue, \"x\", \"$1\", \"shard\", \"(.*)\") > 1",
        "predict_linear(queue[1h], 3600) > 1e3 or vector(0)",
        "rate(orders_total{x=\"\"}[5m]) > 0",
    ] {
        let quoted = format!("'{}'", expr.replace('\'', "''"));
        assert_eq!(said(&alert(&quoted), Some(SCRAPE)), Vec::<String>::new(), "{expr}");
    }
    let recorded = "groups:\n- name: a\n  rules:\n  - {record: 'a:rate', expr: 'rate(orders_total[5m])'}\n  - {alert: A, expr: 'a:rate > 1'}\n";
    assert_eq!(said(recorded, Some(SCRAPE)), Vec::<String>::new());
}

#[test]
fn expressions_that_it_does_not() {
    for (expr, why) in [
        (
            "rate(order_total[5m]) > 1",
            "5:16 CHK404 there is no metric order_total in the exposition; the nearest is orders_total",
        ),
        (
            "up + queues",
            "5:16 CHK404 there is no metric queues in the exposition; the nearest is queue",
        ),
        ("rate(queue[5m]) > 1", "5:16 CHK405 rate is for counters, and queue is a gauge"),
        (
            "delta(orders_total[5m]) > 1",
            "5:17 CHK405 delta is for gauges, and orders_total counts up",
        ),
        (
            "histogram_quantile(0.9, sum(rate(took_seconds_bucket[5m]))) > 1",
            "5:11 CHK405 histogram_quantile gets no label le",
        ),
        (
            "histogram_quantile(0.9, rate(took_seconds_sum[5m])) > 1",
            "5:11 CHK405 histogram_quantile gets no label le",
        ),
        (
            "histogram_quantile(99, rate(took_seconds_bucket[5m])) > 1",
            "5:11 CHK405 the quantile 99",
        ),
        ("queue[5m]", "5:11 CHK405 the expression of A is a range of values"),
        ("rate(queue[5m:])", "5:16 CHK405 rate is for counters, and queue is a gauge"),
        ("quantile(5, queue)", "5:11 CHK405 the quantile 5 is not between"),
        ("quantile_over_time(95, queue[5m])", "5:11 CHK405 the quantile 95 is not between"),
        (
            "orders_total{outcome=\"late\",outcome=\"ok\"} > 1",
            "CHK406 no series has two values of outcome at once",
        ),
        (
            "took_seconds > 1",
            "5:11 CHK404 there is no metric took_seconds in the exposition; it is a histogram or a summary, whose samples are took_seconds_bucket, took_seconds_sum, took_seconds_count",
        ),
        (
            "orders_total{outcomes=\"late\"} > 1",
            "5:24 CHK406 orders_total has no label outcomes; the nearest is outcome",
        ),
        (
            "orders_total{x!=\"a\"} > 1",
            "5:24 CHK406 orders_total has no label x, so that this keeps every series",
        ),
        (
            "sum by (shards) (queue) > 1",
            "5:19 CHK406 by names the label shards, which is not there; the nearest is shard",
        ),
        ("queue * on (path) took_seconds_count", "5:23 CHK406 on names the label path"),
        (
            "took_seconds_bucket{le=\"0.3\"} > 1",
            "5:31 CHK407 took_seconds_bucket has no bucket le=\"0.3\"; there are 0.1, 0.25, 1.0, +Inf",
        ),
        (
            "took_seconds_bucket{le=\"1\"} > 1",
            "CHK407 took_seconds_bucket has no bucket le=\"1\"; the same number is written \"1.0\"",
        ),
        (
            "'{__name__=~\"paid_.*\"} > 1'",
            "CHK404 no metric of the exposition has a name like \"paid_.*\"",
        ),
    ] {
        let said = said(&alert(expr), Some(SCRAPE));
        assert!(said.len() == 1 && said[0].contains(why), "{expr}: {said:?}");
    }
    let template = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: sum by (job) (queue) > 1\n    annotations:\n      summary: '{{ $labels.instance }} is full'\n";
    let found = said(template, Some(SCRAPE));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("7:28 CHK406 the template names $labels.instance"), "{found:?}");
}

/// Labels of what is recorded are those of its expression, and a circle of recordings is made of nothing.
#[test]
fn recordings_are_followed() {
    let record = |name: &str, expr: &str| format!("  - {{record: '{name}', expr: '{expr}'}}\n");
    let group = |rules: &str| format!("groups:\n- name: a\n  rules:\n{rules}");
    let dropped =
        group(&(record("a:b", "sum by (job) (queue)") + &record("c:d", "a:b{shard=\"1\"}")));
    let found = said(&dropped, Some(SCRAPE));
    assert!(found.len() == 1 && found[0].contains("CHK406 a:b has no label shard"), "{found:?}");
    let sound =
        group(&(record("c:d", "a:b{shard=\"1\"}") + &record("a:b", "sum by (shard) (queue)")));
    assert_eq!(said(&sound, Some(SCRAPE)), Vec::<String>::new());
    for circle in [record("a:b", "a:b + 1"), record("a:b", "c:d") + &record("c:d", "a:b * 2")] {
        let found = said(&group(&circle), Some(SCRAPE));
        assert!(
            !found.is_empty()
                && found.iter().all(|it| it.contains("CHK404 ") && it.contains("made of")),
            "{found:?}"
        );
    }
}

/// What could not be judged is counted, and never passed.
#[test]
fn rules_that_are_not_judged_leave_the_check_skipped() {
    let scrape = "queue{shard=\"0\"} 3\n";
    for (expr, id, status, why) in [
        (
            "rate(queue[5m]) > 1",
            "CHK405",
            Status::Skipped,
            "rules.yml:5: the type of queue is not known",
        ),
        (
            "rate(gone_total[5m]) > 1",
            "CHK405",
            Status::Skipped,
            "the type of gone_total is not known",
        ),
        (
            "gone_total{x=\"y\"} > 1",
            "CHK406",
            Status::Skipped,
            "which labels gone_total has is not known",
        ),
        ("gone_bucket{le=\"1\"} > 1", "CHK407", Status::Skipped, "which buckets gone_bucket has"),
        ("rate(sum(queue)[5m:]) > 1", "CHK405", Status::Skipped, "made by the expression itself"),
        ("vector(1) > 0", "CHK404", Status::Skipped, "nothing for it to look at"),
        ("queue > 1", "CHK407", Status::Skipped, "nothing for it to look at"),
        ("up{job=\"x\"} == 0", "CHK406", Status::Passed, "rules.yml"),
        ("queue > 1", "CHK404", Status::Passed, "rules.yml"),
        ("queue{shard=\"0\"} > 1", "CHK406", Status::Passed, "rules.yml"),
    ] {
        let quoted = format!("'{expr}'");
        let (found, said) = answer(&alert(&quoted), scrape, id);
        assert!(found == status && said.contains(why), "{expr} {id}: {found:?} {said}");
    }
}

/// Our own bounds are not the file's fault.
#[test]
fn what_exceeds_the_bounds_is_skipped() {
    let long = vec!["queue"; 1_500].join(" + ");
    let (status, why) = answer(&alert(&long), SCRAPE, "CHK402");
    assert!(status == Status::Skipped && why.contains("more than 2000 words"), "{why}");
    assert_eq!(said(&alert(&long), None), Vec::<String>::new());
    let text = format!("{{{{ $value }}}}{}", "x".repeat(70_000));
    let source = alert("queue") + "    annotations:\n      summary: '" + &text + "'\n";
    let (status, why) = answer(&source, SCRAPE, "CHK403");
    assert!(status == Status::Skipped && why.contains("65536 bytes"), "{why}");
    let (status, why) =
        answer(&alert("'sum(rate({app=\"x\"} |= \"error\" [5m]))'"), SCRAPE, "CHK402");
    assert!(status == Status::Skipped && why.contains("LogQL"), "{why}");
}

/// Three services, a scrape each.
#[test]
fn a_scrape_for_some_rules_alone() {
    let scrape = |rules: &str, text: &str| Scrape {
        rules: Some(vec![rules.to_owned()]),
        exposition: exposition::parse(text, Format::Prometheus),
    };
    let scrapes = [scrape("a/rules.yml", "a_total 1\n"), scrape("b/rules.yml", "b_total 1\n")];
    let mut tally = Tally::default();
    let mut found = Found { rules: Vec::new(), any: false, named: false };
    for name in ["a/rules.yml", "b/rules.yml"] {
        let text = Rc::new(Text::new(name, alert("a_total > 1")));
        found.file(&text, name, true, &mut tally).unwrap();
    }
    let worlds = World::of(&found.rules, &Config::default(), &scrapes);
    for rule in &found.rules {
        let world = worlds.iter().find(|world| world.is_for(&rule.file)).unwrap();
        judge::check(world, rule, &mut tally);
    }
    let places: Vec<String> = tally.report().findings.into_iter().map(|it| it.file).collect();
    assert_eq!(places, ["b/rules.yml"]);
}

#[test]
fn a_word_in_a_block_has_its_own_line() {
    let source = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n      queue > 1\n        or\n      queues > 2\n";
    let found = said(source, Some(SCRAPE));
    assert!(found.len() == 1 && found[0].starts_with("8:7 CHK404"), "{found:?}");
}
