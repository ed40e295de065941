//! What goes to standard error: messages, and the progress line at a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::escape::escape;
use super::exit::Exit;

/// Messages and progress of one run. Clones share the same line.
#[derive(Clone)]
pub struct Progress {
    bar: ProgressBar,
    asked: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Progress {
    /// A progress line on standard error where that is a terminal and `wanted`; else messages only.
    pub fn new(wanted: bool) -> Self {
        // indicatif itself draws nothing where standard error is no terminal; asking first also
        // spares its ticking thread.
        let bar = if wanted && io::stderr().is_terminal() {
            let bar = ProgressBar::new(0);
            bar.set_style(Self::style());
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        } else {
            ProgressBar::hidden()
        };
        Self {
            bar,
            asked: Arc::default(),
            failed: Arc::default(),
        }
    }

    fn style() -> ProgressStyle {
        ProgressStyle::with_template("{spinner} {pos} of {len} probes done{msg}, {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner())
    }

    /// So many probes more were asked for.
    pub fn asked(&self, probes: u32) {
        let all = self.asked.fetch_add(u64::from(probes), Ordering::Relaxed) + u64::from(probes);
        self.bar.set_length(all);
    }

    /// One probe is done.
    pub fn done(&self, failed: bool) {
        if failed {
            let all = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.set_message(format!(", {all} failed"));
        }
        self.bar.inc(1);
    }

    /// Runs what writes to standard output, with the progress line out of its way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// A message on standard error. Where that is closed there is nobody to tell.
    pub fn message(&self, text: &str) {
        self.aside(|| {
            let _ = writeln!(io::stderr(), "exoport: {}", escape(text));
        });
    }

    /// Tells what is wrong with the arguments, the configuration or a file.
    pub fn wrong_use(&self, why: &str) -> Exit {
        self.message(why);
        Exit::WrongUse
    }

    /// Takes the progress line away for good.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
