//! When to do something: the clock, sleeping by it, the network's return, and what is due next.

pub mod clock;
pub mod network_monitor;
pub mod next_change;
pub mod refresh;
pub mod wall_timer;
