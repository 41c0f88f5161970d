//! The data on which every test works: two companies, the provider, and a certificate in each state of reuse.
//!
//! All of it came about as it does in the product, with the clock set back: users are imported, certificates applied
//! for, issued, announced and revoked through the API. That takes a second or two, so it is done once for a database and
//! a beginning, and each test gets a copy.

use std::sync::OnceLock;

use contract::certificate::RevocationReason;
use contract::routes;
use contract::user::Role;
use server::app::expiry::announce_one;
use server::app::import::{HEADINGS, Imported, import};
use server::auth::password;
use server::clock::Moment;
use server::entropy::SystemEntropy;
use server::mail::Transport;

use super::{Stand, forms};

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

const COMPANIES: [(&str, &str); 3] =
    [(ADMIN_A.company, "株式会社甲山建設"), (ADMIN_B.company, "乙川設備株式会社"), (OPERATOR.company, "運営")];

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

/// Who can sign for how long: a certificate. Its title tells the tests which it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample<'a> {
    pub(crate) filed_by: Person,
    pub(crate) department: &'a str,
    pub(crate) title: &'a str,
    pub(crate) signer: Person,
    pub(crate) ends_in_days: i64,
    /// Whether its end was announced, if it was near enough.
    pub(crate) notice: bool,
    pub(crate) revoked: bool,
}

const fn sample(title: &'static str, ends_in_days: i64, notice: bool) -> Sample<'static> {
    let (department, revoked) = ("東京支店", false);
    Sample { filed_by: ADMIN_A, department, title, signer: SIGNER_A, ends_in_days, notice, revoked }
}

pub(crate) const SAMPLES: [Sample<'static>; 7] = [
    sample("有効", 300, false),
    sample("満了間近", 20, true),
    sample("期限切れ", -100, true),
    Sample { signer: DISABLED_A, ..sample("署名者停止", -200, true) },
    sample("期限切れ一年超", -400, true),
    Sample { revoked: true, ..sample("失効", 20, true) },
    Sample { filed_by: ADMIN_B, department: "乙支店", signer: MEMBER_B, ..sample("乙支店長", 20, true) },
];

/// When all of them were active: before the oldest certificate was applied for.
const LONG_AGO_DAYS: i64 = -1_200;

/// The password's hash: made once, because each test would pay for it.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash_now(&SystemEntropy, PASSWORD).unwrap()).clone()
}

/// Makes the data, in a database that has none.
pub(crate) async fn make(stand: &Stand) {
    let now = stand.state.now();
    stand.clock.set(now.plus_days(LONG_AGO_DAYS));
    // The authority is older than what it issues.
    stand.state.authority().await.unwrap();
    import_people(stand, |_| "active").await;
    stand.clock.set(now);
    // The numbers are in this order, whatever the certificates' ages.
    for sample in SAMPLES {
        sample.live(stand, now.plus_days(sample.ends_in_days)).await;
    }
    // Before the day on which the tests begin.
    stand.clock.set(now.plus_days(-2));
    import_people(stand, |state| state).await;
    stand.clock.set(now);
}

async fn import_people(stand: &Stand, state: impl Fn(&'static str) -> &'static str) {
    let rows = PEOPLE.map(|(person, role, of_state, name, department)| {
        row(person.company, person.id, name, department, role, state(of_state), &password_hash())
    });
    import_users(stand, &rows).await;
}

/// Brings users to what these rows say, by the program's own import.
pub(crate) async fn import_users(stand: &Stand, rows: &[[String; 10]]) -> Imported {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADINGS.split(',')).unwrap();
    rows.iter().for_each(|row| file.write_record(row).unwrap());
    import(&stand.state, &file.into_inner().unwrap()).await.unwrap()
}

/// A row of the import for somebody of the first company who cannot log in.
pub(crate) fn colleague(id: &str, name: &str, department: &str, role: Role) -> [String; 10] {
    row(ADMIN_A.company, id, name, department, role, "active", "")
}

/// In the order of [`HEADINGS`].
fn row(
    company: &str,
    id: &str,
    name: &str,
    department: &str,
    role: Role,
    state: &str,
    password_hash: &str,
) -> [String; 10] {
    let company_name = COMPANIES.iter().find(|(id, _)| *id == company).unwrap().1;
    let mail_address = format!("user@{}.example", company.to_lowercase());
    let phone = "03-5550-1234";
    [company, company_name, id, name, department, phone, &mail_address, role.code(), state, password_hash]
        .map(str::to_owned)
}

impl Sample<'_> {
    /// Lives through a certificate's life until now: applied for, issued so that it ends at that second, its mails sent,
    /// its end announced, revoked. Its number.
    pub(crate) async fn live(&self, stand: &Stand, not_after: Moment) -> String {
        let now = stand.state.now();
        let issued_at = not_after.plus_seconds(1).plus_months(-24);
        stand.clock.set(issued_at.plus_days(-3));
        let admin = stand.logged_in(self.filed_by).await;
        let mut form = forms::good(self.signer);
        if self.filed_by == ADMIN_B {
            form = forms::of_company_b(form);
        }
        self.department.clone_into(&mut form.certificate.department_name);
        self.title.clone_into(&mut form.certificate.title_name);
        let key = format!("sample-key-{:010}", stand.count_applications().await);
        let filed = forms::filed(&admin, &key, &form).await;
        stand.clock.set(issued_at);
        let number = stand.issue(&filed.receipt_number).await.certificate_number;
        // Not into the test's mailbox.
        let elsewhere = Transport::Memory(Default::default());
        stand.send_mails_by(&elsewhere).await;
        if self.notice {
            stand.clock.set(not_after.plus_months(-1));
            assert!(announce_one(&stand.state, &number).await.unwrap());
            stand.send_mails_by(&elsewhere).await;
        }
        if self.revoked {
            stand.clock.advance_seconds(60);
            let admin = stand.logged_in(self.filed_by).await;
            let request = serde_json::json!({ "reason": RevocationReason::Superseded });
            admin.post(&routes::fill(routes::REVOCATION, &number)).json(&request).await.is(200);
        }
        assert!(stand.state.now() <= now, "{self:?} has not happened yet");
        stand.clock.set(now);
        number
    }
}
