//! Module `crypto_api`: digests, signatures and Ethereum's addresses, by the engine's rules and prices.
//!
//! | function | gives |
//! |---|---|
//! | `sha256(data_ptr, data_len, output_ptr) -> i32` | 0; 32 bytes are written |
//! | `keccak256(data_ptr, data_len, output_ptr) -> i32` | 0; 32 bytes are written |
//! | `verify_secp256k1(msg_ptr, sig_ptr, pubkey_ptr, pubkey_len) -> i32` | 1 if it holds, 0 if not, −1 for what is no key; a digest of 32 bytes, r ‖ s of 64, a key of 33 or 65 |
//! | `verify_ed25519(msg_ptr, msg_len, sig_ptr, pubkey_ptr) -> i32` | 1 if it holds, 0 if not, −1 for what is no key; a signature of 64 bytes, a key of 32 |
//! | `recover_secp256k1_pubkey(msg_ptr, sig_ptr, output_ptr) -> i32` | 0, and the key's 65 bytes are written; or −1. r ‖ s ‖ v of 65 bytes, v from 0 to 3 or from 27 to 30 |
//! | `derive_eth_address(pubkey_ptr, pubkey_len, output_ptr) -> i32` | 0, and 20 bytes are written; or −1 for what is no key |

use super::NOTHING;
use allod_vm::WasmType::I32;
use allod_vm::{
    HostContext, HostModule, HostOp, HostResult, ed25519_is_key, ed25519_verify, ethereum_address, keccak256,
    secp256k1_recover, secp256k1_verify, sha256,
};

/// Price of reading a key, as a part of checking a signature by it: measured at a seventh, rounded up.
const KEY_PART: u64 = 5;

pub(crate) fn module() -> HostModule {
    HostModule::new("crypto_api", 1)
        .with_function("sha256", &[I32; 3], Some(I32), NOTHING, |call, args| digest(call, args, HostOp::Sha256, sha256))
        .with_function("keccak256", &[I32; 3], Some(I32), NOTHING, |call, args| {
            digest(call, args, HostOp::Keccak256, keccak256)
        })
        .with_function("verify_secp256k1", &[I32; 4], Some(I32), NOTHING, |call, args| {
            pay(call, HostOp::Secp256k1Verify, 0)?;
            let (digest, signature) = (call.read_array(args[0])?, call.read_array(args[1])?);
            let Some(key) = secp256k1_key(call, args[2], args[3])? else { return Ok(-1) };
            Ok(match secp256k1_verify(&key, &digest, &signature) {
                true => 1,
                false if ethereum_address(&key).is_some() => 0,
                false => -1,
            })
        })
        .with_function("verify_ed25519", &[I32; 4], Some(I32), NOTHING, |call, args| {
            pay(call, HostOp::Ed25519Verify, args[1])?;
            let (signature, key) = (call.read_array(args[2])?, call.read_array(args[3])?);
            let message = call.read(args[0], args[1])?;
            Ok(match ed25519_verify(&key, message, &signature) {
                true => 1,
                false if ed25519_is_key(&key) => 0,
                false => -1,
            })
        })
        .with_function("recover_secp256k1_pubkey", &[I32; 3], Some(I32), NOTHING, |call, args| {
            pay(call, HostOp::Secp256k1Recover, 0)?;
            let (digest, signed) = (call.read_array(args[0])?, call.read_array::<65>(args[1])?);
            // Looked at before the work: there is room for a key or there is none, whatever the signature says.
            call.read(args[2], 65)?;
            let Some((signature, [v])) = signed.split_first_chunk::<64>() else { return Ok(-1) };
            let id = if *v >= 27 { *v - 27 } else { *v };
            let Some(key) = secp256k1_recover(&digest, signature, id) else { return Ok(-1) };
            call.write(args[2], &key)?;
            Ok(0)
        })
        .with_function("derive_eth_address", &[I32; 3], Some(I32), NOTHING, |call, args| {
            let work = call.schedule().price(HostOp::Secp256k1Verify).base / KEY_PART;
            call.charge_gas(work)?;
            pay(call, HostOp::Keccak256, 64)?;
            let Some(key) = secp256k1_key(call, args[0], args[1])? else { return Ok(-1) };
            let Some(address) = ethereum_address(&key) else { return Ok(-1) };
            call.write(args[2], &address)?;
            Ok(0)
        })
}

/// Charges for `units` of an operation of the engine's own.
fn pay(call: &mut HostContext<'_>, op: HostOp, units: u64) -> HostResult<()> {
    let gas = call.schedule().price(op).of(units);
    call.charge_gas(gas)
}

fn digest(call: &mut HostContext<'_>, args: &[u64], op: HostOp, of: fn(&[u8]) -> [u8; 32]) -> HostResult<i64> {
    pay(call, op, args[1])?;
    let digest = of(call.read(args[0], args[1])?);
    call.write(args[2], &digest)?;
    Ok(0)
}

/// The bytes of a key of one of the two lengths.
fn secp256k1_key(call: &HostContext<'_>, ptr: u64, len: u64) -> HostResult<Option<Vec<u8>>> {
    match len {
        33 | 65 => Ok(Some(call.read(ptr, len)?.to_vec())),
        _ => Ok(None),
    }
}
