//! What the probe says through proxies that we did not write: tinyproxy and microsocks, with the lab
//! behind them.

use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::thread;
use std::time::{Duration, Instant};

use exoport::config::RunConfig;
use exoport::plan;
use exoport::probe::Prober;
use exoport::proxy::ProxySetting;
use exoport::record::{OutcomeCode, PhaseName, ProxyAuthentication, Record};
use exoport::run;
use exoport::targets::{TargetSpec, TlsMode};
use exoport_lab::{Lab, LabOptions};
use libtest_mimic::Failed;
use tokio::runtime::Runtime;

use super::probing::EHLO_NAME;
use super::process::{Launch, Server, program};
use crate::ExternalTest;

/// The tests of this file.
pub const TESTS: &[ExternalTest] = &[
    ExternalTest {
        name: "servers::tinyproxy",
        needs: &[&["tinyproxy"]],
        packages: "tinyproxy-bin",
        run: tinyproxy,
    },
    ExternalTest {
        name: "servers::microsocks",
        needs: &[&["microsocks"]],
        packages: "microsocks",
        run: microsocks,
    },
];

/// The password of microsocks, and how a URL has to write it.
const PASSWORD: &str = "p@ss:w%rd";
const ENCODED: &str = "p%40ss%3Aw%25rd";

/// That of tinyproxy, which takes letters, digits, `-`, `.` and `_` only, and how a URL may write it.
const PLAIN_PASSWORD: &str = "hunter-2";
const PLAIN_ENCODED: &str = "%68unter%2d2";

/// What is behind the proxies, and who probes it.
struct Bench {
    runtime: Runtime,
    lab: Lab,
}

impl Bench {
    fn new() -> Result<Self, Failed> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let lab = runtime.block_on(Lab::start(LabOptions::default()))?;
        Ok(Self { runtime, lab })
    }

    /// A case of the lab as the proxy is to be asked for it, checked for the host that it plays.
    fn case(&self, name: &str, host: &str) -> TargetSpec {
        let case = self.lab.case(name);
        TargetSpec {
            host: Some(host.to_owned()),
            server_name: Some(case.host.clone()),
            addresses: Vec::new(),
            ..case.target_spec()
        }
    }

    fn probe(&self, spec: &TargetSpec, proxy: &str) -> Result<Record, Failed> {
        let config = RunConfig {
            ehlo_name: Some(EHLO_NAME.to_owned()),
            transcript: true,
            cname_chain: false,
            additional_roots: Some(self.lab.ca_pem().to_owned()),
            proxy: proxy.parse::<ProxySetting>()?,
            timeout_ms: 60_000,
            connect_timeout_ms: 30_000,
            ..RunConfig::default()
        };
        let settings = config.check()?;
        let targets = plan::expand(spec, &settings)?;
        let target = targets.into_iter().next().ok_or("no target")?;
        let prober = Prober::new(settings)?;
        let record = self.runtime.block_on(run::probe(&prober, 0, target));
        let json = serde_json::to_string(&record)?;
        for secret in [PASSWORD, ENCODED, PLAIN_PASSWORD, PLAIN_ENCODED] {
            if json.contains(secret) {
                return Err(format!("{secret} in {json}").into());
            }
        }
        Ok(record)
    }

    /// Probes and compares outcome and phase.
    fn expect(
        &self,
        spec: &TargetSpec,
        proxy: &str,
        code: OutcomeCode,
        phase: Option<PhaseName>,
    ) -> Result<Record, Failed> {
        let record = self.probe(spec, proxy)?;
        let outcome = &record.observation.outcome;
        if (outcome.code, outcome.phase) == (code, phase) {
            Ok(record)
        } else {
            let wanted = format!("expected {code} in {phase:?}");
            Err(format!("{wanted}, got {outcome:?}, {:?}", record.observation.proxy).into())
        }
    }
}

