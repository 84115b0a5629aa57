//! Instance pool: idle instances, as new, that wait for their next call.
//!
//! They belong to the thread that made them: a contract that is called while it runs, and two contracts with the same
//! code, have an instance each. A thread has the instance it used last at hand, and the others in a pool behind a lock,
//! which no other thread takes but one that needs room: then the least recently used go, whichever thread they belong to.

use super::boundary::{PooledInstance, RESERVED};
use super::compile::Code;
use super::usage::{ADDRESSES, INSTANCES};
use crate::EngineError;
use crate::engine::budget::reclaim::{self, Reclaimer};
use crate::engine::budget::{Budget, Budgets, Share};
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Threads that may have an instance at hand, which no other thread can drop. Further ones have all in their pools.
const AT_HAND_THREADS: usize = 64;

/// Most that an instance at hand, and its module, take: those of all threads 4,096 mappings and some 64 MiB each.
const AT_HAND_MAX: Share = Share { count: 1, mappings: 64, bytes: 1 << 20 };

/// Pool of one thread.
#[derive(Default)]
struct Pool {
    codes: HashMap<u64, Idle, RandomState>,
    /// Number of instances given back, a clock for the order of use.
    clock: u64,
}

/// Idle instances of one module.
struct Idle {
    /// Dead once nobody holds the code any more.
    alive: Weak<()>,
    #[expect(clippy::vec_box, reason = "each call takes one out and puts it back, and they are large")]
    instances: Vec<Box<PooledInstance>>,
    used: LastUse,
}

/// Time of the last use, in an order over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct LastUse {
    /// Number of times that room was made before.
    round: u64,
    /// The thread's own clock.
    clock: u64,
}

/// The pools of all threads.
static POOLS: Mutex<Vec<Weak<Mutex<Pool>>>> = Mutex::new(Vec::new());
/// Held by the thread that makes room.
static ROOM: Mutex<()> = Mutex::new(());
/// Number of times that room was made.
static ROUNDS: AtomicU64 = AtomicU64::new(0);
/// Threads that may have an instance at hand.
static THREADS_AT_HAND: AtomicUsize = AtomicUsize::new(0);

/// Instances of this thread.
struct ThreadInstances {
    pool: Arc<Mutex<Pool>>,
    at_hand: RefCell<Option<AtHand>>,
    /// True if it may have an instance at hand.
    may_have_at_hand: Cell<bool>,
}

/// Instance that was used last.
struct AtHand {
    /// The id of its code.
    id: u64,
    alive: Weak<()>,
    /// Gone while a call runs in it.
    instance: Option<Box<PooledInstance>>,
}

thread_local! {
    static OWN: ThreadInstances = ThreadInstances::new();
}

impl ThreadInstances {
    fn new() -> Self {
        reclaim::register(Reclaimer { sweep, give_up });
        let pool = Arc::new(Mutex::new(Pool::default()));
        let mut pools = lock(&POOLS);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(&pool));
        let more = |threads| (threads < AT_HAND_THREADS).then_some(threads + 1);
        let counted = THREADS_AT_HAND.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        Self { pool, at_hand: RefCell::default(), may_have_at_hand: Cell::new(counted.is_ok()) }
    }
}

