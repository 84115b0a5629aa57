//! Calls under way, which a shutdown waits for.

use crate::runtime::errors::WesError;
use crate::service::Running;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Time that a shutdown waits: a call takes as long as its gas, a tenth of a second unless its limit is higher.
const WAIT: Duration = Duration::from_secs(60);

/// Number of the calls under way.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    under_way: Mutex<usize>,
    ended: Condvar,
}

/// A call under way.
pub(crate) struct Guard {
    running: Arc<Running>,
    calls: Arc<Calls>,
}

impl Calls {
    pub(crate) fn begin(self: &Arc<Self>, running: Arc<Running>) -> Guard {
        *self.under_way.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Guard { running, calls: self.clone() }
    }

    pub(crate) fn are_none(&self) -> bool {
        *self.under_way.lock().unwrap_or_else(PoisonError::into_inner) == 0
    }

    /// Waits until there are none.
    ///
    /// # Errors
    /// [`WesError::Busy`] if that takes longer than a minute.
    pub(crate) fn wait(&self) -> Result<(), WesError> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let (under_way, _) =
            self.ended.wait_timeout_while(under_way, WAIT, |calls| *calls > 0).unwrap_or_else(PoisonError::into_inner);
        match *under_way {
            0 => Ok(()),
            calls => Err(WesError::Busy { calls, seconds: WAIT.as_secs() }),
        }
    }
}

impl std::ops::Deref for Guard {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *self.calls.under_way.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.calls.ended.notify_all();
    }
}
