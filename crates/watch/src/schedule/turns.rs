//! Whose turn it is: many workspaces, of which a limited number is asked at once.

use std::{pin::pin, time::Duration};

use tokio::{sync::Semaphore, time::timeout};

use super::refresh::AT_ONCE;

/// How long a workspace keeps its place.
const SLOW: Duration = Duration::from_secs(2);

/// The most workspaces that are begun and not finished, because each has a connection.
const MOST_BEGUN: usize = 128;

/// Takes a limited number at once. One that is slow gives up its place to the next, and goes on, so that a few workspaces that
/// hang do not hold up the others.
#[derive(Debug)]
pub struct Turns {
    places: Semaphore,
    begun: Semaphore,
}

impl Default for Turns {
    fn default() -> Self {
        Self { places: Semaphore::new(AT_ONCE), begun: Semaphore::new(MOST_BEGUN) }
    }
}

impl Turns {
    /// Does some work when its turn comes.
    pub async fn take<T>(&self, work: impl Future<Output = T>) -> T {
        // Neither semaphore is ever closed.
        let _begun = self.begun.acquire().await;
        let place = self.places.acquire().await;
        let mut work = pin!(work);
        match timeout(SLOW, &mut work).await {
            Ok(done) => done,
            Err(_) => {
                drop(place);
                work.await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use tokio::time::{Instant, sleep};

    use super::*;

    /// How many of these have begun after some time, each of which hangs.
    async fn begun_after(all: usize, time: Duration) -> usize {
        let (turns, begun) = (Arc::new(Turns::default()), Arc::new(AtomicUsize::new(0)));
        for _ in 0..all {
            let (turns, begun) = (turns.clone(), begun.clone());
            tokio::spawn(async move {
                turns
                    .take(async {
                        begun.fetch_add(1, Ordering::Relaxed);
                        pending::<()>().await;
                    })
                    .await;
            });
        }
        sleep(time).await;
        begun.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_gives_up_its_place_and_not_its_connection() {
        let begun = [1, 3, 5, 3600].map(|seconds| begun_after(1000, Duration::from_secs(seconds)));
        let [first, second, third, last] = begun;
        assert_eq!((first.await, second.await, third.await), (AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE));
        assert_eq!(last.await, MOST_BEGUN);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_slow_is_still_done() {
        let (turns, start) = (Turns::default(), Instant::now());
        let slow = turns.take(async {
            sleep(10 * SLOW).await;
            "done"
        });
        assert_eq!((slow.await, start.elapsed()), ("done", 10 * SLOW));
    }
}
