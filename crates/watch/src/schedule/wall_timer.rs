//! Sleeping by the wall clock.
//!
//! Things are due by the wall clock, but Tokio's timers stop while the machine is suspended. Linux has a timer that
//! continues and that fires when the machine resumes or the clock is set, so one sleep lasts until the next thing is
//! due. On other systems, a sleep is cut into short ones.

use std::time::Duration;

/// The longest sleep without such a timer: how long a resume or a change of the clock can go unnoticed.
const POLL_INTERVAL: Duration = Duration::from_secs(60);

/// The longest sleep with such a timer. Waking once a day costs nothing.
#[cfg(target_os = "linux")]
const MAX_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// Sleeps for `wait` by the wall clock. May return early, for example when the machine resumes or its clock is set, and
/// after a day at most.
pub async fn sleep(wait: Duration) {
    #[cfg(target_os = "linux")]
    match linux::sleep(wait.min(MAX_SLEEP)).await {
        Ok(()) => return,
        Err(error) => tracing::debug!(%error, "the wall clock timer is not available"),
    }
    tokio::time::sleep(wait.min(POLL_INTERVAL)).await;
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

    /// Sleeps until `wait` has passed or the clock jumps, which it does when it is set and when the machine resumes.
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
            reason = "sound for an owned descriptor like this one; its replacement requires unsafe code"
        )]
        let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
        // Readable when it expires and when it is canceled.
        timer.readable().await?.clear_ready();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn sleep_lasts_at_least_as_long_as_requested() {
        for wait in [Duration::ZERO, Duration::from_millis(30)] {
            let started = Instant::now();
            sleep(wait).await;
            assert!(started.elapsed() >= wait);
        }
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn wall_clock_timer_is_available() {
        linux::sleep(Duration::from_millis(1)).await.unwrap();
    }

    #[tokio::test]
    async fn long_sleep_can_be_canceled() {
        tokio::select! {
            () = sleep(Duration::from_secs(3_600)) => panic!("an hour has not passed"),
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    }
}
