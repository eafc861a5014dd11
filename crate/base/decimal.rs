//! Decimals as exact integers, so that text, bounds and canonical text never disagree in a last digit.

/// A decimal in units of its last allowed digit, and whether digits were cut off.
pub fn read(text: &str, digits: usize) -> Option<(i128, bool)> {
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(digits)];
    let units = format!("0{whole}{kept:0<digits$}").parse::<i128>().unwrap_or(i128::MAX);
    let signed = if text.starts_with('-') { -units } else { units };
    Some((signed, fraction.len() > digits))
}

/// The canonical text of so many units: without zeros or a point at its end.
pub fn text(units: i128, digits: usize) -> String {
    let scale = 10_i128.pow(digits as u32);
    let fraction = format!("{:0digits$}", units % scale);
    let canonical = format!("{}.{fraction}", units / scale);
    canonical.trim_end_matches('0').trim_end_matches('.').to_owned()
}
