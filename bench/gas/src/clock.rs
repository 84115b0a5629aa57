//! CPU time. What else a machine is doing hardly shows in it.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// CPU time that this thread has used.
pub fn thread_time() -> Duration {
    read(ClockId::ThreadCPUTime)
}

/// CPU time that all threads of this process have used.
pub fn process_time() -> Duration {
    read(ClockId::ProcessCPUTime)
}

fn read(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

/// What `work` answers, and the CPU time this thread took for it.
pub fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = thread_time();
    let answer = work();
    (answer, thread_time() - start)
}
