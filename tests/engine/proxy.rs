//! Through proxies, good ones and others.

use exoport::config::RunConfig;
use exoport::lab::Lab;
use exoport::proxy::{ProxyEnvironment, ProxySetting};
use exoport::record::{OutcomeCode, PhaseName, ProxyAuthentication, ProxySource, Record};
use exoport::target::{Service, TargetSpec};
use serde_json::json;

use super::relay::{Relay, Speech};
use super::script::{Server, Step, send, trickle};
use super::{config, config_for, lab, probe, schema, spec};

fn setting(text: &str) -> ProxySetting {
    text.parse().expect(text)
}

/// The target of a case by its name alone: nobody on this side knows its address.
fn by_name(lab: &Lab, case: &str) -> TargetSpec {
    TargetSpec {
        addresses: Vec::new(),
        ..lab.case(case).target_spec()
    }
}

fn phases(record: &Record) -> Vec<PhaseName> {
    let phases = record.observation.phases.iter();
    phases.map(|phase| phase.phase).collect()
}

fn findings(record: &Record) -> Vec<&str> {
    let findings = record.findings.iter();
    findings.map(|finding| finding.code.as_str()).collect()
}

/// What must hold of every record here.
fn is_sound(record: &Record) {
    schema::is_valid(record);
    let json = serde_json::to_string(record).expect("JSON");
    for secret in ["hunter2", "p@ss", "p%40ss", "aHVudGVyM", "anna:"] {
        assert!(!json.contains(secret), "{secret}: {json}");
    }
}

