//! docs/errors.md lists the table. `EXOPORT_UPDATE_GOLDEN=1 cargo test --lib explain` writes it anew.

use std::fmt::Write;
use std::path::Path;

use super::super::{Provenance, entries};

const BEGIN: &str = "<!-- The table is written by a test (src/explain/tests/document.rs). -->\n";
const END: &str = "<!-- End of the table. -->\n";

fn mark(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Documented => "A",
        Provenance::Observed => "B",
        Provenance::Inferred => "C",
    }
}

fn table() -> String {
    let mut text = "\n| code | name | meaning | what to do | side | source |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for entry in entries() {
        let says = match entry.texts {
            [] => String::new(),
            texts => format!(" with \"{}\"", texts.join("\" or \"")),
        };
        writeln!(
            text,
            "| `{}`{says} | `{}` | {} | {} | {} | {} ({}) |",
            entry.codes(),
            entry.name,
            entry.meaning,
            entry.remedy,
            entry.side,
            entry.source,
            mark(entry.provenance),
        )
        .expect("a string");
    }
    text.push('\n');
    text
}

#[test]
fn the_document_has_every_entry() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let text = std::fs::read_to_string(&file).expect("docs/errors.md");
    let (before, rest) = text.split_once(BEGIN).expect("the beginning's mark");
    let (_, after) = rest.split_once(END).expect("the end's mark");
    let expected = [before, BEGIN, &table(), END, after].concat();
    if std::env::var_os("EXOPORT_UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &expected).expect("docs/errors.md");
    } else {
        assert!(
            text == expected,
            "docs/errors.md is not what the table says; the head of this test says how to renew it"
        );
    }
}
