//! What is known of the workspaces, in the form that each interface needs.

pub mod counted;
pub mod finding;
pub mod renewals;
pub mod report;
pub mod state;
pub mod summary;
pub mod view;
