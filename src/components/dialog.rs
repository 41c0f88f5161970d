//! A dialog: the browser's own, which traps the focus, closes on Esc and makes the rest inert (BAR F4).

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::browser;
use crate::reactive::{effect, on};

/// A dialog. What is in it is made when it opens and gone when it closes.
#[component]
pub(crate) fn Dialog(
    /// Its id.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// Whether it is open. Closing it by Esc sets this, too.
    open: RwSignal<bool>,
    /// Whether it is a wide one, for a list.
    #[prop(optional)]
    wide: bool,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let opener = StoredValue::new_local(None::<HtmlElement>);
    // Whether it has been shown and not yet closed by us. A browser tells of a closing late, perhaps when the dialog has
    // been opened again; that must not close it.
    let shown = StoredValue::new(false);
    let give_focus_back = move || {
        shown.try_update_value(|shown| *shown = false);
        // Browsers mostly do this themselves, but not for a button that a pointer pressed in Safari.
        if let Some(opener) = opener.try_update_value(Option::take).flatten() {
            let _ = opener.focus();
        }
    };

    effect(move || {
        let is_open = open.get();
        let Some(dialog) = node.get() else { return };
        if is_open && !dialog.open() {
            opener.set_value(browser::focused());
            // Only after its content has been drawn, so that the first control in it gets the focus.
            browser::after_render(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    let is_shown = dialog.show_modal().is_ok();
                    shown.try_update_value(|shown| *shown = is_shown);
                }
            });
        } else if !is_open && dialog.open() {
            dialog.close();
            give_focus_back();
        }
    });
    let on_close = move |_| {
        let is_open_again = node.try_get_untracked().flatten().is_some_and(|dialog| dialog.open());
        if shown.try_get_value() == Some(true) && !is_open_again {
            give_focus_back();
            open.try_set(false);
        }
    };
    let heading = [id, "-heading"].concat();

    view! {
        <dialog
            node_ref=node
            id=id
            class="dialog"
            class:dialog--wide=wide
            aria-labelledby=heading
            on:close=on(on_close)
        >
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <h2 id=[id, "-heading"].concat() class="dialog__heading">
                                {title}
                            </h2>
                            {children()}
                        }.into_any()
                    })
            }}
        </dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
