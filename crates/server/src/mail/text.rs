//! What the mails say. Plain text, one function a kind.

use contract::contact::PinRecipient;
use contract::mail::MailKind;
use contract::routes;
use contract::user::Role;

use crate::clock::Moment;
use crate::config::Config;
use crate::entity::{application, certificate, user};
use crate::store::mails::NewMail;

/// The subject of a kind of mail (M15.1, D15.2).
pub fn subject(config: &Config, kind: MailKind) -> String {
    let what = match kind {
        MailKind::ApplicationReceived => "電子証明書追加発行申請受付のお知らせ",
        MailKind::ApplicationRejected => "電子証明書追加発行申請却下のお知らせ",
        MailKind::CertificateIssued => "電子証明書発行のお知らせ",
        MailKind::Pin => "PINのお知らせ",
        MailKind::ExpiryNotice => "電子証明書有効期間満了のお知らせ",
        MailKind::BindingsChanged => "電子証明書紐付情報更新（署名者変更）のお知らせ",
    };
    format!("【{}サービス】{what}", config.service_name)
}

/// `2026年11月22日 14:05`, in Japan's time.
fn date_and_time(at: Moment) -> String {
    let japan = at.in_japan();
    format!("{}年{}月{}日 {:02}:{:02}", japan.year(), japan.month(), japan.day(), japan.hour(), japan.minute())
}

/// A department and a name, or the name alone.
fn person(department: &str, name: &str) -> String {
    if department.is_empty() { name.to_owned() } else { format!("{department}　{name}") }
}

/// Who must act in person: nobody is to log in with somebody else's ID (M7.4).
fn in_person(user: &user::Model) -> String {
    format!("{}さん（利用者ID：{}）ご本人が", user.name, user.user_id)
}

/// The end of every mail.
fn closing(config: &Config) -> String {
    format!("{}お心当たりのない場合は、お手数ですが貴社の管理者へご確認ください。\n", closing_to_administrators(config))
}

/// The end of a mail to administrators, who are not sent to themselves.
fn closing_to_administrators(config: &Config) -> String {
    format!(
        "―――――――――――――――――――――――――――――\n\
         {service}サービス\n\
         {url}\n\
         このメールは送信専用です。返信されてもお答えできません。\n",
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
         \u{3000}3. {in_person}ログインし、\n\
         \u{3000}\u{3000} PINを入力して「証明書有効性確認」を行うと、署名できるようになります。\n\
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
        in_person = in_person(signer),
        pin_recipient = person(&row.pin_recipient_department, &row.pin_recipient_name),
        pin_address = row.pin_recipient_mail_address,
        url = config.public_url,
        path = routes::fill(routes::PAGE_APPLICATION, &row.receipt_number),
        closing = closing(config),
    );
    NewMail {
        company_id: Some(row.company_id.clone()),
        cause: row.receipt_number.clone(),
        about: row.receipt_number.clone(),
        kind: MailKind::ApplicationReceived,
        to: row.applicant_mail_address.clone(),
        subject: subject(config, MailKind::ApplicationReceived),
        body: body.into(),
        secret: false,
        message_id,
    }
}

/// A mail to the applicant of an application.
fn to_applicant(config: &Config, kind: MailKind, row: &application::Model, text: &str, message_id: String) -> NewMail {
    NewMail {
        company_id: Some(row.company_id.clone()),
        cause: row.receipt_number.clone(),
        about: row.receipt_number.clone(),
        kind,
        to: row.applicant_mail_address.clone(),
        subject: subject(config, kind),
        body: format!("{} 様\n\n{text}\n{}", person(&row.applicant_department, &row.applicant_name), closing(config))
            .into(),
        secret: false,
        message_id,
    }
}

