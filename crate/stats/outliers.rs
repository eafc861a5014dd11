//! Outliers by Tukey's fences: flagged, so that a reader looks, and never dropped.
//!
//! A value more than 1.5 interquartile ranges outside the quartiles is mild, one more than 3 is
//! severe (Tukey, Exploratory Data Analysis, 1977, 2C). Quartiles interpolate between order
//! statistics (type 7 of Hyndman and Fan 1996, the default of R and NumPy).

#[cfg(test)]
use crate::base::schema::Round;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Mild,
    Severe,
}

/// A round whose throughput stands apart from the map's other rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Outlier {
    #[cfg_attr(test, schemars(with = "Round"))]
    pub round: usize,
    pub severity: Severity,
}

/// Each value's severity, `None` of those within the fences.
pub fn tukey(values: &[f64]) -> Vec<Option<Severity>> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(first), Some(third)) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75)) else {
        return Vec::new();
    };
    let range = third - first;
    let beyond =
        |value: f64, ranges: f64| value < first - ranges * range || value > third + ranges * range;
    let severity = |&value: &f64| match () {
        () if beyond(value, 3.0) => Some(Severity::Severe),
        () if beyond(value, 1.5) => Some(Severity::Mild),
        () => None,
    };
    values.iter().map(severity).collect()
}

/// The quantile of sorted values, interpolated; `None` of none.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: `quantile(c(1, 3, 4, 8, 20))`, and NumPy's `percentile` alike.
    #[test]
    fn quartiles_as_published() {
        let values = [1.0, 3.0, 4.0, 8.0, 20.0];
        let quartiles = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&values, share).unwrap());
        assert_eq!(quartiles, [1.0, 3.0, 4.0, 8.0, 20.0]);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), Some(1.75));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn fences() {
        // With a large last value the quartiles are 2 and 4: mild above 7, severe above 10. With a
        // small one 2 and 3: mild below 0.5, severe below -1.
        let flags = |last: f64| tukey(&[1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, last])[8];
        assert_eq!(flags(7.0), None);
        assert_eq!(flags(7.1), Some(Severity::Mild));
        assert_eq!(flags(10.1), Some(Severity::Severe));
        assert_eq!(flags(0.4), Some(Severity::Mild));
        assert_eq!(flags(-1.1), Some(Severity::Severe));
        assert!(tukey(&[]).is_empty());
        assert_eq!(tukey(&[5.0, 5.0, 5.0]), [None; 3]);
    }
}
