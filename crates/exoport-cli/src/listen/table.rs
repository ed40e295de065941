//! Visitors for people: a row each as they leave, at most 120 columns.

use textwrap::core::display_width;

use super::super::escape::escape;
use super::super::output::date::instant;
use super::super::output::text::{BOLD, DIM, labelled, paint};
use exoport::listen::{EndReason, Ended, Event, SenderClass, Started, Visitor};

/// Room for the EHLO name, the last column.
const EHLO: usize = 21;

/// What is shown of an event, line end included.
pub fn text(event: &Event) -> String {
    match event {
        Event::Started(started) => start(started),
        Event::Visitor(visitor) => row(visitor),
        Event::Ended(ended) => end(ended),
    }
}

fn start(started: &Started) -> String {
    let tls = match started.starttls {
        true => "with STARTTLS",
        false => "without STARTTLS",
    };
    let addresses = started.addresses.join(", ");
    let until = instant(started.until);
    let head = columns("Time", "Address", "Sender", "TLS", "Outcome", "EHLO");
    format!(
        "Listening on {addresses} until {until}, {tls}. Accepts no mail.\n\n{}\n",
        paint(BOLD, &head)
    )
}

fn row(visitor: &Visitor) -> String {
    let time = instant(visitor.started_at);
    // The day is in the first line, and a listener lives for a day at most.
    let time = time.get(11..19).unwrap_or(&time);
    let tls = visitor.tls.as_ref();
    let version = tls.and_then(|tls| tls.version.as_deref());
    let ehlo = escape(visitor.ehlo.as_deref().unwrap_or("-")).into_owned();
    let fits = display_width(&ehlo) <= EHLO;
    let mut text = columns(
        time,
        &visitor.address.to_string(),
        &sender(visitor),
        version.map_or("-", |version| {
            version.strip_prefix("TLSv").unwrap_or(version)
        }),
        visitor.outcome.as_str(),
        if fits { &ehlo } else { "(below)" },
    );
    text.push('\n');
    if !fits {
        text.push_str(&labelled(4, "ehlo", 8, &ehlo));
    }
    let why = tls
        .and_then(|tls| tls.error.as_ref())
        .or(visitor.detail.as_ref());
    if let Some(why) = why {
        text.push_str(&labelled(4, "why", 8, &escape(why)));
    }
    text
}

/// The clouds that publish the address as a sender, or what kind of address it is.
fn sender(visitor: &Visitor) -> String {
    match visitor.sender {
        SenderClass::Published => {
            let clouds: Vec<&str> = visitor
                .published
                .iter()
                .map(|sender| sender.instance.as_str())
                .collect();
            escape(&clouds.join(", ")).into_owned()
        }
        other => other.to_string(),
    }
}

fn end(ended: &Ended) -> String {
    let visitors = match ended.visitors {
        0 => "Nobody came: nothing is proven".to_owned(),
        1 => "1 visitor".to_owned(),
        many => format!("{many} visitors"),
    };
    let refused = match ended.refused {
        0 => String::new(),
        many => format!(", {many} connections refused because there were too many"),
    };
    let why = match ended.reason {
        EndReason::Time => "the time is over",
        EndReason::Visitors => "as many as were asked for",
        EndReason::Failed => "the sockets failed",
    };
    let detail = ended
        .detail
        .as_ref()
        .map(|detail| format!(": {}", escape(detail)));
    let line = format!("{visitors}{refused}; {why}{}", detail.unwrap_or_default());
    format!("\n{}\n", paint(DIM, &line))
}

fn columns(
    time: &str,
    address: &str,
    sender: &str,
    tls: &str,
    outcome: &str,
    ehlo: &str,
) -> String {
    let line = format!("{time:<8}  {address:<39}  {sender:<22}  {tls:<3}  {outcome:<15}  {ehlo}");
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use exoport::listen::{PublishedSender, VisitOutcome};
    use exoport::record::TlsSession;

    fn visitor() -> Visitor {
        Visitor {
            schema: 1,
            kind: "visitor".into(),
            id: 0,
            started_at: 1_806_278_399_000,
            duration_ms: 12.0,
            address: "2a01:111:f403:ffff:ffff:ffff:ffff:ffff"
                .parse()
                .expect("address"),
            port: 50_000,
            local_address: "192.0.2.1".parse().expect("address"),
            sender: SenderClass::Published,
            published: vec![PublishedSender {
                instance: "Worldwide".into(),
                set_id: 10,
                version: "2026081400".into(),
                range: "2a01:111:f403::/48".into(),
            }],
            ehlo: Some("EUR05-DB8-obe.outbound.protection.outlook.com".into()),
            tls: Some(TlsSession {
                version: Some("TLSv1.3".into()),
                ..TlsSession::default()
            }),
            commands: 4,
            last_command: Some("MAIL".into()),
            outcome: VisitOutcome::MailRefused,
            detail: None,
        }
    }

    #[test]
    fn a_row_fits_120_columns_and_escapes() {
        let text = row(&visitor());
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert!(plain.lines().all(|line| line.len() <= 120), "{plain}");
        assert!(
            plain.starts_with("23:59:59  2a01:111:f403:ffff:ffff:ffff:ffff:ffff   Worldwide               1.3  mail-refused     (below)\n"),
            "{plain}"
        );
        assert!(plain.contains("ehlo    EUR05-DB8-obe.outbound.protection.outlook.com"));
        let hostile = Visitor {
            ehlo: Some("\u{1b}[31m".into()),
            ..visitor()
        };
        assert!(row(&hostile).contains("\\x1b[31m"));
    }

    #[test]
    fn nobody_is_no_proof() {
        let ended = Ended {
            schema: 1,
            kind: "listen-ended".into(),
            ended_at: 0,
            visitors: 0,
            refused: 3,
            reason: EndReason::Time,
            detail: None,
        };
        let text = end(&ended);
        assert!(
            text.contains("Nobody came: nothing is proven, 3 connections refused"),
            "{text}"
        );
    }
}
