//! 電子証明書: the certificates whose application can be reused (M2.1 to M2.4, D2.5)

use contract::application::ApplicationField;
use contract::certificate::{ReusableCertificate, ReuseReason};
use contract::ja;
use contract::page::Page;
use leptos::html::Select;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::{self, ApiError};
use crate::browser;
use crate::components::busy_button::slowly;
use crate::components::dialog::Dialog;
use crate::components::field::{Field, FieldIds};
use crate::components::notice::failure;
use crate::components::remote::{Remote, Stand};
use crate::form::{field_id, use_draft};
use crate::paths::{NEXT_TO_END, REUSE};
use crate::reactive::{effect, on, spawn};
use crate::session::use_session;

const FIELD: ApplicationField = ApplicationField::ReusedCertificate;

/// The select, the note where there is nothing to select, and the question before edits are replaced.
pub(super) fn reuse() -> AnyView {
    let draft = use_draft();
    let session = use_session();
    let list = Remote::<Page<ReusableCertificate>>::new();
    let load = move || list.load(api::reusable_certificates(session));
    load();

    let node = NodeRef::<Select>::new();
    let value = draft.value(FIELD);
    let asking = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let said = RwSignal::new("");
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let slow = slowly(busy.into());

    // What the form says is what the select shows, also after a question was answered with no.
    let show_value = move || {
        // Also called when an answer comes after the page was left.
        if let (Some(select), Some(value)) = (node.try_get_untracked().flatten(), value.try_get_untracked()) {
            select.set_value(&value);
        }
    };
    effect(move || {
        value.track();
        list.stand.track();
        node.track();
        browser::after_render(show_value);
    });

    let fetch = Callback::new(move |()| {
        failed.set(None);
        busy.set(true);
        let number = wanted.get_untracked();
        spawn(async move {
            let answer = api::reusable_content(session, &number).await;
            // Only if nobody has chosen another one meanwhile.
            if wanted.try_get_untracked().as_ref() != Some(&number) {
                return;
            }
            busy.try_set(false);
            match answer {
                Ok(content) => {
                    let lost_user = content.form.signer_user_id.is_empty();
                    draft.reuse(content.form);
                    said.set(if lost_user {
                        "発行当時の申請内容を表示しました。当時の利用者は退職または停止しているため、利用者IDを選び直してください。"
                    } else {
                        "発行当時の申請内容を表示しました。必要に応じて変更してください。"
                    });
                }
                Err(error) => {
                    failed.try_set(Some(error));
                    show_value();
                }
            }
        });
    });
    let on_change = move |_| {
        let Some(select) = node.get_untracked() else { return };
        // What was chosen before counts no more, whatever becomes of it.
        said.set("");
        failed.set(None);
        busy.set(false);
        wanted.set(select.value());
        if select.value().is_empty() {
            // Nothing is taken away here, so nothing needs to be asked.
            draft.set(FIELD, String::new());
            said.set("入力欄の内容は、そのまま残しています。");
        } else if draft.is_edited() {
            asking.set(true);
        } else {
            fetch.run(());
        }
    };

    // A link from elsewhere has chosen already (M2.4). Once: what is chosen here afterwards counts.
    let asked_for = StoredValue::new(use_query_map().with_untracked(|query| query.get(REUSE)));
    effect(move || {
        let chosen = match &*list.stand.read() {
            Stand::Ready(page) => {
                asked_for.try_update_value(Option::take).flatten().and_then(|asked_for| choice(&page.items, &asked_for))
            }
            _ => None,
        };
        // A reload of the page has it already.
        let Some(number) = chosen.filter(|number| value.with_untracked(|value| value != number)) else { return };
        wanted.set(number);
        if untrack(|| draft.is_in_progress()) {
            asking.set(true);
        } else {
            fetch.run(());
        }
    });

    let nothing = move || matches!(&*list.stand.read(), Stand::Ready(page) if page.items.is_empty());
    let options = move || match &*list.stand.read() {
        Stand::Ready(page) => page.items.iter().map(option).collect_view(),
        _ => Vec::new(),
    };
    let ids = FieldIds::new(&field_id(FIELD));
    let id = ids.control.clone();
    let error = draft.error(FIELD);
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(true, true, error.read().is_some())
    };
    let note_id = ids.note.clone();

    view! {
        <Field
            ids=ids
            label=ja::field(FIELD)
            hint="有効期間満了のお知らせを送った電子証明書と、期限切れから1年以内の電子証明書の申請内容を活用できます。選ぶと、発行当時の内容が表示されます。"
            error=error
        >
            <select
                node_ref=node
                id=id
                class="select"
                disabled=nothing
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described_by
                on:change=on(on_change)
            >
                <option value="">"（選択してください）"</option>
                {options}
            </select>
            <div id=note_id class="text-field__note" role="status">
                {move || {
                    nothing()
                        .then(|| {
                            view! {
                                <p class="remark">
                                    "活用できる電子証明書がないため、選択できません。下の欄に新しく入力してください。"
                                </p>
                            }.into_any()
                        })
                }}
                {move || {
                    let said = said.get();
                    (!said.is_empty()).then(|| view! { <p class="remark">{said}</p> }.into_any())
                }}
            </div>
            <p class="remark" role="status">
                {move || slow.get().then_some("発行当時の申請内容を読み込んでいます")}
            </p>
            {move || match &*list.stand.read() {
                Stand::Failed(error) => Some(failure(error, Some(Callback::new(move |()| load())))),
                _ => None,
            }}
            {move || failed.get().map(|error| failure(&error, Some(fetch)))}
        </Field>
        {question(asking, fetch, Callback::new(move |()| show_value()))}
    }
    .into_any()
}

