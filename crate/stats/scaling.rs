//! What curves along one axis say: each curve's medians, its straight line, and where the axis is
//! threads its scaling law and knee; and for each two curves where one overtakes the other.
//!
//! Pure: throughputs by setting and round in, a description out, ready to be serialised. Settings
//! that were not measured may be missing, so a run that was stopped is described as far as it got.

use super::crossover::{Crossover, Curve as Of, Setting, crossovers};
use super::knee::knee;
use super::line::{Line, line};
use super::usl::{Fit, Point, Refusal, fit};
use super::{Estimate, estimate};
use crate::base::units::Seed;
#[cfg(test)]
use crate::link::{axes::MOST_VALUES, keys::MAX_MAPS};
use serde::{Deserialize, Serialize};

/// One map along the axis.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Curve {
    pub map: String,
    pub places: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Place {
    /// The axis' value.
    pub at: f64,
    /// Throughput of each complete round, in operations per second. Rounds of different maps at
    /// one place belong together.
    pub rates: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Axis {
    /// Client threads, on a machine that runs so many at once.
    Threads {
        parallelism: usize,
    },
    Other,
}

/// What the curves say. Medians over rounds are what is fitted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Scaling {
    /// One for each map of the link, in its order.
    #[cfg_attr(test, schemars(length(min = 1, max = MAX_MAPS)))]
    pub curves: Vec<Description>,
    /// By pairs of maps in the link's order, then along the axis.
    pub overtakings: Vec<Overtaking>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Description {
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub map: String,
    /// Throughput in operations per second, over the rounds that every map of the place completed.
    #[cfg_attr(test, schemars(length(max = MOST_VALUES)))]
    pub points: Vec<Measured>,
    /// The straight line through the medians, operations per second per unit of the axis; null below
    /// three points.
    pub decay: Option<Line>,
    /// A hint: the value from where on more threads bring little (Kneedle, S = 1).
    pub knee: Option<f64>,
    /// The Universal Scalability Law; null where there is none, and then `refusal` says why.
    pub law: Option<Fit>,
    /// Null too where the axis is not threads.
    pub refusal: Option<Refusal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Measured {
    pub at: f64,
    pub throughput: Estimate,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Overtaking {
    /// Ahead afterwards.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub map: String,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub overtaken: String,
    #[serde(flatten)]
    pub crossover: Crossover,
}

/// Describes the curves. Medians are what is fitted: rounds of one setting share their hour and
/// their streams, and so are no independent points of a curve.
pub fn describe(curves: &[Curve], axis: Axis, seed: Seed) -> Scaling {
    let sorted: Vec<Curve> = curves
        .iter()
        .map(|curve| {
            let mut curve = curve.clone();
            curve.places.retain(|place| !place.rates.is_empty());
            curve.places.sort_by(|a, b| a.at.total_cmp(&b.at));
            curve
        })
        .collect();
    Scaling {
        overtakings: overtakings(&sorted, seed),
        curves: sorted.iter().map(|curve| description(curve, axis)).collect(),
    }
}

fn description(curve: &Curve, axis: Axis) -> Description {
    let measured =
        |place: &Place| Some(Measured { at: place.at, throughput: estimate(&place.rates)? });
    let points: Vec<Measured> = curve.places.iter().filter_map(measured).collect();
    let medians: Vec<(f64, f64)> =
        points.iter().map(|point| (point.at, point.throughput.median)).collect();
    let outcome = match axis {
        Axis::Other => None,
        Axis::Threads { parallelism } => {
            let point = |&(threads, throughput): &(f64, f64)| Point { threads, throughput };
            Some(fit(&medians.iter().map(point).collect::<Vec<_>>(), parallelism))
        }
    };
    let (law, refusal) = match outcome {
        None => (None, None),
        Some(Ok(law)) => (Some(law), None),
        Some(Err(refusal)) => (None, Some(refusal)),
    };
    Description {
        map: curve.map.clone(),
        decay: line(&medians),
        knee: if axis == Axis::Other { None } else { knee(&medians) },
        points,
        law,
        refusal,
    }
}

fn overtakings(curves: &[Curve], seed: Seed) -> Vec<Overtaking> {
    let pairs: Vec<(&Curve, &Curve)> = curves
        .iter()
        .enumerate()
        .flat_map(|(place, first)| curves[place + 1..].iter().map(move |second| (first, second)))
        .collect();
    let settings: Vec<Vec<Setting>> =
        pairs.iter().map(|(first, second)| shared(first, second)).collect();
    let found = crossovers(&settings, seed);
    let named = |((first, second), found): ((&Curve, &Curve), Vec<Crossover>)| {
        let name = move |crossover: Crossover| {
            let (map, overtaken) = match crossover.overtakes {
                Of::First => (&first.map, &second.map),
                Of::Second => (&second.map, &first.map),
            };
            Overtaking { map: map.clone(), overtaken: overtaken.clone(), crossover }
        };
        found.into_iter().map(name).collect::<Vec<_>>()
    };
    pairs.into_iter().zip(found).flat_map(named).collect()
}

/// The settings at which both were measured.
fn shared<'a>(first: &'a Curve, second: &'a Curve) -> Vec<Setting<'a>> {
    let setting = |place: &'a Place| {
        let other = second.places.iter().find(|other| other.at == place.at)?;
        Some(Setting { at: place.at, first: &place.rates, second: &other.rates })
    };
    first.places.iter().filter_map(setting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::Noise;

    const THREADS: [f64; 7] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0];

    /// A lock that decays and shards that scale, in rounds they share.
    fn curves() -> Vec<Curve> {
        let mut noise = Noise::new(5);
        let mut curves =
            ["mutex", "sharded:16"].map(|map| Curve { map: map.into(), places: Vec::new() });
        for at in THREADS {
            let scaled = 6e6 * at / (1.0 + 0.1 * (at - 1.0) + 0.004 * at * (at - 1.0));
            let rates = noise.rounds(&[15e6 - 0.8e6 * at, scaled], 10);
            for (curve, rates) in curves.iter_mut().zip(rates) {
                // Not in order, as cells come in.
                curve.places.insert(0, Place { at, rates });
            }
        }
        curves.into()
    }

    #[test]
    fn curves_are_described_along_threads() {
        let scaling = describe(&curves(), Axis::Threads { parallelism: 8 }, Seed(1));
        let [mutex, sharded] = &scaling.curves[..] else { panic!() };
        let places: Vec<f64> = mutex.points.iter().map(|point| point.at).collect();
        assert_eq!(places, THREADS);
        let decay = mutex.decay.unwrap();
        assert!(decay.slope.high < 0.0 && decay.r_squared.unwrap() > 0.9, "{decay:?}");
        assert_eq!(mutex.refusal, Some(Refusal::Falls));
        let law = sharded.law.as_ref().unwrap();
        assert!((law.alpha.low..law.alpha.high).contains(&0.1), "{law:?}");
        assert_eq!((law.left_out.as_slice(), sharded.refusal), (&[12.0][..], None));
        let [overtaking] = &scaling.overtakings[..] else { panic!("{:?}", scaling.overtakings) };
        assert_eq!((&*overtaking.map, &*overtaking.overtaken), ("sharded:16", "mutex"));
        assert_eq!(overtaking.crossover.between, [2.0, 3.0]);
        assert!(overtaking.crossover.separable);
        let shown = serde_json::to_value(&scaling).unwrap();
        assert_eq!(shown["overtakings"][0]["overtakes"], "second");
        assert_eq!(shown["curves"][0]["refusal"]["reason"], "falls");
        assert!(shown["curves"][1]["law"]["rSquared"].as_f64().unwrap() > 0.9);
    }

    #[test]
    fn what_is_not_there_yet_or_not_threads() {
        let mut partial = curves();
        partial[1].places.truncate(2);
        partial[0].places[0].rates.clear();
        let scaling = describe(&partial, Axis::Other, Seed(1));
        let [mutex, sharded] = &scaling.curves[..] else { panic!() };
        assert_eq!((mutex.points.len(), sharded.points.len()), (6, 2));
        assert!(mutex.decay.is_some() && sharded.decay.is_none());
        assert!(scaling.curves.iter().all(|curve| {
            curve.law.is_none() && curve.refusal.is_none() && curve.knee.is_none()
        }));
        let few = describe(&partial, Axis::Threads { parallelism: 8 }, Seed(1));
        let refusal = few.curves[1].refusal;
        assert_eq!(refusal, Some(Refusal::TooFewPoints { has: 2, needs: 6 }));
        let none = describe(&[], Axis::Other, Seed(1));
        assert!(none.curves.is_empty() && none.overtakings.is_empty());
        let axis: Axis = serde_json::from_str(r#"{"kind":"threads","parallelism":2}"#).unwrap();
        assert_eq!(axis, Axis::Threads { parallelism: 2 });
    }
}
