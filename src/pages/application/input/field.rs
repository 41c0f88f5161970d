//! A text field of the application form, made from what the contract knows about it.

use contract::application::{ApplicationField, FieldKind};
use contract::{ja, mail_address, name, phone};
use leptos::prelude::*;

use super::{latin, romaji};
use crate::components::text_field::{TextField, TextKind};
use crate::form::{field_id, use_draft};

/// The text field for `field`.
pub(super) fn text_field(field: ApplicationField) -> AnyView {
    let draft = use_draft();
    let value = draft.value(field);
    let error = draft.error(field);
    let is_latin = matches!(field.kind(), FieldKind::Latin | FieldKind::LatinCompany);
    let note = is_latin.then(|| latin::notes(field, value, error));
    let text_field = view! {
        <TextField
            id=field_id(field)
            label=ja::field(field)
            kind=kind(field)
            required=field.is_required()
            hint=hint(field)
            value=value
            on_change=Callback::new(move |text| draft.set(field, text))
            error=error
            note=note
        />
    }
    .into_any();
    if !is_latin {
        return text_field;
    }
    view! { <div class="romaji-field">{text_field} {romaji::from_reading(field)}</div> }.into_any()
}

fn kind(field: ApplicationField) -> TextKind {
    let (input_type, input_mode, normalise): (_, _, fn(&str) -> String) = match field.kind() {
        FieldKind::MailAddress => ("text", "email", mail_address::normalise),
        FieldKind::Phone => ("tel", "tel", phone::normalise),
        FieldKind::Latin | FieldKind::LatinCompany => ("text", "text", contract::latin::normalise),
        _ => ("text", "text", name::normalise),
    };
    // Only what is the user's own may be filled in by the browser.
    let autocomplete = match field {
        ApplicationField::ApplicantName => "name",
        ApplicationField::ApplicantPhone => "tel",
        ApplicationField::ApplicantMailAddress => "email",
        _ => "off",
    };
    let short = field.kind() == FieldKind::Phone;
    TextKind { input_type, input_mode, autocomplete, half_width: field.is_half_width(), normalise, short }
}

fn hint(field: ApplicationField) -> &'static str {
    match field {
        ApplicationField::CompanyName => "正式な名称を入力します。",
        ApplicationField::CompanyLatin => {
            "半角の英数字、スペース、ハイフン、ドットで40文字以内。株式会社などの企業形態は不要です。"
        }
        ApplicationField::DepartmentName => "例：本社",
        ApplicationField::DepartmentLatin => {
            "例：honsha　半角の英数字、スペース、ハイフン、ドット。役職名と合わせて60文字以内。"
        }
        ApplicationField::TitleName => "例：社長",
        ApplicationField::TitleLatin => {
            "例：shacho　半角の英数字、スペース、ハイフン、ドット。部署名と合わせて60文字以内。"
        }
        ApplicationField::PinRecipientMailAddress => {
            "メールを受信できるアドレスを入力してください。受信できないと、PINを受け取れません。"
        }
        ApplicationField::ApplicantPhone => "市外局番から入力します。例：03-1234-5678",
        ApplicationField::ApplicantMailAddress => "受付と発行のお知らせが届きます。",
        _ => "",
    }
}
