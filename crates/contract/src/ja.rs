//! The only place where a code becomes Japanese: labels, and what went wrong, why, and what to do next.

use crate::Reason;
use crate::application::{ApplicationField, ApplicationState, FieldKind, Section};
use crate::certificate::{CertificateState, ReuseReason, RevocationReason};
use crate::mail::MailState;
use crate::problem::{Problem, ProblemCode};
use crate::signing::{BindingState, CheckStep};
use crate::text::is_control;
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
        (_, Reason::ForbiddenCharacters { characters }) => {
            forbidden(self::field(field), characters, allowed(field.kind()))
        }
        _ => self::reason(self::field(field), reason),
    }
}

/// What is to be typed instead of what a field of this kind cannot hold.
fn allowed(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::LatinCompany | FieldKind::Latin => {
            "半角の英数字、スペース、ハイフン、ドットだけで入力してください。"
        }
        FieldKind::Phone => "数字とハイフンだけで入力してください。",
        FieldKind::MailAddress => "半角の英数字と記号だけで、空白を入れずに入力してください。",
        _ => "別の文字に直すか、削除してください。",
    }
}

/// That characters cannot stand, and what can.
fn forbidden(label: &str, bad: &[char], remedy: &str) -> String {
    format!("{label}に使えない文字があります：{}。{remedy}", characters(bad))
}

/// Characters one by one (D3.6), at the most ten.
pub fn characters(characters: &[char]) -> String {
    let mut names = Vec::new();
    for name in characters.iter().map(|c| character(*c)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = if names.len() > 10 { "など" } else { "" };
    names.truncate(10);
    [&names.concat(), more].concat()
}

/// A character in quotes, or the name of one that nobody could see between them.
fn character(c: char) -> String {
    match c {
        _ if c.is_whitespace() => "「（空白）」".to_owned(),
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}' => "「（見えない文字）」".to_owned(),
        _ if is_control(c) => "「（見えない文字）」".to_owned(),
        _ => format!("「{c}」"),
    }
}

/// Why what was typed can be no PIN, and the remedy (D13.4).
pub fn pin_error(reason: &Reason) -> String {
    let looks_alike = |c: &char| matches!(c, '0' | '1' | 'O' | 'I');
    match reason {
        Reason::ForbiddenCharacters { characters } if characters.iter().all(looks_alike) => {
            "PINに数字の0と1、英字のOとIは使われていません。「PINのお知らせ」メールを見直してください。".to_owned()
        }
        Reason::ForbiddenCharacters { characters } => {
            forbidden("PIN", characters, "「PINのお知らせ」メールを見直してください。")
        }
        Reason::TooShort { min: length, actual } | Reason::TooLong { max: length, actual } => {
            format!("PINは{length}文字です（ハイフンを除く。現在{actual}文字）。もう一度入力してください。")
        }
        _ => self::reason("PIN", reason),
    }
}

/// Why what an applicant entered cannot be issued any more, for the operator, who cannot change it.
pub fn not_issued(field: ApplicationField, reason: &Reason) -> String {
    match (field, reason) {
        (ApplicationField::SignerUserId, Reason::DisabledUser) => {
            "申請された利用者IDは、退職または停止のため、発行できません。利用者IDを選び直すよう理由に書いて、却下してください。"
                .to_owned()
        }
        _ => field_error(field, reason),
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
            forbidden(label, characters, "別の文字に直すか、削除してください。")
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
        Reason::AlreadyBound => {
            format!("この{label}は、既にこの電子証明書に紐付いています。別の利用者を選んでください。")
        }
        Reason::NotBound => {
            format!("この{label}の紐付けは、既に解除されています。最新の内容を確認してください。")
        }
        Reason::NoChange => {
            format!("変更がありません。{CHOOSE_A_CHANGE}")
        }
        Reason::CertificateNotValid => {
            "有効でない電子証明書には、利用者を追加できません。新しい電子証明書を申請してください。".to_owned()
        }
        Reason::InvalidValue => format!("{label}の値が正しくありません。入力し直してください。"),
    }
}

