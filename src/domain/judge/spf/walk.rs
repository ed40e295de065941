//! A record with everything it refers to: the worst case of RFC 7208 section 4.6.4, in which no
//! mechanism matches and all are evaluated.

use super::record::{Mechanism, Qualifier, Record, has_macro, is_record};
use crate::dns::{AnswerStatus, RecordType};
use crate::domain::judge::view::View;

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
                Mechanism::Address => continue,
                _ => {}
            }
            if !self.count() {
                return None;
            }
            match mechanism {
                Mechanism::Include(target) => {
                    self.follow(view, "include", target);
                }
                Mechanism::A(target) => {
                    self.addresses(view, target.as_deref().unwrap_or(domain));
                }
                Mechanism::Exists(target) => self.void_or_not(view, target, RecordType::A),
                Mechanism::Mx(target) => {
                    self.void_or_not(view, target.as_deref().unwrap_or(domain), RecordType::Mx);
                }
                Mechanism::Ptr => self.ptr = true,
                Mechanism::All | Mechanism::Address => {}
            }
        }
        let target = record.redirect.as_deref()?;
        if !self.count() {
            return None;
        }
        self.follow(view, "redirect", target)
    }

    /// Counts one look-up; false when counting has been given up.
    fn count(&mut self) -> bool {
        self.endless |= self.lookups >= MAX_LOOKUPS;
        if !self.endless {
            self.lookups += 1;
        }
        !self.endless
    }

    fn follow(&mut self, view: &View<'_>, how: &str, target: &str) -> Option<Qualifier> {
        if has_macro(target) {
            // What it stands for depends on the message.
            return None;
        }
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
        if has_macro(target) {
            return;
        }
        match view.has_address(target) {
            Ok(true) => {}
            Ok(false) => self.voids.push(format!("{target} a")),
            Err(why) => self.unknown.push(why),
        }
    }

    fn void_or_not(&mut self, view: &View<'_>, target: &str, record_type: RecordType) {
        if has_macro(target) {
            return;
        }
        match view.ask(target, record_type) {
            Ok(answer) if answer.status == AnswerStatus::Records => {}
            Ok(_) => self.voids.push(format!("{target} {record_type}")),
            Err(why) => self.unknown.push(why),
        }
    }
}
