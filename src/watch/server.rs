//! What a server shows against what it has shown: certificate, chain, site. Pure.

use super::memory::{Chain, ServerMemory, Site};
use super::rules::Rules;
use super::snapshot::ServerSnapshot;
use super::values::News;
use super::{Change, messages};

/// Takes in what a round saw of a server; gives what has changed.
pub(super) fn compare(
    servers: &mut Vec<ServerMemory>,
    at: i64,
    seen: &ServerSnapshot,
    rules: &Rules,
) -> Vec<Change> {
    if seen.certificate.is_none() && seen.site.is_none() {
        return Vec::new();
    }
    let known = servers
        .iter()
        .position(|memory| memory.host == seen.host && memory.port == seen.port);
    let mut memory = match known {
        Some(place) => servers.remove(place),
        None => ServerMemory {
            host: seen.host.clone(),
            port: seen.port,
            seen_at: at,
            leaves: Default::default(),
            chains: Default::default(),
            sites: Default::default(),
        },
    };
    memory.seen_at = at;
    let mut changes = Vec::new();
    if let Some(certificate) = &seen.certificate {
        let wanted = rules.confirm_failure;
        let chain = certificate.chain.clone();
        let chain = memory.chains.see(chain, at, wanted, |_: &Chain| true);
        let leaf = certificate.sha256.clone();
        let leaf = memory.leaves.see(leaf, at, wanted, |_| true);
        if let News::Told(before) = chain {
            // The certificate is another one as well; that is said in the same breath.
            memory.leaves.know(&certificate.sha256);
            changes.push(messages::chain(at, seen, &before, certificate));
        } else if let News::Told(before) = leaf {
            changes.push(messages::renewed(at, seen, &before, certificate));
        }
    }
    if let Some(site) = &seen.site {
        let alike = |other: &Site| other.by == site.by;
        let news = memory
            .sites
            .see(site.clone(), at, rules.confirm_failure, alike);
        if let News::Told(before) = news {
            changes.push(messages::site(at, seen, &before, site));
        }
    }
    servers.push(memory);
    changes
}
