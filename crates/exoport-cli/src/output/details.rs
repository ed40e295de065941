//! Everything about one record that a person looks at, in blocks below its row.

use super::super::escape::escape;
use super::date::{date, duration};
use super::text::{DIM, labelled, paint, severity_style, source};
use super::timeline;
use exoport::record::{
    Certificate, Dialogue, Direction, Finding, LegacyOffer, Observation, ProxyUse, Record,
    Resolution, ResolutionSource, Trust, Verification,
};

/// Columns before the labels.
const INDENT: usize = 4;
/// Columns from there to the text.
const LABEL: usize = 14;
/// Names of a certificate that are shown; the record has all.
const MAX_NAMES: usize = 12;

/// The block of a record, with an empty line after it.
pub fn block(record: &Record) -> String {
    let seen = &record.observation;
    let mut block = Block::default();
    for finding in &record.findings {
        block.finding(finding);
    }
    block.outcome(seen);
    if let Some(resolution) = &seen.resolution {
        block.resolution(resolution);
    }
    if let Some(proxy) = &seen.proxy {
        block.proxy(proxy);
    }
    block.attempts(seen);
    block.phases(seen);
    if let Some(dialogue) = &seen.dialogue {
        block.dialogue(dialogue);
    }
    block.tls(seen);
    if let Some(offer) = &seen.legacy_tls {
        block.legacy(offer);
    }
    for (number, certificate) in seen.certificates.iter().enumerate() {
        block.certificate(number, certificate);
    }
    if let Some(trust) = &seen.trust {
        block.trust(trust);
    }
    if let Some(dialogue) = &seen.dialogue {
        block.transcript(dialogue);
    }
    block.0.push('\n');
    block.0
}

/// Lines so far.
#[derive(Default)]
struct Block(String);

impl Block {
    /// One labelled text; the only way in, and it escapes.
    fn line(&mut self, label: &str, text: &str) {
        self.0
            .push_str(&labelled(INDENT, label, LABEL, &escape(text)));
    }

