//! `openssl s_server` with whatever TLS its options make of it.

use libtest_mimic::Failed;

use crate::servers::certificates::Identity;
use crate::servers::process::{Launch, Server, program};

/// A running `openssl s_server`. It serves one connection after the other.
pub struct OpensslServer {
    server: Server<1>,
}

impl OpensslServer {
    /// Starts it with further options, as on the command line.
    pub fn start(identity: &Identity, options: &str) -> Result<Self, Failed> {
        let server = Server::start(|folder, [port]| {
            let leaf = folder.write("leaf.pem", &identity.leaf_pem)?;
            let chain = folder.write("chain.pem", &identity.intermediates_pem)?;
            let key = folder.write("key.pem", &identity.key_pem)?;
            let line = format!(
                "{} s_server -accept 127.0.0.1:{port} -cert {leaf} -cert_chain {chain} -key {key} -www {options}",
                program("openssl")?,
                leaf = leaf.display(),
                chain = chain.display(),
                key = key.display(),
            );
            Ok(Launch {
                command: line.split_whitespace().map(str::to_owned).collect(),
                log: "output",
                ready: "ACCEPT",
            })
        })?;
        Ok(Self { server })
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.ports()[0]
    }

    /// What it printed.
    pub fn log(&self) -> String {
        self.server.folder().read("output")
    }
}
