use super::*;
use crate::yaml;

fn read_text(source: &str) -> (Workflow, Vec<String>) {
    let text = Rc::new(Text::new(".github/workflows/a.yml", source));
    let root = yaml::documents(&text).unwrap().unwrap().remove(0);
    let mut tally = Tally::default();
    let workflow = read(&text, &root, &mut tally);
    (workflow, tally.findings.into_iter().map(|it| it.message).collect())
}

/// The script of the one step of a job with these keys.
fn of(job: &str, step: &str) -> Script {
    let source = format!("on: push\njobs:\n  a:\n    {job}\n    steps:\n    - {{{step}}}\n");
    read_text(&source).0.scripts.remove(0)
}

#[test]
fn shells_are_started_as_github_starts_them() {
    let source = "on: push\ndefaults: {run: {shell: bash}}\njobs:\n  a:\n    steps:\n    - run: x\n    - run: x\n      shell: sh\n    - run: x\n      shell: python\n    - {uses: a@v1}\n  b:\n    continue-on-error: true\n    defaults: {run: {shell: 'bash -e {0}'}}\n    steps: [{run: y, if: '${{ false }}'}]\n";
    let (Workflow { scripts, .. }, wrong) = read_text(source);
    let shells: Vec<_> = scripts.iter().map(|it| (it.shell.errexit, it.shell.pipefail)).collect();
    assert_eq!(shells, [(true, true), (true, false), (false, false), (true, false)]);
    assert_eq!(scripts[2].foreign, Some("Python"));
    assert!(scripts[3].unheeded.is_some() && scripts[3].never && !scripts[0].never);
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn powershell_is_read_where_it_is_one_plain_command() {
    for (job, step, foreign, unsure) in [
        ("runs-on: windows-latest", "run: go test -race ./...", false, false),
        ("runs-on: windows-latest", "run: \"go test\\ngo build\"", true, false),
        ("runs-on: windows-latest", "run: \"go test\\ngo build\", shell: bash", false, false),
        ("runs-on: ubuntu-latest", "run: go test; exit 0, shell: pwsh", true, false),
        ("runs-on: ubuntu-latest", "run: \"go test | tee x\", shell: cmd", true, false),
        ("runs-on: [self-hosted, Windows]", "run: go test | tee x", true, false),
        ("runs-on: [self-hosted, linux]", "run: go test | tee x", false, false),
    ] {
        let script = of(job, step);
        assert_eq!(
            (script.foreign.is_some(), script.unsure.is_some()),
            (foreign, unsure),
            "{job} {step}"
        );
    }
    let matrix =
        "strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n    runs-on: ${{ matrix.os }}";
    assert!(of(matrix, "run: go test | tee x").unsure.unwrap().0.contains("PowerShell"));
    assert!(of(matrix, "run: go test -race").unsure.is_none());
    let linux =
        "strategy: {matrix: {os: [ubuntu-latest, macos-latest]}}\n    runs-on: ${{ matrix.os }}";
    assert!(of(linux, "run: go test | tee x").unsure.is_none());
    let unknown = "runs-on: ${{ inputs.runner }}";
    assert!(of(unknown, "run: go test | tee x").unsure.unwrap().0.contains("expression"));
}

#[test]
fn who_looks_at_the_status() {
    let job = "runs-on: x";
    assert!(of(job, "run: x, continue-on-error: '${{ true }}'").unheeded.is_some());
    assert!(of(job, "run: x, continue-on-error: false").unheeded.is_none());
    assert!(of(job, "run: x, continue-on-error: '${{ inputs.x }}'").unsure.is_some());
    let matrix = "strategy: {matrix: {late: [false, true]}}\n    runs-on: x";
    assert!(of(matrix, "run: x, continue-on-error: '${{ matrix.late }}'").unheeded.is_some());
    let (workflow, _) =
        read_text("on: push\njobs: {a: {steps: [{uses: ./x, continue-on-error: true}]}}\n");
    assert!(workflow.uses[0].unheeded.is_some() && workflow.uses[0].is_local());
}

#[test]
fn what_is_never_run() {
    let never = |source: &str| -> Vec<bool> {
        read_text(source).0.scripts.iter().map(|script| script.never).collect()
    };
    let source = "on: push\njobs:\n  a: {if: 'false && true', steps: [{run: x}]}\n  b: {needs: a, steps: [{run: x}]}\n  c: {needs: [b], if: always(), steps: [{run: x}]}\n  d: {steps: [{run: x, if: 0}, {run: x}]}\n";
    assert_eq!(never(source), [true, true, false, true, false]);
    let called = read_text("on: {workflow_call: {}}\njobs: {a: {steps: [{run: x}]}}\n").0;
    assert_eq!(called.scripts[0].origin, Origin::Workflow { called: true });
}

#[test]
fn what_is_set_around_a_script() {
    let source = "on: push\nenv: {A: 1}\njobs:\n  a:\n    env: {A: 2, B: 3}\n    strategy: {matrix: {x: [1, 2], include: [{x: 3, y: 4}]}}\n    steps: [{run: x, env: {C: 5}}]\n  b: {steps: [{run: x}]}\n";
    let scripts = read_text(source).0.scripts;
    assert_eq!(scripts[0].written("${{ env.A }}"), ["2"]);
    assert_eq!(scripts[0].written("${{ matrix.x }}"), ["1", "2", "3"]);
    assert_eq!(scripts[1].environment.len(), 1);
}

#[test]
fn every_line_of_a_script_has_its_place() {
    let source = "on: push\njobs:\n  a:\n    steps:\n    - run: |\n        one\n\n          two three\n    - run: \"four five\"\n";
    let scripts = read_text(source).0.scripts;
    for (script, word) in [(0, "one"), (0, "three"), (1, "five")] {
        let script = &scripts[script];
        let at = script.at(script.body.find(word).unwrap());
        assert_eq!(at, source.find(word).unwrap(), "{word}");
    }
}

#[test]
fn what_is_no_workflow_is_named() {
    for (source, why) in [
        ("a: 1\n", "no jobs"),
        ("on: push\njobs: {}\n", "no jobs"),
        ("jobs: {a: {steps: [{run: x}]}}\n", "no `on`"),
        ("on: push\njobs: {a: {}}\n", "neither steps"),
        ("on: push\njobs: {a: {steps: go test}}\n", "steps is a list"),
        ("on: push\njobs: {a: {steps: [{run: [a, b]}]}}\n", "a step runs is a text"),
        ("on: push\njobs: {a: {steps: [{name: x}]}}\n", "not one of run and uses"),
        ("runs: {using: composite, steps: [{run: x}]}\n", "names no shell"),
    ] {
        let (_, wrong) = read_text(source);
        assert!(wrong.len() == 1 && wrong[0].contains(why), "{source}: {wrong:?}");
    }
}
