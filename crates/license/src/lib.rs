//! What a Rocket.Chat license means at a given now.
//!
//! This is the one place that decides: what stops next and by which license, how near that is, how full a limit is, which
//! of its steps acts, whether a change is better or worse, whether a license fits an address. Everything else only puts
//! the answers into words and colors.
//!
//! The crate is pure: no I/O, no clock of its own, no knowledge of how a license was fetched. Every question that depends
//! on time takes *a given now*. Read the modules in this order:
//!
//! - [`text`]: text from a server, made safe to show;
//! - [`module`], [`limit`], [`behavior`], [`deadline`], [`address`], [`tag`]: the parts of a license;
//! - [`nearness`], [`attention`]: how near, and how urgent;
//! - [`entitlement`]: a whole [`License`], and what a workspace reports that it is entitled to;
//! - [`facts`]: what a server reports beside its license, and [`fit`]: whether a license fits it;
//! - [`observation`]: what is known of a workspace, and the verdict on it: [`status`], [`stop`]s, [`finding`]s, limits,
//!   modules, and the [`headline`] that sums it up;
//! - [`countdown`]: the time left, in the units that people use;
//! - [`terms`], [`change`], [`mod@diff`]: what an answer grants, and what changed between two.

pub mod address;
pub mod attention;
pub mod behavior;
pub mod change;
pub mod concern;
pub mod countdown;
pub mod deadline;
pub mod diff;
pub mod entitlement;
pub mod facts;
pub mod finding;
pub mod fit;
pub mod headline;
pub mod limit;
pub mod module;
pub mod nearness;
pub mod observation;
pub mod status;
pub mod stop;
pub mod tag;
pub mod terms;
pub mod text;

pub use address::{AddressFit, AddressPattern, PatternKind};
pub use attention::Attention;
pub use behavior::{Behavior, Trigger};
pub use change::{Change, ChangeKind, Direction};
pub use concern::{Concern, Precedence, Subject};
pub use countdown::Countdown;
pub use deadline::{Deadline, DeadlineKind, Effect, StopKind};
pub use diff::diff;
pub use entitlement::{Addressee, Entitlement, License, Remark, RemarkKind, Renewal, Visible};
pub use facts::{
    Presence, Refusal, RefusalReason, Registration, ServerFacts, ServerIdentity, StoredKey, VersionListing,
};
pub use finding::{Finding, FindingKind, RenewalBlock};
pub use fit::{Obstacle, Shortage};
pub use headline::Headline;
pub use limit::{Fill, Limit, LimitKind, LimitStep, Max, Share};
pub use module::{Module, ModuleId, ModuleState};
pub use nearness::{Nearness, Thresholds};
pub use observation::{GrantedModule, Observation};
pub use status::Status;
pub use stop::{Owner, Stop};
pub use tag::{Color, Tag};
pub use terms::Terms;
pub use text::{Label, is_invisible, without_invisible};
