//! The frame of every form field, in the order of the デジタル庁デザインシステム: label, support text, field, error.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// The ids of a field's parts.
#[derive(Clone, Debug)]
pub(crate) struct FieldIds {
    /// The control.
    pub(crate) control: String,
    /// The support text.
    pub(crate) hint: String,
    /// The error.
    pub(crate) error: String,
    /// What changes while one types: a counter, a remark.
    pub(crate) note: String,
}

impl FieldIds {
    /// The ids of the field whose control has the id `control`.
    pub(crate) fn new(control: &str) -> Self {
        let with = |suffix: &str| [control, suffix].concat();
        Self { hint: with("-hint"), error: with("-error"), note: with("-note"), control: control.to_owned() }
    }

    /// What describes the control, for `aria-describedby`.
    pub(crate) fn described_by(&self, hint: bool, note: bool, error: bool) -> Option<String> {
        let parts: Vec<&str> = [(hint, &self.hint), (note, &self.note), (error, &self.error)]
            .into_iter()
            .filter_map(|(there, id)| there.then_some(id.as_str()))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// The sign of a field that must be filled in.
pub(crate) fn required_mark() -> AnyView {
    view! { <span class="field__required">"※必須"</span> }.into_any()
}

/// A field with its label, support text and error.
#[component]
pub(crate) fn Field(
    /// The ids of its parts.
    ids: FieldIds,
    /// Its name.
    label: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// What is wrong with it.
    error: Signal<Option<String>>,
    /// Whether the field is several controls under one name, and not one that a label can point to.
    #[prop(optional)]
    group: bool,
    /// The control, and what stands under it.
    children: Children,
) -> impl IntoView {
    let FieldIds { control, hint: hint_id, error: error_id, .. } = ids;
    let mark = required.then(required_mark);
    let name = if group {
        let id = [control.as_str(), "-label"].concat();
        view! { <p class="field__label" id=id>{label} {mark}</p> }.into_any()
    } else {
        view! { <label class="field__label" for=control>{label} {mark}</label> }.into_any()
    };
    view! {
        <div class="field" class:field--error=move || error.read().is_some()>
            {name} {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> }.into_any())}
            {children()}
            {move || {
                error
                    .get()
                    .map(|message| {
                        view! { <p class="field__error" id=error_id.clone()>{icon(Icon::Error)} <span>{message}</span></p> }.into_any()
                    })
            }}
        </div>
    }
    .into_any()
}
