//! Every decorator around every strategy: a map with one keeps what its spec promises, and what is put
//! around it sees each call, once.
#![cfg(feature = "selftest")]

mod common;

use contend::base::units::{Seed, Threads};
use contend::engine::client::Client;
use contend::engine::{Crew, Environment, Pool, Session, SharedStatus, StepOutcome};
use contend::experiment::Experiment;
use contend::ledger::Judgement;
use contend::report::RunResult;
use contend::strategy::decorate::rows;
use contend::strategy::{Call, ConcurrentMap, MapHandle, MapSpec, Visitor, build};
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

/// Every strategy inside each decorator.
fn decorated() -> impl Iterator<Item = MapSpec> {
    let maps = common::honest().into_iter();
    maps.flat_map(|map| rows().map(move |row| spec(&format!("{map}+{}", row.id))))
}

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

#[test]
fn every_decorated_strategy_conforms() {
    let pool = Pool::new(CLIENTS + 1).unwrap();
    assert!(rows().next().is_some());
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
/// mix has; returns what the map counted of each call.
struct Play<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    streams: &'a [OperationStream],
}

impl Visitor for Play<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = Option<[u64; Call::ALL.len()]>;

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
        map.metrics().map(|metrics| metrics.operations.calls())
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
    let counted = |spec: &MapSpec| build(spec, Play { spec, pool: &pool, streams: &streams });
    for map in common::honest() {
        assert_eq!(counted(&map), None, "{map}");
        let map = spec(&format!("{map}+safe"));
        assert_eq!(counted(&map), Some(performed), "{map}");
    }
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

/// Measured, judged and named like any other, beside the map itself and a copy of it.
#[test]
fn a_run_has_decorated_maps() {
    let link = "v1/compare?maps=mutex,mutex+safe,mutex+safe*2,channel:64+safe&deadline=500&keys=2000&ops=4000&warmup=0&rounds=2";
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
}
