//! Passwords: Argon2id, and never more at once than the machine can bear.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use katalusis_domain::World;
use tokio::sync::Semaphore;

/// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords {
    world: World,
    permits: Arc<Semaphore>,
    /// What an unknown user's password is compared with, so that the answer takes as long.
    decoy: Arc<OnceLock<String>>,
}

/// Hashing did not work. Never the fault of the one who typed the password.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct PasswordError(String);

impl Passwords {
    /// Allows `at_once` computations at a time, 19 MiB and some 40 ms of a core each; others wait.
    pub fn new(world: World, at_once: usize) -> Self {
        Self {
            world,
            permits: Arc::new(Semaphore::new(at_once)),
            // Made when it is first needed: the first random number takes most of a Lambda's start.
            decoy: Arc::default(),
        }
    }

    /// The PHC string of this password, with a salt of its own.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let salt = self.world.bytes::<16>();
        let password = password.to_owned();
        self.compute(move || hash(password.as_bytes(), &salt)).await?
    }

    /// Whether the password is the one that was hashed. Without a hash it works as hard and says no.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, PasswordError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.get_or_init(|| decoy(&self.world)));
        let stored = stored.to_owned();
        let password = password.to_owned();
        let same = self
            .compute(move || {
                let stored = PasswordHash::new(&stored).map_err(|error| PasswordError(error.to_string()))?;
                Ok(hasher()?.verify_password(password.as_bytes(), &stored).is_ok())
            })
            .await??;
        Ok(known && same)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|error| PasswordError(error.to_string()))?;
        // The permit goes with the work: whoever hangs up ends the wait, but not the computation.
        let computed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        computed.await.map_err(|error| PasswordError(error.to_string()))
    }
}

fn hash(password: &[u8], salt: &[u8]) -> Result<String, PasswordError> {
    let hash: PasswordHash = hasher()?
        .hash_password_with_salt(password, salt)
        .map_err(|error| PasswordError(error.to_string()))?;
    Ok(hash.to_string())
}

/// The hash of nobody's password: random, for computing a real one would be most of a Lambda's start.
fn decoy(world: &World) -> String {
    let salt = STANDARD_NO_PAD.encode(world.bytes::<16>());
    let output = STANDARD_NO_PAD.encode(world.bytes::<32>());
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${output}")
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| PasswordError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use katalusis_domain::world::{Clock, Random};
    use katalusis_domain::{Timestamp, World};

    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }
    }

    impl Random for Still {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn the_decoy_costs_what_a_real_hash_costs() {
        let made = hash(b"correct horse", &[7; 16]).unwrap();
        let decoy = decoy(&World::new(Still, Still));
        let shape = |phc: &str| {
            let fields: Vec<_> = phc.split('$').map(str::to_owned).collect();
            (fields[..4].to_vec(), fields[4].len(), fields[5].len())
        };
        assert_eq!(shape(&made), shape(&decoy));
    }

    #[tokio::test]
    async fn whoever_hangs_up_does_not_free_the_core_that_still_computes() {
        let passwords = Passwords::new(World::new(Still, Still), 1);
        let hung_up = tokio::time::timeout(
            std::time::Duration::from_millis(1),
            passwords.hash("correct horse"),
        );
        assert!(hung_up.await.is_err());
        assert_eq!(passwords.permits.available_permits(), 0);
        passwords.hash("the next in line").await.unwrap();
        assert_eq!(passwords.permits.available_permits(), 1);
    }

    #[tokio::test]
    async fn nobody_has_the_decoys_password() {
        let passwords = Passwords::new(World::new(Still, Still), 1);
        assert!(!passwords.verify("correct horse", None).await.unwrap());
        let stored = passwords.hash("correct horse").await.unwrap();
        assert!(passwords.verify("correct horse", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("wrong horse", Some(&stored)).await.unwrap());
    }
}
