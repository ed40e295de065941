//! The layers of the library only point down, files of one folder have no cycle, unsafe code has two homes, and
//! docs/architecture.md shows it as it is.

mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use modules::{Module, module_tree};

/// The top modules of the library, the bottom first: each imports only what stands before it.
const LAYERS: &str = "
    sources string_enum
    text tcp microsoft date clock
    files runtime os schemas json host_name
    proxy targets endpoints record
    dns config plan
    explain diagnosis
    probe
    endpoint_update domain scenario
    firewall listen watch replay
    run ffi
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every import that points up, and every module that the order does not know, or the folder does not have.
fn against_order(modules: &[Module], order: &str) -> Vec<String> {
    let order: Vec<&str> = order.split_whitespace().collect();
    let height = |name: &str| order.iter().position(|layer| *layer == name);
    let crate_root = &modules[0];
    let known = &crate_root.children;
    let missing = known.iter().filter(|name| height(name).is_none());
    let missing = missing.map(|name| format!("module `{name}` is missing from the list of layers"));
    let gone = order.iter().filter(|name| !known.contains(**name));
    let gone = gone.map(|name| format!("the list of layers has `{name}`, which is no module"));
    let mut wrong: Vec<String> = missing.chain(gone).collect();
    for module in &modules[1..] {
        let own = &module.path[0];
        for import in &module.imports {
            let what = match import.child_of(crate_root) {
                Some(other) if height(other) <= height(own) => continue,
                Some(other) => format!("`{other}`, which is above it"),
                None => format!("`{}` from the root", import.path.join("::")),
            };
            let place = format!("{}:{}", module.file, import.line);
            wrong.push(format!("{place}: layer `{own}` imports {what}"));
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
        let mut edges: BTreeMap<(&str, &str), String> = BTreeMap::new();
        for module in modules {
            let Some([own, ..]) = module.path.strip_prefix(&*parent.path) else {
                continue;
            };
            for import in &module.imports {
                if let Some(other) = import.child_of(parent).filter(|other| other != own) {
                    let place = format!("{}:{}", module.file, import.line);
                    let text = format!("{place}: `{own}` imports `{other}`");
                    edges.entry((own, other)).or_insert(text);
                }
            }
        }
        for ((from, to), import) in &edges {
            let (mut reached, mut open) = (BTreeSet::new(), vec![to]);
            while let Some(name) = open.pop() {
                let next = edges.keys().filter(|(from, _)| from == name);
                open.extend(next.map(|(_, to)| to).filter(|to| reached.insert(*to)));
            }
            if reached.contains(from) {
                wrong.push(format!("{import}, which needs `{from}` itself"));
            }
        }
    }
    wrong
}

#[test]
fn layers_only_point_down() {
    let modules = module_tree(&root().join("src"));
    assert!(modules.len() > 100, "{} modules", modules.len());
    let wrong = against_order(&modules, LAYERS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_of_one_folder_have_no_cycle() {
    for folder in ["src", "crates/exoport-lab/src", "crates/exoport-cli/src"] {
        let wrong = cycles(&module_tree(&root().join(folder)));
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
    let names = block.lines().filter_map(|line| line.split('|').next());
    let names: Vec<&str> = names.flat_map(str::split_whitespace).rev().collect();
    assert_eq!(names, LAYERS.split_whitespace().collect::<Vec<_>>());
    // Every second part stands between backticks; what has a pattern in it names several files.
    let is_path = |text: &&str| {
        let folder = text.split_once('/').map(|(first, _)| first);
        folder.is_some_and(|folder| root().join(folder).is_dir()) && !text.contains(['*', '{', ' '])
    };
    let paths = page.split('`').skip(1).step_by(2).filter(is_path);
    let gone: Vec<&str> = paths.filter(|path| !root().join(path).exists()).collect();
    assert_eq!(gone, [""; 0], "not there any more");
}

#[test]
fn unsafe_code_has_two_homes() {
    let text = |file: &str| std::fs::read_to_string(root().join(file)).expect("a file");
    let modules = module_tree(&root().join("src"));
    let files = modules.iter().map(|module| &*module.file);
    let homes: BTreeSet<&str> = files
        .filter(|file| text(file).contains("(unsafe_code)"))
        .collect();
    assert_eq!(Vec::from_iter(homes), ["src/ffi/mod.rs", "src/os/mod.rs"]);
    for name in ["exoport-lab", "exoport-cli"] {
        let root = text(&format!("crates/{name}/src/lib.rs"));
        assert!(root.contains("#![forbid(unsafe_code)]"), "{name}");
    }
}

/// A made-up crate: the root, then `record`, `scenario` and a child of `scenario`, each with these lines.
fn made_up(record: &str, scenario: &str, child: &str) -> Vec<Module> {
    let scenario = format!("mod rules; mod sides; use rules::Rule;{scenario}");
    let root = "mod record; pub mod scenario; pub use scenario::Wanted;";
    let sides = "use super::rules::names;";
    vec![
        Module::parse(&[""; 0], "lib.rs", root),
        Module::parse(&["record"], "record.rs", record),
        Module::parse(&["scenario"], "scenario/mod.rs", &scenario),
        Module::parse(&["scenario", "rules"], "scenario/rules.rs", child),
        Module::parse(&["scenario", "sides"], "scenario/sides.rs", sides),
    ]
}

#[test]
fn what_points_up_is_told_with_its_place() {
    let order = "record scenario";
    let below = "use crate::record::Record;";
    let good = made_up("use std::fmt;", below, "use super::Rule;");
    assert_eq!(against_order(&good, order), [""; 0]);
    assert_eq!(cycles(&good), [""; 0]);
    for line in [
        "use crate::scenario;",
        "use crate::{record::Record, scenario::{self, Wanted}};",
        "use super::scenario as other;",
        "fn f() { crate::scenario::check() }",
        "use crate::Wanted;",
        "mod inner { use super::super::scenario::Wanted; }",
    ] {
        let wrong = against_order(&made_up(&format!("\n{line}"), "", ""), order);
        let expected = "record.rs:2: layer `record` imports `scenario`, which is above it";
        assert_eq!(wrong, [expected], "{line}");
    }
    for (line, part) in [("use crate::*;", "`*`"), ("use crate::Other;", "`Other`")] {
        let wrong = against_order(&made_up(line, "", ""), order);
        assert!(wrong.len() == 1 && wrong[0].contains(part), "{wrong:?}");
    }
    let wrong = against_order(&good, "record text");
    let missing = "module `scenario` is missing from the list of layers";
    let gone = "the list of layers has `text`, which is no module";
    assert_eq!(wrong[..2], [missing, gone]);
}

#[test]
fn cycles_are_told_with_their_places() {
    let modules = made_up("", "pub use sides::Side;", "\n\nuse super::Side;");
    let expected = [
        "scenario/rules.rs:3: `rules` imports `sides`, which needs `rules` itself",
        "scenario/sides.rs:1: `sides` imports `rules`, which needs `sides` itself",
    ];
    assert_eq!(cycles(&modules), expected);
}
