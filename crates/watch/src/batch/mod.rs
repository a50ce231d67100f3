//! Many workspaces to add at once: a list that was pasted or dropped, with what a check found out about each row.
//!
//! Tokens in it stay in this process and are never shown again. A batch lives as long as its window is open.

mod list;
mod view;

pub use list::{List, ListError, Listed};
pub use view::{BatchId, BatchRowEdit, BatchRowView, BatchView, RowState};

/// The most rows of a list that are read.
pub const MAX_ROWS: usize = 200;

/// The largest size of a list, in bytes.
pub const MAX_SIZE: usize = 1 << 20;
