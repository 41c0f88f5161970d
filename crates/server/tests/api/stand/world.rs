//! The data on which every test works: two companies, the provider, and a certificate in each state of reuse.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ca::certificate::{Certificate, Period, Subject};
use ca::key::KeyPair;
use contract::application::{ApplicationForm, ApplicationState};
use contract::text::fold_for_search;
use contract::user::Role;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, Set,
};
use server::auth::password;
use server::authority::seconds;
use server::clock::Moment;
use server::db::begin_write;
use server::entity::{application, binding, certificate, company, user};
use server::entropy::SystemEntropy;
use server::key::hex;
use server::state::AppState;
use server::store::applications::{self, NewApplication};
use server::store::counters::{self, Counter};
use server::store::{CompanyScope, search, users};

use super::forms;

/// A log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// 企業ID
    pub(crate) company: &'static str,
    /// 利用者ID
    pub(crate) id: &'static str,
}

pub(crate) const ADMIN_A: Person = Person { company: "K1001", id: "kanri.hanako" };
pub(crate) const SECOND_ADMIN_A: Person = Person { company: "K1001", id: "kanri.taro" };
pub(crate) const MEMBER_A: Person = Person { company: "K1001", id: "ippan.ichiro" };
/// A member who is bound to certificates: a signing ID.
pub(crate) const SIGNER_A: Person = Person { company: "K1001", id: "shomei.shiro" };
pub(crate) const DISABLED_A: Person = Person { company: "K1001", id: "teishi.jiro" };
pub(crate) const LEFT_A: Person = Person { company: "K1001", id: "taishoku.saburo" };
pub(crate) const ADMIN_B: Person = Person { company: "K2001", id: "kanri.goro" };
pub(crate) const MEMBER_B: Person = Person { company: "K2001", id: "ippan.roku" };
pub(crate) const OPERATOR: Person = Person { company: "UNEI", id: "operator" };

/// Everybody's password.
pub(crate) const PASSWORD: &str = "tadashii-uma-denchi-hari";

/// Who, role, state, name, department.
const PEOPLE: [(Person, Role, &str, &str, &str); 9] = [
    (ADMIN_A, Role::Administrator, "active", "管理 花子", "総務部"),
    (SECOND_ADMIN_A, Role::Administrator, "active", "管理 太郎", "総務部"),
    (MEMBER_A, Role::Member, "active", "一般 一郎", "営業部"),
    (SIGNER_A, Role::Member, "active", "署名 四郎", "東京支店"),
    (DISABLED_A, Role::Member, "disabled", "停止 次郎", "営業部"),
    (LEFT_A, Role::Member, "left", "退職 三郎", "営業部"),
    (ADMIN_B, Role::Administrator, "active", "乙山 五郎", "乙総務部"),
    (MEMBER_B, Role::Member, "active", "乙川 六", "乙営業部"),
    (OPERATOR, Role::Operator, "active", "運営 担当", "運営"),
];

/// What a certificate is like. Its title tells the tests which it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) company: &'static str,
    pub(crate) title: &'static str,
    pub(crate) signer: Person,
    pub(crate) ends_in_days: i64,
    pub(crate) notice: bool,
    pub(crate) revoked: bool,
}

const fn sample(title: &'static str, ends_in_days: i64, notice: bool) -> Sample {
    Sample { company: ADMIN_A.company, title, signer: SIGNER_A, ends_in_days, notice, revoked: false }
}

pub(crate) const SAMPLES: [Sample; 7] = [
    sample("有効", 300, false),
    sample("満了間近", 20, true),
    sample("期限切れ", -100, true),
    Sample { signer: DISABLED_A, ..sample("署名者停止", -200, true) },
    sample("期限切れ一年超", -400, true),
    Sample { revoked: true, ..sample("失効", 20, true) },
    Sample { company: ADMIN_B.company, signer: MEMBER_B, ..sample("乙支店長", 20, true) },
];

/// The password's hash: made once, because each test would pay for it.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash_now(&SystemEntropy, PASSWORD).unwrap()).clone()
}

