//! Which proxy, with which credentials.

use exoport::config::RunConfig;
use exoport::proxy::{ProxyEnvironment, ProxySetting, ProxySource};
use exoport::record::{OutcomeCode, PhaseName, ProxyAuthentication};
use serde_json::json;

use super::super::relay::{Relay, Speech};
use super::super::{config, config_for, lab, probe, spec};
use super::{by_name, findings, is_sound, phases, setting};

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
    let settings = config.check().expect("a good configuration");
    let Err(error) = exoport::probe::Prober::new(settings) else {
        panic!("a configuration that cannot be used");
    };
    let error = error.to_string();
    assert!(
        error.contains("all_proxy") && !error.contains("hunter2"),
        "{error}"
    );
}
