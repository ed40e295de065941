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

    /// Messages about lines of files, of which the first ten are told and the others counted.
    pub fn line_messages(&self) -> LineMessages {
        LineMessages {
            progress: self.clone(),
            told: 0,
            left: 0,
        }
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

/// See [`Progress::line_messages`]; dropping it tells the count.
pub struct LineMessages {
    progress: Progress,
    told: u32,
    left: u64,
}

impl LineMessages {
    /// Tells one line's message, or counts it.
    pub fn message(&mut self, text: &str) {
        /// The most that are told one by one.
        const MOST: u32 = 10;
        if self.told < MOST {
            self.told += 1;
            self.progress.message(text);
        } else {
            self.left += 1;
        }
    }
}

impl Drop for LineMessages {
    fn drop(&mut self) {
        if self.left > 0 {
            let plural = if self.left == 1 { "" } else { "s" };
            let count = grouped(self.left);
            self.progress
                .message(&format!("... and {count} more line{plural} like that"));
        }
    }
}

/// A number with its thousands apart: `3,999,990`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, shown) in [
            (1, "1"),
            (999, "999"),
            (1_000, "1,000"),
            (3_999_990, "3,999,990"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }
}
