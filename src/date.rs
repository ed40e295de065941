//! Instants as people read them.

use time::UtcDateTime;

/// Instants before the year -9999 or after 9999, which only a damaged record has, become the
/// nearest that the calendar knows.
fn utc(epoch_ms: i64) -> UtcDateTime {
    let nearest = match epoch_ms {
        ..0 => UtcDateTime::MIN,
        0.. => UtcDateTime::MAX,
    };
    UtcDateTime::from_unix_timestamp(epoch_ms.div_euclid(1_000)).unwrap_or(nearest)
}

/// The date in UTC, `2027-03-28`.
pub fn date(epoch_ms: i64) -> String {
    utc(epoch_ms).date().to_string()
}

/// The instant in UTC to the second, ISO 8601: `2027-03-28T23:59:59Z`.
pub fn instant(epoch_ms: i64) -> String {
    let utc = utc(epoch_ms);
    let (hour, minute, second) = utc.as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", utc.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // Checked with `date -u -d @SECONDS`.
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_806_278_399, "2027-03-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-2_208_988_800, "1900-01-01T00:00:00Z"),
        ] {
            assert_eq!(instant(seconds * 1_000), expected, "{seconds}");
        }
        assert_eq!(instant(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn consecutive_days_never_skip_or_repeat() {
        let calendar = |days: i64| {
            let (year, month, day) = utc(days * 86_400_000).to_calendar_date();
            (year, month as u8, day)
        };
        let mut last = calendar(-800_000);
        for days in -799_999..800_000 {
            let (year, month, day) = calendar(days);
            let follows = (year, month, day) == (last.0, last.1, last.2 + 1)
                || (day == 1 && (year, month) == (last.0, last.1 + 1))
                || (day == 1 && month == 1 && last.1 == 12 && year == last.0 + 1);
            assert!(follows, "{last:?} then {year}-{month}-{day}");
            last = (year, month, day);
        }
    }

    #[test]
    fn extreme_instants_do_not_overflow() {
        for epoch_ms in [i64::MIN, i64::MAX] {
            assert!(!instant(epoch_ms).is_empty());
        }
    }
}
