//! The wall clock, for greetings.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const SMTP: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day padding:none] [month repr:short] [year] [hour]:[minute]:[second] +0000"
);
const HTTP: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// Now as the greeting of an Exchange SMTP server writes it: `Sun, 9 Mar 2025 19:25:28 +0000`.
pub(super) fn smtp_date() -> String {
    format_date(OffsetDateTime::now_utc(), SMTP)
}

/// Now as HTTP writes it (RFC 9110 section 5.6.7): `Sun, 09 Mar 2025 19:25:28 GMT`.
pub(super) fn http_date() -> String {
    format_date(OffsetDateTime::now_utc(), HTTP)
}

fn format_date(date: OffsetDateTime, form: &[BorrowedFormatItem<'_>]) -> String {
    date.format(form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_as_the_protocols_do() {
        let time = OffsetDateTime::from_unix_timestamp(1_741_548_328).expect("in the calendar");
        assert_eq!(format_date(time, SMTP), "Sun, 9 Mar 2025 19:25:28 +0000");
        assert_eq!(format_date(time, HTTP), "Sun, 09 Mar 2025 19:25:28 GMT");
    }
}
