//! A stream of results that nobody asked for one by one: a task puts in and waits for room, a thread
//! takes out and waits for something. Bounded.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::pipeline::{Batch, fitting, wait};

/// The stream. Both sides share it in an `Arc`.
pub(crate) struct Stream<T> {
    state: Mutex<State<T>>,
    /// Signalled when something is ready, or never will be again.
    ready: Condvar,
    /// Signalled when there is room, or never will be again.
    room: Notify,
    most: usize,
}

struct State<T> {
    ready: VecDeque<T>,
    closed: bool,
}

impl<T> Stream<T> {
    /// A stream that holds at most so many results.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                ready: VecDeque::new(),
                closed: false,
            }),
            ready: Condvar::new(),
            room: Notify::new(),
            most,
        }
    }

    /// Puts one in and waits for room. A closed stream takes nothing and does not wait. One task
    /// may put in at a time.
    pub(crate) async fn put(&self, item: T) {
        let mut item = Some(item);
        loop {
            {
                let mut state = self.lock();
                if state.closed {
                    return;
                }
                if state.ready.len() < self.most {
                    state.ready.extend(item.take());
                    self.ready.notify_one();
                    return;
                }
            }
            // A signal between the lock and here is kept for this call.
            self.room.notified().await;
        }
    }

    /// Waits until everything has been taken, or the stream is closed. For the task that puts in.
    pub(crate) async fn taken(&self) {
        loop {
            {
                let state = self.lock();
                if state.closed || state.ready.is_empty() {
                    return;
                }
            }
            self.room.notified().await;
        }
    }

    /// No more will come. What is ready can still be taken. Harmless when repeated.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
        self.room.notify_one();
    }

    /// Takes as many as are ready and fit into `capacity` by `size`; waits for the first at most so
    /// long.
    pub(crate) fn take_fitting(
        &self,
        timeout: Duration,
        capacity: usize,
        size: impl Fn(&T) -> usize,
    ) -> Batch<T> {
        let mut state = wait(&self.ready, self.lock(), timeout, |state: &mut State<T>| {
            !state.ready.is_empty() || state.closed
        });
        if state.ready.is_empty() {
            return match state.closed {
                true => Batch::Done,
                false => Batch::Pending,
            };
        }
        let batch = fitting(&mut state.ready, capacity, size);
        drop(state);
        self.room.notify_one();
        batch
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing under this lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::runtime;

    const LONG: Duration = Duration::from_secs(60);

    fn take(stream: &Stream<u32>, capacity: usize) -> Batch<u32> {
        stream.take_fitting(LONG, capacity, |_| 1)
    }

    #[test]
    fn everything_comes_out_in_order_through_a_small_stream() {
        let stream = Arc::new(Stream::new(2));
        let sender = Arc::clone(&stream);
        runtime::handle().expect("runtime").spawn(async move {
            for number in 0..1000 {
                sender.put(number).await;
            }
            sender.close();
        });
        let mut all = Vec::new();
        loop {
            match take(&stream, 3) {
                Batch::Items(items) => {
                    assert!(items.len() <= 2, "{items:?}");
                    all.extend(items);
                }
                Batch::Done => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(all, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn what_does_not_fit_stays() {
        let stream = Stream::new(2);
        assert_eq!(
            stream.take_fitting(Duration::ZERO, 9, |_: &u32| 1),
            Batch::Pending
        );
        runtime::handle().expect("runtime").block_on(stream.put(7));
        assert_eq!(stream.take_fitting(LONG, 3, |_| 4), Batch::TooLarge(4));
        assert_eq!(take(&stream, 4), Batch::Items(vec![7]));
    }

    #[test]
    fn closing_wakes_both_sides_and_leaves_what_is_ready() {
        let stream = Arc::new(Stream::new(1));
        let runtime = runtime::handle().expect("runtime");
        runtime.block_on(stream.put(1));
        let sender = Arc::clone(&stream);
        let waits_for_room = runtime.spawn(async move { sender.put(2).await });
        let taker = Arc::clone(&stream);
        stream.close();
        runtime.block_on(waits_for_room).expect("woken");
        let taken = std::thread::spawn(move || (take(&taker, 9), take(&taker, 9)));
        assert_eq!(
            taken.join().expect("woken"),
            (Batch::Items(vec![1]), Batch::Done)
        );
    }
}
