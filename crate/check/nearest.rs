//! The name that was probably meant.

/// Longer ones, and more than so many, are not compared: what is foreign has no bound.
const MAX_LENGTH: usize = 200;
const MAX_NAMES: usize = 20_000;

/// The most alike of them, if any is alike at all.
pub fn nearest<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > MAX_LENGTH {
        return None;
    }
    // Of a short name one letter is much.
    let least = if name.len() < 5 { 0.4 } else { 0.5 };
    let alike = |other: &str| strsim::normalized_damerau_levenshtein(name, other);
    let all = all.into_iter().filter(|other| other.len() <= MAX_LENGTH).take(MAX_NAMES);
    let scored = all.map(|other| (alike(other), other));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.filter(|(score, _)| *score >= least).map(|(_, other)| other)
}

/// In words to go behind others, or nothing.
pub fn meant<'a>(name: &str, all: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, all).map(|other| format!("; the nearest is {other}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_renamed_metric_is_recognised_and_a_stranger_is_not() {
        let all = ["map_get_timeout_total", "map_miss_total", "go_goroutines"];
        assert_eq!(nearest("map_get_timeouts_total", all), Some("map_get_timeout_total"));
        assert_eq!(nearest("map_missed_total", all), Some("map_miss_total"));
        assert_eq!(nearest("xyz", all), None);
    }
}
