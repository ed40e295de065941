//! nginx as a web server behind TLS.

use libtest_mimic::Failed;

use crate::requirement;
use crate::servers::certificates::{Authority, Defect, Identity};
use crate::servers::process::{Launch, Server, program};

/// A running nginx with a port for each situation.
pub struct Nginx {
    server: Server<6>,
    /// The certificate of the healthy ports.
    pub good: Identity,
    /// The certificate of [`Nginx::expired`].
    pub stale: Identity,
}

impl Nginx {
    /// Starts it, with or without root.
    pub fn start(authority: &Authority) -> Result<Self, Failed> {
        let good = authority.identity(Defect::None)?;
        let stale = authority.identity(Defect::Expired)?;
        // With root it gives root up for Debian's web server user.
        let user = if requirement::is_root() {
            "user www-data;"
        } else {
            ""
        };
        let server = Server::start(|folder, ports| {
            folder.write("good.chain.pem", &good.chain_pem())?;
            folder.write("good.key.pem", &good.key_pem)?;
            folder.write("stale.chain.pem", &stale.chain_pem())?;
            folder.write("stale.key.pem", &stale.key_pem)?;
            let folder_path = folder.path().display();
            let [modern, tls12, plain, exchange, failing, expired] = ports;
            let configuration = folder.write(
                "nginx.conf",
                &format!(
                    r#"
{user}
daemon off;
worker_processes 1;
pid {folder_path}/nginx.pid;
error_log {folder_path}/error.log notice;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder_path}/body;
  proxy_temp_path {folder_path}/proxy;
  fastcgi_temp_path {folder_path}/fastcgi;
  uwsgi_temp_path {folder_path}/uwsgi;
  scgi_temp_path {folder_path}/scgi;

  ssl_certificate {folder_path}/good.chain.pem;
  ssl_certificate_key {folder_path}/good.key.pem;
  ssl_protocols TLSv1.2 TLSv1.3;

  # What the server knows of the very connection that carries the answer.
  add_header X-Seen-TLS "$ssl_protocol $ssl_cipher $ssl_curve" always;
  add_header X-Seen-Name $ssl_server_name always;
  add_header X-Seen-ALPN $ssl_alpn_protocol always;

  server {{
    listen 127.0.0.1:{modern} ssl http2;
    location / {{ return 200 "fine\n"; }}
  }}
  server {{
    listen 127.0.0.1:{tls12} ssl;
    ssl_protocols TLSv1.2;
    location / {{ return 200 "fine\n"; }}
  }}
  server {{
    listen 127.0.0.1:{plain};
    location / {{ return 200 "fine\n"; }}
  }}
  # As Exchange Online answers those who have not signed in.
  server {{
    listen 127.0.0.1:{exchange} ssl http2;
    add_header X-CalculatedFETarget PHX.internal.outlook.com always;
    add_header X-FEEFZInfo PHX always;
    add_header X-FEServer PH0PR07CA0001 always;
    location / {{ return 401; }}
  }}
  server {{
    listen 127.0.0.1:{failing} ssl http2;
    location / {{ return 503; }}
  }}
  server {{
    listen 127.0.0.1:{expired} ssl http2;
    ssl_certificate {folder_path}/stale.chain.pem;
    ssl_certificate_key {folder_path}/stale.key.pem;
    location / {{ return 200 "fine\n"; }}
  }}
}}
"#
                ),
            )?;
            Ok(Launch {
                command: vec![
                    program("nginx")?,
                    "-p".to_owned(),
                    folder_path.to_string(),
                    // Messages from before the configuration is read.
                    "-e".to_owned(),
                    "stderr".to_owned(),
                    "-c".to_owned(),
                    configuration.display().to_string(),
                ],
                log: "error.log",
                ready: "start worker process ",
            })
        })?;
        Ok(Self {
            server,
            good,
            stale,
        })
    }

    /// TLS 1.3, HTTP/2, status 200.
    pub fn modern(&self) -> u16 {
        self.server.ports()[0]
    }

    /// TLS 1.2, HTTP/1.1, status 200.
    pub fn tls12(&self) -> u16 {
        self.server.ports()[1]
    }

    /// HTTP without TLS.
    pub fn plain(&self) -> u16 {
        self.server.ports()[2]
    }

    /// Status 401 and headers of Exchange Online.
    pub fn exchange(&self) -> u16 {
        self.server.ports()[3]
    }

    /// Status 503.
    pub fn failing(&self) -> u16 {
        self.server.ports()[4]
    }

    /// An expired certificate.
    pub fn expired(&self) -> u16 {
        self.server.ports()[5]
    }

    /// What it logged.
    pub fn log(&self) -> String {
        self.server.folder().read("error.log")
    }
}
