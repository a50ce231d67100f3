//! The desktop's notification service. All notifications share one task and one connection on Linux, and a limited
//! number of threads on other systems.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(not(target_os = "linux"))]
mod native;
mod popup;

#[cfg(target_os = "linux")]
pub(crate) use freedesktop::{SERVICE, serve};
#[cfg(not(target_os = "linux"))]
pub(crate) use native::serve;
pub(crate) use popup::{DEFAULT_ACTION, Lifetime, Popup, PopupEvent, Request};
