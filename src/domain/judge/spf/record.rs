//! One SPF record, read (RFC 7208 sections 4.6, 5, 6, 7 and 12).
//!
//! By hand: crates judge a sender by a record; here the record is judged, and what is wrong in it is named.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::endpoints::IpRange;

/// The most terms that are read: a record that fits into a DNS message has no more.
const TERMS: usize = 4096;

/// What a mechanism that matches says of the sender (section 4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Qualifier {
    /// `+`, or nothing.
    Pass,
    /// `?`
    Neutral,
    /// `~`
    SoftFail,
    /// `-`
    Fail,
}

/// A mechanism; the domain is absent where it is the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mechanism {
    All,
    Include(String),
    A(Option<String>),
    Mx(Option<String>),
    Ptr,
    Exists(String),
    /// `ip4` or `ip6`.
    Address(IpRange),
}

/// A record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) directives: Vec<(Qualifier, Mechanism)>,
    pub(super) redirect: Option<String>,
}

/// Whether a text is an SPF record at all (section 4.5).
pub(super) fn is_record(text: &str) -> bool {
    let version = text.split(' ').next().unwrap_or_default();
    version.eq_ignore_ascii_case("v=spf1")
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// What is wrong with it, in a few words. A single mistake anywhere makes the whole record
    /// unusable (section 4.6).
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if !is_record(text) {
            return Err("it does not begin with v=spf1 and a space".into());
        }
        let mut record = Record::default();
        let mut explained = false;
        for term in text
            .split(' ')
            .skip(1)
            .filter(|term| !term.is_empty())
            .take(TERMS)
        {
            if !term.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(format!("{term:?} has characters that a record cannot have"));
            }
            let modifier = modifier(term);
            if !matches!(modifier, Some(("", _))) && runs_together(term) {
                return Err(format!(
                    "{term:?} is two terms without a space between them; the strings of a TXT record are joined as they are"
                ));
            }
            match modifier {
                Some(("redirect", value)) => {
                    if record.redirect.is_some() {
                        return Err("redirect is there twice".into());
                    }
                    record.redirect = Some(domain_spec(term, value)?);
                }
                Some(("exp", value)) => {
                    if std::mem::replace(&mut explained, true) {
                        return Err("exp is there twice".into());
                    }
                    domain_spec(term, value)?;
                }
                // Unknown modifiers are passed over (section 6).
                Some(_) => {}
                None => record.directives.push(directive(term)?),
            }
        }
        Ok(record)
    }
}

/// Whether another term begins, or `all` stands, within a term: an administrator has split the record
/// into strings and left out the space.
fn runs_together(term: &str) -> bool {
    const BEGINNINGS: [&str; 8] = [
        "include:",
        "exists:",
        "redirect=",
        "exp=",
        "ip4:",
        "ip6:",
        "ptr:",
        "mx:",
    ];
    let term = term
        .trim_start_matches(['+', '-', '~', '?'])
        .to_ascii_lowercase();
    // Its own name does not count.
    let Some(inner) = term.get(1..) else {
        return false;
    };
    // Groups of IPv6 addresses may end in a.
    BEGINNINGS.iter().any(|word| inner.contains(word))
        || (inner.contains("a:") && !term.starts_with("ip6:"))
        || ["+all", "-all", "~all", "?all"]
            .iter()
            .any(|all| inner.ends_with(all))
}

/// `name=value`, the name in lower case where it is one that is known.
fn modifier(term: &str) -> Option<(&'static str, &str)> {
    let (name, value) = term.split_once('=')?;
    let is_name = name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !is_name {
        return None;
    }
    let known = ["redirect", "exp"]
        .into_iter()
        .find(|known| name.eq_ignore_ascii_case(known));
    Some((known.unwrap_or(""), value))
}

fn directive(term: &str) -> Result<(Qualifier, Mechanism), String> {
    let (qualifier, rest) = match term.as_bytes().first() {
        Some(b'+') => (Qualifier::Pass, &term[1..]),
        Some(b'-') => (Qualifier::Fail, &term[1..]),
        Some(b'~') => (Qualifier::SoftFail, &term[1..]),
        Some(b'?') => (Qualifier::Neutral, &term[1..]),
        _ => (Qualifier::Pass, term),
    };
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (name, argument) = rest.split_at(end);
    let wanted = || {
        argument
            .strip_prefix(':')
            .ok_or_else(|| format!("{term:?} lacks what it is for"))
    };
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if argument.is_empty() => Mechanism::All,
        "all" => return Err(format!("{term:?}: all takes nothing")),
        "include" => Mechanism::Include(domain_spec(term, wanted()?)?),
        "exists" => Mechanism::Exists(domain_spec(term, wanted()?)?),
        "a" => Mechanism::A(domain_and_lengths(term, argument)?),
        "mx" => Mechanism::Mx(domain_and_lengths(term, argument)?),
        "ptr" => {
            if !argument.is_empty() {
                domain_spec(term, wanted()?)?;
            }
            Mechanism::Ptr
        }
        "ip4" => network::<Ipv4Addr>(term, wanted()?, 32)?,
        "ip6" => network::<Ipv6Addr>(term, wanted()?, 128)?,
        _ => return Err(format!("{term:?} is not an SPF mechanism")),
    };
    Ok((qualifier, mechanism))
}

