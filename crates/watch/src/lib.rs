//! The engine of License Watch: it remembers workspaces, fetches their licenses, and works out what changed and what is due.
//! It knows no window, no tray and no terminal.
//!
//! In the order in which a reader meets them:
//!
//! - [`workspace`]: a workspace and everything that is kept about it;
//! - [`reminders`]: what is due and when, and what it says;
//! - [`deliver`]: how a reminder reaches people;
//! - [`schedule`]: when to do something;
//! - [`present`]: what is known, in the form that each face needs;
//! - [`i18n`]: languages, and the texts of everything that is worded here;
//! - [`settings`]: what the user chose; `settings_file`: the same as a file, to move to another machine;
//! - [`failure`]: what went wrong, in the one form that faces show;
//! - [`vault`]: where tokens are kept; [`store`]: where everything else is kept; [`paths`]: in which folder;
//! - [`engine`]: all of it together, with the events that it sends.

pub mod deliver;
pub mod engine;
pub mod failure;
pub mod i18n;
pub mod paths;
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
pub use settings_file::{ImportPlan, ImportedWorkspace};
pub use store::Store;
pub use vault::Vault;
pub use workspace::{
    Credential, Workspace, WorkspaceId,
    sign_in::{NewWorkspace, SignIn, TokenFate},
    snapshot::Snapshot,
};
