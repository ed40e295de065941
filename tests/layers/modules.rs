//! The modules of a crate with what each imports, read from its files. Unit tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _, discouraged::Speculative as _};
use syn::{Ident, Meta, Result, Stmt, Token, braced, punctuated::Punctuated, token};

/// One module with a file of its own; modules within it count as part of it.
#[derive(Default)]
pub(crate) struct Module {
    /// Names from the root of the crate, which has none.
    pub(crate) path: Vec<String>,
    pub(crate) file: String,
    /// Modules that it declares and that have files of their own.
    pub(crate) children: BTreeSet<String>,
    /// Names that it takes from a child, as others find them in it.
    from_children: BTreeMap<String, String>,
    /// What it names, from the root of the crate.
    pub(crate) imports: Vec<Named>,
    /// What its `use` declarations say.
    uses: Vec<Named>,
}

/// A path with the name that it brings into scope.
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    name: String,
    pub(crate) line: usize,
}

impl Named {
    /// The child of `parent` that it leads to, if any.
    pub(crate) fn child_of<'a>(&self, parent: &'a Module) -> Option<&'a str> {
        let name = self.path.strip_prefix(&*parent.path)?.first()?;
        let child = parent.children.get(name);
        Some(child.or_else(|| parent.from_children.get(name))?)
    }
}

/// The crate's root and every module below it, as `mod` declares them.
pub(crate) fn module_tree(source: &Path) -> Vec<Module> {
    let base = source.parent().expect("a folder around src");
    let mut modules = Vec::new();
    let mut open = vec![Vec::new()];
    while let Some(path) = open.pop() {
        let folder = source.join(path.iter().collect::<PathBuf>());
        let names = ["mod.rs", "lib.rs"].map(|name| folder.join(name));
        let mut files = [folder.with_extension("rs")].into_iter().chain(names);
        let file = files.find(|file| file.exists()).unwrap_or(folder);
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        let shown = file.strip_prefix(base).unwrap_or(&file).to_string_lossy();
        let module = Module::parse(&path, &shown, &text);
        let children = module.children.iter();
        open.extend(children.map(|name| [&*path, std::slice::from_ref(name)].concat()));
        modules.push(module);
    }
    modules
}

