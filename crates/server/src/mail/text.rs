//! What the mails say. Plain text, one function a kind.

use contract::mail::MailKind;
use contract::routes;

use crate::clock::Moment;
use crate::config::Config;
use crate::entity::{application, user};
use crate::store::mails::NewMail;

/// The subject of a kind of mail (M15.1, D15.2).
pub fn subject(config: &Config, kind: MailKind) -> String {
    let what = match kind {
        MailKind::ApplicationReceived => "電子証明書追加発行申請受付のお知らせ",
    };
    format!("【{}サービス】{what}", config.service_name)
}

/// `2026年11月22日 14:05`, in Japan's time.
fn date_and_time(at: Moment) -> String {
    let japan = at.to_jiff().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)));
    format!("{}年{}月{}日 {:02}:{:02}", japan.year(), japan.month(), japan.day(), japan.hour(), japan.minute())
}

/// A department and a name, or the name alone.
fn person(department: &str, name: &str) -> String {
    if department.is_empty() { name.to_owned() } else { format!("{department}　{name}") }
}

/// The end of every mail.
fn closing(config: &Config) -> String {
    format!(
        "―――――――――――――――――――――――――――――\n\
         {service}サービス\n\
         {url}\n\
         このメールは送信専用です。返信されてもお答えできません。\n\
         お心当たりのない場合は、お手数ですが貴社の管理者へご確認ください。\n",
        service = config.service_name,
        url = config.public_url
    )
}

/// 電子証明書追加発行申請受付のお知らせ, to the applicant (M6.3).
pub fn application_received(
    config: &Config,
    row: &application::Model,
    signer: &user::Model,
    message_id: String,
) -> NewMail {
    let body = format!(
        "{applicant} 様\n\
         \n\
         {service}サービスをご利用いただき、ありがとうございます。\n\
         次の電子証明書追加発行申請を受け付けました。\n\
         \n\
         ■受付番号：{receipt}\n\
         ■受付日時：{received}\n\
         \n\
         ■電子証明書情報\n\
         \u{3000}企業名：{company}（{company_latin}）\n\
         \u{3000}部署名：{department}（{department_latin}）\n\
         \u{3000}役職名：{title}（{title_latin}）\n\
         ■電子証明書利用者情報\n\
         \u{3000}利用者ID：{signer_id}\n\
         \u{3000}利用者：{signer}\n\
         ■PIN送付先情報\n\
         \u{3000}送付先：{pin_recipient}\n\
         \u{3000}メールアドレス：{pin_address}\n\
         \n\
         ■今後の流れ\n\
         \u{3000}1. 内容を審査し、通常2～3日後に電子証明書を発行します。\n\
         \u{3000}\u{3000} 申請の内容について、お電話またはメールで確認させていただくことがあります。\n\
         \u{3000}2. 発行が完了すると、申請担当者様へ「電子証明書発行のお知らせ」を、\n\
         \u{3000}\u{3000} PIN送付先へ「PINのお知らせ」をお送りします。\n\
         \u{3000}3. 利用者ID「{signer_id}」でログインし、PINを入力して\n\
         \u{3000}\u{3000}「証明書有効性確認」を行うと、署名できるようになります。\n\
         \n\
         申請の状況は、次の画面で確認できます。\n\
         {url}{path}\n\
         \n\
         {closing}",
        applicant = person(&row.applicant_department, &row.applicant_name),
        service = config.service_name,
        receipt = row.receipt_number,
        received = date_and_time(Moment(row.received_at)),
        company = row.company_name,
        company_latin = row.company_latin,
        department = row.department_name,
        department_latin = row.department_latin,
        title = row.title_name,
        title_latin = row.title_latin,
        signer_id = signer.user_id,
        signer = person(&signer.department, &signer.name),
        pin_recipient = person(&row.pin_recipient_department, &row.pin_recipient_name),
        pin_address = row.pin_recipient_mail_address,
        url = config.public_url,
        path = routes::fill(routes::PAGE_APPLICATION, &row.receipt_number),
        closing = closing(config),
    );
    NewMail {
        company_id: Some(row.company_id.clone()),
        cause: row.receipt_number.clone(),
        kind: MailKind::ApplicationReceived,
        to: row.applicant_mail_address.clone(),
        subject: subject(config, MailKind::ApplicationReceived),
        body,
        message_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_begin_with_the_services_name_m15_1_d15_2() {
        let mut config = Config::from_vars(&std::collections::HashMap::new()).expect("defaults");
        assert_eq!(
            subject(&config, MailKind::ApplicationReceived),
            "【CECTRUST-Lightサービス】電子証明書追加発行申請受付のお知らせ"
        );
        config.service_name = "しるし".to_owned();
        assert_eq!(
            subject(&config, MailKind::ApplicationReceived),
            "【しるしサービス】電子証明書追加発行申請受付のお知らせ"
        );
    }

    #[test]
    fn dates_are_japans_f8() {
        assert_eq!(date_and_time(Moment(1_795_323_900_000)), "2026年11月22日 14:05");
    }
}
