//! From what a caller asks to the probes that answer it: pure.

use super::needs::{Need, Place, needs, needs_domain};
use super::overrides::Overrides;
use super::{CheckError, CheckSpec, Role, Scenario};
use crate::config::Settings;
use crate::endpoints;
use crate::plan::expand;
use crate::proxy::ProxySetting;
use crate::targets::{Service, Target, TargetSpec};

/// The probes of a check, each once, and who wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub probes: Vec<PlannedProbe>,
    pub scenarios: Vec<ScenarioPlan>,
}

/// One probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedProbe {
    /// The host as it is known to people.
    pub host: String,
    /// The port that is meant, also where an override connects to another.
    pub port: u16,
    /// It is the unrelated mail server of the caller.
    pub second_host: bool,
    /// It goes without the proxy of the others, to compare.
    pub direct: bool,
    pub target: Target,
}

/// One scenario and its probes, as places in [`Plan::probes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScenarioPlan {
    pub scenario: Scenario,
    /// It needs a domain and has none: nothing is probed for it.
    pub lacks_domain: bool,
    pub probes: Vec<(usize, Role)>,
}

/// The scenarios that are asked for, each once, in the order of [`Scenario::ALL`].
pub(crate) fn asked(scenarios: &[Scenario]) -> Vec<Scenario> {
    let all = scenarios.is_empty() || scenarios.contains(&Scenario::All);
    Scenario::ALL
        .iter()
        .copied()
        .filter(|one| *one != Scenario::All && (all || scenarios.contains(one)))
        .collect()
}

/// Plans a check.
///
/// # Errors
/// A host that cannot be probed, an override that cannot be read.
pub(super) fn plan(spec: &CheckSpec, settings: &Settings) -> Result<Plan, CheckError> {
    let overrides = Overrides::read(&spec.overrides)?;
    let instance = spec.instance_name()?;
    let mut plan = Plan {
        probes: Vec::new(),
        scenarios: Vec::new(),
    };
    for scenario in asked(&spec.scenarios) {
        let lacks_domain = needs_domain(scenario) && spec.domain.is_none();
        let mut probes = Vec::new();
        if !lacks_domain {
            for need in needs(scenario) {
                for host in hosts(need, instance, spec) {
                    let place = place_of(&mut plan.probes, need, host, settings, &overrides)?;
                    // A control that the scenario needs anyway is no control.
                    if !probes.iter().any(|(other, _)| *other == place) {
                        probes.push((place, need.role));
                    }
                }
            }
        }
        plan.scenarios.push(ScenarioPlan {
            scenario,
            lacks_domain,
            probes,
        });
    }
    ask_old_tls(&mut plan);
    Ok(plan)
}

/// Has one probe of each service that a scenario stands on ask what the server takes below TLS 1.2
/// (facts section 4.7). One is enough to see a device in between, and spares the others the connections.
fn ask_old_tls(plan: &mut Plan) {
    let mut asked: Vec<Service> = Vec::new();
    let stands_on = |(place, role): &(usize, Role)| {
        matches!(role, Role::Needed | Role::Alternative).then_some(*place)
    };
    let places = plan
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.probes.iter().filter_map(stands_on));
    for place in places {
        let Some(probe) = plan.probes.get_mut(place) else {
            continue;
        };
        if let Some(service) = probe.target.service
            && !asked.contains(&service)
        {
            asked.push(service);
            probe.target.legacy_tls = Some(true);
        }
    }
}

/// Adds a probe of the front door without a proxy, as a control of every scenario: only with it can be
/// said whether the proxy is the only way out. For checks that go through one.
///
/// # Errors
/// An override that cannot be read.
pub(super) fn add_direct(
    plan: &mut Plan,
    spec: &CheckSpec,
    settings: &Settings,
) -> Result<(), CheckError> {
    let instance = spec.instance_name()?;
    let Some(front_door) = endpoints::default_hosts(instance, Some(Service::Web)).next() else {
        return Ok(());
    };
    let direct = TargetSpec {
        host: Some(front_door.host.to_owned()),
        port: Some(443),
        service: Some(Service::Web),
        proxy: Some(ProxySetting::None),
        ..TargetSpec::default()
    };
    let overrides = Overrides::read(&spec.overrides)?;
    for mut target in expand(&direct, settings)? {
        overrides.apply(&mut target);
        let place = plan.probes.len();
        plan.probes.push(PlannedProbe {
            host: target.host.clone(),
            port: 443,
            second_host: false,
            direct: true,
            target,
        });
        for scenario in &mut plan.scenarios {
            if !scenario.lacks_domain {
                scenario.probes.push((place, Role::Control));
            }
        }
    }
    Ok(())
}

