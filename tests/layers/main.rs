//! The layers of the library only point down, files of one folder have no cycle, unsafe code has two homes, and
//! docs/architecture.md shows it as it is.

mod modules;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use modules::{Module, module_tree};

/// The top modules of the library, the bottom first: each imports only what stands before it.
const LAYERS: &[&str] = &[
    "sources",
    "string_enum",
    "text",
    "microsoft",
    "json",
    "date",
    "clock",
    "files",
    "runtime",
    "os",
    "schemas",
    "host_name",
    "proxy",
    "targets",
    "endpoints",
    "record",
    "dns",
    "config",
    "plan",
    "explain",
    "diagnosis",
    "probe",
    "endpoint_update",
    "domain",
    "scenario",
    "firewall",
    "listen",
    "watch",
    "replay",
    "run",
    "ffi",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every import that points up, and every module that the order does not know, or the folder does not have.
fn against_order(modules: &[Module], order: &[&str]) -> Vec<String> {
    let height = |name: &str| order.iter().position(|layer| *layer == name);
    let crate_root = &modules[0];
    let mut wrong = Vec::new();
    for name in &crate_root.children {
        if height(name).is_none() {
            wrong.push(format!(
                "module `{name}` is missing from the list of layers"
            ));
        }
    }
    for name in order {
        if !crate_root.children.contains(*name) {
            wrong.push(format!(
                "the list of layers has `{name}`, which is no module"
            ));
        }
    }
    for module in &modules[1..] {
        let own = &module.path[0];
        for import in &module.imports {
            let place = format!("{}:{}", module.file, import.line);
            match import.child_of(crate_root) {
                Some(other) if height(own) < height(other) => wrong.push(format!(
                    "{place}: layer `{own}` imports `{other}`, which is above it"
                )),
                Some(_) => {}
                None => wrong.push(format!(
                    "{place}: layer `{own}` imports {import} from the root"
                )),
            }
        }
    }
    // Two paths of one line may lead to one module.
    wrong.dedup();
    wrong
}

/// Every import among the children of one module that is part of a cycle. The module's own file is left out: it holds
/// its children together, and they may use what it has.
fn cycles(modules: &[Module]) -> Vec<String> {
    let mut wrong = Vec::new();
    for parent in modules {
        let depth = parent.path.len();
        let mut edges: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        let inside =
            |module: &&Module| module.path.len() > depth && module.path.starts_with(&parent.path);
        for module in modules.iter().filter(inside) {
            let own = module.path[depth].as_str();
            for import in &module.imports {
                let other = import.child_of(parent).filter(|other| *other != own);
                if let Some(other) = other {
                    let place =
                        format!("{}:{}: `{own}` imports `{other}`", module.file, import.line);
                    edges.entry(own).or_default().entry(other).or_insert(place);
                }
            }
        }
        for (from, to) in &edges {
            for (other, place) in to {
                if reaches(&edges, other, from) {
                    wrong.push(format!("{place}, which needs `{from}` itself"));
                }
            }
        }
    }
    wrong
}

fn reaches(edges: &BTreeMap<&str, BTreeMap<&str, String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(edges.get(name).into_iter().flat_map(BTreeMap::keys));
        }
    }
    false
}

