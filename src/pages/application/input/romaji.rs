//! よみがなから入力: Latin letters made from a reading, for whoever wants them. Nothing of it leaves the browser.

use contract::application::{ApplicationField as Field, FieldKind};
use contract::{latin, romaji};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::browser;
use crate::components::text_field::{TextField, TextKind};
use crate::form::{field_id, use_draft};
use crate::reactive::{computed, on};

/// The disclosure under a field of Latin letters. What is in it is made when it is first opened.
pub(super) fn from_reading(field: Field) -> AnyView {
    let wanted = RwSignal::new(false);
    let name = match field {
        Field::CompanyLatin => "企業名のよみがな",
        Field::DepartmentLatin => "部署名のよみがな",
        _ => "役職名のよみがな",
    };
    view! {
        <details class="romaji" on:toggle=move |_| wanted.set(true)>
            <summary class="romaji__summary">
                "よみがなから入力" <span class="visually-hidden">{["（", name, "）"].concat()}</span>
            </summary>
            {move || wanted.get().then(|| content(field, name))}
        </details>
    }
    .into_any()
}

fn content(field: Field, label: &'static str) -> AnyView {
    let draft = use_draft();
    let reading = RwSignal::new(String::new());
    let suggestion = computed(move || romaji::of_reading(&reading.read()));
    let use_it = Callback::new(move |()| {
        let Some(latin) = suggestion.get_untracked().filter(|latin| !latin.is_empty()) else { return };
        draft.set(field, latin);
        browser::focus(&field_id(field));
    });
    // Enter is for the suggestion here, not for the form around; and while the IME composes it is for the IME (BAR F6).
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() && event.key_code() != COMPOSING {
            event.prevent_default();
            use_it.run(());
        }
    };
    let too_long = move |latin: &str| {
        let (count, max) = match field.kind() {
            FieldKind::LatinCompany => (contract::text::count(latin), latin::COMPANY_MAX),
            _ => {
                let other = draft.with_form(|form| match field {
                    Field::DepartmentLatin => latin::normalise(&form.certificate.title_latin),
                    _ => latin::normalise(&form.certificate.department_latin),
                });
                (latin::shared_count(latin, &other), latin::DEPARTMENT_AND_TITLE_MAX)
            }
        };
        count.checked_sub(max).filter(|over| *over > 0)
    };
    let words = move || match suggestion.get() {
        None => "ひらがなまたはカタカナで入力してください。".to_owned(),
        Some(latin) if latin.is_empty() => String::new(),
        Some(latin) => {
            let mut words = ["候補：", &latin].concat();
            if let Some(over) = too_long(&latin) {
                words.push_str(&["（", &over.to_string(), "文字超えるため、使った後に短くしてください）"].concat());
            }
            words
        }
    };
    let usable = computed(move || suggestion.read().as_ref().is_some_and(|latin| !latin.is_empty()));
    let id = match field {
        Field::CompanyLatin => "reading-company",
        Field::DepartmentLatin => "reading-department",
        _ => "reading-title",
    };
    let value = Signal::derive(move || reading.get());
    let on_change = Callback::new(move |text| reading.set(text));
    view! {
        <div class="romaji__content" on:keydown=on(on_key)>
            <TextField
                id=id
                label=label
                kind=TextKind::PLAIN
                hint="ローマ字の候補を表示します。候補は、使った後に直せます。"
                value=value
                on_change=on_change
            />
            <p class="remark" role="status">
                {words}
            </p>
            {move || {
                usable
                    .get()
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button button--small"
                                on:click=on(move |_| use_it.run(()))
                            >
                                "使う"
                                <span class="visually-hidden">{["（", label, "）"].concat()}</span>
                            </button>
                        }.into_any()
                    })
            }}
        </div>
    }
    .into_any()
}

/// What a key is called that belongs to the IME, where a browser ends the composition before it tells of the key.
const COMPOSING: u32 = 229;
