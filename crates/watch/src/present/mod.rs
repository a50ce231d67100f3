//! What is known, in the form that each face needs.

pub mod report;
pub mod state;
pub mod summary;
pub mod view;
