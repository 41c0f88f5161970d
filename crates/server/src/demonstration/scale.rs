//! Any number of users and certificates in one company, for tests of scale.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::{Period, Subject};
use ca::key::KeyPair;
use contract::application::{ApplicationForm, ApplicationState, CertificateContent};
use contract::contact::{Applicant, PinRecipient};
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
use crate::store::applications::{self, NewApplication};
use crate::store::certificates::{self, NewCertificate};
use crate::store::{bindings, search};

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
        let certificate = |number: usize| format!("JC-{:08}", base + number as u64);
        let (mut applications, mut rows, mut bound) = (Vec::new(), Vec::new(), Vec::new());
        for number in chunk {
            let (user, receipt) = (users[number % users.len()], format!("AP-{:08}", base + *number as u64));
            applications.push(application_row(receipt.clone(), user, *number, now));
            rows.push(maker.row(certificate(*number), receipt, *number, now, scale.issued).await?);
            bound.push(bindings::new_row(&certificate(*number), user, None, now));
        }
        application::Entity::insert_many(applications).exec_without_returning(tx).await?;
        certificate::Entity::insert_many(rows).exec_without_returning(tx).await?;
        binding::Entity::insert_many(bound).exec_without_returning(tx).await?;
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

    /// The row of a certificate whose validity ends up to 700 days before or after now.
    async fn row(
        &mut self,
        certificate_number: String,
        receipt_number: String,
        number: usize,
        now: Moment,
        issued: bool,
    ) -> Outcome<certificate::ActiveModel> {
        let not_after = now.floor_to_second().plus_days((number % 1400) as i64 - 700);
        let made = self.make(certificate_number.clone(), number, not_after, issued).await?;
        let mut row = certificates::new_row(NewCertificate {
            certificate_number,
            company_id: COMPANY_ID.to_owned(),
            receipt_number,
            department_name: DEPARTMENTS[number % DEPARTMENTS.len()].0.to_owned(),
            title_name: title(number),
            not_before: not_after.plus_days(-DAYS),
            not_after,
            serial: made.serial,
            der: made.der,
            // Nobody has a PIN for these: an Argon2id run for each would take hours, and none is to be signed with.
            wrapped_key: String::new(),
        });
        if not_after <= now.plus_days(30) {
            row.notice_sent_at = Set(Some(not_after.plus_days(-30).0));
        }
        Ok(row)
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

/// An application that has come all its way.
fn application_row(receipt_number: String, user: i64, number: usize, now: Moment) -> application::ActiveModel {
    let (department, department_latin) = DEPARTMENTS[number % DEPARTMENTS.len()];
    let form = ApplicationForm {
        certificate: CertificateContent {
            company_name: "大規模試験株式会社".to_owned(),
            company_latin: "Daikibo Shiken".to_owned(),
            department_name: department.to_owned(),
            department_latin: department_latin.to_owned(),
            title_name: title(number),
            title_latin: format!("Kacho {number}"),
        },
        pin_recipient: PinRecipient {
            name: "試験 太郎".to_owned(),
            mail_address: "pin@scale.example".to_owned(),
            ..PinRecipient::default()
        },
        applicant: Applicant {
            name: "試験 太郎".to_owned(),
            phone: "03-5550-0000".to_owned(),
            mail_address: "applicant@scale.example".to_owned(),
            ..Applicant::default()
        },
        ..ApplicationForm::default()
    };
    let received_at = now.plus_days(-800);
    let new = NewApplication { receipt_number, form: &form, signer: user, filed_by: user, received_at };
    let mut row = applications::new_row(COMPANY_ID, new);
    let steps = [ApplicationState::Examining, ApplicationState::Issued, ApplicationState::Checked];
    for (step, days) in steps.into_iter().zip(1..) {
        applications::step(&mut row, step, received_at.plus_days(days));
    }
    row
}

fn title(number: usize) -> String {
    format!("第{number}課長")
}
