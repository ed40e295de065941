//! Diagnosis as a table: an observation, and the findings and verdict that it stands for. No network.

use exoport::diagnosis::diagnose;
use exoport::record::Observation;
use serde_json::{Value, json};

/// A healthy observation of client submission.
fn healthy() -> Value {
    json!({
        "schema": 1, "id": 0, "started_at": 1_795_000_000_000_i64, "duration_ms": 80.0,
        "target": {"host": "smtp.office365.com", "port": 587, "service": "submission", "tls": "smtp", "family": "any"},
        "resolution": {"name": "smtp.office365.com", "source": "system", "addresses": ["52.98.0.1"]},
        "attempts": [{"address": "52.98.0.1", "start_ms": 1.0, "duration_ms": 12.0, "outcome": "ok", "used": true}],
        "phases": [
            {"phase": "dns", "start_ms": 0.0, "duration_ms": 1.0, "outcome": "ok"},
            {"phase": "connect", "start_ms": 1.0, "duration_ms": 12.0, "outcome": "ok"},
            {"phase": "greeting", "start_ms": 13.0, "duration_ms": 12.0, "outcome": "ok", "received_bytes": 90},
            {"phase": "starttls", "start_ms": 25.0, "duration_ms": 24.0, "outcome": "ok", "received_bytes": 200},
            {"phase": "tls", "start_ms": 49.0, "duration_ms": 20.0, "outcome": "ok", "received_bytes": 3000},
            {"phase": "application", "start_ms": 69.0, "duration_ms": 11.0, "outcome": "ok", "received_bytes": 300}
        ],
        "dialogue": {
            "protocol": "smtp",
            "greeting": "220 LO4P265CA0097.outlook.office365.com Microsoft ESMTP MAIL Service ready",
            "capabilities_before_tls": ["SIZE 157286400", "STARTTLS"],
            "capabilities": ["SIZE 157286400", "AUTH LOGIN XOAUTH2"], "auth": ["LOGIN", "XOAUTH2"]
        },
        "tls": {"version": "TLSv1.3", "cipher_suite": "TLS_AES_256_GCM_SHA384"},
        "certificates": [
            {"sha256": "aa", "sha1": "bb", "subject": "CN=outlook.com, O=Microsoft Corporation, C=US",
             "issuer": "CN=DigiCert Cloud Services CA-1, O=DigiCert Inc, C=US"},
            {"sha256": "cc", "sha1": "dd", "subject": "CN=DigiCert Cloud Services CA-1, O=DigiCert Inc, C=US",
             "issuer": "CN=DigiCert Global Root G2, O=DigiCert Inc, C=US", "ca": true}
        ],
        "trust": {"system": {"verdict": "trusted"}, "public": {"verdict": "trusted"}, "name_matches": true,
                  "name": "smtp.office365.com", "within_validity": true, "days_left": 120, "issuer_class": "known-microsoft"},
        "outcome": {"code": "ok", "address": "52.98.0.1"}
    })
}

/// Changes keys of an object, down to the leaves; null removes a key.
fn change(value: &mut Value, by: &Value) {
    let (Value::Object(object), Value::Object(changes)) = (&mut *value, by) else {
        *value = by.clone();
        return;
    };
    for (key, by) in changes {
        if by.is_null() {
            object.remove(key);
        } else {
            change(object.entry(key.clone()).or_insert(Value::Null), by);
        }
    }
}

/// What changes in the healthy observation; the findings with their severity, in order; the verdict.
type Row = (
    &'static str,
    Value,
    &'static [(&'static str, &'static str)],
    &'static str,
);

fn failed(code: &str, phase: &str) -> Value {
    json!({"outcome": {"code": code, "phase": phase}})
}

fn with(mut one: Value, other: Value) -> Value {
    change(&mut one, &other);
    one
}

/// A mail server of one's own.
fn own_server(service: &str) -> Value {
    json!({
        "target": {"host": "mail.contoso.example", "service": service},
        "resolution": {"name": "mail.contoso.example"},
        "dialogue": {"greeting": "220 mail.contoso.example ESMTP Postfix"},
        "trust": {"name": "mail.contoso.example"}
    })
}

/// STARTTLS is offered, and this is the reply.
fn starttls_reply(reply: &str) -> Value {
    json!({"outcome": {"code": "starttls-refused", "phase": "starttls", "reply": reply}})
}

