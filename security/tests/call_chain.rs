//! The call chain knows who called whom, and leaves a tree.

use allod_core::{Address, ObjectId, Reason, RevertCode, Status};
use allod_security::frame::MAX_TOUCHES;
use allod_security::tracer::{MAX_ALL_TOUCHES, MAX_CALLS};
use allod_security::{CallFrame, CallTracer, Opening, Touch, Touched};

const USER: Address = Address([1; 20]);
const A: Address = Address([0xA; 20]);
const B: Address = Address([0xB; 20]);
const C: Address = Address([0xC; 20]);

/// A call that is to begin, without a value.
fn opening(contract: Address, function: &str, sender: Address, gas_limit: u64, reentrant: bool) -> Opening<'_> {
    Opening { contract, function, sender, value: 0, gas_limit, reentrant }
}

fn reverted() -> Status {
    Status::Reverted { code: RevertCode::ERROR, message: "no".into() }
}

#[test]
fn a_tracer_may_go_to_another_thread() {
    fn send<T: Send>() {}
    send::<CallTracer>();
}

#[test]
fn a_calls_b_calls_c_gives_each_its_caller() {
    let mut tracer = CallTracer::new(8);
    for (contract, sender) in [(A, USER), (B, A), (C, B)] {
        tracer.open(opening(contract, "f", sender, 100, false)).unwrap();
        assert_eq!((tracer.contract(), tracer.sender()), (Some(contract), Some(sender)));
    }
    assert_eq!(tracer.chain().collect::<Vec<_>>(), [A, B, C]);
    for left in [2, 1, 0] {
        tracer.close(Status::Success, 1);
        assert_eq!(tracer.depth(), left);
    }
    let root = tracer.finish().unwrap();
    let seen: Vec<_> = root.walk().map(|frame| (frame.contract, frame.sender)).collect();
    assert_eq!(seen, [(A, USER), (B, A), (C, B)]);
    assert_eq!((tracer.contract(), tracer.sender(), tracer.finish()), (None, None, None));
}

#[test]
fn a_contract_comes_back_onto_the_chain_only_where_its_deployer_allowed_it() {
    let mut tracer = CallTracer::new(8);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    assert_eq!(tracer.open(opening(A, "f", A, 50, false)), Err(Reason::Reentered { contract: A }));
    assert_eq!(tracer.depth(), 1);
    tracer.open(opening(B, "g", A, 50, false)).unwrap();
    assert_eq!(tracer.open(opening(A, "f", B, 20, false)), Err(Reason::Reentered { contract: A }));
    tracer.open(opening(A, "f", B, 20, true)).unwrap();
    assert_eq!(tracer.depth(), 3);
}

#[test]
fn a_contract_that_has_returned_may_be_called_again() {
    let mut tracer = CallTracer::new(8);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    for _ in 0..2 {
        tracer.open(opening(B, "g", A, 50, false)).unwrap();
        tracer.close(Status::Success, 10);
    }
    tracer.close(Status::Success, 30);
    let root = tracer.finish().unwrap();
    assert_eq!(root.children.len(), 2);
    assert_eq!((root.gas_used, root.own_gas()), (30, 10));
}

#[test]
fn unwinding_after_an_error_leaves_the_caller_current_and_the_failure_in_the_tree() {
    let mut tracer = CallTracer::new(8);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    tracer.open(opening(B, "g", A, 50, false)).unwrap();
    tracer.open(opening(C, "h", B, 20, false)).unwrap();
    tracer.close(Status::OutOfGas, 20);
    tracer.close(reverted(), 25);
    assert_eq!((tracer.contract(), tracer.sender(), tracer.depth()), (Some(A), Some(USER), 1));
    tracer.touch(ObjectId([1; 32]), Touched::Read);
    tracer.open(opening(C, "h", A, 20, false)).unwrap();
    assert_eq!(tracer.sender(), Some(A));
    tracer.close(Status::Success, 1);
    tracer.close(Status::Success, 90);
    let root = tracer.finish().unwrap();
    let seen: Vec<_> = root.walk().map(|f| (f.contract, f.status.clone(), f.gas_used)).collect();
    let wanted = [(A, Status::Success, 90), (B, reverted(), 25), (C, Status::OutOfGas, 20), (C, Status::Success, 1)];
    assert_eq!(seen, wanted);
    assert_eq!(root.objects.len(), 1);
}