fn tinyproxy() -> Result<(), Failed> {
    let bench = Bench::new()?;
    let start = |rule: &str| {
        Server::start(|folder, [port]: [u16; 1]| {
            let configuration = format!(
                "Port {port}\nListen 127.0.0.1\nTimeout 60\nLogLevel Info\nMaxClients 20\nAllow 127.0.0.1\n{rule}\n"
            );
            let file = folder.write("tinyproxy.conf", &configuration)?;
            Ok(Launch {
                command: vec![
                    program("tinyproxy")?,
                    "-d".to_owned(),
                    "-c".to_owned(),
                    file.display().to_string(),
                ],
                log: "output",
                ready: "Accepting connections",
            })
        })
    };
    let open = start(&format!("BasicAuth anna {PLAIN_PASSWORD}"))?;
    let [port] = open.ports();
    let good = format!("http://anna:{PLAIN_ENCODED}@127.0.0.1:{port}");
    // The proxy resolves the name.
    for name in ["healthy-submission", "healthy-imap", "healthy-web"] {
        let record = bench.expect(&bench.case(name, "localhost"), &good, OutcomeCode::Ok, None)?;
        let used = record.observation.proxy.ok_or("no proxy in the record")?;
        let as_expected = used.remote_dns
            && used.reply_code == Some(200)
            && used.authentication == Some(ProxyAuthentication::Basic);
        if !as_expected {
            return Err(format!("{name}: {used:?}").into());
        }
    }
    let target = bench.case("healthy-imap", "localhost");
    let wrong = format!("http://anna:wrong@127.0.0.1:{port}");
    // To wrong credentials it says 401, to none 407.
    for proxy in [wrong, format!("http://127.0.0.1:{port}")] {
        let code = OutcomeCode::ProxyAuthenticationRequired;
        let record = bench.expect(&target, &proxy, code, Some(PhaseName::Proxy))?;
        let used = record.observation.proxy.ok_or("no proxy in the record")?;
        if used.authentication_offered != ["Basic"] {
            return Err(format!("{used:?}").into());
        }
    }
    // A port that nobody listens on, behind the proxy.
    let closed = bench.case("refused", "localhost");
    let code = OutcomeCode::ProxyRefused;
    bench.expect(&closed, &good, code, Some(PhaseName::Proxy))?;
    // A proxy as most are: 443 only.
    let strict = start("ConnectPort 443")?;
    let [port] = strict.ports();
    let strict_url = format!("http://127.0.0.1:{port}");
    let record = bench.expect(&target, &strict_url, code, Some(PhaseName::Proxy))?;
    if record.observation.outcome.reply.as_deref() != Some("403") {
        return Err(format!("{:?}", record.observation.outcome).into());
    }
    Ok(())
}

fn microsocks() -> Result<(), Failed> {
    let bench = Bench::new()?;
    let server = Server::start(|_, [port]: [u16; 1]| {
        let mut command = vec![program("microsocks")?];
        let port = port.to_string();
        let arguments = ["-i", "127.0.0.1", "-p", &port, "-u", "anna", "-P", PASSWORD];
        command.extend(arguments.map(str::to_owned));
        Ok(Launch {
            command,
            log: "output",
            // It says nothing at its start.
            ready: "",
        })
    })?;
    let [port] = server.ports();
    wait_until_it_listens(port)?;
    let good = |scheme: &str| format!("{scheme}://anna:{ENCODED}@127.0.0.1:{port}");
    for (name, scheme) in [
        ("healthy-submission", "socks5"),
        ("healthy-imap", "socks5h"),
        ("healthy-web", "socks5"),
    ] {
        let target = bench.case(name, "127.0.0.1");
        let record = bench.expect(&target, &good(scheme), OutcomeCode::Ok, None)?;
        let used = record.observation.proxy.ok_or("no proxy in the record")?;
        if used.authentication != Some(ProxyAuthentication::UsernamePassword) {
            return Err(format!("{name}: {used:?}").into());
        }
    }
    // A name for the proxy to resolve. It tries the first address alone, which may be IPv6.
    let mut found = ("localhost", 0).to_socket_addrs()?;
    let first = found.next().ok_or("localhost has no address")?.ip();
    let listener = TcpListener::bind((first, 0))?;
    let by_name = TargetSpec {
        host: Some("localhost".to_owned()),
        port: Some(listener.local_addr()?.port().into()),
        tls: Some(TlsMode::None),
        ..TargetSpec::default()
    };
    let record = bench.expect(&by_name, &good("socks5h"), OutcomeCode::Ok, None)?;
    if !record.observation.proxy.is_some_and(|used| used.remote_dns) {
        return Err("the name was resolved here".into());
    }
    let target = bench.case("healthy-imap", "127.0.0.1");
    for proxy in [
        format!("socks5h://anna:wrong@127.0.0.1:{port}"),
        format!("socks5h://127.0.0.1:{port}"),
    ] {
        let code = OutcomeCode::ProxyAuthenticationRequired;
        bench.expect(&target, &proxy, code, Some(PhaseName::Proxy))?;
    }
    let closed = bench.case("refused", "127.0.0.1");
    let code = OutcomeCode::ProxyRefused;
    let record = bench.expect(&closed, &good("socks5h"), code, Some(PhaseName::Proxy))?;
    if record.observation.outcome.address != Some(IpAddr::V4(Ipv4Addr::LOCALHOST)) {
        return Err(format!("{:?}", record.observation.outcome).into());
    }
    Ok(())
}

fn wait_until_it_listens(port: u16) -> Result<(), Failed> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if Instant::now() > deadline {
            return Err("microsocks does not listen".into());
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