/// The name fails so, behind one good alias.
fn broken_chain(code: &str, link: Value) -> Value {
    with(
        failed(code, "dns"),
        json!({"resolution": {"dns": {
            "servers": ["192.0.2.53"],
            "cname_chain": [{"name": "smtp.office365.com", "target": "outlook.ms-acdc.office.com", "ttl_seconds": 60}],
            "broken": with(link, json!({"name": "outlook.ms-acdc.office.com"}))
        }}}),
    )
}

/// Through a proxy, which has done what `by` says.
fn proxied(by: Value) -> Value {
    let proxy = json!({
        "url": "http://proxy.example:8080", "kind": "http-connect", "source": "configuration", "remote_dns": true
    });
    json!({"proxy": with(proxy, by)})
}

fn untrusted(class: &str) -> Value {
    json!({
        "trust": {"system": {"verdict": "unknown-issuer"}, "public": {"verdict": "unknown-issuer"}, "issuer_class": class},
        "outcome": {"code": "certificate-unknown-issuer", "phase": "tls"}
    })
}

macro_rules! rows {
    ($( $row:expr, )+) => { vec![ $( $row ),+ ] };
}

fn rows() -> Vec<Row> {
    // Braces, so that rustfmt leaves the table one: a row a line where it fits.
    rows! {
        ("healthy", json!({}), &[], "pass"),
        ("no such name", failed("name-not-found", "dns"), &[("name-not-found", "error")], "fail"),
        ("no address", failed("no-address", "dns"), &[("no-address", "error")], "fail"),
        ("null MX", failed("null-mx", "dns"), &[("null-mx", "error")], "fail"),
        ("resolver fails", failed("resolver-failure", "dns"), &[("resolver-failure", "error")], "fail"),
        ("resolver silent", failed("timeout", "dns"), &[("resolver-timeout", "error")], "fail"),
        ("MX not asked", json!({"resolution": {"mx_error": "the DNS server did not answer in time"}}),
            &[("mx-not-resolved", "warning")], "warn"),
        ("dropped", with(
            failed("timeout", "connect"),
            json!({"attempts": [{"address": "192.0.2.1", "start_ms": 1.0, "duration_ms": 5000.0, "outcome": "timeout"}]}),
        ), &[("silent-drop", "error")], "fail"),
        ("refused", failed("refused", "connect"), &[("connection-refused", "error")], "fail"),
        ("465 refused", with(failed("refused", "connect"), json!({"target": {"port": 465, "tls": "implicit"}})),
            &[("connection-refused", "error")], "fail"),
        ("reset while connecting", failed("reset", "connect"), &[("connection-reset", "error")], "fail"),
        ("no route", failed("unreachable", "connect"), &[("network-unreachable", "error")], "fail"),
        ("own firewall", failed("local-policy", "connect"), &[("local-policy", "error")], "fail"),
        ("out of sockets", failed("local-limit", "connect"), &[("local-limit", "error")], "unknown"),
        ("no greeting", with(
            failed("timeout", "greeting"),
            json!({"phases": [{"phase": "greeting", "start_ms": 1.0, "duration_ms": 15000.0, "outcome": "timeout"}]}),
        ), &[("no-greeting", "error")], "fail"),
        ("half a greeting", with(
            failed("timeout", "greeting"),
            json!({"phases": [{"phase": "greeting", "start_ms": 1.0, "duration_ms": 15000.0, "outcome": "timeout", "received_bytes": 4}]}),
        ), &[("stalled", "error")], "fail"),
        ("stalled handshake", failed("timeout", "tls"), &[("stalled", "error")], "fail"),
        ("cut dialogue", failed("reset", "application"), &[("connection-cut", "error")], "fail"),
        ("cut handshake", failed("closed", "tls"), &[("handshake-cut", "error")], "fail"),
        ("tarpit", json!({"phases": [{"phase": "greeting", "start_ms": 1.0, "duration_ms": 5200.0, "outcome": "ok", "received_bytes": 90}]}),
            &[("slow-greeting", "note")], "pass"),
        ("throttled", failed("service-unavailable", "greeting"), &[("service-unavailable", "error")], "fail"),
        ("554", failed("service-refused", "greeting"), &[("service-refused", "error")], "fail"),
        ("SSH", failed("protocol-mismatch", "greeting"), &[("wrong-service", "error")], "fail"),
        ("endless", failed("reply-too-long", "greeting"), &[("endless-reply", "error")], "fail"),
        ("503", failed("http-error", "application"), &[("http-error", "error")], "fail"),
        ("stripped", with(
            failed("starttls-not-offered", "starttls"),
            json!({"dialogue": {"capabilities_before_tls": ["SIZE 1"]}}),
        ), &[("starttls-stripped", "error")], "fail"),
        ("masked banner", with(
            failed("starttls-not-offered", "starttls"),
            json!({"dialogue": {"greeting": "220 ****************************2**0*"}}),
        ), &[("starttls-masked", "error")], "fail"),
        ("masked keyword", with(
            failed("starttls-not-offered", "starttls"),
            json!({"dialogue": {"capabilities_before_tls": ["SIZE 1", "XXXXXXXA"]}}),
        ), &[("starttls-masked", "error")], "fail"),
        ("own server without TLS", with(own_server("submission"), failed("starttls-not-offered", "starttls")),
            &[("starttls-not-offered", "error")], "fail"),
        ("454", failed("starttls-refused", "starttls"), &[("starttls-refused", "error")], "fail"),
        ("454, by its reply", starttls_reply("454 4.7.0"), &[("starttls-refused", "error")], "fail"),
        ("500 to an offered STARTTLS", starttls_reply("500"), &[("starttls-not-recognized", "error")], "fail"),
        ("502 to an offered STARTTLS, on an own server", with(own_server("submission"), starttls_reply("502 5.5.1")),
            &[("starttls-not-recognized", "error")], "fail"),
        ("BAD to an offered STARTTLS", starttls_reply("BAD"), &[("starttls-not-recognized", "error")], "fail"),
        ("503 to an offered STARTTLS", starttls_reply("503 5.5.1"), &[("starttls-out-of-sequence", "error")], "fail"),
        ("554 to an offered STARTTLS", starttls_reply("554"), &[("starttls-refused", "error")], "fail"),
        ("masked banner, and STARTTLS works", json!({"dialogue": {"greeting": "220 ****************************2**0*"}}),
            &[("smtp-masked", "warning")], "warn"),
        ("masked keyword beside STARTTLS", json!({"dialogue": {"capabilities_before_tls": ["SIZE 1", "STARTTLS", "XXXXXXXA"]}}),
            &[("smtp-masked", "warning")], "warn"),
        ("Postfix under Microsoft's certificate", json!({"dialogue": {"greeting": "220 gw.contoso.example ESMTP Postfix"}}),
            &[("foreign-banner", "warning")], "warn"),
        ("Postfix without STARTTLS on a name of Exchange Online", json!({
            "dialogue": {"greeting": "220 gw.contoso.example ESMTP Postfix", "capabilities_before_tls": ["SIZE 1"], "capabilities": null},
            "tls": null, "trust": null, "certificates": null,
            "outcome": {"code": "starttls-not-offered", "phase": "starttls"}
        }), &[("foreign-banner", "error")], "fail"),
        ("Postfix with its own certificate on a name of Exchange Online", with(
            untrusted("self-signed"),
            json!({"dialogue": {"greeting": "220 gw.contoso.example ESMTP Postfix"}}),
        ), &[("foreign-banner", "error"), ("self-signed", "error")], "fail"),
        ("Postfix on a name of its own", own_server("submission"), &[], "pass"),
        ("the chain of aliases leads nowhere", broken_chain("name-not-found", json!({"fault": "no-name"})),
            &[("cname-chain-broken", "error")], "fail"),
        ("the chain ends without address", broken_chain("no-address", json!({"fault": "no-data"})),
            &[("cname-chain-broken", "error")], "fail"),
        ("the chain ends in SERVFAIL", broken_chain(
            "resolver-failure",
            json!({"fault": "failure", "detail": "the DNS server answered SERVFAIL"}),
        ), &[("cname-chain-broken", "error")], "fail"),
        ("the chain turns in a circle", broken_chain("resolver-failure", json!({"fault": "loop"})),
            &[("cname-chain-broken", "error")], "fail"),
        ("signatures that do not hold", broken_chain("resolver-failure", json!({"fault": "failure", "dnssec": true})),
            &[("dnssec-failure", "error")], "fail"),
        ("signatures of the name itself that do not hold", with(
            broken_chain(
                "resolver-failure",
                json!({"fault": "failure", "dnssec": true}),
            ),
            json!({"resolution": {"dns": {"cname_chain": null}}}),
        ), &[("dnssec-failure", "error")], "fail"),
        ("a broken chain in the DNS where the system's resolver has addresses", with(
            broken_chain("ok", json!({"fault": "failure", "dnssec": true})),
            json!({"outcome": {"code": "ok", "phase": null}}),
        ), &[], "pass"),
        ("injected", json!({"dialogue": {"injected": "250 x\\r\\n"}}), &[("plaintext-injection", "error")], "fail"),
        ("clear text in place of TLS", with(
            failed("protocol-mismatch", "tls"),
            json!({"dialogue": {"injected": "500 5.3.3 Unrecognized command\\r\\n"}}),
        ), &[("plaintext-injection", "error")], "fail"),
        ("AUTH in clear text", json!({"dialogue": {"auth_before_tls": ["LOGIN"]}}),
            &[("auth-before-tls", "warning")], "warn"),
        ("IMAP LOGIN in clear text", json!({"dialogue": {"protocol": "imap", "greeting": "* OK The Microsoft Exchange IMAP4 service is ready. [TQBO]", "capabilities_before_tls": ["IMAP4rev1", "STARTTLS"]}}),
            &[("auth-before-tls", "warning")], "warn"),
        ("IMAP without LOGIN in clear text", json!({"dialogue": {"protocol": "imap", "greeting": "* OK The Microsoft Exchange IMAP4 service is ready. [TQBO]", "capabilities_before_tls": ["IMAP4rev1", "STARTTLS", "LOGINDISABLED"]}}),
            &[], "pass"),
        ("IMAP that is logged in from its greeting on, inside TLS", json!({
            "target": {"port": 993, "service": "imap", "tls": "implicit"},
            "dialogue": {"protocol": "imap", "greeting": "* PREAUTH The Microsoft Exchange IMAP4 service is ready. [TQBO]",
                         "capabilities_before_tls": null}
        }), &[("imap-preauth", "warning")], "warn"),
        ("IMAP that is logged in from its greeting on, in clear text", json!({
            "target": {"port": 143, "service": "imap", "tls": "imap"},
            "dialogue": {"protocol": "imap", "greeting": "* PREAUTH The Microsoft Exchange IMAP4 service is ready. [TQBO]",
                         "capabilities_before_tls": null},
            "outcome": {"code": "starttls-not-offered", "phase": "starttls"}
        }), &[("imap-preauth", "error")], "fail"),
        ("POP3 USER in clear text", json!({"dialogue": {"protocol": "pop", "greeting": "+OK The Microsoft Exchange POP3 service is ready. [TQBO]", "capabilities_before_tls": ["TOP", "USER", "STLS"]}}),
            &[("auth-before-tls", "warning")], "warn"),
        ("asked without TLS", json!({"target": {"tls": "none"}}), &[("plaintext-accepted", "note")], "pass"),
        ("AUTH that shows nothing", json!({"dialogue": {"auth_before_tls": ["SCRAM-SHA-256"]}}), &[], "pass"),
        ("TLS 1.0 only", with(failed("tls-incompatible", "tls"), json!({"tls": {"version": "TLSv1.0"}})),
            &[("tls-too-old", "error")], "fail"),
        ("protocol_version", json!({"outcome": {"code": "tls-alert", "phase": "tls", "tls_alert": {"number": 70, "name": "protocol_version"}}}),
            &[("tls-too-old", "error")], "fail"),
        ("nothing in common", with(failed("tls-incompatible", "tls"), json!({"tls": {"version": null}})),
            &[("tls-incompatible", "error")], "fail"),
        ("handshake_failure", json!({"outcome": {"code": "tls-alert", "phase": "tls", "tls_alert": {"number": 40, "name": "handshake_failure"}}}),
            &[("tls-alert", "error")], "fail"),
        ("suites given up", json!({
            "tls": {"version": null},
            "legacy_tls": {"tls10": "accepted", "tls12_other_suites": "accepted", "tls12_other_suite": "TLS_RSA_WITH_AES_128_CBC_SHA"},
            "outcome": {"code": "tls-alert", "phase": "tls", "tls_alert": {"number": 40, "name": "handshake_failure"}}
        }), &[("tls-incompatible", "error")], "fail"),
        ("old TLS only, found by asking", json!({
            "tls": {"version": null},
            "legacy_tls": {"tls10": "accepted", "tls12_other_suites": "rejected"},
            "outcome": {"code": "tls-alert", "phase": "tls", "tls_alert": {"number": 40, "name": "handshake_failure"}}
        }), &[("tls-too-old", "error")], "fail"),
        ("unrecognized_name where old TLS is taken too", json!({
            "tls": {"version": null},
            "legacy_tls": {"tls10": "accepted"},
            "outcome": {"code": "tls-alert", "phase": "tls", "tls_alert": {"number": 112, "name": "unrecognized_name"}}
        }), &[("tls-alert", "error")], "fail"),
        ("old TLS too, and an expired certificate", with(
            failed("certificate-expired", "tls"),
            json!({
                "legacy_tls": {"tls10": "accepted"},
                "trust": {"days_left": -3, "within_validity": false, "public": {"verdict": "expired"}}
            }),
        ), &[("certificate-expired", "error"), ("legacy-tls-offered", "warning")], "fail"),
        ("broken TLS", failed("tls-failure", "tls"), &[("tls-failure", "error")], "fail"),
        ("old TLS too", with(
            own_server("submission"),
            json!({"legacy_tls": {"tls10": "accepted", "tls11": "rejected"}}),
        ), &[("legacy-tls-offered", "warning")], "warn"),
        ("old TLS too, by a device whose certificate this machine trusts", json!({
            "legacy_tls": {"tls10": "rejected", "tls11": "accepted"},
            "trust": {"public": {"verdict": "unknown-issuer"}, "issuer_class": "private"}
        }), &[("legacy-tls-offered", "warning"), ("tls-inspection", "warning")], "warn"),
        ("Microsoft's own server agrees on old TLS to refuse it inside", json!({"legacy_tls": {"tls10": "accepted", "tls11": "accepted"}}),
            &[], "pass"),
        ("old TLS refused", json!({"legacy_tls": {"tls10": "rejected", "tls11": "rejected"}}), &[], "pass"),
        ("expired", with(
            failed("certificate-expired", "tls"),
            json!({"trust": {"within_validity": false, "days_left": -3}}),
        ), &[("certificate-expired", "error")], "fail"),
        ("not yet valid", with(
            failed("certificate-not-yet-valid", "tls"),
            json!({"trust": {"within_validity": false}}),
        ), &[("certificate-not-yet-valid", "error")], "fail"),
        ("soon", json!({"trust": {"days_left": 13}}), &[("certificate-expires-soon", "warning")], "warn"),
        ("not so soon", json!({"trust": {"days_left": 14}}), &[], "pass"),
        ("wrong name", with(failed("certificate-wrong-name", "tls"), json!({"trust": {"name_matches": false}})),
            &[("certificate-wrong-name", "error")], "fail"),
        ("intercepted", untrusted("unknown"), &[("foreign-issuer", "error")], "fail"),
        ("own CA elsewhere", with(own_server("submission"), untrusted("unknown")),
            &[("unknown-issuer", "error")], "fail"),
        ("own CA on an own MX", with(own_server("smtp-mx"), untrusted("unknown")),
            &[("unknown-issuer", "warning")], "warn"),
        ("self-signed", with(own_server("submission"), untrusted("self-signed")), &[("self-signed", "error")], "fail"),
        ("Microsoft's chain, old store", with(untrusted("known-microsoft"), json!({"trust": {"public": {"verdict": "trusted"}}})),
            &[("microsoft-issuer-not-trusted", "error")], "fail"),
        ("Microsoft's chain, old store, between servers", with(
            untrusted("known-microsoft"),
            json!({
                "target": {"host": "x.mail.protection.outlook.com", "service": "smtp-mx", "port": 25},
                "trust": {"public": {"verdict": "trusted"}}
            }),
        ), &[("microsoft-issuer-not-trusted", "warning")], "warn"),
        ("a chain that only names itself Microsoft's, between servers", with(
            untrusted("unknown"),
            json!({"target": {"host": "x.mail.protection.outlook.com", "service": "smtp-mx", "port": 25}}),
        ), &[("foreign-issuer", "error")], "fail"),
        ("leaf alone", with(untrusted("unknown"), json!({"certificates": [{"sha256": "aa", "sha1": "bb"}]})),
            &[("chain-incomplete", "error")], "fail"),
        ("leaf alone, between servers", with(
            untrusted("unknown"),
            json!({
                "target": {"host": "x.mail.protection.outlook.com", "service": "smtp-mx", "port": 25},
                "certificates": [{"sha256": "aa", "sha1": "bb"}]
            }),
        ), &[("chain-incomplete", "error")], "fail"),
        ("a public issuer that this machine lacks", with(
            untrusted("public"),
            json!({
                "target": {"host": "login.microsoftonline.com", "service": "admin", "port": 443},
                "trust": {"public": {"verdict": "trusted"}}
            }),
        ), &[("unknown-issuer", "error")], "fail"),
        ("Microsoft's chain that only this machine still trusts", json!({"trust": {"public": {"verdict": "unknown-issuer"}, "issuer_class": "known-microsoft"}}),
            &[], "pass"),
        ("inspected", json!({"trust": {"public": {"verdict": "unknown-issuer"}, "issuer_class": "private"}}),
            &[("tls-inspection", "warning")], "warn"),
        ("own CA trusted here", with(
            own_server("submission"),
            json!({"trust": {"public": {"verdict": "unknown-issuer"}, "issuer_class": "private"}}),
        ), &[], "pass"),
        ("revoked", failed("certificate-revoked", "tls"), &[("certificate-revoked", "error")], "fail"),
        ("unfit", failed("certificate-invalid", "tls"), &[("certificate-invalid", "error")], "fail"),
        ("no store", json!({"trust": {"system": {"verdict": "unavailable", "detail": "no file"}}}),
            &[("trust-store-unavailable", "note")], "pass"),
        ("IPv6 dropped", json!({"attempts": [
            {"address": "2001:db8::1", "start_ms": 1.0, "duration_ms": 1000.0, "outcome": "timeout"},
            {"address": "192.0.2.1", "start_ms": 1.0, "duration_ms": 12.0, "outcome": "ok", "used": true}
        ]}), &[("address-family-broken", "warning")], "warn"),
        ("no IPv6 here", json!({"attempts": [
            {"address": "2001:db8::1", "start_ms": 1.0, "duration_ms": 0.1, "outcome": "unreachable"},
            {"address": "192.0.2.1", "start_ms": 1.0, "duration_ms": 12.0, "outcome": "ok", "used": true}
        ]}), &[("address-family-broken", "note")], "pass"),
        ("one of two addresses", json!({"attempts": [
            {"address": "192.0.2.2", "start_ms": 1.0, "duration_ms": 1000.0, "outcome": "timeout"},
            {"address": "192.0.2.1", "start_ms": 1.0, "duration_ms": 12.0, "outcome": "ok", "used": true}
        ]}), &[("some-addresses-fail", "note")], "pass"),
        ("proxy not there", with(proxied(json!({})), failed("refused", "proxy")),
            &[("proxy-unreachable", "error")], "fail"),
        ("no such proxy", with(proxied(json!({})), failed("name-not-found", "proxy")),
            &[("proxy-unreachable", "error")], "fail"),
        ("proxy refuses", with(
            proxied(json!({"address": "192.0.2.9", "reply_code": 403})),
            failed("proxy-refused", "proxy"),
        ), &[("proxy-refused", "error")], "fail"),
        ("proxy wants NTLM", with(
            proxied(
                json!({"address": "192.0.2.9", "reply_code": 407, "authentication_offered": ["NTLM"]}),
            ),
            failed("proxy-authentication-required", "proxy"),
        ), &[("proxy-authentication-required", "error")], "fail"),
        ("proxy silent", with(proxied(json!({"address": "192.0.2.9"})), failed("timeout", "proxy")),
            &[("stalled", "error")], "fail"),
        ("proxy dropped", with(proxied(json!({})), failed("timeout", "proxy")),
            &[("proxy-unreachable", "error")], "fail"),
        ("no proxy at all", with(proxied(json!({"address": "192.0.2.9"})), failed("protocol-mismatch", "proxy")),
            &[("wrong-service", "error")], "fail"),
        ("out of sockets on the way to the proxy", with(proxied(json!({})), failed("local-limit", "proxy")),
            &[("local-limit", "error")], "unknown"),
        ("cancelled", failed("cancelled", "tls"), &[("probe-cancelled", "note")], "unknown"),
        ("fault of ours", failed("internal", "tls"), &[("internal-error", "error")], "unknown"),
    }
}