/// Loads the data, if the database has none yet.
pub(crate) async fn load(state: &AppState) {
    if company::Entity::find().count(&state.db).await.unwrap() > 0 {
        return;
    }
    state.authority().await.unwrap();
    let tx = begin_write(&state.db).await.unwrap();
    for (id, kind, name) in [
        (ADMIN_A.company, "company", "株式会社甲山建設"),
        (ADMIN_B.company, "company", "乙川設備株式会社"),
        (OPERATOR.company, "service", "運営"),
    ] {
        let row = company::ActiveModel {
            company_id: Set(id.to_owned()),
            login_key: Set(fold_for_search(id)),
            kind: Set(kind.to_owned()),
            name: Set(name.to_owned()),
        };
        company::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    }
    for (person, role, of_state, name, department) in PEOPLE {
        let row = user_row(person.company, person.id, name, department, of_state);
        let row =
            user::ActiveModel { role: Set(role.code().to_owned()), password_hash: Set(Some(password_hash())), ..row };
        row.insert(&tx).await.unwrap();
    }
    for sample in SAMPLES {
        insert_certificate(&tx, state, sample).await;
    }
    search::complete(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// A member who cannot log in.
pub(crate) fn user_row(company: &str, id: &str, name: &str, department: &str, of_state: &str) -> user::ActiveModel {
    user::ActiveModel {
        id: sea_orm::NotSet,
        company_id: Set(company.to_owned()),
        user_id: Set(id.to_owned()),
        login_key: Set(fold_for_search(id)),
        name_key: Set(fold_for_search(name)),
        department_key: Set(fold_for_search(department)),
        name: Set(name.to_owned()),
        department: Set(department.to_owned()),
        phone: Set("03-5550-1234".to_owned()),
        mail_address: Set(format!("user@{}.example", company.to_lowercase())),
        role: Set(Role::Member.code().to_owned()),
        state: Set(of_state.to_owned()),
        password_hash: Set(None),
    }
}

async fn find(tx: &DatabaseTransaction, company: &str, id: &str) -> user::Model {
    let found = user::Entity::find()
        .filter(user::Column::CompanyId.eq(company))
        .filter(user::Column::UserId.eq(id))
        .one(tx)
        .await;
    found.unwrap().unwrap()
}

/// A certificate by the server's own authority, for a key that nobody has.
async fn make_certificate(
    state: &AppState,
    form: &ApplicationForm,
    number: &str,
    (not_before, not_after): (Moment, Moment),
) -> Certificate {
    let key = KeyPair::generate(&mut |buffer| state.entropy.fill(buffer));
    let subject = Subject {
        organization: form.certificate.company_latin.clone(),
        organizational_unit: form.certificate.department_latin.clone(),
        title: form.certificate.title_latin.clone(),
        certificate_number: number.to_owned(),
    };
    let period = Period { not_before: seconds(not_before), not_after: seconds(not_after) };
    let authority = state.authority().await.unwrap();
    authority.issue(&subject, &key.public_key().unwrap(), period).await.unwrap()
}

/// A certificate with the application on which it was issued, bound to its signer; its number. The state's authority
/// must be there already: it cannot be made while a transaction is open.
pub(crate) async fn insert_certificate(tx: &DatabaseTransaction, state: &AppState, sample: Sample) -> String {
    let now = state.now();
    let filed_by = if sample.company == ADMIN_A.company { ADMIN_A } else { ADMIN_B };
    let filed_by = find(tx, filed_by.company, filed_by.id).await;
    let signer = find(tx, sample.signer.company, sample.signer.id).await;
    let mut form = forms::good(sample.signer);
    if sample.company == ADMIN_B.company {
        form = forms::of_company_b(form);
    }
    sample.title.clone_into(&mut form.certificate.title_name);
    let not_after = now.plus_days(sample.ends_in_days);
    let not_before = not_after.plus_days(-730);
    let new = NewApplication {
        receipt_number: counters::next(tx, Counter::Receipt).await.unwrap(),
        form: &form,
        signer: signer.id,
        filed_by: filed_by.id,
        received_at: not_before.plus_days(-3),
    };
    let row = applications::insert(tx, &CompanyScope::of(&filed_by), new).await.unwrap();
    let receipt_number = row.receipt_number.clone();
    let issued = application::ActiveModel {
        state: Set(ApplicationState::Issued.code().to_owned()),
        version: Set(3),
        issued_at: Set(Some(not_before.0)),
        ..row.into()
    };
    issued.update(tx).await.unwrap();
    let number = counters::next(tx, Counter::Certificate).await.unwrap();
    let made = make_certificate(state, &form, &number, (not_before, not_after)).await;
    let row = certificate::ActiveModel {
        certificate_number: Set(number.clone()),
        company_id: Set(sample.company.to_owned()),
        receipt_number: Set(receipt_number),
        not_before: Set(not_before.0),
        not_after: Set(not_after.0),
        notice_sent_at: Set(sample.notice.then_some(not_after.plus_days(-30).0)),
        revoked_at: Set(sample.revoked.then_some(not_before.0)),
        revocation_reason: Set(sample.revoked.then(|| "superseded".to_owned())),
        revoked: Set(i32::from(sample.revoked)),
        department_name: Set(form.certificate.department_name.clone()),
        department_key: Set(fold_for_search(&form.certificate.department_name)),
        title_name: Set(sample.title.to_owned()),
        title_key: Set(fold_for_search(sample.title)),
        version: Set(1),
        serial: Set(hex(&made.serial())),
        der: Set(STANDARD.encode(made.to_der().unwrap())),
        // Nobody signs with these: tests of the PIN issue a certificate of their own.
        wrapped_key: Set(String::new()),
    };
    certificate::Entity::insert(row).exec_without_returning(tx).await.unwrap();
    if signer.state == users::ACTIVE {
        let row = binding::ActiveModel {
            id: sea_orm::NotSet,
            certificate_number: Set(number.clone()),
            user: Set(signer.id),
            bound_at: Set(not_before.0),
            bound_by: Set(None),
            released_at: Set(None),
            released_by: Set(None),
            checked_at: Set(None),
            wrong_pins: Set(0),
            pin_blocked_until: Set(0),
        };
        row.insert(tx).await.unwrap();
    }
    number
}
