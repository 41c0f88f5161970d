//! The outbox under SIGKILL (D15.3): no mail is lost, and none is sent twice where SMTP can tell.

use contract::routes;
use server::clock::{Clock as _, SystemClock};

use crate::session::log_in;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::process::Process;
use crate::stand::smtp::{At, Sink, Then};
use crate::stand::world::{ADMIN_A, SIGNER_A};
use crate::stand::{Stand, until};

on_each_database!(
    killed_between_the_commit_and_the_worker_d15_3,
    killed_before_the_end_of_the_data_d15_3,
    killed_before_the_answer_d15_3,
    killed_after_the_answer_d15_3,
);

/// A server process, its mail server, and the tables seen from beside.
struct Scene {
    database: Database,
    tables: Stand,
    sink: Sink,
}

impl Scene {
    async fn set(database: &Database) -> Self {
        let tables = Stand::now(database, |_| {}).await;
        Self { database: database.clone(), tables, sink: Sink::start().await }
    }

    async fn start(&self, workers: &str) -> Process {
        let settings = [
            ("SHIRUSHI_SMTP_URL", self.sink.url.as_str()),
            ("SHIRUSHI_WORKERS", workers),
            // A claim that its worker left behind lapses soon.
            ("SHIRUSHI_MAIL_LEASE_SECONDS", "4"),
        ];
        Process::start(&self.database, &settings).await
    }

    /// Logs in and files; the answer is there, so it is committed.
    async fn file(&self, server: &Process) {
        let mut admin = server.client();
        log_in(&mut admin, ADMIN_A).await;
        let filed = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
        admin.get(&routes::fill(routes::APPLICATION, &filed.receipt_number)).await.is(200);
    }

    /// Starts the server again, waits until it has written down that the mail is sent, and answers what came of it:
    /// from then on nobody sends it any more.
    async fn aftermath(&self) -> Vec<String> {
        // Started earlier, the server would find the mail at its next look only.
        until("the claim of the dead has lapsed", || async {
            let rows = self.tables.new_mails().await;
            rows.iter().all(|row| row.claimed_until <= SystemClock.now().0)
        })
        .await;
        let server = self.start("true").await;
        until("the mail is sent", || async {
            let rows = self.tables.new_mails().await;
            rows.len() == 1 && rows[0].state == "sent"
        })
        .await;
        server.kill().await;
        assert_eq!(self.tables.new_mails().await.len(), 1);
        self.sink.taken().iter().map(|mail| mail.header("Message-ID").to_owned()).collect()
    }
}

async fn killed_between_the_commit_and_the_worker_d15_3(database: Database) {
    let scene = Scene::set(&database).await;
    let server = scene.start("false").await;
    scene.file(&server).await;
    server.kill().await;
    assert_eq!(scene.sink.taken().len(), 0);
    assert_eq!(scene.aftermath().await.len(), 1);
}

async fn killed_before_the_end_of_the_data_d15_3(database: Database) {
    let scene = Scene::set(&database).await;
    let mut standstill = scene.sink.stand_still(At::Data);
    let server = scene.start("true").await;
    scene.file(&server).await;
    standstill.reached().await;
    server.kill().await;
    standstill.end(Then::HangUp);
    assert_eq!(scene.aftermath().await.len(), 1);
}

async fn killed_before_the_answer_d15_3(database: Database) {
    let scene = Scene::set(&database).await;
    let mut standstill = scene.sink.stand_still(At::EndOfData);
    let server = scene.start("true").await;
    scene.file(&server).await;
    standstill.reached().await;
    server.kill().await;
    standstill.end(Then::HangUp);
    assert_eq!(scene.aftermath().await.len(), 1);
}

/// The one place where SMTP cannot tell: the mail server has it, and the server dies before it knows. It is sent once
/// more, and the receiver sees by the Message-ID that it is the same.
async fn killed_after_the_answer_d15_3(database: Database) {
    let scene = Scene::set(&database).await;
    let mut standstill = scene.sink.stand_still(At::EndOfData);
    let server = scene.start("true").await;
    scene.file(&server).await;
    standstill.reached().await;
    server.freeze().await;
    standstill.end(Then::GoOn);
    until("the sink has taken it", || async { scene.sink.taken().len() == 1 }).await;
    server.kill().await;
    let ids = scene.aftermath().await;
    assert_eq!(ids.len(), 2, "one repetition");
    assert_eq!(ids[0], ids[1]);
}
