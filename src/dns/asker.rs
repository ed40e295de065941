//! Questions to the DNS whose answers are wanted whole: all records, the aliases on the way, and
//! whether the server vouches for them.

use std::net::{IpAddr, SocketAddr};

use hickory_resolver::config::ResolverOpts;
use hickory_resolver::net::xfer::{DnsHandle as _, FirstAnswer as _};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{
    DnsRequest, DnsRequestOptions, DnsResponse, Query, ResponseCode,
};
use hickory_resolver::proto::rr::rdata::TLSA;
use hickory_resolver::proto::rr::{self, RData};
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig};
use std::sync::Arc;

use super::answers::{Answer, AnswerStatus, Data, Question, RecordType};
use super::servers::name_servers;
use super::sockets::{LastError, Sockets};
use super::{ATTEMPTS, Empty, TIMEOUT, absolute, empty_answer, failure, shown};
use crate::record::Cname;
use crate::text::sanitize;

/// The most records of one answer. Some domains have more than a hundred TXT records.
const RECORDS: usize = 256;

/// The most aliases that are kept.
const ALIASES: usize = 16;

/// Asks DNS servers. Nothing is remembered: each audit sees what is there now.
pub(crate) struct Asker {
    pool: NameServerPool<Sockets>,
    last_error: LastError,
}

impl Asker {
    /// Asks the server that the caller named, or those of this machine's configuration.
    ///
    /// # Errors
    /// This machine's configuration cannot be read.
    pub(crate) fn new(named: Option<SocketAddr>) -> Result<Self, String> {
        let config = name_servers(named).map_err(|error| error.to_string())?;
        let mut options = ResolverOpts::default();
        options.timeout = TIMEOUT;
        let tls = TlsConfig::new().map_err(|error| error.to_string())?;
        let context = Arc::new(PoolContext::new(options, tls));
        let servers = config.name_servers().iter().cloned();
        let sockets = Sockets::default();
        Ok(Self {
            last_error: sockets.last_error.clone(),
            pool: NameServerPool::from_config(servers, context, sockets),
        })
    }

    /// Asks one question. Never fails: that is in the answer too.
    pub(crate) async fn ask(&self, question: &Question) -> Answer {
        // Some servers say whether signatures hold only to those who ask for them (the DO bit).
        let signatures = matches!(
            question.record_type,
            RecordType::A | RecordType::Aaaa | RecordType::Mx | RecordType::Soa | RecordType::Tlsa
        );
        self.send(question, signatures, false).await
    }

    /// Asks for the answer even where its signatures do not hold (the CD bit, RFC 4035 section 3.2.2).
    pub(crate) async fn ask_unchecked(&self, question: &Question) -> Answer {
        self.send(question, true, true).await
    }

    /// Asks as applications do, without an interest in signatures. A server that leaves it to its clients
    /// to follow aliases is asked on.
    pub(crate) async fn look_up(&self, question: &Question) -> Answer {
        let mut chain: Vec<Cname> = Vec::new();
        let mut question = question.clone();
        loop {
            let mut answer = self.send(&question, false, false).await;
            let before = chain.len();
            for link in answer.cname_chain {
                if !chain.iter().any(|known| known.name == link.name) {
                    chain.push(link);
                }
            }
            let next = chain.get(before..).and_then(<[Cname]>::last);
            match next.filter(|_| answer.status == AnswerStatus::NoData && chain.len() < ALIASES) {
                Some(link) => question.name.clone_from(&link.target),
                None => {
                    answer.cname_chain = chain;
                    return answer;
                }
            }
        }
    }

