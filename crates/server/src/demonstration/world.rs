//! The companies, people and certificates of the demonstration.

use contract::application::{ApplicationForm, ApplicationState, CertificateContent};
use contract::contact::{Applicant, PinRecipient};
use contract::text::fold_for_search;
use contract::user::Role;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, Set,
};

use super::names::{DEPARTMENTS, person};
use super::{LOG_INS, at, role_of};
use crate::auth::{Administrator, Principal};
use crate::clock::Moment;
use crate::db::begin_write;
use crate::entity::{application, binding, certificate, company, session, user};
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::applications::NewApplication;
use crate::store::counters::{self, Counter};
use crate::store::{CompanyScope, applications, users};

/// Company, its name, its Latin name, its mail domain, its users.
const COMPANIES: [(&str, &str, &str, &str, usize); 2] = [
    ("K100001", "株式会社山田建設", "Yamada Kensetsu", "yamada-kensetsu.example", 300),
    ("K200001", "東海設備工業株式会社", "Tokai Setsubi Kogyo", "tokai-setsubi.example", 25),
];

pub(super) async fn companies(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let row = |id: &str, kind: &str, name: &str| company::ActiveModel {
        company_id: Set(id.to_owned()),
        login_key: Set(fold_for_search(id)),
        kind: Set(kind.to_owned()),
        name: Set(name.to_owned()),
    };
    let rows = COMPANIES.iter().map(|(id, name, ..)| row(id, "company", name));
    let rows = rows.chain([row("UNEI", "service", "運営")]);
    company::Entity::insert_many(rows).exec_without_returning(tx).await.map(|_| ())
}

/// A row of a user who does not exist.
pub(super) fn user_row(company_id: &str, domain: &str, id: String, name: String, number: usize) -> user::ActiveModel {
    let department = DEPARTMENTS[number % DEPARTMENTS.len()].0;
    // Some have left, some are disabled; nobody among the first, who log in.
    let state = match number {
        _ if number > 20 && number.is_multiple_of(23) => "disabled",
        _ if number > 20 && number.is_multiple_of(31) => "left",
        _ => users::ACTIVE,
    };
    user::ActiveModel {
        id: sea_orm::NotSet,
        company_id: Set(company_id.to_owned()),
        login_key: Set(fold_for_search(&id)),
        name_key: Set(fold_for_search(&name)),
        department_key: Set(fold_for_search(department)),
        mail_address: Set(format!("{id}@{domain}")),
        user_id: Set(id),
        name: Set(name),
        department: Set(department.to_owned()),
        phone: Set(format!("03-5550-{:04}", number % 10_000)),
        role: Set(Role::Member.code().to_owned()),
        state: Set(state.to_owned()),
        password_hash: Set(None),
    }
}

