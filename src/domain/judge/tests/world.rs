//! A DNS made of lines of text, for judging without a network.
//!
//! `NAME TYPE DATA` is one record; a `+` in front of the type says that the resolver vouches for it. As a
//! change, the lines of a name and type replace those that were there; `-` takes them away, and
//! `!why` lets the question fail. `policy STATUS TYPE LINE|LINE` is what the policy host answers, and
//! `policy !FAILURE why` that it does not.

use std::collections::BTreeMap;

use crate::domain::judge::judge_and_ask;
use crate::domain::{
    Answer, AnswerStatus, Data, Observation, PolicyFetch, Question, RecordType, Report,
};
use crate::record::Cname;

/// Keys of RSA that were made for this and belong to nobody.
pub(super) const RSA_2048: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnqRCwSz+3CenMvsJ07VGI4WCXiYwPzG+dh1+Wgld/f/yXG3gw/AdJHgy12vRHWsaycy/Ov0TwNbYyDG9BOj3u4XPXxYCwUwDafExTh2l+PcDXBcAm9wUmk+16xKpY4qm4T5qA0Z/elbhWCgkRyJqjp0CIug9aQKNw6eq1P8E/j+LtTC1SMQ31Q3vaVTdYpxTpWfXlgWlrBej394s2b0JBJadqxRE4i0G5mC7UAzpyNtuNZZ0YlqKe/B6ByVrUJidOKyGziUAzBop4OvEZD/Tl47DoQOHZUcwr3t0uIWAmY9zBOqdpvvhvGDCHH9SaNDtIcBQzlpEy0PmrsbxUuV5qwIDAQAB";
pub(super) const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC9jtfK8iULOSzdbvn8z6J2Nki2YIpsbZW+EANh8RMsqKrPuCIQmCEFjw5g509tkx12fzEJtQola2tFZwbczD4TiyRwNMuqo+GC/XHmI6CouI6aX3G0fJTIAYkiBks6vsx66EpkbELfKcLWE+upnWNzlDmdZpyXbEL+e2SSxNsnswIDAQAB";
pub(super) const RSA_512: &str = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJ2sF1X2VKaLktEsjZ9BHwKRGbBql90yQ6x2UxqiWsm0l1qD4BMdDuhDKuWgOMe47Y52h4FjMGKMIg/D5Ak4D+cCAwEAAQ==";

/// Records by question, as lines.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    records: BTreeMap<Question, Vec<String>>,
    vouched: Vec<Question>,
    policy: Option<PolicyFetch>,
}

impl World {
    pub(super) fn new(lines: &[&str]) -> Self {
        Self::default().with(lines)
    }

    /// The same with changes.
    pub(super) fn with(mut self, lines: &[&str]) -> Self {
        let mut fresh: Vec<Question> = Vec::new();
        for line in lines {
            let line = line
                .replace("RSA2048", RSA_2048)
                .replace("RSA1024", RSA_1024)
                .replace("RSA512", RSA_512);
            let (name, rest) = line.split_once(' ').expect("NAME TYPE DATA");
            if name == "policy" {
                self.policy = Some(policy(rest));
                continue;
            }
            let (record_type, data) = rest.split_once(' ').expect("TYPE DATA");
            let plain = record_type.strip_prefix('+');
            let word = plain.unwrap_or(record_type);
            let question = Question::new(name, word.parse().expect("a type"));
            if !fresh.contains(&question) {
                self.records.remove(&question);
                self.vouched.retain(|vouched| *vouched != question);
                fresh.push(question.clone());
            }
            if plain.is_some() {
                self.vouched.push(question.clone());
            }
            if data != "-" {
                self.records
                    .entry(question)
                    .or_default()
                    .push(data.to_owned());
            }
        }
        self
    }

    /// Judges, answering every question that the rules have.
    pub(super) fn judge(&self, mut observation: Observation) -> Report {
        for _ in 0..64 {
            let (report, missing) = judge_and_ask(&observation);
            if missing.questions.is_empty() && !missing.policy {
                return report;
            }
            for question in missing.questions {
                let answer = self.answer(&question);
                observation.answers.insert(question, answer);
            }
            if missing.policy {
                observation.policy = Some(self.policy.clone().expect("a policy"));
            }
        }
        panic!("the rules never have enough");
    }

