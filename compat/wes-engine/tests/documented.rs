//! What WES' document names, each by its name.

use allod_vm::{Address, Args, DeployOptions, EngineConfig, HostOp, args};
use std::sync::{Arc, Mutex};
use wes_engine::{
    AdapterConfig, Bounds, CostMeter, CostPricingPolicy, EngineAdapter, EngineRegistry, EngineType, ErrorKind,
    ExecutionParams, ExecutionResult, ExecutionRouter, LimitedMeter, Metrics, Optimizer, PricingPolicy, WasmAdapter,
    WasmEngine, WesError,
};

const ADDER: &str = r#"(module
    (func $unused (drop (i32.const 1)))
    (func (export "add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
    (func (export "trap") unreachable)
    (func (export "loop") (loop (br 0)))
    (func (export "seven") (result i64) (i64.add (i64.const 3) (i64.const 4))))"#;

fn adapter() -> WasmAdapter {
    WasmAdapter::new(AdapterConfig::default()).unwrap()
}

fn deployed(adapter: &WasmAdapter, text: &str) -> Address {
    let module = adapter.compile_module(text.as_bytes()).unwrap();
    adapter.deploy(&module, DeployOptions::default()).unwrap().address
}

fn call(contract: Address, function: &str, input: Args) -> ExecutionParams {
    ExecutionParams::new(contract, function, input)
}

#[test]
fn initialize_execute_get_metrics_and_shutdown() {
    let adapter = WasmAdapter::default();
    assert!(matches!(adapter.compile_module(ADDER.as_bytes()), Err(WesError::NotRunning)));
    assert!(matches!(adapter.shutdown(), Err(WesError::NotRunning)));
    adapter.initialize(AdapterConfig::default()).unwrap();
    assert!(matches!(adapter.initialize(AdapterConfig::default()), Err(WesError::Running)));
    let contract = deployed(&adapter, ADDER);
    let result = adapter.execute(call(contract, "add", args![7, 8])).unwrap();
    assert_eq!((result.receipt.decode::<i64>().unwrap(), result.return_data().is_empty()), (15, false));
    let metrics = adapter.get_metrics();
    assert_eq!((metrics.succeeded, metrics.gas, metrics.execute_time.count), (1, result.consumed(), 1));
    adapter.shutdown().unwrap();
    assert!(!adapter.is_running());
    assert!(matches!(adapter.execute(call(contract, "add", args![7, 8])), Err(WesError::NotRunning)));
    adapter.initialize(AdapterConfig::default()).unwrap();
    assert_eq!(adapter.get_metrics().succeeded, 1, "counts last as long as the adapter");
}

#[test]
fn shutdown_waits_for_calls_under_way() {
    let (begun, begins) = std::sync::mpsc::channel();
    let config = AdapterConfig::default().with_meters(move |_| {
        begun.send(()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(50));
        Box::new(LimitedMeter::new(u64::MAX))
    });
    let adapter = WasmAdapter::new(config).unwrap();
    let contract = deployed(&adapter, ADDER);
    std::thread::scope(|scope| {
        let caller = scope.spawn(|| adapter.execute(call(contract, "add", args![7, 8])));
        begins.recv().unwrap();
        adapter.shutdown().unwrap();
        assert_eq!(adapter.get_metrics().succeeded, 1, "the call had ended by then");
        assert!(caller.join().unwrap().is_ok());
    });
}

#[test]
fn compile_validate_optimise_and_cache_are_calls_of_their_own() {
    let adapter = adapter();
    let compiler = adapter.compiler().unwrap();
    let module = compiler.compile(ADDER.as_bytes()).unwrap();
    assert_eq!(compiler.validate(&module).unwrap().functions, 5);
    let optimized = compiler.optimize(&module).unwrap();
    let changes = optimized.changes.unwrap();
    assert_eq!((changes.functions, changes.folded), (1, 1));
    assert_eq!(optimized.before, module.code_hash());
    assert_ne!(optimized.module.code_hash(), module.code_hash(), "another module, which nobody has deployed");
    assert!(optimized.module.wasm.len() < optimized.bytes_before);
    assert_eq!(compiler.cache(&module).bytes, module.wasm.len());
    let again = compiler.compile(ADDER.as_bytes()).unwrap();
    assert!(Arc::ptr_eq(&again, &module));
    assert_eq!((adapter.cache_stats().unwrap().hits, adapter.get_metrics().cache_hits), (1, 1));

    let options = DeployOptions::default;
    let [plain, small] = [&*module, &optimized.module].map(|module| adapter.deploy(module, options()).unwrap());
    assert_eq!((plain.code_hash, small.code_hash), (module.code_hash(), optimized.module.code_hash()));
    let gas = |contract| adapter.execute(call(contract, "seven", args![])).unwrap().consumed();
    assert!(gas(small.address) < gas(plain.address));
}

#[test]
fn code_and_modules_that_are_refused_say_why() {
    let adapter = adapter();
    let error = adapter.compile_module(b"(module (func").unwrap_err();
    assert_eq!((error.kind(), error.kind().row().recovery), (ErrorKind::Compilation, wes_engine::Recovery::Nothing));
    let module = adapter.compile_module(b"(module (func $f) (start $f))").unwrap();
    let refused = adapter.deploy(&module, DeployOptions::default()).unwrap_err();
    assert!(refused.to_string().contains("a start section is not allowed"), "{refused}");
    assert_eq!((refused.kind(), adapter.get_metrics().refused), (ErrorKind::Compilation, 1));
}

#[test]
fn operations_of_the_host_can_be_forbidden() {
    let config = AdapterConfig { allowed_operations: Some(vec![HostOp::Sender]), ..AdapterConfig::default() };
    let adapter = WasmAdapter::new(config).unwrap();
    let text =
        r#"(module (import "allod" "transfer" (func (param i32 i64) (result i32))) (memory (export "memory") 1))"#;
    let module = adapter.compile_module(text.as_bytes()).unwrap();
    let refused = adapter.deploy(&module, DeployOptions::default()).unwrap_err();
    assert_eq!(refused.to_string(), "it imports transfer, allowed are sender");
}

#[test]
fn instances_are_created_called_and_destroyed() {
    let bounds = Bounds { instances: 2, ..Bounds::default() };
    let adapter = WasmAdapter::new(AdapterConfig { bounds, ..AdapterConfig::default() }).unwrap();
    let module = adapter.compile_module(ADDER.as_bytes()).unwrap();
    let [one, two] = [(); 2].map(|()| adapter.create_instance(&module).unwrap());
    assert!(matches!(adapter.create_instance(&module), Err(WesError::Full { what: "instances", limit: 2 })));
    let result = adapter.execute_function(one, "add", args![1, 2]).unwrap();
    assert!(adapter.execute_function(one, "trap", args![]).is_err());
    let metrics = adapter.instance_metrics(one).unwrap();
    assert_eq!((metrics.calls, metrics.failed), (2, 1));
    assert!(metrics.gas > result.consumed());
    assert_eq!(adapter.instance_metrics(two).unwrap().calls, 0);
    assert_eq!(adapter.destroy_instance(one).unwrap(), metrics);
    let gone = adapter.execute_function(one, "add", args![1, 2]).unwrap_err();
    assert!(matches!(gone, WesError::NoInstance { .. }), "{gone}");
    assert!(adapter.destroy_instance(one).is_err());
    let Metrics { instances, instances_created, instances_destroyed, .. } = adapter.get_performance_metrics();
    assert_eq!((instances, instances_created, instances_destroyed), (1, 2, 1));
    adapter.create_instance(&module).unwrap();
}

/// A meter that keeps what it is shown, and takes no more than its limit.
#[derive(Default)]
struct Told(Arc<Mutex<Vec<(String, u64)>>>, u64);

impl CostMeter for Told {
    fn consume(&mut self, amount: u64, descriptor: &str) -> Result<(), String> {
        if descriptor == "object_set" {
            return Err("this host writes nothing".into());
        }
        self.0.lock().unwrap().push((descriptor.into(), amount));
        Ok(())
    }

    fn refund(&mut self, amount: u64, descriptor: &str) {
        self.0.lock().unwrap().push((format!("back: {descriptor}"), amount));
    }

    fn consumed(&self) -> u64 {
        0
    }

    fn remaining(&self) -> u64 {
        self.1
    }

    fn limit(&self) -> u64 {
        self.1
    }
}

/// `f` makes an object, writes to it if told to, and deletes it; `leave` makes one, and `take` deletes the oldest.
const OBJECTS: &str = r#"(module
    (import "allod" "create_object" (func $create (result i64)))
    (import "allod" "delete_object" (func $delete (param i32) (result i32)))
    (import "allod" "object_set" (func $set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "allod" "contract_address" (func $me (param i32)))
    (import "allod" "get_object_with_owner" (func $oldest (param i32) (result i64)))
    (memory (export "memory") 1) (data (i32.const 0) "f") (data (i32.const 8) "\02")
    (func (export "leave") (drop (call $create)))
    (func (export "take")
        (call $me (i32.const 64))
        (drop (call $delete (i32.wrap_i64 (call $oldest (i32.const 64))))))
    (func (export "f") (param $write i32) (local $h i32)
        (local.set $h (i32.wrap_i64 (call $create)))
        (if (local.get $write) (then (drop
            (call $set (local.get $h) (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16) (i32.const 1)))))
        (drop (call $delete (local.get $h)))))"#;

#[test]
fn a_meter_of_ones_own_is_shown_every_charge_and_may_refuse_it() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let shown = told.clone();
    let config = AdapterConfig::default().with_meters(move |_| Box::new(Told(shown.clone(), u64::MAX)));
    let adapter = WasmAdapter::new(config).unwrap();
    let contract = deployed(&adapter, OBJECTS);
    adapter.execute(call(contract, "leave", args![])).unwrap();
    told.lock().unwrap().clear();
    // Only an object of an earlier call gives anything back.
    let result = adapter.execute(call(contract, "take", args![])).unwrap();
    let charges = std::mem::take(&mut *told.lock().unwrap());
    let sum = |back: bool| charges.iter().filter(|row| row.0.starts_with("back") == back).map(|row| row.1).sum::<u64>();
    assert_eq!(sum(false) - sum(true), result.consumed());
    assert_eq!((charges[0].0.as_str(), charges.last().unwrap().0.as_str()), ("instructions", "back: deleted objects"));
    assert!(charges.iter().any(|row| row.0 == "delete_object"));

    let refused = adapter.execute(call(contract, "f", args![1i32])).unwrap_err();
    assert!(refused.to_string().ends_with("for object_set: this host writes nothing"), "{refused}");
    assert_eq!((refused.kind(), adapter.get_metrics().succeeded), (ErrorKind::CostExhausted, 2));
    let charges = told.lock().unwrap().clone();
    let (taken, back): (Vec<_>, Vec<_>) = charges.iter().partition(|row| !row.0.starts_with("back"));
    assert_eq!(taken.iter().map(|row| row.1).sum::<u64>(), back.iter().map(|row| row.1).sum::<u64>());
}