#[test]
fn layers_only_point_down() {
    let modules = module_tree(&root().join("src/lib.rs"));
    assert!(modules.len() > 100, "{} modules", modules.len());
    let wrong = against_order(&modules, LAYERS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_of_one_folder_have_no_cycle() {
    for folder in ["src", "crates/exoport-lab/src", "crates/exoport-cli/src"] {
        let wrong = cycles(&module_tree(&root().join(folder).join("lib.rs")));
        assert!(wrong.is_empty(), "{folder}: {}", wrong.join("\n"));
    }
}

#[test]
fn the_documentation_shows_the_same_layers() {
    let page = root().join("docs/architecture.md");
    let page = std::fs::read_to_string(&page).expect("docs/architecture.md");
    let (_, rest) = page.split_once("```layers\n").expect("a block of layers");
    let (block, _) = rest.split_once("```").expect("its end");
    // A line is names, then what they do; the top comes first.
    let names = block.lines().flat_map(|line| {
        line.split('|')
            .next()
            .unwrap_or_default()
            .split_whitespace()
    });
    assert_eq!(names.rev().collect::<Vec<_>>(), LAYERS);
    // Every second part stands between backticks; what has a pattern in it names several files.
    let is_path = |text: &&str| {
        let folder = text.split_once('/').map(|(first, _)| first);
        folder.is_some_and(|folder| root().join(folder).is_dir()) && !text.contains(['*', '{', ' '])
    };
    let gone: Vec<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(is_path)
        .filter(|path| !root().join(path).exists())
        .collect();
    assert_eq!(gone, [""; 0], "not there any more");
}

#[test]
fn unsafe_code_has_two_homes() {
    let allows = |file: &String| {
        let text = std::fs::read_to_string(root().join(file)).expect("a file");
        text.contains("(unsafe_code)")
    };
    let files = module_tree(&root().join("src/lib.rs"))
        .into_iter()
        .map(|module| module.file);
    let mut homes: Vec<String> = files.filter(allows).collect();
    homes.sort();
    assert_eq!(homes, ["src/ffi/mod.rs", "src/os/mod.rs"]);
}

/// A made-up crate: the root, then `record`, `scenario` and a child of `scenario`, each with these lines.
fn made_up(record: &str, scenario: &str, child: &str) -> Vec<Module> {
    vec![
        Module::parse(
            &[],
            "lib.rs",
            "mod record; pub mod scenario; pub use scenario::Wanted;",
        ),
        Module::parse(&["record"], "record.rs", record),
        Module::parse(
            &["scenario"],
            "scenario/mod.rs",
            &format!("mod rules; mod sides; use rules::Rule;{scenario}"),
        ),
        Module::parse(&["scenario", "rules"], "scenario/rules.rs", child),
        Module::parse(
            &["scenario", "sides"],
            "scenario/sides.rs",
            "use super::rules::names;",
        ),
    ]
}

#[test]
fn what_points_up_is_told_with_its_place() {
    let order = ["record", "scenario"];
    let good = made_up(
        "use std::fmt;",
        "use crate::record::Record;",
        "use super::Rule;",
    );
    assert_eq!(against_order(&good, &order), [""; 0]);
    assert_eq!(cycles(&good), [""; 0]);
    for line in [
        "use crate::scenario;",
        "use crate::{record::Record, scenario::{self, Wanted}};",
        "use super::scenario as other;",
        "fn f() { crate::scenario::check() }",
        "use crate::Wanted;",
        "mod inner { use super::super::scenario::Wanted; }",
    ] {
        assert_eq!(
            against_order(&made_up(&format!("\n{line}"), "", ""), &order),
            ["record.rs:2: layer `record` imports `scenario`, which is above it"],
            "{line}"
        );
    }
    for (line, part) in [("use crate::*;", "`*`"), ("use crate::Other;", "`Other`")] {
        let wrong = against_order(&made_up(line, "", ""), &order);
        assert!(wrong.len() == 1 && wrong[0].contains(part), "{wrong:?}");
    }
    let wrong = against_order(&good, &["record", "text"]);
    assert_eq!(
        wrong[..2],
        [
            "module `scenario` is missing from the list of layers",
            "the list of layers has `text`, which is no module"
        ]
    );
}

#[test]
fn cycles_are_told_with_their_places() {
    assert_eq!(
        cycles(&made_up("", "pub use sides::Side;", "\n\nuse super::Side;")),
        [
            "scenario/rules.rs:3: `rules` imports `sides`, which needs `rules` itself",
            "scenario/sides.rs:1: `sides` imports `rules`, which needs `sides` itself",
        ]
    );
}