/// A private key that is damaged: refused where it is to sign, and found where it is checked.
const KEY_UNUSABLE: &str = "保管されている署名の鍵に問題があり、この電子証明書では署名できません。PINの誤りではなく、回数にも数えていません。社内の管理者に、運営への連絡と、新しい電子証明書の申請を依頼してください。";

/// [`Reason::WrongPassword`] after a change whose answer was lost: then it is perhaps no longer the present one.
pub const PASSWORD_PERHAPS_CHANGED: &str = "現在のパスワードが違います。先ほどの変更は、応答が届かなかっただけで、すでに行われている可能性があります。その場合は、新しいパスワードでログインできます。";

/// What to do where no change of the bindings was chosen (D11.3).
pub const CHOOSE_A_CHANGE: &str = "追加する利用者を選ぶか、［解除］にチェックを入れてください。";

/// Why a certificate that has ended gets no new users (D12.4), and what to do.
pub fn no_new_users(state: CertificateState) -> &'static str {
    match state {
        CertificateState::Revoked => {
            "この電子証明書は失効しているため、利用者を追加できません（解除はできます）。引き続き使うには、電子証明書追加発行申請を行ってください。"
        }
        _ => {
            "この電子証明書は期限切れのため、利用者を追加できません（解除はできます）。引き続き使うには、電子証明書追加発行申請を行ってください。"
        }
    }
}

/// What went wrong with a request, why, and what to do next.
pub fn problem(problem: &Problem) -> String {
    match problem.code {
        ProblemCode::LoginFailed => {
            "企業ID、利用者ID、パスワードのいずれかが違います。入力内容を確認して、もう一度ログインしてください。".to_owned()
        }
        ProblemCode::NotLoggedIn => {
            "ログインの有効時間が過ぎました。もう一度ログインしてください。".to_owned()
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
        ProblemCode::InvalidFields => "指定された条件または内容に誤りがあります。直して、もう一度お試しください。".to_owned(),
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
            "この申請は、審査が終わっているか、既に取り下げられています。最新の状態を確認してください。".to_owned()
        }
        ProblemCode::WrongPin => {
            match problem.tries_left.unwrap_or(0) {
                left @ 0..=1 => format!("PINが違います。{}", tries_left(left)),
                left => {
                    format!("PINが違います。「PINのお知らせ」メールを確認して、もう一度入力してください。{}", tries_left(left))
                }
            }
        }
        ProblemCode::PinSlowedDown => {
            let wait = problem.retry_after.unwrap_or(1);
            format!("PINの誤りが続いたため、{wait}秒ほど待ってから、もう一度入力してください。")
        }
        ProblemCode::PinLocked => {
            "PINの誤りが続いたため、この電子証明書は使えなくなりました。社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。".to_owned()
        }
        ProblemCode::BindingReleased => {
            "この電子証明書との紐付けは解除されたため、署名できません。必要な場合は、社内の管理者に紐付けを依頼してください。".to_owned()
        }
        ProblemCode::NotChecked => {
            "証明書有効性確認がまだのため、署名できません。先に［証明書有効性確認］でPINを入力してください。".to_owned()
        }
        ProblemCode::KeyUnusable => KEY_UNUSABLE.to_owned(),
        ProblemCode::MailNotFailed => {
            "このPINのお知らせは、送信待ちか、送信済みのため、再送できません。メールの状態を確認してください。".to_owned()
        }
        ProblemCode::MailUnreadable => {
            "このPINのお知らせは、保管された内容を読み取れないため、再送できません。電子証明書を失効させ、企業に新しい申請を依頼してください。".to_owned()
        }
        ProblemCode::CertificateExpired => {
            "この電子証明書は有効期限が過ぎているため、使えません。社内の管理者に、新しい電子証明書の申請を依頼してください。".to_owned()
        }
        ProblemCode::CertificateRevoked => {
            "この電子証明書は失効しているため、使えません。社内の管理者に確認してください。".to_owned()
        }
        ProblemCode::TooLarge => "送信する内容が大きすぎます。入力を短くしてください。".to_owned(),
        ProblemCode::Unavailable => {
            "サーバーが混み合っているか、点検中です。少し待ってから、もう一度お試しください。".to_owned()
        }
        ProblemCode::Internal => {
            "サーバーで問題が起きたため、処理できませんでした。少し待ってから、もう一度お試しください。続く場合は、運営へお問い合わせください。".to_owned()
        }
        ProblemCode::NotJson
        | ProblemCode::BadRequest
        | ProblemCode::WrongShape
        | ProblemCode::ForeignOrigin
        | ProblemCode::MethodNotAllowed
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::IdempotencyKeyMissing
        | ProblemCode::PreconditionRequired => {
            "開いている画面が古くなったため、処理できませんでした。画面を再読み込みして、もう一度お試しください。".to_owned()
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

/// Whether a certificate is valid now.
pub fn certificate_state(state: CertificateState) -> &'static str {
    match state {
        CertificateState::Valid => "有効",
        CertificateState::Expired => "期限切れ",
        CertificateState::Revoked => "失効",
    }
}

/// Why a certificate is revoked.
pub fn revocation_reason(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::KeyCompromise => "PINが第三者に知られた可能性がある",
        RevocationReason::AffiliationChanged => "部署名・役職名が変わった",
        RevocationReason::Superseded => "別の電子証明書に切り替えた",
        RevocationReason::CessationOfOperation => "使わなくなった",
    }
}

/// How a user stands to a certificate.
pub fn binding_state(state: BindingState) -> &'static str {
    match state {
        BindingState::Unchecked => "有効性確認が必要",
        BindingState::Checked => "署名できます",
        BindingState::Locked => "PINの誤りのため停止中",
    }
}

