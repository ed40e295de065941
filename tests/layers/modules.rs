//! The modules of a crate with what each imports, read from its files. Unit tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::{Token, paths_from, tokens};

/// One module with a file of its own; modules within it count as part of it.
pub(crate) struct Module {
    /// Names from the root of the crate, which has none.
    pub(crate) path: Vec<String>,
    pub(crate) file: String,
    /// Modules that it declares and that have files of their own.
    pub(crate) children: BTreeSet<String>,
    /// Names that it takes from a child, as others find them in it.
    from_children: BTreeMap<String, String>,
    pub(crate) imports: Vec<Import>,
}

/// A path that a module names.
pub(crate) struct Import {
    /// From the root of the crate.
    path: Vec<String>,
    pub(crate) line: usize,
}

impl Import {
    /// The child of `parent` that it leads to, if any.
    pub(crate) fn child_of<'a>(&'a self, parent: &'a Module) -> Option<&'a str> {
        let rest = self.path.strip_prefix(parent.path.as_slice())?;
        let name = rest.first()?.as_str();
        match parent.children.contains(name) {
            true => Some(name),
            false => parent.from_children.get(name).map(String::as_str),
        }
    }
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path.join("::"))
    }
}

/// The crate's root and every module below it, as `mod` declares them.
pub(crate) fn module_tree(crate_root: &Path) -> Vec<Module> {
    let base = crate_root.ancestors().nth(2).expect("a folder around src");
    let mut modules = Vec::new();
    let mut open = vec![(Vec::new(), crate_root.to_owned())];
    while let Some((path, file)) = open.pop() {
        let text =
            fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let shown = file.strip_prefix(base).unwrap_or(&file).display();
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let module = Module::parse(&names, &shown.to_string(), &text);
        for name in &module.children {
            let path = [path.as_slice(), std::slice::from_ref(name)].concat();
            let file = file_of(crate_root, &path);
            open.push((path, file));
        }
        modules.push(module);
    }
    modules
}

fn file_of(crate_root: &Path, path: &[String]) -> PathBuf {
    let folder = crate_root.with_file_name(path.iter().collect::<PathBuf>());
    let file = folder.with_extension("rs");
    match file.exists() {
        true => file,
        false => folder.join("mod.rs"),
    }
}

impl Module {
    pub(crate) fn parse(path: &[&str], file: &str, text: &str) -> Self {
        let tokens = without_tests(tokens(text));
        let mut module = Self {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            file: file.to_owned(),
            children: BTreeSet::new(),
            from_children: BTreeMap::new(),
            imports: Vec::new(),
        };
        // Modules without a file of their own around this place: name, and the depth of its braces.
        let mut inner: Vec<(&str, usize)> = Vec::new();
        let mut depth = 0;
        let mut relative = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let after = |count: usize| tokens.get(at + count).map_or("", |token| token.text);
            let own = || {
                module
                    .path
                    .iter()
                    .map(String::as_str)
                    .chain(inner.iter().map(|(name, _)| *name))
            };
            match token.text {
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    inner.pop_if(|(_, within)| depth <= *within);
                }
                "mod" if after(2) == ";" => {
                    module.children.insert(after(1).to_owned());
                }
                "mod" if after(2) == "{" => inner.push((after(1), depth)),
                "use" if inner.is_empty() => relative.extend(paths_from(&tokens, at + 1)),
                "crate" | "self" | "super" if after(1) == "::" => {
                    // `super::super::a` is one path, and begins at its first word.
                    if at > 0 && tokens[at - 1].text == "::" {
                        continue;
                    }
                    for named in paths_from(&tokens, at) {
                        let mut path: Vec<&str> = own().collect();
                        let mut rest = named.path.as_slice();
                        while let [first @ ("crate" | "self" | "super"), others @ ..] = rest {
                            match *first {
                                "crate" => path.clear(),
                                "super" => drop(path.pop()),
                                _ => {}
                            }
                            rest = others;
                        }
                        // Other names for the own module or one around it lead nowhere else; the root does.
                        if !rest.is_empty() || path.is_empty() {
                            path.extend(rest);
                            let path = path.into_iter().map(str::to_owned).collect();
                            module.imports.push(Import {
                                path,
                                line: named.line,
                            });
                        }
                    }
                }
                _ => {}
            }
        }
        for named in relative {
            let path = match named.path.as_slice() {
                ["self", rest @ ..] => rest,
                all => all,
            };
            if let [child, .., _] = path
                && module.children.contains(*child)
            {
                assert_ne!(named.name, "*", "{file}:{}: name what is meant", named.line);
                module
                    .from_children
                    .insert(named.name.to_owned(), (*child).to_owned());
            }
        }
        module
    }
}

