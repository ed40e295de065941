//! Reading the answer of the endpoints web service.
//!
//! Source: facts section 1.6, with the traps seen in real data: ports with spaces and out of order,
//! ranges of ports, an empty `udpPorts`, sets without `urls` or without `ips`.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use super::range::{IpRange, PortRange};
use super::sets::{Category, EndpointSet};
use crate::text::sanitize;

/// The longest answer that is read, in bytes. Real ones have less than a tenth of it.
pub(crate) const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// The most sets of one answer.
const MAX_SETS: usize = 2_000;
/// The most names of one set, and the most ranges.
const MAX_MEMBERS: usize = 10_000;
/// The most ports or ranges of ports of one set.
const MAX_PORTS: usize = 1_000;
/// The longest name in text form, RFC 1035 section 2.3.4.
const MAX_NAME: usize = 253;
/// The longest remark, in characters; what is longer is cut.
const MAX_NOTES: usize = 2_000;

/// Why an answer is no list of endpoint sets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSets(String);

/// A set as the web service writes it. Keys that are not known are new and do no harm.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenSet {
    id: u32,
    service_area: String,
    urls: Option<Vec<String>>,
    ips: Option<Vec<String>>,
    tcp_ports: Option<String>,
    udp_ports: Option<String>,
    express_route: Option<bool>,
    category: String,
    required: Option<bool>,
    notes: Option<String>,
}

/// Reads the JSON array of endpoint sets that `/endpoints/{instance}` answers with; the sets come
/// in ascending order of their numbers.
///
/// A category that is not known counts as `Default`, which asks nothing of the network.
///
/// # Errors
/// Text that is not UTF-8, no JSON, or cut short; no array, or one without a set; a key with a value
/// of the wrong type; a range or port that is none; a number that two sets have; more than the bounds
/// allow (4 MiB; 2,000 sets; 10,000 names or ranges and 1,000 ports a set).
pub fn parse_sets(answer: &[u8]) -> Result<Vec<EndpointSet>, BadSets> {
    if answer.len() > MAX_ANSWER {
        return Err(BadSets(format!(
            "the list of endpoint sets is longer than {MAX_ANSWER} bytes"
        )));
    }
    // Some writers of JSON begin with a byte order mark.
    let answer = answer.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer);
    let written: Vec<Value> = serde_json::from_slice(answer)
        .map_err(|error| BadSets(format!("not a list of endpoint sets: {error}")))?;
    if written.is_empty() {
        return Err(BadSets("the list of endpoint sets is empty".into()));
    }
    if written.len() > MAX_SETS {
        return Err(BadSets(format!("more than {MAX_SETS} endpoint sets")));
    }
    let mut ids = HashSet::with_capacity(written.len());
    let mut sets = Vec::with_capacity(written.len());
    for (index, value) in written.into_iter().enumerate() {
        let number = index + 1;
        let set = read_set(value)
            .map_err(|why| BadSets(format!("endpoint set {number} of the list: {why}")))?;
        if !ids.insert(set.id) {
            return Err(BadSets(format!(
                "endpoint set {number} of the list: another one has the same id {}",
                set.id
            )));
        }
        sets.push(set);
    }
    sets.sort_by_key(|set| set.id);
    Ok(sets)
}