/// Whether a bound user has done the validity check, and can sign with a certificate in this state (D9.2, D13.5, D14.3).
pub fn signing_right(binding: BindingState, certificate: CertificateState, is_disabled: bool) -> String {
    let against = match (certificate, is_disabled) {
        (CertificateState::Revoked, _) => Some("失効"),
        (CertificateState::Expired, _) => Some("期限切れ"),
        (CertificateState::Valid, true) => Some("退職または停止"),
        (CertificateState::Valid, false) => None,
    };
    match (binding, against) {
        (BindingState::Checked, None) => "確認済（署名できます）".to_owned(),
        (_, None) => binding_state(binding).to_owned(),
        (BindingState::Checked, Some(against)) => format!("確認済（{against}のため署名できません）"),
        (BindingState::Unchecked, Some(against)) => format!("未確認（{against}のため署名できません）"),
        (BindingState::Locked, Some(against)) => {
            format!("{}（{against}のため署名できません）", binding_state(binding))
        }
    }
}

/// Why the certificate that was issued on an application cannot be used any more, where it cannot (D13.5, D14.3).
pub fn issued_but_ended(is_checked: bool, certificate: CertificateState) -> Option<String> {
    let why = match certificate {
        CertificateState::Valid => return None,
        CertificateState::Expired => "期限切れになっている",
        CertificateState::Revoked => "失効している",
    };
    let checked = if is_checked { "証明書有効性確認は済んでいますが、" } else { "" };
    Some(format!("{checked}この電子証明書は{why}ため、署名できません。"))
}

/// What a check looks at.
pub fn check_step(step: CheckStep) -> &'static str {
    match step {
        CheckStep::PinOpensKey => "PINが正しいこと",
        CheckStep::KeyFitsCertificate => "署名の鍵が電子証明書と一致すること",
        CheckStep::Chain => "認証局が発行した電子証明書であること",
        CheckStep::Validity => "有効期間内であること",
        CheckStep::Revocation => "失効していないこと",
    }
}

