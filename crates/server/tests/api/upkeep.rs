//! What whoever runs the service does: back up and restore, change the server's key, look at the figures.

use std::path::{Path, PathBuf};
use std::process::Output;

use contract::routes;
use contract::signing::{CheckReport, MyCertificate};
use contract::user::Role;
use mail_parser::MessageParser;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, TransactionTrait as _};
use serde_json::json;
use server::audit::{self, Broken};
use server::demonstration;
use server::entity::audit_head;
use server::entropy::SystemEntropy;
use server::key::ServerKey;
use server::mail::Transport;

use crate::session::{log_in, request};
use crate::stand::client::Client;
use crate::stand::database::{Database, Kind, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::issued::{self, Issued};
use crate::stand::process::{self, Process};
use crate::stand::world::{ADMIN_A, MEMBER_A, OPERATOR, Person, SIGNER_A, colleague, import_users};
use crate::stand::{BEGIN, Stand, until};

on_each_database!(
    a_restored_backup_signs_and_its_audit_log_is_whole,
    a_new_server_key_takes_over_what_the_old_one_sealed_s12,
    an_earlier_key_forges_no_audit_row_s9,
    figures_tell_what_is_asked_and_what_waits,
    answers_and_log_lines_share_a_number_and_name_nobody_s9,
    users_are_taken_over_from_a_file_all_or_nothing,
    no_command_goes_on_with_another_key_s9,
    a_demonstration_is_loaded_into_an_empty_database_only,
);

/// A program of PostgreSQL's, which Debian does not always put on the path.
fn postgres_program(name: &str) -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = folders.map(|folder| folder.path().join("bin").join(name)).collect();
    found.retain(|path| path.is_file());
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}

