//! An engine in memory, named accounts, and a contract that does what it is told.

pub use crate::accounts::{ALICE, BOB, CAROL};
pub use crate::sources::PUPPET;
use allod_core::abi::Abi;
use allod_core::{Address, Args, HostStatus, ObjectId, Status, Value, args, tagged_value};
use allod_vm::{BlockContext, Compiler, DeployOptions, Engine, EngineConfig, ExecuteOptions, Receipt, Tiers};

/// A function in a line: name, inputs by name and type, type of the output or nothing.
pub type Line<'l> = (&'l str, &'l [(&'l str, &'l str)], &'l str);

/// The functions of the puppet.
const PUPPET_FUNCTIONS: &[Line<'_>] = &[
    ("Create", &[], "object_id"),
    ("Read", &[("id", "object_id")], "u32"),
    ("Value", &[("id", "object_id")], "u64"),
    ("Write", &[("id", "object_id"), ("value", "u64")], "u32"),
    ("Owner", &[("id", "object_id")], "u32"),
    ("Give", &[("id", "object_id"), ("to", "address")], "u32"),
    ("Delete", &[("id", "object_id")], "u32"),
    ("Share", &[("id", "object_id")], "u32"),
    ("Freeze", &[("id", "object_id")], "u32"),
    ("Seal", &[("id", "object_id"), ("on", "bool")], "u32"),
    ("Find", &[("owner", "address")], "object_id"),
    ("Tell", &[], "u32"),
    ("Pay", &[("to", "address"), ("amount", "u64")], "u32"),
    ("Take", &[("amount", "u64")], "u32"),
    ("Sender", &[], "address"),
    ("Height", &[], "u64"),
    ("FiveQueries", &[], ""),
    ("FailRevert", &[("id", "object_id")], ""),
    ("FailAssert", &[("id", "object_id")], ""),
    ("FailTrap", &[("id", "object_id")], ""),
    ("FailDivide", &[("id", "object_id")], ""),
    ("FailMemory", &[("id", "object_id")], ""),
    ("FailPointer", &[("id", "object_id")], ""),
    ("FailLoop", &[("id", "object_id")], ""),
    ("FailDepth", &[("id", "object_id")], ""),
    ("FailIndirect", &[("id", "object_id")], ""),
    ("Grow", &[("pages", "u32")], "i32"),
    ("Relay", &RELAY, "Relayed{status:u32,result:bytes}"),
    ("RelayOrFail", &RELAY, "u32"),
    ("RelayWith", &RELAY_WITH, "Relayed{status:u32,result:bytes}"),
    ("RelayWithOrTrap", &RELAY_WITH, ""),
    ("Attached", &[], "u64"),
    ("TakeThenFail", &[("amount", "u64")], ""),
    ("Deployer", &[], "address"),
    ("Told", &[("number", "u64")], "u64"),
];
const RELAY_WITH: [(&str, &str); 6] =
    [("contract", "address"), ("gas", "u64"), ("value", "u64"), ("kind", "u64"), ("name", "string"), ("args", "bytes")];
const RELAY: [(&str, &str); 4] = [("contract", "address"), ("gas", "u64"), ("name", "string"), ("args", "bytes")];

/// The ABI of functions given as lines.
pub fn abi(functions: &[Line<'_>]) -> Abi {
    let param = |(name, ty): &(&str, &str)| serde_json::json!({"name": name, "type": ty});
    let function = |(name, inputs, output): &Line<'_>| {
        let outputs: Vec<_> = if output.is_empty() { vec![] } else { vec![param(&("", output))] };
        serde_json::json!({"name": name, "inputs": inputs.iter().map(param).collect::<Vec<_>>(), "outputs": outputs})
    };
    let functions: Vec<_> = functions.iter().map(function).collect();
    Abi::from_json(serde_json::json!({"package_name": "test", "functions": functions}).to_string().as_bytes()).unwrap()
}

/// Compiles everything behind the calls, after the first that is interpreted.
pub const AT_FIRST_SIGHT: Tiers = Tiers { eager_max_bytes: 0, tier_up_gas_per_byte: 0 };

/// The settings of a test's engine: as usual, or with modules that run on what ALLOD_TIER names. Nonces are left to
/// the tests, so that a transaction may stand in a block as often as they like.
pub fn config() -> EngineConfig {
    let usual = EngineConfig::default().with_own_nonces();
    match std::env::var("ALLOD_TIER").as_deref() {
        Ok("interpreter") => usual.with_compiler(Compiler::Interpreter),
        Ok("both") => usual.with_tiers(AT_FIRST_SIGHT),
        Ok(other) => panic!("ALLOD_TIER is {other}, and may be interpreter or both"),
        Err(_) => usual,
    }
}

/// An engine in memory, set up by [`config`].
///
/// # Panics
/// If it does not open.
pub fn memory_engine() -> Engine {
    Engine::open(config()).unwrap()
}

/// Deploys a puppet.
pub fn puppet(engine: &Engine) -> Address {
    puppet_with(engine, DeployOptions::default())
}

/// Deploys a puppet on these terms.
///
/// # Panics
/// With the engine's error.
pub fn puppet_with(engine: &Engine, options: DeployOptions) -> Address {
    let options = DeployOptions { abi: Some(abi(PUPPET_FUNCTIONS)), from: CAROL, ..options };
    engine.deploy_with_options(PUPPET, options).unwrap().address
}

/// Deploys WAT with an ABI given as lines.
pub fn contract(engine: &Engine, wat: &str, functions: &[Line<'_>]) -> Address {
    let options = DeployOptions { abi: Some(abi(functions)), from: CAROL, ..DeployOptions::default() };
    engine.deploy_with_options(wat, options).unwrap().address
}

/// The options of a call that `from` signs.
pub fn by(from: Address) -> ExecuteOptions {
    ExecuteOptions { from, ..ExecuteOptions::default() }
}

/// Calls and expects success.
pub fn call(engine: &Engine, from: Address, contract: Address, function: &str, args: Args) -> Receipt {
    let receipt = engine.execute(contract, function, args, by(from)).unwrap();
    assert_eq!(receipt.status, Status::Success, "{function}");
    receipt
}

/// Calls and gives the status the puppet saw.
pub fn told(engine: &Engine, from: Address, contract: Address, function: &str, args: Args) -> HostStatus {
    status(call(engine, from, contract, function, args).decode().unwrap())
}

/// The status of this number, as a puppet answers it.
///
/// # Panics
/// If no status has the number.
pub fn status(number: u32) -> HostStatus {
    HostStatus::ALL[number as usize]
}

/// Has `relay` call `contract`, signed by `from` with `objects` brought along; gives the call's status and result.
pub fn relayed(
    engine: &Engine,
    from: Address,
    relay: Address,
    contract: Address,
    function: &str,
    values: &[Value],
    objects: Vec<ObjectId>,
) -> (HostStatus, Vec<u8>) {
    let args = args![contract, 0u64, function, tagged_value::encode(values)];
    let options = ExecuteOptions { objects, ..by(from) };
    let receipt = engine.execute(relay, "Relay", args, options).unwrap();
    let (number, result): (u32, Vec<u8>) = receipt.decode().unwrap();
    (status(number), result)
}

/// Every key and value of the store but receipts and figures, which record that a call was made.
pub fn state(engine: &Engine) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = engine.storage().scan(b"", usize::MAX).unwrap();
    all.into_iter().filter(|(key, _)| !matches!(key[0], b'r' | b'g')).collect()
}

/// The context of a block of chain 1.
pub fn block(height: u64, time: i64) -> BlockContext {
    BlockContext { height, time, chain_id: 1 }
}
