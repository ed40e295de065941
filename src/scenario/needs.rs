//! Which probes a scenario needs: data.
//!
//! Sources: hosts and ports facts sections 1 and 2 (device guidance: three ways to send), the second
//! host on port 25 facts section 5.1. Hosts come from the endpoint data by cloud; the mail exchanger
//! comes from the DNS.

use super::{Role, Scenario};
use crate::targets::Service;

/// Whose probe it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Every default host of the cloud for the service.
    Hosts,
    /// The first default host of the cloud for the service.
    FirstHost,
    /// The mail domain, by its MX.
    Domain,
    /// The unrelated mail server of the caller; nothing when there is none.
    SecondHost,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub role: Role,
    pub place: Place,
    pub service: Service,
    pub port: u16,
    /// Clouds in which there is nothing behind it.
    pub not_in: &'static [&'static str],
}

const fn need(role: Role, place: Place, service: Service, port: u16) -> Need {
    Need {
        role,
        place,
        service,
        port,
        not_in: &[],
    }
}

/// Client submission.
const fn submission(role: Role) -> Need {
    need(role, Place::Hosts, Service::Submission, 587)
}

/// The front door for clients on 443.
const fn front_door(role: Role) -> Need {
    need(role, Place::FirstHost, Service::Web, 443)
}

/// The domain's mail exchanger.
const fn exchanger(role: Role) -> Need {
    need(role, Place::Domain, Service::SmtpMx, 25)
}

const SECOND_HOST: Need = need(Role::Control, Place::SecondHost, Service::SmtpMx, 25);

/// The alternative of client submission (facts section 2). No port 25 is known for submission in
/// China (facts section 1.4).
const SUBMISSION_25: Need = Need {
    not_in: &["China"],
    ..need(Role::Fallback, Place::Hosts, Service::Submission, 25)
};

/// The probes of a scenario; none for [`Scenario::All`], which stands for the others.
pub(super) const fn needs(scenario: Scenario) -> &'static [Need] {
    use Role::{Alternative, Control, Needed};
    match scenario {
        Scenario::SendMail => {
            const {
                &[
                    submission(Needed),
                    SUBMISSION_25,
                    front_door(Control),
                    SECOND_HOST,
                ]
            }
        }
        Scenario::ReceiveMail => {
            const {
                &[
                    exchanger(Needed),
                    submission(Control),
                    front_door(Control),
                    SECOND_HOST,
                ]
            }
        }
        Scenario::Outlook => {
            const {
                &[
                    need(Needed, Place::Hosts, Service::Web, 443),
                    submission(Control),
                ]
            }
        }
        Scenario::Imap => {
            const {
                &[
                    need(Needed, Place::Hosts, Service::Imap, 993),
                    front_door(Control),
                ]
            }
        }
        Scenario::Pop => {
            const {
                &[
                    need(Needed, Place::Hosts, Service::Pop, 995),
                    front_door(Control),
                ]
            }
        }
        Scenario::Admin => const { &[need(Needed, Place::Hosts, Service::Admin, 443)] },
        Scenario::HybridMailFlow => {
            const {
                &[
                    exchanger(Needed),
                    front_door(Needed),
                    submission(Control),
                    SECOND_HOST,
                ]
            }
        }
        Scenario::Device => {
            const {
                &[
                    submission(Alternative),
                    exchanger(Alternative),
                    front_door(Control),
                    SECOND_HOST,
                ]
            }
        }
        Scenario::All => const { &[] },
    }
}

/// Whether it says nothing without a mail domain.
pub(crate) const fn needs_domain(scenario: Scenario) -> bool {
    matches!(scenario, Scenario::ReceiveMail | Scenario::HybridMailFlow)
}
