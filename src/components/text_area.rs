//! A field for several lines of text.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::field::{Field, FieldIds};
use crate::reactive::on;

/// A field for several lines of text.
#[component]
pub(crate) fn TextArea(
    /// The id of its control.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// What helps to fill it in.
    hint: &'static str,
    /// Its value.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let ids = FieldIds::new(id);
    let node = NodeRef::<Textarea>::new();
    let take = move |_| {
        if let Some(area) = node.try_get_untracked().flatten() {
            value.set(area.value());
        }
    };
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(true, false, error.read().is_some())
    };
    view! {
        <Field ids=ids label=label required=true hint=hint error=error>
            <textarea
                node_ref=node
                id=id
                class="text-field__input text-field__input--area"
                rows="5"
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described_by
                prop:value=value.get_untracked()
                on:input=on(take)
            ></textarea>
        </Field>
    }
    .into_any()
}
