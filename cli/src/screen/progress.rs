//! Progress of a compilation.

use crate::screen::Screen;
use crate::screen::printable::printable;
use allod_compiler::Stage;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Progress of a compilation: a spinner on a terminal, a line a stage elsewhere, nothing for scripts.
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
            spinner.set_prefix(printable(what));
            spinner.enable_steady_tick(Duration::from_millis(100));
            spinner
        });
        Self { what: printable(what), begun: Instant::now(), screen: *screen, spinner }
    }

    /// Says which stage has begun.
    pub(crate) fn stage(&self, stage: &Stage) {
        let words = words(stage);
        match &self.spinner {
            Some(spinner) => spinner.set_message(words),
            None => self.screen.remark(format_args!("{}: {words}", self.what)),
        }
    }

    /// Function that the compiler and the engine tell their stages to.
    pub(crate) fn teller(&self) -> Arc<dyn Fn(Stage) + Send + Sync> {
        let progress = self.clone();
        Arc::new(move |stage| progress.stage(&stage))
    }

    /// Takes the spinner away. Answers how long it took.
    pub(crate) fn end(&self) -> Duration {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        self.begun.elapsed()
    }
}

fn words(stage: &Stage) -> String {
    let words = match stage {
        Stage::Parse => "reading the source",
        Stage::Types => "checking its types",
        Stage::Abi => "finding functions, types and events",
        Stage::Wrap => "writing the wrapper",
        Stage::Compile { backend } => return printable(&format!("compiling with {backend}")),
        Stage::Lower => "writing the module",
        Stage::Snapshot => "running its initialisation once",
        Stage::Optimise => "removing what nothing reaches",
        Stage::Check => "checking it against its ABI",
        Stage::Attach => "attaching the ABI",
        Stage::Gate => "checking what a module may hold",
        Stage::Meter => "metering it",
        Stage::MachineCode => "making machine code",
        _ => "working",
    };
    words.to_owned()
}
