//! Laying text out in columns.

use anstyle::{AnsiColor, Style};

use exoport::record::{Severity, VerdictResult};

/// Widest line of the table and of the details, in columns.
pub const WIDTH: usize = 120;

/// Headings and names.
pub const BOLD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();

/// The text in a style; the stream strips it where colours are not wanted.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The colour of a verdict.
pub fn verdict_style(verdict: VerdictResult) -> Style {
    match verdict {
        VerdictResult::Pass => AnsiColor::Green.on_default(),
        VerdictResult::Warn => AnsiColor::Yellow.on_default().bold(),
        VerdictResult::Fail => AnsiColor::Red.on_default().bold(),
        VerdictResult::Unknown => AnsiColor::Magenta.on_default().bold(),
    }
}

/// The colour of a finding.
pub fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Note => AnsiColor::Cyan.on_default(),
        Severity::Warning => verdict_style(VerdictResult::Warn),
        Severity::Error => verdict_style(VerdictResult::Fail),
    }
}

/// Cuts text into lines of at most `width` characters, between words where there is room for that.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + word.len() > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        // A word that no line can hold is cut hard.
        while word.len() > width {
            let rest = word.split_off(width);
            lines.push(word.iter().collect());
            word = rest;
        }
        used += word.len();
        line.extend(word);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// `label` and then `text`, wrapped to [`WIDTH`], with the following lines under the text.
///
/// `label_width` is the column in which the text starts, counted after `indent`.
pub fn labelled(indent: usize, label: &str, label_width: usize, text: &str) -> String {
    let start = indent + label_width.max(label.len() + 1);
    let mut block = String::new();
    for (number, line) in wrap(text, WIDTH.saturating_sub(start)).iter().enumerate() {
        let head = if number == 0 { label } else { "" };
        let pad = " ".repeat(start - indent - head.len());
        let head = if head.is_empty() {
            String::new()
        } else {
            paint(DIM, head)
        };
        block.push_str(&" ".repeat(indent));
        block.push_str(&head);
        block.push_str(&pad);
        block.push_str(line);
        block.push('\n');
    }
    block
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
