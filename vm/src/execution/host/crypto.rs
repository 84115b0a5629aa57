//! Cryptography: digests and signatures.

use super::{HostCall, ImportResult};
use crate::execution::signatures;
use allod_core::{HostOp, HostStatus};

fn verdict(valid: bool) -> ImportResult {
    Ok(if valid { HostStatus::Ok } else { HostStatus::Invalid } as i64)
}

impl HostCall<'_> {
    fn digest(&mut self, op: HostOp, ptr: u64, len: u64, out: u64, of: fn(&[u8]) -> [u8; 32]) -> ImportResult {
        self.pay(op, len)?;
        let digest = of(self.read(ptr, len)?);
        self.write(out, &digest).map(|()| 0)
    }

    pub(super) fn sha256(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Sha256, ptr, len, out, signatures::sha256)
    }

    pub(super) fn keccak256(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Keccak256, ptr, len, out, signatures::keccak256)
    }

    pub(super) fn blake3(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Blake3, ptr, len, out, |bytes| *blake3::hash(bytes).as_bytes())
    }

    pub(super) fn ed25519_verify(&mut self, key: u64, (ptr, len): (u64, u64), signature: u64) -> ImportResult {
        self.pay(HostOp::Ed25519Verify, len)?;
        let (key, signature) = (self.read_array(key)?, self.read_array(signature)?);
        verdict(signatures::ed25519_verify(&key, self.read(ptr, len)?, &signature))
    }

    /// ECDSA verification: a compressed key of 33 bytes alone, a digest of 32, r ‖ s with s in the lower half.
    pub(super) fn secp256k1_verify(&mut self, key: u64, digest: u64, signature: u64) -> ImportResult {
        self.pay(HostOp::Secp256k1Verify, 0)?;
        let key: [u8; 33] = self.read_array(key)?;
        verdict(signatures::secp256k1_verify(&key, &self.read_array(digest)?, &self.read_array(signature)?))
    }

    pub(super) fn secp256k1_recover(&mut self, digest: u64, signature: u64, id: u64, out: u64) -> ImportResult {
        self.pay(HostOp::Secp256k1Recover, 0)?;
        self.room(out, 33)?;
        let (digest, signature) = (self.read_array(digest)?, self.read_array(signature)?);
        let id = u8::try_from(id).ok();
        match id.and_then(|id| signatures::secp256k1_recover_compressed(&digest, &signature, id)) {
            Some(key) => {
                self.write(out, &key)?;
                verdict(true)
            }
            None => verdict(false),
        }
    }
}