#[tokio::test]
async fn every_service_works_through_every_kind_of_proxy() {
    use PhaseName::{Application, Greeting, Proxy, Starttls, Tls};
    let lab = lab().await;
    for (speech, scheme) in [
        (Speech::Connect(None), "http"),
        (Speech::Socks5(None), "socks5h"),
    ] {
        for place in ["127.0.0.1:0", "[::1]:0"] {
            let relay = Relay::start(place, speech).await;
            for (case, road) in [
                (
                    "healthy-submission",
                    &[Proxy, Greeting, Starttls, Tls, Application][..],
                ),
                ("healthy-imap", &[Proxy, Tls, Greeting, Application]),
                ("healthy-pop", &[Proxy, Tls, Greeting, Application]),
                ("healthy-web", &[Proxy, Tls, Application]),
            ] {
                let mut config = config_for(&lab);
                config.proxy = setting(&format!("{scheme}://{}", relay.address));
                let record = probe(config, &by_name(&lab, case)).await;
                is_sound(&record);
                let seen = &record.observation;
                assert_eq!(
                    seen.outcome.code,
                    OutcomeCode::Ok,
                    "{case}: {:?}",
                    seen.outcome
                );
                assert_eq!(phases(&record), road, "{case}");
                assert_eq!(findings(&record), [""; 0], "{case}");
                // The address behind the proxy is not known here.
                assert_eq!(seen.outcome.address, None);
                let resolution = seen.resolution.as_ref().expect("a resolution");
                assert_eq!(resolution.source.as_str(), "proxy");
                assert!(resolution.addresses.is_empty());
                let proxy = seen.proxy.as_ref().expect("a proxy");
                assert_eq!(proxy.url, format!("{scheme}://{}", relay.address));
                assert_eq!(proxy.address, Some(relay.address.ip()));
                assert_eq!(proxy.source, ProxySource::Configuration);
                assert_eq!(proxy.authentication, Some(ProxyAuthentication::None));
                assert!(proxy.remote_dns);
                let target = &lab.case(case);
                let authority = format!("{}:{}", target.host, target.port);
                assert_eq!(proxy.destination.as_deref(), Some(authority.as_str()));
                assert_eq!(relay.asked().last(), Some(&authority));
                // The attempt is that to the proxy.
                assert_eq!(seen.attempts.len(), 1);
                assert_eq!(seen.attempts[0].address, relay.address.ip());
                match speech {
                    Speech::Connect(_) => {
                        assert_eq!(proxy.reply_code, Some(200));
                        assert_eq!(proxy.headers[0].value, "1.1 relay.example");
                    }
                    Speech::Socks5(_) => {
                        assert_eq!(proxy.reply_code, Some(0));
                        let bound = proxy.bound_address.map(|address| address.to_string());
                        assert_eq!(bound.as_deref(), Some("127.0.0.9"));
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn faults_behind_a_proxy_keep_their_verdicts() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let mut checked = 0;
    for case in lab.cases() {
        // What goes wrong below the dialogue, the proxy sees and not this side; what is slow on
        // purpose is tested without.
        let phase = case.expected.phase;
        if phase == Some(PhaseName::Connect)
            || matches!(case.expected.outcome, OutcomeCode::Timeout)
            || ["tarpit", "drip"].iter().any(|slow| case.name.contains(slow))
            // Across a relay a reset comes as an end, sooner or later.
            || matches!(case.expected.outcome, OutcomeCode::Reset | OutcomeCode::Closed)
        {
            continue;
        }
        let mut config = config_for(&lab);
        // The MX is asked for on this side.
        config.dns_server = Some(lab.dns_server().to_string());
        config.proxy = setting(&format!("http://{}", relay.address));
        let record = probe(config, &by_name(&lab, case.name)).await;
        is_sound(&record);
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase, record.verdict.result),
            (
                case.expected.outcome,
                case.expected.phase,
                case.expected.verdict
            ),
            "{}: {outcome:?}",
            case.name
        );
        let expected: Vec<&str> = case.expected.finding.into_iter().collect();
        assert_eq!(findings(&record), expected, "{}", case.name);
        checked += 1;
    }
    assert!(checked >= 15, "{checked} cases");
}

#[tokio::test]
async fn credentials_reach_the_proxy_and_nothing_else() {
    let lab = lab().await;
    // anna / p@ss:hunter2, percent-encoded in the URL.
    let basic = "Basic YW5uYTpwQHNzOmh1bnRlcjI=";
    for (speech, scheme, authentication) in [
        (
            Speech::Connect(Some(basic)),
            "http",
            ProxyAuthentication::Basic,
        ),
        (
            Speech::Socks5(Some(("anna", "p@ss:hunter2"))),
            "socks5h",
            ProxyAuthentication::UsernamePassword,
        ),
    ] {
        let relay = Relay::start("127.0.0.1:0", speech).await;
        let address = relay.address;
        for (proxy, target_proxy, credentials) in [
            (
                format!("{scheme}://anna:p%40ss%3Ahunter2@{address}"),
                None,
                None,
            ),
            (
                format!("{scheme}://{address}"),
                None,
                Some(("anna", "p@ss:hunter2")),
            ),
            (
                "none".to_owned(),
                Some(format!("{scheme}://anna:p%40ss%3Ahunter2@{address}")),
                None,
            ),
        ] {
            let mut config = config_for(&lab);
            config.transcript = true;
            config.proxy = setting(&proxy);
            config.proxy_credentials = credentials.map(|(user, password)| {
                serde_json::from_value(json!({"user": user, "password": password})).expect("both")
            });
            let mut target = by_name(&lab, "healthy-submission");
            target.proxy = target_proxy.as_deref().map(setting);
            let record = probe(config, &target).await;
            is_sound(&record);
            let seen = &record.observation;
            assert_eq!(seen.outcome.code, OutcomeCode::Ok, "{:?}", seen.outcome);
            let used = seen.proxy.as_ref().expect("a proxy");
            assert_eq!(used.authentication, Some(authentication));
            assert_eq!(seen.target.proxy, setting(&format!("{scheme}://{address}")));
            assert!(!format!("{record:?}").contains("hunter2"));
        }
        // Wrong ones, and none.
        for wrong in ["anna:hunter2x@", ""] {
            let mut config = config_for(&lab);
            config.proxy = setting(&format!("{scheme}://{wrong}{address}"));
            let record = probe(config, &by_name(&lab, "healthy-submission")).await;
            is_sound(&record);
            let outcome = &record.observation.outcome;
            assert_eq!(
                (outcome.code, outcome.phase, outcome.address),
                (
                    OutcomeCode::ProxyAuthenticationRequired,
                    Some(PhaseName::Proxy),
                    Some(address.ip())
                )
            );
            assert_eq!(findings(&record), ["proxy-authentication-required"]);
            assert_eq!(phases(&record), [PhaseName::Proxy]);
        }
    }
}

#[tokio::test]
async fn with_socks5_the_names_are_resolved_here_and_addresses_tried_in_turn() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Socks5(None)).await;
    let case = lab.case("healthy-imap");
    // Given addresses: the first one is IPv6, which this relay cannot reach.
    let mut config = config_for(&lab);
    config.proxy = setting(&format!("socks5://{}", relay.address));
    let mut target = case.target_spec();
    target.addresses = vec!["::1".parse().expect("v6"), "127.0.0.1".parse().expect("v4")];
    let record = probe(config.clone(), &target).await;
    is_sound(&record);
    let seen = &record.observation;
    assert_eq!(seen.outcome.code, OutcomeCode::Ok, "{:?}", seen.outcome);
    assert_eq!(
        relay.asked(),
        [
            format!("[::1]:{}", case.port),
            format!("127.0.0.1:{}", case.port)
        ]
    );
    assert_eq!(seen.outcome.address, Some(case.address));
    assert!(!seen.proxy.as_ref().expect("a proxy").remote_dns);
    // Only IPv6: refused, with the proxy's own word.
    target.family = Some(exoport::target::AddressFamily::Ipv6);
    let record = probe(config.clone(), &target).await;
    is_sound(&record);
    let outcome = &record.observation.outcome;
    assert_eq!(outcome.code, OutcomeCode::ProxyRefused);
    assert_eq!(outcome.reply.as_deref(), Some("4"));
    // By name: asked of the DNS server that the configuration names.
    config.dns_server = Some(lab.dns_server().to_string());
    let record = probe(config, &by_name(&lab, "healthy-imap")).await;
    is_sound(&record);
    let resolution = record
        .observation
        .resolution
        .as_ref()
        .expect("a resolution");
    assert_eq!(resolution.source.as_str(), "dns-server");
    assert_eq!(phases(&record)[..2], [PhaseName::Dns, PhaseName::Proxy]);
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
}

#[tokio::test]
async fn a_chosen_family_is_kept_by_resolving_here() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let mut config = config_for(&lab);
    config.proxy = setting(&format!("http://{}", relay.address));
    config.dns_server = Some(lab.dns_server().to_string());
    let mut target = by_name(&lab, "healthy-imap");
    target.family = Some(exoport::target::AddressFamily::Ipv4);
    let record = probe(config, &target).await;
    is_sound(&record);
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    let port = lab.case("healthy-imap").port;
    assert_eq!(relay.asked(), [format!("127.0.0.1:{port}")]);
    assert!(!record.observation.proxy.expect("a proxy").remote_dns);
}

