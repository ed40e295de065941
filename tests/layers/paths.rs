//! Words, signs and paths of Rust source: as much of its grammar as finding every path takes.

/// A word, a literal or a sign; `::` is one sign.
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

/// The tokens of a text, without comments, strings, characters and lifetimes.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, is_token) = match first {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            _ if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (string(rest), false),
            '\'' => (character_or_lifetime(rest), false),
            _ if rest.starts_with("::") => (2, true),
            _ if first == '_' || first.is_alphanumeric() => word(rest),
            _ => (first.len_utf8(), !first.is_whitespace()),
        };
        let (token, others) = rest.split_at(length);
        if is_token {
            tokens.push(Token { text: token, line });
        }
        line += token.matches('\n').count();
        rest = others;
    }
    tokens
}

/// A word; with a string behind it where it is the string's prefix.
fn word(text: &str) -> (usize, bool) {
    let end = text
        .find(|c: char| c != '_' && !c.is_alphanumeric())
        .unwrap_or(text.len());
    let (prefix, rest) = text.split_at(end);
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let opens = rest[hashes..].starts_with('"');
    match prefix {
        "r" | "br" | "cr" if opens => {
            let close = format!("\"{}", "#".repeat(hashes));
            let begins = end + hashes + 1;
            let length = text[begins..].find(&close);
            (
                length.map_or(text.len(), |length| begins + length + close.len()),
                false,
            )
        }
        "b" | "c" if rest.starts_with('"') => (end + string(rest), false),
        "b" if rest.starts_with('\'') => (end + character_or_lifetime(rest), false),
        // r#type is the word `type`, but no keyword: kept whole.
        "r" if hashes == 1 => (end + 1 + word(&rest[1..]).0, true),
        _ => (end, true),
    }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = match rest {
            _ if rest.starts_with("/*") => {
                depth += 1;
                2
            }
            _ if rest.starts_with("*/") => {
                depth -= 1;
                2
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += length;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a string that begins with its quotation mark.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `'a'` and `'\n'` are characters, `'a` is a lifetime.
fn character_or_lifetime(text: &str) -> usize {
    let mut inside = text.char_indices().skip(1);
    match (inside.next(), inside.next()) {
        (Some((_, '\\')), Some(_)) => inside
            .find(|(_, c)| *c == '\'')
            .map_or(text.len(), |(at, _)| at + 1),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => text[1..]
            .find(|c: char| c != '_' && !c.is_alphanumeric())
            .map_or(text.len(), |end| end + 1),
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
        a /* b /* c */ d */ e // f
        "g \" h" i "\\" j r"\" k r#"l " m"# n b"o" p br##"q"# r"## s c"t" u
        'v' w '\'' x '\\' y '"' z b'\'' A '\u{1F600}' B 'é' C
        fn D<'e, F: 'e>(g: &'_ H) { 'i: loop { break 'i } } r#crate J "k
        l" M
    "###;
    let words: String = tokens(text)
        .iter()
        .filter(|token| token.text.starts_with(char::is_alphabetic) && token.text.len() == 1)
        .map(|token| token.text)
        .collect();
    assert_eq!(words, "aeijknpsuwxyzABCDFgHJM");
    let last = tokens(text).pop().map(|token| (token.text, token.line));
    assert_eq!(last, Some(("M", 6)));
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
        ("crate::{a::b", "crate::a::b"),
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
