//! Every decorator around every strategy: a map with one keeps what its spec promises, and what is put
//! around it sees each call, once.
#![cfg(feature = "selftest")]

mod common;

use contend::base::units::{Seed, Threads};
use contend::engine::client::Client;
use contend::engine::{Crew, Environment, Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use contend::ledger::{Judgement, Status};
use contend::report::RunResult;
use contend::strategy::audit::{Answer, Records};
use contend::strategy::decorate::ROWS;
use contend::strategy::{
    Call, ConcurrentMap, Evidence, MapHandle, MapSpec, Metrics, Visitor, build,
};
use contend::verify::conformance;
use contend::workload::Workload;
use contend::workload::distribution::Distribution;
use contend::workload::entry_kind::{PLAIN, fold};
use contend::workload::mix::{Mix, Op};
use contend::workload::stream::{OperationStream, Place, op_of};
use foldhash::fast::FixedState;

const CLIENTS: usize = 4;
const KEYS: u32 = 2_000;
/// Of each client, from its stream.
const OPERATIONS: usize = 4_000;
/// So many calls that a mix does not consist of.
const EXCHANGES: u64 = 500;
const LENGTHS: u64 = 3;

/// Every strategy inside each decorator, and some inside all of them.
fn decorated() -> impl Iterator<Item = MapSpec> {
    let maps = common::honest().into_iter();
    let each = maps.flat_map(|map| ROWS.iter().map(move |row| spec(&format!("{map}+{}", row.id))));
    let all: String = ROWS.iter().map(|row| format!("+{}", row.id)).collect();
    each.chain(
        ["mutex", "channel:4", "hash-trie", "dashmap:16"].map(|map| spec(&(map.to_owned() + &all))),
    )
}

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

#[test]
fn every_decorated_strategy_conforms() {
    let pool = Pool::new(CLIENTS + 1).unwrap();
    assert!(ROWS.len() > 1);
    for spec in decorated() {
        // The maps themselves have had it all in `tests/conformance.rs`.
        conformance::check_briefly(&spec, &pool, CLIENTS, 4).unwrap();
    }
}

fn streams() -> Vec<OperationStream> {
    let workload = Workload {
        mix: Mix::parse("r30,i25,d15,u10,g10,s5,x5").unwrap(),
        keys: KEYS,
        prefill: 0.0,
        distribution: Distribution::Uniform,
    };
    let recorded = (0..CLIENTS).map(|thread| {
        let mut stream = OperationStream::default();
        let place = Place { seed: Seed(7), round: 1, thread, threads: Threads(CLIENTS) };
        stream.record(&workload, place, || false);
        stream
    });
    recorded.collect()
}

/// Has clients play the beginning of their streams on a map that something was loaded into, and what no
/// mix has; returns what was counted of them and written down.
struct Play<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    streams: &'a [OperationStream],
}

impl Visitor for Play<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = (Option<Metrics>, Option<Evidence>);

    const KEY_WORD: fn(&u64) -> u64 = |key| *key;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        map.handle().load((0..100).map(|key| (key, key)));
        let crew = Crew::new(self.pool, self.streams.len(), self.spec);
        crew.work(&map, |number, handle| {
            let (stream, mut client) = (&self.streams[number], Client::new(number, KEYS));
            let (mut left, mut key) = (OPERATIONS, 0);
            while left > 0 {
                left -= client.play(&PLAIN, &mut key, handle, stream, left.min(256));
            }
            (0..EXCHANGES).for_each(|key| _ = handle.compare_exchange(&key, &key, key));
            (0..LENGTHS).for_each(|_| _ = handle.len());
        });
        assert_eq!(crew.panicked(), None, "{}", self.spec);
        (map.metrics(), map.evidence())
    }
}

#[test]
fn a_decorator_sees_every_call_and_each_once() {
    let (pool, streams) = (Pool::new(CLIENTS + 1).unwrap(), streams());
    let codes = |op: Op| {
        let all = streams.iter().flat_map(|stream| &stream.codes()[..OPERATIONS]);
        all.filter(|&&code| op_of(code) == op as u32).count() as u64
    };
    let clients = CLIENTS as u64;
    let performed = |call| match call {
        Call::Get => codes(Op::Get),
        Call::Insert => codes(Op::Insert),
        Call::Remove => codes(Op::Remove),
        Call::Update => codes(Op::Update),
        Call::GetOrInsert => codes(Op::GetOrInsert),
        Call::ForEach => codes(Op::Scan),
        Call::Clear => codes(Op::Clear),
        Call::CompareExchange => clients * EXCHANGES,
        Call::Len => clients * LENGTHS,
    };
    let performed = Call::ALL.map(performed);
    assert!(performed.iter().all(|&calls| calls > 0), "{performed:?}");
    let play =
        |map: &str| build(&spec(map), Play { spec: &spec(map), pool: &pool, streams: &streams });
    let counted = |metrics: Option<Metrics>| metrics.map(|metrics| metrics.operations.calls());
    let total: u64 = performed.iter().sum();
    for map in common::honest() {
        let (metrics, evidence) = play(&map.to_string());
        assert!(metrics.is_none() && evidence.is_none(), "{map}");
        let (metrics, evidence) = play(&format!("{map}+safe"));
        assert!(counted(metrics) == Some(performed) && evidence.is_none(), "{map}");
        for all in ["+audit", "+safe+audit"] {
            let (metrics, evidence) = play(&format!("{map}{all}"));
            assert_eq!(counted(metrics), (all != "+audit").then_some(performed), "{map}");
            let evidence = evidence.unwrap();
            is_written_down(&map, &evidence, total);
        }
    }
}

