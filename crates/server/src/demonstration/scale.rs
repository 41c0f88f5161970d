//! Any number of users and certificates in one company, for tests of scale.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::{Period, Subject};
use ca::key::KeyPair;
use contract::text::fold_for_search;
use contract::user::Role;
use sea_orm::{DatabaseTransaction, EntityTrait as _, PaginatorTrait as _, Set};

use super::PASSWORD;
use super::names::{DEPARTMENTS, person};
use super::world::user_row;
use crate::auth::password::hash_now;
use crate::authority::{Authority, seconds};
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{application, binding, certificate, company, user};
use crate::key::hex;
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::search;

/// The company of the data of scale.
pub const COMPANY_ID: &str = "K900001";

/// Rows of one statement: SQLite takes 32,766 values in one.
const ROWS: usize = 500;

/// What is to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// How many users.
    pub users: usize,
    /// How many certificates, each with its application and one binding.
    pub certificates: usize,
    /// Whether each has an X.509 certificate of its own. Issuing takes most of the time; where nobody looks into them,
    /// all can have the first one's.
    pub issued: bool,
}

/// Loads a company of this size. The first user is an administrator with the demonstration's password; nobody else has
/// one. Nobody can sign: the private keys are not there, because wrapping each would take hours.
///
/// # Errors
///
/// When the database fails, or already has that company.
pub async fn load(state: &AppState, scale: Scale) -> Outcome<()> {
    // Made now if there is none yet: it cannot be while the transaction is open.
    state.authority().await?;
    let entropy = state.entropy.clone();
    let hash = tokio::task::spawn_blocking(move || hash_now(entropy.as_ref(), PASSWORD)).await;
    let hash = hash.map_err(|error| Failure::Internal(error.to_string()))??;
    let tx = begin_write(&state.db).await?;
    let row = company::ActiveModel {
        company_id: Set(COMPANY_ID.to_owned()),
        login_key: Set(COMPANY_ID.to_lowercase()),
        kind: Set("company".to_owned()),
        name: Set("大規模試験株式会社".to_owned()),
    };
    company::Entity::insert(row).exec_without_returning(&tx).await?;
    let numbers: Vec<usize> = (0..scale.users.max(1)).collect();
    for chunk in numbers.chunks(ROWS) {
        let rows = chunk.iter().map(|number| {
            let (id, name) = person(*number);
            let mut row = user_row(COMPANY_ID, "scale.example", id, name, *number);
            if *number == 0 {
                row.role = Set(Role::Administrator.code().to_owned());
                row.password_hash = Set(Some(hash.clone()));
            }
            row
        });
        user::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    }
    certificates(&tx, state, scale).await?;
    search::renew(&tx, COMPANY_ID).await?;
    Ok(tx.commit().await?)
}

/// 利用者ID of the company's administrator.
pub fn administrator() -> String {
    person(0).0
}

