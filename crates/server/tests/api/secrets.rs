//! No password, token or key is in a table or in a log (S9).

use std::path::Path;

use contract::routes;
use contract::session::PasswordChange;
use sea_orm::{ConnectionTrait as _, Statement};

use crate::session::{log_in, request};
use crate::stand::database::{Database, Kind, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::process::Process;
use crate::stand::world::{ADMIN_A, MEMBER_A, PASSWORD, SIGNER_A};
use crate::stand::{Stand, until};

on_each_database!(nothing_secret_is_in_a_table_or_in_a_log_s9);

const WRONG: &str = "a-wrong-password-that-was-typed";
const NEW: &str = "a-new-password-that-was-chosen";

async fn nothing_secret_is_in_a_table_or_in_a_log_s9(database: Database) {
    let stand = Stand::now(&database, |_| {}).await;
    // A real process, which logs all that it can.
    let server = Process::start(&database, &[("RUST_LOG", "trace")]).await;
    let mut secrets = vec![PASSWORD.to_owned(), WRONG.to_owned(), NEW.to_owned()];

    let mut admin = server.client();
    admin.post(routes::SESSION).json(&request(ADMIN_A, WRONG)).await.is(401);
    // People type the password into the wrong field.
    let slip = request(crate::stand::world::Person { company: "K1001", id: WRONG }, WRONG);
    admin.post(routes::SESSION).json(&slip).await.is(401);
    log_in(&mut admin, ADMIN_A).await;
    forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let change = PasswordChange { present: PASSWORD.to_owned(), new: NEW.to_owned() };
    admin.put(routes::PASSWORD).json(&change).await.is(204);
    let mut member = server.client();
    log_in(&mut member, MEMBER_A).await;
    member.get(routes::USERS).await.is(403);
    for client in [&admin, &member] {
        for cookie in ["shirushi_session", "shirushi_device"] {
            secrets.push(client.cookie(cookie).unwrap().to_owned());
        }
    }
    secrets.push(std::fs::read_to_string(database.key_file()).unwrap().trim().to_owned());
    let mails = database.folder.join("mail");
    until("the mail is sent", || async { mails.read_dir().is_ok_and(|mut files| files.next().is_some()) }).await;
    admin.delete(routes::SESSION).await.is(204);

    let places = [("log", server.log()), ("tables", tables(&stand, &database).await)];
    assert!(places[0].1.contains("shirushi") || places[0].1.contains("server"), "there is a log");
    assert!(places[1].1.contains(ADMIN_A.id), "the tables were read");
    for secret in &secrets {
        assert!(secret.len() > 10);
        for (place, text) in &places {
            let found = text.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(found, None, "{secret} stands in the {place}");
        }
    }
}

/// All that the database holds, as text.
pub(crate) async fn tables(stand: &Stand, database: &Database) -> String {
    if database.kind == Kind::Sqlite {
        // Also what was deleted but not yet overwritten.
        let read = |file: &Path| std::fs::read(file).unwrap_or_default();
        let log = database.file().with_extension("db-wal");
        return String::from_utf8_lossy(&[read(database.file()), read(&log)].concat()).into_owned();
    }
    let db = &stand.state.db;
    let query = |sql: String| Statement::from_string(db.get_database_backend(), sql);
    let names = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'".to_owned();
    let mut text = String::new();
    for row in db.query_all_raw(query(names)).await.unwrap() {
        let name: String = row.try_get_by_index(0).unwrap();
        for row in db.query_all_raw(query(format!("SELECT t::text FROM \"{name}\" t"))).await.unwrap() {
            text.push_str(&row.try_get_by_index::<String>(0).unwrap());
            text.push('\n');
        }
    }
    text
}
