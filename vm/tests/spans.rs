//! Spans of `tracing` tell blocks, transactions and compilations, and change nothing that nodes agree on.
//!
//! A program of its own, because it listens to what its process tells `tracing`.

#![cfg(feature = "tracing")]

use allod_core::{Address, Hash, args};
use allod_vm::{BlockContext, Engine, EngineConfig, ExecuteOptions, Payload, Receipt, Transaction};
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

const SEVEN: &str = r#"(module (func (export "seven") (result i64) (i64.const 7)))"#;

/// Subscriber that writes the spans of target `allod` down: name, parent and fields, and what is recorded later.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    spans: Vec<String>,
    kinds: Vec<&'static Metadata<'static>>,
    /// The spans under way, by thread.
    under_way: Vec<(std::thread::ThreadId, u64)>,
}

struct Fields<'s>(&'s mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a text");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "allod"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut heard = self.0.lock().expect("one test");
        let this = std::thread::current().id();
        let parent = heard.under_way.iter().rev().find(|(thread, _)| *thread == this).map(|(_, id)| *id);
        let parent = parent.map_or("", |id| heard.spans[id as usize - 1].split(' ').next().unwrap_or_default());
        let mut text = format!("{}<{}", span.metadata().name(), parent.split('<').next().unwrap_or_default());
        span.record(&mut Fields(&mut text));
        heard.spans.push(text);
        heard.kinds.push(span.metadata());
        Id::from_u64(heard.spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut heard = self.0.lock().expect("one test");
        values.record(&mut Fields(&mut heard.spans[span.into_u64() as usize - 1]));
    }

    fn enter(&self, span: &Id) {
        self.0.lock().expect("one test").under_way.push((std::thread::current().id(), span.into_u64()));
    }

    fn exit(&self, span: &Id) {
        let entry = (std::thread::current().id(), span.into_u64());
        let mut heard = self.0.lock().expect("one test");
        let at = heard.under_way.iter().rposition(|under_way| *under_way == entry).expect("a span under way");
        heard.under_way.remove(at);
    }

    fn current_span(&self) -> Current {
        let heard = self.0.lock().expect("one test");
        let this = std::thread::current().id();
        match heard.under_way.iter().rev().find(|(thread, _)| *thread == this) {
            Some((_, id)) => Current::new(Id::from_u64(*id), heard.kinds[*id as usize - 1]),
            None => Current::none(),
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}
}

/// A deploy, a call, and a block of four calls of which the last has a nonce that was used.
fn story(threads: usize) -> (Vec<Receipt>, Hash) {
    let engine = Engine::open(EngineConfig::default().with_threads(threads).with_batch_size(4)).expect("an engine");
    let deployed = engine.deploy(SEVEN).expect("a module");
    let contract = deployed.address;
    let called = engine.execute(contract, "seven", args![], ExecuteOptions::default()).expect("a call");
    let call = |from: u8, nonce| Transaction {
        from: Address([from; 20]),
        nonce,
        chain_id: 1,
        gas_limit: 100_000,
        gas_price: 0,
        payload: Payload::Call { contract, function: "seven".into(), input: Vec::new(), value: 0, objects: Vec::new() },
    };
    let block = BlockContext { height: 10, time: 1_700_000_000, chain_id: 1 };
    let block = engine.execute_block(&block, vec![call(1, 0), call(2, 0), call(3, 0), call(1, 0)]).expect("a block");
    let receipts = [deployed.receipt, called].into_iter().chain(block).collect();
    (receipts, engine.state_root().expect("a root"))
}

fn told(threads: usize) -> ((Vec<Receipt>, Hash), Vec<String>) {
    let listener = Listener::default();
    let story = tracing::subscriber::with_default(listener.clone(), || story(threads));
    let heard = listener.0.lock().expect("one test");
    assert_eq!(heard.under_way, [], "every span ends");
    (story, heard.spans.clone())
}

#[test]
fn blocks_transactions_and_compilations_are_told_with_what_they_came_to() {
    let ((receipts, _), spans) = told(1);
    let named = |name: &str| spans.iter().filter(|span| span.starts_with(name)).collect::<Vec<_>>();
    let bytes = SEVEN.len();
    assert_eq!(named("compile<"), [&format!("compile< bytes={bytes}")]);
    assert_eq!(named("make_module<").len(), 1);
    assert!(named("make_module<")[0].starts_with("make_module<transaction code_hash="), "{spans:?}");
    assert_eq!(named("block<"), ["block< height=10 time=1700000000 transactions=4"]);
    let transactions = named("transaction<");
    assert_eq!(transactions.len(), receipts.len());
    for (at, (span, receipt)) in transactions.iter().zip(&receipts).enumerate() {
        let parent = if at < 2 { "" } else { "block" };
        let Receipt { hash, sender, contract, status, .. } = receipt;
        let height = receipt.block.height;
        let begun = format!("transaction<{parent} height={height} hash={hash} from={sender}");
        assert_eq!(**span, format!("{begun} contract={contract} gas={} status={status:?}", receipt.gas.used));
    }
}

#[test]
fn transactions_on_other_threads_are_within_their_block() {
    let (_, spans) = told(3);
    let within = spans.iter().filter(|span| span.starts_with("transaction<block height=10 ")).count();
    assert!(within >= 4, "{spans:?}");
    assert_eq!(spans.iter().filter(|span| span.starts_with("transaction<")).count(), 2 + within);
}

#[test]
fn receipts_and_roots_are_the_same_with_a_subscriber_and_without() {
    for threads in [1, 3] {
        assert_eq!(told(threads).0, story(threads));
    }
}
