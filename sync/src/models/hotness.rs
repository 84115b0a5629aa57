//! Model of hotness: calls that end at the same time.

use crate::Hotness;
use crate::primitives::Ordering;
use loom::thread;
use std::sync::Arc;

/// Two calls, of which either is enough; how many are told to compile.
fn told(add: fn(&Hotness, u64) -> bool) {
    super::check(3, move || {
        let hotness = Arc::new(Hotness::new(Some(10)));
        let other = hotness.clone();
        let other = thread::spawn(move || add(&other, 10));
        let own = add(&hotness, 10);
        let told = [own, other.join().expect("the other call")];
        assert_eq!(told.iter().filter(|told| **told).count(), 1, "calls told to compile");
    });
}

/// The same with a look and a write where there has to be one exchange.
fn add_by_look_and_write(hotness: &Hotness, gas: u64) -> bool {
    let used = hotness.gas.fetch_add(gas, Ordering::Relaxed) + gas;
    let is_due = used >= hotness.threshold && !hotness.queued.load(Ordering::Relaxed);
    if is_due {
        hotness.queued.store(true, Ordering::Relaxed);
    }
    is_due
}

#[test]
fn one_call_of_all_is_told_to_compile() {
    told(Hotness::add);
}

#[test]
#[should_panic(expected = "calls told to compile")]
fn a_look_and_a_write_tell_two_calls() {
    told(add_by_look_and_write);
}

#[test]
fn no_gas_of_calls_at_the_same_time_is_lost() {
    super::check(3, || {
        let hotness = Arc::new(Hotness::new(Some(20)));
        let other = hotness.clone();
        let other = thread::spawn(move || other.add(10));
        let told = [hotness.add(10), other.join().expect("the other call")];
        assert_eq!(told.iter().filter(|told| **told).count(), 1);
    });
}

#[test]
fn a_module_that_found_no_room_is_asked_for_again() {
    super::check(3, || {
        let hotness = Arc::new(Hotness::new(Some(10)));
        let other = hotness.clone();
        let other = thread::spawn(move || {
            // Its queue is full.
            other.add(10).then(|| other.unqueue());
        });
        let own = hotness.add(10);
        other.join().expect("the other call");
        assert!(own || hotness.add(0), "a hot module that nobody compiles");
    });
}
