//! Passwords and tokens: what is kept of them, and how they are checked.
//!
//! A password is kept as an argon2id hash, a token as its SHA-256. Hashing a password takes tens of milliseconds, so
//! it never runs inside a unit of work: hash or verify first, then do the deed.

use std::sync::LazyLock;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use sha2::{Digest, Sha256};
use store::Fault;

use crate::errors::AccessRefused;

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 8;
/// Most characters of a password: hashing must not be a way to keep the server busy.
pub const LONGEST_PASSWORD: usize = 128;

/// How much work a password hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// OWASP's argon2id: 19 MiB, two passes, one lane.
    House,
    /// Next to nothing, for tests and demo companies.
    Cheap,
}

impl Cost {
    const fn memory_kib(self) -> u32 {
        match self {
            Cost::House => 19 * 1024,
            Cost::Cheap => 8,
        }
    }

    const fn passes(self) -> u32 {
        match self {
            Cost::House => 2,
            Cost::Cheap => 1,
        }
    }
}

/// A password as the books keep it; an instance is proof that the password was long enough.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The text for the column.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn stored(text: String) -> PasswordHash {
        PasswordHash(text)
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes a new password at the house's cost; refuses a weak one. Slow: call it outside a unit of work.
pub fn hash_password(password: &str) -> Result<PasswordHash, AccessRefused> {
    hash_password_at(password, Cost::House)
}

/// Hashes a new password at a given cost; refuses a weak one.
pub fn hash_password_at(password: &str, cost: Cost) -> Result<PasswordHash, AccessRefused> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD || password.trim().is_empty() {
        return Err(AccessRefused::WeakPassword);
    }
    if length > LONGEST_PASSWORD {
        return Err(AccessRefused::LongPassword);
    }
    let hash: Option<phc::PasswordHash> = hasher(cost).and_then(|argon| argon.hash_password(password.as_bytes()).ok());
    // Only the system's source of randomness can fail here; then there is no password to keep.
    hash.map(|hash| PasswordHash(hash.to_string())).ok_or(AccessRefused::WeakPassword)
}

fn hasher(cost: Cost) -> Option<Argon2<'static>> {
    let params = Params::new(cost.memory_kib(), cost.passes(), 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether the password is the one that was hashed. Slow: call it outside a unit of work.
pub fn verify(password: &str, hash: &PasswordHash) -> bool {
    if password.chars().count() > LONGEST_PASSWORD {
        return false;
    }
    phc::PasswordHash::new(&hash.0)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The same work for a login that nobody has, so that the time tells nothing. Always `false`.
pub fn verify_dummy(password: &str) -> bool {
    static DUMMY: LazyLock<Option<PasswordHash>> =
        LazyLock::new(|| hash_password_at("nobody has this login", Cost::House).ok());
    if let Some(dummy) = DUMMY.as_ref() {
        verify(password, dummy);
    }
    false
}

/// A new secret of 32 random bytes, as base64url; shown once, kept only as its [`digest`].
pub(crate) fn new_token() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::because(format!("no randomness: {error}")))?;
    Ok(base64url(&bytes))
}

/// A password for somebody to get in with: 80 random bits in four groups, without letters that look alike.
pub fn new_password() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Fault::because(format!("no randomness: {error}")))?;
    let mut out = String::with_capacity(19);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push('-');
        }
        out.extend(LETTERS.get(usize::from(byte & 31)).map(|letter| char::from(*letter)));
    }
    Ok(out)
}

/// What is kept of a token. The token is random and long, so a plain hash is enough.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let joined = chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let six = (joined >> (18 - 6 * place)) & 63;
            out.extend(LETTERS.get(six as usize).map(|letter| char::from(*letter)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_the_standard_one() {
        for (plain, coded) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            assert_eq!(base64url(plain.as_bytes()), coded);
        }
        assert_eq!(base64url(&[0xff, 0xff, 0xfe]), "___-");
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (new_token().unwrap(), new_token().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
        assert_ne!(digest(&one), digest(&other));
        assert_eq!(digest(&one).len(), 32);
    }

    #[test]
    fn an_issued_password_is_read_over_the_phone_and_never_the_same() {
        let (one, other) = (new_password().unwrap(), new_password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4], "{one}");
        assert!(one.bytes().all(|b| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit()), "{one}");
        assert!(!one.contains(['l', 'o', '0', '1']), "{one}");
        assert!(hash_password_at(&one, Cost::Cheap).is_ok());
    }

    #[test]
    fn a_password_is_verified_and_salted() {
        let hash = hash_password_at("соль и перец", Cost::Cheap).unwrap();
        let again = hash_password_at("соль и перец", Cost::Cheap).unwrap();
        assert_ne!(hash, again);
        assert!(verify("соль и перец", &hash));
        assert!(!verify("соль и перец ", &hash));
        assert!(!verify("", &hash));
        assert!(!verify("x", &PasswordHash::stored("broken".into())));
        assert!(!format!("{hash:?}").contains("argon2"));
    }

    #[test]
    fn the_house_cost_is_owasps() {
        let hash = hash_password("three plain words").unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert!(!verify_dummy("three plain words"));
    }

    #[test]
    fn a_weak_or_endless_password_is_refused() {
        assert_eq!(hash_password_at("1234567", Cost::Cheap), Err(AccessRefused::WeakPassword));
        assert_eq!(hash_password_at("         ", Cost::Cheap), Err(AccessRefused::WeakPassword));
        assert!(hash_password_at("пароль78", Cost::Cheap).is_ok());
        assert_eq!(hash_password_at(&"x".repeat(129), Cost::Cheap), Err(AccessRefused::LongPassword));
        assert!(!verify(&"x".repeat(4000), &hash_password_at("12345678", Cost::Cheap).unwrap()));
    }
}
