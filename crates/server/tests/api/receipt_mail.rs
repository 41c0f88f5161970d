//! 電子証明書追加発行申請受付のお知らせ (M6.3, M15.1), and what an administrator sees of it (D15.3).

use contract::application::ApplicationDetail;
use contract::mail::{MailKind, MailState};
use contract::routes;
use server::mail::Transport;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, APPLICANT, KEY};
use crate::stand::smtp::Sink;
use crate::stand::world::{ADMIN_A, ADMIN_B, SIGNER_A};

on_each_database!(
    the_receipt_goes_to_the_applicant_m6_3_m15_1,
    the_services_name_is_a_setting_d15_2,
    a_mail_is_recorded_with_its_cause_d15_3,
    how_each_mail_ended_is_seen_in_the_detail_d15_3,
);

const SUBJECT: &str = "【CECTRUST-Lightサービス】電子証明書追加発行申請受付のお知らせ";

async fn the_receipt_goes_to_the_applicant_m6_3_m15_1(database: Database) {
    let stand = Stand::with(&database, |config| config.public_url = "https://sign.example".to_owned()).await;
    let filed = forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await;
    assert_eq!(stand.send_mails().await, 1);
    let mails = stand.mails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].to.as_str(), mails[0].subject.as_str()), (APPLICANT, SUBJECT));
    // The receipt number, what was applied for, what comes next.
    for text in [
        format!("受付番号：{}", filed.receipt_number),
        "総務部　管理 花子 様".to_owned(),
        "2026年11月22日 14:00".to_owned(),
        "株式会社甲山建設（Koyama Kensetsu）".to_owned(),
        "東京支店（Tokyo Shiten）".to_owned(),
        "支店長（Shitencho）".to_owned(),
        format!("利用者ID：{}", SIGNER_A.id),
        "署名 四郎".to_owned(),
        "総務部　受取 七子".to_owned(),
        "pin@k1001.example".to_owned(),
        "2～3日後".to_owned(),
        "電子証明書発行のお知らせ".to_owned(),
        "PINのお知らせ".to_owned(),
        "証明書有効性確認".to_owned(),
        format!("https://sign.example/applications/{}\n", filed.receipt_number),
    ] {
        assert!(mails[0].body.contains(&text), "{text} is missing in\n{}", mails[0].body);
    }
    assert_eq!(stand.send_mails().await, 0, "once");
}

async fn the_services_name_is_a_setting_d15_2(database: Database) {
    let stand = Stand::with(&database, |config| config.service_name = "しるし".to_owned()).await;
    forms::filed(&stand.logged_in(ADMIN_A).await, KEY, &forms::good(SIGNER_A)).await;
    stand.send_mails().await;
    let mail = stand.mails.lock().unwrap()[0].clone();
    assert_eq!(mail.subject, "【しるしサービス】電子証明書追加発行申請受付のお知らせ");
    assert!(mail.body.contains("しるしサービス") && !mail.body.contains("CECTRUST"));
}

async fn a_mail_is_recorded_with_its_cause_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let admin = stand.logged_in(ADMIN_A).await;
    // Where the mail cannot be recorded, nothing is filed.
    stand.sql("ALTER TABLE mails RENAME COLUMN subject TO subjects").await;
    let before = stand.count_applications().await;
    forms::file(&admin, KEY, &forms::good(SIGNER_A)).await.is(500);
    assert_eq!(stand.count_applications().await, before);
    stand.sql("ALTER TABLE mails RENAME COLUMN subjects TO subject").await;
    let filed = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let rows = stand.new_mails().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].cause, filed.receipt_number);
}

async fn how_each_mail_ended_is_seen_in_the_detail_d15_3(database: Database) {
    let stand = Stand::start(&database).await;
    let sink = Sink::start().await;
    let mut config = (*stand.state.config).clone();
    config.smtp_url = Some(sink.url.clone());
    let transport = Transport::from_config(&config).unwrap();
    let admin = stand.logged_in(ADMIN_A).await;
    let filed = forms::filed(&admin, KEY, &forms::good(SIGNER_A)).await;
    let path = routes::fill(routes::APPLICATION, &filed.receipt_number);
    let seen = || async {
        let mut detail: ApplicationDetail = admin.get(&path).await.json();
        assert_eq!(detail.mails.len(), 1);
        let mail = detail.mails.remove(0);
        assert_eq!((mail.kind, mail.to.as_str()), (MailKind::ApplicationReceived, APPLICANT));
        assert_eq!(mail.subject, SUBJECT);
        let next = mail.next_attempt_at.map(|at| at.0);
        (mail.state, mail.attempts, mail.sent_at.map(|at| at.0), next)
    };
    assert_eq!(filed.mails.len(), 1, "the answer to the filing already has it");
    assert_eq!(seen().await, (MailState::Queued, 0, None, Some("2026-11-22T05:00:00Z".to_owned())));
    sink.reply_to_recipient("451 4.3.0 later");
    stand.send_mails_by(&transport).await;
    assert_eq!(seen().await, (MailState::Retrying, 1, None, Some("2026-11-22T05:00:30Z".to_owned())));
    stand.clock.advance_seconds(30);
    stand.send_mails_by(&transport).await;
    assert_eq!(seen().await, (MailState::Sent, 2, Some("2026-11-22T05:00:30Z".to_owned()), None));
    assert_eq!(sink.taken().len(), 1);

    sink.reply_to_recipient("550 5.1.1 no such user");
    let other = forms::filed(&admin, "another-key-0123456789", &forms::good(SIGNER_A)).await;
    stand.send_mails_by(&transport).await;
    let detail: ApplicationDetail = admin.get(&routes::fill(routes::APPLICATION, &other.receipt_number)).await.json();
    assert_eq!((detail.mails[0].state, &detail.mails[0].next_attempt_at), (MailState::Failed, &None));
    // What the mail server said is for the provider; nobody of another company sees anything.
    assert!(!admin.get(&path).await.text().contains("451"));
    stand.logged_in(ADMIN_B).await.get(&path).await.is(404);
}
