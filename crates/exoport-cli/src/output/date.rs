//! Instants and durations as people read them.

pub use exoport::date::{date, instant};

const DAY_MS: i64 = 86_400_000;

/// Whole days from one instant to another, negative when it has passed.
pub fn days_between(from_ms: i64, to_ms: i64) -> i64 {
    to_ms.saturating_sub(from_ms).div_euclid(DAY_MS)
}

/// A duration in at most six characters: `<1 ms`, `123 ms`, `1.2 s`, `600 s`.
pub fn duration(ms: f64) -> String {
    if !ms.is_finite() || ms < 0.0 {
        return "?".into();
    }
    if ms < 0.95 {
        "<1 ms".into()
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 99_950.0 {
        format!("{:.1} s", ms / 1_000.0)
    } else {
        format!("{:.0} s", ms / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_instants_are_far_apart() {
        for epoch_ms in [i64::MIN, i64::MAX] {
            assert!(days_between(-epoch_ms.saturating_abs(), epoch_ms) != 0);
        }
    }

    #[test]
    fn durations_fit_their_column() {
        for (ms, expected) in [
            (0.2, "<1 ms"),
            (0.96, "1 ms"),
            (123.4, "123 ms"),
            (999.4, "999 ms"),
            (999.6, "1.0 s"),
            (1_249.0, "1.2 s"),
            (15_000.0, "15.0 s"),
            (99_960.0, "100 s"),
            (600_000.0, "600 s"),
            (f64::NAN, "?"),
        ] {
            assert_eq!(duration(ms), expected);
            assert!(duration(ms).len() <= 6);
        }
    }
}
