//! A map at work, seen from inside: one untimed trial whose map is inspected as it goes.
//!
//! All clients play their streams; twenty times a second the first of them asks the map for its
//! figures and puts them into the shared status, where others read them. Inspecting may take the map's
//! locks and the map may count what it does, so no rate seen here is a measurement.

use crate::base::clock;
use crate::base::error::RunError;
use crate::base::units::{Limit, Nanos};
use crate::engine::client::Client;
use crate::engine::crew::Crew;
use crate::engine::pool::Pool;
use crate::engine::shared_status::{Phase, SharedStatus};
use crate::engine::trial::load;
use crate::experiment::Experiment;
use crate::strategy::{ConcurrentMap, MapHandle, MapSpec, Visitor, build};
use crate::workload::entries::ForEntryKind;
use crate::workload::entry_kind::EntryKind;
use crate::workload::stream::{self, OperationStream, Place};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// Time between two looks inside.
const EVERY: Nanos = Nanos::from_millis(50);
/// Longer than any inspection: those who do not look play until they are told to end.
const ENDLESS: Limit = Limit::Time(Nanos(u64::MAX));
/// The operations are those of an experiment's first round.
const ROUND: usize = 1;

/// What to inspect, for how long, and on which threads.
pub struct Inspection<'a> {
    pub experiment: &'a Experiment,
    pub spec: &'a MapSpec,
    pub length: Nanos,
    pub pool: &'a Pool,
    pub status: &'a SharedStatus,
}

impl Inspection<'_> {
    /// Plays to the end, or to a stop, and returns the figures then: no client is at work any
    /// more, the map's own threads still are.
    pub fn run(self) -> Result<Vec<u64>, RunError> {
        self.pool.require(self.experiment.threads.0 + self.spec.extra_threads())?;
        self.experiment.entries.check()?;
        self.experiment.entries.kind(self)
    }

    /// Each client's operations, recorded on as many threads.
    fn record(&self) -> Vec<OperationStream> {
        let Experiment { workload, threads, seed, .. } = self.experiment;
        let streams: Vec<Mutex<OperationStream>> =
            (0..threads.0).map(|_| Mutex::default()).collect();
        self.pool.run(&|thread| {
            if let Some(stream) = streams.get(thread) {
                let place = Place { seed: *seed, round: ROUND, thread, threads: *threads };
                stream.lock().expect("locked once").record(workload, place, || self.pause());
            }
        });
        streams.into_iter().map(|stream| stream.into_inner().expect("locked once")).collect()
    }

    fn pause(&self) -> bool {
        self.status.beat();
        self.status.stopping()
    }
}

impl ForEntryKind for Inspection<'_> {
    type Output = Result<Vec<u64>, RunError>;

    fn of<S: EntryKind>(self, kind: S) -> Self::Output {
        build(self.spec, Play { inspection: self, kind })
    }
}

/// An inspection of maps of one kind.
struct Play<'a, S> {
    inspection: Inspection<'a>,
    kind: S,
}

impl<S: EntryKind> Play<'_, S> {
    fn look<M: ConcurrentMap<S::Key, S::Value>>(&self, map: &M) -> Vec<u64> {
        let mut figures = Vec::new();
        map.inspect(&mut figures);
        self.inspection.status.show(&figures);
        figures
    }

    /// One client's part up to its end; the first one also looks inside and says when it is over.
    fn play<H: MapHandle<S::Key, S::Value>>(
        &self,
        number: usize,
        stream: &OperationStream,
        handle: &mut H,
        crew: &Crew,
        look: impl Fn(),
    ) -> bool {
        let Self { inspection: Inspection { experiment, status, length, .. }, kind } = self;
        let key = &mut S::Key::default();
        let mut client = Client::new(number, experiment.workload.keys);
        if !crew.meet() {
            return false;
        }
        if number > 0 {
            client.play_for((kind, key), handle, stream, ENDLESS, crew.over(), status);
        } else {
            status.enter(Phase::Measuring);
            let begin = clock::now();
            let mut left = *length;
            while left > Nanos(0) && !crew.is_over() && !status.stopping() {
                let spell_over = AtomicBool::new(false);
                let spell = Limit::Time(left.min(EVERY));
                client.play_for((kind, key), handle, stream, spell, &spell_over, status);
                look();
                left = length.saturating_sub(clock::now() - begin);
            }
            crew.end();
        }
        crew.meet()
    }
}

