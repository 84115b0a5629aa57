//! Live instances that wait for their next call, as new.
//!
//! They belong to the thread that made them. A contract that is called while it runs, and two contracts with the same
//! code, have an instance each.

use super::boundary::Guest;
use super::compile::Code;
use crate::EngineError;
use crate::modules::LoadedModule;
use foldhash::fast::RandomState;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

/// Instances a thread keeps: each reserves 8 GiB of addresses, of the 128 TiB a process has, and keeps at most some
/// 300 KiB of memory.
const MOST_IDLE: usize = 256;

/// The instances of one thread.
#[derive(Default)]
struct Pool {
    modules: HashMap<u64, Idle, RandomState>,
    idle: usize,
    /// Counts calls, to know what was not used for long.
    clock: u64,
}

/// The instances of one module.
struct Idle {
    module: Weak<LoadedModule>,
    #[expect(clippy::vec_box, reason = "each call takes one out and puts it back, and they are large")]
    guests: Vec<Box<Guest>>,
    used: u64,
}

thread_local! {
    static POOL: RefCell<Pool> = RefCell::default();
}

/// An instance of `module`, as new, which runs `code`.
///
/// # Errors
/// [`EngineError::Wasm`] where there is no memory to be had for one.
pub(super) fn take(module: &LoadedModule, code: &Code) -> Result<Box<Guest>, EngineError> {
    let waiting = POOL.with_borrow_mut(|pool| {
        let guest = pool.modules.get_mut(&module.id)?.guests.pop()?;
        pool.idle -= 1;
        Some(guest)
    });
    waiting.map_or_else(|| Guest::new(code).map(Box::new), Ok)
}

/// Takes back an instance of `module` whose call is over.
pub(super) fn give(module: &Arc<LoadedModule>, mut guest: Box<Guest>) {
    if !guest.reset() {
        return;
    }
    let evicted = POOL.with_borrow_mut(|pool| {
        pool.clock += 1;
        let used = pool.clock;
        let fresh = || Idle { module: Arc::downgrade(module), guests: Vec::new(), used };
        let idle = pool.modules.entry(module.id).or_insert_with(fresh);
        idle.used = used;
        idle.guests.push(guest);
        pool.idle += 1;
        (pool.idle > MOST_IDLE).then(|| pool.evict())
    });
    drop(evicted);
}

/// Lets go of the instances of modules that nobody holds any more.
pub(crate) fn sweep() {
    // A thread that ends has no pool any more, and nothing to let go of.
    let gone = POOL.try_with(|pool| pool.try_borrow_mut().map(|mut pool| pool.sweep()));
    drop(gone);
}

impl Pool {
    fn sweep(&mut self) -> Vec<Idle> {
        let gone: Vec<_> =
            self.modules.extract_if(|_, idle| idle.module.strong_count() == 0).map(|row| row.1).collect();
        self.idle -= gone.iter().map(|idle| idle.guests.len()).sum::<usize>();
        gone
    }

    /// Makes room: the instances of dead modules go, or else those not used for the longest.
    fn evict(&mut self) -> Vec<Idle> {
        let mut gone = self.sweep();
        if gone.is_empty() {
            let oldest = self.modules.iter().min_by_key(|row| row.1.used).map(|row| *row.0);
            gone.extend(oldest.and_then(|id| self.modules.remove(&id)));
            self.idle -= gone.iter().map(|idle| idle.guests.len()).sum::<usize>();
        }
        gone
    }
}