fn run(program: &Path, arguments: &[&str]) {
    let output = std::process::Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Backs up as README.md says, damages nothing, and restores into a database of another name.
async fn restored(stand: &Stand, database: &Database) -> Database {
    let file = database.folder.join("backup").display().to_string();
    match database.kind {
        Kind::Sqlite => {
            let made = process::command(database, &["backup", &file]).await;
            assert!(made.status.success(), "{}", told(&made));
            let again = process::command(database, &["backup", &file]).await;
            assert!(!again.status.success() && told(&again).contains("is there already"), "{}", told(&again));
            Database::new(database.kind, format!("sqlite://{file}?mode=rwc"), &database.folder)
        }
        Kind::Postgres => {
            let refused = process::command(database, &["backup", &file]).await;
            assert!(!refused.status.success() && told(&refused).contains("pg_dump"), "{}", told(&refused));
            run(&postgres_program("pg_dump"), &["--format=custom", "--file", &file, &database.url]);
            let restored = format!("{}_restored", database.url);
            let (_, name) = restored.rsplit_once('/').unwrap();
            stand.sql(&format!("CREATE DATABASE {name}")).await;
            run(&postgres_program("pg_restore"), &["--exit-on-error", "--dbname", &restored, &file]);
            Database::new(database.kind, restored.clone(), &database.folder)
        }
    }
}

async fn a_restored_backup_signs_and_its_audit_log_is_whole(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    let (issued, _) = stand.checked(SIGNER_A).await;
    let restored = restored(&stand, &database).await;
    // What happens afterwards is not in it.
    forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(MEMBER_A)).await;

    let verified = process::command(&restored, &["verify-audit"]).await;
    assert!(verified.status.success(), "{}", told(&verified));
    let server = Process::start(&restored, &[]).await;
    signs(&server, &issued).await;
    let mut admin = server.client();
    log_in(&mut admin, ADMIN_A).await;
    admin.get(&routes::fill(routes::APPLICATION, "AP-00000009")).await.is(404);
    server.kill().await;

    // Without the key file the backup is of no use, and says so instead of going on with another key.
    let lost = Database::new(restored.kind, restored.url.clone(), &database.folder.join("elsewhere"));
    let refused = process::command(&lost, &["serve"]).await;
    assert!(!refused.status.success() && told(&refused).contains("SHIRUSHI_KEY_FILE"), "{}", told(&refused));
    if database.kind == Kind::Postgres {
        let (_, name) = restored.url.rsplit_once('/').unwrap();
        stand.sql(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

/// The texts of the mails that landed in a folder.
fn texts_of_mails(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let text = |bytes: Vec<u8>| MessageParser::default().parse(&bytes)?.body_text(0).map(|text| text.into_owned());
    files.filter_map(|file| text(std::fs::read(file.path()).ok()?)).collect()
}

async fn signs(server: &Process, issued: &Issued) {
    let mut signer = server.client();
    log_in(&mut signer, SIGNER_A).await;
    issued.sign(&signer, &issued.pin).await.is(200);
}

async fn a_new_server_key_takes_over_what_the_old_one_sealed_s12(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    let (issued, _) = stand.checked(SIGNER_A).await;
    // A PIN that is still on its way.
    let waiting = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(MEMBER_A)).await;
    issued::issue(&stand.logged_in(OPERATOR).await, &waiting.receipt_number).await.is(200);
    let file = database.folder.join("server.key");
    let old = std::fs::read_to_string(&file).unwrap();

    let rotated = process::command(&database, &["rotate-key"]).await;
    assert!(rotated.status.success(), "{}", told(&rotated));
    assert!(told(&rotated).contains("1 waiting mails"), "{}", told(&rotated));
    let new = std::fs::read_to_string(&file).unwrap();
    assert!(new.ends_with(&old) && new.lines().count() == 2, "the old key stays, below");

    let verified = process::command(&database, &["verify-audit"]).await;
    assert!(verified.status.success(), "{}", told(&verified));
    let server = Process::start(&database, &[]).await;
    signs(&server, &issued).await;
    // The PIN that was on its way opens its key.
    let mails = || texts_of_mails(&database.folder.join("mail"));
    until("the PIN is mailed", || async { mails().iter().any(|text| text.contains("■PIN：")) }).await;
    let pin = mails().iter().find(|text| text.contains("■PIN：")).map(|text| issued::pin_in(text)).unwrap();
    let mut member = server.client();
    log_in(&mut member, MEMBER_A).await;
    let mine: Vec<MyCertificate> = member.get(routes::MY_CERTIFICATES).await.json();
    let check = routes::fill(routes::MY_CHECK, &mine[0].certificate_number);
    let report: CheckReport = member.post(&check).json(&json!({ "pin": pin })).await.is(200).json();
    assert!(report.certificate.checked_at.is_some(), "{report:?}");
    server.kill().await;

    // With the old key alone nothing opens any more.
    std::fs::write(&file, old).unwrap();
    let refused = process::command(&database, &["serve"]).await;
    assert!(!refused.status.success() && told(&refused).contains("SHIRUSHI_KEY_FILE"), "{}", told(&refused));

    // A rotation that was interrupted after the file was written is finished by the next.
    std::fs::write(&file, &new).unwrap();
    let key = ServerKey::load_or_create(&file, &SystemEntropy).unwrap();
    key.followed_by_new(&SystemEntropy).replace_file(&file).unwrap();
    let unfinished = process::command(&database, &["verify-audit"]).await;
    assert!(told(&unfinished).contains("run it again"), "{}", told(&unfinished));
    let finished = process::command(&database, &["rotate-key"]).await;
    assert!(finished.status.success(), "{}", told(&finished));
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 3, "no fourth key");
    let server = Process::start(&database, &[]).await;
    signs(&server, &issued).await;
    server.kill().await;
}

/// Whoever has an earlier key and the database, but not the current key.
async fn an_earlier_key_forges_no_audit_row_s9(database: Database) {
    let mut stand = Stand::start(&database).await;
    let member = stand.logged_in(MEMBER_A).await;
    for _ in 0..3 {
        member.get(routes::TODO).await.is(403);
    }
    let last = stand.new_audit().await[2].sequence;
    let all = audit::verify(&stand.state.db, &stand.state.key).await.unwrap().unwrap();
    let chains = audit_head::Entity::find().count(&stand.state.db).await.unwrap();
    let old = stand.state.key.clone();
    stand.state.key = old.followed_by_new(&SystemEntropy);
    let broken = audit::verify(&stand.state.db, &stand.state.key).await.unwrap();
    assert_eq!(broken, Err(Broken::EarlierKey { chain: "K1001".to_owned() }), "not finished");
    server::rotation::seal_anew(&stand.state).await.unwrap();
    assert_eq!(audit::verify(&stand.state.db, &stand.state.key).await.unwrap(), Ok(all + chains));

    let actor = audit::Actor::server("K1001");
    let entry =
        audit::Entry { actor: &actor, action: audit::Action::Login, object: "", outcome: "ok", detail: json!({}) };
    // An end that was cut off, and a row under the old key put there, with a head to fit.
    let tx = stand.state.db.begin().await.unwrap();
    let (cut_off, set_back) = (
        format!("DELETE FROM audit WHERE chain = 'K1001' AND sequence >= {last}"),
        format!("UPDATE audit_heads SET sequence = {last} - 1 WHERE chain = 'K1001'"),
    );
    tx.execute_unprepared(&cut_off).await.unwrap();
    tx.execute_unprepared(&set_back).await.unwrap();
    audit::append(&tx, &old, stand.state.now(), entry.clone()).await.unwrap();
    let broken = audit::verify_in(&tx, &stand.state.key).await.unwrap();
    assert_eq!(broken, Err(Broken::EarlierKey { chain: "K1001".to_owned() }));
    tx.rollback().await.unwrap();

    // A row after the rotation, under the old key.
    let tx = stand.state.db.begin().await.unwrap();
    audit::append(&tx, &old, stand.state.now(), entry).await.unwrap();
    let broken = audit::verify_in(&tx, &stand.state.key).await.unwrap();
    assert_eq!(broken, Err(Broken::Row { chain: "K1001".to_owned(), sequence: last + 2 }));
    tx.rollback().await.unwrap();
}

async fn figures_tell_what_is_asked_and_what_waits(database: Database) {
    let stand = Stand::start(&database).await;
    let server =
        Process::start(&database, &[("SHIRUSHI_METRICS_LISTEN", "127.0.0.1:0"), ("SHIRUSHI_WORKERS", "false")]);
    let server = server.await;
    let admin = stand.logged_in(ADMIN_A).await;
    forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    for path in [format!("{}?name=himitsu", routes::USERS), "/api/v1/himitsu".to_owned()] {
        server.client().get(&path).await;
    }
    let figures = server.figures().await;
    let text = Client::to(&figures).get("/metrics").await.is(200).text();
    for line in [
        "shirushi_http_requests_total{method=\"GET\",route=\"/api/v1/users\",status=\"401\"} 1",
        "shirushi_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "shirushi_http_request_seconds_count{method=\"GET\",route=\"/api/v1/users\"} 1",
        "shirushi_mails_waiting 1",
        "shirushi_mails_failed 0",
        "shirushi_applications_waiting 1",
    ] {
        assert!(text.lines().any(|there| there == line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("himitsu") && !text.contains("K1001"), "{text}");
    // Not on the address that everybody can reach.
    server.client().get("/metrics").await.is(404);
    server.kill().await;
}

async fn answers_and_log_lines_share_a_number_and_name_nobody_s9(database: Database) {
    let _stand = Stand::start(&database).await;
    let server = Process::start(&database, &[("SHIRUSHI_LOG_JSON", "true")]).await;
    let path = format!("{}?name=himitsu", routes::USERS);
    let id = server.client().get(&path).await.is(401).header("x-request-id").to_owned();
    assert_eq!(id.len(), 16);
    until("the line is logged", || async { server.log().contains(&id) }).await;
    let log = server.log();
    let line = log.lines().find(|line| line.contains(&id)).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
    assert_eq!(line["fields"]["status"], 401);
    assert_eq!(line["span"]["route"], routes::USERS);
    assert!(!log.contains("himitsu"), "{log}");
    server.kill().await;
}

async fn users_are_taken_over_from_a_file_all_or_nothing(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    let (_, signer) = stand.checked(SIGNER_A).await;
    let file = database.folder.join("users.csv");
    let path = file.display().to_string();
    let headings = server::app::import::HEADINGS;
    let new =
        "K3001,丙海工業株式会社,Shinki.Haruko,新規 春子,経理部,03-5550-9999,haruko@k3001.example,administrator,active,";
    let left = "K1001,株式会社甲山建設,shomei.shiro,署名 四郎,東京支店,,user@k1001.example,member,left,";

    std::fs::write(&file, format!("{headings}\r\n{new}\r\n{}\r\n", left.replace("member,left", "boss,gone"))).unwrap();
    let refused = process::command(&database, &["import-users", &path]).await;
    let said = told(&refused);
    assert!(!refused.status.success() && said.contains("line 3: role: boss") && said.contains("state: gone"), "{said}");
    let set =
        process::typed(&database, &["set-password", "K3001", "shinki.haruko"], "atarashii-himitsu-no-kotoba").await;
    assert!(!set.status.success(), "nothing was taken over");

    std::fs::write(&file, format!("{headings}\r\n{new}\r\n{left}\r\n")).unwrap();
    let done = process::command(&database, &["import-users", &path]).await;
    assert!(told(&done).contains("1 users added, 1 changed, 0 as they were"), "{}", told(&done));
    // Whom the certificate of shomei.shiro has left now: nobody.
    assert!(told(&done).contains("has no signer any more"), "{}", told(&done));
    let again = process::command(&database, &["import-users", &path]).await;
    assert!(told(&again).contains("0 users added, 0 changed, 2 as they were"), "{}", told(&again));
    signer.get(routes::SESSION).await.is(401);

    let weak = process::typed(&database, &["set-password", "K3001", "shinki.haruko"], "short").await;
    assert!(!weak.status.success() && told(&weak).contains("TooShort"), "{}", told(&weak));
    let set =
        process::typed(&database, &["set-password", "K3001", "shinki.haruko"], "atarashii-himitsu-no-kotoba").await;
    assert!(set.status.success(), "{}", told(&set));
    let server = Process::start(&database, &[]).await;
    let mut haruko = server.client();
    let person = Person { company: "K3001", id: "shinki.haruko" };
    let answer = haruko.post(routes::SESSION).json(&request(person, "atarashii-himitsu-no-kotoba")).await.is(200);
    haruko.take_cookies(&answer);
    let users: contract::page::Page<contract::user::UserSummary> = haruko.get(routes::USERS).await.json();
    assert_eq!(users.items.len(), 1, "she sees her own company only");
    let found = |name: &'static str| {
        let search = haruko.get(&format!("{}?user_id={name}", routes::USERS)).into_future();
        async move { search.await.json::<contract::page::Page<contract::user::UserSummary>>().items.len() }
    };
    assert_eq!((found("haruko").await, found("natsuko").await), (1, 0));
    // Another name, and one more: both are found as they are now.
    let renamed = new.replace("haruko@k3001.example,administrator", "h@k3001.example,administrator");
    let more = new.replace("Shinki.Haruko", "natsuko").replace("administrator", "member");
    std::fs::write(&file, format!("{headings}\r\n{renamed}\r\n{more}\r\n")).unwrap();
    let done = process::command(&database, &["import-users", &path]).await;
    assert!(told(&done).contains("1 users added, 1 changed"), "{}", told(&done));
    assert_eq!((found("haruko").await, found("natsuko").await), (1, 1));
    std::fs::write(&file, format!("{headings}\r\n{}\r\n", more.replace("member,active", "member,disabled"))).unwrap();
    let done = process::command(&database, &["import-users", &path]).await;
    assert!(done.status.success(), "{}", told(&done));
    assert_eq!((found("haruko").await, found("natsuko").await), (1, 0), "who cannot be chosen is not found");
    server.kill().await;
    let verified = process::command(&database, &["verify-audit"]).await;
    assert!(verified.status.success(), "{}", told(&verified));
}

async fn no_command_goes_on_with_another_key_s9(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    let rows = audit::verify(&stand.state.db, &stand.state.key).await.unwrap().unwrap();
    let file = database.folder.join("users.csv").display().to_string();
    std::fs::write(&file, format!("{}\n", server::app::import::HEADINGS)).unwrap();
    let elsewhere = Database::new(database.kind, database.url.clone(), &database.folder.join("elsewhere"));
    std::fs::create_dir(&elsewhere.folder).unwrap();
    for another in [false, true] {
        if another {
            ServerKey::load_or_create(&elsewhere.key_file(), &SystemEntropy).unwrap();
        }
        for command in [vec!["import-users", &file], vec!["verify-audit"], vec!["rotate-key"], vec!["serve"]] {
            let refused = process::command(&elsewhere, &command).await;
            assert!(!refused.status.success(), "{command:?}");
            assert!(told(&refused).contains("SHIRUSHI_KEY_FILE"), "{command:?}: {}", told(&refused));
            assert_eq!(elsewhere.key_file().exists(), another, "{command:?} makes no key");
        }
        let refused = process::typed(&elsewhere, &["set-password", "K1001", MEMBER_A.id], "a-new-long-password").await;
        assert!(!refused.status.success() && told(&refused).contains("SHIRUSHI_KEY_FILE"), "{}", told(&refused));
    }
    assert_eq!(audit::verify(&stand.state.db, &stand.state.key).await.unwrap(), Ok(rows), "nothing was written");
}

async fn a_demonstration_is_loaded_into_an_empty_database_only(database: Database) {
    database.make_empty().await;
    let stand = Stand::on(&database, BEGIN, |_| {}).await;
    import_users(&stand, &[colleague("hanako", "管理 花子", "総務部", Role::Administrator)]).await;
    let mails = Transport::Memory(stand.mails.clone());
    let refused = demonstration::load_once(&stand.state, &mails).await.unwrap_err();
    assert!(format!("{refused:?}").contains("cargo xtask run --fresh"), "{refused:?}");
}
