//! A certificate as data, also when it is invalid.

use std::net::{Ipv4Addr, Ipv6Addr};

use ring::digest;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};
use x509_parser::public_key::PublicKey as ParsedKey;

use crate::record::{Certificate, PublicKey};

/// The most names of a certificate, and the most addresses of issuers, that are kept.
const NAMES: usize = 256;
const URLS: usize = 4;

/// Reads a certificate; what cannot be read still has its fingerprints.
pub(super) fn describe(der: &[u8]) -> Certificate {
    let mut certificate = Certificate {
        sha256: hexadecimal(digest::digest(&digest::SHA256, der).as_ref()),
        sha1: hexadecimal(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref()),
        subject: None,
        issuer: None,
        serial: None,
        subject_alt_names: Vec::new(),
        not_before: None,
        not_after: None,
        public_key: None,
        signature_algorithm: None,
        ca: false,
        self_issued: false,
        issuer_urls: Vec::new(),
        error: None,
    };
    match X509Certificate::from_der(der) {
        Ok((_, parsed)) => fill(&mut certificate, &parsed),
        Err(error) => {
            certificate.error = Some(crate::text::sanitize(error.to_string().as_bytes(), 200));
        }
    }
    certificate
}

fn fill(certificate: &mut Certificate, parsed: &X509Certificate<'_>) {
    certificate.subject = name(parsed.subject());
    certificate.issuer = name(parsed.issuer());
    certificate.serial = Some(hexadecimal(
        parsed.raw_serial().get(..64).unwrap_or(parsed.raw_serial()),
    ));
    certificate.not_before = Some(parsed.validity().not_before.timestamp() * 1000);
    certificate.not_after = Some(parsed.validity().not_after.timestamp() * 1000);
    certificate.public_key = key(parsed);
    let algorithm = &parsed.signature_algorithm.algorithm;
    certificate.signature_algorithm = Some(short_name(&algorithm.to_id_string()).to_owned());
    certificate.self_issued = parsed.subject().as_raw() == parsed.issuer().as_raw();
    for extension in parsed.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) => certificate.ca = constraints.ca,
            ParsedExtension::SubjectAlternativeName(names) => {
                certificate.subject_alt_names = names
                    .general_names
                    .iter()
                    .filter_map(alternative_name)
                    .filter(|name| !name.is_empty())
                    .take(NAMES)
                    .collect();
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                certificate.issuer_urls = access
                    .accessdescs
                    .iter()
                    // id-ad-caIssuers (RFC 5280 section 4.2.2.1)
                    .filter(|entry| entry.access_method.to_id_string() == "1.3.6.1.5.5.7.48.2")
                    .filter_map(|entry| match entry.access_location {
                        GeneralName::URI(url) => Some(crate::text::sanitize(url.as_bytes(), 300)),
                        _ => None,
                    })
                    .take(URLS)
                    .collect();
            }
            _ => {}
        }
    }
}

/// `CN=..., O=..., C=...`: most specific first, as Windows and browsers show it.
fn name(name: &X509Name<'_>) -> Option<String> {
    let parts: Vec<String> = name
        .iter_attributes()
        .take(32)
        .map(|attribute| {
            let id = attribute.attr_type().to_id_string();
            let label = attribute_label(&id).unwrap_or(&id);
            let value = attribute
                .as_str()
                .map_or(attribute.as_slice(), str::as_bytes);
            format!("{label}={}", crate::text::sanitize(&escaped(value), 200))
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    Some(parts.into_iter().rev().collect::<Vec<_>>().join(", "))
}

/// Signs that end a value are escaped (RFC 4514 section 2.4), so that no value looks like two attributes.
fn escaped(value: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(value.len());
    for byte in value {
        if matches!(byte, b',' | b'+' | b';' | b'"' | b'<' | b'>' | b'\\') {
            escaped.push(b'\\');
        }
        escaped.push(*byte);
    }
    escaped
}

/// Short names of RFC 4514 section 3 and RFC 5280 section 4.1.2.4.
fn attribute_label(id: &str) -> Option<&'static str> {
    Some(match id {
        "2.5.4.3" => "CN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => return None,
    })
}

fn alternative_name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(text) => Some(crate::text::sanitize(text.as_bytes(), 255)),
        GeneralName::IPAddress(bytes) => {
            if let Ok(octets) = <[u8; 4]>::try_from(*bytes) {
                Some(Ipv4Addr::from(octets).to_string())
            } else {
                let octets = <[u8; 16]>::try_from(*bytes).ok()?;
                Some(Ipv6Addr::from(octets).to_string())
            }
        }
        _ => None,
    }
}

fn key(parsed: &X509Certificate<'_>) -> Option<PublicKey> {
    let info = parsed.public_key();
    let id = info.algorithm.algorithm.to_id_string();
    let bits = |size: usize| u32::try_from(size).unwrap_or(0);
    let known = match info.parsed() {
        Ok(ParsedKey::RSA(key)) => PublicKey {
            algorithm: "RSA".into(),
            bits: bits(key.key_size()),
            curve: None,
        },
        Ok(ParsedKey::EC(_)) => {
            let curve = info
                .algorithm
                .parameters
                .as_ref()
                .and_then(|parameters| parameters.as_oid().ok())
                .map(|curve| curve.to_id_string());
            let (name, size) = match curve.as_deref() {
                Some("1.2.840.10045.3.1.7") => ("P-256", 256),
                Some("1.3.132.0.34") => ("P-384", 384),
                Some("1.3.132.0.35") => ("P-521", 521),
                Some(other) => (other, 0),
                None => ("unknown", 0),
            };
            PublicKey {
                algorithm: "EC".into(),
                bits: size,
                curve: Some(name.to_owned()),
            }
        }
        _ if id == "1.3.101.112" => PublicKey {
            algorithm: "Ed25519".into(),
            bits: 256,
            curve: None,
        },
        _ => PublicKey {
            algorithm: id,
            bits: 0,
            curve: None,
        },
    };
    Some(known)
}

/// The usual name of a signature algorithm (RFC 8017, RFC 5758, RFC 8410), else its identifier.
fn short_name(id: &str) -> &str {
    match id {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "rsassaPss",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "Ed25519",
        other => other,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_in_a_name_forges_no_attribute() {
        assert_eq!(
            escaped(b"x, O=Microsoft Corporation"),
            b"x\\, O=Microsoft Corporation"
        );
    }

    #[test]
    fn what_is_no_certificate_keeps_its_fingerprint() {
        let certificate = describe(b"not a certificate");
        assert!(certificate.error.is_some());
        assert_eq!(certificate.sha256.len(), 64);
        assert_eq!(certificate.sha1.len(), 40);
    }
}