fn hosts<'a>(need: &Need, instance: &str, spec: &'a CheckSpec) -> Vec<&'a str> {
    if need.not_in.contains(&instance) {
        return Vec::new();
    }
    let defaults = endpoints::default_hosts(instance, Some(need.service)).map(|entry| entry.host);
    match need.place {
        Place::Hosts => defaults.collect(),
        Place::FirstHost => defaults.take(1).collect(),
        Place::Domain => spec.domain.as_deref().into_iter().collect(),
        Place::SecondHost => spec.second_host.as_deref().into_iter().collect(),
    }
}

/// Where the probe is in the list; added when it is new.
fn place_of(
    probes: &mut Vec<PlannedProbe>,
    need: &Need,
    host: &str,
    settings: &Settings,
    overrides: &Overrides,
) -> Result<usize, CheckError> {
    let known = probes
        .iter()
        .position(|other| other.port == need.port && other.host.eq_ignore_ascii_case(host));
    if let Some(place) = known {
        return Ok(place);
    }
    let spec = TargetSpec {
        host: Some(host.to_owned()),
        port: Some(need.port.into()),
        service: Some(need.service),
        ..TargetSpec::default()
    };
    for mut target in expand(&spec, settings)? {
        overrides.apply(&mut target);
        probes.push(PlannedProbe {
            host: target.host.clone(),
            port: need.port,
            second_host: need.place == Place::SecondHost,
            direct: false,
            target,
        });
    }
    Ok(probes.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spec: &CheckSpec) -> Vec<String> {
        let plan = plan(spec, &Settings::default()).expect("a plan");
        plan.scenarios
            .iter()
            .map(|entry| {
                let probes: Vec<String> = entry
                    .probes
                    .iter()
                    .map(|(place, role)| {
                        let wanted = &plan.probes[*place];
                        format!("{role} {}:{}", wanted.host, wanted.port)
                    })
                    .collect();
                format!("{}: {}", entry.scenario, probes.join(", "))
            })
            .collect()
    }

    fn spec(scenarios: &[Scenario]) -> CheckSpec {
        CheckSpec {
            scenarios: scenarios.to_vec(),
            domain: Some("contoso.com".into()),
            ..CheckSpec::default()
        }
    }

    #[test]
    fn each_scenario_has_its_probes() {
        let all = shown(&spec(&[Scenario::All]));
        assert_eq!(
            all,
            [
                "send-mail: needed smtp.office365.com:587, fallback smtp.office365.com:25, \
                 control outlook.office365.com:443",
                "receive-mail: needed contoso.com:25, control smtp.office365.com:587, \
                 control outlook.office365.com:443",
                "outlook: needed outlook.office365.com:443, needed outlook.office.com:443, \
                 needed outlook.cloud.microsoft:443, control smtp.office365.com:587",
                "imap: needed outlook.office365.com:993, control outlook.office365.com:443",
                "pop: needed outlook.office365.com:995, control outlook.office365.com:443",
                "admin: needed outlook.office365.com:443, needed login.microsoftonline.com:443, \
                 needed admin.exchange.microsoft.com:443",
                "hybrid-mail-flow: needed contoso.com:25, needed outlook.office365.com:443, \
                 control smtp.office365.com:587",
                "device: alternative smtp.office365.com:587, alternative contoso.com:25, \
                 control outlook.office365.com:443",
            ]
        );
        assert_eq!(shown(&spec(&[])), all, "none means all");
    }

    #[test]
    fn a_probe_is_made_once() {
        let plan = plan(&spec(&[]), &Settings::default()).expect("a plan");
        assert_eq!(plan.probes.len(), 10);
    }

    #[test]
    fn without_a_domain_nothing_is_guessed() {
        let check = CheckSpec {
            domain: None,
            ..spec(&[Scenario::ReceiveMail, Scenario::Device])
        };
        let plan = plan(&check, &Settings::default()).expect("a plan");
        assert!(plan.scenarios[0].lacks_domain);
        assert!(plan.scenarios[0].probes.is_empty());
        assert!(!plan.scenarios[1].lacks_domain);
        assert!(plan.probes.iter().all(|probe| probe.port != 25));
    }

    #[test]
    fn other_clouds_have_their_hosts() {
        let check = CheckSpec {
            instance: Some("china".into()),
            second_host: Some("mail.example".into()),
            ..spec(&[Scenario::SendMail])
        };
        assert_eq!(
            shown(&check),
            [
                "send-mail: needed smtp.partner.outlook.cn:587, control partner.outlook.cn:443, \
              control mail.example:25"
            ]
        );
    }
}
