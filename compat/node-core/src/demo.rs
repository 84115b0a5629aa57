//! Demonstrations: a sum, and a guest that writes, emits and asks for its block.

use crate::config::{Block, Config};
use anyhow::{Context, Result};
use vm_runtime::{MemoryStorage, Runtime};

const ADD: &str = r#"(module
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1))))"#;

/// Keeps who acted last, says so, and gives the sum of its block's number and time.
const ACTION: &str = r#"(module
  (import "storage_api" "storage_set" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "chain_api" "block_number" (func $block_number (result i64)))
  (import "chain_api" "timestamp" (func $timestamp (result i64)))
  (import "chain_api" "emit_event" (func $emit (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "last_user") (data (i32.const 16) "alice")
  (data (i32.const 32) "UserAction") (data (i32.const 48) "BlockProcessed")
  (func (export "process") (result i32)
    (if (call $set (i32.const 0) (i32.const 9) (i32.const 16) (i32.const 5)) (then unreachable))
    (if (call $emit (i32.const 32) (i32.const 10)) (then unreachable))
    (if (call $emit (i32.const 48) (i32.const 14)) (then unreachable))
    (i32.wrap_i64 (i64.add (call $block_number) (call $timestamp)))))"#;

/// Runs both demonstrations in a block; gives what they say, line by line.
pub(crate) fn run(config: &Config, (number, time): Block) -> Result<Vec<String>> {
    let runtime = Runtime::new(MemoryStorage::new()).with_gas_limit(config.gas_limit);
    let sum = runtime.execute_add(&wat::parse_str(ADD)?, 7, 8).context("demo 1")?;
    let action = wat::parse_str(ACTION)?;
    let ran = runtime.execute_with_context(&action, "process", number, time).context("demo 2")?;
    let (result, events, number, time) = ran;
    let mut lines = vec![
        format!("Demo 1: add(7,8) => {sum}"),
        "Demo 2: execute_with_context results:".to_owned(),
        format!("  Function returned: {result}"),
        format!("  Block number: {number}, Timestamp: {time}"),
        format!("  Events collected: {} events", events.len()),
    ];
    for (at, event) in events.iter().enumerate() {
        lines.push(format!("    Event {}: {}", at + 1, String::from_utf8_lossy(event)));
    }
    Ok(lines)
}