/// Why a check failed, what to do, and who can do it (D13.4).
pub fn check_failure(step: CheckStep) -> &'static str {
    match step {
        CheckStep::PinOpensKey => {
            "入力されたPINが違います。「PINのお知らせ」メールを受け取った方に確認して、もう一度入力してください。"
        }
        CheckStep::KeyFitsCertificate => KEY_UNUSABLE,
        CheckStep::Chain => {
            "電子証明書の登録内容に問題があります。この電子証明書は使わずに、運営へお問い合わせください。"
        }
        CheckStep::Validity => "有効期限が過ぎています。社内の管理者に、電子証明書追加発行申請を依頼してください。",
        CheckStep::Revocation => "失効した電子証明書です。社内の管理者に確認してください。",
    }
}

/// How many PINs can still be entered; before the last one what a further wrong one costs (D13.4).
pub fn tries_left(left: u32) -> String {
    match left {
        0 => PIN_LOCKED.to_owned(),
        1 => "PINを入力できるのは、あと1回です。次も違うと、この電子証明書は使えなくなります。「PINのお知らせ」メールを確認してから入力してください。".to_owned(),
        _ => format!("PINを入力できるのは、あと{left}回です。"),
    }
}

/// What is said instead of "again" where no PIN is taken any more.
pub const PIN_LOCKED: &str = "PINの誤りが続いたため、これ以上は入力できません。";

/// What was done, by the code of an audit row.
pub fn audit_action(code: &str) -> &'static str {
    match code {
        "login" => "ログイン",
        "logout" => "ログアウト",
        "change_password" => "パスワード変更",
        "file_application" => "電子証明書追加発行申請",
        "withdraw_application" => "申請の取下げ",
        "examine_application" => "申請の審査開始",
        "issue_certificate" => "電子証明書の発行",
        "reject_application" => "申請の却下",
        "resend_pin_mail" => "PINのお知らせの再送",
        "check_certificate" => "証明書有効性確認",
        "sign" => "署名",
        "change_bindings" => "紐付け更新",
        "revoke_certificate" => "電子証明書の失効",
        "send_expiry_notice" => "有効期間満了のお知らせ",
        "import_users" => "利用者情報の取込み",
        "rotate_key" => "サーバー鍵の更新",
        "access" => "権限のない操作",
        _ => "その他の操作",
    }
}

/// Who did what an audit row tells, as the company's administrators read it: their own users by 利用者ID, the provider's
/// staff as such.
pub fn audit_who<'a>(role: &'a str, user_id: &'a str) -> &'a str {
    match Role::from_code(role) {
        Some(Role::Administrator | Role::Member) => user_id,
        Some(Role::Operator) => self::role(Role::Operator),
        // Nobody, or whoever was not let in.
        None if user_id.is_empty() || role == SERVER => "（自動）",
        None => user_id,
    }
}

/// The role in which something was done, by the code of an audit row.
pub fn audit_role(code: &str) -> &'static str {
    match Role::from_code(code) {
        Some(role) => self::role(role),
        None if code == SERVER => "（自動）",
        None => "",
    }
}

/// The code of the role in which the server itself does something.
const SERVER: &str = "server";

