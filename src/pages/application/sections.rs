//! What was entered, part by part, as the confirm screen and the application's own page show it.

use contract::application::{ApplicationField, ApplicationForm, Section};
use contract::ja;
use contract::user::UserReference;
use leptos::prelude::*;

use crate::components::summary_list::SummarySection;
use crate::components::words::user_in_words;

/// The id of a section on the input screen, for the way back to it (D5.4).
pub(crate) fn section_id(section: Section) -> &'static str {
    match section {
        Section::Reuse => "section-reuse",
        Section::Certificate => "section-certificate",
        Section::Signer => "section-signer",
        Section::PinRecipient => "section-pin-recipient",
        Section::Applicant => "section-applicant",
    }
}

/// The sections in the order of the screen.
const SECTIONS: [Section; 5] =
    [Section::Reuse, Section::Certificate, Section::Signer, Section::PinRecipient, Section::Applicant];

/// The subject as the certificate will carry it, in one line.
pub(super) fn subject_in_words(form: &ApplicationForm) -> String {
    form.certificate.subject().map(|(name, value)| [name, "=", &value].concat()).join(", ")
}

/// All that was entered. `change` makes the way back to a section, where there is one.
pub(crate) fn sections(
    form: &ApplicationForm,
    signer: Option<&UserReference>,
    change: Option<fn(Section) -> String>,
) -> AnyView {
    SECTIONS
        .into_iter()
        .map(|section| {
            let mut rows: Vec<(&'static str, String)> = ApplicationField::ALL
                .into_iter()
                .filter(|field| field.section() == section)
                .map(|field| (short_label(field), value(field, form, signer)))
                .collect();
            if section == Section::Certificate {
                rows.push(("電子証明書のサブジェクト", subject_in_words(form)));
            }
            let change = change.map(|change| change(section));
            view! { <SummarySection title=ja::section(section) rows=rows change=change /> }.into_any()
        })
        .collect_view()
        .into_any()
}

/// The field's label without the part of it that repeats the section's heading.
///
/// On the input screen the select is called 電子証明書 (M2.1); here that would read as the number of the new one.
fn short_label(field: ApplicationField) -> &'static str {
    if field == ApplicationField::ReusedCertificate {
        return "申請内容を活用した電子証明書";
    }
    let label = ja::field(field);
    ["PIN送付先の", "申請担当者の"].into_iter().find_map(|part| label.strip_prefix(part)).unwrap_or(label)
}

fn value(field: ApplicationField, form: &ApplicationForm, signer: Option<&UserReference>) -> String {
    match (field, signer) {
        (ApplicationField::SignerUserId, Some(user)) if user.user_id == form.signer_user_id => user_in_words(user),
        (ApplicationField::ReusedCertificate, _) if form.reused_certificate.is_none() => {
            "なし（新しく入力）".to_owned()
        }
        _ => field.get(form).to_owned(),
    }
}
