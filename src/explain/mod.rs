//! Codes in logs and error texts: found, explained, counted.
//!
//! Bytes go into an [`Explainer`] piece by piece, of any length and in any form: bounce messages
//! (RFC 3464), SMTP replies, Exchange protocol logs, message traces as CSV or JSON, postfix and exim
//! logs. A [`Report`] comes out. Memory stays flat however long the input or one of its lines is, and
//! nothing in the input is an error but a compressed file.
//!
//! What Exchange Online means by a code stands in [`entries`], each with its source. Every other code
//! gets its meaning from the RFCs and is marked as generic. [`crate::replay`] judges recorded observations again.

mod code;
mod context;
mod entry;
mod exchange_codes;
mod explainer;
mod input;
mod merge;
mod protocol_log;
mod report;
mod reporter;
mod rfc_codes;
mod scan;
#[cfg(test)]
mod tests;
mod time;
mod unfolding;

pub use code::EnhancedCode;
pub use entry::{Entry, Pattern, Provenance, Replies, Side};
pub use exchange_codes::entries;
pub use explainer::Explainer;
pub use input::CompressedInput;
pub(crate) use input::Decoder;
#[doc(hidden)]
pub use input::{Lines, TooLong};
pub use report::{Explanation, Report};

/// Explains the codes of a whole text.
///
/// # Errors
/// The text is a compressed file.
pub fn explain(text: &[u8]) -> Result<Report, CompressedInput> {
    let mut explainer = Explainer::default();
    explainer.feed(text)?;
    explainer.finish()
}
