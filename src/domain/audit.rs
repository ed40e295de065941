//! Asking: the only part of this module that talks to the network.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::judge::{Missing, judge_and_ask};
use super::observation::{FetchFailure, Observation, PolicyFetch};
use super::report::Report;
use super::spec::DomainSpec;
use super::{Answer, Data, Question, RecordType, judge};
use crate::clock::now_ms;
use crate::dns::{self, Asker};
use crate::probe::{Fetch, HttpAnswer, Prober};
use crate::record::{Outcome, OutcomeCode, PhaseName};
use crate::text::sanitize;

/// The most questions of one audit: a bound for hostile trees of SPF records.
const QUESTIONS: usize = 256;

/// Questions at the same time: not a burst that a small resolver would drop.
const AT_ONCE: usize = 16;

/// RFC 8461 section 3.3 recommends a limit and names 64 KiB.
const POLICY_LIMIT: usize = 64 * 1024;

/// The most lines of a policy that are kept, and the most characters of one.
const POLICY_LINES: usize = 500;
const POLICY_LINE: usize = 500;

/// The port of HTTPS.
const HTTPS: u16 = 443;

/// Audits a domain. Ends within the configured timeout; what was not answered by then is unknown.
/// Never fails: what goes wrong is in the report. Dropping the future ends it at once.
///
/// A specification that [`DomainSpec::validate`] refuses gives a report with outcome `internal`.
pub async fn audit(id: u64, spec: &DomainSpec, prober: &Prober) -> Report {
    let mut observation = match spec.begin() {
        Ok(observation) => observation,
        Err(error) => return Report::broken(id, spec, &error.to_string()),
    };
    let started = Instant::now();
    let deadline = started + prober.settings().timeout;
    observation.started_at = now_ms();
    // What was answered before the deadline is in the observation.
    let _ = timeout_at(deadline, look(&mut observation, prober)).await;
    observation.duration_ms = started.elapsed().as_secs_f64() * 1_000.0;
    Report {
        id,
        tag: spec.tag.clone(),
        ..judge(&observation)
    }
}

/// Judges and asks in turn until the rules know all that they want to.
async fn look(observation: &mut Observation, prober: &Prober) {
    let named = prober.settings().dns_server;
    observation.servers = dns::in_use(named);
    let asker = Asker::new(named).map(Arc::new);
    loop {
        let (_, Missing { questions, policy }) = judge_and_ask(observation);
        let room = QUESTIONS.saturating_sub(observation.answers.len());
        let questions: Vec<Question> = questions.into_iter().take(room).collect();
        if !questions.is_empty() {
            match &asker {
                Ok(asker) => ask_all(asker, questions, observation).await,
                Err(why) => {
                    for question in questions {
                        let answer = Answer::failed(format!("no DNS server is known: {why}"));
                        observation.answers.insert(question, answer);
                    }
                }
            }
        } else if policy {
            observation.policy = Some(fetch_policy(observation, prober).await);
        } else {
            return;
        }
    }
}

/// Asks questions, some at the same time, and keeps each answer as it comes.
async fn ask_all(asker: &Arc<Asker>, questions: Vec<Question>, observation: &mut Observation) {
    // Dropping the set ends its tasks.
    let mut running = JoinSet::new();
    let mut questions = questions.into_iter();
    loop {
        while running.len() < AT_ONCE
            && let Some(question) = questions.next()
        {
            let asker = Arc::clone(asker);
            running.spawn(async move {
                let answer = asker.ask(&question).await;
                (question, answer)
            });
        }
        match running.join_next().await {
            Some(Ok((question, answer))) => observation.answers.insert(question, answer),
            // A task that panicked leaves its question open; what is open is unknown.
            Some(Err(_)) => {}
            None => return,
        }
    }
}

async fn fetch_policy(observation: &Observation, prober: &Prober) -> PolicyFetch {
    let host = format!("mta-sts.{}", observation.domain);
    let (addresses, port) = match observation.policy_address {
        Some(address) => (vec![address.ip()], address.port()),
        None => (addresses_of(observation, &host), HTTPS),
    };
    let policy = Fetch {
        tls: true,
        host: &host,
        port,
        authority: &host,
        path: "/.well-known/mta-sts.txt",
        addresses: Some(&addresses),
        accept: "text/plain",
        if_none_match: None,
        limit: POLICY_LIMIT,
    };
    match prober.fetch(&policy).await {
        Ok(answer) => answered(answer),
        Err(outcome) => failed(&outcome, &addresses, port),
    }
}

fn addresses_of(observation: &Observation, host: &str) -> Vec<IpAddr> {
    // IPv6 first, as RFC 6724 prefers it; the next address follows soon where it does not connect.
    [RecordType::Aaaa, RecordType::A]
        .into_iter()
        .filter_map(|record_type| observation.answers.get(&Question::new(host, record_type)))
        .flat_map(|answer| &answer.records)
        .filter_map(|data| match data {
            Data::Address { address } => Some(*address),
            _ => None,
        })
        .collect()
}

fn answered(answer: HttpAnswer) -> PolicyFetch {
    PolicyFetch::Answered {
        http_status: answer.status,
        content_type: answer.header("content-type"),
        location: answer.header("location"),
        lines: answer
            .body
            .split(|byte| *byte == b'\n')
            .take(POLICY_LINES)
            .map(|line| sanitize(line.strip_suffix(b"\r").unwrap_or(line), POLICY_LINE))
            .collect(),
    }
}

fn failed(outcome: &Outcome, addresses: &[IpAddr], port: u16) -> PolicyFetch {
    use OutcomeCode as Code;
    let failure = match (outcome.code, outcome.phase) {
        (Code::Internal | Code::LocalLimit, _) => FetchFailure::Local,
        (Code::Timeout, _) => FetchFailure::Timeout,
        (
            Code::CertificateExpired
            | Code::CertificateNotYetValid
            | Code::CertificateWrongName
            | Code::CertificateUnknownIssuer
            | Code::CertificateRevoked
            | Code::CertificateInvalid,
            _,
        ) => FetchFailure::Certificate,
        (Code::ReplyTooLong, Some(PhaseName::Application)) => FetchFailure::TooLong,
        (_, Some(PhaseName::Application)) => FetchFailure::Http,
        // A connection that breaks says nothing about what a policy host can do.
        (Code::Reset | Code::Closed, _) => FetchFailure::Connect,
        (_, Some(PhaseName::Tls)) => FetchFailure::Tls,
        _ => FetchFailure::Connect,
    };
    let detail = outcome
        .detail
        .as_deref()
        .map_or_else(String::new, |detail| format!(": {detail}"));
    let only = match addresses {
        [address] => Some(*address),
        _ => None,
    };
    let place = outcome
        .address
        .or(only)
        .map_or_else(String::new, |address| {
            format!(" at {}", SocketAddr::new(address, port))
        });
    PolicyFetch::Failed {
        failure,
        error: sanitize(format!("{}{place}{detail}", outcome.code).as_bytes(), 400),
    }
}
