//! Sleeping by the wall clock.
//!
//! What is due is due by the wall clock, and the timers of a runtime stand still while the machine sleeps. Linux has a
//! timer that counts on through that and ends early when the machine wakes or the clock is set: there is one sleep until
//! the next thing to do, however far, and no looking in between. Elsewhere a sleep is cut into short ones.

use std::time::Duration;

/// How long the end of the machine's sleep, or a clock that was set, may go unnoticed where the system does not tell.
const UNNOTICED: Duration = Duration::from_secs(60);

/// The longest sleep where the system tells. There is no harm in looking once a day.
#[cfg(target_os = "linux")]
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Sleeps for so long by the wall clock, or for less: until the machine has woken or its clock was set, and never for
/// much longer than a day.
pub async fn sleep(wait: Duration) {
    #[cfg(target_os = "linux")]
    match linux::sleep(wait.min(LONGEST)).await {
        Ok(()) => return,
        Err(error) => tracing::debug!(%error, "no timer of the wall clock"),
    }
    tokio::time::sleep(wait.min(UNNOTICED)).await;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        io,
        time::{Duration, SystemTime, UNIX_EPOCH},
    };

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
    };
    use tokio::io::{Interest, unix::AsyncFd};

    /// Ends at the instant, or as soon as the clock jumps: it does when it is set, and when the machine wakes.
    pub(super) async fn sleep(wait: Duration) -> io::Result<()> {
        let until = SystemTime::now().duration_since(UNIX_EPOCH).map_err(io::Error::other)? + wait;
        let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        let never = Timespec { tv_sec: 0, tv_nsec: 0 };
        let at = Timespec {
            tv_sec: i64::try_from(until.as_secs()).map_err(io::Error::other)?,
            tv_nsec: until.subsec_nanos().into(),
        };
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        timerfd_settime(&timer, flags, &Itimerspec { it_interval: never, it_value: at })?;
        #[expect(
            deprecated,
            reason = "sound for a descriptor that is owned, as this one is; its successor asks for unsafe code"
        )]
        let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
        // It is ready when it has run out, and when it was cancelled.
        timer.readable().await?.clear_ready();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_sleep_is_as_long_as_it_should_be() {
        for wait in [Duration::ZERO, Duration::from_millis(30)] {
            let started = Instant::now();
            sleep(wait).await;
            assert!(started.elapsed() >= wait);
        }
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn the_timer_of_the_wall_clock_is_there() {
        linux::sleep(Duration::from_millis(1)).await.unwrap();
    }

    #[tokio::test]
    async fn a_long_sleep_can_be_given_up() {
        tokio::select! {
            () = sleep(Duration::from_secs(3_600)) => panic!("an hour has not passed"),
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    }
}
