//! Something on the path answers a web request in place of Exchange Online.

use crate::microsoft::is_microsoft;
use crate::record::{Finding, Http, Observation, Severity};
use crate::targets::Service;

use super::{FindingCode as Code, finding, is_exchange_online, is_genuine, place};

/// A captive portal or block page: an HTTP answer on an Exchange Online name that Exchange Online
/// does not give (RFC 6585 section 6, facts sections 4.5 and 5.2).
pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    let is_web = matches!(
        observation.target.service,
        Some(Service::Web | Service::Admin)
    );
    let Some(http) = observation
        .dialogue
        .as_ref()
        .and_then(|dialogue| dialogue.http.as_ref())
    else {
        return;
    };
    if !is_web || !is_exchange_online(observation) || http.exchange_online {
        return;
    }
    if is_genuine(observation) {
        return;
    }
    let location = header(http, "location");
    let foreign = location
        .and_then(host_of)
        .filter(|host| !is_microsoft(host))
        .filter(|host| !host.eq_ignore_ascii_case(&observation.target.host));
    let is_page = header(http, "content-type")
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("text/html"));
    let sign = match (http.status, foreign) {
        (511, _) => "it requires a logon to the network (511)".to_owned(),
        (407, _) => "it requires a logon to a proxy (407)".to_owned(),
        (300..=399, Some(host)) => format!("it redirects to {host}"),
        (200 | 403 | 451, _) if is_page && is_front_door(observation) => {
            format!(
                "a web page with status {} and none of Exchange Online's headers",
                http.status
            )
        }
        _ => return,
    };
    let mut evidence = vec![format!("{} answered {}", http.request, http.status)];
    evidence.extend(location.map(|value| format!("location: {value}")));
    evidence.extend(header(http, "server").map(|value| format!("server: {value}")));
    evidence.extend(
        observation
            .certificates
            .first()
            .and_then(|leaf| leaf.issuer.as_ref())
            .map(|issuer| format!("certificate issued by: {issuer}")),
    );
    findings.push(finding(
        Code::BlockPage,
        Severity::Error,
        format!(
            "A captive portal or block page answers instead of Exchange Online on {}: {sign}",
            place(observation)
        ),
        evidence,
        "Log on to the network's portal in a browser, or have Exchange Online's names allowed on the proxy or web filter that returns this \
        page.",
    ));
}

/// Names whose answers carry Exchange Online's headers; sign-in and admin center have others.
pub(super) fn is_front_door(observation: &Observation) -> bool {
    let host = observation.target.host.to_ascii_lowercase();
    host.starts_with("outlook") || host.starts_with("partner.outlook")
}

fn header<'a>(http: &'a Http, name: &str) -> Option<&'a str> {
    http.headers
        .iter()
        .find(|header| header.name == name)
        .map(|header| header.value.as_str())
}

/// The host of an absolute http(s) URL (RFC 3986 section 3.2).
fn host_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::record::{Certificate, IssuerClass};

    fn codes(observation: &Observation) -> Vec<String> {
        let mut findings = Vec::new();
        diagnose(observation, &mut findings);
        findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn answers_that_exchange_online_does_not_give() {
        let page = ("content-type", "text/html; charset=utf-8");
        for (host, status, headers, is_block_page) in [
            ("outlook.office365.com", 511, vec![], true),
            ("outlook.office365.com", 407, vec![], true),
            ("outlook.office365.com", 403, vec![page], true),
            ("outlook.office365.com", 200, vec![page], true),
            ("outlook.office365.com", 403, vec![], false),
            (
                "outlook.office365.com",
                302,
                vec![("location", "http://portal.hotel.example/login?u=1")],
                true,
            ),
            (
                "outlook.office365.com",
                302,
                vec![("location", "https://microsoft.com.evil.example/")],
                true,
            ),
            (
                "outlook.office365.com",
                302,
                vec![("location", "https://login.microsoftonline.com/common")],
                false,
            ),
            (
                "outlook.office365.com",
                301,
                vec![("location", "/owa/")],
                false,
            ),
            ("login.microsoftonline.com", 200, vec![page], false),
            ("login.microsoftonline.com", 511, vec![], true),
            ("www.example.com", 200, vec![page], false),
        ] {
            let found =
                codes(&samples::web(host, status, &headers)).contains(&"block-page".to_owned());
            assert_eq!(found, is_block_page, "{host} {status} {headers:?}");
        }
    }

    #[test]
    fn under_a_genuine_certificate_or_with_its_headers_it_is_exchange_online() {
        let mut observation = samples::web(
            "outlook.office365.com",
            403,
            &[("content-type", "text/html")],
        );
        assert_eq!(codes(&observation), ["block-page"]);
        observation.certificates = vec![Certificate::default()];
        observation.trust = Some(samples::trust(IssuerClass::KnownMicrosoft));
        assert_eq!(codes(&observation), Vec::<String>::new());
        observation.trust = Some(samples::trust(IssuerClass::Private));
        assert_eq!(codes(&observation), ["block-page"]);
        let http = observation
            .dialogue
            .as_mut()
            .and_then(|dialogue| dialogue.http.as_mut());
        http.expect("an answer").exchange_online = true;
        assert_eq!(codes(&observation), Vec::<String>::new());
    }

    #[test]
    fn hosts_of_urls() {
        for (url, host) in [
            ("https://a.example/x", Some("a.example")),
            ("HTTP://a.example:8080?x", Some("a.example")),
            ("https://user@a.example/", Some("a.example")),
            ("https://[2001:db8::1]:1/", Some("2001:db8::1")),
            ("/owa/", None),
            ("ftp://a.example/", None),
            ("https:///x", None),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }
}
