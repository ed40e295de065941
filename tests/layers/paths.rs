//! Words, signs and paths of Rust source.

use proc_macro2::{Span, TokenStream, TokenTree};

/// A word or a sign; `::` is one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: usize,
}

/// A path with the name that it brings into scope.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named<'a> {
    pub(crate) path: Vec<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) line: usize,
}

/// The tokens of a text, without comments, literals and lifetimes.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    flatten(text, text.parse().expect("Rust source"), &mut tokens);
    tokens
}

fn flatten<'a>(source: &'a str, stream: TokenStream, tokens: &mut Vec<Token<'a>>) {
    let token = |span: Span, length: usize| {
        let from = span.byte_range().start;
        Token {
            text: &source[from..from + length],
            line: span.start().line,
        }
    };
    let mut trees = stream.into_iter();
    while let Some(tree) = trees.next() {
        let span = tree.span();
        let text = &source[span.byte_range()];
        match tree {
            TokenTree::Group(group) => {
                tokens.push(token(group.span_open(), 1));
                flatten(source, group.stream(), tokens);
                tokens.push(token(group.span_close(), 1));
            }
            // A comment of documentation is an attribute for the library, each sign in the comment's place.
            TokenTree::Punct(_) if text.starts_with('/') && text.len() > 1 => {
                trees.find(|tree| matches!(tree, TokenTree::Group(_)));
            }
            TokenTree::Punct(sign) if sign.as_char() == '\'' => drop(trees.next()),
            TokenTree::Punct(_) if source[span.byte_range().start..].starts_with("::") => {
                trees.next();
                tokens.push(token(span, 2));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => tokens.push(token(span, text.len())),
            TokenTree::Literal(_) => {}
        }
    }
}

/// The paths that begin at a token: one, or with `{a, b::c}` at its end as many as the tree has.
pub(crate) fn paths_from<'a>(tokens: &[Token<'a>], at: usize) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    tree(tokens, at, &[], &mut found);
    found
}

/// Reads a tree behind `before` and returns the place behind it.
fn tree<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    before: &[&'a str],
    found: &mut Vec<Named<'a>>,
) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let line = tokens.get(at).map_or(0, |token| token.line);
    let mut path = before.to_vec();
    loop {
        match text(at) {
            "{" => {
                at += 1;
                while !matches!(text(at), "}" | "") {
                    at = tree(tokens, at, &path, found);
                    if text(at) == "," {
                        at += 1;
                    }
                }
                return at + 1;
            }
            // What a group's own path ends in.
            "self" if !path.is_empty() => at += 1,
            "*" => {
                path.push("*");
                at += 1;
            }
            word if word.starts_with(|c: char| c == '_' || c.is_alphabetic()) => {
                path.push(word);
                at += 1;
            }
            // `::<T>` and what else may stand there.
            _ => {
                if path.len() == before.len() {
                    at += 1;
                }
                break;
            }
        }
        if text(at) != "::" {
            break;
        }
        at += 1;
    }
    let mut name = path.last().copied().unwrap_or_default();
    if text(at) == "as" {
        name = text(at + 1);
        at += 2;
    }
    if !path.is_empty() {
        found.push(Named { path, name, line });
    }
    at
}

#[test]
fn comments_strings_and_characters_have_no_words() {
    let text = r###"
        /// b } c
        /** d } */ a /* b /* c */ d */ e // f
        "g \" h" i "\\" j r"\" k r#"l " m"# n b"o" p br##"q"# r"## s c"t" u
        'v' w '\'' x '\\' y '"' z b'\'' A '\u{1F600}' B 'é' C
        fn D<'e, F: 'e>(g: &'_ H) { 'i: loop { break 'i } } r#type J "k
        l" M
    "###;
    let words: String = tokens(text)
        .iter()
        .filter(|token| token.text.starts_with(char::is_alphabetic) && token.text.len() == 1)
        .map(|token| token.text)
        .collect();
    assert_eq!(words, "aeijknpsuwxyzABCDFgHJM");
    let last = tokens(text).pop().map(|token| (token.text, token.line));
    assert_eq!(last, Some(("M", 7)));
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
        let found = paths_from(&tokens(text), 0);
        let shown: Vec<String> = found
            .iter()
            .map(|named| match named.path.last() {
                Some(last) if *last == named.name => named.path.join("::"),
                _ => format!("{}={}", named.path.join("::"), named.name),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }
}
