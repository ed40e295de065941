//! From the bytes of a query to the bytes of its answer: no I/O.

use std::str::FromStr as _;

use hickory_resolver::proto::op::{Edns, Message, MessageType, Metadata, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, CNAME, MX, SOA, TLSA, TXT};
use hickory_resolver::proto::rr::{DNSClass, Name, RData, Record, RecordType};

use super::super::domains;
use super::zone::{self, Entry};

/// Time to live of every record, seconds.
const TTL: u32 = 60;

/// The longest answer over UDP to a client without EDNS (RFC 1035 section 4.2.1).
const UDP_LIMIT: usize = 512;

/// The longest answer over UDP at all: what passes without fragments.
const EDNS_LIMIT: u16 = 1232;

/// The longest chain of aliases that is followed.
const LONGEST_CHAIN: usize = 8;

/// How the query came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    Udp,
    Tcp,
}

/// The answer to a query; none where silence is the answer: to what is no query, and to the name that
/// plays a dead server.
pub(super) fn answer(query: &[u8], transport: Transport) -> Option<Vec<u8>> {
    let Ok(query) = Message::from_vec(query) else {
        return format_error(query);
    };
    if query.metadata.message_type != MessageType::Query {
        // An answer to an answer could go on for ever.
        return None;
    }
    let mut message = Message::response(query.metadata.id, query.metadata.op_code);
    message.metadata = Metadata::response_from_request(&query.metadata);
    message.metadata.recursion_available = true;
    let limit = match (&query.edns, transport) {
        (_, Transport::Tcp) => usize::from(u16::MAX),
        (None, Transport::Udp) => UDP_LIMIT,
        (Some(edns), Transport::Udp) => {
            usize::from(edns.max_payload().min(EDNS_LIMIT)).max(UDP_LIMIT)
        }
    };
    if query.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(EDNS_LIMIT);
        message.set_edns(edns);
    }
    message.add_queries(query.queries.iter().cloned());
    match query.queries.as_slice() {
        _ if query.metadata.op_code != OpCode::Query => {
            message.metadata.response_code = ResponseCode::NotImp;
        }
        [question] if question.query_class() == DNSClass::IN => {
            let checks = !query.metadata.checking_disabled;
            look_up(question.name(), question.query_type(), checks, &mut message)?;
            // To those who ask for it (RFC 6840 section 5.8).
            let wants = query.metadata.authentic_data
                || query
                    .edns
                    .as_ref()
                    .is_some_and(|edns| edns.flags().dnssec_ok);
            let name = question.name().to_ascii().to_ascii_lowercase();
            message.metadata.authentic_data =
                wants && domains::vouched_for(name.trim_end_matches('.'));
        }
        [_] => message.metadata.response_code = ResponseCode::Refused,
        _ => message.metadata.response_code = ResponseCode::FormErr,
    }
    let bytes = message.to_vec().ok()?;
    if bytes.len() <= limit {
        return Some(bytes);
    }
    message.truncate().to_vec().ok()
}

/// Fills in the answer; none for the name that gets no answer.
fn look_up(name: &Name, wanted: RecordType, checks: bool, message: &mut Message) -> Option<()> {
    let mut owner = name.clone();
    for _ in 0..LONGEST_CHAIN {
        let text = owner.to_ascii();
        let text = text.trim_end_matches('.');
        if let Some(records) = domains::find(text) {
            match of_domain(&owner, &records, wanted, message) {
                Some(target) => {
                    owner = target;
                    continue;
                }
                None => return Some(()),
            }
        }
        let data = match (zone::find(text), wanted) {
            (None, _) => {
                message.metadata.response_code = ResponseCode::NXDomain;
                message.add_authority(start_of_authority());
                return Some(());
            }
            (Some(Entry::Silence), _) => return None,
            (Some(entry), _) if entry == Entry::Failure || (entry == Entry::Bogus && checks) => {
                message.metadata.response_code = ResponseCode::ServFail;
                return Some(());
            }
            (Some(Entry::Alias(target)), _) => {
                let target = name_of(target);
                let alias = RData::CNAME(CNAME(target.clone()));
                message.add_answer(Record::from_rdata(owner, TTL, alias));
                if wanted == RecordType::CNAME {
                    return Some(());
                }
                owner = target;
                continue;
            }
            (Some(Entry::Address | Entry::Bogus), RecordType::A) => {
                Some(RData::A(A(zone::ADDRESS)))
            }
            (Some(Entry::Mail(preference, exchange)), RecordType::MX) => {
                Some(RData::MX(MX::new(preference, name_of(exchange))))
            }
            (Some(Entry::LongText(count)), RecordType::TXT) => {
                Some(RData::TXT(TXT::new(vec!["x".repeat(100); count])))
            }
            // The name exists and has nothing of this type (RFC 2308 section 2.2).
            (Some(_), _) => None,
        };
        match data {
            Some(data) => message.add_answer(Record::from_rdata(owner, TTL, data)),
            None => message.add_authority(start_of_authority()),
        };
        return Some(());
    }
    message.metadata.response_code = ResponseCode::ServFail;
    Some(())
}

