//! The only place where a code becomes Japanese: labels, and what went wrong, why, and what to do next.

use crate::Reason;
use crate::application::{ApplicationField, ApplicationState, Section};
use crate::certificate::ReuseReason;
use crate::mail::MailState;
use crate::problem::{Problem, ProblemCode};
use crate::user::Role;

/// The heading of a part of the application form.
pub fn section(section: Section) -> &'static str {
    match section {
        Section::Reuse => "電子証明書",
        Section::Certificate => "電子証明書情報",
        Section::Signer => "電子証明書利用者情報",
        Section::PinRecipient => "PIN送付先情報",
        Section::Applicant => "申請担当者情報",
    }
}

/// The label of a field of the application form.
pub fn field(field: ApplicationField) -> &'static str {
    match field {
        ApplicationField::ReusedCertificate => "電子証明書",
        ApplicationField::CompanyName => "企業名",
        ApplicationField::CompanyLatin => "企業名（アルファベット）",
        ApplicationField::DepartmentName => "部署名",
        ApplicationField::DepartmentLatin => "部署名（アルファベット）",
        ApplicationField::TitleName => "役職名",
        ApplicationField::TitleLatin => "役職名（アルファベット）",
        ApplicationField::SignerUserId => "利用者ID",
        ApplicationField::PinRecipientDepartment => "PIN送付先の部署名",
        ApplicationField::PinRecipientName => "PIN送付先の氏名",
        ApplicationField::PinRecipientMailAddress => "PIN送付先のメールアドレス",
        ApplicationField::ApplicantDepartment => "申請担当者の部署名",
        ApplicationField::ApplicantName => "申請担当者の氏名",
        ApplicationField::ApplicantPhone => "申請担当者の電話番号",
        ApplicationField::ApplicantMailAddress => "申請担当者のメールアドレス",
    }
}

/// What is wrong with a field of the application form, and the remedy.
pub fn field_error(field: ApplicationField, reason: &Reason) -> String {
    match (field, reason) {
        // This one is not typed but chosen, so "please enter" would send people looking for a place to type (M4.1).
        (ApplicationField::SignerUserId, Reason::Required) => {
            "利用者IDを選んでください。［参照］を押すと、利用者の一覧が開きます。".to_owned()
        }
        _ => self::reason(self::field(field), reason),
    }
}

/// Why a value is refused, and the remedy. `label` is the field's name.
pub fn reason(label: &str, reason: &Reason) -> String {
    match reason {
        Reason::Required => format!("{label}を入力してください。"),
        Reason::TooLong { max, actual } => {
            format!("{label}は{max}文字以内で入力してください（現在{actual}文字）。")
        }
        Reason::TooShort { min, actual } => {
            format!("{label}は{min}文字以上で入力してください（現在{actual}文字）。")
        }
        Reason::TooLongTogether { max, actual } => {
            format!("部署名と役職名のアルファベットは、合わせて{max}文字以内で入力してください（現在{actual}文字）。")
        }
        Reason::ForbiddenCharacters { characters } => {
            let list: String = characters.iter().take(10).map(|c| format!("「{c}」")).collect();
            let more = if characters.len() > 10 { "など" } else { "" };
            format!("{label}に使えない文字があります：{list}{more}。半角の文字に直すか、削除してください。")
        }
        Reason::ControlCharacter => {
            format!("{label}に改行などの目に見えない文字が含まれています。貼り付けた場合は、入力し直してください。")
        }
        Reason::NoLetterOrDigit => format!("{label}には英字か数字を1文字以上入れてください。"),
        Reason::MailAddressShape => format!("{label}を「name@example.co.jp」の形で入力してください。"),
        Reason::MailAddressLocalPart => {
            format!("{label}の「@」より前に誤りがあります。点の位置と文字数を確認してください。")
        }
        Reason::MailAddressDomain => {
            format!("{label}の「@」より後ろに誤りがあります。「example.co.jp」のような形か確認してください。")
        }
        Reason::PhoneDigits { actual } => {
            format!("{label}は市外局番からの10桁または11桁の数字で入力してください（現在{actual}桁）。")
        }
        Reason::PhoneStart => format!("{label}は0から始まる番号で、市外局番から入力してください。"),
        Reason::CommonPassword => {
            "推測されやすいパスワードです。IDや繰り返しを避け、別のパスワードにしてください。".to_owned()
        }
        Reason::WrongPassword => "現在のパスワードが違います。もう一度入力してください。".to_owned(),
        Reason::UnknownUser => format!("{label}が見つかりません。［参照］から選び直してください。"),
        Reason::DisabledUser => {
            format!("この{label}は退職または停止のため選べません。［参照］から別の利用者を選んでください。")
        }
        Reason::NotReusable => {
            format!(
                "この{label}の申請内容は活用できません。別の電子証明書を選ぶか、（選択してください）に戻してください。"
            )
        }
        Reason::InvalidValue => format!("{label}の値が正しくありません。入力し直してください。"),
    }
}

