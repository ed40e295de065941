//! An audit of a mail domain as text: one row an item, the remedy below.

use super::super::escape::escape;
use super::text::{BOLD, DIM, hanging, labelled, paint, source, verdict_style};
use exoport::domain::{Item, ItemResult, Remark, Report};
use exoport::record::VerdictResult;

/// `autodiscover`
const ITEM: usize = 12;
/// `not-applicable`
const RESULT: usize = 14;

/// The whole report.
pub fn render(report: &Report, details: bool) -> String {
    let result = report.verdict.result;
    let cloud = report.instance.as_deref().unwrap_or("no cloud by its MX");
    let mut text = format!(
        "{} ({}): {}\n",
        paint(BOLD, &escape(&report.domain)),
        escape(cloud),
        paint(verdict_style(result), result.as_str())
    );
    for item in &report.items {
        text.push_str(&row(item.item.as_str(), &item.remark));
        if details {
            text.push_str(&evidence(item));
        }
        for remark in &item.also {
            text.push_str(&row("", remark));
            if details {
                text.push_str(&rule(remark));
            }
        }
    }
    text
}

fn row(item: &str, remark: &Remark) -> String {
    let result = remark.result;
    let shown = format!("{:<RESULT$}", result.as_str());
    let shown = match result {
        ItemResult::Absent | ItemResult::NotApplicable => paint(DIM, &shown),
        _ => paint(verdict_style(result.verdict()), &shown),
    };
    let head = format!("{item:<ITEM$}  {shown}  ");
    let mut text = hanging(&head, &escape(&remark.explanation));
    // What is absent by choice gets no advice unless it is asked for with the rest.
    if let Some(remedy) = &remark.remedy
        && result.verdict() != VerdictResult::Pass
    {
        text.push_str(&labelled(4, "remedy", 8, &escape(remedy)));
    }
    text
}

fn evidence(item: &Item) -> String {
    let mut text = labelled(4, "name", 8, &escape(&item.name));
    for line in &item.evidence {
        text.push_str(&labelled(4, "seen", 8, &escape(line)));
    }
    if let (Some(remedy), VerdictResult::Pass) = (&item.remark.remedy, item.remark.result.verdict())
    {
        text.push_str(&labelled(4, "advice", 8, &escape(remedy)));
    }
    text + &rule(&item.remark)
}

fn rule(remark: &Remark) -> String {
    let line = format!("{} ({})", remark.rule, escape(&source(&remark.source)));
    labelled(4, "rule", 8, &line)
}

#[cfg(test)]
mod tests {
    use super::super::text::WIDTH;
    use super::*;
    use exoport::domain::{Answer, Answers, Data, Observation, Question, RecordType, judge};

    #[test]
    fn hostile_texts_are_escaped_and_lines_are_short() {
        let mut observation = Observation::of("contoso.com".into());
        let mut answers = Answers::default();
        let text = format!("v=spf1 \u{1b}[31m {} -all", "include:x.example ".repeat(60));
        let texts = Answer::of(vec![Data::Txt {
            strings: vec![text],
        }]);
        answers.insert(Question::new("contoso.com", RecordType::Txt), texts);
        let mx = Answer::of(vec![Data::Mx {
            preference: 0,
            exchange: "x\u{202e}.example".into(),
        }]);
        answers.insert(Question::new("contoso.com", RecordType::Mx), mx);
        observation.answers = answers;
        let shown = render(&judge(&observation), true);
        let plain = anstream::adapter::strip_str(&shown).to_string();
        assert!(
            plain.starts_with("contoso.com (no cloud by its MX): fail\n"),
            "{plain}"
        );
        assert!(!plain.contains(['\u{1b}', '\u{202e}']), "{plain}");
        assert!(plain.contains("\\x1b[31m"), "{plain}");
        for line in plain.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
    }
}
