//! Listener to the stages of a deploy.

use allod_compiler::Stage;
use std::fmt;
use std::sync::Arc;

/// Listener to the stages of a deploy, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Progress(pub(crate) Option<Arc<dyn Fn(Stage) + Send + Sync>>);

impl Progress {
    /// Tells the listener that `stage` begins.
    pub(crate) fn begin(&self, stage: Stage) {
        self.0.iter().for_each(|listener| listener(stage.clone()));
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}
