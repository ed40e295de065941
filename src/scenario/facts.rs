//! What the probes say about the path besides the verdicts: facts, no opinion.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::diagnosis::{front_door_by_dns, front_door_server, is_exchange_online, latency_points};
use crate::record::{OutcomeCode, Record};

/// Facts about the path from here to Exchange Online.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PathFacts {
    /// This site's public addresses, as mail servers name them in EHLO (facts section 4.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub egress_addresses: Vec<IpAddr>,
    /// One entry for each probe that reached Exchange Online without a proxy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub front_doors: Vec<FrontDoor>,
}

/// Which front door answered, and how far away it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FrontDoor {
    /// The requested host.
    pub host: String,
    /// The port that was meant.
    pub port: u16,
    /// The address that was connected to.
    pub address: IpAddr,
    /// The site in the CNAME chain, such as `lhr`: depends on where the resolver is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_by_dns: Option<String>,
    /// The site in the HTTP headers, such as `LHR`: where the connection went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_by_http: Option<String>,
    /// The server's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// How long the TCP connection took, in milliseconds.
    pub connect_ms: f64,
    /// Microsoft's points for that, 0 to 100 (facts section 7).
    pub latency_points: u8,
}

/// Collects the facts.
pub(super) fn collect(plan: &Plan, records: &[Record]) -> PathFacts {
    let mut facts = PathFacts::default();
    for (wanted, record) in plan.probes.iter().zip(records) {
        let seen = &record.observation;
        let dialogue = seen.dialogue.as_ref();
        if let Some(address) = dialogue.and_then(|dialogue| dialogue.egress_address)
            && !facts.egress_addresses.contains(&address)
        {
            facts.egress_addresses.push(address);
        }
        if seen.proxy.is_some() {
            // The address and the time are those of the proxy.
            continue;
        }
        let used = seen
            .attempts
            .iter()
            .find(|attempt| attempt.used && attempt.outcome == OutcomeCode::Ok);
        let Some(used) = used.filter(|_| !wanted.second_host && is_exchange_online(seen)) else {
            continue;
        };
        facts.front_doors.push(FrontDoor {
            host: wanted.host.clone(),
            port: wanted.port,
            address: used.address,
            site_by_dns: front_door_by_dns(seen),
            site_by_http: dialogue
                .and_then(|dialogue| dialogue.http.as_ref())
                .and_then(|http| http.front_door.clone()),
            server: front_door_server(seen).map(str::to_owned),
            connect_ms: used.duration_ms,
            latency_points: latency_points(used.duration_ms),
        });
    }
    facts
}
