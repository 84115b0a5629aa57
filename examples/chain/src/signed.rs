//! Signed transaction: what travels between wallets and nodes.

use crate::error::ChainError;
use allod_vm::{Address, Hash, Transaction, codec, ed25519_verify, ethereum_address, secp256k1_recover};
use serde::{Deserialize, Serialize};

/// Bytes that a signed transaction may have: the largest is a deploy, whose module may have up to 1 MiB here.
pub const MAX_TRANSACTION_BYTES: usize = (1 << 20) + 1024;

/// Transaction with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedTransaction {
    /// The transaction.
    pub transaction: Transaction,
    /// Its signer's signature over [`Transaction::digest`].
    pub signature: Signature,
}

/// Signature of a transaction, from which its account follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signature {
    /// Ed25519, strict: one encoding of a key, one of a signature.
    Ed25519 {
        /// The public key, whose hash is the account.
        key: [u8; 32],
        /// R and S.
        #[serde(with = "serde_bytes")]
        bytes: [u8; 64],
    },
    /// ECDSA over secp256k1, with s in the lower half: the other half would be a second signature of the same.
    Secp256k1 {
        /// r and s, big-endian.
        #[serde(with = "serde_bytes")]
        bytes: [u8; 64],
        /// The one of four points that is meant.
        recovery: u8,
    },
}

impl Signature {
    /// The account that signed `digest`; `None` if nobody did.
    fn signer(&self, digest: &Hash) -> Option<Address> {
        match self {
            Self::Ed25519 { key, bytes } => ed25519_verify(key, &digest.0, bytes).then(|| Address::of_public_key(key)),
            Self::Secp256k1 { bytes, recovery } => {
                let key = secp256k1_recover(&digest.0, bytes, *recovery)?;
                ethereum_address(&key).map(Address)
            }
        }
    }
}

impl SignedTransaction {
    /// The transaction that `bytes` are. There is one form for each: what is cut off, followed by more, or written another
    /// way is none.
    ///
    /// # Errors
    /// [`ChainError::TransactionBytes`] and [`ChainError::Encoding`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChainError> {
        if bytes.len() > MAX_TRANSACTION_BYTES {
            return Err(ChainError::TransactionBytes { given: bytes.len(), limit: MAX_TRANSACTION_BYTES });
        }
        let signed: Self = codec::decode(bytes)?;
        match signed.to_bytes()? == bytes {
            true => Ok(signed),
            false => Err(ChainError::SecondForm),
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// [`ChainError::Encoding`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, ChainError> {
        Ok(codec::encode(self)?)
    }

    /// Hash of its bytes, signature included: a block commits to this.
    ///
    /// # Errors
    /// [`ChainError::Encoding`].
    pub fn hash(&self) -> Result<Hash, ChainError> {
        Ok(Hash::of("example chain 2026 signed transaction", &self.to_bytes()?))
    }

    /// Checks that whom it is from has signed it.
    ///
    /// # Errors
    /// [`ChainError::Signature`] and [`ChainError::Signer`].
    pub fn verify(&self) -> Result<(), ChainError> {
        let digest = self.transaction.digest();
        match self.signature.signer(&digest) {
            None => Err(ChainError::Signature { digest }),
            Some(signer) if signer != self.transaction.from => {
                Err(ChainError::Signer { given: self.transaction.from, signer })
            }
            Some(_) => Ok(()),
        }
    }
}