/// 電子証明書追加発行申請却下のお知らせ, to the applicant (D13.1).
pub fn application_rejected(config: &Config, row: &application::Model, message_id: String) -> NewMail {
    let text = format!(
        "次の電子証明書追加発行申請は、審査の結果、お受けできませんでした。\n\
         \n\
         ■受付番号：{receipt}\n\
         ■部署名・役職名：{department}　{title}\n\
         ■理由\n\
         {reason}\n\
         \n\
         内容を見直して、もう一度申請してください。申請の内容は次の画面で確認できます。\n\
         {url}{path}\n",
        receipt = row.receipt_number,
        department = row.department_name,
        title = row.title_name,
        reason = row.rejection_reason.as_deref().unwrap_or_default(),
        url = config.public_url,
        path = routes::fill(routes::PAGE_APPLICATION, &row.receipt_number),
    );
    to_applicant(config, MailKind::ApplicationRejected, row, &text, message_id)
}

/// 電子証明書発行のお知らせ, to the applicant (M7.3).
pub fn certificate_issued(
    config: &Config,
    row: &application::Model,
    signer: &user::Model,
    certificate_number: &str,
    not_after: Moment,
    message_id: String,
) -> NewMail {
    let text = format!(
        "お申し込みの電子証明書を発行し、利用者IDに紐付けました。\n\
         \n\
         ■電子証明書管理番号：{certificate_number}\n\
         ■受付番号：{receipt}\n\
         ■部署名・役職名：{department}　{title}\n\
         ■有効期限：{end}\n\
         ■利用者ID：{signer_id}（{signer}）\n\
         \n\
         ■今後の流れ\n\
         1. PINは、PIN送付先（{pin_address}）へ「PINのお知らせ」でお送りしました。\n\
         2. {in_person}ログインし、PINを入力して「証明書有効性確認」を行うと、\n\
         \u{3000} この電子証明書で署名できるようになります。\n\
         {url}{path}\n",
        receipt = row.receipt_number,
        department = row.department_name,
        title = row.title_name,
        signer_id = signer.user_id,
        signer = person(&signer.department, &signer.name),
        end = date_and_time(not_after),
        in_person = in_person(signer),
        pin_address = row.pin_recipient_mail_address,
        url = config.public_url,
        path = routes::PAGE_MY_CERTIFICATES,
    );
    to_applicant(config, MailKind::CertificateIssued, row, &text, message_id)
}

/// PINのお知らせ, to the PIN recipient (M7.3). The only place where the PIN ever is.
pub fn pin(
    config: &Config,
    row: &application::Model,
    signer: &user::Model,
    certificate_number: &str,
    pin: &str,
    message_id: String,
) -> NewMail {
    let body = format!(
        "{recipient} 様\n\
         \n\
         発行した電子証明書のPINをお知らせします。\n\
         \n\
         ■電子証明書管理番号：{certificate_number}\n\
         ■部署名・役職名：{department}　{title}\n\
         ■PIN：{pin}\n\
         \n\
         PINをお送りするのは、このメール1回だけです。大切に保管し、社内で必要な方だけに伝えてください。\n\
         大文字と小文字、ハイフンの有無は区別しません。数字の0と1、英字のIとOは使っていません。\n\
         \n\
         {in_person}ログインし、このPINを入力して「証明書有効性確認」を行うと、\n\
         この電子証明書で署名できるようになります。\n\
         {url}{path}\n\
         \n\
         {closing}",
        recipient = person(&row.pin_recipient_department, &row.pin_recipient_name),
        department = row.department_name,
        title = row.title_name,
        pin = contract::pin::grouped(pin),
        in_person = in_person(signer),
        url = config.public_url,
        path = routes::PAGE_MY_CERTIFICATES,
        closing = closing(config),
    );
    NewMail {
        company_id: Some(row.company_id.clone()),
        cause: row.receipt_number.clone(),
        about: row.receipt_number.clone(),
        kind: MailKind::Pin,
        to: row.pin_recipient_mail_address.clone(),
        subject: subject(config, MailKind::Pin),
        body: body.into(),
        secret: true,
        message_id,
    }
}

/// What changed in the bindings of a certificate, for the mails about it.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The certificate.
    pub certificate: &'a certificate::Model,
    /// Who was sent the PIN at the issue.
    pub pin_recipient: &'a PinRecipient,
    /// Who was bound.
    pub bound: Option<&'a user::Model>,
    /// Who was released.
    pub released: &'a [user::Model],
    /// The administrator who did it.
    pub by: &'a user::Model,
    /// When.
    pub at: Moment,
}

