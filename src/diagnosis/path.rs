//! The path to the service: which front door, which answer on the way, how far.

use crate::record::{Finding, Http, Observation, Severity};
use crate::target::{Protocol, Service};

use super::{FindingCode as Code, finding, is_exchange_online, is_genuine, is_under, place};

pub(super) fn diagnose(observation: &Observation, findings: &mut Vec<Finding>) {
    block_page(observation, findings);
    front_doors_differ(observation, findings);
}

/// Domains to which Microsoft's own web answers redirect.
const MICROSOFT: &[&str] = &[
    "microsoft.com",
    "microsoft",
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoftonline-p.com",
    "microsoft365.com",
    "microsoft365.us",
    "office.com",
    "office.net",
    "office365.com",
    "office365.us",
    "outlook.com",
    "outlook.cn",
    "live.com",
    "apps.mil",
    "chinacloudapi.cn",
    "partner.microsoftonline.cn",
];

/// A captive portal or block page: an HTTP answer on an Exchange Online name that Exchange Online
/// does not give (RFC 6585 section 6, facts sections 4.5 and 5.2).
fn block_page(observation: &Observation, findings: &mut Vec<Finding>) {
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
        .filter(|host| !MICROSOFT.iter().any(|domain| is_under(host, domain)))
        .filter(|host| !host.eq_ignore_ascii_case(&observation.target.host));
    let is_page = header(http, "content-type")
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("text/html"));
    let sign = match (http.status, foreign) {
        (511, _) => "it asks to log on to the network (511)".to_owned(),
        (407, _) => "it asks to log on to a proxy (407)".to_owned(),
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
        "Log on to the network's portal in a browser, or have Exchange Online's names allowed on the proxy or web filter that shows this page.",
    ));
}

