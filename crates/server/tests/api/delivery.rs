//! How mails leave the house: retried, given up, refused, into a folder (D15.3, D15.4).

use contract::mail::DemonstrationMail;
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use mail_parser::MessageParser;
use server::clock::Moment;
use server::entity::mail;
use server::jobs;
use server::mail::Transport;
use tokio::sync::watch;

use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, APPLICANT, KEY};
use crate::stand::process::Process;
use crate::stand::smtp::{At, Sink, Then};
use crate::stand::world::{ADMIN_A, SIGNER_A};
use crate::stand::{BEGIN, Stand, until};

on_each_database!(
    retried_with_growing_delays_and_given_up_after_days_d15_3,
    a_recipient_that_does_not_exist_fails_at_once_d15_3,
    a_slow_server_does_not_outlast_the_claim_d15_3,
    the_mail_servers_words_are_not_logged_d15_3,
    two_workers_send_each_mail_once_d15_3,
    a_claim_holds_while_it_lasts_and_lapses_then_d15_3,
    the_bell_wakes_the_worker_d15_3,
    the_folder_holds_mails_that_can_be_read_d15_4,
    the_demonstration_shows_its_mails_d15_4,
);

fn smtp(stand: &Stand, url: &str) -> Transport {
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(url.to_owned());
    Transport::from_config(&config).unwrap()
}

async fn file(stand: &Stand, times: usize) {
    let admin = stand.logged_in(ADMIN_A).await;
    for index in 0..times {
        forms::filed(&admin, &format!("{KEY}-{index}"), &forms::good(SIGNER_A)).await;
    }
}

async fn row(stand: &Stand) -> mail::Model {
    stand.new_mails().await.remove(0)
}

async fn retried_with_growing_delays_and_given_up_after_days_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    file(&stand, 1).await;
    // A server that is away: nobody listens there any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let away = smtp(&stand, &format!("smtp://{}", listener.local_addr().unwrap()));
    drop(listener);
    let mut delays = Vec::new();
    while row(&stand).await.state == "waiting" {
        let now = stand.state.now();
        assert_eq!(stand.send_mails_by(&away).await, 1);
        assert_eq!(stand.send_mails_by(&away).await, 0, "not before its time");
        let next = Moment(row(&stand).await.next_attempt_at);
        delays.push(now.seconds_until(next));
        stand.clock.set(Moment(next.0 - 1));
        assert_eq!(stand.send_mails_by(&away).await, 0);
        stand.clock.set(next.max(now));
    }
    assert_eq!(delays[..9], [30, 60, 120, 300, 900, 1800, 3600, 7200, 14_400]);
    assert!(delays[9..delays.len() - 1].iter().all(|delay| *delay == 14_400), "{delays:?}");
    let given_up = row(&stand).await;
    assert_eq!(given_up.state, "failed");
    assert!(given_up.last_error.is_some_and(|error| !error.is_empty()));
    assert!(stand.state.now() >= BEGIN.plus_days(5) && stand.state.now() < BEGIN.plus_days(6));
    // For good: the server coming back changes nothing.
    stand.clock.advance_seconds(86_400);
    assert_eq!(stand.send_mails().await, 0);
}

async fn a_recipient_that_does_not_exist_fails_at_once_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let sink = Sink::start().await;
    let transport = smtp(&stand, &sink.url);
    file(&stand, 2).await;
    // The first is refused for good, which does not keep the second from being sent.
    sink.reply_to_recipient("550 5.1.1 no such user");
    assert_eq!(stand.send_mails_by(&transport).await, 2);
    let mut states: Vec<(String, i32)> = Vec::new();
    for row in stand.new_mails().await {
        states.push((row.state, row.attempts));
    }
    states.sort();
    assert_eq!(states, [("failed".to_owned(), 1), ("sent".to_owned(), 1)]);
    assert_eq!(sink.taken().len(), 1);
    assert_eq!(sink.taken()[0].recipients, [APPLICANT]);
}

/// An answer a second, for ever: no single one is too late, but the conversation must not outlast the claim.
async fn a_slow_server_does_not_outlast_the_claim_d15_3(database: Database) {
    let stand = Stand::with(&database, |config| config.mail_lease_seconds = 1).await;
    file(&stand, 1).await;
    let sink = Sink::start().await;
    let mut standstill = sink.stand_still(At::Data);
    let transport = smtp(&stand, &sink.url);
    // The transport's own limit is half a minute.
    let sending = async { tokio::join!(stand.send_mails_by(&transport), standstill.reached()) };
    let limit = std::time::Duration::from_secs(20);
    let (tried, ()) = tokio::time::timeout(limit, sending).await.expect("the worker gives up before the claim lapses");
    assert_eq!(tried, 1);
    let kept = row(&stand).await;
    assert_eq!((kept.state.as_str(), kept.claim, kept.claimed_until), ("waiting", None, 0));
    assert!(kept.last_error.is_some_and(|error| error.starts_with("no end within")));
    standstill.end(Then::HangUp);
    stand.clock.advance_seconds(30);
    assert_eq!(stand.send_mails_by(&transport).await, 1);
    assert_eq!((row(&stand).await.state.as_str(), sink.taken().len()), ("sent", 1));
}

