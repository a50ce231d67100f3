//! When to do something: the clock, the timer, the network monitor, the next refresh or change, and whose turn it is.

pub mod clock;
pub mod network_monitor;
pub mod next_change;
pub mod refresh;
pub mod turns;
pub mod wall_timer;
