//! The JSON Schemas of what ExoPort writes. Each stands alone: what several have in common is in each.

use crate::string_enum::string_enum;

string_enum! {
    /// What a schema describes.
    pub enum SchemaName: "schema" {
        /// The record of a probe: a line of `exoport test --json`.
        Record = "record",
        /// The report of a check: what `exoport check --json` writes.
        Check = "check",
        /// The report of a mail domain: a line of `exoport domain --json`.
        Domain = "domain",
        /// A line of `exoport listen --json`.
        Visitor = "visitor",
        /// The codes in a text: a line of `exoport explain --json`.
        Explanation = "explanation",
        /// A line of `exoport watch --json`, and of the file of changes.
        Watch = "watch",
    }
}

impl SchemaName {
    /// The schema as text, JSON Schema of draft 2020-12.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Record => include_str!("../schemas/record.schema.json"),
            Self::Check => include_str!("../schemas/check.schema.json"),
            Self::Domain => include_str!("../schemas/domain.schema.json"),
            Self::Visitor => include_str!("../schemas/visitor.schema.json"),
            Self::Explanation => include_str!("../schemas/explanation.schema.json"),
            Self::Watch => include_str!("../schemas/watch.schema.json"),
        }
    }
}

#[cfg(test)]
mod tests;