/// What went wrong with a request, why, and what to do next.
pub fn problem(problem: &Problem) -> String {
    match problem.code {
        ProblemCode::LoginFailed => {
            "企業ID、利用者ID、パスワードのいずれかが違います。入力内容を確認して、もう一度ログインしてください。".to_owned()
        }
        ProblemCode::NotLoggedIn => {
            "ログインの有効時間が過ぎました。入力した内容は保存されています。もう一度ログインしてください。".to_owned()
        }
        ProblemCode::TooManyAttempts => {
            let wait = problem.retry_after.unwrap_or(60);
            let wait = if wait < 120 { format!("{wait}秒") } else { format!("{}分", wait.div_ceil(60)) };
            format!("ログインの失敗が続いたため、一時的に受け付けていません。{wait}ほど待ってから、もう一度お試しください。")
        }
        ProblemCode::Forbidden => {
            "この操作には管理用IDが必要です。社内の管理者に依頼してください。".to_owned()
        }
        ProblemCode::NotFound => "お探しの情報が見つかりません。一覧から選び直してください。".to_owned(),
        ProblemCode::InvalidFields => "入力内容に誤りがあります。表示された項目を直してください。".to_owned(),
        ProblemCode::IdempotencyKeyInUse => {
            "同じ申請を処理しています。少し待ってから、申請状況を確認してください。".to_owned()
        }
        ProblemCode::IdempotencyKeyReused => {
            "この申請は、別の画面で既に提出されています。申請状況を確認してください。".to_owned()
        }
        ProblemCode::PreconditionFailed => {
            "ほかの人が先に変更したため、この操作は行われていません。最新の内容を確認して、やり直してください。".to_owned()
        }
        ProblemCode::NotUnderWay => {
            "この申請は審査が終わっているか、既に取り下げられているため、取り下げられません。".to_owned()
        }
        ProblemCode::TooLarge => "送信する内容が大きすぎます。入力を短くしてください。".to_owned(),
        ProblemCode::Unavailable => {
            "サーバーが混み合っているか、点検中です。何も変更されていません。少し待ってから、もう一度お試しください。".to_owned()
        }
        ProblemCode::Internal => {
            "サーバーで問題が起きたため、処理できませんでした。少し待ってから、もう一度お試しください。続く場合はサポートへご連絡ください。".to_owned()
        }
        ProblemCode::NotJson
        | ProblemCode::BadRequest
        | ProblemCode::WrongShape
        | ProblemCode::ForeignOrigin
        | ProblemCode::MethodNotAllowed
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::IdempotencyKeyMissing
        | ProblemCode::PreconditionRequired => {
            "画面とサーバーの版が合っていないため、処理できませんでした。画面を再読み込みして、もう一度お試しください。".to_owned()
        }
    }
}

/// The name of an application's state.
pub fn application_state(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Received => "受付",
        ApplicationState::Examining => "審査",
        ApplicationState::Issued => "発行",
        ApplicationState::Checked => "有効性確認済",
        ApplicationState::Rejected => "却下",
        ApplicationState::Withdrawn => "取下げ",
    }
}

/// Why a certificate's application can be reused.
pub fn reuse_reason(reason: ReuseReason) -> &'static str {
    match reason {
        ReuseReason::ExpiryNoticeSent => "満了のお知らせ送信済",
        ReuseReason::Expired => "期限切れ（1年以内）",
    }
}

/// How the sending of a mail stands.
pub fn mail_state(state: MailState) -> &'static str {
    match state {
        MailState::Queued => "送信待ち",
        MailState::Retrying => "再送待ち",
        MailState::Sent => "送信済",
        MailState::Failed => "送信失敗",
    }
}

/// The name of a role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "管理用ID",
        Role::Member => "一般権限のID",
        Role::Operator => "運営",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_a_whole_polite_sentence_f8() {
        let reasons = [
            Reason::Required,
            Reason::TooLong { max: 40, actual: 43 },
            Reason::TooLongTogether { max: 60, actual: 61 },
            Reason::ForbiddenCharacters { characters: vec!['本', '&'] },
            Reason::ControlCharacter,
            Reason::NoLetterOrDigit,
            Reason::MailAddressShape,
            Reason::PhoneDigits { actual: 9 },
            Reason::UnknownUser,
            Reason::NotReusable,
        ];
        for r in &reasons {
            let text = reason("役職名", r);
            assert!(text.ends_with('。') && text.contains("ください"), "{text}");
        }
        assert!(
            reason("役職名", &reasons[3]).contains("「本」「&」"),
            "forbidden characters are named one by one (D3.6)"
        );
    }

    #[test]
    fn every_field_has_a_label_of_its_own() {
        let labels: std::collections::BTreeSet<_> = ApplicationField::ALL.into_iter().map(field).collect();
        assert_eq!(labels.len(), ApplicationField::ALL.len());
    }
}