#[test]
fn a_meter_lowers_a_limit_and_never_what_a_call_costs() {
    let plain = adapter();
    let contract = deployed(&plain, ADDER);
    let cost = plain.execute(call(contract, "add", args![7, 8])).unwrap().consumed();
    for (limit, succeeds) in [(cost, true), (cost - 1, false)] {
        let config = AdapterConfig::default().with_meters(move |_| Box::new(LimitedMeter::new(limit)));
        let metered = WasmAdapter::new(config).unwrap();
        let contract = deployed(&metered, ADDER);
        match metered.execute(call(contract, "add", args![7, 8])) {
            Ok(result) => assert!(succeeds && result.consumed() == cost),
            Err(error) => assert!(!succeeds && matches!(error, WesError::Meter(_)), "{error}"),
        }
    }
}

#[test]
fn a_pricing_policy_sets_the_prices_of_the_engine() {
    let policy = CostPricingPolicy { host_call_cost: Some(700), ..CostPricingPolicy::default() };
    let prices = policy.schedule().unwrap();
    assert_eq!((prices.price(HostOp::Sender).base, prices.price(HostOp::Transfer).base), (700, 700));
    assert_eq!(prices.price(HostOp::Call).base, 10_000, "what costs more keeps its price");
    let gas = |config| {
        let adapter = WasmAdapter::new(config).unwrap();
        let contract = deployed(&adapter, OBJECTS);
        adapter.execute(call(contract, "f", args![0i32])).unwrap().receipt.gas
    };
    let [before, after] = [gas(AdapterConfig::default()), gas(AdapterConfig::default().with_pricing(&policy).unwrap())];
    assert_eq!(before.instructions, after.instructions);
    assert!(after.host.contains(&(HostOp::CreateObject, 700)), "{after:?}");
    let zero = CostPricingPolicy { table_operation_cost: Some(0), ..CostPricingPolicy::default() };
    assert!(zero.schedule().is_err(), "each round of a loop has to cost something");
}