pub(super) async fn users(tx: &DatabaseTransaction, hashes: &[String]) -> Result<(), DbErr> {
    for (company_id, _, _, domain, count) in COMPANIES {
        let log_ins: Vec<_> = LOG_INS.iter().zip(hashes).filter(|(log_in, _)| log_in.company_id == company_id).collect();
        let mut rows = Vec::with_capacity(count);
        for (number, (log_in, hash)) in log_ins.iter().enumerate() {
            let name = (0..1200).map(person).find(|(id, _)| id == log_in.user_id).map(|(_, name)| name);
            let name = name.unwrap_or_else(|| log_in.user_id.to_owned());
            let mut row = user_row(company_id, domain, log_in.user_id.to_owned(), name, number);
            row.role = Set(role_of(log_in).code().to_owned());
            row.password_hash = Set(Some((*hash).clone()));
            rows.push(row);
        }
        let others = (0..).map(person).filter(|(id, _)| log_ins.iter().all(|(log_in, _)| log_in.user_id != id));
        for (number, (id, name)) in (rows.len()..count).zip(others) {
            rows.push(user_row(company_id, domain, id, name, number));
        }
        user::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for (log_in, hash) in LOG_INS.iter().zip(hashes).filter(|(log_in, _)| role_of(log_in) == Role::Operator) {
        let mut row = user_row(log_in.company_id, "cectrust-light.example", log_in.user_id.to_owned(), "運営 担当".to_owned(), 0);
        row.department = Set("運営".to_owned());
        row.department_key = Set("運営".to_owned());
        row.role = Set(Role::Operator.code().to_owned());
        row.password_hash = Set(Some(hash.clone()));
        row.insert(tx).await?;
    }
    Ok(())
}

/// What a certificate of the demonstration is like; days are counted from now.
struct Sample {
    department: usize,
    title: (&'static str, &'static str),
    ends_in_days: i64,
    notice: bool,
    revoked: bool,
}

const fn sample(department: usize, title: (&'static str, &'static str), ends_in_days: i64) -> Sample {
    // The notice goes out a month before the end (D14.2).
    Sample { department, title, ends_in_days, notice: ends_in_days <= 30, revoked: false }
}

const SHACHO: (&str, &str) = ("代表取締役社長", "Daihyo Torishimariyaku Shacho");
const SHITENCHO: (&str, &str) = ("支店長", "Shitencho");
const BUCHO: (&str, &str) = ("部長", "Bucho");

const SAMPLES: [Sample; 12] = [
    sample(0, SHACHO, 520),
    sample(7, SHITENCHO, 410),
    sample(8, SHITENCHO, 245),
    sample(9, SHITENCHO, 130),
    sample(4, BUCHO, 75),
    sample(10, SHITENCHO, 24),
    sample(5, BUCHO, 9),
    sample(11, SHITENCHO, -40),
    sample(6, BUCHO, -290),
    sample(3, BUCHO, -400),
    sample(2, BUCHO, -800),
    Sample { revoked: true, ..sample(1, BUCHO, 300) },
];

/// Certificates with the applications they were issued on. They are valid for two years.
pub(super) async fn certificates(tx: &DatabaseTransaction, now: Moment) -> Outcome<()> {
    for (company_id, name, latin, domain, _) in COMPANIES {
        let samples: &[Sample] = if company_id == "K100001" { &SAMPLES } else { &SAMPLES[5..7] };
        let people = user::Entity::find()
            .filter(user::Column::CompanyId.eq(company_id))
            .filter(user::Column::State.eq(users::ACTIVE))
            .all(tx)
            .await?;
        let filed_by = people.iter().find(|user| user.role == Role::Administrator.code());
        let Some(filed_by) = filed_by else { continue };
        for sample in samples {
            let (department, department_latin) = DEPARTMENTS[sample.department];
            let of_department: Vec<_> = people.iter().filter(|user| user.department == department).collect();
            let Some(signer) = of_department.first() else { continue };
            let form = ApplicationForm {
                reused_certificate: None,
                certificate: CertificateContent {
                    company_name: name.to_owned(),
                    company_latin: latin.to_owned(),
                    department_name: department.to_owned(),
                    department_latin: department_latin.to_owned(),
                    title_name: sample.title.0.to_owned(),
                    title_latin: sample.title.1.to_owned(),
                },
                signer_user_id: signer.user_id.clone(),
                pin_recipient: PinRecipient {
                    department: "総務部".to_owned(),
                    name: filed_by.name.clone(),
                    mail_address: format!("somu@{domain}"),
                },
                applicant: applicant(filed_by),
            };
            let not_after = now.plus_days(sample.ends_in_days);
            let not_before = not_after.plus_days(-730);
            let scope = CompanyScope::of(filed_by);
            let receipt_number = counters::next(tx, Counter::Receipt).await?;
            let new = NewApplication {
                receipt_number,
                form: &form,
                signer: signer.id,
                filed_by: filed_by.id,
                received_at: not_before.plus_days(-3),
            };
            let row = issued(applications::insert(tx, &scope, new).await?, not_before).update(tx).await?;
            let bound: Vec<i64> = of_department.iter().take(1 + sample.department % 3).map(|user| user.id).collect();
            certificate(tx, &row, (not_before, not_after), sample, &bound).await?;
        }
    }
    Ok(())
}

fn applicant(user: &user::Model) -> Applicant {
    Applicant {
        department: user.department.clone(),
        name: user.name.clone(),
        phone: user.phone.clone(),
        mail_address: user.mail_address.clone(),
    }
}

/// An application that has gone its whole way.
fn issued(row: application::Model, issued_at: Moment) -> application::ActiveModel {
    let mut row = row.into_active_model();
    row.state = Set(ApplicationState::Checked.code().to_owned());
    row.version = Set(4);
    row.examining_at = Set(Some(issued_at.plus_days(-2).0));
    row.issued_at = Set(Some(issued_at.0));
    row.checked_at = Set(Some(issued_at.plus_days(1).0));
    row
}

async fn certificate(
    tx: &DatabaseTransaction,
    application: &application::Model,
    (not_before, not_after): (Moment, Moment),
    sample: &Sample,
    bound: &[i64],
) -> Result<(), DbErr> {
    let number = counters::next(tx, Counter::Certificate).await?;
    let row = certificate::ActiveModel {
        certificate_number: Set(number.clone()),
        company_id: Set(application.company_id.clone()),
        receipt_number: Set(application.receipt_number.clone()),
        not_before: Set(not_before.0),
        not_after: Set(not_after.0),
        notice_sent_at: Set(sample.notice.then_some(not_after.plus_days(-30).0)),
        revoked_at: Set(sample.revoked.then_some(not_before.plus_days(200).0)),
    };
    certificate::Entity::insert(row).exec_without_returning(tx).await?;
    let bindings = bound.iter().map(|user| binding::ActiveModel {
        id: sea_orm::NotSet,
        certificate_number: Set(number.clone()),
        user: Set(*user),
        bound_at: Set(not_before.0),
        released_at: Set(None),
    });
    binding::Entity::insert_many(bindings).exec_without_returning(tx).await.map(|_| ())
}

/// Two applications that wait for the provider, filed the way every application is; one is being examined.
pub(super) async fn applications_under_way(state: &AppState) -> Outcome<()> {
    let filed_by = user::Entity::find()
        .filter(user::Column::CompanyId.eq("K100001"))
        .filter(user::Column::UserId.eq("yamada.taro"))
        .one(&state.db)
        .await?;
    let filed_by = filed_by.ok_or_else(|| Failure::Internal("the demonstration has no administrator".to_owned()))?;
    for (hours, department, signer, examined) in [(50, 8, "suzuki.ichiro", true), (3, 10, "sato.hanako", false)] {
        let moment = state.now().plus_seconds(-hours * 3600);
        let administrator = Administrator { company: CompanyScope::of(&filed_by), principal: acting(&filed_by) };
        let (department, department_latin) = DEPARTMENTS[department];
        let form = ApplicationForm {
            certificate: CertificateContent {
                company_name: COMPANIES[0].1.to_owned(),
                company_latin: COMPANIES[0].2.to_owned(),
                department_name: department.to_owned(),
                department_latin: department_latin.to_owned(),
                title_name: "副支店長".to_owned(),
                title_latin: "Fuku Shitencho".to_owned(),
            },
            signer_user_id: signer.to_owned(),
            pin_recipient: PinRecipient {
                department: "総務部".to_owned(),
                name: filed_by.name.clone(),
                mail_address: filed_by.mail_address.clone(),
            },
            applicant: applicant(&filed_by),
            reused_certificate: None,
        };
        let past = at(state, moment);
        let key = format!("demonstration-{department_latin}").replace(' ', "-");
        let filed = crate::app::applications::file(&past, &administrator, &key, &form).await?;
        if examined {
            let tx = begin_write(&state.db).await?;
            let row = applications::find(&tx, &administrator.company, &filed.detail.receipt_number).await?;
            if let Some(row) = row {
                let mut row = row.into_active_model();
                row.state = Set(ApplicationState::Examining.code().to_owned());
                row.version = Set(2);
                row.examining_at = Set(Some(moment.plus_seconds(20 * 3600).0));
                row.update(&tx).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A user as if logged in, on this machine.
fn acting(user: &user::Model) -> Principal {
    let session = session::Model { token_hash: String::new(), user: user.id, created_at: 0, last_seen_at: 0, ends_at: 0 };
    Principal { user: user.clone(), session, address: [127, 0, 0, 1].into() }
}