/// Names whose answers carry Exchange Online's headers; sign-in and admin centre have others.
fn is_front_door(observation: &Observation) -> bool {
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

/// The front door of the DNS is not the one that answered.
fn front_doors_differ(observation: &Observation, findings: &mut Vec<Finding>) {
    let (Some(by_dns), Some(by_http)) = (
        front_door_by_dns(observation),
        observation
            .dialogue
            .as_ref()
            .and_then(|dialogue| dialogue.http.as_ref())
            .and_then(|http| http.front_door.as_deref()),
    ) else {
        return;
    };
    if by_dns.eq_ignore_ascii_case(by_http) {
        return;
    }
    findings.push(finding(
        Code::FrontDoorsDiffer,
        Severity::Note,
        format!(
            "The resolver chose front door {} and {by_http} answered: resolver and way out may be far apart",
            by_dns.to_ascii_uppercase()
        ),
        vec![
            format!("by DNS: {by_dns}"),
            format!("by HTTP header: {by_http}"),
        ],
        "Nothing is broken. Let clients ask a resolver near their way out to the Internet, as Microsoft's connectivity principles advise.",
    ));
}

/// The front-door site in the CNAME chain: the label `<site>-efz` (facts section 3), lower case. It
/// depends on where the resolver is.
pub fn front_door_by_dns(observation: &Observation) -> Option<String> {
    let chain = &observation.resolution.as_ref()?.dns.as_ref()?.cname_chain;
    chain.iter().rev().find_map(|step| {
        let label = step.target.split('.').next()?.to_ascii_lowercase();
        let site = label.strip_suffix("-efz")?;
        let fine = (2..=5).contains(&site.len()) && site.bytes().all(|b| b.is_ascii_alphanumeric());
        fine.then(|| site.to_owned())
    })
}

/// The server's own name where it is one of Exchange Online's: from greeting, EHLO or headers.
pub fn front_door_server(observation: &Observation) -> Option<&str> {
    let dialogue = observation.dialogue.as_ref()?;
    let known = match dialogue.protocol {
        Protocol::Http => dialogue.http.as_ref()?.exchange_online,
        _ => is_exchange_online(observation),
    };
    known.then_some(dialogue.server_name.as_deref()).flatten()
}

/// Microsoft's points for a TCP connection time in milliseconds, 0 to 100, linear between the
/// published steps (facts section 7: up to 10 ms 100, 25 ms 80, 100 ms 60, 200 ms 40, 300 ms 20, from
/// 350 ms on 0). Microsoft takes the median of three days; one probe is one sample.
///
/// ```
/// use exoport::diagnosis::latency_points;
/// assert_eq!(latency_points(5.0), 100);
/// assert_eq!(latency_points(62.5), 70);
/// ```
pub fn latency_points(connect_ms: f64) -> u8 {
    const STEPS: [(f64, f64); 6] = [
        (10.0, 100.0),
        (25.0, 80.0),
        (100.0, 60.0),
        (200.0, 40.0),
        (300.0, 20.0),
        (350.0, 0.0),
    ];
    if connect_ms.is_nan() || connect_ms <= STEPS[0].0 {
        return 100;
    }
    for pair in STEPS.windows(2) {
        let ((from, high), (to, low)) = (pair[0], pair[1]);
        if connect_ms <= to {
            let points = high - (high - low) * (connect_ms - from) / (to - from);
            // Between 0 and 100 by construction.
            return points.round() as u8;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::record::{
        Certificate, Cname, Dialogue, DnsView, HttpHeader, IssuerClass, Resolution,
        ResolutionSource,
    };

    #[test]
    fn latency_has_the_points_of_the_published_table() {
        for (ms, points) in [
            (0.0, 100),
            (10.0, 100),
            (17.5, 90),
            (25.0, 80),
            (100.0, 60),
            (150.0, 50),
            (200.0, 40),
            (300.0, 20),
            (325.0, 10),
            (350.0, 0),
            (9999.0, 0),
        ] {
            assert_eq!(latency_points(ms), points, "{ms} ms");
        }
    }

    fn web(host: &str, status: u16, headers: &[(&str, &str)]) -> Observation {
        let mut observation = samples::observation(host, 443, Some(Service::Web));
        let mut http = samples::http(status);
        http.headers = headers
            .iter()
            .map(|(name, value)| HttpHeader {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect();
        let mut dialogue = Dialogue::new(Protocol::Http);
        dialogue.http = Some(http);
        observation.dialogue = Some(dialogue);
        observation
    }

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
            let found = codes(&web(host, status, &headers)).contains(&"block-page".to_owned());
            assert_eq!(found, is_block_page, "{host} {status} {headers:?}");
        }
    }

    #[test]
    fn under_a_genuine_certificate_or_with_its_headers_it_is_exchange_online() {
        let mut observation = web(
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

    fn resolved(chain: &[&str]) -> Resolution {
        Resolution {
            name: "outlook.office365.com".into(),
            source: ResolutionSource::System,
            addresses: Vec::new(),
            mx: Vec::new(),
            mx_error: None,
            dns: Some(DnsView {
                servers: Vec::new(),
                cname_chain: chain
                    .iter()
                    .map(|target| Cname {
                        name: "a.example".into(),
                        target: (*target).to_owned(),
                        ttl_seconds: 60,
                    })
                    .collect(),
                addresses: Vec::new(),
                ttl_seconds: None,
                agrees: None,
                error: None,
            }),
        }
    }

    #[test]
    fn the_front_door_is_read_from_the_chain_and_compared() {
        let mut observation = web("outlook.office365.com", 302, &[("location", "/owa/")]);
        observation.resolution = Some(resolved(&[
            "outlook.ms-acdc.office.com",
            "LHR-efz.ms-acdc.office.com",
        ]));
        assert_eq!(front_door_by_dns(&observation).as_deref(), Some("lhr"));
        for (by_http, expected) in [
            (None, vec![]),
            (Some("LHR"), vec![]),
            (Some("PHX"), vec!["front-doors-differ"]),
        ] {
            let http = observation
                .dialogue
                .as_mut()
                .and_then(|dialogue| dialogue.http.as_mut());
            http.expect("an answer").front_door = by_http.map(str::to_owned);
            assert_eq!(codes(&observation), expected, "{by_http:?}");
        }
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