fn read_set(value: Value) -> Result<EndpointSet, String> {
    if !value.is_object() {
        return Err("no JSON object".into());
    }
    // serde_json may quote the value in its error.
    let written: WrittenSet = serde_json::from_value(value)
        .map_err(|error| sanitize(error.to_string().as_bytes(), 200))?;
    let in_set = |why: String| format!("id {}: {why}", written.id);
    let urls = members("urls", written.urls).map_err(in_set)?;
    if let Some(url) = urls
        .iter()
        .find(|url| url.trim().is_empty() || url.len() > MAX_NAME)
    {
        return Err(in_set(format!(
            "{:?} is not a host name",
            sanitize(url.as_bytes(), 60)
        )));
    }
    let ips = members("ips", written.ips)
        .map_err(in_set)?
        .iter()
        .map(|text| text.trim().parse())
        .collect::<Result<Vec<IpRange>, _>>()
        .map_err(|error| in_set(error.to_string()))?;
    Ok(EndpointSet {
        service_area: sanitize(written.service_area.as_bytes(), 64),
        urls: urls
            .iter()
            .map(|url| sanitize(url.trim().as_bytes(), MAX_NAME))
            .collect(),
        ips,
        tcp_ports: ports(written.tcp_ports.as_deref()).map_err(in_set)?,
        udp_ports: ports(written.udp_ports.as_deref()).map_err(in_set)?,
        express_route: written.express_route.unwrap_or(false),
        category: written
            .category
            .to_ascii_lowercase()
            .parse()
            .unwrap_or(Category::Default),
        required: written.required.unwrap_or(false),
        notes: written
            .notes
            .filter(|notes| !notes.trim().is_empty())
            .map(|notes| sanitize(notes.as_bytes(), MAX_NOTES)),
        id: written.id,
    })
}

fn members(key: &str, list: Option<Vec<String>>) -> Result<Vec<String>, String> {
    let list = list.unwrap_or_default();
    if list.len() > MAX_MEMBERS {
        return Err(format!("more than {MAX_MEMBERS} {key}"));
    }
    Ok(list)
}