/// Fills in what a name of the mail domains has; gives the name to go on with behind an alias.
fn of_domain(
    owner: &Name,
    records: &[&domains::Record],
    wanted: RecordType,
    message: &mut Message,
) -> Option<Name> {
    use domains::Record as Known;
    if records.contains(&&Known::Failure) {
        message.metadata.response_code = ResponseCode::ServFail;
        return None;
    }
    let mut next = None;
    let mut found = false;
    for record in records {
        let data = match (record, wanted) {
            (Known::Alias(target), _) => {
                let target = name_of(target);
                next = (wanted != RecordType::CNAME).then(|| target.clone());
                RData::CNAME(CNAME(target))
            }
            (Known::Address, RecordType::A) => RData::A(A(zone::ADDRESS)),
            (Known::Mail(preference, exchange), RecordType::MX) => {
                RData::MX(MX::new(*preference, name_of(exchange)))
            }
            (Known::Text(text), RecordType::TXT) => {
                let strings = text.as_bytes().chunks(255);
                RData::TXT(TXT::from_bytes(strings.collect()))
            }
            (Known::Association(usage, selector, matching), RecordType::TLSA) => {
                RData::TLSA(TLSA::new(
                    (*usage).into(),
                    (*selector).into(),
                    (*matching).into(),
                    vec![0xab; 32],
                ))
            }
            (Known::Start, RecordType::SOA) => start_of_authority().data,
            _ => continue,
        };
        found = true;
        message.add_answer(Record::from_rdata(owner.clone(), TTL, data));
    }
    if !found {
        message.add_authority(start_of_authority());
    }
    next
}

/// What makes a negative answer one that may be kept (RFC 2308 section 3).
fn start_of_authority() -> Record {
    let data = SOA::new(
        name_of("ns.lab.example"),
        name_of("hostmaster.lab.example"),
        1,
        3600,
        600,
        86_400,
        TTL,
    );
    Record::from_rdata(Name::root(), TTL, RData::SOA(data))
}

/// A name of the zone, which is always well formed.
fn name_of(text: &str) -> Name {
    let mut name = Name::from_str(text).unwrap_or_else(|_| Name::root());
    name.set_fqdn(true);
    name
}

/// FORMERR for a query that cannot be read, as far as its header can be (RFC 1035 section 4.1.1).
fn format_error(query: &[u8]) -> Option<Vec<u8>> {
    let header = query.get(..12)?;
    let is_response = header[2] & 0x80 != 0;
    if is_response {
        return None;
    }
    let id = u16::from_be_bytes([header[0], header[1]]);
    Message::error_msg(id, OpCode::Query, ResponseCode::FormErr)
        .to_vec()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_resolver::proto::op::Query;

    fn ask(name: &str, wanted: RecordType, edns: Option<u16>, transport: Transport) -> Message {
        let mut query = Message::query();
        query.add_query(Query::query(name_of(name), wanted));
        if let Some(payload) = edns {
            let mut extension = Edns::new();
            extension.set_max_payload(payload);
            query.set_edns(extension);
        }
        let bytes = answer(&query.to_vec().expect("a query"), transport).expect("an answer");
        let message = Message::from_vec(&bytes).expect("a message");
        assert_eq!(message.metadata.id, query.metadata.id);
        assert_eq!(message.queries, query.queries);
        message
    }

    #[test]
    fn a_long_answer_is_truncated_over_udp_and_whole_over_tcp() {
        for (edns, transport, truncated) in [
            (None, Transport::Udp, true),
            (Some(65_535), Transport::Udp, true),
            (None, Transport::Tcp, false),
        ] {
            let message = ask("large.example", RecordType::TXT, edns, transport);
            assert_eq!(message.metadata.truncation, truncated, "{edns:?}");
            assert_eq!(message.answers.is_empty(), truncated, "{edns:?}");
        }
    }

    #[test]
    fn negative_answers_say_so() {
        let missing = ask("missing.example", RecordType::A, None, Transport::Udp);
        assert_eq!(missing.metadata.response_code, ResponseCode::NXDomain);
        assert_eq!(missing.authorities.len(), 1);
        let no_ipv6 = ask(SMTP, RecordType::AAAA, None, Transport::Udp);
        assert_eq!(no_ipv6.metadata.response_code, ResponseCode::NoError);
        assert_eq!(no_ipv6.answers.len(), 2, "the aliases");
        assert_eq!(no_ipv6.authorities.len(), 1);
    }

    #[test]
    fn hostile_bytes_get_an_error_or_nothing() {
        assert_eq!(answer(&[], Transport::Udp), None);
        assert_eq!(answer(&[0; 11], Transport::Udp), None);
        // A response is not answered, readable or not.
        assert_eq!(
            answer(&[0, 1, 0x80, 0, 0, 9, 0, 0, 0, 0, 0, 0], Transport::Udp),
            None
        );
        // One question announced, and a name that points at itself.
        let mut query = vec![0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        query.extend([0xc0, 12, 0, 1, 0, 1]);
        let reply = answer(&query, Transport::Udp).expect("an answer");
        let reply = Message::from_vec(&reply).expect("a message");
        assert_eq!(reply.metadata.id, 7);
        assert_eq!(reply.metadata.response_code, ResponseCode::FormErr);
    }

    const SMTP: &str = "smtp.office365.com";
}
