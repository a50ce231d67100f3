//! What is known of the workspaces, in the form that each interface needs.

pub mod calendar;
pub mod counted;
pub mod document;
pub mod finding;
pub mod metrics;
pub mod renewals;
pub mod report;
pub mod reports;
pub mod state;
pub mod summary;
pub mod view;

/// A sentence that begins in lower case, on a line of its own.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
