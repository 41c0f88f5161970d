//! Small pictures that stand beside words, never instead of them.

use leptos::prelude::*;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Something is wrong.
    Error,
    /// Something went well.
    Success,
    /// Something to take care of.
    Warning,
    /// A menu that opens downwards.
    Down,
    /// Stopped.
    Cross,
}

/// Draws an icon; a screen reader skips it.
pub(crate) fn icon(icon: Icon) -> AnyView {
    let path = match icon {
        Icon::Error => "M12 2 2 12l10 10 10-10L12 2Zm-1 5h2v7h-2V7Zm0 9h2v2h-2v-2Z",
        Icon::Success => {
            "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.4 14.2L6.4 12l1.4-1.4 2.8 2.8 5.6-5.6 1.4 1.4-7 7Z"
        }
        Icon::Warning => "M12 2 1 21h22L12 2Zm-1 7h2v6h-2V9Zm0 7.5h2v2h-2v-2Z",
        Icon::Down => "m12 16-7-7 1.4-1.4L12 13.2l5.6-5.6L19 9l-7 7Z",
        Icon::Cross => {
            "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4 6.4 5Z"
        }
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path fill="currentColor"></path>
        </svg>
    }
    .into_any()
}
