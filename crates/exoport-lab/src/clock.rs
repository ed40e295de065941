//! The wall clock, for certificates and greetings.

use std::time::{Duration, SystemTime};

/// One day.
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Now, as time since the Unix epoch.
pub(super) fn now() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// Now as the greeting of an Exchange SMTP server writes it: `Sun, 9 Mar 2025 19:25:28 +0000`.
pub(super) fn smtp_date() -> String {
    format_date(now(), false, "+0000")
}

/// Now as HTTP writes it (RFC 9110 section 5.6.7): `Sun, 09 Mar 2025 19:25:28 GMT`.
pub(super) fn http_date() -> String {
    format_date(now(), true, "GMT")
}

fn format_date(since_epoch: Duration, two_digit_day: bool, zone: &str) -> String {
    let date = rcgen::date_time_ymd(1970, 1, 1) + since_epoch;
    let width = if two_digit_day { 2 } else { 1 };
    format!(
        "{}, {:0width$} {} {} {:02}:{:02}:{:02} {zone}",
        &date.weekday().to_string()[..3],
        date.day(),
        &date.month().to_string()[..3],
        date.year(),
        date.hour(),
        date.minute(),
        date.second(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_as_the_protocols_do() {
        let time = Duration::from_secs(1_741_548_328);
        assert_eq!(
            format_date(time, false, "+0000"),
            "Sun, 9 Mar 2025 19:25:28 +0000"
        );
        assert_eq!(
            format_date(time, true, "GMT"),
            "Sun, 09 Mar 2025 19:25:28 GMT"
        );
    }
}
