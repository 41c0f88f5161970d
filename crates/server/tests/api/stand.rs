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
pub(crate) mod template;
pub(crate) mod world;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use contract::mail::MailKind;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DatabaseConnection, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use server::auth::session;
use server::clock::{Clock as _, ManualClock, Moment, SystemClock};
use server::config::Config;
use server::entity::{application, audit, counter, idempotency_key, mail, user};
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
    /// The last mail and the last audit row that were there before the test began.
    before: (i64, i64),
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
        database.fill(begin).await;
        Self::on(database, begin, adjust).await
    }

    /// Beginning now, for tests with a process of the server's own, which goes by the real clock.
    pub(crate) async fn now(database: &Database, adjust: impl FnOnce(&mut Config)) -> Self {
        static FIRST: OnceLock<Moment> = OnceLock::new();
        // One copy of the data serves all these tests.
        database.fill(*FIRST.get_or_init(|| SystemClock.now())).await;
        Self::on(database, SystemClock.now(), adjust).await
    }

    /// On a database as it is.
    pub(crate) async fn on(database: &Database, begin: Moment, adjust: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::from_vars(&HashMap::new()).unwrap();
        config.database_url.clone_from(&database.url);
        config.mail_dir = database.folder.join("mail");
        adjust(&mut config);
        let db = server::db::connect(&config.database_url, config.database_connections).await.unwrap();
        let clock = Arc::new(ManualClock::new(begin));
        let key = ServerKey::load_or_create(&database.key_file(), &SystemEntropy).unwrap();
        let state = AppState::new(db, clock.clone(), Arc::new(SystemEntropy), config, key);
        let before = last_rows(&state.db).await;

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = server::router::router(state.clone()).unwrap();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { state, clock, mails: Arc::new(Mutex::new(Vec::new())), address, before }
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

    /// The mails that were recorded since the test began, in their order.
    pub(crate) async fn new_mails(&self) -> Vec<mail::Model> {
        let rows = mail::Entity::find().filter(mail::Column::Id.gt(self.before.0));
        rows.order_by_asc(mail::Column::Id).all(&self.state.db).await.unwrap()
    }

    /// The newest mail with a PIN.
    pub(crate) async fn pin_mail(&self) -> mail::Model {
        let mails = self.new_mails().await;
        mails.into_iter().rfind(|mail| mail.kind == MailKind::Pin.code()).unwrap()
    }

    /// The audit rows that were written since the test began, in their order.
    pub(crate) async fn new_audit(&self) -> Vec<audit::Model> {
        let rows = audit::Entity::find().filter(audit::Column::Id.gt(self.before.1));
        rows.order_by_asc(audit::Column::Id).all(&self.state.db).await.unwrap()
    }

    /// How many applications there are, of all companies.
    pub(crate) async fn count_applications(&self) -> u64 {
        application::Entity::find().count(&self.state.db).await.unwrap()
    }
}

/// The numbers of the last mail and the last audit row.
async fn last_rows(db: &DatabaseConnection) -> (i64, i64) {
    let mail = mail::Entity::find().order_by_desc(mail::Column::Id).one(db).await.unwrap();
    let audit = audit::Entity::find().order_by_desc(audit::Column::Id).one(db).await.unwrap();
    (mail.map_or(0, |row| row.id), audit.map_or(0, |row| row.id))
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