impl Module {
    pub(crate) fn parse(path: &[impl ToString], file: &str, text: &str) -> Self {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        let mut module = Self {
            path: path.clone(),
            file: file.to_owned(),
            ..Self::default()
        };
        let read = (|input: ParseStream<'_>| module.read(input, &path)).parse_str(text);
        read.unwrap_or_else(|error| panic!("{file}:{}: {error}", error.span().start().line));
        for Named { path, name, line } in &module.uses {
            if let [child, .., _] = &path[usize::from(path[0] == "self")..]
                && module.children.contains(child)
            {
                assert_ne!(name, "*", "{file}:{line}: name what is meant");
                module.from_children.insert(name.clone(), child.clone());
            }
        }
        module
    }

    /// Reads tokens rather than a syntax tree, so that the arguments and bodies of macros count too. `place` is the path
    /// of the module that they stand in, this one or an inline one within it.
    fn read(&mut self, input: ParseStream<'_>, place: &[String]) -> Result<()> {
        while !input.is_empty() {
            let first =
                input.peek(Token![crate]) || input.peek(Token![self]) || input.peek(Token![super]);
            if input.peek(Token![#]) && skip_tests(input) {
                continue;
            }
            if first && input.peek2(Token![::]) {
                for named in tree(input, &[])? {
                    let mut path = place.to_vec();
                    for word in &named.path {
                        match word.as_str() {
                            "crate" => path.clear(),
                            "super" => drop(path.pop()),
                            "self" => {}
                            _ => path.push(word.clone()),
                        }
                    }
                    // Other names for this module or one around it lead nowhere else; the root does.
                    if path.is_empty() || path.last() == named.path.last() {
                        self.imports.push(Named { path, ..named });
                    }
                }
            } else if input.peek(Token![mod]) && input.peek2(Ident) {
                input.parse::<Token![mod]>()?;
                let name = input.parse::<Ident>()?.to_string();
                if input.peek(token::Brace) {
                    let inside;
                    braced!(inside in input);
                    self.read(&inside, &[place, &[name]].concat())?;
                } else if input.peek(Token![;]) {
                    self.children.insert(name);
                }
            } else if input.parse::<Option<Token![use]>>()?.is_some() {
                if place.len() == self.path.len() {
                    self.uses.extend(tree(&input.fork(), &[])?);
                }
            } else if let TokenTree::Group(group) = input.parse()? {
                (|input: ParseStream<'_>| self.read(input, place)).parse2(group.stream())?;
            }
        }
        Ok(())
    }
}

/// Reads a path behind `before`, or with `{a, b::c}` at its end as many as it has.
fn tree(input: ParseStream<'_>, before: &[String]) -> Result<Vec<Named>> {
    let line = input.span().start().line;
    let mut path = before.to_vec();
    let mut ends = false;
    while !ends && (input.peek(Token![*]) || input.peek(Ident::peek_any)) {
        let word = input.parse::<TokenTree>()?.to_string();
        // A group's own path ends in `self`.
        if word != "self" || path.is_empty() {
            path.push(word);
        }
        ends = input.parse::<Option<Token![::]>>()?.is_none();
    }
    if !ends && input.peek(token::Brace) {
        let inside;
        braced!(inside in input);
        let mut found = Vec::new();
        while !inside.is_empty() {
            found.extend(tree(&inside, &path)?);
            inside.parse::<Option<Token![,]>>()?;
        }
        return Ok(found);
    }
    if !ends && path.len() == before.len() {
        // Something that only a macro has there.
        drop(input.parse::<TokenTree>());
    }
    let mut name = path.last().cloned();
    if input.parse::<Option<Token![as]>>()?.is_some() {
        name = Some(input.parse::<TokenTree>()?.to_string());
    }
    let named = name.map(|name| Named { path, name, line });
    Ok(named.into_iter().collect())
}

/// Skips an item, field or statement that only tests have, where one begins here.
fn skip_tests(input: ParseStream<'_>) -> bool {
    let behind = input.fork();
    let attribute = behind.parse::<Token![#]>().and_then(|_| behind.parse());
    let meta = attribute.and_then(|group: Group| syn::parse2(group.stream()));
    if !meta.is_ok_and(|meta| only_in_tests(&meta)) {
        return false;
    }
    input.advance_to(&behind);
    if behind.parse::<Stmt>().is_ok() {
        input.advance_to(&behind);
        return true;
    }
    // Anything but a statement ends at its comma, semicolon or braces.
    while let Ok(token) = input.parse::<TokenTree>() {
        if token.to_string().starts_with([',', ';', '{']) {
            break;
        }
    }
    true
}

/// Whether an attribute or a condition is `test`, or has it among what must all hold.
fn only_in_tests(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") || list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|parts| parts.iter().any(only_in_tests)),
        _ => false,
    }
}

fn imports(text: &str) -> (Module, String) {
    let module = Module::parse(&["a", "b"], "b.rs", text);
    let imports = module.imports.iter().map(|import| import.path.join("::"));
    let imports: Vec<String> = imports.collect();
    (module, imports.join(" "))
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
        trait T { #[cfg(test)] fn f(&self) -> crate::a8::T; fn g(&self) -> crate::kept6::T; }
        enum E { #[cfg(test)] A(crate::a9::T, crate::a10::T), B { x: crate::kept7::T } }
        fn g() { #[cfg(test)] let x = match y { _ => 1 }.max(crate::a11::X); crate::kept8::f() }
    "##;
    let (module, imports) = imports(text);
    let kept = "kept1::T kept2::x kept3::x kept5::f kept6::T kept7::T kept8::f";
    assert_eq!(imports, kept);
    assert_eq!(module.children, BTreeSet::from(["kept4".to_owned()]));
}

#[test]
fn paths_are_read_from_where_they_stand() {
    let text = "
        pub(crate) mod child; mod inner { pub(in super::super) struct S; use super::child::X; fn f() { super::super::g() } }
        use child::{One, Two as Three}; use self::child::deep::Four;
        use super::{self, sibling::X}; macro_rules! m { () => { $crate::string_enum::m!() } }
        fn f(self) -> self::child::X { self.x }
        #[m(crate::x)] fn g() { m!(use crate::{y::{self}, $z}; [crate::w]) }
    ";
    let (module, imports) = imports(text);
    let outside = "a::b::child::X a::g a::b::child::deep::Four a::sibling::X string_enum::m";
    // A path that ends in what a macro puts there leads to what stands before it: the root.
    assert_eq!(imports, format!("{outside} a::b::child::X x y  z w"));
    let names: Vec<&String> = module.from_children.keys().collect();
    assert_eq!(names, ["Four", "One", "Three"]);
}

#[test]
fn comments_strings_and_characters_have_no_words() {
    let text = r###"
        /// @b } @c
        /** @d } */ @a /* @b /* @c */ @d */ @e // @f
        "@g \" @h" @i "\\" @j r"\" @k r#"@l " @m"# @n b"@o" @p br##"@q"# @r"## @s c"@t" @u
        'v' @w '\'' @x '\\' @y '"' @z b'\'' @A '\u{1F600}' @B 'é' @C
        fn @D<'e, @F: 'e>(@g: &'_ @H) { 'i: loop { break 'i } } r#type @J "@k
        @l" @M
    "###;
    let (module, words) = imports(&text.replace('@', "crate::"));
    assert_eq!(words, "a e i j k n p s u w x y z A B C D F g H J M");
    assert_eq!(module.imports.last().map(|named| named.line), Some(7));
}

#[test]
fn every_path_of_a_tree_is_found() {
    for (text, expected) in [
        ("crate::a", "crate::a"),
        ("crate::a::b as c;", "crate::a::b=c"),
        ("crate::{a::b, c};", "crate::a::b crate::c"),
        (
            "crate::{a::{self, b::{c as d, e,},}, f::*, g};",
            "crate::a crate::a::b::c=d crate::a::b::e crate::f::* crate::g",
        ),
        ("crate::a::{self as b}", "crate::a=b"),
        ("crate\n::\na // x\n:: b", "crate::a::b"),
        ("crate::a::<T>::b", "crate::a"),
        ("crate::a::b { c: 1 }", "crate::a::b"),
        ("crate::a!{ b }", "crate::a"),
        ("crate::*;", "crate::*"),
        ("{crate::a, super::b}", "crate::a super::b"),
        ("crate::$name", "crate"),
    ] {
        let read = |input: ParseStream<'_>| {
            let found = tree(input, &[])?;
            input.parse::<TokenStream>().map(|_rest| found)
        };
        let found = read.parse_str(text).expect(text);
        let show = |Named { path, name, .. }: &Named| match path.last() == Some(name) {
            true => path.join("::"),
            false => format!("{}={name}", path.join("::")),
        };
        let shown: Vec<String> = found.iter().map(show).collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }
}