/// Reads `143, 587, 993, 995`, `443,80`, `50000-50059` or the empty text, into ascending order.
fn ports(text: Option<&str>) -> Result<Vec<PortRange>, String> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut ports = Vec::new();
    for part in text.split(',') {
        if ports.len() == MAX_PORTS {
            return Err(format!("more than {MAX_PORTS} ports"));
        }
        ports.push(
            part.parse::<PortRange>()
                .map_err(|error| error.to_string())?,
        );
    }
    ports.sort_unstable();
    ports.dedup();
    Ok(ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(keys: &str) -> Result<EndpointSet, BadSets> {
        let text = format!(r#"[{{"id":1,"serviceArea":"Exchange","category":"Allow"{keys}}}]"#);
        parse_sets(text.as_bytes()).map(|mut sets| sets.remove(0))
    }

    fn shown(ports: &[PortRange]) -> Vec<String> {
        ports.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ports_are_read_as_they_are_really_written() {
        for (written, expected) in [
            (r#""143, 587, 993, 995""#, &["143", "587", "993", "995"][..]),
            (r#""443,80""#, &["80", "443"]),
            (r#""50000-50059, 443""#, &["443", "50000-50059"]),
            (r#""80,80""#, &["80"]),
            (r#""""#, &[]),
            (r#"" ""#, &[]),
            ("null", &[]),
        ] {
            let set =
                one(&format!(r#","tcpPorts":{written},"udpPorts":{written}"#)).expect(written);
            assert_eq!(shown(&set.tcp_ports), expected, "{written}");
            assert_eq!(shown(&set.udp_ports), expected, "{written}");
        }
    }

    #[test]
    fn what_may_be_missing_may_be_missing() {
        let set = one("").expect("set");
        assert!(set.urls.is_empty() && set.ips.is_empty());
        assert!(set.tcp_ports.is_empty() && set.udp_ports.is_empty());
        assert!(!set.required && !set.express_route);
        assert_eq!(set.notes, None);
    }

    #[test]
    fn what_is_new_does_no_harm() {
        let set = one(r#","color":{"deep":[1]},"required":true,"notes":"see [x](https://y)""#)
            .expect("unknown key");
        assert!(set.required);
        assert_eq!(set.notes.as_deref(), Some("see [x](https://y)"));
        let text = br#"[{"id":9,"serviceArea":"Weather","category":"Prefer"}]"#;
        let sets = parse_sets(text).expect("unknown area and category");
        assert_eq!(sets[0].service_area, "Weather");
        assert_eq!(sets[0].category, Category::Default);
    }

    #[test]
    fn sets_come_in_order_and_a_byte_order_mark_does_not_matter() {
        let text = b"\xef\xbb\xbf[{\"id\":9,\"serviceArea\":\"A\",\"category\":\"Default\"},\
            {\"id\":2,\"serviceArea\":\"A\",\"category\":\"OPTIMIZE\"}]";
        let sets = parse_sets(text).expect("sets");
        assert_eq!([sets[0].id, sets[1].id], [2, 9]);
        assert_eq!(sets[0].category, Category::Optimize);
    }

    #[test]
    fn text_of_the_service_is_made_harmless() {
        let set = one(r#","notes":"a\u001b[31mb\u202e","urls":["a\u0007.example"]"#).expect("set");
        assert_eq!(set.notes.as_deref(), Some("a\\x1b[31mb\\u{202e}"));
        assert_eq!(set.urls, ["a\\x07.example"]);
    }

    #[test]
    fn malformed_answers_are_refused_with_the_place() {
        for (text, part) in [
            ("", "EOF"),
            ("<html>", "expected value"),
            ("{}", "a sequence"),
            ("null", "a sequence"),
            ("[]", "empty"),
            ("[1]", "set 1 of the list: no JSON object"),
            (r#"[{"id":1}]"#, "missing field `serviceArea`"),
            (r#"[{"id":-1,"serviceArea":"A","category":"Allow"}]"#, "u32"),
            (
                r#"[{"id":"1","serviceArea":"A","category":"Allow"}]"#,
                "u32",
            ),
            (r#"[{"id":1,"serviceArea":"A","category":1}]"#, "a string"),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","tcpPorts":443}]"#,
                "a string",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","tcpPorts":"80,"}]"#,
                "id 7: \"\" is not a port",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","tcpPorts":"0"}]"#,
                "id 7: \"0\" is not a port",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","ips":["10.0.0.0/99"]}]"#,
                "\"10.0.0.0/99\" is not a range",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","ips":"10.0.0.0/8"}]"#,
                "a sequence",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","urls":[""]}]"#,
                "not a host name",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow","required":"yes"}]"#,
                "a boolean",
            ),
            (
                r#"[{"id":7,"serviceArea":"A","category":"Allow"},{"id":7,"serviceArea":"A","category":"Allow"}]"#,
                "set 2 of the list: another one has the same id 7",
            ),
        ] {
            let error = parse_sets(text.as_bytes()).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn an_answer_cut_anywhere_is_refused() {
        let whole = include_bytes!("data/usgovdod.json").trim_ascii_end();
        assert!(parse_sets(whole).is_ok());
        for length in 0..whole.len() {
            assert!(parse_sets(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn more_than_the_bounds_is_refused() {
        let set = |id: usize| format!(r#"{{"id":{id},"serviceArea":"A","category":"Allow"}}"#);
        let list = |count: usize| {
            let sets: Vec<String> = (0..count).map(set).collect();
            format!("[{}]", sets.join(","))
        };
        assert!(parse_sets(list(MAX_SETS).as_bytes()).is_ok());
        assert!(parse_sets(list(MAX_SETS + 1).as_bytes()).is_err());
        let ips = vec![r#""10.0.0.0/8""#; MAX_MEMBERS + 1].join(",");
        assert!(one(&format!(r#","ips":[{ips}]"#)).is_err());
        let ports = vec!["80"; MAX_PORTS + 1].join(",");
        assert!(one(&format!(r#","tcpPorts":"{ports}""#)).is_err());
        assert!(one(&format!(r#","urls":["{}"]"#, "a".repeat(254))).is_err());
        assert!(parse_sets(&vec![b' '; MAX_ANSWER + 1]).is_err());
        let deep = "[".repeat(100_000);
        assert!(parse_sets(deep.as_bytes()).is_err());
    }
}
