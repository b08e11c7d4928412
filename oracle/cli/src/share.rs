//! Shares as people write and read them: percent, or parts per million.

use tributary_core::Ppm;

/// Decimals of a percentage that a part per million can express.
const DECIMALS: usize = 4;

/// Reads `40%`, `12.5%` or `125000ppm`. A bare number is refused: it could be either.
///
/// # Errors
/// In words, if it is neither, exceeds the whole, or is finer than one part per million.
pub fn parse(text: &str) -> Result<Ppm, String> {
    let form = || format!("{text:?} is no share: say 12.5% or 125000ppm");
    let parts = if let Some(percent) = text.strip_suffix('%') {
        let (whole, fraction) = percent.split_once('.').unwrap_or((percent, "0"));
        if fraction.len() > DECIMALS {
            return Err(format!("{text:?} is finer than 0.0001%, the smallest share"));
        }
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(form());
        }
        format!("{whole}{fraction:0<DECIMALS$}")
    } else {
        text.strip_suffix("ppm").ok_or_else(form)?.to_owned()
    };
    if parts.is_empty() || !parts.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(form());
    }
    match parts.parse::<u32>() {
        Ok(parts) if parts <= Ppm::WHOLE.0 => Ok(Ppm(parts)),
        _ => Err(format!("{text:?} exceeds the whole")),
    }
}

/// A share in percent, exact and without idle zeros: `12.5 %`.
pub fn percent(share: Ppm) -> String {
    let (whole, fraction) = (share.0.div_euclid(10_000), share.0.rem_euclid(10_000));
    let text = format!("{whole}.{fraction:04}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Reads `WHO=SHARE`, with the first part by `read`.
///
/// # Errors
/// In words.
pub fn parse_of<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<(T, Ppm), String> {
    let (who, share) =
        text.split_once('=').ok_or_else(|| format!("{text:?} is not of the form WHO=SHARE"))?;
    Ok((read(who)?, parse(share)?))
}

#[cfg(test)]
mod tests;
