//! What a Rocket.Chat license says, and when it lapses.
//!
//! This crate is pure: it does no I/O, has no clock of its own and knows nothing of how a license was fetched. Every
//! question that depends on the time takes *a given now*. Read the modules in this order:
//!
//! - [`text`]: text from a server, made safe to show;
//! - [`module`], [`limit`], [`deadline`], [`tag`]: the parts of a license;
//! - [`entitlement`]: a [`License`] whole, and what a workspace says it is entitled to;
//! - [`status`]: what that means at a given now;
//! - [`countdown`]: the time left, in words;
//! - [`mod@diff`]: what changed between two readings.

pub mod countdown;
pub mod deadline;
pub mod diff;
pub mod entitlement;
pub mod limit;
pub mod module;
pub mod status;
pub mod tag;
pub mod text;

pub use countdown::Countdown;
pub use deadline::{Deadline, DeadlineKind};
pub use diff::{Change, ChangeKind, Direction, diff};
pub use entitlement::{Addressee, Entitlement, License, Remark, RemarkKind, Renewal};
pub use limit::{Behavior, Fill, Limit, LimitKind, LimitStep, Max};
pub use module::{Module, ModuleId, ModuleState};
pub use status::{Attention, Last, Status, Thresholds};
pub use tag::{Color, Tag};
pub use text::Label;
