//! An encrypted session with the Secret Service (`dh-ietf1024-sha256-aes128-cbc-pkcs7`), so that no secret is on the bus
//! in clear.

use aws_lc_rs::{
    cipher::{AES_128, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey},
    error::Unspecified,
    hkdf, rand,
};
use num_bigint::BigUint;
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use zbus::zvariant::{OwnedObjectPath, Type};

/// The specification's name of this key exchange and cipher.
pub(super) const ALGORITHM: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

/// The prime of the second Oakley group (RFC 2409, section 6.2), which the specification prescribes. Its generator is 2.
const PRIME: &[u8] = b"\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B\
    302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6\
    49286651ECE65381FFFFFFFFFFFFFFFF";

/// The size of the prime and of public keys, in bytes.
const KEY_SIZE: usize = 128;

/// The size of the cipher's key, in bytes.
const CIPHER_KEY_SIZE: usize = 16;

/// A secret as it is on the bus.
#[derive(Debug, Serialize, Deserialize, Type)]
pub(super) struct Secret {
    session: OwnedObjectPath,
    /// The initialization vector.
    parameters: Vec<u8>,
    /// The encrypted secret.
    value: Vec<u8>,
    content_type: String,
}

/// The key exchange was not accepted, or a secret does not belong to this session.
#[derive(Debug, thiserror::Error)]
#[error("the encryption of the keyring's session failed")]
pub(super) struct CipherError;

impl From<Unspecified> for CipherError {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

/// This side of the key exchange.
pub(super) struct KeyExchange {
    prime: BigUint,
    private: BigUint,
}

impl KeyExchange {
    pub(super) fn new() -> Result<Self, CipherError> {
        let mut private = [0; KEY_SIZE];
        rand::fill(&mut private)?;
        let prime = BigUint::parse_bytes(PRIME, 16).ok_or(CipherError)?;
        Ok(Self { prime, private: BigUint::from_bytes_be(&private) })
    }

    pub(super) fn public_key(&self) -> Vec<u8> {
        BigUint::from(2_u8).modpow(&self.private, &self.prime).to_bytes_be()
    }

    /// Completes the exchange with the service's public key.
    pub(super) fn session(self, path: OwnedObjectPath, public_key: &[u8]) -> Result<Session, CipherError> {
        let public_key = BigUint::from_bytes_be(public_key);
        let one = BigUint::from(1_u8);
        if public_key <= one || public_key >= &self.prime - &one {
            return Err(CipherError);
        }
        let shared = public_key.modpow(&self.private, &self.prime).to_bytes_be();
        let mut padded = vec![0; KEY_SIZE.saturating_sub(shared.len())];
        padded.extend(shared);
        let mut key = [0; CIPHER_KEY_SIZE];
        let pseudorandom = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(&padded);
        pseudorandom.expand(&[], CipherKeySize)?.fill(&mut key)?;
        Ok(Session { path, key })
    }
}

struct CipherKeySize;

impl hkdf::KeyType for CipherKeySize {
    fn len(&self) -> usize {
        CIPHER_KEY_SIZE
    }
}

/// A session. The service forgets it when it restarts.
pub(super) struct Session {
    path: OwnedObjectPath,
    key: [u8; CIPHER_KEY_SIZE],
}

impl Session {
    pub(super) fn path(&self) -> &OwnedObjectPath {
        &self.path
    }

    pub(super) fn encrypt(&self, secret: &str) -> Result<Secret, CipherError> {
        let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, &self.key)?)?;
        let mut value = secret.as_bytes().to_vec();
        let context = cipher.encrypt(&mut value)?;
        let parameters: &[u8] = (&context).try_into()?;
        Ok(Secret {
            session: self.path.clone(),
            parameters: parameters.to_vec(),
            value,
            content_type: "application/octet-stream".to_owned(),
        })
    }

    pub(super) fn decrypt(&self, mut secret: Secret) -> Result<Zeroizing<String>, CipherError> {
        let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, &self.key)?)?;
        let vector: [u8; 16] = secret.parameters.as_slice().try_into().map_err(|_| CipherError)?;
        // It is decrypted in place.
        let mut value = Zeroizing::new(std::mem::take(&mut secret.value));
        let clear = cipher.decrypt(&mut value, DecryptionContext::Iv128(vector.into()))?;
        str::from_utf8(clear).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| CipherError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> OwnedObjectPath {
        OwnedObjectPath::try_from("/session").unwrap()
    }

    #[test]
    fn both_sides_derive_the_same_key() {
        let (ours, theirs) = (KeyExchange::new().unwrap(), KeyExchange::new().unwrap());
        let (our_key, their_key) = (ours.public_key(), theirs.public_key());
        let (ours, theirs) = (ours.session(path(), &their_key).unwrap(), theirs.session(path(), &our_key).unwrap());
        let secret = ours.encrypt("a token").unwrap();
        assert!(!secret.value.windows(5).any(|part| part == b"token"));
        assert_eq!(theirs.decrypt(secret).unwrap().as_str(), "a token");
        assert_eq!(theirs.decrypt(ours.encrypt("").unwrap()).unwrap().as_str(), "");
    }

    #[test]
    fn keys_that_reveal_the_shared_secret_are_refused() {
        let prime = BigUint::parse_bytes(PRIME, 16).unwrap();
        assert_eq!(prime.bits(), 1024);
        for key in [BigUint::from(0_u8), BigUint::from(1_u8), &prime - 1_u8, prime.clone()] {
            assert!(KeyExchange::new().unwrap().session(path(), &key.to_bytes_be()).is_err());
        }
    }

    #[test]
    fn broken_secret_is_an_error() {
        let (ours, theirs) = (KeyExchange::new().unwrap(), KeyExchange::new().unwrap());
        let session = ours.session(path(), &theirs.public_key()).unwrap();
        for (parameters, value) in [(vec![], vec![]), (vec![0; 16], vec![1; 15]), (vec![0; 3], vec![0; 16])] {
            let secret = Secret { session: path(), parameters, value, content_type: String::new() };
            assert!(session.decrypt(secret).is_err());
        }
    }
}
