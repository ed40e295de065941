//! One hard deadline over the whole probe, whatever the server does.

use exoport::record::{OutcomeCode, PhaseName};
use serde_json::json;

use super::script::{Server, Step, send};
use super::{config, probe, spec};

#[tokio::test]
async fn silence_in_every_phase_ends_at_the_deadline() {
    let ehlo = "250-mail.example\r\n250 STARTTLS\r\n";
    let cases = [
        (
            "submission",
            "smtp",
            vec![],
            PhaseName::Greeting,
            "no-greeting",
        ),
        (
            "submission",
            "smtp",
            vec![send("220 half a gree")],
            PhaseName::Greeting,
            "stalled",
        ),
        (
            "submission",
            "smtp",
            vec![send("220 x\r\n")],
            PhaseName::Starttls,
            "stalled",
        ),
        (
            "submission",
            "smtp",
            vec![send("220 x\r\n"), Step::Hear("EHLO"), send(ehlo)],
            PhaseName::Starttls,
            "stalled",
        ),
        (
            "submission",
            "smtp",
            vec![
                send("220 x\r\n"),
                Step::Hear("EHLO"),
                send(ehlo),
                Step::Hear("STARTTLS"),
                send("220 go\r\n"),
            ],
            PhaseName::Tls,
            "stalled",
        ),
        ("imap", "implicit", vec![], PhaseName::Tls, "stalled"),
        ("web", "none", vec![], PhaseName::Application, "stalled"),
        (
            "pop",
            "none",
            vec![send("+OK\r\n"), Step::Hear("CAPA"), send("+OK\r\nTOP\r\n")],
            PhaseName::Application,
            "stalled",
        ),
    ];
    let mut probes = tokio::task::JoinSet::new();
    for (service, tls, steps, phase, finding) in cases {
        probes.spawn(silence(service, tls, steps, phase, finding));
    }
    while let Some(ended) = probes.join_next().await {
        ended.expect("every case ends at its deadline");
    }
}

/// Probes a server that says `steps` and then nothing: the deadline strikes in `phase`.
async fn silence(
    service: &'static str,
    tls: &'static str,
    mut steps: Vec<Step>,
    phase: PhaseName,
    finding: &'static str,
) {
    steps.push(Step::Wait);
    let server = Server::start(steps).await;
    let target = spec(&json!({
        "host": "127.0.0.1", "port": server.address.port(), "service": service, "tls": tls,
    }));
    let mut config = config();
    // Long enough for the phases before the silence, also on a machine that is busy.
    config.timeout_ms = 1_500;
    let record = probe(config, &target).await;
    server.stop();
    let outcome = &record.observation.outcome;
    assert_eq!(
        (outcome.code, outcome.phase),
        (OutcomeCode::Timeout, Some(phase)),
        "{service} {outcome:?}"
    );
    let codes: Vec<&str> = record
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(codes, [finding], "{service} in {phase}");
    // The phase that timed out is in the record, and nothing was lost before it.
    let last = record.observation.phases.last().expect("phases");
    assert_eq!((last.phase, last.outcome), (phase, OutcomeCode::Timeout));
    assert!(record.observation.attempts[0].used);
}

#[tokio::test]
async fn a_dripping_server_gets_no_more_than_the_deadline() {
    // A whole reply line at a time, for ever, below every bound: only the deadline ends it.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let dripping = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut ticks = tokio::time::interval(std::time::Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if stream.write_all(b"220-x\r\n").await.is_err() {
                return;
            }
        }
    });
    let target = spec(&json!({"host": "127.0.0.1", "port": port, "service": "smtp-mx"}));
    let mut config = config();
    config.timeout_ms = 600;
    let record = probe(config, &target).await;
    dripping.await.expect("the server saw the client go");
    let outcome = record.observation.outcome;
    assert_eq!(
        (outcome.code, outcome.phase),
        (OutcomeCode::Timeout, Some(PhaseName::Greeting))
    );
}

#[tokio::test]
async fn dropping_a_probe_closes_its_sockets() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let (heard, hears) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        stream
            .write_all(b"220 mail.example\r\n")
            .await
            .expect("told");
        assert_eq!(stream.read_u8().await.expect("EHLO"), b'E');
        heard.send(()).expect("the test waits for it");
        // Ends when the client is gone, and no sooner.
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    });
    let target = spec(&json!({"host": "127.0.0.1", "port": port, "service": "submission"}));
    let mut config = config();
    // The probe itself would stay for ten minutes.
    config.timeout_ms = 600_000;
    let probing = tokio::spawn(async move { probe(config, &target).await });
    hears.await.expect("the probe said EHLO");
    probing.abort();
    assert!(probing.await.is_err_and(|error| error.is_cancelled()));
    tokio::time::timeout(std::time::Duration::from_secs(60), serving)
        .await
        .expect("the connection was closed")
        .expect("the server did not panic");
}
