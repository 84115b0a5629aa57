//! How far a compilation has come.

use crate::screen::Screen;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::{Duration, Instant};

/// How far a compilation has come: a spinner on a terminal, a line a stage elsewhere, nothing for scripts.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    what: String,
    begun: Instant,
    screen: Screen,
    spinner: Option<ProgressBar>,
}

impl Progress {
    /// Begins to show how far `what` has come.
    pub(crate) fn begin(what: &str, screen: &Screen) -> Self {
        let spinner = screen.is_live().then(|| {
            let spinner = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {msg} ({elapsed})") {
                spinner.set_style(style);
            }
            spinner.set_prefix(what.to_owned());
            spinner.enable_steady_tick(Duration::from_millis(100));
            spinner
        });
        Self { what: what.to_owned(), begun: Instant::now(), screen: *screen, spinner }
    }

    /// Says which stage has begun.
    pub(crate) fn stage(&self, stage: impl std::fmt::Display) {
        match &self.spinner {
            Some(spinner) => spinner.set_message(stage.to_string()),
            None => self.screen.remark(format_args!("{}: {stage}", self.what)),
        }
    }

    /// Takes the spinner away. Answers how long it took.
    pub(crate) fn end(&self) -> Duration {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        self.begun.elapsed()
    }
}
