//! A case as its users see it.

use std::net::{IpAddr, SocketAddr};

use serde_json::{Map, Value};

use super::behaviour::{Handshake, Naming};
use super::cases::Definition;
use super::expected::Expected;
use exoport::targets::{Service, TargetSpec, TlsMode};

/// One server of the lab: whom it plays, where it listens and what a probe must conclude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabCase {
    /// Name of the case, kebab-case, unique.
    pub name: &'static str,
    /// One sentence: what the server does.
    pub description: &'static str,
    /// The Exchange Online host name that it plays: the name for SNI and for the certificate.
    pub host: String,
    /// Where it listens: 127.0.0.1.
    pub address: IpAddr,
    /// The TCP port, chosen by the kernel.
    pub port: u16,
    /// The service that it plays.
    pub service: Option<Service>,
    /// How TLS starts there.
    pub tls: TlsMode,
    /// What a probe must conclude.
    pub expected: Expected,
    /// The address is not to be given: the probe has to ask the lab's DNS server for the host, which is
    /// what the case is about.
    pub by_name: bool,
    /// The fault shows only to a probe that asks what the server takes below TLS 1.2.
    pub legacy_tls: bool,
}

impl LabCase {
    /// The case of a server at a port. A port that refuses is expected to, also where the server was to
    /// drop: not every kernel does.
    pub(super) fn new(definition: &Definition, address: SocketAddr, refuses: bool) -> Self {
        let expected = if refuses {
            Expected::REFUSED
        } else {
            definition.expected
        };
        Self {
            name: definition.name,
            description: definition.description,
            host: definition.host.to_owned(),
            address: address.ip(),
            port: address.port(),
            service: Some(definition.service),
            tls: definition.tls,
            expected,
            by_name: definition.behaviour.naming == Naming::Asked,
            legacy_tls: matches!(definition.behaviour.handshake, Handshake::WithOldTls(_)),
        }
    }

    /// The target that probes this case: its host name at its address, tagged with its name. A case that is
    /// [`LabCase::by_name`] has no address and needs [`super::Lab::dns_server`] in the configuration.
    pub fn target_spec(&self) -> TargetSpec {
        TargetSpec {
            host: Some(self.host.clone()),
            addresses: if self.by_name {
                Vec::new()
            } else {
                vec![self.address]
            },
            port: Some(i64::from(self.port)),
            service: self.service,
            tls: Some(self.tls),
            legacy_tls: self.legacy_tls.then_some(true),
            tag: Some(self.name.to_owned()),
            ..TargetSpec::default()
        }
    }

    /// The case as a JSON object; absent is key missing.
    pub(super) fn describe(&self) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                object.insert(key.to_owned(), Value::String(value));
            }
        };
        put("name", Some(self.name.to_owned()));
        put("description", Some(self.description.to_owned()));
        put("host", Some(self.host.clone()));
        let given = !self.by_name;
        put("address", given.then(|| self.address.to_string()));
        put("service", self.service.map(|service| service.to_string()));
        put("tls", Some(self.tls.to_string()));
        put("outcome", Some(self.expected.outcome.to_string()));
        put("phase", self.expected.phase.map(|phase| phase.to_string()));
        put("verdict", Some(self.expected.verdict.to_string()));
        put("finding", self.expected.finding.map(str::to_owned));
        object.insert("port".to_owned(), self.port.into());
        if self.legacy_tls {
            object.insert("legacy_tls".to_owned(), true.into());
        }
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::super::behaviour::Connect;
    use super::super::cases;
    use super::*;
    use exoport::record::OutcomeCode;

    #[test]
    fn what_the_kernel_refuses_is_expected_to_be_refused() {
        let address = SocketAddr::from(([127, 0, 0, 1], 25));
        let dropping = cases::ALL
            .iter()
            .find(|definition| definition.behaviour.connect == Connect::Drops)
            .expect("a dropping case");
        let case = LabCase::new(dropping, address, false);
        assert_eq!(case.expected.outcome, OutcomeCode::Timeout);
        let case = LabCase::new(dropping, address, true);
        assert_eq!(case.expected, Expected::REFUSED);
    }
}