#[test]
fn every_row_has_its_findings_and_verdict() {
    let mut wrong = Vec::new();
    for (name, by, expected, verdict) in rows() {
        let mut observation = healthy();
        change(&mut observation, &by);
        let observation: Observation = serde_json::from_value(observation).expect(name);
        let (findings, given) = diagnose(&observation);
        let found: Vec<(&str, &str)> = findings
            .iter()
            .map(|finding| (finding.code.as_str(), finding.severity.as_str()))
            .collect();
        if found != expected || given.result.as_str() != verdict {
            wrong.push(format!("{name}: {found:?}, {}", given.result));
        }
        for finding in &findings {
            let whole = !finding.explanation.is_empty()
                && !finding.remedy.is_empty()
                && !finding.source.is_empty();
            assert!(whole, "{name}: {finding:?}");
        }
        assert!(!given.summary.is_empty(), "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The summary of the verdict on a changed healthy observation.
fn summary(by: &Value) -> String {
    let mut observation = healthy();
    change(&mut observation, by);
    let observation: Observation = serde_json::from_value(observation).expect("an observation");
    diagnose(&observation).1.summary
}

#[test]
fn the_sentence_fits_what_was_seen() {
    let expired = |days: i64| {
        with(
            failed("certificate-expired", "tls"),
            json!({"trust": {"days_left": days, "within_validity": days >= 0}}),
        )
    };
    let implicit = json!({"target": {"port": 993, "service": "imap", "tls": "implicit"}});
    let broken = |phase: &str| failed("tls-failure", phase);
    for (by, part) in [
        (
            json!({}),
            "Mail submission works with smtp.office365.com:587 with TLSv1.3",
        ),
        (expired(-1), "expired less than a day ago"),
        (expired(-8), "expired 7 days ago"),
        // The leaf is good for long, one behind it is not.
        (
            expired(90),
            "in the chain of smtp.office365.com:587 is outside its validity period",
        ),
        (
            with(failed("certificate-wrong-name", "tls"), implicit),
            "no subjectAltName",
        ),
        (
            with(
                failed("certificate-wrong-name", "tls"),
                json!({"certificates": [{"sha256": "aa", "sha1": "bb", "subject_alt_names": ["a.example"]}]}),
            ),
            "is not for smtp.office365.com, but for other names",
        ),
        (
            broken("tls"),
            "The TLS handshake with smtp.office365.com:587 failed",
        ),
        (broken("application"), "failed after the handshake"),
        (
            with(
                failed("timeout", "greeting"),
                json!({"phases": [{"phase": "greeting", "start_ms": 1.0, "duration_ms": 900.0, "outcome": "timeout", "received_bytes": 8}]}),
            ),
            "The greeting of smtp.office365.com:587 started but did not finish",
        ),
        (
            json!({"dialogue": {"injected": "250 x"}}),
            "injected between the STARTTLS reply",
        ),
        (
            with(
                failed("protocol-mismatch", "tls"),
                json!({"dialogue": {"injected": "500 5.3.3 Unrecognized command"}}),
            ),
            "accepts the command to start TLS and then sends clear text instead",
        ),
    ] {
        let said = summary(&by);
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_refusal_whose_code_is_known_has_the_remedy_of_that_code() {
    let refused = |code: &str, said: &str| {
        with(
            failed(code, "greeting"),
            json!({"outcome": {"detail": said}}),
        )
    };
    let banned = refused("service-refused", "550 5.7.606 Access denied, banned");
    let old_tls = refused("service-unavailable", "421 4.7.66 TLS 1.0 and 1.1");
    let mut no_tls_yet = old_tls.clone();
    no_tls_yet["tls"] = Value::Null;
    for (by, part) in [
        (banned.clone(), "delisting at sender.office.com"),
        (with(own_server("submission"), banned), "exoport explain"),
        (
            refused("service-refused", "554 5.7.1 No"),
            "exoport explain",
        ),
        (old_tls, "a device on this path terminates TLS"),
        (no_tls_yet, "Update the client or device to TLS 1.2"),
        (
            refused("service-unavailable", "421 4.3.2 Not now"),
            "Wait some minutes",
        ),
    ] {
        let said = first(&by).remedy;
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_remedy_for_implicit_tls_does_not_speak_of_clear_text() {
    for (tls, clear) in [("implicit", false), ("smtp", true)] {
        let mut observation = healthy();
        change(&mut observation, &failed("reset", "tls"));
        change(&mut observation, &json!({"target": {"tls": tls}}));
        let observation: Observation = serde_json::from_value(observation).expect("row");
        let (findings, _) = diagnose(&observation);
        assert_eq!(findings[0].code, "handshake-cut");
        assert_eq!(findings[0].remedy.contains("Clear text worked"), clear);
    }
}

#[test]
fn a_refusing_proxy_is_told_apart_by_what_it_says() {
    let remedy = |by: Value, code: &str| -> String {
        let mut observation = healthy();
        change(&mut observation, &with(proxied(by), failed(code, "proxy")));
        let observation: Observation = serde_json::from_value(observation).expect("a row");
        let (findings, _) = diagnose(&observation);
        findings[0].remedy.clone()
    };
    let refused = |status: u16| remedy(json!({"reply_code": status}), "proxy-refused");
    assert!(refused(403).contains("rules do not allow"));
    assert!(refused(503).contains("its own outbound path"));
    // Port 587.
    assert!(refused(403).contains("443 only"));
    let authentication = |offered: &[&str]| {
        remedy(
            json!({"reply_code": 407, "authentication_offered": offered}),
            "proxy-authentication-required",
        )
    };
    assert!(authentication(&["NTLM", "Negotiate"]).contains("accepts only NTLM, Negotiate,"));
    assert!(authentication(&["NTLM", "Basic"]).contains("Give the user name and password"));
    assert!(authentication(&[]).contains("Give the user name and password"));
}

/// The first finding on a changed healthy observation.
fn first(by: &Value) -> exoport::record::Finding {
    let mut observation = healthy();
    change(&mut observation, by);
    let observation: Observation = serde_json::from_value(observation).expect("an observation");
    diagnose(&observation).0.remove(0)
}

#[test]
fn an_issuer_named_as_antivirus_is_looked_for_on_this_machine_and_is_no_less_grave() {
    for (issuer, antivirus) in [
        (
            "CN=Avast Web/Mail Shield Root, O=Avast Web/Mail Shield",
            true,
        ),
        (
            "CN=Kaspersky Anti-Virus Personal Root Certificate, O=AO Kaspersky Lab",
            true,
        ),
        ("CN=ESET SSL Filter CA, O=ESET, spol. s r. o.", true),
        ("CN=Norton Web/Mail Shield Root", true),
        ("CN=Bitdefender Personal CA.Net-Defender", true),
        ("CN=Reset Corp Inspection CA", false),
    ] {
        for (by, code, severity) in [
            (untrusted("unknown"), "foreign-issuer", "error"),
            (
                json!({"trust": {"public": {"verdict": "unknown-issuer"}, "issuer_class": "private"}}),
                "tls-inspection",
                "warning",
            ),
        ] {
            let found = first(&with(
                by,
                json!({"certificates": [{"sha256": "aa", "sha1": "bb", "issuer": issuer}, {"sha256": "cc", "sha1": "dd"}]}),
            ));
            assert_eq!(
                (found.code.as_str(), found.severity.as_str()),
                (code, severity)
            );
            assert_eq!(
                found.remedy.contains("antivirus product"),
                antivirus,
                "{issuer}"
            );
        }
    }
}

#[test]
fn each_reply_to_starttls_has_its_own_remedy() {
    for own in [false, true] {
        let mut remedies = Vec::new();
        for (reply, part) in [
            ("454", "log"),
            ("500", "inspect"),
            ("503", "right after EHLO"),
            ("554", "in"),
        ] {
            let mut by = starttls_reply(reply);
            change(
                &mut by,
                &json!({"dialogue": {"starttls_reply": format!("{reply} no")}}),
            );
            if own {
                by = with(own_server("submission"), by);
            }
            let finding = first(&by);
            assert!(finding.remedy.contains(part), "{reply}: {}", finding.remedy);
            let quoted = format!("reply to STARTTLS: {reply} no");
            assert!(finding.evidence.contains(&quoted), "{:?}", finding.evidence);
            assert!(!remedies.contains(&finding.remedy), "{reply}");
            remedies.push(finding.remedy);
        }
    }
}

#[test]
fn a_broken_chain_names_its_last_good_link_and_the_broken_one() {
    let finding = first(&broken_chain("name-not-found", json!({"fault": "no-name"})));
    assert!(
        finding
            .explanation
            .ends_with("outlook.ms-acdc.office.com does not exist"),
        "{}",
        finding.explanation
    );
    for part in [
        "smtp.office365.com is an alias of outlook.ms-acdc.office.com",
        "broken link: outlook.ms-acdc.office.com: no such name (NXDOMAIN)",
        "DNS servers: 192.0.2.53",
    ] {
        let said = finding.evidence.iter().any(|line| line.contains(part));
        assert!(said, "{part} in {:?}", finding.evidence);
    }
    assert!(
        finding
            .remedy
            .contains("nslookup outlook.ms-acdc.office.com")
    );
    let own = with(
        own_server("submission"),
        broken_chain("name-not-found", json!({"fault": "no-name"})),
    );
    assert!(first(&own).remedy.contains("correct its CNAME record"));
}

#[test]
fn every_outcome_is_explained() {
    // Whatever happened, wherever: a verdict other than pass has a finding behind it.
    use exoport::record::{OutcomeCode, PhaseName};
    for code in OutcomeCode::ALL {
        for phase in PhaseName::ALL {
            let mut observation = healthy();
            change(&mut observation, &failed(code.as_str(), phase.as_str()));
            let observation: Observation = serde_json::from_value(observation).expect("row");
            let (findings, verdict) = diagnose(&observation);
            if *code != OutcomeCode::Ok {
                assert!(!findings.is_empty(), "{code} in {phase}");
                assert_ne!(verdict.result.as_str(), "pass", "{code} in {phase}");
            }
        }
    }
}
