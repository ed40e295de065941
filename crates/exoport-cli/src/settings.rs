//! From arguments to what the library takes: the configuration of the run, and what a target
//! means that does not say everything itself.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use super::args::TestArgs;
use exoport::config::{RunConfig, Settings};
use exoport::run::StartError;
use exoport::targets::{AddressFamily, TargetSpec};

/// Longest file of trusted roots; the whole of Mozilla's list has about 250 KB.
const MAX_CA_FILE: u64 = 4 * 1024 * 1024;

impl TestArgs {
    /// The configuration of the run. `roots` is the PEM text of [`read_ca_files`].
    pub fn config(&self, roots: &str) -> Result<RunConfig, String> {
        Ok(RunConfig {
            timeout_ms: milliseconds(self.timeout),
            connect_timeout_ms: milliseconds(self.connect_timeout),
            concurrency: self.concurrency,
            address_policy: self.addresses,
            family: match (self.ipv4, self.ipv6) {
                (true, _) => AddressFamily::Ipv4,
                (_, true) => AddressFamily::Ipv6,
                _ => self.family,
            },
            ehlo_name: self.ehlo_name.clone(),
            transcript: self.transcript,
            legacy_tls: self.legacy_tls,
            dns_server: self.dns_server.clone(),
            cname_chain: !self.no_cname_chain,
            proxy: self
                .proxy
                .parse()
                .map_err(|error| format!("--proxy: {error}"))?,
            proxy_credentials: None,
            proxy_environment: None,
            additional_roots: (!roots.is_empty()).then(|| roots.to_owned()),
        })
    }

    /// Completes a target with what the options say; what the target says itself stays.
    pub fn complete(&self, mut spec: TargetSpec) -> TargetSpec {
        spec.port = spec.port.or(self.port.map(i64::from));
        spec.service = spec.service.or(self.service);
        spec.tls = spec.tls.or(self.tls);
        spec.server_name = spec.server_name.or_else(|| self.server_name.clone());
        if spec.addresses.is_empty() {
            spec.addresses.clone_from(&self.address);
        }
        spec.instance = spec.instance.or_else(|| Some(self.instance.clone()));
        spec
    }
}

/// Checks a configuration.
pub fn checked(config: RunConfig) -> Result<Settings, String> {
    config
        .check()
        .map_err(|error| StartError::from(error).to_string())
}

/// Whole milliseconds.
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Reads the files of --ca-file into one PEM text.
pub fn read_ca_files(files: &[impl AsRef<Path>]) -> Result<String, String> {
    let mut roots = String::new();
    for file in files {
        let file = file.as_ref();
        let wrong = |why: &dyn std::fmt::Display| format!("--ca-file {}: {why}", file.display());
        let mut bytes = Vec::new();
        File::open(file)
            .and_then(|opened| opened.take(MAX_CA_FILE + 1).read_to_end(&mut bytes))
            .map_err(|error| wrong(&error))?;
        if bytes.len() as u64 > MAX_CA_FILE {
            return Err(wrong(&"longer than 4 MiB; give the CA certificates alone"));
        }
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains("-----BEGIN CERTIFICATE-----") {
            return Err(wrong(
                &"no PEM certificate in it; convert a DER file with `openssl x509 -inform der -in FILE -out FILE.pem`",
            ));
        }
        roots.push_str(&text);
        roots.push('\n');
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::{Cli, Command};
    use super::*;
    use exoport::targets::{Service, TlsMode};

    fn test_args(arguments: &[&str]) -> TestArgs {
        let all = ["exoport", "test"].iter().chain(arguments);
        match Cli::try_parse_from(all).expect("arguments").command {
            Command::Test(test) => *test,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_reach_the_configuration() {
        let test = test_args(&[
            "--timeout",
            "2.5",
            "--connect-timeout",
            "0.5",
            "--concurrency",
            "7",
            "--addresses",
            "first",
            "-6",
            "--ehlo-name",
            "probe.example",
            "--transcript",
            "--legacy-tls",
            "--dns-server",
            "127.0.0.1:53",
            "--no-cname-chain",
            "--proxy",
            "socks5://anna:secret@192.0.2.1",
        ]);
        assert_eq!(
            test.config("PEM"),
            Ok(RunConfig {
                timeout_ms: 2_500,
                connect_timeout_ms: 500,
                concurrency: 7,
                address_policy: exoport::config::AddressPolicy::First,
                family: AddressFamily::Ipv6,
                ehlo_name: Some("probe.example".into()),
                transcript: true,
                legacy_tls: true,
                dns_server: Some("127.0.0.1:53".into()),
                cname_chain: false,
                proxy: "socks5://anna:secret@192.0.2.1:1080"
                    .parse()
                    .expect("a proxy"),
                proxy_credentials: None,
                proxy_environment: None,
                additional_roots: Some("PEM".into()),
            })
        );
    }

    #[test]
    fn options_fill_in_what_a_target_does_not_say() {
        let test = test_args(&[
            "--port",
            "25",
            "--service",
            "submission",
            "--tls",
            "smtp",
            "--address",
            "::1",
        ]);
        let filled = test.complete(TargetSpec::default());
        assert_eq!(filled.port, Some(25));
        assert_eq!(filled.service, Some(Service::Submission));
        assert_eq!(filled.tls, Some(TlsMode::Smtp));
        assert_eq!(filled.addresses.len(), 1);
        let own = test.complete(TargetSpec {
            port: Some(993),
            service: Some(Service::Imap),
            ..TargetSpec::default()
        });
        assert_eq!((own.port, own.service), (Some(993), Some(Service::Imap)));
    }
}
