//! Instants as people read them.

const DAY_MS: i64 = 86_400_000;

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
///
/// The algorithm is the well-known `civil_from_days`: eras of 400 years (146,097 days), years that
/// begin on 1 March so that the leap day comes last.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // Both are within 1 to 31 by construction.
    (year, month as u8, day as u8)
}

/// The date in UTC, `2027-03-28`.
pub fn date(epoch_ms: i64) -> String {
    let (year, month, day) = civil_from_days(epoch_ms.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// The instant in UTC to the second, ISO 8601: `2027-03-28T23:59:59Z`.
pub fn instant(epoch_ms: i64) -> String {
    let second = epoch_ms.rem_euclid(DAY_MS) / 1_000;
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        date(epoch_ms),
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
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
        let mut last = civil_from_days(-800_000);
        for days in -799_999..800_000 {
            let (year, month, day) = civil_from_days(days);
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
