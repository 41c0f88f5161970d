//! The issue under SIGKILL (M7.3, D13.3): each application ends with no certificate, or with a complete one, and no PIN
//! is lost.

use std::collections::{BTreeMap, BTreeSet};

use contract::application::ApplicationState;
use contract::mail::MailKind;
use contract::signing::{CheckOutcome, CheckReport};
use mail_parser::MessageParser;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};
use server::db::begin_write;
use server::entity::{application, audit, binding, certificate, counter, mail};
use tokio::task::JoinSet;

use crate::stand::client::Client;
use crate::stand::database::{Database, Kind, on_each_database, run};
use crate::stand::forms;
use crate::stand::issued::{Issued, issue, pin_in};
use crate::stand::process::Process;
use crate::stand::smtp::{At, Sink, Then};
use crate::stand::world::{ADMIN_A, OPERATOR, Person, SIGNER_A};
use crate::stand::{Stand, until};

on_each_database!(killed_while_the_server_issues_by_itself_m7_3, killed_while_operators_issue_m7_3,);

/// SQLite has one lock for all, so that nobody can be held inside a transaction there: the kills above, wherever they
/// hit, are all there is.
#[test]
fn killed_inside_the_transaction_of_the_issue_m7_3() {
    run(Kind::Postgres, killed_inside_the_transaction);
}

/// A server process, its mail server, the tables seen from beside, and applications that wait.
struct Scene {
    database: Database,
    tables: Stand,
    sink: Sink,
    receipts: Vec<String>,
}

impl Scene {
    async fn set(database: &Database, applications: usize) -> Self {
        let tables = Stand::now(database, |_| {}).await;
        let admin = tables.logged_in(ADMIN_A).await;
        let mut receipts = Vec::new();
        for index in 0..applications {
            let key = format!("kill-issue-key-{index:04}");
            receipts.push(forms::filed(&admin, &key, &forms::good(SIGNER_A)).await.receipt_number);
        }
        Self { database: database.clone(), tables, sink: Sink::start().await, receipts }
    }

    async fn start(&self, settings: &[(&str, &str)]) -> Process {
        let mut all = vec![("SHIRUSHI_SMTP_URL", self.sink.url.as_str()), ("SHIRUSHI_MAIL_LEASE_SECONDS", "2")];
        all.extend(settings);
        Process::start(&self.database, &all).await
    }

    /// A browser for a process, in which this person is logged in.
    async fn logged_in(&self, server: &Process, person: Person) -> Client {
        let mut client = server.client();
        let there = self.tables.logged_in(person).await;
        client.set_cookie("shirushi_session", there.cookie("shirushi_session").unwrap());
        client
    }

    /// How many of the applications have a certificate.
    async fn issued(&self) -> usize {
        let of_ours = certificate::Column::ReceiptNumber.is_in(&self.receipts);
        certificate::Entity::find().filter(of_ours).all(&self.tables.state.db).await.unwrap().len()
    }

    /// The last number that a certificate could have.
    async fn numbers(&self) -> i64 {
        let row = counter::Entity::find_by_id("certificate").one(&self.tables.state.db).await.unwrap();
        row.map_or(0, |row| row.value)
    }

    /// The calls of an operator who issues all at once; what becomes of them is seen in the tables.
    async fn issue_all(&self, server: &Process) -> JoinSet<()> {
        let operator = self.logged_in(server, OPERATOR).await;
        let mut calls = JoinSet::new();
        for receipt in &self.receipts {
            let call = issue(&operator, receipt);
            calls.spawn(async move {
                let _ = call.attempt().await;
            });
        }
        calls
    }

    /// Every application has all that an issue makes, or nothing of it.
    async fn all_or_nothing(&self) {
        let db = &self.tables.state.db;
        for receipt in &self.receipts {
            let row = application::Entity::find_by_id(receipt).one(db).await.unwrap().unwrap();
            let of_it = certificate::Column::ReceiptNumber.eq(receipt);
            let certificates = certificate::Entity::find().filter(of_it).all(db).await.unwrap();
            let mut mails = Vec::new();
            for kind in [MailKind::CertificateIssued, MailKind::Pin] {
                let of_it = mail::Column::Cause.eq(receipt).and(mail::Column::Kind.eq(kind.code()));
                mails.push(mail::Entity::find().filter(of_it).all(db).await.unwrap().len());
            }
            let of_it = audit::Column::Object.eq(receipt).and(audit::Column::Action.eq("issue_certificate"));
            let of_it = of_it.and(audit::Column::Outcome.eq("ok"));
            let written = audit::Entity::find().filter(of_it).all(db).await.unwrap().len();
            let is_issued = row.state == ApplicationState::Issued.code();
            let expected = usize::from(is_issued);
            assert_eq!((certificates.len(), mails, written), (expected, vec![expected; 2], expected), "{row:?}");
            assert_eq!(row.issued_at.is_some(), is_issued);
            for certificate in certificates {
                let of_it = binding::Column::CertificateNumber.eq(&certificate.certificate_number);
                assert_eq!(binding::Entity::find().filter(of_it).all(db).await.unwrap().len(), 1);
                assert!(!certificate.wrapped_key.is_empty() && !certificate.der.is_empty());
            }
        }
        // A binding is never there without its certificate.
        let numbers = certificate::Entity::find().all(db).await.unwrap();
        let numbers: BTreeSet<String> = numbers.into_iter().map(|row| row.certificate_number).collect();
        let bound = binding::Entity::find().all(db).await.unwrap();
        assert!(bound.iter().all(|row| numbers.contains(&row.certificate_number)));
        let (db, key) = (&self.tables.state.db, &self.tables.state.key);
        assert!(server::audit::verify(db, key).await.unwrap().is_ok(), "the chain is whole");
    }