    async fn send(&self, question: &Question, signatures: bool, unchecked: bool) -> Answer {
        let name = match absolute(&question.name) {
            Ok(name) => name,
            Err(why) => return Answer::failed(format!("not a DNS name: {why}")),
        };
        let query = Query::query(name, wire_type(question.record_type));
        let mut options = DnsRequestOptions::default();
        options.edns_set_dnssec_ok = signatures;
        let mut request = DnsRequest::from_query(query, options);
        // RFC 6840 section 5.7: a set AD bit asks the server to say whether it has checked.
        request.metadata.authentic_data = true;
        request.metadata.checking_disabled = unchecked;
        let mut attempts = ATTEMPTS;
        loop {
            let error = match self.pool.send(request.clone()).first_answer().await {
                Ok(response) => return read(&response, question.record_type),
                Err(error) => error,
            };
            match empty_answer(&error) {
                Some(Empty::NoData) => return Answer::empty(AnswerStatus::NoData),
                Some(Empty::NoName) => return Answer::empty(AnswerStatus::NoName),
                None => {}
            }
            match error {
                // At once: the next "port unreachable" may be held back, since systems limit their rate.
                // Truncated: the answer is too long for UDP, and TCP has failed.
                NetError::NoConnections | NetError::Truncated => {
                    let text = self.last_error.text();
                    return Answer::failed(text.unwrap_or_else(|| failure(&error)));
                }
                // A server that does not know EDNS is asked without (RFC 6891 section 7); BADVERS and BADSIG
                // are one number.
                NetError::Dns(DnsError::ResponseCode(
                    ResponseCode::FormErr
                    | ResponseCode::NotImp
                    | ResponseCode::BADVERS
                    | ResponseCode::BADSIG,
                )) if request.edns.is_some() => request.edns = None,
                _ if attempts > 0 => attempts -= 1,
                _ => return Answer::failed(failure(&error)),
            }
        }
    }
}

fn wire_type(record_type: RecordType) -> rr::RecordType {
    match record_type {
        RecordType::A => rr::RecordType::A,
        RecordType::Aaaa => rr::RecordType::AAAA,
        RecordType::Cname => rr::RecordType::CNAME,
        RecordType::Mx => rr::RecordType::MX,
        RecordType::Soa => rr::RecordType::SOA,
        RecordType::Tlsa => rr::RecordType::TLSA,
        RecordType::Txt => rr::RecordType::TXT,
    }
}

/// Reads an answer that has records: of the type asked for, or aliases alone.
fn read(response: &DnsResponse, wanted: RecordType) -> Answer {
    let wire = wire_type(wanted);
    let mut answer = Answer::empty(AnswerStatus::NoData);
    answer.authenticated = response.metadata.authentic_data;
    let mut ttl: Option<u32> = None;
    for record in &response.answers {
        match &record.data {
            RData::CNAME(target)
                if wanted != RecordType::Cname && answer.cname_chain.len() < ALIASES =>
            {
                answer.cname_chain.push(Cname {
                    name: shown(&record.name),
                    target: shown(&target.0),
                    ttl_seconds: record.ttl,
                });
            }
            data if record.record_type() == wire => {
                // Leaving some out could make an absence of what is there.
                if answer.records.len() == RECORDS {
                    return Answer::failed(format!("an answer of more than {RECORDS} records"));
                }
                let Some(data) = plain(data) else { continue };
                answer.records.push(data);
                ttl = Some(ttl.map_or(record.ttl, |known| known.min(record.ttl)));
            }
            // Signatures, and what was not asked for.
            _ => {}
        }
    }
    answer.ttl_seconds = ttl;
    if !answer.records.is_empty() {
        answer.status = AnswerStatus::Records;
    } else if response.metadata.response_code == ResponseCode::NXDomain {
        answer.status = AnswerStatus::NoName;
    }
    answer
}

fn plain(data: &RData) -> Option<Data> {
    Some(match data {
        RData::A(address) => Data::Address {
            address: IpAddr::V4(address.0),
        },
        RData::AAAA(address) => Data::Address {
            address: IpAddr::V6(address.0),
        },
        RData::CNAME(target) => Data::Cname {
            target: shown(&target.0),
        },
        RData::MX(mx) => Data::Mx {
            preference: mx.preference,
            exchange: shown(&mx.exchange),
        },
        RData::SOA(_) => Data::Soa,
        RData::TLSA(record) => association(record),
        RData::TXT(text) => Data::Txt {
            strings: text
                .txt_data
                .iter()
                .map(|string| sanitize(string, 255))
                .collect(),
        },
        _ => return None,
    })
}

fn association(record: &TLSA) -> Data {
    /// Whole certificates are longer; how they begin is enough to see that they are there.
    const BYTES: usize = 512;
    let data = record.cert_data.iter().take(BYTES);
    Data::Tlsa {
        usage: record.cert_usage.into(),
        selector: record.selector.into(),
        matching: record.matching.into(),
        data: data.map(|byte| format!("{byte:02x}")).collect(),
    }
}