/// `[:domain][/length][//length]`
fn domain_and_lengths(term: &str, argument: &str) -> Result<Option<String>, String> {
    let (rest, v6) = match argument.split_once("//") {
        Some((rest, length)) => (rest, Some(length)),
        None => (argument, None),
    };
    // A slash may be the delimiter of a macro; only one behind it begins a length.
    let after_macro = rest.rfind('}').map_or(0, |end| end + 1);
    let (name, v4) = match rest[after_macro..].find('/') {
        Some(at) => (
            &rest[..after_macro + at],
            Some(&rest[after_macro + at + 1..]),
        ),
        None => (rest, None),
    };
    for (length, most) in [(v4, 32), (v6, 128)] {
        if let Some(length) = length {
            prefix_length(term, length, most)?;
        }
    }
    if name.is_empty() {
        return Ok(None);
    }
    let name = name
        .strip_prefix(':')
        .ok_or_else(|| format!("{term:?} is not an SPF mechanism"))?;
    domain_spec(term, name).map(Some)
}

fn network<T: FromStr + Into<IpAddr>>(
    term: &str,
    text: &str,
    most: u8,
) -> Result<Mechanism, String> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, prefix_length(term, length, most)?),
        None => (text, most),
    };
    let address: T = address
        .parse()
        .map_err(|_| format!("{term:?} has no address"))?;
    IpRange::new(address.into(), length)
        .map(Mechanism::Address)
        .map_err(|error| error.to_string())
}

fn prefix_length(term: &str, text: &str, most: u8) -> Result<u8, String> {
    let digits =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    match text.parse::<u8>() {
        Ok(length) if digits && length <= most => Ok(length),
        _ => Err(format!(
            "{term:?} has a prefix length that is not 0 to {most}"
        )),
    }
}

/// A domain, perhaps with macros (section 7.1), in lower case without the final dot.
fn domain_spec(term: &str, text: &str) -> Result<String, String> {
    let plain = without_macros(text).ok_or_else(|| format!("{term:?} has a broken macro"))?;
    let name = text.strip_suffix('.').unwrap_or(text);
    let fine = !name.is_empty()
        && name.len() <= 253
        && (plain != text || name.split('.').all(|label| (1..=63).contains(&label.len())));
    if fine {
        Ok(name.to_ascii_lowercase())
    } else {
        Err(format!("{term:?} has no domain"))
    }
}

/// A domain with its macros replaced (section 7.3): `%{d}` by the domain that has the record, `%{o}` by
/// the sender's. None where another macro makes it depend on the message.
pub(super) fn expand(spec: &str, current: &str, sender: &str) -> Option<String> {
    let mut name = String::with_capacity(spec.len());
    let mut rest = spec;
    while let Some((before, after)) = rest.split_once("%{") {
        let (inner, after) = after.split_once('}')?;
        let domain = match inner.as_bytes().first()? {
            b'd' => current,
            b'o' => sender,
            _ => return None,
        };
        name.push_str(before);
        name.push_str(&transform(domain, &inner[1..])?);
        rest = after;
    }
    name.push_str(rest);
    // What is left are escapes that stand for no letter of a host name.
    (!name.contains('%')).then_some(name)
}

/// A domain as the end of a macro wants it: its last labels, or reversed. Other delimiters than the dot
/// are given up on: nobody splits a domain by them.
fn transform(domain: &str, how: &str) -> Option<String> {
    let (digits, reversed) = match how.strip_suffix('r') {
        Some(digits) => (digits, true),
        None => (how, false),
    };
    let mut labels: Vec<&str> = domain.split('.').collect();
    if reversed {
        labels.reverse();
    }
    if !digits.is_empty() {
        let kept = digits.parse::<usize>().ok().filter(|kept| *kept > 0)?;
        labels.drain(..labels.len().saturating_sub(kept));
    }
    Some(labels.join("."))
}

