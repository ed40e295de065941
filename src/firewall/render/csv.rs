//! One row a range (RFC 4180), for spreadsheets and other tools.

use ::csv::{Reader, Writer};

use super::super::rule::{Rule, RuleSet, family_of};
use super::super::text_form::port_list;
use super::RenderError;

/// The columns. New ones may be added at the end; none is renamed or moved.
const COLUMNS: [&str; 13] = [
    "name",
    "direction",
    "protocol",
    "ports",
    "range",
    "family",
    "service",
    "instance",
    "set_id",
    "version",
    "required",
    "ranges_of_set",
    "hosts",
];

pub(super) fn render(rules: &RuleSet) -> Result<String, RenderError> {
    let broken = |error: &dyn std::fmt::Display| RenderError::new(format!("CSV: {error}"));
    let mut writer = Writer::from_writer(Vec::new());
    writer
        .write_record(COLUMNS)
        .map_err(|error| broken(&error))?;
    for rule in &rules.rules {
        for range in &rule.ranges {
            // No cell can begin like a formula: names and hosts are sanitized by the selection.
            let row = [
                rule.name.clone(),
                rule.direction.to_string(),
                rule.protocol.to_string(),
                port_list(&rule.ports, " "),
                range.to_string(),
                family_of(range).to_string(),
                rule.service.to_string(),
                rule.instance.clone(),
                rule.set_id.to_string(),
                rule.version.clone(),
                rule.required.to_string(),
                rule.ranges_of_set
                    .map(|id| id.to_string())
                    .unwrap_or_default(),
                rule.hosts.join(" "),
            ];
            writer.write_record(row).map_err(|error| broken(&error))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}

/// Reads back what [`super::render`] wrote as CSV.
///
/// # Errors
/// A row that is none of ours; the text names its number and the cell.
pub fn read_csv(text: &str) -> Result<Vec<Rule>, RenderError> {
    let mut rules: Vec<Rule> = Vec::new();
    for (number, row) in Reader::from_reader(text.as_bytes()).records().enumerate() {
        let wrong = |why: String| RenderError::new(format!("CSV row {}: {why}", number + 1));
        let row = row.map_err(|error| wrong(error.to_string()))?;
        let cell = |column: &str| {
            let at = COLUMNS.iter().position(|name| *name == column);
            at.and_then(|at| row.get(at)).unwrap_or_default()
        };
        let range = cell("range").parse().map_err(|_| wrong("range".into()))?;
        if let Some(rule) = rules.last_mut().filter(|rule| rule.name == cell("name")) {
            rule.ranges.push(range);
            continue;
        }
        let number_of = |column: &str| {
            let number: Result<u32, _> = cell(column).parse();
            number.map_err(|_| wrong(column.to_owned()))
        };
        let ports = cell("ports")
            .split(' ')
            .map(str::parse)
            .collect::<Result<_, _>>();
        rules.push(Rule {
            name: cell("name").into(),
            direction: cell("direction")
                .parse()
                .map_err(|_| wrong("direction".into()))?,
            protocol: cell("protocol")
                .parse()
                .map_err(|_| wrong("protocol".into()))?,
            ports: ports.map_err(|error: crate::endpoints::BadRange| wrong(error.to_string()))?,
            ranges: vec![range],
            service: cell("service")
                .parse()
                .map_err(|_| wrong("service".into()))?,
            instance: cell("instance").into(),
            set_id: number_of("set_id")?,
            ranges_of_set: match cell("ranges_of_set") {
                "" => None,
                _ => Some(number_of("ranges_of_set")?),
            },
            version: cell("version").into(),
            required: cell("required")
                .parse()
                .map_err(|_| wrong("required".into()))?,
            hosts: cell("hosts")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        });
    }
    Ok(rules)
}
