//! Talking to the endpoints web service, with bounds on time and size. No redirect is followed: the
//! service has none, and of a mirror the address can be given.
//!
//! Source: facts section 1.6.

use std::net::IpAddr;

use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::endpoints::{MAX_ANSWER, is_version};
use crate::probe::{Fetch, Prober};
use crate::record::Outcome;
use crate::text::sanitize;

/// The longest answer to the question for the version, in bytes.
const MAX_VERSION_ANSWER: usize = 64 * 1024;
/// The longest address of the service, in bytes.
const MAX_URL: usize = 500;
/// The longest entity tag that is kept, in bytes.
const MAX_ETAG: usize = 200;

/// Where the web service is: checked, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BaseUrl {
    text: String,
    https: bool,
    host: String,
    port: u16,
    authority: String,
    path: String,
}

impl BaseUrl {
    /// Takes `https://host[:port][/path]`; `http://` only to this machine's loopback, for tests: the
    /// sets decide about firewalls and must not come from just anyone.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| {
            let shown = sanitize(text.as_bytes(), 200);
            format!("invalid address of the endpoints web service {shown:?}: {why}")
        };
        if text.len() > MAX_URL {
            return Err(wrong("it is too long"));
        }
        let url: http::Uri = text.parse().map_err(|_| wrong("it is not a URL"))?;
        let authority = url.authority().map_or("", |authority| authority.as_str());
        let bare = url.host().unwrap_or_default();
        let host = bare.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || authority.contains('@') || url.query().is_some() {
            return Err(wrong(
                "write https://HOST[:PORT][/PATH], with no user and no query",
            ));
        }
        let https = match url.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(host) => false,
            Some("http") => return Err(wrong("plain HTTP is allowed only for this machine")),
            _ => return Err(wrong("it is neither https nor http")),
        };
        let port = match url.port_u16() {
            Some(port) => port,
            None if authority != bare => return Err(wrong("its port is invalid (1-65535)")),
            None if https => 443,
            None => 80,
        };
        Ok(Self {
            text: text.trim_end_matches('/').to_owned(),
            https,
            host: host.to_owned(),
            port,
            authority: authority.to_owned(),
            path: url.path().trim_end_matches('/').to_owned(),
        })
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// What the service answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// This, with the entity tag if there was one.
    Found { value: T, etag: Option<String> },
    /// The same as last time (304).
    NotModified,
    /// Too many requests (429), with the seconds of Retry-After.
    TooMany { retry_after: Option<u32> },
}

/// The web service.
pub(super) struct WebService<'a> {
    pub(super) base: &'a BaseUrl,
    /// Whose connections it is asked over.
    pub(super) prober: &'a Prober,
    /// When the time for all of it is over.
    pub(super) deadline: Instant,
    /// This machine's ClientRequestId.
    pub(super) id: Uuid,
}

/// The answer to the question for the version.
#[derive(Deserialize)]
#[serde(expecting = "an object with the version in \"latest\"")]
struct VersionAnswer {
    instance: Option<String>,
    latest: String,
}

