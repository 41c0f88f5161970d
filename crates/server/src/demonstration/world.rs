//! The companies, people and certificates of the demonstration.

use contract::application::{ApplicationForm, CertificateContent};
use contract::binding::BindingChange;
use contract::certificate::RevocationReason;
use contract::contact::{Applicant, PinRecipient};
use contract::text::{fold_for_search, fold_name_for_search};
use contract::user::Role;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};

use zeroize::Zeroizing;

use super::names::{DEPARTMENTS, person};
use super::{LOG_INS, at, role_of};
use crate::app::issue::Decision;
use crate::audit::Actor;
use crate::auth::{Administrator, CompanyMember, Principal};
use crate::clock::Moment;
use crate::entity::{company, session, user};
use crate::mail::{Transport, worker};
use crate::problem::{Failure, Outcome};
use crate::state::AppState;
use crate::store::{AllCompanies, CompanyScope, Reach, mails, users};

/// Company, its name, its Latin name, its mail domain, its users.
const COMPANIES: [(&str, &str, &str, &str, usize); 2] = [
    ("K100001", "株式会社山田建設", "Yamada Kensetsu", "yamada-kensetsu.example", 300),
    ("K200001", "東海設備工業株式会社", "Tokai Setsubi Kogyo", "tokai-setsubi.example", 25),
];

/// 企業ID of the provider, which comes last: where it is, everything is.
pub(super) const PROVIDER: &str = "UNEI";

fn company_row(id: &str, kind: &str, name: &str) -> company::ActiveModel {
    company::ActiveModel {
        company_id: Set(id.to_owned()),
        login_key: Set(fold_for_search(id)),
        kind: Set(kind.to_owned()),
        name: Set(name.to_owned()),
    }
}

pub(super) async fn companies(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let rows = COMPANIES.iter().map(|(id, name, ..)| company_row(id, "company", name));
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
        name_key: Set(fold_name_for_search(&name)),
        department_key: Set(fold_name_for_search(department)),
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
        let log_ins: Vec<_> =
            LOG_INS.iter().zip(hashes).filter(|(log_in, _)| log_in.company_id == company_id).collect();
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
    Ok(())
}

/// The provider and its operators.
pub(super) async fn provider(tx: &DatabaseTransaction, hashes: &[String]) -> Result<(), DbErr> {
    company::Entity::insert(company_row(PROVIDER, "service", "運営")).exec_without_returning(tx).await?;
    for (log_in, hash) in LOG_INS.iter().zip(hashes).filter(|(log_in, _)| role_of(log_in) == Role::Operator) {
        let mut row =
            user_row(log_in.company_id, "cectrust-light.example", log_in.user_id.to_owned(), "運営 担当".to_owned(), 0);
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
    revoked: bool,
    /// How many of the department sign besides the first.
    others: usize,
}

const fn sample(department: usize, title: (&'static str, &'static str), ends_in_days: i64) -> Sample {
    Sample { department, title, ends_in_days, revoked: false, others: 0 }
}

const SHACHO: (&str, &str) = ("代表取締役社長", "Daihyo Torishimariyaku Shacho");
const SHITENCHO: (&str, &str) = ("支店長", "Shitencho");
const BUCHO: (&str, &str) = ("部長", "Bucho");

const SAMPLES: [Sample; 12] = [
    sample(0, SHACHO, 520),
    Sample { others: 1, ..sample(7, SHITENCHO, 410) },
    Sample { others: 2, ..sample(8, SHITENCHO, 245) },
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

/// Certificates, filed, issued, checked, announced and revoked the way every certificate is, with the clock set back.
/// They are valid for two years.
pub(super) async fn certificates(state: &AppState, transport: &Transport) -> Outcome<()> {
    let now = state.now().floor_to_second();
    for (company_id, name, latin, domain, _) in COMPANIES {
        let samples: &[Sample] = if company_id == "K100001" { &SAMPLES } else { &SAMPLES[5..7] };
        let people = active_users(state, company_id).await?;
        let filed_by = people.iter().find(|user| user.role == Role::Administrator.code());
        let Some(filed_by) = filed_by else { continue };
        // The oldest first: so come their numbers.
        let mut samples: Vec<&Sample> = samples.iter().collect();
        samples.sort_by_key(|sample| sample.ends_in_days);
        let mut lives = Vec::new();
        for sample in samples {
            let (department, department_latin) = DEPARTMENTS[sample.department];
            // Somebody of that department signs; for the managing director's certificate it is the one who logs in.
            let mut signers = people.iter().filter(|user| user.department == department);
            let Some(signer) = signers.next() else { continue };
            let others = signers.take(sample.others).collect();
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
            lives.push(Life {
                sample,
                form,
                filed_by,
                signer,
                others,
                receipt_number: String::new(),
                certificate_number: String::new(),
                pin: Zeroizing::default(),
            });
        }
        // Everything in its order, so that the company's history reads as it would have come about.
        let mut steps: Vec<(Moment, usize, Step)> = Vec::new();
        for (index, life) in lives.iter().enumerate() {
            steps.extend(life.sample.steps(now).into_iter().map(|(moment, step)| (moment, index, step)));
        }
        steps.sort_by_key(|(moment, index, _)| (*moment, *index));
        for (moment, index, step) in steps {
            let past = at(state, moment);
            lives[index].take(&past, step).await?;
            send_all(&past, transport).await?;
        }
    }
    Ok(())
}

/// What happens to a certificate.
#[derive(Clone, Copy)]
enum Step {
    File,
    Examine,
    Issue,
    Check,
    /// Binds one of the others.
    Bind(usize),
    Announce,
    Revoke,
}

impl Sample {
    /// When what happens.
    fn steps(&self, now: Moment) -> Vec<(Moment, Step)> {
        let ends = now.plus_days(self.ends_in_days);
        let issued_at = ends.plus_seconds(1).plus_months(-24);
        let mut steps = vec![
            (issued_at.plus_days(-3), Step::File),
            (issued_at.plus_days(-2), Step::Examine),
            (issued_at, Step::Issue),
        ];
        // The newest are left for whoever tries the demonstration to check.
        if self.ends_in_days < 500 {
            steps.push((issued_at.plus_days(1), Step::Check));
        }
        steps.extend((10..).zip(0..self.others).map(|(day, other)| (issued_at.plus_days(day), Step::Bind(other))));
        if self.revoked {
            steps.push((issued_at.plus_days(200), Step::Revoke));
        } else {
            steps.push((ends.plus_months(-1).plus_seconds(60), Step::Announce));
        }
        steps.retain(|(moment, _)| *moment <= now);
        steps
    }
}

/// A certificate that is coming about.
struct Life<'a> {
    sample: &'a Sample,
    form: ApplicationForm,
    filed_by: &'a user::Model,
    signer: &'a user::Model,
    others: Vec<&'a user::Model>,
    receipt_number: String,
    certificate_number: String,
    pin: Zeroizing<String>,
}

impl Life<'_> {
    async fn take(&mut self, past: &AppState, step: Step) -> Outcome<()> {
        let scope = CompanyScope::of(self.filed_by);
        let administrator = Administrator { company: scope.clone(), principal: acting(self.filed_by) };
        let decision = Decision {
            all: AllCompanies::for_jobs(),
            receipt_number: &self.receipt_number,
            seen_version: None,
            actor: Actor::server(""),
        };
        match step {
            Step::File => {
                let key = format!("demonstration-{}-{}", self.sample.department, self.filed_by.company_id);
                let filed = crate::app::applications::file(past, &administrator, &key, &self.form).await?;
                self.receipt_number = filed.detail.receipt_number;
            }
            Step::Examine => {
                crate::app::issue::examine(past, &decision).await?;
            }
            Step::Issue => {
                let issued = crate::app::issue::issue(past, &decision).await?;
                self.pin = pin_of(past, &self.receipt_number).await?;
                self.certificate_number = issued.detail.application.certificate_number.unwrap_or_default();
            }
            Step::Check => {
                let member = CompanyMember { company: CompanyScope::of(self.signer), principal: acting(self.signer) };
                crate::app::signing::check(past, &member, &self.certificate_number, &self.pin).await?;
            }
            Step::Bind(other) => {
                let seen = crate::app::bindings::view(past, &scope, &self.certificate_number).await?.version;
                let wish = BindingChange { bind: Some(self.others[other].user_id.clone()), release: Vec::new() };
                crate::app::bindings::change(past, &administrator, &self.certificate_number, seen, &wish).await?;
            }
            Step::Announce => {
                crate::app::expiry::announce_one(past, &self.certificate_number).await?;
            }
            Step::Revoke => {
                let (reach, actor) = (Reach::Company(&scope), administrator.principal.actor());
                let reason = RevocationReason::AffiliationChanged;
                crate::app::revocation::revoke(past, reach, &self.certificate_number, reason, actor).await?;
            }
        }
        Ok(())
    }
}

