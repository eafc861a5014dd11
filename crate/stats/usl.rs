//! The Universal Scalability Law, X(N) = γ N / (1 + α (N - 1) + β N (N - 1)), fitted to a curve of
//! throughput over threads (Gunther, Guerrilla Capacity Planning, 2007).
//!
//! A fit that means nothing is refused with its reason instead of shown. Least squares by
//! Levenberg and Marquardt's method in α and β alone: the law is linear in γ, which is therefore
//! solved for at every step (variable projection; Golub and Pereyra 1973, with Kaufman's
//! simplification of the Jacobian, 1975). Own code because the general solvers bring a linear
//! algebra library along for what is a system of two equations. Checked against SciPy's fits and
//! those that the R package usl publishes, in `tests/data/usl.json`.

use super::parameter::Parameter;
#[cfg(test)]
use crate::base::schema::Signed;
use serde::Serialize;

/// Fewest thread counts to fit three parameters to (Gunther asks for six).
pub const FEWEST_POINTS: usize = 6;
/// A fit that explains less than this share of the variance is not shown.
pub const LEAST_R_SQUARED: f64 = 0.9;
const START: [f64; 2] = [0.01, 0.0001];
const MOST_STEPS: usize = 500;

/// One place of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    pub threads: f64,
    /// Operations per second, or any other rate.
    pub throughput: f64,
}

/// X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Fit {
    /// Throughput of one thread, in operations per second.
    pub gamma: Parameter,
    /// Contention: the share of the work that is serial.
    pub alpha: Parameter,
    /// Coherence: what it costs to agree, per pair of threads.
    pub beta: Parameter,
    /// Share of the variance that the law explains.
    #[cfg_attr(test, schemars(with = "Signed", range(max = 1)))]
    pub r_squared: f64,
    /// Threads beyond which more do less: sqrt((1 - alpha) / beta).
    pub peak: f64,
    /// What contention alone would never let the throughput exceed: gamma / alpha.
    pub roof: f64,
    /// Thread counts that the fit rests on.
    #[cfg_attr(test, schemars(inner(range(min = 1))))]
    pub fitted: Vec<f64>,
    /// Thread counts above the measured parallelism: drawn, not fitted.
    #[cfg_attr(test, schemars(inner(range(min = 1))))]
    pub left_out: Vec<f64>,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "reason", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// The curve has too few different thread counts.
    TooFewPoints { has: usize, needs: usize },
    /// Too few of them run at once on this machine; above that the scheduler is measured too.
    TooFewInParallel { has: usize, needs: usize, parallelism: usize },
    /// A throughput or a thread count is not a positive number.
    NotPositive,
    /// The throughput is highest at the fewest threads. The law could be bent to that, but then its
    /// parameters would say nothing about contention and coherence: nothing ever scaled.
    Falls,
    /// The best fit lies on a bound, so the law does not describe the curve.
    OnBound { parameter: Name, bound: f64 },
    /// The law explains too little of the curve.
    PoorFit {
        /// Null where there is no variance to explain.
        #[cfg_attr(test, schemars(with = "Option<Signed>", range(max = 1)))]
        r_squared: f64,
        needs: f64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Name {
    Alpha,
    Beta,
}

impl Fit {
    /// The fitted law's throughput.
    pub fn at(&self, threads: f64) -> f64 {
        let [alpha, beta] = [self.alpha.value, self.beta.value];
        self.gamma.value * shape(threads, [alpha, beta])
    }
}

/// Fits the points whose threads all run at once. Each thread count gives one point, or one for
/// each round.
pub fn fit(points: &[Point], parallelism: usize) -> Result<Fit, Refusal> {
    let positive = |value: f64| value.is_finite() && value > 0.0;
    if !points.iter().all(|point| positive(point.threads) && positive(point.throughput)) {
        return Err(Refusal::NotPositive);
    }
    let needs = FEWEST_POINTS;
    let has = levels(points).len();
    if has < needs {
        return Err(Refusal::TooFewPoints { has, needs });
    }
    let in_parallel = |point: &Point| point.threads <= parallelism as f64;
    let (used, rest): (Vec<Point>, Vec<Point>) =
        points.iter().partition(|point| in_parallel(point));
    let (fitted, left_out) = (levels(&used), levels(&rest));
    if fitted.len() < needs {
        return Err(Refusal::TooFewInParallel { has: fitted.len(), needs, parallelism });
    }
    let highest = |at: f64| {
        let there = used.iter().filter(|point| point.threads == at);
        there.map(|point| point.throughput).fold(0.0, f64::max)
    };
    if fitted.iter().all(|&at| highest(at) <= highest(fitted[0])) {
        return Err(Refusal::Falls);
    }
    let solution = Curve::new(&used).solve();
    let [alpha, beta] = solution.place;
    for (parameter, value) in [(Name::Alpha, alpha), (Name::Beta, beta)] {
        for bound in [0.0, 1.0] {
            if value == bound {
                return Err(Refusal::OnBound { parameter, bound });
            }
        }
    }
    let r_squared = solution.r_squared;
    // Not a number where there is no variance to explain.
    if r_squared.is_nan() || r_squared < LEAST_R_SQUARED {
        return Err(Refusal::PoorFit { r_squared, needs: LEAST_R_SQUARED });
    }
    let freedom = used.len() - 3;
    let [gamma_error, alpha_error, beta_error] = solution.errors;
    Ok(Fit {
        gamma: Parameter::new(solution.gamma, gamma_error, freedom),
        alpha: Parameter::new(alpha, alpha_error, freedom),
        beta: Parameter::new(beta, beta_error, freedom),
        r_squared,
        peak: ((1.0 - alpha) / beta).sqrt(),
        roof: solution.gamma / alpha,
        fitted,
        left_out,
    })
}

/// The different thread counts, ascending.
fn levels(points: &[Point]) -> Vec<f64> {
    let mut levels: Vec<f64> = points.iter().map(|point| point.threads).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    levels
}

/// The law with γ = 1.
fn shape(threads: f64, [alpha, beta]: [f64; 2]) -> f64 {
    threads / (1.0 + alpha * (threads - 1.0) + beta * threads * (threads - 1.0))
}

struct Curve<'a> {
    points: &'a [Point],
    /// Largest throughput per thread: sums of squares are taken of figures around one.
    scale: f64,
}

