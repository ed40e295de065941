//! Questions to the DNS whose answers are wanted whole: all records, the aliases on the way, and
//! whether the server vouches for them.

use std::net::{IpAddr, SocketAddr};

use hickory_resolver::config::ResolverOpts;
use hickory_resolver::net::xfer::{DnsHandle as _, FirstAnswer as _, RetryDnsHandle};
use hickory_resolver::proto::op::{
    DnsRequest, DnsRequestOptions, DnsResponse, Query, ResponseCode,
};
use hickory_resolver::proto::rr::rdata::TLSA;
use hickory_resolver::proto::rr::{self, RData};
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig};
use std::sync::Arc;

use super::answers::{Answer, AnswerStatus, Data, Question, RecordType};
use super::runtime::DnsRuntime;
use super::{ATTEMPTS, Empty, absolute, empty_answer, failure, name_servers, set_options, shown};
use crate::record::Cname;
use crate::text::sanitize;

/// The most records of one answer. Some domains have more than a hundred TXT records.
const RECORDS: usize = 256;

/// The most aliases that are kept.
const ALIASES: usize = 16;

/// Asks DNS servers. Nothing is remembered: each audit sees what is there now.
pub(crate) struct Asker {
    pool: RetryDnsHandle<NameServerPool<DnsRuntime>>,
}

impl Asker {
    /// Asks the server that the caller named, or those of this machine's configuration.
    ///
    /// # Errors
    /// This machine's configuration cannot be read.
    pub(crate) fn new(named: Option<SocketAddr>) -> Result<Self, String> {
        let config = name_servers(named).map_err(|error| error.to_string())?;
        let mut options = ResolverOpts::default();
        set_options(&mut options);
        let tls = TlsConfig::new().map_err(|error| error.to_string())?;
        let context = Arc::new(PoolContext::new(options, tls));
        let servers = config.name_servers().iter().cloned();
        let pool = NameServerPool::from_config(servers, context, DnsRuntime::default());
        Ok(Self {
            pool: RetryDnsHandle::new(pool, ATTEMPTS),
        })
    }

    /// Asks one question. Never fails: that is in the answer too.
    pub(crate) async fn ask(&self, question: &Question) -> Answer {
        self.send(question, false).await
    }

    /// Asks for the answer even where its signatures do not hold (the CD bit, RFC 4035 section 3.2.2).
    pub(crate) async fn ask_unchecked(&self, question: &Question) -> Answer {
        self.send(question, true).await
    }

    async fn send(&self, question: &Question, unchecked: bool) -> Answer {
        let name = match absolute(&question.name) {
            Ok(name) => name,
            Err(why) => return Answer::failed(format!("not a DNS name: {why}")),
        };
        let query = Query::query(name, wire_type(question.record_type));
        let mut options = DnsRequestOptions::default();
        // Some servers say whether signatures hold only to those who ask for them (the DO bit).
        options.edns_set_dnssec_ok = matches!(
            question.record_type,
            RecordType::A | RecordType::Aaaa | RecordType::Mx | RecordType::Soa | RecordType::Tlsa
        );
        let mut request = DnsRequest::from_query(query, options);
        // RFC 6840 section 5.7: a set AD bit asks the server to say whether it has checked.
        request.metadata.authentic_data = true;
        request.metadata.checking_disabled = unchecked;
        match self.pool.send(request).first_answer().await {
            Ok(response) => read(&response, question.record_type),
            Err(error) => match empty_answer(&error) {
                Some(Empty::NoData) => Answer::empty(AnswerStatus::NoData),
                Some(Empty::NoName) => Answer::empty(AnswerStatus::NoName),
                None => Answer::failed(failure(&error)),
            },
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
