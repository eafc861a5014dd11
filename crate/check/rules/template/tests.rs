use super::*;

#[test]
fn templates_that_parse() {
    for (text, labels) in [
        ("plain { text } }}", &[][..]),
        (
            "{{ $labels.instance }} of {{ .Labels.job }}: {{ $value | humanize }}",
            &["instance", "job"],
        ),
        ("{{- /* no */ -}} {{/* comment */}}{{ $value -}}", &[]),
        ("{{ if gt $value 0.9 }}a{{ else if eq $labels.x \"y\" }}b{{ else }}c{{ end }}", &["x"]),
        ("{{ with query \"up\" }}{{ . | first | value | printf \"%.2f\" }}{{ end }}", &[]),
        ("{{ range $i, $s := query `up` }}{{ $i }}{{ $s.Labels.job }}{{ break }}{{ end }}", &[]),
        ("{{ $x := 1 }}{{ $x = 2 }}{{ $x }}", &[]),
        ("{{ define \"a\" }}x{{ end }}{{ template \"a\" . }}{{ template \"a\" }}", &[]),
        ("{{ printf \"%s\" (index $labels \"a\") }}", &[]),
        ("{{ 'x' }}{{ -1.5e3 }}{{ 0x1F }}{{ true }}{{ (query \"up\").Len }}", &[]),
    ] {
        let expected: BTreeSet<String> = labels.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn templates_that_do_not() {
    for (text, why) in [
        ("a {{ $value", "{{ without }}"),
        ("{{ }}", "the action is empty"),
        ("{{ $lables.x }}", "there is no variable $lables; the nearest is $labels"),
        ("{{ $value | humanise }}", "there is no function humanise; the nearest is humanize"),
        ("{{ if $value }}x", "{{if}} has no {{end}}"),
        ("{{ if }}x{{ end }}", "a value is missing for if"),
        ("{{ end }}", "{{end}} ends nothing"),
        ("{{ else }}", "{{else}} belongs to nothing"),
        ("{{ if 1 }}{{ else }}{{ else }}{{ end }}", "unexpected {{else}}"),
        ("{{ $value | }}", "a command is missing behind |"),
        ("{{ $value | 1 }}", "what stands behind |"),
        ("{{ (printf \"x\" }}", "( without )"),
        ("{{ \"x }}", "the quotes do not end"),
        ("{{ $x := 1 }}{{ if 1 }}{{ $y := 2 }}{{ end }}{{ $y }}", "there is no variable $y"),
        ("{{ break }}", "outside of range"),
        ("{{ template a }}", "a name in quotes"),
        ("{{ 1a }}", "\"1a\" is no number"),
        ("{{ ; }}", "unexpected"),
        ("{{ nil }}", "nil is no command"),
        ("{{ $value\"x\" }}", "operands are separated"),
        ("{{/* x }}", "the comment does not end"),
    ] {
        let wrong = parse(text).unwrap_err();
        assert!(wrong.why.contains(why), "{text}: {}", wrong.why);
    }
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(parse(&deep).unwrap_err().why.contains("nests deeper"));
}