#[test]
fn the_chain_is_as_long_as_the_limit_and_no_longer() {
    let mut tracer = CallTracer::new(2);
    tracer.open(opening(A, "f", USER, 100, true)).unwrap();
    tracer.open(opening(A, "f", A, 100, true)).unwrap();
    assert_eq!(tracer.open(opening(A, "f", A, 100, true)), Err(Reason::Depth { depth: 3, limit: 2 }));
    assert_eq!(tracer.open(opening(B, "f", A, 9, false)).unwrap_err().to_string(), "call depth 3, the limit is 2");
    tracer.close(Status::Success, 1);
    tracer.open(opening(B, "f", A, 100, false)).unwrap();
}

#[test]
fn there_is_no_tree_while_a_frame_is_open_and_closing_none_is_harmless() {
    let mut tracer = CallTracer::new(2);
    tracer.close(Status::Success, 1);
    assert_eq!(tracer.finish(), None);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    assert_eq!(tracer.finish(), None);
    tracer.close(Status::Success, 1);
    assert!(tracer.finish().is_some());
}

#[test]
fn what_is_done_to_an_object_is_listed_once_in_order_of_the_first_time() {
    let (one, two) = (ObjectId([1; 32]), ObjectId([2; 32]));
    let mut tracer = CallTracer::new(2);
    tracer.touch(one, Touched::Read);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    for (id, what) in [(two, Touched::Read), (one, Touched::Created), (two, Touched::Read), (two, Touched::Written)] {
        tracer.touch(id, what);
    }
    tracer.event();
    tracer.event();
    tracer.close(Status::Success, 1);
    let root = tracer.finish().unwrap();
    let wanted = [(two, Touched::Read), (one, Touched::Created), (two, Touched::Written)];
    assert_eq!(root.objects, wanted.map(|(id, what)| Touch { id, what }));
    assert_eq!((root.events, root.objects_cut), (2, false));
}

#[test]
fn a_frame_that_touches_too_much_says_that_its_list_is_cut() {
    let mut tracer = CallTracer::new(2);
    tracer.open(opening(A, "f", USER, 100, false)).unwrap();
    let id = |number: usize| ObjectId::new(&A, 1, number as u32);
    (0..MAX_TOUCHES).for_each(|number| tracer.touch(id(number), Touched::Read));
    (0..MAX_TOUCHES).for_each(|number| tracer.touch(id(number), Touched::Read));
    let mut cut = tracer.clone();
    cut.touch(id(MAX_TOUCHES), Touched::Read);
    for (mut tracer, objects_cut) in [(tracer, false), (cut, true)] {
        tracer.close(Status::Success, 1);
        let root = tracer.finish().unwrap();
        assert_eq!((root.objects.len(), root.objects_cut), (MAX_TOUCHES, objects_cut));
    }
}

#[test]
fn time_is_in_the_frame_and_never_in_its_bytes() {
    let frame = |elapsed| {
        let mut tracer = CallTracer::new(2);
        tracer.open(opening(A, "f", USER, 100, false)).unwrap();
        tracer.close_timed(Status::Success, 1, elapsed);
        tracer.finish().unwrap()
    };
    let timed: CallFrame = frame(Some(5));
    assert_eq!(timed.elapsed_ns, Some(5));
    let bytes = allod_core::codec::encode(&timed).unwrap();
    assert_eq!(bytes, allod_core::codec::encode(&frame(None)).unwrap());
    assert_eq!(allod_core::codec::decode::<CallFrame>(&bytes).unwrap(), frame(None));
}

#[test]
fn a_transaction_makes_ten_thousand_calls_and_no_more() {
    let mut tracer = CallTracer::new(2);
    tracer.open(opening(A, "outer", USER, 1, false)).unwrap();
    for _ in 1..MAX_CALLS {
        tracer.open(opening(B, "inner", A, 1, false)).unwrap();
        tracer.close(Status::Success, 1);
    }
    let wanted = Reason::Calls { call: MAX_CALLS as u64 + 1, limit: MAX_CALLS as u64 };
    assert_eq!(tracer.open(opening(B, "inner", A, 1, false)), Err(wanted));
}

#[test]
fn the_frames_of_a_transaction_list_a_bounded_number_of_touches() {
    let mut tracer = CallTracer::new(2);
    tracer.open(opening(A, "outer", USER, 1, false)).unwrap();
    for frame in 0..100 {
        tracer.open(opening(B, "inner", A, 1, false)).unwrap();
        (0..MAX_TOUCHES).for_each(|number| {
            tracer.touch(ObjectId::new(&B, 1, (frame * MAX_TOUCHES + number) as u32), Touched::Created)
        });
        tracer.close(Status::Success, 1);
    }
    tracer.close(Status::Success, 1);
    let root = tracer.finish().unwrap();
    assert_eq!(root.walk().map(|frame| frame.objects.len()).sum::<usize>(), MAX_ALL_TOUCHES);
    assert!(root.children[0].objects_cut != root.children[99].objects_cut, "the last ones are cut, not the first");
}