/// An optimiser that gives what it was made with.
struct Own(Vec<u8>);

impl Optimizer for Own {
    fn name(&self) -> &str {
        "own"
    }

    fn optimize(
        &self,
        _: &[u8],
        _: &allod_vm::GateRules,
    ) -> Result<(Vec<u8>, Option<allod_compiler::optimise::Changes>), WesError> {
        Ok((self.0.clone(), None))
    }
}

#[test]
fn an_optimiser_of_ones_own_gives_a_module_of_the_same_face() {
    let optimize = |text: &str| {
        let own = Arc::new(Own(wat::parse_str(text).unwrap()));
        let adapter = WasmAdapter::new(AdapterConfig::default().with_optimizer(own)).unwrap();
        let module = adapter.compile_module(br#"(module (func (export "f") nop))"#).unwrap();
        adapter.compiler().unwrap().optimize(&module)
    };
    assert_eq!(optimize(r#"(module (func (export "f")))"#).unwrap().changes, None);
    let other = optimize(r#"(module (func (export "g")))"#).unwrap_err();
    assert_eq!(other.to_string(), "optimiser own: the module it gives exports other functions");
    let refused = optimize(r#"(module (func $f (export "f")) (start $f))"#).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Compilation);
}

/// An engine that is none of ours.
struct Echo(Address);

impl EngineAdapter for Echo {
    fn engine_type(&self) -> EngineType {
        EngineType::Other("echo".into())
    }

    fn initialize(&self, _: AdapterConfig) -> Result<(), WesError> {
        Ok(())
    }

    fn execute(&self, _: ExecutionParams) -> Result<ExecutionResult, WesError> {
        Err(WesError::NotRunning)
    }

    fn get_metrics(&self) -> Metrics {
        Metrics::default()
    }

    fn shutdown(&self) -> Result<(), WesError> {
        Err(WesError::Full { what: "echoes", limit: 0 })
    }

    fn holds(&self, resource: &Address) -> bool {
        *resource == self.0
    }
}

#[test]
fn a_router_finds_the_engine_that_holds_a_resource() {
    let registry = Arc::new(EngineRegistry::new());
    let [one, two] = [(); 2].map(|()| Arc::new(adapter()));
    let [first, second] = [deployed(&one, ADDER), deployed(&two, OBJECTS)];
    registry.register("one", one.clone()).unwrap();
    registry.register("two", two).unwrap();
    registry.register("echo", Arc::new(Echo(first))).unwrap();
    assert!(matches!(registry.register("one", one), Err(WesError::NameTaken { .. })));
    let router = ExecutionRouter::new(registry.clone());
    assert!(router.execute(call(first, "add", args![1, 2])).is_ok());
    assert!(router.execute(call(second, "f", args![0i32])).is_ok());
    let echo = ExecutionParams { resource_type: EngineType::Other("echo".into()), ..call(first, "", args![]) };
    assert!(matches!(router.execute(echo), Err(WesError::NotRunning)), "the other engine's answer");
    let nobody = router.execute(call(Address([7; 20]), "add", args![1, 2])).unwrap_err();
    assert!(nobody.to_string().starts_with("no engine of type wasm holds"), "{nobody}");

    registry.unregister("two").unwrap();
    assert!(router.execute(call(second, "f", args![0i32])).is_err());
    let failed = registry.shutdown_all().unwrap_err();
    assert_eq!(failed.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["echo"]);
    assert!(registry.names().is_empty());
}

#[test]
fn a_prediction_is_what_the_call_then_costs() {
    let adapter = adapter();
    let text = r#"(module (func (export "f") (param i32)
        (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))"#;
    let contract = deployed(&adapter, text);
    let params = |n: i32| call(contract, "f", args![n]);
    assert_eq!(adapter.predict(&params(5)).unwrap().history, None);
    for n in 1..=9 {
        let predicted = adapter.predict(&params(n)).unwrap();
        assert!(predicted.succeeds);
        assert_eq!(adapter.execute(params(n)).unwrap().consumed(), predicted.gas);
    }
    let history = adapter.predict(&params(5)).unwrap().history.unwrap();
    assert_eq!((history.calls, history.gas), (9, adapter.predict(&params(5)).unwrap().gas), "the median is that of 5");
    assert!(history.least < history.gas && history.gas < history.most && history.error > 0.0 && history.error < 1.0);
    // A call that fails is predicted, and no part of the history.
    let short = ExecutionParams { limit: 300, ..params(1_000) };
    assert!(!adapter.predict(&short).unwrap().succeeds);
    assert!(adapter.execute(short).is_err());
    assert_eq!(adapter.predict(&params(5)).unwrap().history.unwrap(), history);
}

#[test]
fn modules_are_preloaded_and_calls_warmed_up_without_a_trace() {
    let adapter = adapter();
    let contract = deployed(&adapter, OBJECTS);
    let failed = adapter.preload(&[contract, Address([9; 20])]).unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].0, failed[0].1.kind()), (Address([9; 20]), ErrorKind::Runtime));
    let warm = adapter.warm_up(&call(contract, "f", args![0i32]), 20).unwrap();
    assert!((warm.calls, warm.succeeds) == (20, true));
    assert_eq!(adapter.get_metrics().succeeded, 0, "nothing was executed");
    assert_eq!(adapter.warm_up(&call(contract, "f", args![0i32]), u32::MAX).unwrap().calls, 10_000);
}

#[test]
fn an_engine_on_disk_keeps_what_was_committed_before_a_shutdown() {
    let adapter = adapter();
    let store = Arc::new(allod_vm::MemoryStorage::default());
    adapter.shutdown().unwrap();
    let config = || AdapterConfig::new(EngineConfig::default().with_storage(store.clone()));
    adapter.initialize(config()).unwrap();
    let contract = deployed(&adapter, ADDER);
    adapter.shutdown().unwrap();
    adapter.initialize(config()).unwrap();
    assert!(adapter.holds(&contract) && !adapter.holds(&Address([1; 20])));
    assert!(adapter.execute(call(contract, "add", args![7, 8])).is_ok());
}
