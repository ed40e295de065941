//! Laying text out in columns.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use exoport::record::{Severity, VerdictResult};

/// Widest line of the table and of the details, in columns.
pub const WIDTH: usize = 120;

/// Headings and names.
pub const BOLD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();

/// The text in a style; the stream strips it where colors are not wanted.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The color of a verdict.
pub fn verdict_style(verdict: VerdictResult) -> Style {
    match verdict {
        VerdictResult::Pass => AnsiColor::Green.on_default(),
        VerdictResult::Warn => AnsiColor::Yellow.on_default().bold(),
        VerdictResult::Fail => AnsiColor::Red.on_default().bold(),
        VerdictResult::Unknown => AnsiColor::Magenta.on_default().bold(),
    }
}

/// The color of a finding.
pub fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Note => AnsiColor::Cyan.on_default(),
        Severity::Warning => verdict_style(VerdictResult::Warn),
        Severity::Error => verdict_style(VerdictResult::Fail),
    }
}

/// Cuts text into lines of at most `width` columns, between words where there is room for that.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let options = Options::new(width.max(1))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(&words.join(" "), options)
        .into_iter()
        .map(Cow::into_owned)
        .collect()
}

/// Where a rule comes from, for a line: an address without its scheme, which leaves room for it whole.
pub fn source(text: &str) -> String {
    text.replace("https://", "")
}

/// `head` and then `text`, wrapped to [`WIDTH`], with the following lines under the text.
pub fn hanging(head: &str, text: &str) -> String {
    let column = display_width(head);
    let lines = wrap(text, WIDTH.saturating_sub(column));
    format!("{head}{}\n", lines.join(&format!("\n{:column$}", "")))
}

/// `label` and then `text`, wrapped like [`hanging`].
///
/// `label_width` is the column in which the text starts, counted after `indent`.
pub fn labelled(indent: usize, label: &str, label_width: usize, text: &str) -> String {
    let pad = label_width.saturating_sub(label.len()).max(1);
    hanging(
        &format!("{:indent$}{}{:pad$}", "", paint(DIM, label), ""),
        text,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words_and_cuts_what_is_too_long() {
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 100), ["one two three"]);
        assert_eq!(wrap("a abcdefghij b", 4), ["a", "abcd", "efgh", "ij b"]);
        assert_eq!(wrap("abcd", 4), ["abcd"]);
        assert_eq!(wrap(" a  b ", 4), ["a b"]);
        assert_eq!(
            wrap("\u{6771}\u{4eac}\u{90fd} a", 4),
            ["\u{6771}\u{4eac}", "\u{90fd} a"]
        );
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let text = "x".repeat(500) + " " + &"word ".repeat(80);
        for width in 1..140 {
            assert!(
                wrap(&text, width)
                    .iter()
                    .all(|line| line.chars().count() <= width)
            );
        }
    }

    #[test]
    fn the_following_lines_stand_under_the_text() {
        let block = labelled(4, "why", 8, &"word ".repeat(40));
        let plain = anstream::adapter::strip_str(&block).to_string();
        let lines: Vec<&str> = plain.lines().collect();
        assert!(lines.len() > 1);
        assert!(lines[0].starts_with("    why     word"));
        assert!(lines[1].starts_with("            word"));
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
    }
}
