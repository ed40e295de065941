//! What Exchange Online says of itself in passing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The server's name in a greeting of Exchange Online's IMAP and POP: base64 of UTF-16LE in brackets
/// at the end of the line (facts section 4.3). Exchange on-premises does not send it.
pub(super) fn server_name_in_greeting(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let inner = line.strip_suffix(']')?;
    let (_, encoded) = inner.rsplit_once('[')?;
    if encoded.len() > 1024 {
        return None;
    }
    let bytes = STANDARD.decode(encoded).ok()?;
    let (pairs, rest) = bytes.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    let name: String = char::decode_utf16(pairs.iter().copied().map(u16::from_le_bytes))
        .collect::<Result<_, _>>()
        .ok()?;
    let is_host = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    is_host.then_some(name)
}

/// Whether an HTTP header is one that only Exchange Online sends with that value: the same headers
/// come from Exchange on-premises, but not with names under outlook.com (facts section 4.5).
pub(super) fn is_exchange_online_header(name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    match name {
        "x-calculatedfetarget" | "x-calculatedbetarget" => value.ends_with(".outlook.com"),
        "report-to" | "nel" => value.contains("exo.nel.measure.office.net"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_the_greeting_is_decoded() {
        let line = b"* OK The Microsoft Exchange IMAP4 service is ready. [TQBOADIAUABSADAAMQBDAEEAMAAwADAANwA=]";
        assert_eq!(
            server_name_in_greeting(line).as_deref(),
            Some("MN2PR01CA0007")
        );
    }

    #[test]
    fn other_brackets_are_not_a_name() {
        for line in [
            &b"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready."[..],
            b"* OK ready [abc]",
            b"+OK ready <1.2@host>",
            b"* OK []",
            b"* OK [QQ==]",
            b"* OK [GwBbADMAMQBtAA==]",
        ] {
            assert_eq!(server_name_in_greeting(line), None, "{line:?}");
        }
    }

    #[test]
    fn only_names_under_outlook_com_are_exchange_online() {
        assert!(is_exchange_online_header(
            "x-calculatedbetarget",
            "AM0PR01MB1.eurprd01.PROD.OUTLOOK.COM"
        ));
        assert!(!is_exchange_online_header(
            "x-calculatedbetarget",
            "exch01.contoso.local"
        ));
        assert!(!is_exchange_online_header("server", "x.outlook.com"));
    }
}