    /// Waits until every application is issued and every mail is sent; then every PIN that arrived opens its key.
    async fn every_pin_opens(&self, server: &Process) {
        until("all is issued", || async { self.issued().await == self.receipts.len() }).await;
        until("all is sent", || async {
            let rows = mail::Entity::find().all(&self.tables.state.db).await.unwrap();
            rows.iter().all(|row| row.state == "sent")
        })
        .await;
        self.all_or_nothing().await;

        let mut pins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for taken in self.sink.taken() {
            let mail = MessageParser::default().parse(taken.message.as_bytes()).unwrap();
            let body = mail.body_text(0).unwrap();
            if body.contains("■PIN：") {
                let number = body.lines().find_map(|line| line.strip_prefix("■電子証明書管理番号："));
                pins.entry(number.unwrap().trim().to_owned()).or_default().insert(pin_in(&body));
            }
        }
        assert_eq!(pins.len(), self.receipts.len(), "{:?}", pins.keys());
        let signer = self.logged_in(server, SIGNER_A).await;
        for (certificate_number, pin) in pins {
            assert_eq!(pin.len(), 1, "{certificate_number} has one PIN, however often its mail was sent");
            let pin = pin.into_iter().next().unwrap();
            let issued = Issued { receipt_number: String::new(), certificate_number, pin };
            let report: CheckReport = issued.check(&signer, &issued.pin).await.is(200).json();
            assert!(report.results.iter().all(|result| result.outcome == CheckOutcome::Passed), "{report:?}");
        }
        let rows = mail::Entity::find().filter(mail::Column::Kind.eq(MailKind::Pin.code()));
        let rows = rows.all(&self.tables.state.db).await.unwrap();
        assert!(rows.iter().all(|row| row.body.is_empty()), "what arrived is gone (S10)");
    }
}

async fn killed_while_the_server_issues_by_itself_m7_3(database: Database) {
    let scene = Scene::set(&database, 5).await;
    let by_itself = [("SHIRUSHI_AUTO_ISSUE_SECONDS", "0")];
    // While the first one's key is made, and then the second one's: a number is taken that no certificate has.
    for ahead in [0, 1] {
        let (numbers, before) = (scene.numbers().await, scene.issued().await);
        let server = scene.start(&by_itself).await;
        until("a key is being made", || async { scene.numbers().await > numbers + ahead }).await;
        server.kill().await;
        scene.all_or_nothing().await;
        let issued = (scene.issued().await - before) as i64;
        assert!(issued <= ahead + 1, "{issued} were issued before a number was taken for them");
    }
    // Right after a commit, while the mails go out.
    let before = scene.issued().await;
    let server = scene.start(&by_itself).await;
    until("one more is issued", || async { scene.issued().await > before }).await;
    server.kill().await;
    scene.all_or_nothing().await;
    // While a mail is handed over.
    let mut standstill = scene.sink.stand_still(At::EndOfData);
    let server = scene.start(&by_itself).await;
    standstill.reached().await;
    server.kill().await;
    standstill.end(Then::HangUp);
    scene.all_or_nothing().await;

    let server = scene.start(&by_itself).await;
    scene.every_pin_opens(&server).await;
    server.kill().await;
}

async fn killed_while_operators_issue_m7_3(database: Database) {
    let scene = Scene::set(&database, 4).await;
    // While keys are made; when the first is issued and others are under way.
    for round in 0..2 {
        let (numbers, before) = (scene.numbers().await, scene.issued().await);
        let server = scene.start(&[]).await;
        let calls = scene.issue_all(&server).await;
        until("it is under way", || async {
            if round == 0 { scene.numbers().await > numbers + 1 } else { scene.issued().await > before }
        })
        .await;
        server.kill().await;
        calls.join_all().await;
        scene.all_or_nothing().await;
    }
    let server = scene.start(&[]).await;
    scene.issue_all(&server).await.join_all().await;
    scene.every_pin_opens(&server).await;
    server.kill().await;
}

/// At its first and at its last step: there the process is held by a lock of ours.
async fn killed_inside_the_transaction(database: Database) {
    let scene = Scene::set(&database, 1).await;
    let held_by = [
        format!("SELECT 1 FROM applications WHERE receipt_number = '{}' FOR UPDATE", scene.receipts[0]),
        format!("SELECT 1 FROM audit_heads WHERE chain = '{}' FOR UPDATE", ADMIN_A.company),
    ];
    let db = &scene.tables.state.db;
    for sql in held_by {
        let server = scene.start(&[]).await;
        let lock = begin_write(db).await.unwrap();
        lock.execute_unprepared(&sql).await.unwrap();
        let calls = scene.issue_all(&server).await;
        until("the issue waits for the lock", || async {
            let waiting =
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
            let waiting = Statement::from_string(db.get_database_backend(), waiting);
            !db.query_all_raw(waiting).await.unwrap().is_empty()
        })
        .await;
        server.kill().await;
        calls.join_all().await;
        lock.rollback().await.unwrap();
        scene.all_or_nothing().await;
        assert_eq!(scene.issued().await, 0);
    }
    let server = scene.start(&[]).await;
    scene.issue_all(&server).await.join_all().await;
    scene.every_pin_opens(&server).await;
    server.kill().await;
}
