//! The table: one row a record, in fixed columns, because rows are printed before the next record
//! is known.

use std::fmt::Write;

use textwrap::core::display_width;

use super::super::escape::escape;
use super::date::{date, days_between, duration};
use super::highlights::{deciding_finding, used_address};
use super::text::{BOLD, hanging, labelled, paint, verdict_style};
use exoport::record::{Record, VerdictResult};

/// Width of the target: the longest usual name, `TOKEN.mail.protection.outlook.com`, and any IPv6 address.
const TARGET: usize = 39;
/// Room that is left for the address, the last column.
const ADDRESS: usize = 23;
/// Fewer days than this are shown beside the date of expiry.
const SOON_DAYS: i64 = 30;

/// The text of one row's columns.
struct Cells<'a> {
    target: &'a str,
    port: &'a str,
    service: &'a str,
    verdict: &'a str,
    tls: &'a str,
    expires: &'a str,
    time: &'a str,
    address: &'a str,
}

impl Cells<'_> {
    /// Lays the row out; `verdict` is painted last, because its color has no width.
    fn line(&self, paint_verdict: impl Fn(&str) -> String) -> String {
        let Self {
            target,
            port,
            service,
            verdict,
            tls,
            expires,
            time,
            address,
        } = self;
        let verdict = paint_verdict(&format!("{verdict:<7}"));
        let line = format!(
            "{target:<TARGET$} {port:>5}  {service:<10}  {verdict}  {tls:<3}  {expires:<15} {time:>6}  {address}"
        );
        format!("{}\n", line.trim_end())
    }
}

/// The heading of the columns.
pub fn header() -> String {
    let line = Cells {
        target: "Target",
        port: "Port",
        service: "Service",
        verdict: "Verdict",
        tls: "TLS",
        expires: "Expires",
        time: "Time",
        address: "Address",
    }
    .line(str::to_owned);
    format!("{}\n", paint(BOLD, line.trim_end()))
}

/// The row of a record. What has no room in its column follows on a line of its own.
pub fn row(record: &Record) -> String {
    named_row(record, &record.observation.target.host)
}

/// The same with another name in the first column.
pub fn named_row(record: &Record, name: &str) -> String {
    let seen = &record.observation;
    let name = escape(name);
    let address = used_address(record).map_or_else(|| "-".into(), |address| address.to_string());
    let address_fits = address.len() <= ADDRESS;
    let target_fits = display_width(&name) <= TARGET;
    let mut text = String::new();
    if !target_fits {
        // At most 253 characters: a name never wraps more than twice.
        text.push_str(&hanging("", &name));
    }
    let verdict = record.verdict.result;
    text.push_str(
        &Cells {
            target: if target_fits { &name } else { "" },
            port: &seen.target.port.to_string(),
            service: seen.target.service.map_or("-", |service| service.as_str()),
            verdict: verdict.as_str(),
            tls: &tls_version(record),
            expires: &expires(record),
            time: &duration(seen.duration_ms),
            address: if address_fits { &address } else { "(below)" },
        }
        .line(|text| paint(verdict_style(verdict), text)),
    );
    if !address_fits {
        text.push_str(&labelled(4, "address", 8, &address));
    }
    text
}

/// Why a record did not pass, below its row; empty for one that passed.
pub fn cause_line(record: &Record) -> String {
    if record.verdict.result == VerdictResult::Pass {
        return String::new();
    }
    let outcome = &record.observation.outcome;
    let mut why = record.verdict.summary.clone();
    if !outcome.is_ok() {
        let _ = match outcome.phase {
            Some(phase) => write!(why, " [{} in {phase}]", outcome.code),
            None => write!(why, " [{}]", outcome.code),
        };
    }
    labelled(4, "why", 8, &escape(&why))
}

/// What to change, below a row; empty where nothing is to be done.
pub fn remedy_line(record: &Record) -> String {
    if record.verdict.result == VerdictResult::Pass {
        return String::new();
    }
    match deciding_finding(record) {
        Some(finding) => labelled(4, "remedy", 8, &escape(&finding.remedy)),
        None => String::new(),
    }
}

/// `1.3` for `TLSv1.3`; `-` without TLS.
fn tls_version(record: &Record) -> String {
    let version = record
        .observation
        .tls
        .as_ref()
        .and_then(|tls| tls.version.as_deref());
    match version {
        Some(version) => {
            let version = escape(version.strip_prefix("TLSv").unwrap_or(version));
            version.chars().take(3).collect()
        }
        None => "-".into(),
    }
}

/// `2027-03-28`, `2026-12-02 9d` when soon, `2025-12-02 past` when it is over.
fn expires(record: &Record) -> String {
    let seen = &record.observation;
    let Some(not_after) = seen.certificates.first().and_then(|leaf| leaf.not_after) else {
        return "-".into();
    };
    let days = seen
        .trust
        .as_ref()
        .and_then(|trust| trust.days_left)
        .unwrap_or_else(|| days_between(seen.started_at, not_after));
    let day = date(not_after);
    if days < 0 {
        format!("{day} past")
    } else if days < SOON_DAYS {
        format!("{day} {days}d")
    } else {
        day
    }
}