/// The tokens without items that only tests have.
fn without_tests(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match attribute(&tokens, at) {
            Some((end, condition)) if only_in_tests(condition) => at = item_end(&tokens, end),
            _ => {
                kept.push(tokens[at]);
                at += 1;
            }
        }
    }
    kept
}

/// Where the attribute that begins here ends, and the condition in it where it is a `cfg`.
fn attribute<'a, 't>(tokens: &'t [Token<'a>], at: usize) -> Option<(usize, &'t [Token<'a>])> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    if text(at) != "#" || text(at + 1) != "[" {
        return None;
    }
    let end = closing(tokens, at + 1);
    let condition = match text(at + 2) {
        "cfg" => &tokens[at + 4..end - 2],
        _ => &[],
    };
    Some((end, condition))
}

/// Whether a condition holds in tests alone: `test`, or `all` with it.
fn only_in_tests(condition: &[Token<'_>]) -> bool {
    match condition {
        [one] => one.text == "test",
        [all, _, parts @ .., _] if all.text == "all" => {
            let mut depth = 0;
            let mut parts = parts.split(|token| {
                match token.text {
                    "(" => depth += 1,
                    ")" => depth -= 1,
                    _ => {}
                }
                depth == 0 && token.text == ","
            });
            parts.any(only_in_tests)
        }
        _ => false,
    }
}

/// Behind the item, field or statement that begins here.
fn item_end(tokens: &[Token<'_>], mut at: usize) -> usize {
    while let Some((end, _)) = attribute(tokens, at) {
        at = end;
    }
    const ITEMS: [&str; 15] = [
        "pub", "mod", "fn", "use", "impl", "struct", "enum", "const", "static", "type", "trait",
        "unsafe", "async", "extern", "let",
    ];
    let is_item = tokens
        .get(at)
        .is_some_and(|token| ITEMS.contains(&token.text));
    // The brackets of `pub(crate)` end nothing; the braces of `use a::{b, c}` neither.
    let mut in_use = false;
    while at < tokens.len() {
        match tokens[at].text {
            "use" => in_use = true,
            ";" => return at + 1,
            "," if !is_item => return at + 1,
            "}" => return at,
            "{" if !in_use => return closing(tokens, at),
            "(" | "[" | "{" => {
                at = closing(tokens, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    at
}

/// Behind the bracket that closes the one here.
fn closing(tokens: &[Token<'_>], from: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

#[test]
fn what_only_tests_have_is_left_out() {
    let text = r##"
        #[cfg(test)] mod tests { use crate::a1::x; mod inner { fn f() -> [u8; 2] { crate::a2() } } }
        #[cfg(test)] #[path = "x.rs"] mod more;
        #[cfg(all(windows, test))] pub(crate) use crate::{a3, a4::{b}};
        #[cfg(test)] const X: [u8; 2] = crate::a5::X;
        struct S { #[cfg(test)] field: crate::a6::T, other: crate::kept1::T }
        #[cfg(any(windows, test))] use crate::kept2::x;
        #[cfg(not(test))] use crate::kept3::x;
        #[cfg(all(any(test, unix), windows))] mod kept4;
        fn f() { #[cfg(test)] crate::a7::f(); crate::kept5::f() }
    "##;
    let module = Module::parse(&["m"], "m.rs", text);
    let imports: Vec<&str> = module
        .imports
        .iter()
        .map(|import| &*import.path[0])
        .collect();
    assert_eq!(imports, ["kept1", "kept2", "kept3", "kept5"]);
    assert_eq!(module.children, BTreeSet::from(["kept4".to_owned()]));
}

#[test]
fn paths_are_read_from_where_they_stand() {
    let text = "
        pub(crate) mod child; mod inner { pub(in super::super) struct S; use super::child::X; fn f() { super::super::g() } }
        use child::{One, Two as Three}; use self::child::deep::Four;
        use super::{self, sibling::X}; macro_rules! m { () => { $crate::string_enum::m!() } }
        fn f(self) -> self::child::X { self.x }
    ";
    let module = Module::parse(&["a", "b"], "b.rs", text);
    let imports: Vec<String> = module
        .imports
        .iter()
        .map(|import| import.path.join("::"))
        .collect();
    assert_eq!(
        imports,
        [
            "a::b::child::X",
            "a::g",
            "a::b::child::deep::Four",
            "a::sibling::X",
            "string_enum::m",
            "a::b::child::X"
        ]
    );
    let names: Vec<&String> = module.from_children.keys().collect();
    assert_eq!(names, ["Four", "One", "Three"]);
}