async fn send_all(state: &AppState, transport: &Transport) -> Outcome<()> {
    while worker::send_due(state, transport).await? > 0 {}
    Ok(())
}

/// The PIN, read from the one mail that holds it, before that is sent.
async fn pin_of(state: &AppState, receipt_number: &str) -> Outcome<Zeroizing<String>> {
    let body = mails::pin_mail(&state.db, receipt_number).await?.and_then(|row| mails::open_body(&state.key, &row));
    let pin = body.and_then(|body| body.lines().find_map(|line| line.strip_prefix("■PIN：").map(str::to_owned)));
    pin.map(Zeroizing::new).ok_or_else(|| Failure::Internal("the demonstration has a mail without a PIN".to_owned()))
}

async fn active_users(state: &AppState, company_id: &str) -> Result<Vec<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::CompanyId.eq(company_id))
        .filter(user::Column::State.eq(users::ACTIVE))
        .order_by_asc(user::Column::Id)
        .all(&state.db)
        .await
}

fn applicant(user: &user::Model) -> Applicant {
    Applicant {
        department: user.department.clone(),
        name: user.name.clone(),
        phone: user.phone.clone(),
        mail_address: user.mail_address.clone(),
    }
}

/// Two applications that an operator has opened and not decided, so that they wait although the demonstration issues
/// by itself what nobody opens.
pub(super) async fn applications_under_way(state: &AppState) -> Outcome<()> {
    let filed_by = user::Entity::find()
        .filter(user::Column::CompanyId.eq("K100001"))
        .filter(user::Column::UserId.eq("yamada.taro"))
        .one(&state.db)
        .await?;
    let filed_by = filed_by.ok_or_else(|| Failure::Internal("the demonstration has no administrator".to_owned()))?;
    for (hours, department, signer) in [(50, 8, "suzuki.ichiro"), (5, 10, "sato.hanako")] {
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
        let receipt_number = filed.detail.receipt_number.as_str();
        let decision =
            Decision { all: AllCompanies::for_jobs(), receipt_number, seen_version: None, actor: Actor::server("") };
        crate::app::issue::examine(&at(state, moment.plus_seconds(2 * 3600)), &decision).await?;
    }
    Ok(())
}

/// A user as if logged in, on this machine.
fn acting(user: &user::Model) -> Principal {
    let session =
        session::Model { token_hash: String::new(), user: user.id, created_at: 0, last_seen_at: 0, ends_at: 0 };
    Principal { user: user.clone(), session, address: [127, 0, 0, 1].into() }
}
