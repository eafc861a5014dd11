use super::*;

fn shape(body: &str) -> Vec<String> {
    let parsed = parse(body, 0..body.len());
    let pipelines = parsed.pipelines.iter().enumerate().map(|(index, pipeline)| {
        let commands: Vec<String> = pipeline
            .commands
            .iter()
            .map(|command| {
                let words = command.assignments.iter().chain(&command.words);
                words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let join = match pipeline.join {
            Join::Next => ";",
            Join::And => "&&",
            Join::Or => "||",
            Join::Background => "&",
        };
        let mark = match parsed.role(Unit::Pipeline(index)).0 {
            Role::Condition(_) => "if ",
            _ if pipeline.negated => "! ",
            _ => "",
        };
        format!("{mark}{} {join}", commands.join(" | "))
    });
    pipelines.collect()
}

#[test]
fn pipelines_and_what_joins_them() {
    for (body, expected) in [
        ("go test -race ./... 2>&1 | tee log", &["go test -race ./... | tee log ;"][..]),
        ("a && b || c\nd & e", &["a &&", "b ||", "c ;", "d &", "e ;"]),
        ("a | \\\n  b |\n c", &["a | b | c ;"]),
        ("x=1 y=\"a b\" go 'te'st # no | pipe\nz", &["x=1 y=a b go test ;", "z ;"]),
        ("if ! a | b; then c; else d; fi; e", &["if a | b ;", "c ;", "d ;", "e ;"]),
        ("! a", &["! a ;"]),
        ("f() { a; }\nf", &["a ;", "f ;"]),
        ("for x in a b; do c $x; done", &["c $x ;"]),
        ("for ((i=0; i<3; i++)); do c; done; d", &["c ;", "d ;"]),
        ("((x == 0)) || a; ((a; b) | c)", &["((x == 0)) ||", "a ;", "a ;", "b ;", "c ;"]),
        ("case $1 in\n  a|b) c ;;\n  *) d ;;\nesac", &["c ;", "d ;"]),
        ("cat <<EOF | b\n a | c && d\nEOF\ne", &["cat | b ;", "e ;"]),
        ("a=$(b | c) d \"$(e `f`)\"", &["a=$(b | c) d $(e `f`) ;"]),
        ("echo ${{ github.x && 'y' || 'z' }} | b", &["echo ${{ github.x && 'y' || 'z' }} | b ;"]),
        ("a > out 2> err < in &> all", &["a ;"]),
        ("x=(a b) y", &["x=a b y ;"]),
        ("'if' a", &["if a ;"]),
        ("f() {\ncase x in\n a) b ;;\nesac\nc\n}", &["b ;", "c ;"]),
    ] {
        assert_eq!(shape(body), expected, "{body}");
    }
}

#[test]
fn blocks_know_what_follows_them() {
    let body =
        "{ a; b; } | tee log\n( c ) || true\nd || { e; exit 1; }\nfor x in y; do g; done && h";
    let parsed = parse(body, 0..body.len());
    let blocks: Vec<_> = parsed
        .blocks
        .iter()
        .map(|block| (block.kind.clone(), block.pipelines.clone(), block.piped, block.join))
        .collect();
    assert_eq!(
        blocks,
        [
            (Kind::Braces, 0..2, true, Join::Next),
            (Kind::Subshell, 3..4, false, Join::Or),
            (Kind::Braces, 6..8, false, Join::Next),
            (Kind::Loop, 8..9, false, Join::And)
        ]
    );
    assert_eq!(parsed.pipelines[6].blocks, [2]);
    let body = "if a; then b; c; elif d; then e; else f; fi; case x in y) g;; *) h; i;; esac";
    let parsed = parse(body, 0..body.len());
    let branches = &parsed.blocks[0];
    assert_eq!(branches.conditions, [0..1, 3..4]);
    assert_eq!(
        (branches.bodies.clone(), branches.otherwise.clone()),
        (vec![1..3, 4..5], Some(5..6))
    );
    assert_eq!(parsed.blocks[1].bodies, [6..7, 7..9]);
}

#[test]
fn substitutions_and_quotes_are_scripts_of_their_own() {
    let body = "bash -c 'a | b' $(c | d)";
    let parsed = parse(body, 0..body.len());
    let words = &parsed.pipelines[0].commands[0].words;
    assert_eq!(&body[words[2].quoted.clone().unwrap()], "a | b");
    assert_eq!(&body[words[3].inner[0].clone()], "c | d");
    let inner = parse(body, words[3].inner[0].clone());
    assert_eq!(inner.pipelines[0].commands[1].words[0].at, body.find("d)").unwrap());
    let body = "bash <<E\ngo test\nE\nb";
    let parsed = parse(body, 0..body.len());
    assert_eq!(&body[parsed.documents[0].1.clone()], "go test\n");
    assert_eq!(parsed.pipelines[0].commands[0].redirects[0].at, parsed.documents[0].0);
}

/// No text makes it panic or hang.
#[test]
fn unfinished_scripts_end() {
    for body in [
        "'", "\"", "$(", "`", "${", "a | ", "<<", "<<E\nx", "((", "\\", "case x", "é$(é", "fi",
        "then", ";;",
    ] {
        parse(body, 0..body.len());
    }
}

#[test]
fn what_exceeds_the_bounds_is_not_read() {
    for (part, most) in
        [("a|", MAX_JOINED), ("a||", MAX_JOINED), ("a&&", MAX_JOINED), ("a\n", MAX_COMMANDS)]
    {
        let body = part.repeat(most - 1) + "a";
        assert_eq!(parse(&body, 0..body.len()).beyond, None, "{part}");
        let body = part.repeat(most + 5) + "a";
        let parsed = parse(&body, 0..body.len());
        assert!(parsed.beyond.is_some() && parsed.pipelines.is_empty(), "{part}");
    }
}
