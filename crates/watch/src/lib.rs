//! The engine of License Watch: it remembers workspaces, reads their licenses, and says what changed and what is due.
//! It knows no window, no tray and no terminal.
//!
//! - [`clock`]: the time, so that a year runs in a test in a second; [`wake`]: sleeping by it; [`online`]: the network;
//! - [`workspace`]: what is remembered of a workspace for good;
//! - [`form`]: what somebody enters of it, and the steps of signing in;
//! - [`arrangement`]: groups of workspaces, and their order;
//! - [`snapshot`]: what is known of its license at this moment; [`moment`]: since when it stood otherwise;
//! - [`failure`]: what went wrong, in the one form that faces show;
//! - [`vault`]: where tokens are kept;
//! - [`store`]: where everything else is kept;
//! - [`report`]: the public JSON of a workspace; [`view`]: what a window shows besides; [`summary`]: what a tray shows;
//! - [`refresh`]: when to ask again; [`forecast`]: when a limit runs out;
//! - [`remind`]: when to say something; [`preferences`]: how somebody wishes that; [`notice`]: what is shown;
//!   [`snooze`]: putting it off;
//! - [`language`]: the languages in which that is said; [`words`]: the texts;
//! - `transfer`: what is carried from one machine to another;
//! - [`engine`]: all of it together, with the events that it sends.

pub mod arrangement;
pub mod clock;
pub mod engine;

pub mod failure;
pub mod forecast;
pub mod form;
pub mod language;
pub mod moment;
pub mod notice;
pub mod online;
pub mod paths;
pub mod preferences;
pub mod refresh;
pub mod remind;
pub mod report;
pub mod snapshot;
pub mod snooze;
pub mod store;
pub mod summary;
mod transfer;
pub mod turn;
pub mod vault;
pub mod view;
pub mod wake;
pub mod words;
pub mod workspace;

pub use clock::{Clock, FixedClock, SystemClock};
pub use engine::{Engine, EngineEvent};
pub use failure::{Failure, FailureCode};
pub use form::{NewWorkspace, SignIn, SignInStep, TokenFate};
pub use snapshot::Snapshot;
pub use snooze::Snooze;
pub use store::Store;
pub use transfer::{ImportPlan, ImportedWorkspace};
pub use vault::Vault;
pub use workspace::{Credential, Workspace, WorkspaceId};
