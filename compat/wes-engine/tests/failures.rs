//! Failures: the table of errors, and operations that were denied.

use allod_vm::{Address, DeployOptions, ObjectId, args};
use wes_engine::{
    AdapterConfig, Bounds, ERRORS, EngineAdapter, ErrorKind, ExecutionParams, Handling, Recovery, Severity,
    ViolationPolicy, WasmAdapter, WesError,
};

const FAILING: &str = r#"(module (memory (export "memory") 1)
    (func (export "trap") unreachable)
    (func (export "far") (drop (i32.load (i32.const -4))))
    (func $deep (export "deep") (call $deep))
    (func (export "loop") (loop (br 0))))"#;

#[test]
fn each_kind_of_error_has_its_row() {
    for (at, row) in ERRORS.iter().enumerate() {
        assert_eq!((row.kind as usize, row.kind.row()), (at, *row));
    }
    let row = ErrorKind::SecurityViolation.row();
    assert_eq!(
        (row.severity, row.handling, row.recovery),
        (Severity::Critical, Handling::TerminateAtOnce, Recovery::SecurityAudit)
    );
}

#[test]
fn failures_of_contracts_are_of_the_kinds_of_the_table_and_leave_an_engine_that_works() {
    let adapter = WasmAdapter::new(AdapterConfig::default()).unwrap();
    let module = adapter.compile_module(FAILING.as_bytes()).unwrap();
    let contract = adapter.deploy(&module, DeployOptions::default()).unwrap().address;
    let kinds = [
        ("trap", ErrorKind::Runtime, Recovery::InstanceReset),
        ("far", ErrorKind::MemoryOverflow, Recovery::MemoryReclaim),
        ("deep", ErrorKind::MemoryOverflow, Recovery::MemoryReclaim),
        ("loop", ErrorKind::CostExhausted, Recovery::StateRollback),
    ];
    for _ in 0..2 {
        for (function, kind, recovery) in kinds {
            let params = ExecutionParams { limit: 1_000_000, ..ExecutionParams::new(contract, function, args![]) };
            let error = adapter.execute(params).unwrap_err();
            assert_eq!((error.kind(), error.recovery()), (kind, recovery), "{function}: {error}");
            let WesError::Failed { result, .. } = error else { panic!("{error}") };
            assert!(result.consumed() > 0 && !result.receipt.is_success());
        }
    }
    let metrics = adapter.get_metrics();
    assert_eq!((metrics.succeeded, metrics.failed[&ErrorKind::MemoryOverflow]), (0, 4));
    let missing = adapter.execute(ExecutionParams::new(contract, "none", args![])).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Runtime);
}

/// `make` gives the id of a new object's contract to the caller; `take` tries to write to another contract's, and goes on as
/// if nothing had happened.
const OWNER: &str = r#"(module
    (import "allod" "create_object" (func $create (result i64)))
    (import "allod" "object_id" (func $id (param i32 i32) (result i32)))
    (import "allod" "output" (func $output (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "make")
        (drop (call $id (i32.wrap_i64 (call $create)) (i32.const 64)))
        (call $output (i32.const 64) (i32.const 32))))"#;

const THIEF: &str = r#"(module
    (import "allod" "input" (func $input (param i32 i32) (result i32)))
    (import "allod" "get_object" (func $get (param i32) (result i64)))
    (import "allod" "object_seal" (func $seal (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "take") (param i64 i64 i64 i64) (local $n i32)
        (i64.store (i32.const 64) (local.get 0)) (i64.store (i32.const 72) (local.get 1))
        (i64.store (i32.const 80) (local.get 2)) (i64.store (i32.const 88) (local.get 3))
        (drop (call $seal (i32.wrap_i64 (call $get (i32.const 64))) (i32.const 1)))))"#;

struct Scene {
    adapter: WasmAdapter,
    thief: Address,
    object: ObjectId,
}

fn scene(config: AdapterConfig) -> Scene {
    let adapter = WasmAdapter::new(config).unwrap();
    let [owner, thief] = [OWNER, THIEF].map(|text| {
        let module = adapter.compile_module(text.as_bytes()).unwrap();
        adapter.deploy(&module, DeployOptions::default()).unwrap().address
    });
    let made = adapter.execute(ExecutionParams::new(owner, "make", args![])).unwrap();
    let object = ObjectId(made.return_data().try_into().unwrap());
    Scene { adapter, thief, object }
}

impl Scene {
    fn take(&self) -> Result<wes_engine::ExecutionResult, WesError> {
        let word = |at: usize| i64::from_le_bytes(self.object.0[8 * at..8 * at + 8].try_into().unwrap());
        self.adapter.execute(ExecutionParams::new(self.thief, "take", args![word(0), word(1), word(2), word(3)]))
    }
}

#[test]
fn a_denied_operation_is_counted_and_in_the_trace_though_the_contract_makes_nothing_of_it() {
    let bounds = Bounds { security_events: 2, ..Bounds::default() };
    let scene = scene(AdapterConfig { bounds, ..AdapterConfig::default() });
    for times in 1..=3 {
        let result = scene.take().unwrap();
        let [event] = &result.violations[..] else { panic!("{:?}", result.violations) };
        assert_eq!(
            (event.contract, event.transaction, event.function.as_str()),
            (scene.thief, result.receipt.hash, "take")
        );
        assert_eq!(result.receipt.trace.denials, std::slice::from_ref(&event.reason));
        assert!(event.reason.to_string().contains("only the object's own contract"), "{}", event.reason);
        assert_eq!(scene.adapter.get_metrics().denials, times);
    }
    assert_eq!(scene.adapter.security_events().unwrap().len(), 2, "the last ones are kept");
}

#[test]
fn a_policy_ends_calls_that_would_be_denied_something() {
    let scene = scene(AdapterConfig::default().with_violations(ViolationPolicy::Terminate));
    let executed = scene.adapter.get_metrics().succeeded;
    let error = scene.take().unwrap_err();
    assert_eq!((error.kind(), error.severity()), (ErrorKind::SecurityViolation, Severity::Critical));
    assert!(error.to_string().starts_with(&format!("take of {}", scene.thief)), "{error}");
    let metrics = scene.adapter.get_metrics();
    assert_eq!((metrics.succeeded, metrics.denials, metrics.failed[&ErrorKind::SecurityViolation]), (executed, 1, 1));
    assert_eq!(scene.adapter.security_events().unwrap().len(), 1);
}
