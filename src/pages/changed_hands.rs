//! Two users at one browser: another tab has logged in somebody else, with whom this tab now shares the session.

use leptos::prelude::*;

use crate::browser;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::paths::HOME;
use crate::reactive::on;
use crate::session::use_session;

/// Says so in the place of the page of the user before, and begins anew.
pub(crate) fn changed_hands() -> AnyView {
    let session = use_session();
    let begin = move |_| {
        // Whoever has logged in does not begin on the other user's page.
        browser::replace_address(HOME);
        session.begin_as_other();
    };
    view! {
        <Page title="利用者が変わりました">
            <Notice kind=NoticeKind::Warning announced=true>
                <p>
                    "このブラウザーで、ほかの利用者としてログインし直されました。入力途中の申請があれば、保存されています。"
                </p>
                <button type="button" class="button" on:click=on(begin)>
                    {[&session.name_of_other(), "として続ける"].concat()}
                </button>
            </Notice>
        </Page>
    }
    .into_any()
}
