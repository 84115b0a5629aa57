//! The EVM as everything here sets it up.

use revm::context::{Context, TxEnv};
use revm::context_interface::result::ExecutionResult;
use revm::database_interface::Database;
use revm::handler::{MainnetContext, MainnetEvm};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use revm::{MainBuilder, MainContext};

/// Gas for each transaction: enough for all of them, and below what a block may use.
pub(crate) const GAS: u64 = 100_000;

/// An EVM over `db`: mainnet's rules as of Cancun, no base fee, and signers' nonces not looked at, since signatures
/// and what goes with them are left out everywhere here.
pub(crate) fn evm<DB: Database>(db: DB) -> MainnetEvm<MainnetContext<DB>> {
    Context::mainnet()
        .with_db(db)
        .modify_cfg_chained(|cfg| {
            cfg.set_spec_and_mainnet_gas_params(SpecId::CANCUN);
            cfg.disable_nonce_check = true;
            cfg.tx_gas_limit_cap = Some(u64::MAX);
        })
        .modify_block_chained(|block| {
            block.gas_limit = u64::MAX;
            block.basefee = 0;
        })
        .build_mainnet()
}

/// A transaction that calls.
pub(crate) fn call(from: Address, to: Address, data: Bytes, gas: u64) -> TxEnv {
    let call = TxEnv::builder().caller(from).kind(TxKind::Call(to)).data(data).gas_limit(gas).gas_price(0);
    call.build().expect("a plain call is a transaction")
}

/// What a transaction that succeeded returned.
pub(crate) fn succeeded<E: std::fmt::Debug>(result: Result<ExecutionResult, E>) -> ExecutionResult {
    match result.expect("the database answers") {
        success @ ExecutionResult::Success { .. } => success,
        other => panic!("{other:?}"),
    }
}

/// An address, spread as a public key's would be.
pub(crate) fn address(number: u64) -> Address {
    Address::from_slice(&keccak256(number.to_be_bytes())[12..])
}

/// Code checked in as hex.
pub(crate) fn code(hex: &str) -> Vec<u8> {
    hex::decode(hex.trim()).expect("the checked-in code is hex")
}

/// Where solc keeps `holder`'s entry of a mapping in slot 0.
pub(crate) fn mapping_slot(holder: Address) -> U256 {
    let mut key = [0; 64];
    key[12..32].copy_from_slice(holder.as_slice());
    U256::from_be_bytes(B256::from(keccak256(key)).0)
}

/// Call data: a selector and words.
pub(crate) fn data(selector: [u8; 4], words: &[U256]) -> Bytes {
    let mut data = Vec::with_capacity(4 + 32 * words.len());
    data.extend(selector);
    words.iter().for_each(|word| data.extend(word.to_be_bytes::<32>()));
    data.into()
}