    fn optional(&mut self, label: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.line(label, text);
        }
    }

    fn list(&mut self, label: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.line(label, &texts.join(", "));
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let head = format!("{} {}", finding.severity, escape(&finding.code));
        self.0.push_str(&" ".repeat(INDENT));
        self.0
            .push_str(&paint(severity_style(finding.severity), &head));
        self.0.push('\n');
        self.line("  meaning", &finding.explanation);
        for evidence in &finding.evidence {
            self.line("  evidence", evidence);
        }
        self.line("  remedy", &finding.remedy);
        self.line("  source", &source(&finding.source));
    }

    fn outcome(&mut self, seen: &Observation) {
        let outcome = &seen.outcome;
        let mut text = outcome.code.to_string();
        if let Some(phase) = outcome.phase {
            text.push_str(&format!(" in {phase}"));
        }
        if let Some(reply) = &outcome.reply {
            text.push_str(&format!(", reply {reply}"));
        }
        if let Some(alert) = &outcome.tls_alert {
            text.push_str(&format!(", alert {} ({})", alert.number, alert.name));
        }
        if let Some(detail) = &outcome.detail {
            text.push_str(&format!(": {detail}"));
        }
        self.line("outcome", &text);
    }

    fn resolution(&mut self, resolution: &Resolution) {
        let addresses: Vec<String> = resolution
            .addresses
            .iter()
            .map(ToString::to_string)
            .collect();
        let found = if resolution.source == ResolutionSource::Proxy {
            "resolved by the proxy".to_owned()
        } else if addresses.is_empty() {
            "no address".to_owned()
        } else {
            addresses.join(", ")
        };
        self.line(
            "name",
            &format!("{} ({}): {found}", resolution.name, resolution.source),
        );
        for mx in &resolution.mx {
            self.line("mx", &format!("{} {}", mx.preference, mx.exchange));
        }
        self.optional("mx", resolution.mx_error.as_deref());
        let Some(dns) = &resolution.dns else { return };
        for alias in &dns.cname_chain {
            self.line(
                "cname",
                &format!(
                    "{} -> {} ({} s)",
                    alias.name, alias.target, alias.ttl_seconds
                ),
            );
        }
        if let Some(link) = &dns.broken {
            let mut text = format!("{}: {}", link.name, link.fault);
            if link.dnssec {
                text.push_str(", rejected by DNSSEC validation");
            }
            if let Some(detail) = &link.detail {
                text.push_str(&format!(": {detail}"));
            }
            self.line("broken link", &text);
        }
        if dns.agrees == Some(false) {
            let other: Vec<String> = dns.addresses.iter().map(ToString::to_string).collect();
            self.line("dns differs", &other.join(", "));
        }
        self.optional("dns", dns.error.as_deref());
    }

    fn proxy(&mut self, proxy: &ProxyUse) {
        let mut text = format!("{} ({}", proxy.url, proxy.source);
        if proxy.remote_dns {
            text.push_str(", resolves the name");
        }
        if let Some(authentication) = proxy.authentication {
            text.push_str(&format!(", authentication {authentication}"));
        }
        text.push(')');
        self.line("proxy", &text);
        self.optional("  asked for", proxy.destination.as_deref());
        self.optional("  reply", proxy.reply.as_deref());
        if let Some(address) = proxy.bound_address {
            self.line("  goes out as", &address.to_string());
        }
        for header in &proxy.headers {
            self.line("  header", &format!("{}: {}", header.name, header.value));
        }
    }

    fn attempts(&mut self, seen: &Observation) {
        for attempt in &seen.attempts {
            let mut text = format!(
                "{} {} after {}",
                attempt.address,
                attempt.outcome,
                duration(attempt.duration_ms)
            );
            if attempt.used {
                text.push_str(", used");
            }
            if let Some(local) = attempt.local_address {
                text.push_str(&format!(", from {local}"));
            }
            if let Some(detail) = &attempt.detail {
                text.push_str(&format!(": {detail}"));
            }
            self.line("address", &text);
        }
    }

    /// The timeline. Its columns stand, so it is not wrapped; the widest line has 80.
    fn phases(&mut self, seen: &Observation) {
        for (number, line) in timeline::lines(seen).iter().enumerate() {
            let label = if number == 0 { "timeline" } else { "" };
            let padded = format!("{label:<LABEL$}");
            self.0.push_str(&" ".repeat(INDENT));
            self.0.push_str(&paint(DIM, &padded));
            self.0.push_str(line);
            self.0.push('\n');
        }
        self.optional("latency", timeline::score(seen).as_deref());
    }

    fn dialogue(&mut self, dialogue: &Dialogue) {
        self.optional("greeting", dialogue.greeting.as_deref());
        self.optional("server", dialogue.server_name.as_deref());
        self.optional("said ehlo", dialogue.ehlo_name.as_deref());
        if let Some(egress) = dialogue.egress_address {
            self.line(
                "seen from",
                &format!("{egress} (this site's address, as the server names it)"),
            );
        }
        self.list(
            "before TLS",
            dialogue.capabilities_before_tls.as_deref().unwrap_or(&[]),
        );
        self.optional("starttls", dialogue.starttls_reply.as_deref());
        self.list("offers", dialogue.capabilities.as_deref().unwrap_or(&[]));
        self.list("auth in clear", &dialogue.auth_before_tls);
        self.list("auth", &dialogue.auth);
        self.optional("injected", dialogue.injected.as_deref());
        self.optional("unexpected", dialogue.unexpected.as_deref());
        self.optional("bye", dialogue.quit_reply.as_deref());
        if let Some(http) = &dialogue.http {
            self.line(
                "http",
                &format!("{}: {} {}", http.request, http.version, http.status),
            );
            self.optional("front door", http.front_door.as_deref());
            for header in &http.headers {
                self.line("  header", &format!("{}: {}", header.name, header.value));
            }
        }
    }

    fn tls(&mut self, seen: &Observation) {
        let Some(tls) = &seen.tls else { return };
        let agreed: Vec<&str> = [&tls.version, &tls.cipher_suite, &tls.group]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if !agreed.is_empty() {
            self.line("tls", &agreed.join(", "));
        }
        self.optional("alpn", tls.alpn.as_deref());
        self.optional("sni", tls.server_name.as_deref());
        if let Some(bytes) = tls.ocsp_staple_bytes {
            self.line("ocsp staple", &format!("{bytes} bytes"));
        }
        self.optional("tls error", tls.error.as_deref());
    }

    fn legacy(&mut self, offer: &LegacyOffer) {
        let answers = [
            ("TLS 1.0", offer.tls10),
            ("TLS 1.1", offer.tls11),
            ("TLS 1.2 with old suites", offer.tls12_other_suites),
        ];
        let known: Vec<String> = answers
            .iter()
            .filter_map(|(name, answer)| answer.map(|answer| format!("{name} {answer}")))
            .collect();
        self.list("legacy tls", &known);
        self.optional("  suite", offer.tls12_other_suite.as_deref());
    }

    fn certificate(&mut self, number: usize, certificate: &Certificate) {
        let label = format!("certificate {}", number + 1);
        self.line(
            &label,
            certificate.subject.as_deref().unwrap_or("(no subject)"),
        );
        self.optional("  issuer", certificate.issuer.as_deref());
        let names = &certificate.subject_alt_names;
        if let Some(shown) = names.get(..MAX_NAMES) {
            let more = names.len() - MAX_NAMES;
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            self.line("  names", &format!("{}{more}", shown.join(", ")));
        } else {
            self.list("  names", names);
        }
        if let (Some(from), Some(to)) = (certificate.not_before, certificate.not_after) {
            self.line("  valid", &format!("{} to {}", date(from), date(to)));
        }
        if let Some(key) = &certificate.public_key {
            let mut text = format!("{} {} bit", key.algorithm, key.bits);
            if let Some(curve) = &key.curve {
                text.push_str(&format!(" ({curve})"));
            }
            if let Some(signature) = &certificate.signature_algorithm {
                text.push_str(&format!(", signed with {signature}"));
            }
            self.line("  key", &text);
        }
        self.line("  sha256", &certificate.sha256);
        self.line("  thumbprint", &certificate.sha1);
        self.optional("  unreadable", certificate.error.as_deref());
    }

    fn trust(&mut self, trust: &Trust) {
        self.line(
            "trust",
            &format!("this machine: {}", verification(&trust.system)),
        );
        self.line(
            "",
            &format!("public roots: {}", verification(&trust.public)),
        );
        let matches = if trust.name_matches { "is" } else { "is NOT" };
        self.line("", &format!("the certificate {matches} for {}", trust.name));
        let validity = match (trust.within_validity, trust.days_left) {
            (true, Some(days)) => format!("valid now, {days} days left"),
            (true, None) => "valid now".into(),
            (false, _) => "NOT valid now".into(),
        };
        self.line("", &format!("{validity}; issuer {}", trust.issuer_class));
    }

    fn transcript(&mut self, dialogue: &Dialogue) {
        for line in &dialogue.transcript {
            let arrow = match line.from {
                Direction::Server => "<",
                Direction::Client => ">",
            };
            let lock = if line.tls { "tls" } else { "   " };
            let label = format!("{:>8}", duration(line.at_ms));
            self.line(&label, &format!("{lock} {arrow} {}", line.text));
        }
    }
}

fn verification(verification: &Verification) -> String {
    match &verification.detail {
        Some(detail) => format!("{} ({detail})", verification.verdict),
        None => verification.verdict.to_string(),
    }
}