/// Every access of a client's, as much of it as there is room for, and nobody inside together.
fn is_written_down(map: &MapSpec, evidence: &Evidence, total: u64) {
    let threads: Vec<usize> = evidence.trails.iter().map(|trail| trail.thread).collect();
    assert_eq!(threads, (0..CLIENTS).collect::<Vec<usize>>(), "{map}");
    let audit = evidence.audit(|key| u32::try_from(key).ok());
    let Records { retained, overwritten } = audit.records;
    assert!(retained + overwritten == total && overwritten > 0, "{map}: {:?}", audit.records);
    let ours = ["mutex", "rwlock", "sharded", "key-lock", "lock-pool"];
    let judged = ours.iter().any(|id| map.to_string().starts_with(id));
    match audit.answer {
        Answer::Clean { sections } => assert!(judged && sections >= total, "{map}: {sections}"),
        Answer::NotJudged => assert!(!judged, "{map}"),
        Answer::Overlap { .. } => panic!("{map}: {:?}", audit.answer),
    }
    let accesses = || evidence.trails.iter().flat_map(|trail| trail.accesses.iter());
    for call in Call::ALL {
        assert!(accesses().any(|access| access.call == call), "{map}: no {call:?}");
    }
    let keyless = |call| matches!(call, Call::ForEach | Call::Clear | Call::Len);
    assert!(accesses().all(|access| access.key.is_none() == keyless(access.call)), "{map}");
    assert!(accesses().any(|access| access.time.is_some()), "{map}");
}

fn run(link: &str) -> RunResult {
    let experiment = Experiment::strict(link).unwrap();
    let (status, pool) = (SharedStatus::new(), Pool::new(experiment.pool_threads()).unwrap());
    let environment = Environment { parallelism: 2, ..Environment::default() };
    let session = Session::on_threads(experiment, environment, pool, &status).unwrap();
    let mut session = session.trials_only();
    while session.upcoming().is_some() {
        assert!(matches!(session.step().unwrap(), StepOutcome::Done(_)));
    }
    session.result(false)
}

/// For `make soak`: over each lock of this project, however long threads meet there.
#[test]
#[ignore = "long; make soak has it"]
fn of_ten_million_audited_operations_none_overlap() {
    const ENOUGH: u64 = 10_000_000;
    let mut audited = 0;
    for map in common::honest() {
        let (mut operations, mut stays) = (0, 0);
        for seed in 1.. {
            let load = "threads=2&keys=64&mix=r40,i25,d25,u10&ms=3000&warmup=0&rounds=1";
            let result = run(&format!("v1/compare?maps={map}+audit&{load}&seed={seed}"));
            let trial = &result.strategies[0].trials[0];
            match &trial.audit.as_ref().unwrap().answer {
                Answer::Clean { sections } => stays += sections,
                Answer::NotJudged => break,
                Answer::Overlap { overlaps, .. } => panic!("{map}: {overlaps:?}"),
            }
            operations += trial.ops;
            if operations >= ENOUGH {
                println!("audited: {map}, {operations} operations, {stays} stays");
                audited += 1;
                break;
            }
        }
    }
    assert!(audited >= 5, "{audited}");
}

/// Measured, judged and named like any other, beside the map itself and a copy of it.
#[test]
fn a_run_has_decorated_maps() {
    let link = "v1/compare?maps=mutex,mutex+safe,mutex+safe*2,channel:64+safe,rwlock+audit&deadline=500&keys=2000&ops=4000&warmup=0&rounds=2";
    let result = run(link);
    let named: Vec<(&str, &str)> = result
        .strategies
        .iter()
        .map(|strategy| (strategy.id.as_str(), strategy.label.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("mutex", "Mutex"),
            ("mutex+safe", "Mutex, safe"),
            ("mutex+safe*2", "Mutex, safe (copy 2)"),
            ("channel:64+safe", "Channel, safe"),
            ("rwlock+audit", "RWMutex, audit"),
        ]
    );
    for strategy in &result.strategies {
        let summary = strategy.summary.as_ref().unwrap();
        assert_eq!(summary.outcome, Judgement::Passed, "{}", strategy.id);
        assert!(strategy.trials.iter().all(|trial| trial.ops > 0), "{}", strategy.id);
    }
    assert_eq!(result.strategies[3].trials[0].extra_threads, 1);
    let refused = |place: usize| result.strategies[place].trials[0].refused;
    assert!(refused(0).is_none() && refused(1).is_some());
    let trial = &result.strategies[4].trials[0];
    let audit = trial.audit.as_ref().unwrap();
    assert!(
        matches!(audit.answer, Answer::Clean { sections } if sections >= trial.ops),
        "{audit:?}"
    );
    let exclusion = trial.verdict.checks.last().unwrap();
    assert_eq!((exclusion.name, exclusion.status), ("exclusion", Status::Pass));
    assert!(result.strategies[0].trials[0].audit.is_none());
}
