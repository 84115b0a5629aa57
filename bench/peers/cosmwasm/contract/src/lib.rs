//! A counter, a token, and the compute kernels, as a CosmWasm contract: what cosmwasm-std makes of them, and storage
//! without a wrapper, which is the quickest way there is.

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult, Uint128, entry_point, to_json_binary,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::hint::black_box;

const COUNT: &[u8] = b"count";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Execute {
    Increment { value: u64 },
    Transfer { recipient: String, amount: Uint128 },
    Mint { recipient: String, amount: Uint128 },
    Fib { n: u64 },
    Chain { links: u64 },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    Count {},
    Balance { holder: String },
}

#[entry_point]
pub fn instantiate(deps: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    deps.storage.set(COUNT, &0u64.to_le_bytes());
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, _: Env, info: MessageInfo, msg: Execute) -> StdResult<Response> {
    match msg {
        Execute::Increment { value } => {
            let count = count(deps.as_ref())?.checked_add(value).ok_or_else(|| StdError::msg("overflow"))?;
            deps.storage.set(COUNT, &count.to_le_bytes());
            Ok(Response::new())
        }
        Execute::Transfer { recipient, amount } => {
            let to = deps.api.addr_validate(&recipient)?;
            let (from_key, to_key) = (key(info.sender.as_str()), key(to.as_str()));
            let held = balance(deps.as_ref(), &from_key)?;
            let left = held.checked_sub(amount.u128()).ok_or_else(|| StdError::msg("insufficient balance"))?;
            deps.storage.set(&from_key, &left.to_be_bytes());
            let had = balance(deps.as_ref(), &to_key)?;
            deps.storage.set(&to_key, &(had + amount.u128()).to_be_bytes());
            Ok(Response::new()
                .add_attribute("action", "transfer")
                .add_attribute("from", info.sender)
                .add_attribute("to", recipient)
                .add_attribute("amount", amount))
        }
        Execute::Mint { recipient, amount } => {
            let key = key(deps.api.addr_validate(&recipient)?.as_str());
            let had = balance(deps.as_ref(), &key)?;
            deps.storage.set(&key, &(had + amount.u128()).to_be_bytes());
            Ok(Response::new())
        }
        Execute::Fib { n } => Ok(Response::new().set_data(fib(n).to_le_bytes())),
        Execute::Chain { links } => {
            let mut hash = [0; 32];
            for _ in 0..links {
                hash = Sha256::digest(hash).into();
            }
            Ok(Response::new().set_data(hash))
        }
    }
}

#[entry_point]
pub fn query(deps: Deps, _: Env, msg: Query) -> StdResult<Binary> {
    match msg {
        Query::Count {} => to_json_binary(&count(deps)?),
        Query::Balance { holder } => to_json_binary(&(balance(deps, &key(&holder))? as u64)),
    }
}

fn count(deps: Deps) -> StdResult<u64> {
    let bytes = deps.storage.get(COUNT).ok_or_else(|| StdError::msg("not instantiated"))?;
    Ok(u64::from_le_bytes(bytes.try_into().map_err(|_| StdError::msg("not eight bytes"))?))
}

fn key(holder: &str) -> Vec<u8> {
    [b"\0\x07balance", holder.as_bytes()].concat()
}

fn balance(deps: Deps, key: &[u8]) -> StdResult<u128> {
    let Some(bytes) = deps.storage.get(key) else { return Ok(0) };
    Ok(u128::from_be_bytes(bytes.try_into().map_err(|_| StdError::msg("not sixteen bytes"))?))
}

#[inline(never)]
fn fib(n: u64) -> u64 {
    // Without it the compiler turns half of the calls into a loop.
    if black_box(n) < 2 { n } else { fib(n - 1) + fib(n - 2) }
}
