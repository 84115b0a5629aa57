//! Digests and signatures.

use super::{Host, ImportResult};
use crate::execution::exit::Exit;
use allod_core::{HostOp, HostStatus};
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha2::Digest;

fn verdict(valid: bool) -> ImportResult {
    Ok(if valid { HostStatus::Ok } else { HostStatus::Invalid } as i64)
}

impl Host<'_> {
    fn digest(&mut self, op: HostOp, ptr: u64, len: u64, out: u64, of: fn(&[u8]) -> [u8; 32]) -> ImportResult {
        self.pay(op, len)?;
        let digest = of(self.read(ptr, len)?);
        self.write(out, &digest).map(|()| 0)
    }

    pub(super) fn sha256(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Sha256, ptr, len, out, |bytes| sha2::Sha256::digest(bytes).into())
    }

    pub(super) fn keccak256(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Keccak256, ptr, len, out, |bytes| sha3::Keccak256::digest(bytes).into())
    }

    pub(super) fn blake3(&mut self, ptr: u64, len: u64, out: u64) -> ImportResult {
        self.digest(HostOp::Blake3, ptr, len, out, |bytes| *blake3::hash(bytes).as_bytes())
    }

    /// Strict verification: no small-order keys, canonical encodings only, so every machine agrees.
    pub(super) fn ed25519_verify(&mut self, key: u64, (ptr, len): (u64, u64), signature: u64) -> ImportResult {
        self.pay(HostOp::Ed25519Verify, len)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.read_array(key)?);
        let signature = ed25519_dalek::Signature::from_bytes(&self.read_array(signature)?);
        let message = self.read(ptr, len)?;
        verdict(key.is_ok_and(|key| key.verify_strict(message, &signature).is_ok()))
    }

    /// A compressed key, a 32-byte digest, r ‖ s with s in the lower half.
    pub(super) fn secp256k1_verify(&mut self, key: u64, digest: u64, signature: u64) -> ImportResult {
        self.pay(HostOp::Secp256k1Verify, 0)?;
        let key = VerifyingKey::from_sec1_bytes(&self.read_array::<33>(key)?);
        let digest: [u8; 32] = self.read_array(digest)?;
        let signature = self.low_signature(signature)?;
        let (Ok(key), Some(signature)) = (key, signature) else { return verdict(false) };
        verdict(key.verify_prehash(&digest, &signature).is_ok())
    }

    pub(super) fn secp256k1_recover(&mut self, digest: u64, signature: u64, id: u64, out: u64) -> ImportResult {
        self.pay(HostOp::Secp256k1Recover, 0)?;
        self.room(out, 33)?;
        let digest: [u8; 32] = self.read_array(digest)?;
        let signature = self.low_signature(signature)?;
        let id = u8::try_from(id).ok().and_then(RecoveryId::from_byte);
        let (Some(signature), Some(id)) = (signature, id) else { return verdict(false) };
        match VerifyingKey::recover_from_prehash(&digest, &signature, id) {
            Ok(key) => {
                let point = key.to_sec1_point(true);
                self.write(out, point.as_bytes())?;
                verdict(true)
            }
            Err(_) => verdict(false),
        }
    }

    /// A signature with s in the lower half, so that nobody can make a second one of it.
    fn low_signature(&self, ptr: u64) -> Result<Option<Signature>, Exit> {
        let signature = Signature::from_slice(&self.read_array::<64>(ptr)?).ok();
        Ok(signature.filter(|s| s.normalize_s() == *s))
    }
}