#[tokio::test]
async fn a_mail_domain_is_followed_to_its_mail_exchange_and_that_is_what_the_proxy_gets() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let port = lab.case("healthy-smtp-mx").port;
    for (host, asked, warned) in [
        (
            "contoso.com",
            "contoso-com.mail.protection.outlook.com",
            false,
        ),
        // The local DNS knows nothing: the name itself goes to the proxy, and the record says so.
        ("nobody.example", "nobody.example", true),
    ] {
        let mut config = config_for(&lab);
        config.proxy = setting(&format!("http://{}", relay.address));
        config.dns_server = Some(lab.dns_server().to_string());
        let target = TargetSpec {
            host: Some(host.into()),
            service: Some(Service::SmtpMx),
            port: Some(port.into()),
            ..TargetSpec::default()
        };
        let record = probe(config, &target).await;
        is_sound(&record);
        assert_eq!(relay.asked().last(), Some(&format!("{asked}:{port}")));
        assert_eq!(phases(&record)[..2], [PhaseName::Dns, PhaseName::Proxy]);
        assert_eq!(
            findings(&record).contains(&"mx-not-resolved"),
            warned,
            "{host}"
        );
    }
}

#[tokio::test]
async fn legacy_questions_go_through_the_proxy_too() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let mut config = config_for(&lab);
    config.legacy_tls = true;
    config.proxy = setting(&format!("http://{}", relay.address));
    let record = probe(config, &by_name(&lab, "healthy-submission")).await;
    is_sound(&record);
    let offer = record.observation.legacy_tls.expect("an answer");
    assert_eq!(offer.tls10.map(|result| result.as_str()), Some("rejected"));
    // The dialogue and three questions.
    assert_eq!(relay.asked().len(), 4);
}

