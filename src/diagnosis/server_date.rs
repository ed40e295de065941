//! The date that a server says of itself, in passing.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::record::Observation;

/// The server's own clock, milliseconds since 1970: the HTTP Date header (RFC 9110 section 6.6.1), or
/// the date in an SMTP greeting of Exchange (`... ready at Sun, 23 Nov 2025 11:12:20 +0000 [...]`,
/// facts section 4.1). Both are in the form of RFC 2822.
pub(crate) fn server_date(observation: &Observation) -> Option<i64> {
    let dialogue = observation.dialogue.as_ref()?;
    let header = dialogue
        .http
        .as_ref()
        .and_then(|http| http.headers.iter().find(|header| header.name == "date"))
        .map(|header| header.value.as_str());
    let greeting = || {
        let (_, rest) = dialogue.greeting.as_deref()?.split_once(" ready at ")?;
        rest.split(" [").next()
    };
    let text = header.or_else(greeting)?.trim();
    let date = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    date.unix_timestamp().checked_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::samples;
    use crate::record::{Dialogue, HttpHeader};
    use crate::targets::Protocol;

    #[test]
    fn dates_in_greetings_and_headers_are_read() {
        for (greeting, date, expected) in [
            (
                "220 SY5P282CA0097.outlook.office365.com Microsoft ESMTP MAIL Service ready at Sun, 23 Nov 2025 11:12:20 +0000 [08DE2A6028D26C22]",
                None,
                Some(1_763_896_340_000),
            ),
            (
                "220 A.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Sun, 9 Mar 2025 19:25:28 +0000",
                None,
                Some(1_741_548_328_000),
            ),
            (
                "HTTP/1.1 200",
                Some("Sun, 06 Nov 1994 08:49:37 GMT"),
                Some(784_111_777_000),
            ),
            ("220 ready at any time", None, None),
            ("220 mail.example ESMTP", None, None),
            ("HTTP/1.1 200", Some("yesterday"), None),
        ] {
            let mut observation = samples::observation("a.example", 25, None);
            let mut dialogue = Dialogue::new(Protocol::Smtp);
            dialogue.greeting = Some(greeting.to_owned());
            if let Some(date) = date {
                let mut http = samples::http(200);
                http.headers = vec![HttpHeader {
                    name: "date".into(),
                    value: date.into(),
                }];
                dialogue.http = Some(http);
            }
            observation.dialogue = Some(dialogue);
            assert_eq!(server_date(&observation), expected, "{greeting} {date:?}");
        }
    }
}
