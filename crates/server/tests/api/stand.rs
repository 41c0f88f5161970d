//! What each test works with: a server of its own on a port of its own, with a database, a clock and a mailbox of its own.

pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod folder;
pub(crate) mod forms;
pub(crate) mod issued;
pub(crate) mod method2;
pub(crate) mod openssl;
pub(crate) mod process;
pub(crate) mod python;
pub(crate) mod smtp;
pub(crate) mod world;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use server::auth::session;
use server::clock::{ManualClock, Moment};
use server::config::Config;
use server::entity::{application, counter, idempotency_key, mail, user};
use server::entropy::SystemEntropy;
use server::key::ServerKey;
use server::mail::{MemoryMails, Transport, worker};
use server::state::AppState;
use tokio::net::TcpListener;

use client::Client;
use database::Database;
use world::Person;

/// 2026-11-22, 14:00 in Japan: the time at which every test begins.
pub(crate) const BEGIN: Moment = Moment(1_795_323_600_000);

/// How long a test waits for a condition before it fails; nothing waits for a time.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A running server with the data of [`world`].
pub(crate) struct Stand {
    pub(crate) state: AppState,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) mails: MemoryMails,
    pub(crate) address: SocketAddr,
}

impl Stand {
    /// With the settings as they are on one's own machine.
    pub(crate) async fn start(database: &Database) -> Self {
        Self::with(database, |_| {}).await
    }

    /// With other settings.
    pub(crate) async fn with(database: &Database, adjust: impl FnOnce(&mut Config)) -> Self {
        Self::at(database, BEGIN, adjust).await
    }

    /// With other settings, beginning at another time.
    pub(crate) async fn at(database: &Database, begin: Moment, adjust: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::from_vars(&HashMap::new()).unwrap();
        config.database_url.clone_from(&database.url);
        config.mail_dir = database.folder.join("mail");
        adjust(&mut config);
        let db = server::db::connect(&config.database_url, config.database_connections).await.unwrap();
        let clock = Arc::new(ManualClock::new(begin));
        // Beside the database, so that a process of the server's own can work on the same data.
        let key = ServerKey::load_or_create(&database.folder.join("server.key"), &SystemEntropy).unwrap();
        let state = AppState::new(db, clock.clone(), Arc::new(SystemEntropy), config, key);
        world::load(&state).await;

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = server::router::router(state.clone()).unwrap();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { state, clock, mails: Arc::new(Mutex::new(Vec::new())), address }
    }

    /// A browser in which nobody is logged in.
    pub(crate) fn nobody(&self) -> Client {
        Client::to(&format!("http://{}", self.address))
    }

    /// A browser in which this person is logged in. The login itself is left out: it costs a hash.
    pub(crate) async fn logged_in(&self, person: Person) -> Client {
        let user = self.user(person).await;
        let token = session::open(&self.state.db, &self.state, user.id).await.unwrap();
        let mut client = self.nobody();
        client.set_cookie(
            if self.state.config.secure_cookies { "__Host-shirushi_session" } else { "shirushi_session" },
            &token,
        );
        client
    }

    /// A person's row.
    pub(crate) async fn user(&self, person: Person) -> user::Model {
        let found = user::Entity::find()
            .filter(user::Column::CompanyId.eq(person.company))
            .filter(user::Column::UserId.eq(person.id))
            .one(&self.state.db)
            .await;
        found.unwrap().unwrap()
    }

    /// Sends what is due into the memory; how many were tried.
    pub(crate) async fn send_mails(&self) -> u32 {
        self.send_mails_by(&Transport::Memory(self.mails.clone())).await
    }

    /// Sends what is due; how many were tried.
    pub(crate) async fn send_mails_by(&self, transport: &Transport) -> u32 {
        let mut tried = 0;
        loop {
            match worker::send_due(&self.state, transport).await.unwrap() {
                0 => return tried,
                more => tried += more,
            }
        }
    }

    /// Runs SQL past the server, as somebody with the database's password could.
    pub(crate) async fn sql(&self, sql: &str) {
        self.state.db.execute_unprepared(sql).await.unwrap();
    }

    /// All that filing an application writes, to show that nothing was stored.
    pub(crate) async fn filed(&self) -> String {
        let db = &self.state.db;
        let applications = application::Entity::find().all(db).await.unwrap();
        let mails = mail::Entity::find().all(db).await.unwrap();
        let keys = idempotency_key::Entity::find().all(db).await.unwrap();
        let counters = counter::Entity::find().all(db).await.unwrap();
        format!("{applications:?} {mails:?} {keys:?} {counters:?}")
    }

    /// How many applications there are, of all companies.
    pub(crate) async fn count_applications(&self) -> u64 {
        application::Entity::find().count(&self.state.db).await.unwrap()
    }
}

/// Waits until a condition holds; fails when it does not come true in time.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(DEADLINE, waiting).await.is_ok(), "waited in vain: {what}");
}
