//! Rules as they are written, with one thing wrong each, and what is said of it.

use super::*;
use crate::exposition::{self, Format};

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

/// Ids, places and messages.
fn said(source: &str, exposition: Option<&str>) -> Vec<String> {
    let text = Rc::new(Text::new("rules.yml", source));
    let mut tally = Tally::default();
    let mut rules = Vec::new();
    file(&text, "rules.yml", true, &mut rules, &mut tally).unwrap();
    let recorded = rules.iter().filter_map(|rule| rule.record.clone()).collect();
    if let Some(scrape) = exposition {
        let exposition = exposition::parse(scrape, Format::Prometheus);
        assert_eq!(exposition.faults(), []);
        let target_labels = ["instance", "job"].map(str::to_owned).into_iter().collect();
        let world = World { exposition: &exposition, recorded, target_labels };
        rules.iter().for_each(|rule| judge::check(&world, rule, &mut tally));
    }
    let findings = tally.report().findings.into_iter();
    findings.map(|it| format!("{}:{} {} {}", it.line, it.column, it.id, it.message)).collect()
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
        ("groups:\n- name: a\n  interval: 5\n", "3:13 CHK401 interval: \"5\" is no duration"),
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
            "CHK401 for: \"5 min\" is no duration",
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
        ("queue[5m]", "5:11 CHK405 A is a matrix"),
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
            "5:31 CHK407 took_seconds_bucket has no bucket le=\"0.3\"; the nearest is \"0.25\"",
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

#[test]
fn a_word_in_a_block_has_its_own_line() {
    let source = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n      queue > 1\n        or\n      queues > 2\n";
    let found = said(source, Some(SCRAPE));
    assert!(found.len() == 1 && found[0].starts_with("8:7 CHK404"), "{found:?}");
}
