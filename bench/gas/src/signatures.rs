//! Signatures that hold, to be verified.

use ed25519_dalek::Signer;

/// Keys and signatures as the host takes them.
#[derive(Clone, Debug)]
pub struct Signatures {
    /// 32 bytes.
    pub ed25519_key: Vec<u8>,
    /// 64 bytes, of the message.
    pub ed25519_signature: Vec<u8>,
    /// 33 bytes.
    pub secp256k1_key: Vec<u8>,
    /// 64 bytes, of the message as a digest.
    pub secp256k1_signature: Vec<u8>,
}

/// Signatures of `message`, whose 32 bytes are a digest too.
///
/// # Panics
/// Never: the keys are valid.
pub fn all(message: &[u8; 32]) -> Signatures {
    let edwards = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let koblitz = k256::ecdsa::SigningKey::from_slice(&[5; 32]).expect("a valid key");
    let (signature, _) = koblitz.sign_prehash_recoverable(message);
    Signatures {
        ed25519_key: edwards.verifying_key().to_bytes().to_vec(),
        ed25519_signature: edwards.sign(message).to_bytes().to_vec(),
        secp256k1_key: koblitz.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
        secp256k1_signature: signature.to_bytes().to_vec(),
    }
}
