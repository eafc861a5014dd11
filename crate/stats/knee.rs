//! The knee of a curve: from where on more threads bring little. A hint, never a figure.
//!
//! Kneedle with sensitivity 1 (Satopää, Albrecht, Irwin and Raghavan, Finding a "Kneedle" in a
//! Haystack, 2011) for curves that rise and bend down. Points are medians over rounds already, so
//! nothing is smoothed. Checked against the kneed package in `tests/data/knee.json`.

/// How far, in average steps of x, the curve must fall behind before a bend counts.
const SENSITIVITY: f64 = 1.0;

/// The x of the first knee of the points (x ascending); `None` if the curve has none.
pub fn knee(points: &[(f64, f64)]) -> Option<f64> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    let low = points.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    // Written so that it also holds of what is not a number.
    if !(last > first && high > low) {
        return None;
    }
    // How far the curve, scaled to a unit square, is above the diagonal.
    let above = |&(x, y): &(f64, f64)| (y - low) / (high - low) - (x - first) / (last - first);
    let above: Vec<f64> = points.iter().map(above).collect();
    let step = SENSITIVITY / (points.len() - 1) as f64;
    let mut candidate: Option<(usize, f64)> = None;
    for place in 1..points.len() {
        if let Some((knee, threshold)) = candidate
            && above[place] < threshold
        {
            return Some(points[knee].0);
        }
        let peak = place + 1 < points.len()
            && above[place] >= above[place - 1]
            && above[place] >= above[place + 1];
        if peak {
            candidate = Some((place, above[place] - step));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::reference;
    use serde::Deserialize;

    #[test]
    fn agrees_with_published_knees() {
        #[derive(Deserialize)]
        struct Case {
            about: String,
            x: Vec<f64>,
            y: Vec<f64>,
            knee: Option<f64>,
        }
        for Case { about, x, y, knee: theirs } in
            reference::<Case>(include_str!("../../tests/data/knee.json"))
        {
            let points: Vec<_> = x.into_iter().zip(y).collect();
            assert_eq!(knee(&points), theirs, "{about}");
        }
    }

    #[test]
    fn flat_and_empty_curves_have_none() {
        assert_eq!(knee(&[]), None);
        assert_eq!(knee(&[(1.0, 2.0)]), None);
        assert_eq!(knee(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]), None);
        assert_eq!(knee(&[(1.0, 9.0), (2.0, 5.0), (3.0, 3.0), (4.0, 2.0)]), None);
    }
}
