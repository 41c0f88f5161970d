//! What every request and every job works with.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio::sync::{Notify, OnceCell, Semaphore};

use crate::auth::throttle::Told;
use crate::authority::{self, Authority};
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::entropy::{Entropy, token};
use crate::key::ServerKey;
use crate::metrics::Metrics;
use crate::problem::Outcome;

/// The parts of the running server. Cloning it is cheap.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The settings.
    pub config: Arc<Config>,
    /// The key outside the database.
    pub key: ServerKey,
    /// Rung after a commit that recorded a mail.
    pub mail_bell: Arc<Notify>,
    /// How many passwords and PINs are hashed at once: each takes 19 or 64 MiB and a core.
    pub hashing: Arc<Semaphore>,
    /// Figures for Prometheus.
    pub metrics: Arc<Metrics>,
    /// Which waits at the log-in are written down.
    pub told_waits: Arc<Told>,
    authority: Arc<OnceCell<Arc<dyn Authority>>>,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(
        db: DatabaseConnection,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        config: Config,
        key: ServerKey,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            db,
            clock,
            entropy,
            config: Arc::new(config),
            key,
            mail_bell: Arc::new(Notify::new()),
            hashing: Arc::new(Semaphore::new(cores)),
            metrics: Arc::default(),
            told_waits: Arc::default(),
            authority: Arc::new(OnceCell::new()),
        }
    }

    /// The same server by another clock: for work on data of the past.
    #[must_use]
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self.clone() }
    }

    /// Another certificate authority than the server's own.
    #[must_use]
    pub fn with_authority(self, authority: Arc<dyn Authority>) -> Self {
        Self { authority: Arc::new(OnceCell::new_with(Some(authority))), ..self }
    }

    /// The certificate authority.
    ///
    /// # Errors
    ///
    /// When the server's own can be neither read nor made.
    pub async fn authority(&self) -> Outcome<Arc<dyn Authority>> {
        self.authority.get_or_try_init(|| authority::load_or_create(self)).await.cloned()
    }

    /// Now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A new random token.
    pub fn token(&self) -> String {
        token(self.entropy.as_ref())
    }
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppState").finish_non_exhaustive()
    }
}
