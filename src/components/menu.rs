//! A menu that opens under its button: a button that says whether it is open, and a list of links.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::icon::{Icon, icon};
use crate::browser;
use crate::reactive::on;

/// A menu. Enter, Space and ↓ open it, ↑ and ↓ go through it, Esc closes it and returns to the button.
#[component]
pub(crate) fn Menu(
    /// The id of its list.
    id: &'static str,
    /// What the button says.
    #[prop(into)]
    label: String,
    /// The entries: links or buttons, each a list item.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let node = NodeRef::<Div>::new();
    let entries = move || {
        node.try_get_untracked().flatten().map(|node| browser::all_within(&node, ".menu__list a, .menu__list button"))
    };
    let focus_button = move || {
        if let Some(button) =
            node.try_get_untracked().flatten().and_then(|node| browser::all_within(&node, ".menu__button").pop())
        {
            let _ = button.focus();
        }
    };
    let focus_entry = move |pick: fn(usize, usize) -> usize| {
        let Some(entries) = entries() else { return };
        let at = browser::focused().and_then(|focused| entries.iter().position(|entry| *entry == focused));
        let next = match at {
            Some(at) => pick(at, entries.len()),
            None => pick(entries.len() - 1, entries.len()),
        };
        if let Some(entry) = entries.get(next) {
            let _ = entry.focus();
        }
    };

    let on_key = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "Escape" if open.try_get_untracked() == Some(true) => {
                open.set(false);
                focus_button();
            }
            "ArrowDown" => {
                open.set(true);
                browser::after_render(move || focus_entry(|at, count| (at + 1) % count));
            }
            "ArrowUp" if open.try_get_untracked() == Some(true) => focus_entry(|at, count| (at + count - 1) % count),
            "Home" if open.try_get_untracked() == Some(true) => focus_entry(|_, _| 0),
            "End" if open.try_get_untracked() == Some(true) => focus_entry(|_, count| count - 1),
            _ => return,
        }
        event.prevent_default();
    };
    // Where the focus or a click goes elsewhere, the menu is no longer wanted.
    let close_outside = move |target: Option<Node>| {
        let inside = node.try_get_untracked().flatten().is_some_and(|node| node.contains(target.as_ref()));
        if !inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    };
    let clicking = window_event_listener(leptos::ev::click, move |event| {
        close_outside(event.target().and_then(|target| target.dyn_into().ok()));
    });
    on_cleanup(move || clicking.remove());
    let on_focus_out = move |event: web_sys::FocusEvent| {
        if let Some(target) = event.related_target() {
            close_outside(target.dyn_into::<HtmlElement>().ok().map(Into::into));
        }
    };

    view! {
        <div class="menu" node_ref=node on:keydown=on(on_key) on:focusout=on(on_focus_out)>
            <button
                type="button"
                class="menu__button"
                aria-expanded=move || open.get().to_string()
                aria-controls=id
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {label}
                {icon(Icon::Down)}
            </button>
            <ul id=id class="menu__list" class:menu__list--open=open on:click=on(move |_| open.set(false))>
                {children()}
            </ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