#[tokio::test]
async fn the_systems_proxy_is_that_of_the_environment() {
    let lab = lab().await;
    let relay = Relay::start("127.0.0.1:0", Speech::Connect(None)).await;
    let case = lab.case("healthy-imap");
    let environment = |no_proxy: &str| RunConfig {
        proxy: ProxySetting::System,
        proxy_environment: Some(ProxyEnvironment {
            https_proxy: Some(relay.address.to_string()),
            no_proxy: Some(no_proxy.to_owned()),
            ..ProxyEnvironment::default()
        }),
        ..config_for(&lab)
    };
    let record = probe(environment("other.example"), &by_name(&lab, case.name)).await;
    is_sound(&record);
    let used = record.observation.proxy.expect("a proxy");
    assert_eq!(used.source, ProxySource::Environment);
    assert_eq!(record.observation.target.proxy, ProxySetting::System);
    // Excepted: direct, at the address given.
    let record = probe(environment("office365.com"), &case.target_spec()).await;
    is_sound(&record);
    assert!(record.observation.proxy.is_none());
    assert_eq!(record.observation.outcome.code, OutcomeCode::Ok);
    // A target may say none.
    let mut target = case.target_spec();
    target.proxy = Some(ProxySetting::None);
    let record = probe(environment(""), &target).await;
    assert!(record.observation.proxy.is_none());
    assert_eq!(relay.asked().len(), 1);
}

#[tokio::test]
async fn a_setting_that_cannot_be_read_is_said_and_not_shown() {
    let bad = ProxyEnvironment {
        all_proxy: Some("gopher://anna:hunter2@proxy.example".into()),
        ..ProxyEnvironment::default()
    };
    let mut config = config();
    config.proxy_environment = Some(bad);
    // For a single target: data.
    let target = spec(&json!({"host": "127.0.0.1", "port": 25, "proxy": "system"}));
    let record = probe(config.clone(), &target).await;
    is_sound(&record);
    let outcome = &record.observation.outcome;
    assert_eq!(
        (outcome.code, outcome.phase),
        (OutcomeCode::Unreachable, Some(PhaseName::Proxy))
    );
    assert_eq!(findings(&record), ["proxy-unreachable"]);
    // For the run: a wrong configuration.
    config.proxy = ProxySetting::System;
    let Err(error) = exoport::probe::Prober::new(config) else {
        panic!("a configuration that cannot be used");
    };
    let error = error.to_string();
    assert!(
        error.contains("all_proxy") && !error.contains("hunter2"),
        "{error}"
    );
}

/// Probes through a scripted proxy.
async fn through(scheme: &str, steps: Vec<Step>, timeout_ms: u64) -> Record {
    let server = Server::start(steps).await;
    let mut config = config();
    config.timeout_ms = timeout_ms;
    config.proxy = setting(&format!("{scheme}://anna:hunter2@{}", server.address));
    let target =
        spec(&json!({"host": "mail.example", "port": 995, "service": "pop", "tls": "none"}));
    let record = probe(config, &target).await;
    server.stop();
    is_sound(&record);
    record
}

/// The request of [`through`], read to its end.
fn connect_request() -> Vec<Step> {
    [
        "CONNECT mail.example:995 HTTP/1.1",
        "Host: mail.example:995",
        "User-Agent: ExoPort/",
        "Proxy-Authorization: Basic YW5uYTpodW50ZXIy",
        "",
    ]
    .map(Step::Hear)
    .to_vec()
}

#[tokio::test]
async fn a_reply_in_single_bytes_is_the_same_reply() {
    let mut steps = connect_request();
    steps.push(trickle(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 5\r\n",
    ));
    // The end of the reply and the server's greeting in one segment.
    steps.push(send("\r\n+OK ready\r\n"));
    steps.extend([
        Step::Hear("CAPA"),
        send("-ERR\r\n"),
        Step::Hear("QUIT"),
        send("+OK\r\n"),
    ]);
    let record = through("http", steps, 15_000).await;
    let seen = &record.observation;
    assert_eq!(seen.outcome.code, OutcomeCode::Ok, "{:?}", seen.outcome);
    let dialogue = seen.dialogue.as_ref().expect("a dialogue");
    assert_eq!(dialogue.greeting.as_deref(), Some("+OK ready"));
    // The greeting came with the reply and belongs to its own phase all the same.
    let greeting = seen
        .phases
        .iter()
        .find(|phase| phase.phase == PhaseName::Greeting);
    assert_eq!(greeting.expect("a greeting").received_bytes, 11);

    let domain = [&[5, 0, 0, 3, 5][..], b"h.net", &[0, 25], b"+OK ready\r\n"].concat();
    let steps = vec![
        Step::Take(4),
        Step::Trickle(vec![5, 2]),
        Step::Take(14),
        Step::Trickle(vec![1, 0]),
        Step::Take(19),
        Step::Send(domain),
        Step::Hear("CAPA"),
        send("-ERR\r\n"),
        Step::Hear("QUIT"),
        send("+OK\r\n"),
    ];
    let record = through("socks5h", steps, 15_000).await;
    let seen = &record.observation;
    assert_eq!(seen.outcome.code, OutcomeCode::Ok, "{:?}", seen.outcome);
    assert_eq!(seen.proxy.as_ref().expect("a proxy").bound_address, None);
}

