//! Durations as Prometheus writes them: `1h30m`, units from the largest to the smallest, each once.

/// In milliseconds, or what is wrong.
pub fn parse(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 7] = [
        ("y", 31_536_000_000),
        ("w", 604_800_000),
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
        ("ms", 1),
    ];
    let wrong = || format!("\"{text}\" is not a duration; write one as 5m or 1h30m");
    if text == "0" {
        return Ok(0);
    }
    if text.is_empty() {
        return Err(wrong());
    }
    let (mut rest, mut from, mut total) = (text, 0, 0u64);
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let name: &str = &rest
            [..rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).len()];
        let place = UNITS.iter().position(|(unit, _)| *unit == name).ok_or_else(wrong)?;
        if place < from {
            return Err(wrong());
        }
        from = place + 1;
        rest = &rest[name.len()..];
        let part = number.checked_mul(UNITS[place].1).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
    }
    // Nanoseconds in 64 bits are where they end.
    if total > i64::MAX as u64 / 1_000_000 { Err(wrong()) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn durations() {
        for (text, expected) in [
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("0", 0),
            ("0s", 0),
            ("1y2w3d4h5m6s7ms", 33_019_506_007),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
        for text in ["", "5", "5min", "5 m", "-5m", "1m1h", "1.5h", "1m1m", "m", "999999999y", "5M"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