impl WebService<'_> {
    /// Asks for the newest version of a cloud's sets; `etag` is that of the last answer.
    pub(super) async fn version(
        &self,
        instance: &str,
        etag: Option<&str>,
    ) -> Result<Answer<String>, String> {
        let path = format!("/version/{instance}?");
        let answer = self.get(&path, etag, MAX_VERSION_ANSWER).await?;
        Ok(match answer {
            Answer::NotModified => Answer::NotModified,
            Answer::TooMany { retry_after } => Answer::TooMany { retry_after },
            Answer::Found { value, etag } => Answer::Found {
                value: read_version(&value, instance)
                    .map_err(|why| format!("{}/version/{instance}: {why}", self.base.text))?,
                etag,
            },
        })
    }

    /// Fetches a cloud's sets: those of the area Exchange, with which the service always sends those
    /// of the area Common.
    pub(super) async fn endpoints(&self, instance: &str) -> Result<Answer<Vec<u8>>, String> {
        let path = format!("/endpoints/{instance}?ServiceAreas=Exchange&");
        self.get(&path, None, MAX_ANSWER).await
    }

    async fn get(
        &self,
        path: &str,
        etag: Option<&str>,
        limit: usize,
    ) -> Result<Answer<Vec<u8>>, String> {
        // The path is not said again with the GUID in it.
        let asked = format!("{}{}", self.base.text, path.trim_end_matches(['?', '&']));
        let failed = |why: &str| format!("{asked}: {}", sanitize(why.as_bytes(), 300));
        let path = format!("{}{path}ClientRequestId={}", self.base.path, self.id);
        let wanted = Fetch {
            tls: self.base.https,
            host: &self.base.host,
            port: self.base.port,
            authority: &self.base.authority,
            path: &path,
            addresses: None,
            accept: "application/json",
            if_none_match: etag,
            limit,
        };
        let answer = timeout_at(self.deadline, self.prober.fetch(&wanted))
            .await
            .map_err(|_| failed("no complete answer within the time limit"))?
            .map_err(|outcome| failed(&explain(&outcome)))?;
        match answer.status {
            200 => Ok(Answer::Found {
                etag: answer.header("etag").filter(|etag| etag.len() <= MAX_ETAG),
                value: answer.body,
            }),
            304 if etag.is_some() => Ok(Answer::NotModified),
            429 => Ok(Answer::TooMany {
                retry_after: answer
                    .header("retry-after")
                    .and_then(|text| text.parse().ok()),
            }),
            status => Err(failed(&format!("the answer was HTTP status {status}"))),
        }
    }
}

fn explain(outcome: &Outcome) -> String {
    match &outcome.detail {
        Some(detail) => format!("{}: {detail}", outcome.code),
        None => outcome.code.to_string(),
    }
}

fn read_version(answer: &[u8], instance: &str) -> Result<String, String> {
    let wrong = |why: String| {
        format!(
            "the answer to the version request cannot be used: {}",
            sanitize(why.as_bytes(), 200)
        )
    };
    let answer: VersionAnswer =
        serde_json::from_slice(answer).map_err(|error| wrong(error.to_string()))?;
    if let Some(other) = &answer.instance
        && !other.eq_ignore_ascii_case(instance)
    {
        return Err(wrong(format!("it is for instance {other:?}")));
    }
    if !is_version(&answer.latest) {
        return Err(wrong(format!("{:?} is not a version", answer.latest)));
    }
    Ok(answer.latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_are_asked() {
        for text in [
            "https://endpoints.office.com",
            "https://mirror.example:8443/office/",
            "http://127.0.0.1:1234",
            "http://[::1]:1234",
            "http://localhost:1234",
        ] {
            assert!(BaseUrl::new(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "endpoints.office.com",
            "http://endpoints.office.com",
            "http://127.0.0.1.example",
            "ftp://endpoints.office.com",
            "https://",
            "https://user@endpoints.office.com",
            "https://endpoints.office.com/?a=b",
            "/version",
            &format!("https://{}.example", "a".repeat(500)),
        ] {
            assert!(BaseUrl::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_version_is_read_with_care() {
        for text in [
            r#"{"instance":"Worldwide","latest":"2026110200"}"#,
            r#"{"instance":"worldwide","latest":"2026110200","versions":["2026110200"]}"#,
            r#"{"latest":"2026110200"}"#,
        ] {
            let version = read_version(text.as_bytes(), "Worldwide");
            assert_eq!(version.as_deref(), Ok("2026110200"), "{text}");
        }
        for (text, part) in [
            ("", "EOF"),
            ("[]", "cannot be used"),
            (r#"{"latest":2026110200}"#, "a string"),
            (r#"{"latest":"soon"}"#, "not a version"),
            (
                r#"{"instance":"China","latest":"2026110200"}"#,
                "instance \"China\"",
            ),
            ("{\"latest\":\"\\u001b[2J\"}", "not a version"),
        ] {
            let error = read_version(text.as_bytes(), "Worldwide").expect_err(text);
            assert!(
                error.contains(part) && !error.contains('\x1b'),
                "{text}: {error}"
            );
        }
    }
}
