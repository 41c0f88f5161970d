//! A link that saves a file of the server's.

use leptos::prelude::*;

use super::busy_button::slowly;
use super::notice::failure;
use crate::api::{self, ApiError};
use crate::file;
use crate::reactive::{on, spawn};
use crate::session::use_session;
use crate::site;

/// A link by its name, the route of the file, what it is called where it is saved, and its look.
///
/// It is fetched here instead of by the browser, which would tell only in its own list of downloads that it failed, and
/// save a refusal as if it were the file.
pub(crate) fn saving(label: &'static str, route: Signal<String>, name: String, class: &'static str) -> AnyView {
    let session = use_session();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let slow = slowly(busy.into());
    let media_type = if name.ends_with(".csv") { "text/csv" } else { "application/x-pem-file" };
    let file_name = name.clone();
    let fetch = Callback::new(move |()| {
        if busy.try_get_untracked().unwrap_or(true) {
            return;
        }
        busy.set(true);
        failed.set(None);
        let (answer, name) = (api::file(session, &route.read_untracked()), file_name.clone());
        spawn(async move {
            let answer = answer.await;
            // Whoever has left the page meanwhile still wanted the file.
            if let Ok(bytes) = &answer {
                file::save(&name, media_type, bytes);
            }
            busy.try_set(false);
            failed.try_set(answer.err());
        });
    });
    let save = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        fetch.run(());
    };
    view! {
        <a class=class href=move || site::api(&route.read()) download=name on:click=on(save)>
            {label}
        </a>
        <p class="busy" role="status">{move || slow.get().then_some("ファイルを準備しています")}</p>
        {move || failed.read().as_ref().map(|error| failure(error, Some(fetch)))}
    }
    .into_any()
}
