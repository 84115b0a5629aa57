//! Calls: deploys, a counter, every way to fail, a deep chain.

use super::teller::{ACTOR, ALICE, BOB, COUNTER, Teller};
use allod_vm::{Address, CallLimits, Context, DeployOptions, EngineError, ExecuteOptions, Object, Value, args};

fn deployed(teller: &mut Teller<'_>, code: &[u8], reentrant: bool) -> Result<Address, EngineError> {
    let options = DeployOptions { from: ALICE, reentrant, ..Default::default() };
    let deployed = teller.engine.deploy_with_options(code, options)?;
    teller.receipt(&deployed.receipt);
    teller.say(format!("a contract at {}, of {} functions", deployed.address, deployed.abi.functions.len()));
    Ok(deployed.address)
}

pub(super) fn counter(mut teller: Teller<'_>, module: &[u8]) -> Result<(), EngineError> {
    teller.root()?;
    teller.engine.fund(ALICE, 1_000_000)?;
    for code in [COUNTER.as_bytes(), module] {
        let counter = deployed(&mut teller, code, false)?;
        for step in [1u64, 41, u64::MAX] {
            teller.call(counter, "Increment", args![step])?;
            teller.root()?;
        }
        let answer = teller.engine.query(counter, "GetCounter", args![], ExecuteOptions::default())?;
        teller.say(format!("it stands at {}", answer.decode::<u64>()?));
        let refused = teller.engine.execute(counter, "Increment", args!["five"], ExecuteOptions::default());
        teller.say(format!(
            "refused: {}",
            refused.map_or_else(|error| error.to_string(), |receipt| receipt.status.to_string())
        ));
    }
    let actor = deployed(&mut teller, ACTOR.as_bytes(), true)?;
    for seed in [1u64, 1 << 31, 1 << 32, u64::MAX] {
        teller.call(actor, "Numbers", args![seed])?;
        teller.call(actor, "Hash", args![seed])?;
    }
    teller.call_with(
        actor,
        "Take",
        args![700u64],
        ExecuteOptions { from: ALICE, value: 1_000, ..Default::default() },
    )?;
    teller.call(actor, "Pay", args![BOB, 300u64])?;
    teller.call(actor, "Pay", args![BOB, 401u64])?;
    let balances = (teller.engine.balance(ALICE)?, teller.engine.balance(BOB)?, teller.engine.balance(actor)?);
    teller.say(format!("balances {balances:?}"));
    let native = teller.engine.execute_native(Address([7; 20]), "Make", ExecuteOptions::default(), |context| {
        let object = context.create_object()?;
        object.set("name", Value::from("made by the host's own code"))?;
        object.set_owner(&BOB)?;
        Ok(vec![Value::from(context.block_height()?)])
    })?;
    teller.receipt(&native);
    let objects = teller.engine.objects_of(BOB, None, 10)?;
    let object = objects.first().map(|id| teller.engine.object(*id)).transpose()?;
    teller.say(format!("{object:?}"));
    teller.root()
}

pub(super) fn failures(mut teller: Teller<'_>) -> Result<(), EngineError> {
    let actor = deployed(&mut teller, ACTOR.as_bytes(), false)?;
    for function in ["Revert", "Trap", "Divide", "Outside", "Pointer", "Spin", "Recurse"] {
        let options = ExecuteOptions { from: ALICE, gas_limit: Some(1_000_000), ..Default::default() };
        teller.call_with(actor, function, args![], options)?;
    }
    for pages in [1u64, 62, 63, 65_535, u64::from(u32::MAX)] {
        teller.call(actor, "Grow", args![pages])?;
    }
    // With little gas: each of these ends somewhere else.
    for gas_limit in [0, 1, 999, 5_000, 10_010, 12_000, 20_000] {
        let options = ExecuteOptions { from: ALICE, gas_limit: Some(gas_limit), ..Default::default() };
        teller.call_with(actor, "Numbers", args![5u64], options)?;
    }
    // Not re-entrant.
    teller.call(actor, "Deep", args![1u64])?;
    for module in [&b"\0asm\x02\0\0\0"[..], b"(module (func (export \"f\") (result v128) unreachable))"] {
        let error = teller.engine.deploy(module).map(|deployed| deployed.address);
        // The words of an error are of one build; that there is one is not.
        teller.say(format!("deployed: {}", error.is_ok()));
    }
    teller.root()
}

pub(super) fn depth(mut teller: Teller<'_>) -> Result<(), EngineError> {
    let actor = deployed(&mut teller, ACTOR.as_bytes(), true)?;
    let most = CallLimits::default().call_depth;
    teller.say(format!("a chain of {most} calls"));
    for calls in [0, 1, 15, 16, 17, most - 1, most, most + 1, 1_000] {
        teller.call(actor, "Deep", args![calls])?;
    }
    // From within the host's own code, which is a call of the chain itself.
    let native = teller.engine.execute_native(Address([7; 20]), "Deep", ExecuteOptions::default(), |context| {
        Ok(vec![Value::from(context.call(&actor, "Deep", args![most - 2])?)])
    })?;
    teller.receipt(&native);
    teller.root()
}
