//! Live instances that wait for their next call, as new.
//!
//! They belong to the thread that made them: a contract that is called while it runs, and two contracts with the same
//! code, have an instance each. A thread has the instance it used last at hand, and the others in a pool behind a lock,
//! which nobody else takes but a thread that needs room: then those not used for the longest go, whichever thread they
//! belong to.

use super::boundary::{PooledInstance, RESERVED};
use super::compile::Code;
use crate::EngineError;
use crate::engine::budget::{ADDRESSES, Budget, Budgets, INSTANCES, Share};
use crate::modules::LoadedModule;
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Threads that may have an instance at hand, which no other thread can let go of. Further ones have all in their pools.
const AT_HAND: usize = 64;

/// What an instance at hand, and its module, take at most: those of all threads 4,096 mappings and some 64 MiB each.
const SMALL: Share = Share { count: 1, mappings: 64, bytes: 1 << 20 };

/// The instances of one thread.
#[derive(Default)]
struct Pool {
    modules: HashMap<u64, Idle, RandomState>,
    /// Counts what is given back, to know what was not used for long.
    clock: u64,
}

/// The instances of one module.
struct Idle {
    module: Weak<LoadedModule>,
    #[expect(clippy::vec_box, reason = "each call takes one out and puts it back, and they are large")]
    guests: Vec<Box<PooledInstance>>,
    used: Used,
}

/// When something was used last: room was made so many times before, and by the thread's own clock.
type Used = (u64, u64);

/// The pools of all threads.
static POOLS: Mutex<Vec<Weak<Mutex<Pool>>>> = Mutex::new(Vec::new());
/// Held by the thread that makes room. It counts how often that was done.
static ROOM: Mutex<()> = Mutex::new(());
static ROUNDS: AtomicU64 = AtomicU64::new(0);
/// Threads that may have an instance at hand.
static HANDS: AtomicUsize = AtomicUsize::new(0);

/// What a thread has of its own.
struct Mine {
    pool: Arc<Mutex<Pool>>,
    at_hand: RefCell<Option<AtHand>>,
    /// Whether it may have an instance at hand.
    has_hand: Cell<bool>,
}

/// The instance that was used last.
struct AtHand {
    id: u64,
    module: Weak<LoadedModule>,
    /// Gone while a call runs in it.
    guest: Option<Box<PooledInstance>>,
}

thread_local! {
    static MINE: Mine = Mine::new();
}

