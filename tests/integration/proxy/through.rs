//! To the end of the dialogue, through every kind of proxy.

use exoport::proxy::ProxySource;
use exoport::record::{OutcomeCode, PhaseName, ProxyAuthentication};
use exoport::targets::{Service, TargetSpec};

use super::super::relay::{Relay, Speech};
use super::super::{config_for, lab, probe};
use super::{by_name, findings, is_sound, phases, setting};

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
            // Here the proxy resolves.
            || case.by_name
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
    target.family = Some(exoport::targets::AddressFamily::Ipv6);
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
    target.family = Some(exoport::targets::AddressFamily::Ipv4);
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
