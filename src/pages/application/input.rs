//! 電子証明書追加発行申請: the input screen (M2.1 to M5.3)

use contract::application::{ApplicationField as Field, Section};
use contract::ja;
use leptos::prelude::*;

use super::sections::section_id;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::form::use_draft;
use crate::paths::{PagePath, use_go};
use crate::reactive::on;

mod copy;
mod field;
mod latin;
mod reuse;
mod romaji;
mod signer;
mod subject;

use field::text_field;

/// 電子証明書追加発行申請
pub(crate) fn input() -> AnyView {
    let draft = use_draft();
    provide_context(copy::LastChosen(RwSignal::new(None)));
    let errors = draft.errors();
    let picking = RwSignal::new(false);
    let go = use_go();

    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if draft.attempt() {
            go.to(&PagePath::ApplicationConfirm.href());
        } else {
            focus_error_summary();
        }
    };
    // Sent back here by the confirm screen.
    let note = draft.take_note();

    view! {
        <Page title="電子証明書追加発行申請" has_errors=Signal::derive(move || !errors.read().is_empty())>
            {note.map(|note| view! { <Notice kind=NoticeKind::Warning announced=true><p>{note}</p></Notice> }.into_any())}
            <ErrorSummary errors=errors />
            <p>
                "新しい電子証明書の発行を申請し、利用者IDに紐付けて署名用IDにします。"
                <span class="field__required">"※必須"</span>
                "の付いた項目は、必ず入力してください。"
            </p>
            <form class="form" on:submit=on(on_submit) novalidate>
                {section(Section::Reuse, reuse::reuse())}
                {section(Section::Certificate, certificate())}
                {section(Section::Signer, signer::signer(picking))}
                {section(Section::PinRecipient, pin_recipient())}
                {section(Section::Applicant, applicant())}
                <div class="form-end">
                    <div class="button-row">
                        <button type="submit" class="button button--primary">
                            "確認"
                        </button>
                    </div>
                    <p class="form-end__note">
                        "入力した内容は、このブラウザーに自動で保存されます。次の画面で内容を確認してから申請します。"
                    </p>
                </div>
            </form>
            {signer::picker(picking)}
        </Page>
    }
    .into_any()
}

/// A part of the form under its heading, to which the confirm screen leads back.
fn section(section: Section, content: AnyView) -> AnyView {
    let id = section_id(section);
    view! {
        <section class="form__section" aria-labelledby=id>
            <h2 id=id class="form__heading" tabindex="-1">
                {["■", ja::section(section)].concat()}
            </h2>
            {content}
        </section>
    }
    .into_any()
}

/// ■電子証明書情報 (M3.1 to M3.5, D3.6)
fn certificate() -> AnyView {
    view! {
        <div class="form__beside">
            <div class="form__fields">
                {text_field(Field::CompanyName)} {text_field(Field::CompanyLatin)} {text_field(Field::DepartmentName)}
                {text_field(Field::DepartmentLatin)} {text_field(Field::TitleName)} {text_field(Field::TitleLatin)}
            </div>
            <div class="form__aside">{guidance()} {subject::subject()}</div>
        </div>
    }
    .into_any()
}

/// What the certificate is for, and so what to name in it (M3.5).
fn guidance() -> AnyView {
    view! {
        <aside class="guidance" aria-labelledby="guidance-heading">
            <h3 id="guidance-heading">"電子証明書に記載する内容"</h3>
            <p>
                "電子証明書には組織・部署・役職の名前が記載され、これを使った電子署名は、役職印（会社印）の押印に代わるものとみなされます。契約書の印にふさわしい組織名と役職名を入力してください。"
            </p>
            <p>"アルファベットは、英語でもローマ字でも構いません。"</p>
            <dl class="guidance__examples">
                <div>
                    <dt>"部署名の例"</dt>
                    <dd>"本社 → honsha"</dd>
                </div>
                <div>
                    <dt>"役職名の例"</dt>
                    <dd>"社長 → shacho"</dd>
                </div>
            </dl>
        </aside>
    }
    .into_any()
}

/// ■PIN送付先情報 (M5.1)
fn pin_recipient() -> AnyView {
    view! {
        <p>
            "電子証明書の暗証番号にあたるPINを、この宛先にメールで送ります。PINを送るのは発行時の1回だけです。受け取った後、必要に応じて社内で共有してください。"
        </p>
        {copy::buttons()}
        <div class="form__fields">
            {text_field(Field::PinRecipientDepartment)} {text_field(Field::PinRecipientName)}
            {text_field(Field::PinRecipientMailAddress)}
        </div>
    }
    .into_any()
}

/// ■申請担当者情報 (M5.2)
fn applicant() -> AnyView {
    view! {
        <p>
            "ログイン中の利用者の情報を表示しています。必要に応じて変更してください。申請の内容について、運営の担当者から連絡することがあります。連絡を受けられる情報を入力してください。"
        </p>
        <div class="form__fields">
            {text_field(Field::ApplicantDepartment)} {text_field(Field::ApplicantName)}
            {text_field(Field::ApplicantPhone)} {text_field(Field::ApplicantMailAddress)}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
