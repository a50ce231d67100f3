//! What the window shows: the verdict on each workspace, so that the pages compare no date and no limit.

mod change;
mod channel;
mod deadline;
mod finding;
mod license;
mod license_key;
mod limit;
mod seats;
mod sign_in;
mod workspace;

pub use change::ChangeView;
pub use channel::{ChannelState, ChannelView};
pub use deadline::DeadlineView;
pub use finding::FindingView;
pub use license::{AddressPatternView, LicenseView, RemarkView};
pub(crate) use license_key::Certainty;
pub use license_key::{
    KeyApplied, KeyChecker, KeyConsent, KeyMatch, KeyPreview, KeyReason, KeyStage, KeyVerdict, PreviousKeyView,
    RenewalOutcome,
};
pub use limit::{LimitStepView, LimitView, ReachedLimitView};
pub use seats::SeatsView;
pub use sign_in::SignInStep;
pub use workspace::{
    Activity, DifferingAnswersView, FullWorkspaceView, GrantedModuleView, Known, VisibleView, WorkspaceView,
};

use super::capitalized;
