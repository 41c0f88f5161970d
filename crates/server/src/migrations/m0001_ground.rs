//! Companies, users, log-ins, applications, certificates, mails, audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, pk_auto, string, string_null, text, text_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// A table that is made of nothing but its columns and the foreign keys among them.
fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

/// A foreign key. Rows that others point to are never deleted, so nothing cascades.
fn foreign(from: (&'static str, &'static str), to: (&'static str, &'static str)) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from.0, from.1).to(to.0, to.1).to_owned()
}

fn id() -> ColumnDef {
    pk_auto("id").big_integer().to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Wholly or not at all, also on SQLite: half a schema could be taken up by no later start.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        let mut grams = search_grams();
        if manager.get_database_backend() == sea_orm::DbBackend::Sqlite {
            // Its rows are kept once, in the order of their key, instead of twice.
            grams.extra("WITHOUT ROWID");
        }
        manager.create_table(grams).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

#[allow(clippy::too_many_lines, reason = "a list of tables, read from top to bottom")]
fn tables() -> Vec<TableCreateStatement> {
    let user = ("users", "id");
    let company = ("companies", "company_id");
    vec![
        table("companies")
            .col(string("company_id").primary_key())
            // What a typed 企業ID is compared with: its folded form.
            .col(string("login_key").unique_key())
            // `company`, or `service` for the row that the provider's operators hang on.
            .col(string("kind"))
            .col(string("name"))
            .to_owned(),
        table("users")
            .col(id())
            .col(string("company_id"))
            .col(string("user_id"))
            // Folded forms, for logging in and for searching (D4.4).
            .col(string("login_key"))
            .col(string("name_key"))
            .col(string("department_key"))
            .col(string("name"))
            .col(string("department"))
            .col(string("phone"))
            .col(string("mail_address"))
            .col(string("role"))
            // `active`, `disabled` or `left`.
            .col(string("state"))
            // Argon2id in PHC form; null for a user who cannot log in yet.
            .col(string_null("password_hash"))
            .foreign_key(&mut foreign(("users", "company_id"), company))
            .to_owned(),
        table("sessions")
            // SHA-256 of the cookie's token: a stolen table opens no session.
            .col(string("token_hash").primary_key())
            .col(big_integer("user"))
            .col(big_integer("created_at"))
            .col(big_integer("last_seen_at"))
            .col(big_integer("ends_at"))
            .foreign_key(&mut foreign(("sessions", "user"), user))
            .to_owned(),
        table("known_devices")
            .col(string("token_hash").primary_key())
            .col(big_integer("user"))
            .col(big_integer("created_at"))
            .foreign_key(&mut foreign(("known_devices", "user"), user))
            .to_owned(),
        table("login_throttles")
            .col(string("key").primary_key())
            .col(integer("failures"))
            .col(big_integer("last_attempt_at"))
            .col(big_integer("blocked_until"))
            .to_owned(),
        table("counters").col(string("name").primary_key()).col(big_integer("value")).to_owned(),
        table("applications")
            .col(string("receipt_number").primary_key())
            .col(string("company_id"))
            .col(string("state"))
            // Goes up with every change; the ETag.
            .col(big_integer("version"))
            .col(big_integer("filed_by"))
            .col(big_integer("signer"))
            .col(string_null("reused_certificate"))
            .col(string("company_name"))
            .col(string("company_latin"))
            .col(string("department_name"))
            .col(string("department_latin"))
            .col(string("title_name"))
            .col(string("title_latin"))
            .col(string("pin_recipient_department"))
            .col(string("pin_recipient_name"))
            .col(string("pin_recipient_mail_address"))
            .col(string("applicant_department"))
            .col(string("applicant_name"))
            .col(string("applicant_phone"))
            .col(string("applicant_mail_address"))
            .col(text_null("rejection_reason"))
            .col(big_integer("received_at"))
            .col(big_integer_null("examining_at"))
            .col(big_integer_null("issued_at"))
            .col(big_integer_null("checked_at"))
            .col(big_integer_null("rejected_at"))
            .col(big_integer_null("withdrawn_at"))
            .foreign_key(&mut foreign(("applications", "company_id"), company))
            .foreign_key(&mut foreign(("applications", "filed_by"), user))
            .foreign_key(&mut foreign(("applications", "signer"), user))
            .to_owned(),
        table("idempotency_keys")
            .col(string("company_id"))
            .col(string("key"))
            // SHA-256 of the request's content.
            .col(string("fingerprint"))
            // Who carries it out now; null once done.
            .col(string_null("claim"))
            .col(big_integer("claimed_until"))
            .col(string_null("receipt_number"))
            .col(big_integer("created_at"))
            .primary_key(Index::create().col("company_id").col("key"))
            .foreign_key(&mut foreign(("idempotency_keys", "company_id"), company))
            .to_owned(),
        table("certificates")
            .col(string("certificate_number").primary_key())
            .col(string("company_id"))
            // The application it was issued on.
            .col(string("receipt_number").unique_key())
            .col(big_integer("not_before"))
            .col(big_integer("not_after"))
            // When the expiry notice was mailed (D14.2).
            .col(big_integer_null("notice_sent_at"))
            .col(big_integer_null("revoked_at"))
            .col(string_null("revocation_reason"))
            // What lists sort by: 1 when revoked; the names it carries, as they are and folded.
            .col(integer("revoked"))
            .col(string("department_name"))
            .col(string("department_key"))
            .col(string("title_name"))
            .col(string("title_key"))
            // Goes up with every change of the bindings; the ETag.
            .col(big_integer("version"))
            // Hexadecimal digits.
            .col(string("serial").unique_key())
            // DER, in base64.
            .col(text("der"))
            // The private key under its two wraps (BAR S12), in base64.
            .col(text("wrapped_key"))
            .foreign_key(&mut foreign(("certificates", "company_id"), company))
            .foreign_key(&mut foreign(("certificates", "receipt_number"), ("applications", "receipt_number")))
            .to_owned(),
        table("bindings")
            .col(id())
            .col(string("certificate_number"))
            .col(big_integer("user"))
            .col(big_integer("bound_at"))
            .col(big_integer_null("bound_by"))
            .col(big_integer_null("released_at"))
            .col(big_integer_null("released_by"))
            // When the validity check was done.
            .col(big_integer_null("checked_at"))
            // Wrong PINs since the last right one, and until when the next is not looked at.
            .col(integer("wrong_pins"))
            .col(big_integer("pin_blocked_until"))
            .foreign_key(&mut foreign(("bindings", "certificate_number"), ("certificates", "certificate_number")))
            .foreign_key(&mut foreign(("bindings", "user"), user))
            .to_owned(),
        table("signatures")
            .col(id())
            .col(big_integer("binding"))
            // SHA-256 of what was signed, hexadecimal digits.
            .col(string("digest"))
            .col(big_integer("signed_at"))
            .foreign_key(&mut foreign(("signatures", "binding"), ("bindings", "id")))
            .to_owned(),
        // The service's own authority: one row.
        table("authorities")
            .col(string("name").primary_key())
            .col(text("der"))
            // The private key under the server's key, in base64.
            .col(text("sealed_key"))
            .col(big_integer("created_at"))
            .to_owned(),
        table("revocation_lists")
            .col(big_integer("number").primary_key())
            .col(text("der"))
            .col(big_integer("this_update"))
            .to_owned(),
        table("mails")
            .col(id())
            .col(string_null("company_id"))
            // What caused it: the receipt number of an application.
            .col(string("cause"))
            // What it is about: a receipt number or a certificate number.
            .col(string("about"))
            .col(string("kind"))
            .col(string("to_address"))
            .col(string("subject"))
            // Sealed under the server's key when `secret`, and emptied once it is sent (BAR S10).
            .col(text("body"))
            .col(boolean("secret"))
            .col(string("message_id").unique_key())
            // `waiting`, `sent` or `failed`.
            .col(string("state"))
            .col(integer("attempts"))
            .col(big_integer("recorded_at"))
            .col(big_integer("next_attempt_at"))
            // Who sends it now, and until when that is believed.
            .col(string_null("claim"))
            .col(big_integer("claimed_until"))
            .col(big_integer_null("sent_at"))
            .col(text_null("last_error"))
            .to_owned(),
        table("audit")
            .col(id())
            // A company's ID, or the provider's.
            .col(string("chain"))
            .col(big_integer("sequence"))
            .col(big_integer("at"))
            .col(string("actor"))
            .col(string("role"))
            .col(string("address"))
            .col(string("action"))
            .col(string("object"))
            .col(string("outcome"))
            .col(text("detail"))
            .col(string("previous"))
            .col(string("hash"))
            .to_owned(),
        table("audit_heads")
            .col(string("chain").primary_key())
            .col(big_integer("sequence"))
            .col(string("hash"))
            .to_owned(),
    ]
}

/// Every few characters of the texts that are searched by a part (D4.4, D8.2).
fn search_grams() -> TableCreateStatement {
    table("search_grams")
        .col(string("company_id"))
        // Which text of which kind of row: a `Field` of `store::search`.
        .col(integer("field"))
        // 1 to 3 characters that the folded text has somewhere.
        .col(string("gram"))
        // What the row is listed by: a user's folded ID, a certificate's number.
        .col(string("object"))
        .primary_key(Index::create().col("company_id").col("field").col("gram").col("object"))
        .to_owned()
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("users_login", "users", &["company_id", "login_key"]).unique().to_owned(),
        index("users_list", "users", &["company_id", "state", "login_key"]),
        index("sessions_user", "sessions", &["user"]),
        index("sessions_ends_at", "sessions", &["ends_at"]),
        index("applications_list", "applications", &["company_id", "receipt_number"]),
        index("applications_state", "applications", &["company_id", "state", "receipt_number"]),
        index("certificates_expiry", "certificates", &["company_id", "not_after", "certificate_number"]),
        index("bindings_user", "bindings", &["user", "released_at"]),
        index("bindings_certificate", "bindings", &["certificate_number", "released_at"]),
        // One mail of a kind to an address for one cause (D15.3).
        index("mails_cause", "mails", &["cause", "kind", "to_address"]).unique().to_owned(),
        index("mails_due", "mails", &["state", "next_attempt_at"]),
        index("applications_waiting", "applications", &["state", "receipt_number"]),
        index("certificates_number", "certificates", &["company_id", "certificate_number"]),
        index("certificates_department", "certificates", &["company_id", "department_key", "certificate_number"]),
        index("certificates_title", "certificates", &["company_id", "title_key", "certificate_number"]),
        index("certificates_issue", "certificates", &["company_id", "not_before", "certificate_number"]),
        index("certificates_revoked", "certificates", &["revoked", "revoked_at", "certificate_number"]),
        index("certificates_state", "certificates", &["company_id", "revoked", "not_after", "certificate_number"]),
        index("mails_about", "mails", &["company_id", "about"]),
        index("certificates_notice", "certificates", &["notice_sent_at", "not_after"]),
        index("audit_actor", "audit", &["chain", "actor", "sequence"]),
        index("audit_object", "audit", &["chain", "object", "sequence"]),
        index("audit_time", "audit", &["chain", "at", "sequence"]),
        index("audit_chain", "audit", &["chain", "sequence"]).unique().to_owned(),
    ]
}
