//! A field for a password, which can be made visible. Pasting is welcome (BAR S4).

use leptos::prelude::*;

use super::text_field::{TextField, TextKind};

/// A field for a password.
#[component]
pub(crate) fn PasswordField(
    /// The id of its control.
    #[prop(into)]
    id: String,
    /// Its name.
    label: &'static str,
    /// What the browser may fill in: `current-password` or `new-password`.
    autocomplete: &'static str,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// Its value.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What stands under the control and changes while one types.
    #[prop(optional_no_strip)]
    note: Option<AnyView>,
) -> impl IntoView {
    let visible = RwSignal::new(false);
    let kind = TextKind { input_type: "password", autocomplete, ..TextKind::PLAIN };
    let beside = view! {
        <button
            type="button"
            class="button button--quiet"
            aria-controls=id.clone()
            on:click=move |_| visible.update(|visible| *visible = !*visible)
        >
            <span class="visually-hidden">{label}"を"</span>
            {move || if visible.get() { "隠す" } else { "表示" }}
        </button>
    }
    .into_any();
    view! {
        <TextField
            id=id
            label=label
            kind=kind
            required=true
            hint=hint
            value=value.into()
            on_change=Callback::new(move |text| value.set(text))
            error=error
            input_type=Signal::derive(move || if visible.get() { "text" } else { "password" })
            beside=Some(beside)
            note=note
        />
    }
    .into_any()
}
