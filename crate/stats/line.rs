//! The straight line: how much throughput each added thread costs or brings, and how straight the
//! curve is. Ordinary least squares, with the usual standard error and Student's interval
//! (Draper and Smith, Applied Regression Analysis, 1.4). Checked against NIST's certified values
//! and SciPy's.

use super::parameter::Parameter;
#[cfg(test)]
use crate::base::schema::Signed;
use serde::Serialize;

/// Fewest points of which a slope has an error.
pub const FEWEST_POINTS: usize = 3;

/// The straight line by least squares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Change of y per unit of x.
    pub slope: Parameter,
    /// y at x = 0.
    #[cfg_attr(test, schemars(with = "Signed"))]
    pub intercept: f64,
    /// Share of the variance that the line explains; of a level curve there is none to explain.
    #[cfg_attr(test, schemars(with = "Option<Signed>", range(max = 1)))]
    pub r_squared: Option<f64>,
}

/// The line through the points (x, y); `None` of fewer than three, of a single x, or where a
/// figure is not finite.
pub fn line(points: &[(f64, f64)]) -> Option<Line> {
    let count = points.len() as f64;
    let mean = |figure: fn(&(f64, f64)) -> f64| points.iter().map(figure).sum::<f64>() / count;
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let sum = |term: fn(f64, f64) -> f64| {
        points.iter().map(|&(x, y)| term(x - mean_x, y - mean_y)).sum::<f64>()
    };
    let (xx, xy, yy) = (sum(|x, _| x * x), sum(|x, y| x * y), sum(|_, y| y * y));
    let known = xx > 0.0 && (xx + yy).is_finite();
    if points.len() < FEWEST_POINTS || !known {
        return None;
    }
    let slope = xy / xx;
    let residual = |&(x, y): &(f64, f64)| (y - mean_y - slope * (x - mean_x)).powi(2);
    let squares: f64 = points.iter().map(residual).sum();
    let freedom = points.len() - 2;
    let error = (squares / freedom as f64 / xx).sqrt();
    Some(Line {
        slope: Parameter::new(slope, error, freedom),
        intercept: mean_y - slope * mean_x,
        r_squared: (yy > 0.0).then(|| 1.0 - squares / yy),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{Noise, reference};
    use serde::Deserialize;

    fn close(ours: f64, theirs: f64, about: &str) {
        assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-6), "{about}: {ours} {theirs}");
    }

    #[test]
    fn agrees_with_published_lines() {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Case {
            about: String,
            x: Vec<f64>,
            y: Vec<f64>,
            slope: f64,
            slope_error: f64,
            intercept: f64,
            r_squared: f64,
        }
        for case in reference::<Case>(include_str!("../../tests/data/line.json")) {
            let points: Vec<_> = case.x.iter().copied().zip(case.y.iter().copied()).collect();
            let ours = line(&points).unwrap();
            close(ours.slope.value, case.slope, &case.about);
            close(ours.slope.error, case.slope_error, &case.about);
            close(ours.intercept, case.intercept, &case.about);
            close(ours.r_squared.unwrap(), case.r_squared, &case.about);
        }
    }

    /// NIST Statistical Reference Datasets, "Norris": the data and its certified values.
    #[test]
    fn agrees_with_nist() {
        let (x, y) = (
            [
                0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6,
                775.5, 666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3,
                556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
            ],
            [
                0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1,
                778.1, 668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6,
                557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
            ],
        );
        let ours = line(&x.into_iter().zip(y).collect::<Vec<_>>()).unwrap();
        close(ours.slope.value, 1.00211681802045, "slope");
        close(ours.slope.error, 0.429796848199937e-3, "error");
        close(ours.intercept, -0.262323073774029, "intercept");
        close(ours.r_squared.unwrap(), 0.999993745883712, "r squared");
    }

    #[test]
    fn intervals_cover_the_true_slope() {
        let covered = (0..100).filter(|&seed| {
            let mut noise = Noise::new(seed);
            let points: Vec<(f64, f64)> = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0]
                .map(|x| (x, 20.0 - 1.5 * x + noise.normal() * 0.4))
                .to_vec();
            let slope = line(&points).unwrap().slope;
            slope.low <= -1.5 && -1.5 <= slope.high
        });
        assert!(covered.count() >= 90);
    }

    #[test]
    fn what_has_no_slope() {
        assert_eq!(line(&[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(line(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]), None);
        assert_eq!(line(&[(1.0, 1.0), (2.0, f64::NAN), (3.0, 3.0)]), None);
        assert_eq!(line(&[(1.0, 4.0), (2.0, 4.0), (3.0, 4.0)]).unwrap().r_squared, None);
    }
}
