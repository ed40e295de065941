//! Equal questions asked once.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::Instant;

/// How long an answer is given again. Long enough for the services of one host in one run, short
/// enough that a repeated check sees a change.
const KEPT: Duration = Duration::from_secs(10);

/// The most names remembered: a run over many thousand hosts must not grow.
const NAMES: usize = 1024;

/// Answers by name. Who asks first does the work; who asks meanwhile waits for the same answer.
pub(super) struct Shared<T> {
    cells: Mutex<HashMap<String, Asked<T>>>,
}

/// When a name was first asked for, and the answer once it is there.
type Asked<T> = (Instant, Arc<OnceCell<T>>);

impl<T: Clone> Shared<T> {
    pub(super) fn new() -> Self {
        Self {
            cells: Mutex::new(HashMap::new()),
        }
    }

    /// The answer for a name. If the one who asked first gives up, the next one asks anew.
    pub(super) async fn get<F>(&self, name: &str, ask: impl FnOnce() -> F) -> T
    where
        F: Future<Output = T>,
    {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            if cells.len() >= NAMES && !cells.contains_key(name) {
                cells.retain(|_, (asked, _)| asked.elapsed() < KEPT);
                if cells.len() >= NAMES {
                    cells.clear();
                }
            }
            let entry = cells
                .entry(name.to_owned())
                .or_insert_with(|| (Instant::now(), Arc::new(OnceCell::new())));
            if entry.0.elapsed() >= KEPT {
                *entry = (Instant::now(), Arc::new(OnceCell::new()));
            }
            Arc::clone(&entry.1)
        };
        cell.get_or_init(ask).await.clone()
    }
}
