//! Address of an account or a contract.

use crate::ids::hash::Hash;

crate::ids::fixed::fixed_bytes!(
    /// The address of an account or a contract, 20 bytes.
    ///
    /// ```
    /// use allod_core::Address;
    /// let a: Address = "0x00000000000000000000000000000000000000aa".parse().unwrap();
    /// assert_eq!(a.to_string(), "00000000000000000000000000000000000000aa");
    /// assert!("0xaa".parse::<Address>().is_err()); // never a zero by mistake
    /// ```
    Address,
    20,
    "address"
);

/// The salt of a contract's address: it tells contracts of one deployer apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salt {
    /// The deployer's nonce: the same code deployed twice gives two contracts.
    Nonce(u64),
    /// Chosen by the deployer, so that the address is known beforehand.
    Chosen(Hash),
}

impl Address {
    /// The address of an account, from its public key.
    pub fn of_public_key(key: &[u8]) -> Self {
        Self::from_digest(blake3::Hasher::new_derive_key("allod 2026 account address").update(key))
    }

    /// The address of a contract. It commits to the deployer, so nobody else can take it first.
    pub fn of_contract(deployer: &Address, salt: Salt, code: &Hash) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("allod 2026 contract address");
        hasher.update(&deployer.0);
        match salt {
            Salt::Nonce(nonce) => hasher.update(&[0]).update(&nonce.to_be_bytes()),
            Salt::Chosen(salt) => hasher.update(&[1]).update(&salt.0),
        };
        Self::from_digest(hasher.update(&code.0))
    }

    fn from_digest(hasher: &blake3::Hasher) -> Self {
        let mut bytes = [0; Self::LEN];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..Self::LEN]);
        Self(bytes)
    }
}