/// Where the search is: what follows from α and β.
struct Place {
    gamma: f64,
    /// Sum of squared residuals.
    squares: f64,
    /// JᵀJ and Jᵀr in α and β, with what γ takes up projected out.
    normal: [[f64; 2]; 2],
    gradient: [f64; 2],
    /// How γ follows α and β, and the sum of squares of the law with γ = 1.
    follow: [f64; 2],
    own: f64,
}

struct Solution {
    place: [f64; 2],
    gamma: f64,
    r_squared: f64,
    /// Of γ, α and β.
    errors: [f64; 3],
}

impl<'a> Curve<'a> {
    fn new(points: &'a [Point]) -> Self {
        let each = points.iter().map(|point| point.throughput / point.threads);
        Self { points, scale: each.fold(0.0, f64::max) }
    }

    fn place(&self, at: [f64; 2]) -> Place {
        let rows = || {
            self.points.iter().map(move |point| {
                let (n, x) = (point.threads, point.throughput / self.scale);
                let law = shape(n, at);
                // d/dα and d/dβ of the law with γ = 1.
                let fall = -law * law / n;
                (x, law, [fall * (n - 1.0), fall * n * (n - 1.0)])
            })
        };
        let own: f64 = rows().map(|(_, law, _)| law * law).sum();
        let gamma = rows().map(|(x, law, _)| x * law).sum::<f64>() / own;
        let across =
            [0, 1].map(|k| rows().map(|(_, law, slopes)| law * slopes[k]).sum::<f64>() / own);
        let mut place = Place {
            gamma,
            squares: 0.0,
            normal: [[0.0; 2]; 2],
            gradient: [0.0; 2],
            follow: across.map(|share| gamma * share),
            own,
        };
        for (x, law, slopes) in rows() {
            let residual = x - gamma * law;
            let column = [0, 1].map(|k| gamma * (slopes[k] - across[k] * law));
            place.squares += residual * residual;
            for k in 0..2 {
                place.gradient[k] += column[k] * residual;
                for l in 0..2 {
                    place.normal[k][l] += column[k] * column[l];
                }
            }
        }
        place
    }

    /// From the usual start to where no step helps any more.
    fn solve(&self) -> Solution {
        let (mut at, mut damping) = (START, 1e-3);
        let mut here = self.place(at);
        for _ in 0..MOST_STEPS {
            let next = step(&here, at, damping);
            let there = self.place(next);
            let moved = next != at;
            if there.squares < here.squares {
                (at, here, damping) = (next, there, (damping / 10.0).max(1e-15));
            } else if !moved || damping > 1e12 {
                break;
            } else {
                damping *= 10.0;
            }
        }
        let count = self.points.len() as f64;
        let mean = self.points.iter().map(|point| point.throughput).sum::<f64>() / count;
        let around = |point: &Point| ((point.throughput - mean) / self.scale).powi(2);
        let variance = here.squares / (count - 3.0);
        let covariance = inverse(here.normal).map(|row| row.map(|value| value * variance));
        let [a, b] = here.follow;
        let through =
            a * a * covariance[0][0] + 2.0 * a * b * covariance[0][1] + b * b * covariance[1][1];
        Solution {
            place: at,
            gamma: here.gamma * self.scale,
            r_squared: 1.0 - here.squares / self.points.iter().map(around).sum::<f64>(),
            errors: [
                (variance / here.own + through).sqrt() * self.scale,
                covariance[0][0].sqrt(),
                covariance[1][1].sqrt(),
            ],
        }
    }
}