    fn answer(&self, question: &Question) -> Answer {
        let mut name = question.name.clone();
        let mut cname_chain = Vec::new();
        for _ in 0..8 {
            let owner = self.owner(&name);
            let here = Question::new(&owner, question.record_type);
            if let Some(lines) = self.records.get(&here) {
                let mut answer = records(question.record_type, lines);
                answer.authenticated = self.vouched.contains(&here);
                answer.cname_chain = cname_chain;
                return answer;
            }
            let alias = Question::new(&owner, RecordType::Cname);
            match self.records.get(&alias).and_then(|lines| lines.first()) {
                Some(target) if !target.starts_with('!') => {
                    cname_chain.push(Cname {
                        name: name.clone(),
                        target: target.clone(),
                        ttl_seconds: 300,
                    });
                    name.clone_from(target);
                }
                _ => break,
            }
        }
        let owner = self.owner(&name);
        let exists = self.records.keys().any(|known| known.name == owner);
        let mut answer = Answer::empty(if exists {
            AnswerStatus::NoData
        } else {
            AnswerStatus::NoName
        });
        answer.cname_chain = cname_chain;
        answer
    }

    /// Who has the records of a name: itself, or the wildcard below the closest name that exists (RFC
    /// 4592).
    fn owner(&self, name: &str) -> String {
        let exists = |name: &str| {
            let below = format!(".{name}");
            let mut known = self.records.keys().map(|question| &question.name);
            known.any(|known| known == name || known.ends_with(&below))
        };
        let mut encloser = name;
        while !exists(encloser) {
            let Some((_, parent)) = encloser.split_once('.') else {
                return name.to_owned();
            };
            encloser = parent;
        }
        let wildcard = format!("*.{encloser}");
        match encloser != name && exists(&wildcard) {
            true => wildcard,
            false => name.to_owned(),
        }
    }
}

fn records(record_type: RecordType, lines: &[String]) -> Answer {
    if let Some(why) = lines[0].strip_prefix('!') {
        return Answer::failed(why);
    }
    let mut ttl_seconds = 3600;
    let mut list = Vec::new();
    for line in lines {
        let parts: Vec<&str> = line.split(' ').collect();
        list.push(match record_type {
            RecordType::A | RecordType::Aaaa => Data::Address {
                address: line.parse().expect("an address"),
            },
            RecordType::Cname => Data::Cname {
                target: line.clone(),
            },
            RecordType::Mx => {
                if let Some(ttl) = parts.get(2) {
                    ttl_seconds = ttl.parse().expect("seconds");
                }
                Data::Mx {
                    preference: parts[0].parse().expect("a number"),
                    exchange: parts[1].to_owned(),
                }
            }
            RecordType::Soa => Data::Soa,
            RecordType::Tlsa => Data::Tlsa {
                usage: parts[0].parse().expect("a number"),
                selector: parts[1].parse().expect("a number"),
                matching: parts[2].parse().expect("a number"),
                data: parts[3].repeat(32),
            },
            // Strings as in a zone file, without the quotes at both ends.
            RecordType::Txt => Data::Txt {
                strings: line.split("\" \"").map(str::to_owned).collect(),
            },
        });
    }
    let mut answer = Answer::of(list);
    answer.ttl_seconds = Some(ttl_seconds);
    answer
}

fn policy(text: &str) -> PolicyFetch {
    let mut parts = text.splitn(3, ' ');
    let first = parts.next().expect("a status");
    if let Some(failure) = first.strip_prefix('!') {
        return PolicyFetch::Failed {
            failure: failure.parse().expect("a failure"),
            error: parts.collect::<Vec<_>>().join(" "),
        };
    }
    let http_status = first.parse().expect("a status");
    let content_type = parts.next().filter(|word| *word != "-");
    let rest = parts.next().unwrap_or_default();
    let redirect = (300..400).contains(&http_status);
    PolicyFetch::Answered {
        http_status,
        content_type: content_type.map(str::to_owned),
        location: redirect.then(|| rest.to_owned()),
        lines: rest.split('|').map(str::to_owned).collect(),
    }
}
