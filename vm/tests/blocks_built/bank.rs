//! Bank: a native contract that keeps deposits and a count, calls a contract that calls it again, and fails in every way.

use allod_core::{Context, Object, Type, Value, tagged_value};
use allod_vm::{
    Address, Args, CallTerms, EngineConfig, NativeArgs, NativeContext, NativeContract, NativeError, NativeObject,
    ObjectId,
};

/// The address of the bank.
pub(crate) const BANK: Address = Address([0xBA; 20]);
/// The address of a native contract that begins later.
pub(crate) const LATE: Address = Address([0x1A; 20]);

/// The first block of the second version of the bank, which counts in steps of two.
pub(crate) const SECOND_VERSION: u64 = 40;
/// The first block of the native contract that begins later.
pub(crate) const LATE_FROM: u64 = 25;

type Result<T> = std::result::Result<T, NativeError>;

/// Adds the bank and what begins later to `config`.
pub(crate) fn with_bank(config: EngineConfig) -> EngineConfig {
    let late = NativeContract::new("late", LATE, 1)
        .with_function("Height", &[], &[Type::U64], 40, |chain, _| Ok(vec![chain.block_height()?.into()]));
    config.with_native(bank(1)).with_native_from(SECOND_VERSION, bank(2)).with_native_from(LATE_FROM, late)
}

fn bank(version: u32) -> NativeContract {
    let step = u64::from(version);
    let (amount, number) = ([("amount", Type::U64)], [Type::U64]);
    let (pay, through) =
        ([("to", Type::Address), amount[0].clone()], [("relay", Type::Address), ("fails", Type::Bool)]);
    NativeContract::new("bank", BANK, version)
        .with_reentry()
        .with_function("Deposit", &amount, &number, 200, deposit)
        .with_function("Withdraw", &amount, &number, 200, withdraw)
        .with_function("Pay", &pay, &[], 100, |chain, args| {
            let (to, amount): (Address, u64) = args.decode()?;
            chain.transfer(&to, amount).map(|()| vec![])
        })
        .with_function("Count", &[], &number, 100, move |chain, _| Ok(vec![count(chain, step)?.into()]))
        .with_function("CountThenFail", &[], &number, 100, move |chain, _| {
            count(chain, step)?;
            Err(NativeError::Revert("counted for nothing".into()))
        })
        .with_function("Through", &through, &number, 100, move |chain, args| {
            let (relay, fails): (Address, bool) = args.decode()?;
            count(chain, step)?;
            let relayed = (BANK, 0u64, "Count".to_owned(), tagged_value::encode(&[]));
            let args = Args::Encoded(allod_vm::codec::encode(&relayed).unwrap_or_default());
            chain.call_with(CallTerms { gas: 0, value: 0 }, &relay, "Relay", args)?;
            let counted = count(chain, step)?;
            match fails {
                true => Err(NativeError::Revert("all of it for nothing".into())),
                false => Ok(vec![counted.into()]),
            }
        })
        .with_function("Spin", &[], &[], 100, move |chain, _| {
            count(chain, step)?;
            loop {
                chain.charge_gas(1_000)?;
            }
        })
        .with_function("Panic", &[], &[], 100, move |chain, _| {
            count(chain, step)?;
            panic!("the bank is closed")
        })
        .with_function("Deposited", &[("account", Type::Address)], &number, 100, |chain, args| {
            let (account,): (Address,) = args.decode()?;
            Ok(vec![read(&chain.get_object(&ObjectId::ZERO)?, &account.to_string())?.into()])
        })
        .with_function("Counted", &[], &number, 100, |chain, _| {
            Ok(vec![read(&chain.get_object(&ObjectId::ZERO)?, "count")?.into()])
        })
}

fn read(object: &NativeObject<'_, '_>, field: &str) -> Result<u64> {
    match object.has(field)? {
        true => match object.get(field, &Type::U64)? {
            Value::U64(number) => Ok(number),
            other => Err(NativeError::Fault(format!("{field} is {other:?}"))),
        },
        false => Ok(0),
    }
}

/// Adds `step` to the count.
fn count(chain: &NativeContext<'_>, step: u64) -> Result<u64> {
    let object = chain.get_object(&ObjectId::ZERO)?;
    let counted = read(&object, "count")? + step;
    object.set("count", counted.into())?;
    Ok(counted)
}

/// Takes a part of the value that is attached.
fn deposit(chain: &NativeContext<'_>, args: &NativeArgs<'_>) -> Result<Vec<Value>> {
    let (amount,): (u64,) = args.decode()?;
    chain.receive(amount)?;
    let (object, account) = (chain.get_object(&ObjectId::ZERO)?, chain.sender()?.to_string());
    let deposited = read(&object, &account)? + amount;
    object.set(&account, deposited.into())?;
    Ok(vec![deposited.into()])
}

/// Gives a deposit back.
fn withdraw(chain: &NativeContext<'_>, args: &NativeArgs<'_>) -> Result<Vec<Value>> {
    let (amount,): (u64,) = args.decode()?;
    let (object, account) = (chain.get_object(&ObjectId::ZERO)?, chain.sender()?);
    let left = read(&object, &account.to_string())?.checked_sub(amount);
    let left = left.ok_or_else(|| NativeError::Revert("more than was deposited".into()))?;
    object.set(&account.to_string(), left.into())?;
    chain.transfer(&account, amount)?;
    Ok(vec![left.into()])
}
