//! When to do something: the clock, the timer, the network monitor, and the next refresh or change.

pub mod clock;
pub mod network_monitor;
pub mod next_change;
pub mod refresh;
pub mod wall_timer;
