//! A PIN is in one mail only, and the tables alone do not open a key (S10, S12).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::operator::{ExaminedApplication, WaitingApplication};
use contract::page::Page;
use contract::problem::ProblemCode;
use contract::routes;
use contract::signing::{CheckOutcome, CheckReport};
use mail_parser::MessageParser;
use sea_orm::EntityTrait as _;
use server::entity::certificate;
use server::entropy::SystemEntropy;
use server::key::ServerKey;

use crate::secrets::tables;
use crate::session::log_in;
use crate::stand::client::Client;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::issued::{Issued, WRONG_PIN, issue, pin_in};
use crate::stand::process::Process;
use crate::stand::world::{ADMIN_A, OPERATOR, SIGNER_A};
use crate::stand::{Stand, until};

on_each_database!(
    the_pin_is_sealed_until_its_mail_is_sent_and_then_gone_s10,
    the_pin_is_in_no_log_and_in_no_table_s10,
    the_tables_alone_do_not_open_a_key_s12,
    a_damaged_key_is_a_failed_check_and_no_fault_of_the_server_d13_4,
);

/// The PIN and what is left of it without one of its groups. One group alone is too short: it stands in any large
/// random text by chance.
fn traces(pin: &str) -> Vec<String> {
    let bare = pin.replace('-', "");
    assert_eq!((bare.len(), pin.len()), (12, 14));
    let mut traces = vec![bare[..8].to_owned(), bare[4..].to_owned(), pin[..9].to_owned(), pin[5..].to_owned()];
    traces.extend(traces.clone().iter().map(|trace| trace.to_lowercase()));
    traces
}

fn assert_absent(pin: &str, place: &str, text: &str) {
    for trace in traces(pin) {
        assert!(!text.contains(&trace), "{trace} of {pin} stands in the {place}");
    }
}

async fn the_pin_is_sealed_until_its_mail_is_sent_and_then_gone_s10(database: Database) {
    let stand = Stand::start(&database).await;
    let receipt = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    issue(&stand.logged_in(OPERATOR).await, &receipt).await.is(200);
    let waiting = stand.pin_mail().await;
    assert!(waiting.secret && !waiting.body.is_empty() && !waiting.body.contains("PIN"), "{waiting:?}");
    let before = tables(&stand, &database).await;
    stand.send_mails().await;
    let pin = pin_in(&stand.mails.lock().unwrap().last().unwrap().body);
    assert_absent(&pin, "tables before the mail is sent", &before);
    assert_absent(&pin, "tables after the mail is sent", &tables(&stand, &database).await);
    assert_eq!(stand.pin_mail().await.body, "", "not even sealed any more");
    assert!(before.contains(&waiting.body), "the tables were read");
    // SQLite keeps the pages of before in its log until that is written back.
    server::jobs::tidy(&stand.state).await.unwrap();
    assert!(!tables(&stand, &database).await.contains(&waiting.body), "the sealed text is overwritten");
}

/// Files and has it issued by a process; the PIN is in a file of the folder for mails.
async fn issued_by(server: &Process, database: &Database) -> (Issued, Client) {
    let (mut admin, mut operator, mut signer) = (server.client(), server.client(), server.client());
    log_in(&mut admin, ADMIN_A).await;
    log_in(&mut operator, OPERATOR).await;
    log_in(&mut signer, SIGNER_A).await;
    let receipt = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await.receipt_number;
    let waiting: Page<WaitingApplication> = operator.get(routes::OPERATOR_APPLICATIONS).await.json();
    assert_eq!(waiting.items[0].receipt_number, receipt);
    let examined: ExaminedApplication = issue(&operator, &receipt).await.is(200).json();
    let mut pin = None;
    let folder = database.folder.join("mail");
    let found = || {
        let files = folder.read_dir().ok()?.flatten();
        let bodies = files.filter_map(|file| {
            let bytes = std::fs::read(file.path()).ok()?;
            Some(MessageParser::default().parse(&bytes)?.body_text(0)?.into_owned())
        });
        bodies.filter(|body| body.contains("■PIN：")).map(|body| pin_in(&body)).next()
    };
    until("the PIN is mailed", || {
        pin = found();
        std::future::ready(pin.is_some())
    })
    .await;
    let certificate_number = examined.application.certificate_number.unwrap();
    (Issued { receipt_number: receipt, certificate_number, pin: pin.unwrap() }, signer)
}

