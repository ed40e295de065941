//! Quoting for unit files: systemd.syntax(7) (quotes, backslashes), systemd.unit(5) (specifiers,
//! `%`), systemd.service(5) (variables, `$`).

use std::path::Path;

use super::UnitError;
use crate::text::is_plain;

/// One word of a command line after the program, where variables are replaced too.
pub(super) fn argument(text: &str) -> Result<String, UnitError> {
    Ok(word(text)?.replace('$', "$$"))
}

/// The program of a command line. systemd refuses quotation marks and backslashes in its path; the path is
/// looked up with variables as they are written, and its name is told with them replaced, so that no
/// writing of a dollar sign is right for both.
pub(super) fn program(path: &Path) -> Result<String, UnitError> {
    let text = absolute(path)?;
    if text.contains(['$', '"', '\'', '\\']) {
        return Err(UnitError::Program(shown(path)));
    }
    word(text)
}

/// A path in a list of paths.
pub(super) fn path(path: &Path) -> Result<String, UnitError> {
    word(absolute(path)?)
}

fn absolute(path: &Path) -> Result<&str, UnitError> {
    let text = path.to_str().ok_or_else(|| UnitError::Text(shown(path)))?;
    match text.starts_with('/') {
        true => Ok(text),
        false => Err(UnitError::Relative(shown(path))),
    }
}

fn shown(path: &Path) -> String {
    crate::text::sanitize(path.to_string_lossy().as_bytes(), 200)
}

/// Always within quotation marks, but where it is plain to see that none are needed: a lone `;` would
/// end the command.
fn word(text: &str) -> Result<String, UnitError> {
    if !text.chars().all(is_plain) {
        return Err(UnitError::Text(crate::text::sanitize(text.as_bytes(), 200)));
    }
    let text = text.replace('%', "%%");
    let is_simple = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@+%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_simple) {
        return Ok(text);
    }
    Ok(format!(
        "\"{}\"",
        text.replace('\\', r"\\").replace('"', "\\\"")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_systemd_reads_them() {
        for (text, expected) in [
            ("--domain=contoso.com", "--domain=contoso.com"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("100%", "100%%"),
            ("%S %", "\"%%S %%\""),
            ("$HOME", "\"$$HOME\""),
            ("${a}", "\"$${a}\""),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            ("it's", "\"it's\""),
            (";", "\";\""),
            ("#", "\"#\""),
            ("b\u{fc}cher", "\"b\u{fc}cher\""),
        ] {
            assert_eq!(argument(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_would_break_a_line_is_refused() {
        for text in [
            "a\nExecStart=/bin/sh",
            "a\rb",
            "a\0b",
            "a\u{202e}b",
            "\u{1b}[0m",
        ] {
            let error = argument(text).expect_err("steers").to_string();
            assert!(error.chars().all(is_plain), "{error}");
        }
    }

    #[test]
    fn a_program_is_found_where_it_is() {
        let quoted = |path: &str| program(Path::new(path));
        assert_eq!(
            quoted("/opt/a b%/exoport"),
            Ok("\"/opt/a b%%/exoport\"".into())
        );
        assert!(matches!(quoted("exoport"), Err(UnitError::Relative(_))));
        for odd in ["$x", "a\"b", "it's", "a\\b"] {
            let error = quoted(&format!("/opt/{odd}/exoport"));
            assert!(matches!(error, Err(UnitError::Program(_))), "{odd}");
        }
    }
}
