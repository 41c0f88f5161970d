//! Passwords at rest: Argon2id (BAR S5).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::entropy::Entropy;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;

/// 19 MiB, two passes, one lane: the least that OWASP and BAR S5 allow, and enough against a stolen table of
/// passwords that have 15 characters or more.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash to be stored, in PHC form. Takes some 20 ms of a core: call it through [`hash`] in a request.
///
/// # Errors
///
/// When the hash cannot be made, which does not happen for passwords that pass `contract::password`.
pub fn hash_now(entropy: &dyn Entropy, password: &str) -> Outcome<String> {
    let mut salt = [0u8; 16];
    entropy.fill(&mut salt);
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Failure::Internal(format!("argon2: {error}")))
}

/// A hash that no password has, to be compared with where there is no user: the answer then takes as long as for a
/// wrong password (BAR S7).
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a hash that was made elsewhere is Argon2id of the required cost, in PHC form (BAR S5).
pub fn is_strong_hash(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let at_least = |name: &str, least: u32| hash.params.get_decimal(name).is_some_and(|value| value >= least);
    hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && hash.hash.is_some()
        && at_least("m", MEMORY_KIB)
        && at_least("t", PASSES)
        && at_least("p", LANES)
}

/// [`hash_now`] on a thread that may be kept busy.
///
/// # Errors
///
/// As [`hash_now`].
pub async fn hash(state: &AppState, password: String) -> Outcome<String> {
    let entropy = state.entropy.clone();
    on_hashing_thread(state, move || hash_now(entropy.as_ref(), &password)).await?
}

/// Whether the password is the one that was hashed; without a hash it takes as long and is not.
///
/// # Errors
///
/// When the server shuts down.
pub async fn verify(state: &AppState, password: String, hash: Option<String>) -> Outcome<bool> {
    on_hashing_thread(state, move || {
        let known = hash.is_some();
        let right = argon2().verify_password(password.as_bytes(), hash.as_deref().unwrap_or(NOBODY)).is_ok();
        known && right
    })
    .await
}

/// Runs costly work on a thread that may be kept busy; only as many at once as there are cores.
///
/// # Errors
///
/// When the server shuts down.
pub async fn on_hashing_thread<T: Send + 'static>(
    state: &AppState,
    work: impl FnOnce() -> T + Send + 'static,
) -> Outcome<T> {
    let permit = state.hashing.clone().acquire_owned().await;
    let permit = permit.map_err(|error| Failure::Internal(error.to_string()))?;
    // The permit goes with the work, which goes on also when nobody waits for it any more.
    let work = move || {
        let done = work();
        drop(permit);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn the_hash_is_argon2id_of_the_required_cost_s5() {
        let hash = hash_now(&SystemEntropy, "a long enough password").expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(argon2().verify_password(b"a long enough password", hash.as_str()).is_ok());
        assert!(argon2().verify_password(b"a wrong password 123", hash.as_str()).is_err());
        let again = hash_now(&SystemEntropy, "a long enough password").expect("hashed");
        assert_ne!(hash, again, "each has a salt of its own");
    }

    #[test]
    fn a_hash_made_elsewhere_is_taken_only_when_it_is_as_strong_s5() {
        let hash = hash_now(&SystemEntropy, "a long enough password").expect("hashed");
        assert!(is_strong_hash(&hash));
        for weak in [
            hash.replace("argon2id", "argon2i"),
            hash.replace("m=19456", "m=19455"),
            hash.replace("t=2", "t=1"),
            hash.rsplit_once('$').expect("parts").0.to_owned(),
            "$2b$12$abcdefghijklmnopqrstuv".to_owned(),
            String::new(),
        ] {
            assert!(!is_strong_hash(&weak), "{weak}");
        }
    }

    #[test]
    fn the_hash_of_nobody_can_be_read_s7() {
        use argon2::password_hash::Error;
        let error = argon2().verify_password(b"x", NOBODY).expect_err("no password has it");
        assert!(matches!(error, Error::PasswordInvalid), "{error:?}: it must be compared, not refused early");
    }
}
