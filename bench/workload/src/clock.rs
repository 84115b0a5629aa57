//! Time.

use cpu_time::ThreadTime;
use std::time::Instant;

/// What something took, ns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Elapsed {
    /// Time this thread was computing. Other programs on the machine don't add to it.
    pub cpu: f64,
    /// Time that went by, with all waiting and whatever other threads did meanwhile.
    pub wall: f64,
}

impl Elapsed {
    /// Times `act`.
    pub fn of(act: impl FnOnce()) -> Self {
        let (cpu, wall) = (ThreadTime::now(), Instant::now());
        act();
        let (cpu, wall) = (cpu.elapsed(), wall.elapsed());
        Self { cpu: cpu.as_nanos() as f64, wall: wall.as_nanos() as f64 }
    }

    /// What one of `operations` took.
    pub fn each(self, operations: u64) -> Self {
        Self { cpu: self.cpu / operations as f64, wall: self.wall / operations as f64 }
    }
}
