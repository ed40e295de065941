//! The keys of the domain's signatures (RFC 6376, facts section 6).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::tags::Tags;
use super::view::Known;
use super::{Domain, Remarks, View, given};
use crate::domain::report::{Item, ItemName};
use crate::domain::rule::Rule;

/// Exchange Online's own two.
const SELECTORS: [&str; 2] = ["selector1", "selector2"];

/// Where the aliases lead: below the first domain of the tenant, in two of the clouds, and below the
/// zone of newer domains. The names of the cloud in China are not known.
const TARGET_ZONES: [&str; 3] = ["onmicrosoft.com", "onmicrosoft.us", "dkim.mail.microsoft"];

const SWITCH_ON: &str = "Publish the two CNAME records that Microsoft 365 shows for DKIM of this domain, then enable signing there.";

/// One item for each selector.
pub(super) fn items(view: &View<'_>, domain: &Domain<'_>) -> Vec<Item> {
    let own = SELECTORS.iter().map(|selector| (*selector, true));
    let others = view
        .observation
        .dkim_selectors
        .iter()
        .map(String::as_str)
        .filter(|selector| !SELECTORS.contains(selector))
        .map(|selector| (selector, false));
    own.chain(others)
        .map(|(selector, is_own)| {
            let given = if is_own {
                given::key_name(selector, domain.name)
            } else {
                None
            };
            // In a domain that Microsoft gives, the key itself is right.
            let is_own = is_own && given.is_none();
            let name = given.unwrap_or_else(|| format!("{selector}._domainkey.{}", domain.name));
            let mut remarks = Remarks::new(ItemName::Dkim, name.clone());
            let found = judge(view, domain, selector, is_own, &name, &mut remarks);
            remarks.into_item((
                Rule::DkimGood,
                format!(
                    "{selector} leads to {}.",
                    found.unwrap_or_else(|| "a key".into())
                ),
            ))
        })
        .collect()
}

/// Judges one selector; gives what key it leads to.
fn judge(
    view: &View<'_>,
    domain: &Domain<'_>,
    selector: &str,
    is_own: bool,
    name: &str,
    remarks: &mut Remarks,
) -> Option<String> {
    let (alias, texts) = match (view.alias(name), view.text(name)) {
        (Ok(alias), Ok(texts)) => (alias, texts),
        (Err(why), _) | (_, Err(why)) => {
            remarks.not_looked_up(Rule::DkimUnknown, "The DKIM record", &why);
            return None;
        }
    };
    if let Some(target) = alias {
        remarks.saw(format!("CNAME {target}"));
    }
    for text in &texts {
        remarks.saw(format!("TXT {text}"));
    }
    let is_revoked = |text: &String| matches!(read_key(text), Ok(Key::Revoked));
    if domain.parked && texts.iter().all(is_revoked) {
        remarks.note(
            Rule::DkimParked,
            format!(
                "{name} has no key, as it should be: {} sends no mail.",
                domain.name
            ),
        );
        return None;
    }
    match is_wildcard(view, name, alias, &texts) {
        Err(why) => {
            remarks.not_looked_up(Rule::DkimUnknown, "A name beside the DKIM record", &why);
            return None;
        }
        Ok(true) => {
            remarks.saw("a wildcard: every name beside it has the same");
            missing(name, is_own, remarks);
            return None;
        }
        Ok(false) => {}
    }
    match alias {
        None if texts.is_empty() => {
            missing(name, is_own, remarks);
            return None;
        }
        None if is_own => remarks.say(
            Rule::DkimOwnKey,
            format!(
                "{name} contains a key instead of an alias, so Exchange Online cannot rotate it."
            ),
            SWITCH_ON,
        ),
        Some(target) if is_own => check_target(domain, selector, target, remarks),
        _ => {}
    }
    match texts.as_slice() {
        [] => {
            remarks.say(
                Rule::DkimNoKey,
                format!("{name} is an alias of {}, which has no key.", alias.unwrap_or_default()),
                "Compare the alias letter by letter with the one that Microsoft 365 shows; if it is right, signing has not been enabled yet.",
            );
            None
        }
        [text] => check_key(name, text, remarks),
        _ => {
            remarks.say(
                Rule::DkimSeveral,
                format!(
                    "{name} has {} TXT records; how receivers treat that is undefined.",
                    texts.len()
                ),
                "Leave one key record.",
            );
            None
        }
    }
}

/// Whether what is there is no key and comes from a wildcard: then the selector itself does not exist.
fn is_wildcard(view: &View<'_>, name: &str, alias: Option<&str>, texts: &[String]) -> Known<bool> {
    let is_key = matches!(texts, [text] if matches!(read_key(text), Ok(Key::Good { .. })));
    if is_key || (alias.is_none() && texts.is_empty()) {
        return Ok(false);
    }
    let beside = View::beside(name);
    Ok(view.alias(&beside)? == alias && view.text(&beside)? == texts)
}

