//! What the window shows: the verdict on each workspace, so that the pages compare no date and no limit.

mod change;
mod deadline;
mod license;
mod limit;
mod sign_in;
mod workspace;

pub use change::ChangeView;
pub use deadline::DeadlineView;
pub use license::{AddressPatternView, LicenseView, RemarkView};
pub use limit::{LimitStepView, LimitView};
pub use sign_in::SignInStep;
pub use workspace::{Activity, DifferingAnswersView, GrantedModuleView, WorkspaceView};
