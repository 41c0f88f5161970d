//! What stands under a field of Latin letters while one types: it helps instead of scolding (D3.6).

use contract::application::{ApplicationField, FieldKind};
use contract::{company_form, ja, latin};
use leptos::prelude::*;

use crate::form::{field_id, use_draft};
use crate::reactive::{computed, on};

/// The counter, the forbidden characters, and the offer to drop a company form.
pub(super) fn notes(field: ApplicationField, value: Signal<String>, error: Signal<Option<String>>) -> AnyView {
    view! {
        {counter(field, value)} {forbidden(value, error)}
        {(field.kind() == FieldKind::LatinCompany).then(|| company_form_hint(field, value))}
    }
    .into_any()
}

/// How many characters are used: n/40, or the n/60 that two fields share.
fn counter(field: ApplicationField, value: Signal<String>) -> AnyView {
    let draft = use_draft();
    let (name, max) = match field.kind() {
        FieldKind::LatinCompany => ("", latin::COMPANY_MAX),
        _ => ("部署名と役職名の合計 ", latin::DEPARTMENT_AND_TITLE_MAX),
    };
    let count = computed(move || match field.kind() {
        FieldKind::LatinCompany => contract::text::count(&latin::normalise(&value.read())),
        _ => draft.with_form(|form| {
            let certificate = &form.certificate;
            latin::shared_count(
                &latin::normalise(&certificate.department_latin),
                &latin::normalise(&certificate.title_latin),
            )
        }),
    });
    let over = move || count.get().checked_sub(max).filter(|over| *over > 0);
    view! {
        <p class="counter" class:counter--over=move || over().is_some()>
            {name}
            <span class="counter__number">{move || count.get().to_string()} "/" {max.to_string()}</span>
            " 文字"
            {move || over().map(|over| ["（", &over.to_string(), "文字超えています）"].concat())}
        </p>
    }
    .into_any()
}

/// The characters that cannot stay, one by one. Once the field shows an error, that says the same.
fn forbidden(value: Signal<String>, error: Signal<Option<String>>) -> AnyView {
    let found = computed(move || {
        if error.read().is_some() { Vec::new() } else { latin::forbidden_characters(&latin::normalise(&value.read())) }
    });
    view! {
        <p class="remark remark--warning" role="status">
            {move || {
                let found = found.read();
                (!found.is_empty())
                    .then(|| {
                        let mut words = "使えない文字：".to_owned();
                        words.push_str(&ja::characters(&found));
                        words
                    })
            }}
        </p>
    }
    .into_any()
}

/// A company form is not needed (M3.3): one click drops it. It is no error.
fn company_form_hint(field: ApplicationField, value: Signal<String>) -> AnyView {
    let draft = use_draft();
    let found = computed(move || company_form::find(&value.read()).map(|found| (found.form, found.without)));
    let drop_it = move |_| {
        if let Some((_, without)) = found.get_untracked() {
            draft.set(field, without);
            // The button is gone now; the focus belongs where its work shows.
            crate::browser::focus(&field_id(field));
        }
    };
    view! {
        <div role="status">
            {move || {
                found
                    .get()
                    .map(|(form, _)| {
                        view! {
                            <p class="remark">
                                <span>{["企業形態「", &form, "」の入力は不要です。"].concat()}</span>
                                <button type="button" class="button button--small" on:click=on(drop_it)>
                                    {["「", &form, "」を取り除く"].concat()}
                                </button>
                            </p>
                        }.into_any()
                    })
            }}
        </div>
    }
    .into_any()
}