async fn the_pin_is_in_no_log_and_in_no_table_s10(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    // A real process, which logs all that it can.
    let server = Process::start(&database, &[("RUST_LOG", "trace")]).await;
    let (issued, signer) = issued_by(&server, &database).await;
    let report: CheckReport = issued.check(&signer, WRONG_PIN).await.is(200).json();
    assert_eq!(report.results[0].outcome, CheckOutcome::Failed);
    issued.check(&signer, &issued.pin).await.is(200);
    issued.sign(&signer, &issued.pin).await.is(200);
    until("the mail is reported", || async { stand.pin_mail().await.sent_at.is_some() }).await;

    let (log, tables) = (server.log(), tables(&stand, &database).await);
    assert!(log.contains("server") && tables.contains(&issued.certificate_number));
    // Somebody's wrong PIN may be the right one of something else.
    for pin in [issued.pin.as_str(), WRONG_PIN] {
        assert_absent(pin, "log", &log);
    }
    assert_absent(&issued.pin, "tables", &tables);
}

async fn the_tables_alone_do_not_open_a_key_s12(database: Database) {
    let stand = Stand::start(&database).await;
    let issued = stand.issued(SIGNER_A).await;
    let number = &issued.certificate_number;
    let row = certificate::Entity::find_by_id(number.clone()).one(&stand.state.db).await.unwrap().unwrap();
    let wrapped = STANDARD.decode(&row.wrapped_key).unwrap();
    let pin = contract::pin::check(&issued.pin).unwrap();
    let unwrap = |key: &ServerKey, pin: &str, number: &str| ca::wrap::unwrap(&wrapped, pin, key.bytes(), number);
    assert!(unwrap(&stand.state.key, &pin, number).is_ok());
    // The PIN without the server's key, the server's key without the PIN, both for another certificate.
    assert!(unwrap(&ServerKey::generate(&SystemEntropy), &pin, number).is_err());
    assert!(unwrap(&stand.state.key, "222222222222", number).is_err());
    assert!(unwrap(&stand.state.key, &pin, "JC-00000001").is_err());
}

/// Puts something else in the place of the wrapped key, as somebody with the database's password could.
async fn keep(stand: &Stand, number: &str, wrapped_key: &str) {
    let set = format!("UPDATE certificates SET wrapped_key = '{wrapped_key}'");
    stand.sql(&format!("{set} WHERE certificate_number = '{number}'")).await;
}

async fn a_damaged_key_is_a_failed_check_and_no_fault_of_the_server_d13_4(database: Database) {
    let stand = Stand::start(&database).await;
    let (issued, signer) = stand.checked(SIGNER_A).await;
    let number = &issued.certificate_number;
    let row = certificate::Entity::find_by_id(number.clone()).one(&stand.state.db).await.unwrap().unwrap();
    let wrapped = STANDARD.decode(&row.wrapped_key).unwrap();
    let with = |place: usize, byte: u8| {
        let mut changed = wrapped.clone();
        changed[place] ^= byte;
        STANDARD.encode(changed)
    };
    let damaged = [
        ("another version", with(0, 3)),
        ("a bit of the salt", with(1, 1)),
        ("a bit of the outer wrap", with(40, 1)),
        ("a bit of the very end", with(wrapped.len() - 1, 1)),
        ("cut off", STANDARD.encode(&wrapped[..wrapped.len() - 20])),
        ("nearly nothing", STANDARD.encode(&wrapped[..1])),
        ("nothing", String::new()),
        ("no base64", "!!! ###".to_owned()),
    ];
    for (what, text) in damaged {
        keep(&stand, number, &text).await;
        let report: CheckReport = issued.check(&signer, &issued.pin).await.is(200).json();
        let outcomes: Vec<CheckOutcome> = report.results.iter().map(|result| result.outcome).collect();
        use CheckOutcome::{Failed, NotRun, Passed};
        assert_eq!(outcomes, [NotRun, Failed, Passed, Passed, Passed], "{what}");
        let failed = contract::ja::check_failure(report.results[1].step);
        assert!(failed.contains("PINの誤りではなく") && failed.contains("管理者"), "{failed}");
        // It is nobody's wrong PIN, and not counted as one, right or wrong.
        issued.check(&signer, WRONG_PIN).await.is(200);
        issued.sign(&signer, &issued.pin).await.refused(409, ProblemCode::KeyUnusable);
        assert_eq!((report.certificate.tries_left, issued.mine(&signer).await.tries_left), (10, 10), "{what}");
    }
    keep(&stand, number, &row.wrapped_key).await;
    issued.sign(&signer, &issued.pin).await.is(200);
}