/// The text without its macros; none where one of them is broken.
fn without_macros(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut characters = rest.chars();
        match characters.next()? {
            '%' | '_' | '-' => rest = characters.as_str(),
            '{' => {
                let (inner, after) = characters.as_str().split_once('}')?;
                is_macro(inner).then_some(())?;
                rest = after;
            }
            _ => return None,
        }
    }
    plain.push_str(rest);
    Some(plain)
}

/// A letter, a number of labels, `r`, delimiters.
fn is_macro(inner: &str) -> bool {
    let Some(letter) = inner.bytes().next() else {
        return false;
    };
    let rest = inner[1..].trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix(['r', 'R']).unwrap_or(rest);
    b"slodiphcrtv".contains(&letter.to_ascii_lowercase())
        && rest.bytes().all(|byte| b".-+,/_=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_the_grammar_is_read() {
        let text = "v=spf1 a a:b.example a/24 mx:b.example/24//64 mx//64 ptr ptr:b.example \
                    ip4:192.0.2.1 -ip4:192.0.2.0/24 ip6:2001:db8:a::/48 ?exists:%{ir}.%{v}._x.%{d2} \
                    +include:Spf.Protection.Outlook.com. x-note=anything redirect=c.example exp=e.%{d} ~ALL";
        let record = Record::parse(text).expect("a record");
        assert_eq!(record.redirect.as_deref(), Some("c.example"));
        assert_eq!(record.directives.len(), 13);
        assert!(record.directives.contains(&(
            Qualifier::Pass,
            Mechanism::Include("spf.protection.outlook.com".into())
        )));
        assert!(
            record
                .directives
                .contains(&(Qualifier::Pass, Mechanism::Mx(Some("b.example".into()))))
        );
        assert_eq!(
            record.directives.last(),
            Some(&(Qualifier::SoftFail, Mechanism::All))
        );
    }

    #[test]
    fn a_macro_is_replaced_where_the_record_alone_says_by_what() {
        for (spec, expected) in [
            ("a.example", Some("a.example")),
            ("_spf.%{d}", Some("_spf.mail.contoso.com")),
            ("%{d2}.x.example", Some("contoso.com.x.example")),
            ("%{dr}.x.example", Some("com.contoso.mail.x.example")),
            ("%{d1r}.x.example", Some("mail.x.example")),
            ("%{o}.%{d}", Some("contoso.com.mail.contoso.com")),
            ("%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email", None),
            ("%{ir}.%{v}.%{d}.spf.has.pphosted.com", None),
            ("%{l1r+}._spf.%{d}", None),
            ("a%%b.example", None),
            ("%{d0}.example", None),
            ("%{d-}.example", None),
        ] {
            let found = expand(spec, "mail.contoso.com", "contoso.com");
            assert_eq!(found.as_deref(), expected, "{spec}");
        }
    }

    #[test]
    fn one_mistake_spoils_the_record() {
        for (text, part) in [
            ("v=spf1 include: -all", "no domain"),
            ("v=spf1 include -all", "lacks"),
            ("v=spf1 includes:a.example -all", "not an SPF mechanism"),
            ("v=spf1 ipv4:192.0.2.1 -all", "not an SPF mechanism"),
            ("v=spf1 ip4:192.0.2.300 -all", "no address"),
            ("v=spf1 ip4:192.0.2.0/33 -all", "prefix length"),
            ("v=spf1 ip4:192.0.2.0/ -all", "prefix length"),
            ("v=spf1 ip6:192.0.2.1 -all", "no address"),
            ("v=spf1 a:b..example -all", "no domain"),
            ("v=spf1 a/99 -all", "prefix length"),
            ("v=spf1 -all:a.example", "takes nothing"),
            ("v=spf1 exists:%{x}.a.example -all", "broken macro"),
            ("v=spf1 exists:%a.example -all", "broken macro"),
            ("v=spf1 redirect=a.example redirect=b.example", "twice"),
            ("v=spf1 \u{2013}all", "characters"),
            ("v=spf1 -all;", "not an SPF mechanism"),
            (
                "v=spf1 include:_spf.example.cominclude:spf.protection.outlook.com -all",
                "without a space",
            ),
            ("v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all", "without a space"),
            ("v=spf1 a:b.examplea:c.example -all", "without a space"),
            ("v=spf1 ip6:2001:db8::1mx:b.example -all", "without a space"),
            ("v=spf1 ~allinclude:a.example", "without a space"),
            ("v=spf1 include:a.example-all", "without a space"),
            ("v=spf1 include:a.example~all", "without a space"),
            ("v=spf1 redirect=a.exampleexp=b.example", "without a space"),
            ("v=spf1 ip4:192.0.2.1:25 -all", "no address"),
            ("v=spf10 -all", "does not begin"),
            ("spf1 -all", "does not begin"),
        ] {
            let error = Record::parse(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
