//! A field for one line of text. There is one of it, not one for each kind: every copy is paid for in bytes.

use contract::text::convert_to_half_width;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, InputEvent};

use super::field::{Field, FieldIds};
use crate::reactive::{effect, on};

/// How a text field behaves.
#[derive(Clone, Copy)]
pub(crate) struct TextKind {
    /// The control's `type`.
    pub(crate) input_type: &'static str,
    /// Which keyboard a telephone shows.
    pub(crate) input_mode: &'static str,
    /// What the browser may fill in.
    pub(crate) autocomplete: &'static str,
    /// Whether full-width letters become half-width while one types (D3.6, BAR F6).
    pub(crate) half_width: bool,
    /// What remains of the value when the field is left.
    pub(crate) normalise: fn(&str) -> String,
    /// Whether the value is one of few letters, so that a short control says how much is expected.
    pub(crate) short: bool,
}

impl TextKind {
    /// Any text, taken as it is.
    pub(crate) const PLAIN: Self = Self {
        input_type: "text",
        input_mode: "text",
        autocomplete: "off",
        half_width: false,
        normalise: str::to_owned,
        short: false,
    };
}

/// A field for one line of text.
#[component]
pub(crate) fn TextField(
    /// The id of its control.
    #[prop(into)]
    id: String,
    /// Its name.
    label: &'static str,
    /// How it behaves.
    kind: TextKind,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: &'static str,
    /// Its value.
    value: Signal<String>,
    /// Takes what is typed.
    on_change: Callback<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control's type, where it changes.
    #[prop(optional, into)]
    input_type: Option<Signal<&'static str>>,
    /// What stands beside the control.
    #[prop(optional_no_strip)]
    beside: Option<AnyView>,
    /// What stands under the control and changes while one types.
    #[prop(optional_no_strip)]
    note: Option<AnyView>,
) -> impl IntoView {
    let ids = FieldIds::new(&id);
    let node = NodeRef::<Input>::new();
    let converted = RwSignal::new(false);

    // The control is written to only when it holds something else: writing what is already there would disturb an
    // IME and throw the caret to the end.
    effect(move || {
        let value = value.read();
        if let Some(input) = node.get()
            && input.value() != *value
        {
            input.set_value(&value);
        }
    });

    let take = move |input: &HtmlInputElement| {
        let mut text = input.value();
        if kind.half_width {
            let (half_width, changed) = convert_to_half_width(&text);
            if changed {
                write_keeping_caret(input, &half_width);
                converted.set(true);
                text = half_width;
            }
        }
        on_change.run(text);
    };
    let on_input = move |event: web_sys::Event| {
        // What is being composed is not typed yet (BAR F6); the end of the composition brings it.
        if !event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing)
            && let Some(input) = node.try_get_untracked().flatten()
        {
            take(&input);
        }
    };
    let on_composed = move |_| {
        if let Some(input) = node.try_get_untracked().flatten() {
            take(&input);
        }
    };
    let on_leave = move |_| {
        let Some(input) = node.try_get_untracked().flatten() else { return };
        let text = input.value();
        let normalised = (kind.normalise)(&text);
        if normalised != text {
            input.set_value(&normalised);
            on_change.run(normalised);
        }
    };

    let described_by = {
        let ids = ids.clone();
        let (has_hint, has_note) = (!hint.is_empty(), note.is_some());
        move || ids.described_by(has_hint, has_note, error.read().is_some())
    };
    let input_type = move || input_type.map_or(kind.input_type, |changing| changing.get());
    let note_id = ids.note.clone();

    view! {
        <Field ids=ids label=label required=required hint=hint error=error>
            <div class="text-field">
                <input
                    node_ref=node
                    id=id
                    class="text-field__input"
                    class:text-field__input--short=kind.short
                    type=input_type
                    inputmode=kind.input_mode
                    autocomplete=kind.autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    aria-required=required.then_some("true")
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described_by
                    prop:value=value.get_untracked()
                    on:input=on(on_input)
                    on:compositionend=on(on_composed)
                    on:focus=move |_| converted.set(false)
                    on:blur=on(on_leave)
                />
                {beside}
            </div>
            {kind
                .half_width
                .then(|| {
                    view! {
                        <p class="text-field__converted" role="status">
                            {move || converted.get().then_some("半角に変換しました。")}
                        </p>
                    }.into_any()
                })}
            {note.map(|note| view! { <div class="text-field__note" id=note_id>{note}</div> }.into_any())}
        </Field>
    }
    .into_any()
}

/// Replaces a control's text by one of the same length without moving the caret.
fn write_keeping_caret(input: &HtmlInputElement, text: &str) {
    // Fields of type email have no caret to ask for; there the browser decides.
    let start = input.selection_start().ok().flatten();
    let end = input.selection_end().ok().flatten();
    input.set_value(text);
    if let (Some(start), Some(end)) = (start, end) {
        let _ = input.set_selection_range(start, end);
    }
}
