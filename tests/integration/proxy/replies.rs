//! What proxies say, byte by byte, and what it comes to.

use exoport::record::{OutcomeCode, PhaseName, Record};
use serde_json::json;

use super::super::script::{Server, Step, send, trickle};
use super::super::{config, config_for, lab, probe, spec};
use super::{by_name, findings, is_sound, setting};

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
