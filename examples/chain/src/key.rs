//! Key: signs an account's transactions. It is the wallet's, and no node ever has one.

use crate::error::ChainError;
use crate::signed::{Signature, SignedTransaction};
use allod_vm::{Address, Transaction, ethereum_address};
use ed25519_dalek::Signer;

/// Secret key, of either scheme that the chain knows.
#[derive(Debug)]
pub enum Key {
    /// Ed25519.
    Ed25519(ed25519_dalek::SigningKey),
    /// ECDSA over secp256k1, with addresses as Ethereum has them.
    Secp256k1(k256::ecdsa::SigningKey),
}

impl Key {
    /// Ed25519 key of a seed, which a wallet takes from the system's randomness.
    pub fn ed25519(seed: [u8; 32]) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// Key over secp256k1.
    ///
    /// # Errors
    /// [`ChainError::Key`] for 0 and for the group's order or more.
    pub fn secp256k1(secret: [u8; 32]) -> Result<Self, ChainError> {
        k256::ecdsa::SigningKey::from_slice(&secret).map(Self::Secp256k1).map_err(|_| ChainError::Key)
    }

    /// The account that it signs for.
    pub fn address(&self) -> Address {
        match self {
            Self::Ed25519(key) => Address::of_public_key(key.verifying_key().as_bytes()),
            Self::Secp256k1(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                Address(ethereum_address(point.as_bytes()).unwrap_or_default())
            }
        }
    }

    /// `transaction` in this account's name, signed: over its digest, which stands for everything in it, chain and nonce
    /// included.
    pub fn sign(&self, transaction: Transaction) -> SignedTransaction {
        let transaction = Transaction { from: self.address(), ..transaction };
        let digest = transaction.digest();
        let signature = match self {
            Self::Ed25519(key) => {
                Signature::Ed25519 { key: key.verifying_key().to_bytes(), bytes: key.sign(&digest.0).to_bytes() }
            }
            Self::Secp256k1(key) => {
                let (signature, recovery) = key.sign_prehash_recoverable(&digest.0);
                Signature::Secp256k1 { bytes: signature.to_bytes().into(), recovery: recovery.to_byte() }
            }
        };
        SignedTransaction { transaction, signature }
    }
}