/// One damped step within the bounds. A parameter that stands on a bound and would leave through
/// it stays there, and the other moves alone.
fn step(here: &Place, at: [f64; 2], damping: f64) -> [f64; 2] {
    let stuck = |k: usize| {
        (at[k] <= 0.0 && here.gradient[k] < 0.0) || (at[k] >= 1.0 && here.gradient[k] > 0.0)
    };
    let [[a, b], [c, d]] = here.normal;
    let system = [[a * (1.0 + damping), b], [c, d * (1.0 + damping)]];
    let alone = |k: usize| here.gradient[k] / system[k][k];
    let moves = match (stuck(0), stuck(1)) {
        (true, true) => [0.0, 0.0],
        (true, false) => [0.0, alone(1)],
        (false, true) => [alone(0), 0.0],
        (false, false) => {
            inverse(system).map(|[left, right]| left * here.gradient[0] + right * here.gradient[1])
        }
    };
    [0, 1].map(|k| {
        let to = at[k] + moves[k];
        if to.is_finite() { to.clamp(0.0, 1.0) } else { at[k] }
    })
}

fn inverse([[a, b], [c, d]]: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let determinant = a * d - b * c;
    [[d / determinant, -b / determinant], [-c / determinant, a / determinant]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{Noise, reference};
    use serde::Deserialize;

    const THREADS: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0];

    fn curve(threads: &[f64], truth: [f64; 3], mut noise: impl FnMut() -> f64) -> Vec<Point> {
        let [gamma, alpha, beta] = truth;
        let point = |&threads: &f64| Point {
            threads,
            throughput: gamma * shape(threads, [alpha, beta]) * noise(),
        };
        threads.iter().map(point).collect()
    }

    #[test]
    fn agrees_with_published_fits() {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Case {
            about: String,
            threads: Vec<f64>,
            throughput: Vec<f64>,
            values: Three,
            errors: Three,
            r_squared: f64,
        }
        #[derive(Deserialize)]
        struct Three {
            gamma: f64,
            alpha: f64,
            beta: f64,
        }
        for case in reference::<Case>(include_str!("../../tests/data/usl.json")) {
            let pairs = case.threads.iter().zip(&case.throughput);
            let points: Vec<Point> =
                pairs.map(|(&threads, &throughput)| Point { threads, throughput }).collect();
            let ours = fit(&points, 1000).unwrap();
            let close = |ours: f64, theirs: f64, what: &str| {
                let off = (ours - theirs).abs() / theirs;
                assert!(off < 2e-4, "{}: {what} is {ours}, not {theirs}", case.about);
            };
            close(ours.gamma.value, case.values.gamma, "gamma");
            close(ours.alpha.value, case.values.alpha, "alpha");
            close(ours.beta.value, case.values.beta, "beta");
            close(ours.r_squared, case.r_squared, "r squared");
            // The one that is nearly exact has errors of rounding.
            if case.r_squared < 0.999_999 {
                close(ours.gamma.error, case.errors.gamma, "gamma's error");
                close(ours.alpha.error, case.errors.alpha, "alpha's error");
                close(ours.beta.error, case.errors.beta, "beta's error");
            }
        }
    }

    /// As the R package usl prints them for its data set specsdm91.
    #[test]
    fn agrees_with_the_r_package() {
        let load = [1.0, 18.0, 36.0, 72.0, 108.0, 144.0, 216.0];
        let scripts = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2];
        let pairs = load.into_iter().zip(scripts);
        let points: Vec<Point> =
            pairs.map(|(threads, throughput)| Point { threads, throughput }).collect();
        let ours = fit(&points, 216).unwrap();
        let close = |ours: f64, theirs: f64, within: f64| {
            assert!((ours - theirs).abs() < within, "{ours} is not {theirs}");
        };
        close(ours.alpha.value, 0.0277285, 1e-7);
        close(ours.alpha.error, 0.0091217, 1e-6);
        close(ours.beta.value, 0.0001044, 5e-8);
        close(ours.beta.error, 0.0000199, 5e-8);
        close(ours.gamma.value, 89.9952330, 1e-3);
        close(ours.gamma.error, 14.2134894, 1e-3);
        close(ours.roof, 3245.589, 0.1);
    }

    /// Parameters that others published for maps, found again from the curves they describe.
    #[test]
    fn finds_the_public_fits_of_maps() {
        let up_to_64: Vec<f64> = (0..=6).map(|power| f64::from(1 << power)).collect();
        for (alpha, beta) in [(0.2, 0.0041), (0.01, 0.0001), (0.02, 0.0003), (0.37, 0.0001)] {
            let exact = fit(&curve(&up_to_64, [12e6, alpha, beta], || 1.0), 64).unwrap();
            assert!((exact.alpha.value - alpha).abs() < 1e-6, "{exact:?}");
            assert!((exact.beta.value - beta).abs() < 1e-8, "{exact:?}");
            assert!((exact.peak - ((1.0 - alpha) / beta).sqrt()).abs() < 0.01);
            assert!(exact.r_squared > 0.999_999);
        }
    }

    /// The 95 % intervals hold the true parameters in at least 90 of 100 noisy curves.
    #[test]
    fn intervals_cover_the_truth() {
        for truth in [[10e6, 0.05, 0.01], [10e6, 0.2, 0.0041], [2e6, 0.37, 0.005]] {
            let mut covered = [0; 3];
            for seed in 0..100 {
                let mut noise = Noise::new(seed);
                let points = curve(&THREADS, truth, || noise.factor(0.02));
                let Ok(found) = fit(&points, 16) else { continue };
                let parameters = [found.gamma, found.alpha, found.beta];
                for (count, (found, truth)) in covered.iter_mut().zip(parameters.iter().zip(truth))
                {
                    *count += usize::from(found.low <= truth && truth <= found.high);
                }
            }
            assert!(covered.iter().all(|&count| count >= 90), "{truth:?}: {covered:?}");
        }
    }

    /// Nothing on a fine grid fits better than what the search ends with.
    #[test]
    fn the_search_ends_at_the_best_place() {
        for seed in 0..20 {
            let mut noise = Noise::new(1000 + seed);
            let truth = [1.0, 0.5 * noise.uniform(), 0.02 * noise.uniform()];
            let points = curve(&THREADS, truth, || noise.factor(0.05));
            let curve = Curve::new(&points);
            let found = curve.place(curve.solve().place).squares;
            let steps = || (0..=200).map(|step| f64::from(step) / 200.0);
            let best = steps()
                .flat_map(|alpha| steps().map(move |beta| [alpha, beta * beta * beta]))
                .map(|at| curve.place(at).squares)
                .fold(f64::INFINITY, f64::min);
            assert!(found <= best * (1.0 + 1e-9), "{seed}: {found} > {best}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_know() {
        let points = curve(&THREADS, [1.0, 0.1, 0.001], || 1.0);
        assert_eq!(fit(&points[..5], 64), Err(Refusal::TooFewPoints { has: 5, needs: 6 }));
        assert_eq!(
            fit(&points, 4),
            Err(Refusal::TooFewInParallel { has: 4, needs: 6, parallelism: 4 })
        );
        let on_eight = fit(&points, 8).unwrap();
        assert_eq!(on_eight.fitted, THREADS[..6]);
        assert_eq!(on_eight.left_out, THREADS[6..]);
        let mut broken = points.clone();
        broken[3].throughput = f64::NAN;
        assert_eq!(fit(&broken, 64), Err(Refusal::NotPositive));
        // Rounds at the same thread counts are no further thread counts.
        let twice = [&points[..4], &points[..4]].concat();
        assert_eq!(fit(&twice, 64), Err(Refusal::TooFewPoints { has: 4, needs: 6 }));
    }

    #[test]
    fn refuses_curves_that_the_law_does_not_describe() {
        let with = |throughput: [f64; 8]| {
            let pairs = THREADS.into_iter().zip(throughput);
            let points: Vec<Point> =
                pairs.map(|(threads, throughput)| Point { threads, throughput }).collect();
            fit(&points, 16)
        };
        let falling = with([33.0, 6.3, 5.5, 5.0, 4.6, 4.4, 4.2, 4.1]);
        assert_eq!(falling, Err(Refusal::Falls));
        // Which the law could be bent to, with a peak between one and two threads.
        assert_eq!(with(THREADS.map(|threads| 15.0 - 0.8 * threads)), Err(Refusal::Falls));
        let dented = with([5.0, 1.0, 1.1, 1.2, 1.1, 1.2, 1.1, 5.1]);
        assert!(matches!(dented, Err(Refusal::OnBound { .. } | Refusal::PoorFit { .. })));
        let straight = with(THREADS.map(|threads| 5.0 * threads));
        assert!(matches!(straight, Err(Refusal::OnBound { bound: 0.0, .. })), "{straight:?}");
        let wild = with([5.0, 20.0, 3.0, 25.0, 4.0, 30.0, 6.0, 20.0]);
        assert!(wild.is_err(), "{wild:?}");
        let serial = serde_json::to_value(Refusal::PoorFit { r_squared: 0.5, needs: 0.9 }).unwrap();
        assert_eq!(
            serial,
            serde_json::json!({"reason": "poor-fit", "rSquared": 0.5, "needs": 0.9})
        );
    }
}
