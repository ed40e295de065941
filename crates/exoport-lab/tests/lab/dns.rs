//! The lab's DNS server, asked by hickory-resolver.

use std::net::Ipv4Addr;
use std::time::Duration;

use exoport_lab::Lab;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use super::lab;

fn resolver(lab: &Lab, mut connection: ConnectionConfig) -> TokioResolver {
    let server = lab.dns_server();
    connection.port = server.port();
    let server = NameServerConfig::new(server.ip(), true, vec![connection]);
    let config = ResolverConfig::from_name_servers(vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    options.timeout = Duration::from_millis(300);
    options.attempts = 1;
    options.edns0 = true;
    options.preserve_intermediates = true;
    builder.build().expect("a resolver")
}

/// The names after each CNAME, and the addresses.
async fn chain(resolver: &TokioResolver, name: &str) -> (Vec<String>, Vec<Ipv4Addr>) {
    let lookup = resolver.lookup(name, RecordType::A).await.expect(name);
    let mut names = Vec::new();
    let mut addresses = Vec::new();
    for record in lookup.answers() {
        match &record.data {
            RData::CNAME(target) => names.push(target.to_string()),
            RData::A(address) => addresses.push(address.0),
            other => panic!("{name}: {other}"),
        }
    }
    (names, addresses)
}

#[tokio::test]
async fn every_host_that_a_case_plays_is_at_the_case_s_address() {
    let lab = lab().await;
    for connection in [ConnectionConfig::udp(), ConnectionConfig::tcp()] {
        let resolver = resolver(&lab, connection);
        for case in lab.cases().iter().filter(|case| !case.by_name) {
            let name = format!("{}.", case.host);
            let (_, addresses) = chain(&resolver, &name).await;
            assert_eq!(addresses, [Ipv4Addr::LOCALHOST], "{name}");
            assert_eq!(addresses[0], case.address, "{name}");
        }
    }
}

#[tokio::test]
async fn outlook_has_the_chain_of_the_real_one() {
    let lab = lab().await;
    let resolver = resolver(&lab, ConnectionConfig::udp());
    let (names, _) = chain(&resolver, "outlook.office365.com.").await;
    assert_eq!(
        names,
        [
            "outlook.cloud.microsoft.",
            "acdcatm.outlook.mira.tm.svc.cloud.microsoft.",
            "outlook.ms-acdc.office.com.",
            "lhr-efz.ms-acdc.office.com.",
        ]
    );
}

#[tokio::test]
async fn domains_have_an_mx_or_say_that_they_take_no_mail() {
    let lab = lab().await;
    let resolver = resolver(&lab, ConnectionConfig::udp());
    for (domain, preference, exchange) in [
        (
            "contoso.com.",
            10,
            "contoso-com.mail.protection.outlook.com.",
        ),
        ("nomail.example.", 0, "."),
    ] {
        let lookup = resolver.mx_lookup(domain).await.expect(domain);
        let [record] = lookup.answers() else {
            panic!("{domain}: {:?}", lookup.answers())
        };
        let RData::MX(mx) = &record.data else {
            panic!("{domain}: {record}")
        };
        assert_eq!(
            (mx.preference, mx.exchange.to_string().as_str()),
            (preference, exchange)
        );
    }
}

#[tokio::test]
async fn failures_are_the_ones_announced() {
    let lab = lab().await;
    let resolver = resolver(&lab, ConnectionConfig::udp());
    let ask = async |name: &str, wanted| -> NetError {
        resolver.lookup(name, wanted).await.expect_err(name)
    };
    assert!(ask("missing.example.", RecordType::A).await.is_nx_domain());

    let no_ipv6 = ask("login.microsoftonline.com.", RecordType::AAAA).await;
    assert!(
        no_ipv6.is_no_records_found() && !no_ipv6.is_nx_domain(),
        "{no_ipv6}"
    );

    let failure = ask("servfail.example.", RecordType::A).await;
    assert!(failure.to_string().contains("Server Failure"), "{failure}");

    for name in ["bogus.example.", "alias-to-bogus.office365.com."] {
        let rejected = ask(name, RecordType::A).await;
        assert!(
            rejected.to_string().contains("Server Failure"),
            "{rejected}"
        );
    }
    let nowhere = ask("alias-to-nowhere.office365.com.", RecordType::A).await;
    assert!(nowhere.is_nx_domain(), "{nowhere}");

    let silence = ask("silent.example.", RecordType::A).await;
    assert!(matches!(silence, NetError::Timeout), "{silence:?}");
}