impl<S: EntryKind> Visitor for Play<'_, S> {
    type Key = S::Key;
    type Value = S::Value;
    type Hasher = S::Hasher;
    type Output = Result<Vec<u64>, RunError>;

    const INSPECTED: bool = true;

    fn hasher(&self) -> S::Hasher {
        self.kind.hasher()
    }

    fn visit<M: ConcurrentMap<S::Key, S::Value>>(self, map: M) -> Self::Output {
        let Inspection { experiment, spec, pool, status, .. } = self.inspection;
        let Experiment { workload, threads, seed, .. } = experiment;
        status.clear_counters();
        status.show(&[]);
        status.enter(Phase::Preparing);
        let prefill: Vec<u32> = stream::prefill(workload, *seed, ROUND).collect();
        load(&self.kind, &mut map.handle(), &prefill, || self.inspection.pause());
        let streams = self.inspection.record();
        let crew = Crew::new(pool, threads.0, spec);
        let figures = Mutex::new(Vec::new());
        crew.work(&map, |number, handle| {
            let look = || self.look(&map);
            if self.play(number, &streams[number], handle, &crew, || drop(look())) && number == 0 {
                *figures.lock().expect("locked once") = look();
            }
        });
        status.enter(Phase::Idle);
        crew.finish(spec)?;
        Ok(figures.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(all(test, feature = "selftest"))]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    const LINK: &str =
        "v1/compare?maps=planted-vanished-key,planted-trap,channel:4&keys=1000&threads=3";
    /// Longer than any test may take.
    const FOR_EVER: Nanos = Nanos::from_millis(3_600_000);

    fn inspect(map: usize, length: Nanos, status: &SharedStatus) -> Result<Vec<u64>, RunError> {
        let experiment = Experiment::strict(LINK).unwrap();
        let pool = Pool::new(experiment.pool_threads()).unwrap();
        let spec = &experiment.maps[map];
        Inspection { experiment: &experiment, spec, length, pool: &pool, status }.run()
    }

    #[test]
    fn the_board_shows_the_inside_while_all_clients_play() {
        let status = SharedStatus::new();
        let mut seen: Vec<Vec<u64>> = Vec::new();
        let last = std::thread::scope(|scope| {
            let inspection = scope.spawn(|| inspect(0, FOR_EVER, &status));
            // Until there was more to see than at first, and every client had its turn.
            while seen.first().is_none_or(|first| first[1] >= seen[seen.len() - 1][1])
                || status.operations(3).contains(&0)
            {
                assert!(!inspection.is_finished(), "{seen:?}, {:?}", status.operations(3));
                seen.extend(status.shown().filter(|figures| !figures.is_empty()));
                std::thread::sleep(Duration::from_millis(5));
            }
            status.request_stop();
            inspection.join().unwrap().unwrap()
        });
        assert!(seen.iter().chain([&last]).all(|figures| figures.len() == 2), "{seen:?}");
        assert!(seen.windows(2).all(|pair| pair[0][1] <= pair[1][1]), "a total never falls");
        assert!(seen[seen.len() - 1][1] <= last[1], "{seen:?}, {last:?}");
        assert_eq!(status.shown(), Some(last));
    }

    #[test]
    fn a_map_that_shows_nothing_plays_all_the_same() {
        assert_eq!(inspect(2, Nanos::from_millis(60), &SharedStatus::new()), Ok(vec![]));
    }

    #[test]
    fn a_stop_ends_it_with_the_figures_so_far() {
        let status = SharedStatus::new();
        let began = Instant::now();
        let figures = std::thread::scope(|scope| {
            let inspection = scope.spawn(|| inspect(0, FOR_EVER, &status));
            std::thread::sleep(Duration::from_millis(50));
            status.request_stop();
            inspection.join().unwrap().unwrap()
        });
        assert!(began.elapsed() < Duration::from_nanos(FOR_EVER.0), "the stop ended it");
        assert_eq!(figures.len(), 2);
    }

    #[test]
    fn a_panic_inside_ends_it_with_the_maps_name() {
        let Err(RunError::Panicked { map, message }) = inspect(1, FOR_EVER, &SharedStatus::new())
        else {
            panic!("the planted trap did not panic")
        };
        assert_eq!((map.as_str(), message.as_str()), ("planted-trap", "planted trap"));
    }
}