/// How something ended, by the code of an audit row.
pub fn audit_outcome(code: &str) -> &'static str {
    match code {
        "ok" => "完了",
        "failed" => "拒否（確認で問題あり）",
        "forbidden" => "拒否（権限なし）",
        "login_failed" => "拒否（IDまたはパスワードの誤り）",
        "too_many_attempts" => "拒否（誤りが続いたため）",
        "wrong_pin" => "拒否（PINの誤り）",
        "pin_slowed_down" | "pin_locked" => "拒否（PINの誤りが続いたため）",
        "not_checked" => "拒否（有効性確認がまだ）",
        "binding_released" => "拒否（紐付けの解除後）",
        "certificate_expired" => "拒否（有効期限切れ）",
        "certificate_revoked" => "拒否（失効後）",
        "invalid_fields" => "拒否（入力内容の誤り）",
        "precondition_failed" | "not_under_way" => "拒否（ほかの人が先に変更）",
        _ => "拒否",
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
    fn what_can_be_typed_instead_is_told_by_the_rule_of_the_field_d3_6() {
        let bad = Reason::ForbiddenCharacters { characters: vec!['&', ' ', '\u{2003}', '\u{ad}'] };
        let latin = field_error(ApplicationField::CompanyLatin, &bad);
        assert!(latin.contains("：「&」「（空白）」「（見えない文字）」。半角の英数字、"), "{latin}");
        let phone = field_error(ApplicationField::ApplicantPhone, &bad);
        assert!(phone.ends_with("数字とハイフンだけで入力してください。"), "{phone}");
    }

    #[test]
    fn each_fault_of_a_pin_has_its_own_remedy_d13_4() {
        let of = |typed: &str| pin_error(&crate::pin::check(typed).expect_err("no PIN"));
        assert!(of("ABCDEFGHJKO0").starts_with("PINに数字の0と1、英字のOとIは使われていません。"));
        assert!(of("abc").starts_with("PINは12文字です（ハイフンを除く。現在3文字）。"));
        assert!(of("ABCDEFGHJK2本").contains("「本」"));
        assert_eq!(of(""), "PINを入力してください。");
        assert!(tries_left(1).contains("次も違うと、この電子証明書は使えなくなります。"));
        assert!(!tries_left(0).contains("もう一度"), "nothing can be tried once more");
    }

    #[test]
    fn the_audits_codes_have_words_and_operators_no_names_s9() {
        assert_eq!(audit_who("operator", "operator"), "運営");
        assert_eq!(audit_who("server", ""), "（自動）");
        assert_eq!(audit_who("member", "suzuki.ichiro"), "suzuki.ichiro");
        assert_eq!(audit_who("", "nobody"), "nobody", "who was not let in is told as typed");
        assert_eq!(audit_role("administrator"), "管理用ID");
        assert_eq!((audit_outcome("ok"), audit_outcome("internal")), ("完了", "拒否"));
        // Each of the words is for a code that there is.
        for code in ["forbidden", "login_failed", "too_many_attempts", "wrong_pin", "pin_locked", "invalid_fields"] {
            assert!(serde_json::from_value::<ProblemCode>(code.into()).is_ok(), "{code}");
            assert!(audit_outcome(code).starts_with("拒否（"), "{code}");
        }
    }

    #[test]
    fn nobody_is_said_to_be_able_to_sign_with_what_has_ended_d13_5_d14_3() {
        use BindingState::{Checked, Locked, Unchecked};
        for binding in [Unchecked, Checked, Locked] {
            for (state, is_disabled) in
                [(CertificateState::Revoked, false), (CertificateState::Expired, true), (CertificateState::Valid, true)]
            {
                let words = signing_right(binding, state, is_disabled);
                assert!(words.contains("署名できません") && !words.contains("署名できます"), "{words}");
            }
            for state in [CertificateState::Revoked, CertificateState::Expired] {
                let words = issued_but_ended(binding == Checked, state).expect("words");
                assert!(words.ends_with("署名できません。"), "{words}");
            }
        }
        assert_eq!(signing_right(Checked, CertificateState::Revoked, false), "確認済（失効のため署名できません）");
        assert_eq!(signing_right(Checked, CertificateState::Valid, false), "確認済（署名できます）");
        assert_eq!(issued_but_ended(true, CertificateState::Valid), None);
    }

    #[test]
    fn every_field_has_a_label_of_its_own() {
        let labels: std::collections::BTreeSet<_> = ApplicationField::ALL.into_iter().map(field).collect();
        assert_eq!(labels.len(), ApplicationField::ALL.len());
    }
}