impl Mine {
    fn new() -> Self {
        let pool = Arc::new(Mutex::new(Pool::default()));
        let mut pools = lock(&POOLS);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(&pool));
        let has_hand = HANDS.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| (n < AT_HAND).then_some(n + 1));
        Self { pool, at_hand: RefCell::default(), has_hand: Cell::new(has_hand.is_ok()) }
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        if self.has_hand.get() {
            HANDS.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a panic leaves here are instances that nobody runs.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An instance of `module`, as new, which runs `code`.
///
/// # Errors
/// [`EngineError::Shortage`] where the machine, or the budget of addresses, has no room for one, even after all that are
/// idle are gone.
pub(super) fn take(module: &LoadedModule, code: &Code, budgets: &Budgets) -> Result<Box<PooledInstance>, EngineError> {
    let waiting = MINE.with(|mine| {
        let mut at_hand = mine.at_hand.borrow_mut();
        let last = at_hand.as_mut().filter(|last| last.id == module.id);
        last.and_then(|last| last.guest.take()).or_else(|| lock(&mine.pool).modules.get_mut(&module.id)?.guests.pop())
    });
    waiting.map_or_else(|| make(code, budgets), Ok)
}

/// A new instance.
#[cold]
fn make(code: &Code, budgets: &Budgets) -> Result<Box<PooledInstance>, EngineError> {
    let is_room = || ADDRESSES.load(Ordering::Relaxed) + RESERVED as u64 <= budgets.get(Budget::Addresses);
    if code.has_memory && !is_room() {
        make_room(is_room);
    }
    if code.has_memory && !is_room() {
        let why = format!("{} bytes may be reserved for instances' memories", budgets.get(Budget::Addresses));
        return Err(EngineError::Shortage { what: "an instance", why });
    }
    let made = PooledInstance::new(code).or_else(|_| {
        give_up();
        PooledInstance::new(code)
    });
    made.map(Box::new)
}

/// Takes back an instance of `module` whose call is over.
pub(super) fn give(module: &Arc<LoadedModule>, mut guest: Box<PooledInstance>, budgets: &Budgets) {
    if !guest.reset() {
        MINE.with(|mine| drop(mine.at_hand.borrow_mut().take_if(|last| last.id == module.id && last.guest.is_none())));
        return;
    }
    MINE.with(|mine| {
        if !mine.has_hand.get() || !guest.is_small(SMALL) {
            return lock(&mine.pool).put(module.id, || Arc::downgrade(module), guest);
        }
        let mut at_hand = mine.at_hand.borrow_mut();
        match &mut *at_hand {
            Some(last) if last.id == module.id => {
                if let Some(other) = last.guest.replace(guest) {
                    lock(&mine.pool).put(module.id, || Arc::downgrade(module), other);
                }
            }
            // A call of that one goes on, and will want its place back.
            Some(last) if last.guest.is_none() => {
                lock(&mine.pool).put(module.id, || Arc::downgrade(module), guest);
            }
            _ => {
                let fresh = AtHand { id: module.id, module: Arc::downgrade(module), guest: Some(guest) };
                if let Some(AtHand { id, module, guest: Some(guest) }) = at_hand.replace(fresh) {
                    lock(&mine.pool).put(id, || module, guest);
                }
            }
        }
    });
    if !fits(budgets, 8) {
        // A part more than must be, so that not every call finds too many again.
        make_room(|| fits(budgets, 7));
    }
}

/// Whether all instances keep within so many eighths of their budgets.
fn fits(budgets: &Budgets, eighths: u64) -> bool {
    let now = INSTANCES.total();
    let within = |now: u64, budget| now <= budgets.get(budget) / 8 * eighths + budgets.get(budget) % 8;
    within(now.count, Budget::Instances)
        && within(now.mappings, Budget::InstanceMappings)
        && within(now.bytes, Budget::InstanceBytes)
}

/// Lets go of instances of modules that nobody holds any more.
pub(crate) fn sweep() {
    drop(MINE.try_with(|mine| mine.at_hand.try_borrow_mut().map(|mut last| last.take_if(|last| last.is_dead()))));
    for pool in pools() {
        let gone: Vec<_> = lock(&pool).modules.extract_if(|_, idle| idle.module.strong_count() == 0).collect();
        drop(gone);
    }
}

/// Lets go of every instance that is idle, but for those that other threads have at hand.
pub(crate) fn give_up() {
    make_room(|| false);
}

/// Lets go of idle instances until there is `enough` room: those of dead modules, and then those not used for the longest.
#[cold]
fn make_room(enough: impl Fn() -> bool) {
    let _room = lock(&ROOM);
    if enough() {
        return;
    }
    ROUNDS.fetch_add(1, Ordering::Relaxed);
    let pools = pools();
    let mut rows: Vec<(Used, usize, u64)> = Vec::new();
    for (at, pool) in pools.iter().enumerate() {
        let pool = lock(pool);
        rows.extend(
            pool.modules.iter().filter(|row| !row.1.guests.is_empty()).map(|(id, idle)| (idle.used(), at, *id)),
        );
    }
    rows.sort_unstable();
    for (_, at, id) in rows {
        if enough() {
            return;
        }
        let gone = pools.get(at).and_then(|pool| lock(pool).modules.remove(&id));
        drop(gone);
    }
    if !enough() {
        drop(MINE.try_with(|mine| mine.at_hand.try_borrow_mut().map(|mut last| last.take())));
    }
}

fn pools() -> Vec<Arc<Mutex<Pool>>> {
    lock(&POOLS).iter().filter_map(Weak::upgrade).collect()
}

impl AtHand {
    fn is_dead(&self) -> bool {
        self.module.strong_count() == 0
    }
}

impl Idle {
    /// When it was used last; never, if nobody can use it any more.
    fn used(&self) -> Used {
        if self.module.strong_count() == 0 { Used::default() } else { self.used }
    }
}

impl Pool {
    /// Puts a guest of the module called `id` in.
    fn put(&mut self, id: u64, module: impl FnOnce() -> Weak<LoadedModule>, guest: Box<PooledInstance>) {
        self.clock += 1;
        let used = (ROUNDS.load(Ordering::Relaxed), self.clock);
        let fresh = || Idle { module: module(), guests: Vec::new(), used };
        let idle = self.modules.entry(id).or_insert_with(fresh);
        idle.used = used;
        idle.guests.push(guest);
    }
}
