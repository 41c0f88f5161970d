//! 電子証明書有効期間満了のお知らせ: a month before the end, once (M14.1, D14.2), and what it opens (M2.2).

use contract::binding::CertificateView;
use contract::certificate::ReusableCertificate;
use contract::mail::MailKind;
use contract::page::Page;
use contract::routes;
use sea_orm::EntityTrait as _;
use server::app::expiry::{announce, announce_one};
use server::clock::Moment;
use server::entity::{certificate, mail};

use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::APPLICANT;
use crate::stand::world::{ADMIN_A, SAMPLES, SECOND_ADMIN_A, Sample};
use crate::stand::{BEGIN, Stand};

on_each_database!(
    the_end_is_announced_exactly_a_month_before_d14_2,
    to_the_administrators_and_the_applicant_m14_1,
    two_servers_announce_it_once_d14_2,
    what_an_outage_missed_is_announced_after_it_d14_2,
    one_that_is_revoked_meanwhile_is_not_announced_d14_2,
    from_then_on_it_is_reusable_m2_2,
);

/// When the one sample that is not announced yet ends.
const END: Moment = Moment(BEGIN.0 + 300 * 86_400_000);

/// The notices of this test, by address.
async fn notices(stand: &Stand) -> Vec<mail::Model> {
    let mut mails = stand.new_mails().await;
    mails.retain(|mail| mail.kind == MailKind::ExpiryNotice.code());
    mails.sort_by(|a, b| a.to_address.cmp(&b.to_address));
    mails
}

async fn the_end_is_announced_exactly_a_month_before_d14_2(database: Database) {
    let stand = Stand::start(&database).await;
    // Each end in Japan's calendar, and the day a month before it, at the same time of day. A month that has no such
    // day: its last one.
    for (end, second, before) in [
        ("2027-09-18", 0, "2027-08-18"),
        ("2028-03-01", 0, "2028-02-01"),
        // Two years before there is no 29th of February: only what was issued at the beginning of March ends on one.
        ("2028-02-29", 86_399, "2028-01-29"),
        ("2028-03-31", 0, "2028-02-29"),
        ("2029-03-31", 0, "2029-02-28"),
    ] {
        stand.sql("DELETE FROM bindings").await;
        stand.sql("DELETE FROM certificates").await;
        let end_at = Moment::midnight_in_japan(end).unwrap().plus_seconds(second);
        stand.clock.set(end_at);
        SAMPLES[0].live(&stand, end_at).await;
        let due = Moment::midnight_in_japan(before).unwrap().plus_seconds(second);
        stand.clock.set(Moment(due.0 - 1));
        assert_eq!(announce(&stand.state).await.unwrap(), 0, "{end}");
        stand.clock.set(due);
        assert_eq!(announce(&stand.state).await.unwrap(), 1, "{end}");
    }
}

async fn to_the_administrators_and_the_applicant_m14_1(database: Database) {
    let stand = Stand::start(&database).await;
    let address = |id: &str, to: &str| format!("UPDATE users SET mail_address = '{to}' WHERE user_id = '{id}'");
    stand.sql(&address(ADMIN_A.id, "admin@k1001.example")).await;
    stand.sql(&address(SECOND_ADMIN_A.id, "second@k1001.example")).await;
    stand.clock.set(END.plus_months(-1));
    assert_eq!(announce(&stand.state).await.unwrap(), 1);
    let recipients: Vec<String> = notices(&stand).await.into_iter().map(|mail| mail.to_address).collect();
    assert_eq!(recipients, ["admin@k1001.example", APPLICANT, "second@k1001.example"]);
    assert_eq!(stand.send_mails().await, 3);
    for mail in stand.mails.lock().unwrap().iter() {
        assert_eq!(mail.subject, "【CECTRUST-Lightサービス】電子証明書有効期間満了のお知らせ");
        assert!(mail.body.contains("JC-00000001") && mail.body.contains("2027年9月18日 14:00"), "{}", mail.body);
    }
    // An hour and a day later, and after the end: once.
    for later in [END.plus_months(-1).plus_seconds(3600), END.plus_days(-29), END.plus_days(1)] {
        stand.clock.set(later);
        assert_eq!(announce(&stand.state).await.unwrap(), 0);
    }
    assert_eq!(notices(&stand).await.len(), 3);
    // The company sees that it was told.
    let admin = stand.logged_in(ADMIN_A).await;
    let view: CertificateView = admin.get(&routes::fill(routes::CERTIFICATE, "JC-00000001")).await.json();
    let told = view.mails.iter().filter(|mail| mail.kind == MailKind::ExpiryNotice).count();
    assert_eq!(told, 3);
    let mut written = stand.new_audit().await;
    written.retain(|row| row.action == "send_expiry_notice");
    assert_eq!((written.len(), written[0].chain.as_str()), (1, ADMIN_A.company));
}

async fn two_servers_announce_it_once_d14_2(database: Database) {
    let stand = Stand::start(&database).await;
    let other = Stand::at(&database, END.plus_months(-1), |_| {}).await;
    stand.clock.set(END.plus_months(-1));
    let (one, other) = tokio::join!(announce(&stand.state), announce(&other.state));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    // Both administrators of the test data have one address: told once.
    assert_eq!(notices(&stand).await.len(), 2);
}

async fn what_an_outage_missed_is_announced_after_it_d14_2(database: Database) {
    let stand = Stand::start(&database).await;
    let mut numbers = Vec::new();
    for (ends_in_days, revoked) in [(20, false), (-1, false), (-364, false), (-366, false), (10, true)] {
        numbers.push(Sample { revoked, ..SAMPLES[0] }.live(&stand, BEGIN.plus_days(ends_in_days)).await);
    }
    // Also what has ended meanwhile, as long as it can be reused; never a revoked one.
    assert_eq!(announce(&stand.state).await.unwrap(), 3);
    let mut told: Vec<String> = notices(&stand).await.into_iter().map(|mail| mail.about).collect();
    told.sort();
    told.dedup();
    assert_eq!(told, numbers[..3]);
    assert_eq!(announce(&stand.state).await.unwrap(), 0);
}

async fn one_that_is_revoked_meanwhile_is_not_announced_d14_2(database: Database) {
    let stand = Stand::start(&database).await;
    stand.clock.set(END.plus_months(-1));
    // The job has found it; before its turn comes, it is revoked.
    let path = routes::fill(routes::REVOCATION, "JC-00000001");
    let reason = serde_json::json!({ "reason": "superseded" });
    stand.logged_in(ADMIN_A).await.post(&path).json(&reason).await.is(200);
    assert!(!announce_one(&stand.state, "JC-00000001").await.unwrap());
    assert_eq!(notices(&stand).await, []);
    let row = certificate::Entity::find_by_id("JC-00000001").one(&stand.state.db).await.unwrap().unwrap();
    assert_eq!(row.notice_sent_at, None);
}

async fn from_then_on_it_is_reusable_m2_2(database: Database) {
    let stand = Stand::start(&database).await;
    let reusable = || async {
        let page: Page<ReusableCertificate> =
            stand.logged_in(ADMIN_A).await.get(routes::REUSABLE_CERTIFICATES).await.json();
        page.items.iter().any(|certificate| certificate.title_name == "有効")
    };
    stand.clock.set(END.plus_months(-1));
    assert!(!reusable().await);
    announce(&stand.state).await.unwrap();
    assert!(reusable().await);
}