/// 電子証明書紐付情報更新（署名者変更）のお知らせ, to the administrator who did it or to the newly bound user (M12.1).
///
/// The bound user learns of the own binding only; who was released is the administrator's to know (M12.2).
pub fn bindings_changed(config: &Config, change: Change<'_>, to: &user::Model, message_id: String) -> NewMail {
    let is_administrator = to.id == change.by.id;
    let line = |what: &str, user: &user::Model| {
        format!("■{what}：{}（{}）\n", user.user_id, person(&user.department, &user.name))
    };
    let mut who = String::new();
    if let Some(bound) = change.bound {
        who += &line("追加した利用者ID", bound);
    }
    for released in change.released.iter().filter(|_| is_administrator) {
        who += &line("解除した利用者ID", released);
    }
    let next = match change.bound {
        Some(bound) => format!(
            "\n■今後の流れ\n\
             {}ログインし、「証明書有効性確認」を行うと、この電子証明書で署名できるようになります。\n\
             PINは、この電子証明書の発行時に「PINのお知らせ」でお送りしたものです。\n\
             発行時のPIN送付先（{} 様）にお尋ねください。\n\
             {}{}\n",
            in_person(bound),
            person(&change.pin_recipient.department, &change.pin_recipient.name),
            config.public_url,
            routes::PAGE_MY_CERTIFICATES
        ),
        None => "\n解除した利用者IDでは、この電子証明書で署名できなくなりました。\n".to_owned(),
    };
    let number = &change.certificate.certificate_number;
    let body = format!(
        "{to} 様\n\
         \n\
         {what}\n\
         \n\
         ■電子証明書管理番号：{number}\n\
         ■部署名・役職名：{department}　{title}\n\
         ■更新日時：{at}\n\
         {who}{next}\n{closing}",
        to = person(&to.department, &to.name),
        department = change.certificate.department_name,
        title = change.certificate.title_name,
        at = date_and_time(change.at),
        what = if is_administrator {
            "電子証明書の紐付けを更新しました。"
        } else {
            "あなたの利用者IDに、電子証明書を紐付けました。"
        },
        closing =
            if to.role == Role::Administrator.code() { closing_to_administrators(config) } else { closing(config) },
    );
    NewMail {
        company_id: Some(change.certificate.company_id.clone()),
        cause: format!("{number} {}", change.certificate.version),
        about: number.clone(),
        kind: MailKind::BindingsChanged,
        to: to.mail_address.clone(),
        subject: subject(config, MailKind::BindingsChanged),
        body: body.into(),
        secret: false,
        message_id,
    }
}

/// 電子証明書有効期間満了のお知らせ, to an administrator or the applicant (M14.1).
pub fn expiry_notice(
    config: &Config,
    certificate: &certificate::Model,
    row: &application::Model,
    to: &str,
    now: Moment,
    message_id: String,
) -> NewMail {
    let end = date_and_time(Moment(certificate.not_after));
    let what = if crate::store::certificates::has_expired(certificate, now) {
        "有効期間が満了しました"
    } else {
        "まもなく有効期間が満了します"
    };
    let body = format!(
        "ご担当者 様\n\
         \n\
         次の電子証明書は、{what}。満了後は、この電子証明書で署名できません。\n\
         \n\
         ■電子証明書管理番号：{number}\n\
         ■部署名・役職名：{department}　{title}\n\
         ■有効期限：{end}\n\
         \n\
         引き続きお使いになる場合は、「電子証明書追加発行申請」で、この電子証明書を選んで申請してください。\n\
         発行当時の申請内容を活用できます。発行までは通常2～3日かかります。\n\
         {url}{path}\n\
         \n\
         {closing}",
        number = certificate.certificate_number,
        department = row.department_name,
        title = row.title_name,
        url = config.public_url,
        path = routes::PAGE_APPLICATION_INPUT,
        closing = closing_to_administrators(config),
    );
    NewMail {
        company_id: Some(row.company_id.clone()),
        cause: certificate.certificate_number.clone(),
        about: certificate.certificate_number.clone(),
        kind: MailKind::ExpiryNotice,
        to: to.to_owned(),
        subject: subject(config, MailKind::ExpiryNotice),
        body: body.into(),
        secret: false,
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