fn missing(name: &str, is_own: bool, remarks: &mut Remarks) {
    let remedy = if is_own {
        SWITCH_ON
    } else {
        "Publish the record that the service signing with this selector requires, or leave the selector out."
    };
    remarks.say(
        Rule::DkimMissing,
        format!("{name} does not exist: signatures with this selector cannot be checked, and without one of its own the domain has no DKIM for DMARC."),
        remedy,
    );
}

/// Whether the alias is one that Exchange Online asks for. The first part of its name cannot be
/// derived, so it is not judged.
fn check_target(domain: &Domain<'_>, selector: &str, target: &str, remarks: &mut Remarks) {
    let target = target.to_ascii_lowercase();
    let other = SELECTORS.iter().find(|other| **other != selector);
    if let Some(other) = other
        && target.starts_with(&format!("{other}-"))
    {
        remarks.say(
            Rule::DkimSwapped,
            format!("{selector} is an alias of the key of {other}."),
            format!(
                "{selector} points to a name that begins with {selector}-, and {other} to the other one."
            ),
        );
        return;
    }
    let known = target.starts_with(&format!("{selector}-"))
        && target.contains("._domainkey.")
        && TARGET_ZONES
            .iter()
            .any(|zone| super::cloud::below(&target, zone).is_some());
    let in_china = domain.cloud.is_some_and(|cloud| cloud.instance == "China");
    if !known && !in_china {
        remarks.say(
            Rule::DkimTarget,
            format!(
                "{selector} is an alias of {target}, which is not a name of Exchange Online's keys."
            ),
            SWITCH_ON,
        );
    }
}

/// Reads a key record (section 3.6.1); gives what key it is.
fn check_key(name: &str, text: &str, remarks: &mut Remarks) -> Option<String> {
    match read_key(text) {
        Err(why) => {
            remarks.say(
                Rule::DkimSyntax,
                format!("The key record of {name} cannot be read: {why}."),
                "Publish it again as given; a key split into several strings must not lose or gain characters between them.",
            );
            None
        }
        Ok(Key::Revoked) => {
            remarks.say(
                Rule::DkimRevoked,
                format!("The key at {name} is revoked (an empty p=): signatures with it fail."),
                "Rotate the keys, or remove the selector if nothing signs with it.",
            );
            None
        }
        Ok(Key::Good {
            what,
            rsa_bits,
            testing,
        }) => {
            remarks.saw(what.clone());
            if testing {
                remarks.say(
                    Rule::DkimTesting,
                    format!("The key at {name} is marked as a test (t=y): receivers treat its mail as unsigned."),
                    "Take y out of the t tag.",
                );
            }
            match rsa_bits {
                Some(bits) if bits < 1024 => remarks.say(
                    Rule::DkimKeyTooShort,
                    format!("The RSA key at {name} has {bits} bits: receivers must not accept it."),
                    "Rotate to a key of 2048 bits.",
                ),
                Some(bits) if bits < 2048 => remarks.say(
                    Rule::DkimKeyShort,
                    format!("The RSA key at {name} has {bits} bits; 2048 are recommended."),
                    "Rotate to a key of 2048 bits.",
                ),
                _ => {}
            }
            Some(what)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Key {
    Revoked,
    Good {
        what: String,
        rsa_bits: Option<usize>,
        testing: bool,
    },
}

fn read_key(text: &str) -> Result<Key, String> {
    let tags = Tags::parse(text)?;
    if let Some(version) = tags.get("v")
        && (version != "DKIM1" || tags.first() != Some(("v", "DKIM1")))
    {
        return Err("v=DKIM1 is not its first tag".into());
    }
    let key = tags.get("p").ok_or("it has no key (p)")?;
    let key: String = key.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if key.is_empty() {
        return Ok(Key::Revoked);
    }
    let bytes = STANDARD
        .decode(&key)
        .or_else(|_| STANDARD_NO_PAD.decode(&key))
        .map_err(|_| "the key (p) is not base64")?;
    let testing = tags
        .get("t")
        .is_some_and(|flags| flags.split(':').any(|flag| flag.trim_ascii() == "y"));
    match tags.get("k").unwrap_or("rsa") {
        "rsa" => {
            let bits = rsa_bits(&bytes).ok_or("the key (p) is not an RSA key")?;
            Ok(Key::Good {
                what: format!("an RSA key of {bits} bits"),
                rsa_bits: Some(bits),
                testing,
            })
        }
        "ed25519" if bytes.len() == 32 => Ok(Key::Good {
            what: "an Ed25519 key".into(),
            rsa_bits: None,
            testing,
        }),
        other => Err(format!(
            "the key type {other:?} is not known, or the key does not fit it"
        )),
    }
}

fn rsa_bits(bytes: &[u8]) -> Option<usize> {
    let (rest, info) = SubjectPublicKeyInfo::from_der(bytes).ok()?;
    // Two keys run together, for one.
    rest.is_empty().then_some(())?;
    match info.parsed().ok()? {
        PublicKey::RSA(key) => Some(key.key_size()),
        _ => None,
    }
}
