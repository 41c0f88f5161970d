//! A message in a box of its own.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::api::ApiError;
use crate::reactive::on;

/// What kind of message it is; the kind shows in colour and in the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// Done.
    Success,
    /// To take care of.
    Warning,
    /// Wrong. Read out at once where it appears.
    Error,
}

/// A message in a box.
#[component]
pub(crate) fn Notice(
    /// What kind it is.
    kind: NoticeKind,
    /// Whether it appears while the page is open, and so must be read out.
    #[prop(optional)]
    announced: bool,
    /// The message.
    children: Children,
) -> impl IntoView {
    let (class, picture, role) = match kind {
        NoticeKind::Success => ("notice notice--success", Icon::Success, "status"),
        NoticeKind::Warning => ("notice notice--warning", Icon::Warning, "status"),
        NoticeKind::Error => ("notice notice--error", Icon::Error, "alert"),
    };
    view! {
        <div class=class role=announced.then_some(role)>
            {icon(picture)}
            <div class="notice__text">{children()}</div>
        </div>
    }
    .into_any()
}

/// What went wrong with a call, with a way to try again where that can help.
pub(crate) fn failure(error: &ApiError, retry: Option<Callback<()>>) -> AnyView {
    let message = error.message();
    let retry = retry.filter(|_| error.may_pass());
    view! {
        <Notice kind=NoticeKind::Error announced=true>
            <p>{message}</p>
            {retry
                .map(|retry| {
                    view! {
                        <button type="button" class="button" on:click=on(move |_| retry.run(()))>
                            "もう一度"
                        </button>
                    }.into_any()
                })}
        </Notice>
    }
    .into_any()
}
