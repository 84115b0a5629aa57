//! An account's secret key.

use allod_core::Address;
use ed25519_dalek::SigningKey;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use zeroize::Zeroizing;

/// An ed25519 secret key. It is nowhere shown, wiped when it is dropped, and written to the file of accounts alone, as 64
/// hex digits. It stays where it was made: what moves leaves copies on the stack.
pub(super) struct SecretKey(Box<Zeroizing<[u8; 32]>>);

impl SecretKey {
    /// A fresh one.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub(super) fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        getrandom::fill(&mut **bytes)?;
        Ok(Self(bytes))
    }

    /// Its public key.
    pub(super) fn public(&self) -> PublicKey {
        SigningKey::from_bytes(&self.0).verifying_key().to_bytes().into()
    }
}

/// An ed25519 public key.
pub(super) type PublicKey = allod_core::Hash;

/// The address of an account.
pub(super) fn address_of(key: &PublicKey) -> Address {
    Address::of_public_key(&key.0)
}

impl Serialize for SecretKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = Zeroizing::new([0; 64]);
        let encoded =
            hex::encode_to_slice(self.0.as_slice(), &mut *digits).ok().and_then(|()| str::from_utf8(&*digits).ok());
        serializer.serialize_str(encoded.unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for SecretKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Digits)
    }
}

/// Reads hex digits. No error tells what it was given.
struct Digits;

impl Visitor<'_> for Digits {
    type Value = SecretKey;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a secret key of 64 hex digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SecretKey, E> {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        let read = hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut **bytes);
        read.map(|()| SecretKey(bytes)).map_err(|_| E::custom("wanted a secret key of 64 hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = SecretKey::fresh().ok().unwrap();
        let text = serde_json::to_string(&key).ok().unwrap();
        let again: SecretKey = serde_json::from_str(&text).ok().unwrap();
        assert_eq!(key.public(), again.public());
    }

    #[test]
    fn no_error_of_reading_tells_what_was_there() {
        let digits = "35f38ef2".repeat(8);
        for text in [format!("\"{digits}g\""), format!("\"{}g\"", &digits[1..]), format!("\"\\u0033{}\"", &digits[2..])]
        {
            let error = serde_json::from_str::<SecretKey>(&text).err().unwrap().to_string();
            assert!(!error.contains("f38ef2"), "{error}");
        }
    }
}