impl Drop for ThreadInstances {
    fn drop(&mut self) {
        if self.may_have_at_hand.get() {
            THREADS_AT_HAND.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic leaves only instances here that nobody runs.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes an instance of `code`, as new.
///
/// # Errors
/// [`EngineError::Shortage`] where the machine, or the budget of addresses, has no room for one, even after all that are
/// idle are gone.
pub(in crate::execution::backend) fn take(code: &Code, budgets: &Budgets) -> Result<Box<PooledInstance>, EngineError> {
    let idle = OWN.with(|own| {
        let mut at_hand = own.at_hand.borrow_mut();
        let last = at_hand.as_mut().filter(|last| last.id == code.id);
        last.and_then(|last| last.instance.take()).or_else(|| lock(&own.pool).codes.get_mut(&code.id)?.instances.pop())
    });
    idle.map_or_else(|| make(code, budgets), Ok)
}

/// Makes an instance.
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

/// Takes back an instance of `code` whose call is over.
pub(in crate::execution::backend) fn give(code: &Code, mut instance: Box<PooledInstance>, budgets: &Budgets) {
    if !instance.reset() {
        OWN.with(|own| drop(own.at_hand.borrow_mut().take_if(|last| last.id == code.id && last.instance.is_none())));
        return;
    }
    OWN.with(|own| {
        if !own.may_have_at_hand.get() || !instance.is_small(AT_HAND_MAX) {
            return lock(&own.pool).put(code.id, || Arc::downgrade(&code.alive), instance);
        }
        let mut at_hand = own.at_hand.borrow_mut();
        match &mut *at_hand {
            Some(last) if last.id == code.id => {
                if let Some(other) = last.instance.replace(instance) {
                    lock(&own.pool).put(code.id, || Arc::downgrade(&code.alive), other);
                }
            }
            // A call of that one goes on, and will want its place back.
            Some(last) if last.instance.is_none() => {
                lock(&own.pool).put(code.id, || Arc::downgrade(&code.alive), instance);
            }
            _ => {
                let fresh = AtHand { id: code.id, alive: Arc::downgrade(&code.alive), instance: Some(instance) };
                if let Some(AtHand { id, alive, instance: Some(instance) }) = at_hand.replace(fresh) {
                    lock(&own.pool).put(id, || alive, instance);
                }
            }
        }
    });
    if !fits(budgets, 8) {
        // An eighth more than must be, so that not every call finds too many again.
        make_room(|| fits(budgets, 7));
    }
}

/// True if all instances keep within so many eighths of their budgets.
fn fits(budgets: &Budgets, eighths: u64) -> bool {
    let now = INSTANCES.total();
    let within = |now: u64, budget| now <= budgets.get(budget) / 8 * eighths + budgets.get(budget) % 8;
    within(now.count, Budget::Instances)
        && within(now.mappings, Budget::InstanceMappings)
        && within(now.bytes, Budget::InstanceBytes)
}

/// Drops the instances of modules that nobody holds any more.
fn sweep() {
    drop(OWN.try_with(|own| own.at_hand.try_borrow_mut().map(|mut last| last.take_if(|last| last.is_dead()))));
    for pool in pools() {
        let gone: Vec<_> = lock(&pool).codes.extract_if(|_, idle| idle.alive.strong_count() == 0).collect();
        drop(gone);
    }
}

/// Drops every idle instance, but for those that other threads have at hand.
fn give_up() {
    make_room(|| false);
}

/// Drops idle instances until there is `enough` room: those of dead modules first, then the least recently used.
#[cold]
fn make_room(enough: impl Fn() -> bool) {
    let _room = lock(&ROOM);
    if enough() {
        return;
    }
    ROUNDS.fetch_add(1, Ordering::Relaxed);
    let pools = pools();
    let mut rows: Vec<(LastUse, usize, u64)> = Vec::new();
    for (at, pool) in pools.iter().enumerate() {
        let pool = lock(pool);
        rows.extend(
            pool.codes.iter().filter(|row| !row.1.instances.is_empty()).map(|(id, idle)| (idle.used(), at, *id)),
        );
    }
    rows.sort_unstable();
    for (_, at, id) in rows {
        if enough() {
            return;
        }
        let gone = pools.get(at).and_then(|pool| lock(pool).codes.remove(&id));
        drop(gone);
    }
    if !enough() {
        drop(OWN.try_with(|own| own.at_hand.try_borrow_mut().map(|mut last| last.take())));
    }
}

fn pools() -> Vec<Arc<Mutex<Pool>>> {
    lock(&POOLS).iter().filter_map(Weak::upgrade).collect()
}

impl AtHand {
    fn is_dead(&self) -> bool {
        self.alive.strong_count() == 0
    }
}

impl Idle {
    /// Time of the last use; before all others if nobody can use it any more.
    fn used(&self) -> LastUse {
        if self.alive.strong_count() == 0 { LastUse::default() } else { self.used }
    }
}

impl Pool {
    /// Puts an instance of the code called `id` in.
    fn put(&mut self, id: u64, alive: impl FnOnce() -> Weak<()>, instance: Box<PooledInstance>) {
        self.clock += 1;
        let used = LastUse { round: ROUNDS.load(Ordering::Relaxed), clock: self.clock };
        let fresh = || Idle { alive: alive(), instances: Vec::new(), used };
        let idle = self.codes.entry(id).or_insert_with(fresh);
        idle.used = used;
        idle.instances.push(instance);
    }
}