/// Which of the reusable certificates a link means.
fn choice(reusable: &[ReusableCertificate], asked_for: &str) -> Option<String> {
    let chosen = if asked_for == NEXT_TO_END {
        let announced = reusable.iter().filter(|certificate| certificate.reason == ReuseReason::ExpiryNoticeSent);
        announced.min_by(|one, other| one.not_after.0.cmp(&other.not_after.0))
    } else {
        reusable.iter().find(|certificate| certificate.certificate_number == asked_for)
    };
    chosen.map(|certificate| certificate.certificate_number.clone())
}

fn option(certificate: &ReusableCertificate) -> AnyView {
    let words = [
        certificate.certificate_number.as_str(),
        "　",
        &certificate.department_name,
        " ",
        &certificate.title_name,
        "　有効期限 ",
        &browser::date(&certificate.not_after),
        "　",
        ja::reuse_reason(certificate.reason),
    ]
    .concat();
    view! { <option value=certificate.certificate_number.clone()>{words}</option> }.into_any()
}

/// Asks before what was typed is replaced (D2.5).
fn question(asking: RwSignal<bool>, replace: Callback<()>, keep: Callback<()>) -> AnyView {
    let agreed = StoredValue::new(false);
    Effect::new(move |was_open: Option<bool>| {
        let open = asking.get();
        // However it was closed: unless the answer was yes, the select goes back to what the form holds.
        if was_open == Some(true) && !open && !agreed.get_value() {
            keep.run(());
        }
        agreed.set_value(false);
        open
    });
    view! {
        <Dialog id="replace-question" title="入力した内容を置き換えますか" open=asking>
            <p>
                "選んだ電子証明書の申請内容を表示すると、電子証明書情報、利用者情報、PIN送付先情報に入力した内容は失われます。"
            </p>
            <div class="button-row">
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| {
                        agreed.set_value(true);
                        asking.set(false);
                        replace.run(());
                    }
                >
                    "置き換える"
                </button>
                <button type="button" class="button" autofocus=true on:click=on(move |_| asking.set(false))>
                    "入力した内容を残す"
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}
