//! What is known of the workspaces, in the form that each interface needs.

pub mod counted;
pub mod document;
pub mod finding;
pub mod report;
pub mod reports;
pub mod state;
pub mod summary;
pub mod view;
