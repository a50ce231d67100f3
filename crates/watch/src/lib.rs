//! The engine of License Watch: it stores workspaces, fetches their licenses, and works out what changed and what is
//! due. It has no window, tray or terminal.
//!
//! In reading order:
//!
//! - [`workspace`]: a workspace and everything that is stored about it;
//! - [`batch`]: many workspaces to add at once;
//! - [`reminders`]: what is due and when, and how it is worded;
//! - [`deliver`]: how a reminder reaches the user;
//! - [`schedule`]: when to do something;
//! - [`present`]: what is known, in the form that each face needs;
//! - [`i18n`]: languages, and the texts of everything that is worded here;
//! - [`settings`]: what the user chose; `settings_file`: the same as a file, to move to another machine;
//! - [`failure`]: failures, in the one form that faces show;
//! - [`vault`]: stores tokens; [`store`]: stores everything else;
//! - [`engine`]: all of it together, with the events that it sends.

pub mod batch;
pub mod deliver;
pub mod engine;
pub mod failure;
pub mod i18n;
pub mod present;
pub mod reminders;
pub mod schedule;
pub mod settings;
mod settings_file;
pub mod store;
pub mod vault;
pub mod workspace;

pub use engine::{Engine, EngineEvent};
pub use failure::{Failure, FailureCode};
pub use present::view::SignInStep;
pub use reminders::snooze::Snooze;
pub use schedule::clock::{Clock, FixedClock, SystemClock};
pub use settings_file::{ImportPlan, ImportedChannel, ImportedWorkspace, MAX_EXPORT};
pub use store::Store;
pub use vault::Vault;
pub use workspace::{
    Credential, TokenId, Workspace, WorkspaceId,
    sign_in::{NewWorkspace, SignIn, TokenFate},
    snapshot::Snapshot,
};
