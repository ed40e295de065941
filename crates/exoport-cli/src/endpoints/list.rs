//! `exoport endpoints list`.

use serde_json::json;
use textwrap::core::display_width;

use super::super::color::ColorWhen;
use super::super::escape::{escape, escape_json};
use super::super::exit::Exit;
use super::super::output::csv;
use super::super::output::text::{BOLD, DIM, WIDTH, labelled, paint, wrap};
use super::super::progress::Progress;
use super::{ListArgs, write};
use exoport::endpoints::{EndpointSet, Snapshot, current};

/// The columns of CSV. New ones may be added at the end; none is renamed or moved.
const COLUMNS: [&str; 13] = [
    "instance",
    "version",
    "source",
    "id",
    "service_area",
    "category",
    "required",
    "express_route",
    "tcp_ports",
    "udp_ports",
    "urls",
    "ips",
    "notes",
];

/// Lists the sets that the arguments ask for.
pub fn run(args: &ListArgs, color: ColorWhen) -> Exit {
    let messages = Progress::new(false);
    let found = match current(&args.instance) {
        Ok(found) => found,
        Err(error) => return messages.wrong_use(&error.to_string()),
    };
    if let Some(warning) = &found.warning {
        messages.message(warning);
    }
    let snapshot = &found.snapshot;
    let selection = args.selection();
    let sets: Vec<&EndpointSet> = snapshot
        .sets
        .iter()
        .filter(|set| selection.takes(set))
        .collect();
    if sets.is_empty() {
        messages.message(&format!(
            "no match in the {} endpoint sets of {}, version {}",
            snapshot.sets.len(),
            snapshot.instance,
            snapshot.version
        ));
    }
    let text = if args.json {
        sets.iter().map(|set| json_line(snapshot, set)).collect()
    } else if args.csv {
        csv_text(snapshot, &sets)
    } else {
        table(snapshot, &sets, args.details)
    };
    write(&text, color, &messages)
}

fn json_line(snapshot: &Snapshot, set: &EndpointSet) -> String {
    let mut object = json!(set);
    object["instance"] = json!(snapshot.instance);
    object["version"] = json!(snapshot.version);
    object["source"] = json!(snapshot.source);
    escape_json(object.to_string()) + "\n"
}

fn csv_text(snapshot: &Snapshot, sets: &[&EndpointSet]) -> String {
    let row = |set: &&EndpointSet| {
        csv::line(
            [
                snapshot.instance.clone(),
                snapshot.version.clone(),
                snapshot.source.to_string(),
                set.id.to_string(),
                csv::cell(Some(&set.service_area)),
                set.category.to_string(),
                set.required.to_string(),
                set.express_route.to_string(),
                joined(&set.tcp_ports),
                joined(&set.udp_ports),
                csv::cell(Some(&set.urls.join(" "))),
                joined(&set.ips),
                csv::cell(set.notes.as_ref()),
            ]
            .into_iter(),
        )
    };
    let header = csv::line(COLUMNS.iter().map(|name| (*name).to_owned()));
    std::iter::once(header)
        .chain(sets.iter().map(row))
        // Writing to memory cannot fail.
        .map(Result::unwrap_or_default)
        .collect()
}

fn joined(values: &[impl ToString]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

/// Widths of the columns before the last: set, area, category, required, TCP, UDP, ranges.
const COLUMN_WIDTHS: [usize; 7] = [4, 10, 8, 8, 19, 9, 6];

fn table(snapshot: &Snapshot, sets: &[&EndpointSet], details: bool) -> String {
    let mut text = String::new();
    if !sets.is_empty() {
        let heading = [
            "Set", "Area", "Category", "Required", "TCP", "UDP", "Ranges", "Hosts",
        ];
        text.push_str(&paint(
            BOLD,
            row(&heading.map(str::to_owned)).trim_end_matches('\n'),
        ));
        text.push('\n');
    }
    for set in sets {
        text.push_str(&row(&[
            set.id.to_string(),
            escape(&set.service_area).into_owned(),
            set.category.to_string(),
            if set.required { "yes" } else { "no" }.to_owned(),
            joined(&set.tcp_ports),
            joined(&set.udp_ports),
            match set.ips.len() {
                0 => "-".to_owned(),
                count => count.to_string(),
            },
            escape(&set.urls.join(" ")).into_owned(),
        ]));
        if details {
            if !set.ips.is_empty() {
                text.push_str(&labelled(6, "ranges", 11, &joined(&set.ips)));
            }
            if let Some(notes) = &set.notes {
                text.push_str(&labelled(6, "remark", 11, &escape(notes)));
            }
        }
    }
    let end = format!(
        "{} of {} endpoint sets of {}, version {} ({})",
        sets.len(),
        snapshot.sets.len(),
        escape(&snapshot.instance),
        snapshot.version,
        snapshot.source
    );
    text.push_str(&format!("\n{}\n", paint(DIM, &end)));
    text
}

/// Lays one row out; cells that are too long go on in the lines below.
fn row(cells: &[String; 8]) -> String {
    let mut widths = COLUMN_WIDTHS.to_vec();
    let used: usize = widths.iter().map(|width| width + 2).sum();
    widths.push(WIDTH - used);
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(&widths)
        .map(|(cell, width)| wrap(cell, *width))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in 0..height {
        let mut shown = String::new();
        for (cell, width) in wrapped.iter().zip(&widths) {
            let part = cell.get(line).map_or("", String::as_str);
            let pad = width + 2 - display_width(part).min(*width);
            shown.push_str(&format!("{part}{:pad$}", ""));
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use exoport::endpoints::{INSTANCES, built_in, parse_sets};

    #[test]
    fn the_table_of_every_cloud_fits_its_columns() {
        for instance in INSTANCES {
            let snapshot = built_in(instance).expect("shipped");
            let sets: Vec<&EndpointSet> = snapshot.sets.iter().collect();
            for details in [false, true] {
                let text = table(snapshot, &sets, details);
                let plain = anstream::adapter::strip_str(&text).to_string();
                for line in plain.lines() {
                    assert!(line.chars().count() <= WIDTH, "{line}");
                }
                assert_eq!(plain.contains("ranges"), details);
                let all = format!("{0} of {0} endpoint sets of {instance}", sets.len());
                assert!(plain.contains(&all), "{plain}");
            }
        }
    }

    #[test]
    fn text_of_the_service_reaches_no_terminal_and_no_spreadsheet_as_it_is() {
        let answer = r#"[{"id":1,"serviceArea":"=1+1","category":"Allow","urls":["*.example"],"notes":"=cmd()","tcpPorts":"25,80"}]"#;
        let mut snapshot = built_in("China").expect("shipped").clone();
        snapshot.sets = parse_sets(answer.as_bytes()).expect("sets");
        snapshot.sets[0].notes = Some("a\x1b[2J\u{202e}b".into());
        let sets: Vec<&EndpointSet> = snapshot.sets.iter().collect();
        for text in [
            table(&snapshot, &sets, true),
            csv_text(&snapshot, &sets),
            json_line(&snapshot, sets[0]),
        ] {
            assert!(
                !text.contains("\x1b[2J") && !text.contains('\u{202e}'),
                "{text}"
            );
        }
        let csv = csv_text(&snapshot, &sets);
        assert!(csv.contains(",'=1+1,") && csv.contains(",25 80,"), "{csv}");
        assert_eq!(csv.lines().count(), 2);
    }
}
