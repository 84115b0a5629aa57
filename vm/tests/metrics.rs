//! Metrics tell of blocks and compilations, under the names of the page for operators, and change nothing.
//!
//! A program of its own, because it wants a feature that is off by default.

use allod_core::args;
use allod_vm::{Engine, EngineConfig, ExecuteOptions, MetricsObserver};
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Kind, unit and description of each metric, and the values it was given.
#[derive(Default)]
struct Told {
    described: BTreeMap<String, (&'static str, Option<Unit>, String)>,
    values: BTreeMap<String, Vec<f64>>,
}

#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Told>>);

/// Metric of one name.
struct Named(Listener, String);

impl Named {
    fn tell(&self, value: f64) {
        self.0.0.lock().unwrap().values.entry(self.1.clone()).or_default().push(value);
    }
}

impl CounterFn for Named {
    fn increment(&self, value: u64) {
        self.tell(value as f64);
    }

    fn absolute(&self, _: u64) {
        panic!("nothing counts so");
    }
}

impl GaugeFn for Named {
    fn increment(&self, _: f64) {
        panic!("nothing is measured so");
    }

    fn decrement(&self, _: f64) {
        panic!("nothing is measured so");
    }

    fn set(&self, value: f64) {
        self.tell(value);
    }
}

impl HistogramFn for Named {
    fn record(&self, value: f64) {
        self.tell(value);
    }
}

impl Listener {
    fn describe(&self, kind: &'static str, name: &KeyName, unit: Option<Unit>, what: &SharedString) {
        let described = (kind, unit, what.to_string());
        assert!(self.0.lock().unwrap().described.insert(name.as_str().to_owned(), described).is_none());
    }

    fn named(&self, key: &Key) -> Arc<Named> {
        Arc::new(Named(self.clone(), key.name().to_owned()))
    }
}

impl Recorder for Listener {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, what: SharedString) {
        self.describe("counter", &name, unit, &what);
    }

    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, what: SharedString) {
        self.describe("gauge", &name, unit, &what);
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, what: SharedString) {
        self.describe("histogram", &name, unit, &what);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.named(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.named(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.named(key))
    }
}

/// Two calls, of which one fails, in an engine with this configuration. Gives the root and the gas of both.
fn story(config: EngineConfig) -> (allod_vm::Hash, u64) {
    let engine = Engine::open(config).unwrap();
    let code = r#"(module (func (export "f")) (func (export "g") unreachable))"#;
    let contract = engine.deploy(code).unwrap();
    let calls =
        ["f", "g"].map(|name| engine.execute(contract.address, name, args![], ExecuteOptions::default()).unwrap());
    (engine.state_root().unwrap(), contract.receipt.gas.used + calls.iter().map(|call| call.gas.used).sum::<u64>())
}

#[test]
fn blocks_and_compilations_are_told_by_the_names_of_the_page_for_operators() {
    let listener = Listener::default();
    let plain = story(EngineConfig::default());
    let observed = metrics::with_local_recorder(&listener, || {
        story(EngineConfig::default().with_observer(Arc::new(MetricsObserver::new())))
    });
    assert_eq!(observed, plain);

    let told = listener.0.lock().unwrap();
    let sum = |name: &str| told.values[name].iter().sum::<f64>();
    assert_eq!((sum("allod_blocks_total"), sum("allod_transactions_total"), sum("allod_calls_total")), (3.0, 3.0, 3.0));
    assert_eq!((sum("allod_failed_transactions_total"), sum("allod_gas_total")), (1.0, plain.1 as f64));
    assert_eq!(told.values["allod_block_height"], [1.0, 2.0, 3.0]);
    assert!(
        sum("allod_execute_seconds") > 0.0 && sum("allod_compile_seconds") > 0.0 && sum("allod_module_bytes") > 0.0
    );
    assert!(told.values.keys().all(|name| told.described.contains_key(name)), "{:?}", told.values.keys());

    let document = include_str!("../../docs/operations.md");
    for (name, (kind, unit, what)) in &told.described {
        let unit = unit.map_or("", |unit| unit.as_str());
        let row = format!("| `{name}` | {kind} | {unit} | {what} |");
        assert!(document.contains(&row), "docs/operations.md has no row {row}");
    }
    assert_eq!(document.matches("| `allod_").count(), told.described.len());
}
