//! Hostile input: cut anywhere, endless, not text.

use std::collections::BTreeSet;

use super::super::{Explainer, Report, explain};

/// A log in every form, with a code in most lines.
const LOG: &str = "\
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r
2025-11-23T11:12:19.000Z,To EXO,08DE2A60,7,10.0.0.5:55012,192.0.2.1:25,<,\"550 5.7.606 Access \"\"denied\"\"\",\r
550-5.7.1 one\r
550 5.7.1 two\r
Status: 5.7.64\r
Diagnostic-Code: smtp; 550 5.7.64 TenantAttribution;\r
 Relay Access Denied\r
\r
Nov 23 11:12:20 mail postfix/smtp[4511]: 4D1F: dsn=4.7.500, status=deferred (host x.mail.protection.outlook.com[192.0.2.1] said: 451 4.7.500 Server busy)\r
{\"Detail\":\"535 5.7.139 Authentication unsuccessful, basic authentication is disabled\"}\r
421 4.3.2 Service not available\r
";

/// A small generator (xorshift64*), the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % limit
    }
}

fn run(bytes: &[u8]) -> Report {
    explain(bytes).expect("no compressed file")
}

fn codes(report: &Report) -> BTreeSet<String> {
    report
        .explanations
        .iter()
        .filter_map(|found| found.enhanced)
        .map(|code| code.to_string())
        .collect()
}

#[test]
fn a_cut_at_any_byte_keeps_the_codes_of_whole_lines() {
    for cut in 0..=LOG.len() {
        let whole = LOG[..cut].rfind('\n').map_or(0, |end| end + 1);
        let expected = codes(&run(&LOG.as_bytes()[..whole]));
        let found = codes(&run(&LOG.as_bytes()[..cut]));
        assert!(
            found.is_superset(&expected),
            "{cut}: {found:?} {expected:?}"
        );
    }
    assert_eq!(codes(&run(LOG.as_bytes())).len(), 6);
}

#[test]
fn pieces_of_any_size_give_the_same() {
    let whole = run(LOG.as_bytes());
    for seed in 1..200 {
        let mut random = Random(seed);
        let mut explainer = Explainer::default();
        let mut rest = LOG.as_bytes();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(1 + random.below(40)));
            explainer.feed(now).expect("no compressed file");
            rest = later;
        }
        assert_eq!(explainer.finish(), Ok(whole.clone()), "seed {seed}");
    }
}

#[test]
fn damage_never_panics_and_spares_the_other_lines() {
    for seed in 1..400 {
        let mut random = Random(seed);
        let mut bytes = LOG.repeat(2).into_bytes();
        for _ in 0..random.below(60) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = 0,
                1 => bytes[at] = 0xff,
                2 => bytes[at] = b"\n\r\",<>-#:;5. 4"[random.below(14)],
                _ => drop(bytes.remove(at)),
            }
        }
        // A whole line of its own, behind all damage.
        bytes.extend_from_slice(b"\n\n550 5.7.708 Access denied\n");
        let report = run(&bytes);
        assert!(codes(&report).contains("5.7.708"), "seed {seed}");
    }
}

#[test]
fn noise_never_panics() {
    for seed in 1..60 {
        let mut random = Random(seed);
        let bytes: Vec<u8> = (0..4000)
            .map(|_| match random.below(3) {
                0 => b"0245.- #<:\n\","[random.below(13)],
                1 => b"5.7.1"[random.below(5)],
                _ => (random.next() >> 56) as u8,
            })
            .collect();
        // A file that happens to begin like a compressed one is refused, and that is fine too.
        let _ = explain(&bytes);
    }
}

#[test]
fn an_endless_line_is_searched_in_flat_memory() {
    let mut explainer = Explainer::default();
    let filler = [b'x'; 66_007];
    for _ in 0..200 {
        explainer.feed(&filler).expect("bytes");
        explainer
            .feed(b" \"550 5.7.606 Access denied\" ")
            .expect("bytes");
        assert!(explainer.kept() <= 256 * 1024, "{}", explainer.kept());
    }
    explainer.feed(b"\n550 5.7.64 next line\n").expect("bytes");
    let report = explainer.finish().expect("a report");
    assert_eq!((report.lines, report.long_lines), (2, 1));
    assert_eq!(
        codes(&report),
        BTreeSet::from(["5.7.606".into(), "5.7.64".into()])
    );
    // Every one of them, although they lie across the borders of the pieces.
    assert_eq!(report.explanations[0].count, 200);
    assert_eq!(report.explanations[1].first_line, 2);
}

#[test]
fn a_code_on_the_border_of_a_long_lines_piece_is_found_once() {
    for shift in (0..4_000).step_by(7) {
        let mut line = vec![b'x'; 62_000 + shift];
        line.extend_from_slice(b" 550 5.7.606 Access denied ");
        line.extend_from_slice(&[b'y'; 5_000]);
        let report = run(&line);
        assert_eq!(report.explanations.len(), 1, "{shift}");
        assert_eq!(report.explanations[0].count, 1, "{shift}");
    }
}

#[test]
fn only_so_many_different_codes_are_kept() {
    let mut text = String::new();
    for detail in 0..400 {
        text.push_str(&format!("550 5.6.{detail} x\n"));
    }
    let report = run(text.as_bytes());
    assert_eq!((report.explanations.len(), report.omitted), (256, 144));
}

#[test]
fn a_line_of_nothing_but_codes_is_bounded() {
    let report = run("said: 550 5.7.1 5.7.139 ".repeat(50_000).as_bytes());
    assert!(report.explanations.len() <= 3);
}
