//! The firewall rules that a site needs for Exchange Online, from the published endpoint sets, and
//! the same rules in the language of common firewalls.
//!
//! ```text
//! endpoints (Snapshot) ─► select (Selection) ─► RuleSet ─► render (Format) ─► text
//! ```
//!
//! All of it is pure. Nothing here applies a rule: the text is for an administrator to read, adapt
//! and run. docs/firewall.md says what each target makes of it.

mod render;
mod request;
mod rule;
mod select;
mod text_form;

pub use render::{Format, RenderError, read_csv, render};
pub use request::Request;
pub use rule::{Direction, NameRule, Rule, RuleSet, Transport};
pub use select::{NothingPublished, Scope, Selection, select};