async fn certificates(tx: &DatabaseTransaction, state: &AppState, scale: Scale) -> Outcome<()> {
    let now = state.now();
    let mut maker = Maker::new(state).await?;
    let users: Vec<i64> = {
        use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
        let ids = user::Entity::find().select_only().column(user::Column::Id);
        let ids = ids.filter(user::Column::CompanyId.eq(COMPANY_ID)).order_by_asc(user::Column::Id);
        ids.into_tuple().all(tx).await?
    };
    // Beyond what the counters give out, so that both can go on.
    let base = 50_000_000 + certificate::Entity::find().count(tx).await?;
    let numbers: Vec<usize> = (0..scale.certificates).collect();
    for chunk in numbers.chunks(ROWS) {
        let receipt = |number: usize| format!("AP-{:08}", base + number as u64);
        let certificate = |number: usize| format!("JC-{:08}", base + number as u64);
        let rows =
            chunk.iter().map(|number| application_row(receipt(*number), users[number % users.len()], *number, now));
        application::Entity::insert_many(rows).exec_without_returning(tx).await?;
        let mut rows = Vec::with_capacity(chunk.len());
        for number in chunk {
            let not_after = now.floor_to_second().plus_days((*number % 1400) as i64 - 700);
            let made = maker.make(certificate(*number), *number, not_after, scale.issued).await?;
            rows.push(certificate::ActiveModel {
                certificate_number: Set(certificate(*number)),
                company_id: Set(COMPANY_ID.to_owned()),
                receipt_number: Set(receipt(*number)),
                not_before: Set(not_after.plus_days(-DAYS).0),
                not_after: Set(not_after.0),
                notice_sent_at: Set((not_after <= now.plus_days(30)).then_some(not_after.plus_days(-30).0)),
                revoked_at: Set(None),
                revocation_reason: Set(None),
                revoked: Set(0),
                department_name: Set(DEPARTMENTS[*number % DEPARTMENTS.len()].0.to_owned()),
                department_key: Set(fold_for_search(DEPARTMENTS[*number % DEPARTMENTS.len()].0)),
                title_name: Set(format!("第{number}課長")),
                title_key: Set(fold_for_search(&format!("第{number}課長"))),
                version: Set(1),
                serial: Set(made.serial),
                der: Set(made.der),
                // Nobody has a PIN for these: an Argon2id run for each would take hours, and none is to be signed with.
                wrapped_key: Set(String::new()),
            });
        }
        certificate::Entity::insert_many(rows).exec_without_returning(tx).await?;
        let rows = chunk.iter().map(|number| binding::ActiveModel {
            id: sea_orm::NotSet,
            certificate_number: Set(certificate(*number)),
            user: Set(users[number % users.len()]),
            bound_at: Set(now.0),
            bound_by: Set(None),
            released_at: Set(None),
            released_by: Set(None),
            checked_at: Set(None),
            wrong_pins: Set(0),
            pin_blocked_until: Set(0),
        });
        binding::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The days a certificate of scale is valid.
const DAYS: i64 = 730;

/// Makes real certificates, all for one key pair.
struct Maker {
    authority: Arc<dyn Authority>,
    public_key: Vec<u8>,
    first: Option<String>,
}

/// What goes into a certificate's row.
struct Made {
    serial: String,
    der: String,
}

impl Maker {
    async fn new(state: &AppState) -> Outcome<Self> {
        let key = KeyPair::generate(&mut |buffer| state.entropy.fill(buffer));
        Ok(Self { authority: state.authority().await?, public_key: key.public_key()?, first: None })
    }

    async fn make(
        &mut self,
        certificate_number: String,
        number: usize,
        not_after: Moment,
        issued: bool,
    ) -> Outcome<Made> {
        if let Some(der) = self.first.clone().filter(|_| !issued) {
            return Ok(Made { serial: format!("{number:032x}"), der });
        }
        let subject = Subject {
            organization: "Daikibo Shiken".to_owned(),
            organizational_unit: DEPARTMENTS[number % DEPARTMENTS.len()].1.to_owned(),
            title: format!("Kacho {number}"),
            certificate_number,
        };
        let period = Period { not_before: seconds(not_after.plus_days(-DAYS)), not_after: seconds(not_after) };
        let certificate = self.authority.issue(&subject, &self.public_key, period).await?;
        let der = STANDARD.encode(certificate.to_der()?);
        self.first = Some(der.clone());
        Ok(Made { serial: hex(&certificate.serial()), der })
    }
}

fn application_row(receipt_number: String, user: i64, number: usize, now: Moment) -> application::ActiveModel {
    let (department, department_latin) = DEPARTMENTS[number % DEPARTMENTS.len()];
    let text = |text: &str| Set(text.to_owned());
    application::ActiveModel {
        receipt_number: Set(receipt_number),
        company_id: text(COMPANY_ID),
        state: text("checked"),
        version: Set(4),
        filed_by: Set(user),
        signer: Set(user),
        reused_certificate: Set(None),
        company_name: text("大規模試験株式会社"),
        company_latin: text("Daikibo Shiken"),
        department_name: text(department),
        department_latin: text(department_latin),
        title_name: Set(format!("第{number}課長")),
        title_latin: Set(format!("Kacho {number}")),
        pin_recipient_department: text(""),
        pin_recipient_name: text("試験 太郎"),
        pin_recipient_mail_address: text("pin@scale.example"),
        applicant_department: text(""),
        applicant_name: text("試験 太郎"),
        applicant_phone: text("03-5550-0000"),
        applicant_mail_address: text("applicant@scale.example"),
        rejection_reason: Set(None),
        received_at: Set(now.plus_days(-800).0),
        examining_at: Set(Some(now.plus_days(-799).0)),
        issued_at: Set(Some(now.plus_days(-798).0)),
        checked_at: Set(Some(now.plus_days(-797).0)),
        rejected_at: Set(None),
        withdrawn_at: Set(None),
    }
}
