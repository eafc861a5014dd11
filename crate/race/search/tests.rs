//! The search itself: against plain recursion, and against what can be derived by hand.

use super::*;

#[test]
fn look() {
    for (text, detect) in [
        ("~a1:10+a1:20", true),
        ("~a1:10+a1:20", false),
        ("2~a1:10+a1:20", true),
        ("2~a1:10+a1:20", false),
        ("2~a1:10+g1", true),
        ("2~a1:10+g1", false),
        ("1~u1+u1", true),
        ("1~u1+u1", false),
        ("1-2~a3+r", true),
        ("1-2~a3+r", false),
        ("1-8~a9+d3", true),
        ("1-8~a9+d3", false),
        ("1-8~a9+g3", false),
    ] {
        let (program, _) = Program::read(text).unwrap();
        let start = std::time::Instant::now();
        let found = Search::new(&program, detect, 3_000_000).finish();
        println!(
            "== {text} {detect}: {} states, depth {}, {} schedules, bounded {}, {:?}",
            found.states,
            found.depth,
            found.schedules,
            found.bounded,
            start.elapsed()
        );
        for one in found.outcomes {
            println!(
                "{:?} {:?} {} x{} [{}]",
                one.kind, one.anomalies, one.outcome, one.schedules, one.witness
            );
        }
    }
}