#[tokio::test]
async fn what_an_http_proxy_can_say_has_its_code() {
    use OutcomeCode as Code;
    let many = "X: y\r\n".repeat(70);
    let long = format!("Via: {}\r\n", "x".repeat(20_000));
    for (reply, code, finding, kept) in [
        (
            "HTTP/1.1 403 Forbidden\r\nVia: 1.1 gate\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n<html>",
            Code::ProxyRefused,
            "proxy-refused",
            "HTTP/1.1 403 Forbidden",
        ),
        (
            "HTTP/1.1 503 Service Unavailable\r\n\r\n",
            Code::ProxyRefused,
            "proxy-refused",
            "503",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://login\r\n\r\n",
            Code::ProxyRefused,
            "proxy-refused",
            "302",
        ),
        (
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n",
            Code::ProxyAuthenticationRequired,
            "proxy-authentication-required",
            "407",
        ),
        (
            "220 mail.example ESMTP\r\n",
            Code::ProtocolMismatch,
            "wrong-service",
            "",
        ),
        (
            "\u{5}\u{0}\u{0}",
            Code::ProtocolMismatch,
            "wrong-service",
            "",
        ),
        (
            // An SMTP server that repeats what it was told.
            "500 unknown: CONNECT Proxy-Authorization: Basic YW5uYTpodW50ZXIy and hunter2\r\n",
            Code::ProtocolMismatch,
            "wrong-service",
            "",
        ),
        (
            "HTTP/1.1 403 hunter2 YW5uYTpodW50ZXIy\r\nVia: anna:hunter2@x\r\n\r\n",
            Code::ProxyRefused,
            "proxy-refused",
            "HTTP/1.1 403 (hidden) (hidden)",
        ),
        ("", Code::Closed, "connection-cut", ""),
        (
            "HTTP/1.1 200 OK\r\nVia: YW5uYTpod",
            Code::Closed,
            "connection-cut",
            "",
        ),
        (
            &format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
            Code::ReplyTooLong,
            "endless-reply",
            "",
        ),
        (
            &format!("HTTP/1.1 200 OK\r\n{long}\r\n"),
            Code::ReplyTooLong,
            "endless-reply",
            "",
        ),
    ] {
        let mut steps = connect_request();
        steps.push(send(reply));
        let record = through("http", steps, 15_000).await;
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase),
            (code, Some(PhaseName::Proxy)),
            "{reply:?}: {outcome:?}"
        );
        assert_eq!(findings(&record), [finding], "{reply:?}");
        assert_eq!(record.verdict.result.as_str(), "fail");
        let proxy = record.observation.proxy.as_ref().expect("a proxy");
        let line = proxy.reply.as_deref().unwrap_or_default();
        assert!(line.contains(kept), "{line}");
        let json = serde_json::to_string(&record).expect("JSON");
        assert!(!json.contains("YW5uY"), "{json}");
    }
}

#[tokio::test]
async fn what_a_socks_proxy_can_say_has_its_code() {
    use OutcomeCode as Code;
    let refused = "proxy-refused";
    let authentication = "proxy-authentication-required";
    let methods = || vec![Step::Take(4), Step::Send(vec![5, 0]), Step::Take(19)];
    for (steps, code, finding, reply) in [
        (
            vec![Step::Take(4), send("HTTP/1.1 400 Bad Request\r\n\r\n")],
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            vec![Step::Take(4), Step::Send(vec![4, 0])],
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            vec![Step::Take(4), Step::Send(vec![5, 1])],
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            vec![Step::Take(4), Step::Send(vec![5, 0xff])],
            Code::ProxyAuthenticationRequired,
            authentication,
            None,
        ),
        (
            vec![Step::Take(4), Step::Send(vec![5])],
            Code::Closed,
            "connection-cut",
            None,
        ),
        (
            vec![
                Step::Take(4),
                Step::Send(vec![5, 2]),
                Step::Take(14),
                Step::Send(vec![1, 9]),
            ],
            Code::ProxyAuthenticationRequired,
            authentication,
            None,
        ),
        (
            vec![
                Step::Take(4),
                Step::Send(vec![5, 2]),
                Step::Take(14),
                Step::Send(vec![7, 0]),
            ],
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            [methods(), vec![Step::Send(vec![5, 2])]].concat(),
            Code::ProxyRefused,
            refused,
            Some("2"),
        ),
        (
            [
                methods(),
                vec![Step::Send(vec![5, 5, 0, 1, 0, 0, 0, 0, 0, 0])],
            ]
            .concat(),
            Code::ProxyRefused,
            refused,
            Some("5"),
        ),
        (
            [methods(), vec![Step::Send(vec![5, 200, 0, 1])]].concat(),
            Code::ProxyRefused,
            refused,
            Some("200"),
        ),
        (
            [methods(), vec![Step::Send(vec![4, 0])]].concat(),
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            [methods(), vec![Step::Send(vec![5, 0, 0, 9])]].concat(),
            Code::ProtocolMismatch,
            "wrong-service",
            None,
        ),
        (
            [methods(), vec![Step::Send(vec![5, 0, 0, 3, 255, 1])]].concat(),
            Code::Closed,
            "connection-cut",
            None,
        ),
    ] {
        let record = through("socks5h", steps, 15_000).await;
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase, outcome.reply.as_deref()),
            (code, Some(PhaseName::Proxy), reply),
            "{outcome:?}"
        );
        assert_eq!(findings(&record), [finding], "{outcome:?}");
    }
}

