//! One row a record, for spreadsheets. The JSON form has everything; here are the columns that
//! people sort and filter by.

use std::io;

use super::super::escape::escape;
use super::date::instant;
use super::highlights::{deciding_finding, used_address};
use exoport::record::Record;

/// The columns. New ones may be added at the end; none is renamed or moved.
pub const COLUMNS: &[&str] = &[
    "host",
    "port",
    "service",
    "tls_mode",
    "verdict",
    "outcome",
    "phase",
    "finding",
    "summary",
    "remedy",
    "tls_version",
    "cipher_suite",
    "address",
    "duration_ms",
    "started_at",
    "certificate_subject",
    "certificate_issuer",
    "certificate_sha256",
    "certificate_not_after",
    "certificate_days_left",
    "egress_address",
    "tag",
    "proxy",
];

/// The header line (RFC 4180, line end included).
///
/// # Errors
/// Never; the writer asks.
pub fn header() -> io::Result<String> {
    line(COLUMNS.iter().map(|name| (*name).to_owned()))
}

/// One record's row, line end included.
///
/// # Errors
/// Never; the writer asks.
pub fn row(record: &Record) -> io::Result<String> {
    let seen = &record.observation;
    let target = &seen.target;
    let leaf = seen.certificates.first();
    let session = seen.tls.as_ref();
    let finding = deciding_finding(record);
    let cells = [
        cell(Some(&target.host)),
        target.port.to_string(),
        plain(target.service),
        target.tls.to_string(),
        record.verdict.result.to_string(),
        seen.outcome.code.to_string(),
        plain(seen.outcome.phase),
        cell(record.verdict.finding.as_ref()),
        cell(Some(&record.verdict.summary)),
        cell(finding.map(|finding| &finding.remedy)),
        cell(session.and_then(|tls| tls.version.as_ref())),
        cell(session.and_then(|tls| tls.cipher_suite.as_ref())),
        plain(used_address(record)),
        format!("{:.1}", seen.duration_ms),
        instant(seen.started_at),
        cell(leaf.and_then(|leaf| leaf.subject.as_ref())),
        cell(leaf.and_then(|leaf| leaf.issuer.as_ref())),
        cell(leaf.map(|leaf| &leaf.sha256)),
        leaf.and_then(|leaf| leaf.not_after)
            .map(instant)
            .unwrap_or_default(),
        plain(seen.trust.as_ref().and_then(|trust| trust.days_left)),
        plain(
            seen.dialogue
                .as_ref()
                .and_then(|dialogue| dialogue.egress_address),
        ),
        cell(target.tag.as_ref()),
        cell(seen.proxy.as_ref().map(|proxy| &proxy.url)),
    ];
    debug_assert_eq!(cells.len(), COLUMNS.len());
    line(cells.into_iter())
}

fn plain(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A cell of free text. Spreadsheets run a cell that begins like a formula, and a peer has a say in
/// some of these texts: an apostrophe in front makes it text again.
pub fn cell(text: Option<&String>) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let escaped = escape(text);
    if escaped.starts_with(['=', '+', '-', '@']) {
        format!("'{escaped}")
    } else {
        escaped.into_owned()
    }
}

/// One line of cells (RFC 4180, line end included).
///
/// # Errors
/// Never; the writer asks.
pub fn line(cells: impl Iterator<Item = String>) -> io::Result<String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(cells.map(String::into_bytes))?;
    let bytes = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for text in ["=HYPERLINK(1)", "+1", "-ERR", "@x"] {
            assert_eq!(cell(Some(&text.to_owned())), format!("'{text}"));
        }
        assert_eq!(cell(Some(&"a=b".to_owned())), "a=b");
        assert_eq!(cell(Some(&"\x1b[1m".to_owned())), "\\x1b[1m");
        assert_eq!(cell(None), "");
    }

    #[test]
    fn quotes_and_separators_are_quoted() {
        let cells = ["a,b", "c\"d", ""].map(str::to_owned);
        assert_eq!(
            line(cells.into_iter()).expect("line"),
            "\"a,b\",\"c\"\"d\",\n"
        );
    }
}