/// A mail server repeats the address in its refusal; the log must not.
async fn the_mail_servers_words_are_not_logged_d15_3(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    file(&stand, 1).await;
    let sink = Sink::start().await;
    sink.reply_to_recipient("550 5.1.1 <hanako@k1001.example>: no such user here");
    let process = Process::start(&database, &[("SHIRUSHI_SMTP_URL", &sink.url), ("NO_COLOR", "1")]).await;
    until("it is given up", || async { row(&stand).await.state == "failed" }).await;
    until("it is logged", || async { process.log().contains("smtp_status=550") }).await;
    assert!(row(&stand).await.last_error.unwrap().contains("no such user here"), "kept for who may see it");
    let log = process.log();
    assert!(!log.contains("no such user") && !log.contains(APPLICANT), "{log}");
    process.kill().await;
}

async fn two_workers_send_each_mail_once_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    file(&stand, 12).await;
    let sink = Sink::start().await;
    let (one, two) = (smtp(&stand, &sink.url), smtp(&stand, &sink.url));
    let (by_one, by_two) = tokio::join!(stand.send_mails_by(&one), stand.send_mails_by(&two));
    assert_eq!(by_one + by_two, 12);
    let mut ids: Vec<String> = sink.taken().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
    assert_eq!(ids.len(), 12);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 12, "each with a Message-ID of its own");
}

async fn a_claim_holds_while_it_lasts_and_lapses_then_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    file(&stand, 1).await;
    let (db, lease) = (&stand.state.db, 120);
    let first = server::store::mails::claim_due(db, "first", stand.state.now(), lease).await.unwrap().unwrap();
    stand.clock.advance_seconds(119);
    assert_eq!(stand.send_mails().await, 0);
    stand.clock.advance_seconds(1);
    assert_eq!(stand.send_mails().await, 1);
    // The first, late, may no longer say how it ended.
    let ending = server::store::mails::Ending::Failed { error: "late".to_owned() };
    server::store::mails::finish(db, &first, ending, stand.state.now()).await.unwrap();
    assert_eq!((row(&stand).await.state.as_str(), row(&stand).await.attempts), ("sent", 2));
}

async fn the_bell_wakes_the_worker_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let (stop, stopped) = watch::channel(false);
    let workers = jobs::start(&stand.state, Transport::Memory(stand.mails.clone()), &stopped);
    file(&stand, 3).await;
    until("all three are sent", || async { stand.mails.lock().unwrap().len() == 3 }).await;
    stop.send(true).unwrap();
    for worker in workers {
        worker.await.unwrap();
    }
}

async fn the_folder_holds_mails_that_can_be_read_d15_4(database: Database) {
    let stand = Stand::start(&database).await;
    file(&stand, 2).await;
    let folder = stand.state.config.mail_dir.clone();
    let transport = Transport::from_config(&stand.state.config).unwrap();
    assert_eq!(stand.send_mails_by(&transport).await, 2);
    let files = || {
        let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    assert_eq!(files().len(), 2);
    let rows = stand.new_mails().await;
    for (path, row) in files().iter().zip(&rows) {
        assert!(path.extension().is_some_and(|extension| extension == "eml"));
        let bytes = std::fs::read(path).unwrap();
        assert!(bytes.is_ascii(), "any mail program reads it");
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.to().unwrap().first().unwrap().address().unwrap(), row.to_address);
        assert_eq!(mail.from().unwrap().first().unwrap().address().unwrap(), "no-reply@cectrust-light.example");
        assert_eq!(mail.subject().unwrap(), row.subject);
        assert_eq!(format!("<{}>", mail.message_id().unwrap()), row.message_id);
        assert_eq!(mail.date().unwrap().to_timestamp() * 1000, row.recorded_at);
        assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), row.body.trim_end());
    }
    // A repetition after a crash replaces the file.
    stand.sql(&format!("UPDATE mails SET state = 'waiting' WHERE id >= {}", rows[0].id)).await;
    let before = files();
    assert_eq!(stand.send_mails_by(&transport).await, 2);
    assert_eq!(files(), before);
}

async fn the_demonstration_shows_its_mails_d15_4(database: Database) {
    let stand = Stand::with(&database, |config| config.demonstration = true).await;
    let shown = || async { stand.nobody().get(routes::DEMONSTRATION_MAILS).await.json::<Page<DemonstrationMail>>() };
    assert_eq!(shown().await.total, 0, "also before the first mail");
    file(&stand, 2).await;
    stand.send_mails_by(&Transport::from_config(&stand.state.config).unwrap()).await;
    std::fs::write(stand.state.config.mail_dir.join("broken.eml"), b"\xff\xfe").unwrap();
    let page = shown().await;
    assert_eq!(page.items.len(), 2);
    assert_eq!((page.items[0].to.as_str(), page.items[0].sent_at.0.as_str()), (APPLICANT, "2026-11-22T05:00:00Z"));
    assert!(page.items[0].subject.starts_with("【CECTRUST-Lightサービス】"));
    assert!(page.items[0].body.contains("受付番号：AP-00000009"), "the newest first: {}", page.items[0].body);
    assert!(page.items[1].body.contains("受付番号：AP-00000008"));

    // Where real mails go out, nobody can read them here.
    let real = Stand::with(&database, |config| {
        config.demonstration = true;
        config.smtp_url = Some("smtp://127.0.0.1:1".to_owned());
    });
    real.await.nobody().get(routes::DEMONSTRATION_MAILS).await.refused(404, ProblemCode::NotFound);
}