#[tokio::test]
async fn silence_of_a_proxy_ends_at_the_deadline() {
    let mut asked = connect_request();
    asked.push(Step::Wait);
    let mut half = connect_request();
    half.extend([send("HTTP/1.1 200 OK\r\n"), Step::Wait]);
    for (scheme, steps) in [
        ("http", asked),
        ("http", half),
        ("socks5h", vec![Step::Wait]),
        (
            "socks5",
            vec![Step::Take(4), Step::Send(vec![5]), Step::Wait],
        ),
    ] {
        // socks5 resolves here, so the target is one whose address needs no DNS.
        let server = Server::start(steps).await;
        let mut config = config();
        config.timeout_ms = 400;
        config.proxy = setting(&format!("{scheme}://anna:hunter2@{}", server.address));
        let host = if scheme == "socks5" {
            "192.0.2.1"
        } else {
            "mail.example"
        };
        let target = spec(&json!({"host": host, "port": 995, "service": "pop", "tls": "none"}));
        let record = probe(config, &target).await;
        server.stop();
        is_sound(&record);
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase),
            (OutcomeCode::Timeout, Some(PhaseName::Proxy))
        );
        assert_eq!(findings(&record), ["stalled"]);
        assert!(record.observation.attempts[0].used);
    }
    // The way is open and nobody speaks: that is the target's silence.
    let mut steps = connect_request();
    steps.extend([send("HTTP/1.1 200 OK\r\n\r\n"), Step::Wait]);
    let record = through("http", steps, 400).await;
    let outcome = &record.observation.outcome;
    assert_eq!(
        (outcome.code, outcome.phase),
        (OutcomeCode::Timeout, Some(PhaseName::Greeting))
    );
    assert_eq!(findings(&record), ["no-greeting"]);
}

#[tokio::test]
async fn an_endless_reply_is_cut_off_before_the_deadline() {
    for (scheme, flood) in [
        ("http", &b"HTTP/1.1 100 Continue\r\n\r\n"[..]),
        ("http", b"HTTP/1.1 200 OK "),
        ("http", b"\r\n"),
    ] {
        let flood = flood.repeat(200);
        let record = through(scheme, vec![Step::Flood(flood)], 15_000).await;
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase),
            (OutcomeCode::ReplyTooLong, Some(PhaseName::Proxy))
        );
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_says_nothing_of_the_target() {
    let lab = lab().await;
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its address").port()
    };
    for (proxy, code) in [
        (format!("http://127.0.0.1:{port}"), OutcomeCode::Refused),
        (
            "http://nobody.example:1".to_owned(),
            OutcomeCode::NameNotFound,
        ),
        (
            "socks5h://servfail.example".to_owned(),
            OutcomeCode::ResolverFailure,
        ),
    ] {
        let mut config = config_for(&lab);
        config.dns_server = Some(lab.dns_server().to_string());
        config.proxy = setting(&proxy);
        let record = probe(config, &by_name(&lab, "healthy-web")).await;
        is_sound(&record);
        let outcome = &record.observation.outcome;
        assert_eq!(
            (outcome.code, outcome.phase),
            (code, Some(PhaseName::Proxy))
        );
        assert_eq!(findings(&record), ["proxy-unreachable"]);
    }
}
