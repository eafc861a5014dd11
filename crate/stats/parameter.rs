//! A fitted parameter with its standard error and Student's 95 % interval.

#[cfg(test)]
use crate::base::schema::Signed;
use serde::Serialize;
use special::Beta;

/// An estimate with its standard error and the ends of its 95 % interval (Student's t).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Parameter {
    #[cfg_attr(test, schemars(with = "Signed"))]
    pub value: f64,
    /// Standard error; null where it is not finite, as the ends are then.
    #[cfg_attr(test, schemars(with = "Option<Signed>"))]
    pub error: f64,
    /// Ends of the 95 % interval.
    #[cfg_attr(test, schemars(with = "Option<Signed>"))]
    pub low: f64,
    #[cfg_attr(test, schemars(with = "Option<Signed>"))]
    pub high: f64,
}

impl Parameter {
    /// Of a fit with this many degrees of freedom: points less parameters, at least one.
    pub fn new(value: f64, error: f64, freedom: usize) -> Self {
        let reach = error * student(freedom);
        Self { value, error, low: value - reach, high: value + reach }
    }
}

/// The 97.5 % quantile of Student's t, which the incomplete beta function gives (Abramowitz and
/// Stegun 26.7.1).
fn student(freedom: usize) -> f64 {
    let freedom = freedom.max(1) as f64;
    let (half, other) = (freedom / 2.0, 0.5);
    let place = 0.05_f64.inv_inc_beta(half, other, half.ln_beta(other));
    (freedom * (1.0 - place) / place).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The usual table.
    #[test]
    fn quantiles_as_published() {
        let table = [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042)];
        for (freedom, quantile) in table {
            assert!((student(freedom) - quantile).abs() < 5e-4, "{freedom}");
        }
    }
}
