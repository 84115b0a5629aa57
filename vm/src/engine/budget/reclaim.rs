//! Reclaim: idle instances given back when something else needs what they take.

use std::sync::OnceLock;

/// Reclaimer of idle instances. The pool that has them registers it, so that modules and memories, which pools are made of,
/// can ask for room without knowing a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reclaimer {
    /// Drops the instances of modules that nobody holds any more.
    pub(crate) sweep: fn(),
    /// Drops every idle instance, but for those that other threads have at hand.
    pub(crate) give_up: fn(),
}

/// The reclaimer of this process; none before its first instance.
static RECLAIMER: OnceLock<Reclaimer> = OnceLock::new();

/// Registers the reclaimer. Only the first is kept.
#[cfg_attr(not(feature = "cranelift"), expect(dead_code, reason = "programs have no idle instances"))]
pub(crate) fn register(reclaimer: Reclaimer) {
    let _ = RECLAIMER.set(reclaimer);
}

/// Drops the instances of modules that nobody holds any more.
pub(crate) fn sweep() {
    if let Some(reclaimer) = RECLAIMER.get() {
        (reclaimer.sweep)();
    }
}

/// Drops every idle instance, but for those that other threads have at hand.
pub(crate) fn give_up() {
    if let Some(reclaimer) = RECLAIMER.get() {
        (reclaimer.give_up)();
    }
}
