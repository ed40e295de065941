//! A record with everything it refers to: the worst case of RFC 7208 section 4.6.4, in which no
//! mechanism matches and all are evaluated.

use super::record::{Mechanism, Qualifier, Record, expand, is_record};
use crate::dns::{AnswerStatus, RecordType};
use crate::domain::judge::view::View;
use crate::endpoints::IpRange;

/// Where counting ends: far beyond what is allowed, and a bound for hostile trees.
const MAX_LOOKUPS: usize = 20;

/// A record that is deeper in the tree has more look-ups above it than are allowed.
const DEEPEST: usize = 11;

/// What the tree of a record comes to.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Terms that make receivers ask the DNS.
    pub(super) lookups: usize,
    /// Names that were asked for and do not exist, or have nothing of that type.
    pub(super) voids: Vec<String>,
    /// Domains that are included or redirected to, anywhere in the tree, in order.
    pub(super) included: Vec<String>,
    /// Includes and redirects whose target has no usable record, and why.
    pub(super) broken: Vec<String>,
    /// Includes and redirects that come back to a domain above them.
    pub(super) loops: Vec<String>,
    /// What the DNS did not answer.
    pub(super) unknown: Vec<String>,
    /// Addresses that are listed, anywhere in the tree.
    pub(super) ranges: Vec<IpRange>,
    /// Terms whose result is another for every message.
    pub(super) depends: Vec<String>,
    /// Among them are includes or redirects, whose look-ups cannot be counted.
    pub(super) hidden: bool,
    /// Whether some `ptr` is there.
    pub(super) ptr: bool,
    /// The counting was given up.
    pub(super) endless: bool,
    path: Vec<String>,
}

impl Walk {
    /// Walks the tree of a domain's record. Gives what its `all`, or that of the record it redirects
    /// to, says of everybody else.
    pub(super) fn tree(
        &mut self,
        view: &View<'_>,
        domain: &str,
        record: &Record,
    ) -> Option<Qualifier> {
        self.path.push(domain.to_owned());
        let all = self.terms(view, domain, record);
        self.path.pop();
        all
    }

    fn terms(&mut self, view: &View<'_>, domain: &str, record: &Record) -> Option<Qualifier> {
        for (qualifier, mechanism) in &record.directives {
            match mechanism {
                // What stands behind it, and redirect, is not evaluated (sections 5.1 and 6.1).
                Mechanism::All => return Some(*qualifier),
                Mechanism::Address(range) => {
                    self.ranges.push(*range);
                    continue;
                }
                _ => {}
            }
            if !self.count() {
                return None;
            }
            match mechanism {
                Mechanism::Include(target) => {
                    self.follow(view, "include", domain, target);
                }
                Mechanism::A(target) => {
                    if let Some(name) = self.target("a", domain, target.as_deref()) {
                        self.addresses(view, &name);
                    }
                }
                Mechanism::Exists(target) => {
                    if let Some(name) = self.target("exists", domain, Some(target)) {
                        self.void_or_not(view, &name, RecordType::A);
                    }
                }
                Mechanism::Mx(target) => {
                    if let Some(name) = self.target("mx", domain, target.as_deref()) {
                        self.void_or_not(view, &name, RecordType::Mx);
                    }
                }
                Mechanism::Ptr => {
                    self.ptr = true;
                    self.depends.push("ptr".to_owned());
                }
                Mechanism::All | Mechanism::Address(_) => {}
            }
        }
        let target = record.redirect.as_deref()?;
        if !self.count() {
            return None;
        }
        self.follow(view, "redirect", domain, target)
    }

    /// The domain that a term is for; none and noted where that depends on the message.
    fn target(&mut self, how: &str, domain: &str, spec: Option<&str>) -> Option<String> {
        let Some(spec) = spec else {
            return Some(domain.to_owned());
        };
        let sender = self.path.first().map_or(domain, String::as_str);
        let name = expand(spec, domain, sender);
        if name.is_none() {
            self.depends.push(format!("{how} of {spec}"));
        }
        name
    }

    /// Counts one look-up; false when counting has been given up.
    fn count(&mut self) -> bool {
        self.endless |= self.lookups >= MAX_LOOKUPS;
        if !self.endless {
            self.lookups += 1;
        }
        !self.endless
    }

    fn follow(
        &mut self,
        view: &View<'_>,
        how: &str,
        domain: &str,
        spec: &str,
    ) -> Option<Qualifier> {
        let Some(target) = self.target(how, domain, Some(spec)) else {
            self.hidden = true;
            return None;
        };
        let target = target.as_str();
        self.included.push(target.to_owned());
        if self.path.iter().any(|above| above == target) {
            self.loops.push(format!("{how} of {target}"));
            return None;
        }
        if self.path.len() > DEEPEST {
            self.endless = true;
            return None;
        }
        let answer = match view.ask(target, RecordType::Txt) {
            Ok(answer) => answer,
            Err(why) => {
                self.unknown.push(why);
                return None;
            }
        };
        if answer.status != AnswerStatus::Records {
            self.voids.push(format!("{target} txt"));
        }
        let texts = view.text(target).unwrap_or_default();
        let mut records = texts.iter().filter(|text| is_record(text));
        let problem = match (records.next(), records.next()) {
            (None, _) => "has no SPF record".to_owned(),
            (_, Some(_)) => "has several SPF records".to_owned(),
            (Some(text), None) => match Record::parse(text) {
                Ok(record) => return self.tree(view, target, &record),
                Err(why) => format!("cannot be read: {why}"),
            },
        };
        self.broken
            .push(format!("{how} of {target}: {target} {problem}"));
        None
    }

    /// A receiver asks for one of A and AAAA, depending on the sender: a void look-up for all is where
    /// there is neither.
    fn addresses(&mut self, view: &View<'_>, target: &str) {
        match view.has_address(target) {
            Ok(true) => {}
            Ok(false) => self.voids.push(format!("{target} a")),
            Err(why) => self.unknown.push(why),
        }
    }

    fn void_or_not(&mut self, view: &View<'_>, target: &str, record_type: RecordType) {
        match view.ask(target, record_type) {
            Ok(answer) if answer.status == AnswerStatus::Records => {}
            Ok(_) => self.voids.push(format!("{target} {record_type}")),
            Err(why) => self.unknown.push(why),
        }
    }
}
