//! 自社電子証明書紐付け更新 (M10.1, M11.1)

use contract::binding::{BindingChange, BoundUser, CertificateView};
use contract::certificate::CertificateState;
use contract::user::{UserReference, UserSummary};
use contract::{Reason, ja};
use leptos::html::Input;
use leptos::prelude::*;

use super::super::detail::{facts_in_short, unlocking};
use super::draft::Draft;
use super::{Loaded, load};
use crate::api::Versioned;
use crate::browser;
use crate::components::error_summary::{ErrorSummary, focus_error_summary};
use crate::components::field::{Field, FieldIds};
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::remote::Stand;
use crate::components::table::{table, table_cell, table_head};
use crate::components::user_picker::{Excluded, UserPicker};
use crate::components::words::user_in_words;
use crate::form::ShownError;
use crate::paths::{PagePath, use_go};
use crate::reactive::{computed, effect, on};
use crate::session::use_session;

/// The id and the name of the field for the user to be bound.
const BIND: (&str, &str) = ("bind", "利用者ID");

/// 自社電子証明書紐付け更新
pub(crate) fn input(number: String) -> AnyView {
    let session = use_session();
    let (certificate, again) = load(session, &number);
    let draft = RwSignal::new(Draft::load(session, &number));
    {
        let number = number.clone();
        effect(move || draft.read().keep(session, &number));
    }
    // What was chosen before and cannot be done any more.
    let dropped = RwSignal::new(Vec::<String>::new());
    effect(move || {
        if let Stand::Ready(loaded) = &*certificate.stand.read() {
            let mut settled = draft.get_untracked();
            let words = settled.settle(&loaded.value);
            if !words.is_empty() {
                draft.set(settled);
                dropped.set(words);
            }
        }
    });
    let picking = RwSignal::new(false);
    let excluded = Signal::derive(move || Excluded { user_ids: bound_ids(certificate), reason: "紐付け済み" });
    let on_choose = Callback::new(move |user: UserSummary| {
        let UserSummary { user_id, name, department, .. } = user;
        draft.update(|draft| draft.bind = Some(UserReference { user_id, name, department }));
        browser::focus_soon(BIND.0);
    });
    let chosen =
        Signal::derive(move || draft.read().bind.as_ref().map(|user| user.user_id.clone()).unwrap_or_default());
    let attempted = RwSignal::new(false);
    let errors =
        computed(move || if attempted.get() { faults(certificate, &draft.read().change()) } else { Vec::new() });

    let no_change =
        Signal::derive(move || (draft.read().change() == BindingChange::default()).then_some("変更がありません"));

    let go = use_go();
    let confirm = PagePath::BindingsConfirm(number.clone()).href();
    let on_submit = Callback::new(move |etag: String| {
        attempted.set(true);
        if errors.read_untracked().is_empty() {
            draft.update(|draft| draft.etag = etag);
            go.to(&confirm);
        } else {
            focus_error_summary();
        }
    });
    let back = PagePath::Certificate(number).href();
    let content = move |loaded: &Versioned<CertificateView>| {
        let etag = loaded.etag.clone();
        let submit = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            on_submit.run(etag.clone());
        };
        view! {
            {facts_in_short(&loaded.value.certificate)}
            <form class="form" on:submit=on(submit) novalidate>
                {newcomer(&loaded.value, draft, picking, errors)}
                {releases(&loaded.value, draft)}
                <div class="button-row">
                    <button type="submit" class="button button--primary">
                        "確認"
                    </button>
                    <a class="button button--quiet" href=back.clone()>
                        "戻る"
                    </a>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <Page title="自社電子証明書紐付け更新" has_errors=Signal::derive(move || !errors.read().is_empty())>
            {move || notice_of(&dropped.read())}
            <ErrorSummary errors=errors general="確認へ進めません" heading=no_change />
            {certificate.view(again, content)}
            <UserPicker open=picking chosen=chosen on_choose=on_choose excluded=excluded />
        </Page>
    }
    .into_any()
}

fn bound_ids(certificate: Loaded) -> Vec<String> {
    match &*certificate.stand.read() {
        Stand::Ready(loaded) => loaded.value.bound.iter().map(|bound| bound.user.user_id.clone()).collect(),
        _ => Vec::new(),
    }
}

/// What was taken away from the choice, and why.
fn notice_of(dropped: &[String]) -> Option<AnyView> {
    let words = dropped.iter().map(|words| view! { <p>{words.clone()}</p> }.into_any()).collect_view();
    (!dropped.is_empty()).then(|| {
        view! {
            <Notice kind=NoticeKind::Warning announced=true>
                {words}
            </Notice>
        }
        .into_any()
    })
}

/// What is wrong with the choice, by the rule that the server uses too.
fn faults(certificate: Loaded, change: &BindingChange) -> Vec<ShownError> {
    let Stand::Ready(loaded) = &*certificate.stand.read() else { return Vec::new() };
    let bound: Vec<&str> = loaded.value.bound.iter().map(|bound| bound.user.user_id.as_str()).collect();
    let state = loaded.value.certificate.state;
    // Where nobody can be bound there is no field to lead to.
    let id = if state == CertificateState::Valid { BIND.0 } else { "" };
    let errors = change.check(&bound, state);
    let words = |reason: &Reason| match reason {
        // The heading says the rest.
        Reason::NoChange => ja::CHOOSE_A_CHANGE.to_owned(),
        reason => ja::reason(BIND.1, reason),
    };
    errors.iter().map(|error| ShownError { id: id.to_owned(), message: words(&error.reason) }).collect()
}

/// The one user to be bound, with ［参照］.
fn newcomer(
    view: &CertificateView,
    draft: RwSignal<Draft>,
    picking: RwSignal<bool>,
    errors: Memo<Vec<ShownError>>,
) -> AnyView {
    if view.certificate.state != CertificateState::Valid {
        return view! {
            <section class="form__section">
                <h2>"■追加する利用者"</h2>
                <p>{ja::no_new_users(view.certificate.state)}</p>
                <p>
                    <a href=PagePath::ApplicationInput.href()>"電子証明書追加発行申請へ"</a>
                </p>
            </section>
        }
        .into_any();
    }
    let ids = FieldIds::new(BIND.0);
    let error = computed(move || errors.read().first().map(|error| error.message.clone()));
    let shown = move || match &draft.read().bind {
        Some(user) => user_in_words(user).into_any(),
        None => view! { <span class="signer__none">"追加しない"</span> }.into_any(),
    };
    let clear = move || {
        draft.read().bind.is_some().then(|| {
            let drop = move |_| {
                draft.update(|draft| draft.bind = None);
                browser::focus_soon(BIND.0);
            };
            view! {
                <button type="button" class="button button--quiet" on:click=on(drop)>
                    "追加しない"
                </button>
            }
            .into_any()
        })
    };
    let described_by = {
        let ids = ids.clone();
        move || {
            let rest = ids.described_by(true, false, error.read().is_some()).unwrap_or_default();
            ["bind-value ", &rest].concat()
        }
    };
    view! {
        <section class="form__section">
            <h2>"■追加する利用者"</h2>
            <Field
                ids=ids
                label=BIND.1
                hint="一度に追加できる利用者IDは1つです。さらに追加する場合は、完了後にもう一度行ってください。"
                error=error.into()
                group=true
            >
                <div class="signer" role="group" aria-labelledby="bind-label">
                    <p id="bind-value" class="signer__value">
                        {shown}
                    </p>
                    <button
                        type="button"
                        id=BIND.0
                        class="button"
                        aria-haspopup="dialog"
                        aria-describedby=described_by
                        on:click=move |_| picking.set(true)
                    >
                        "参照"
                    </button>
                    {clear}
                </div>
            </Field>
        </section>
    }
    .into_any()
}

const COLUMNS: [&str; 5] = ["解除", "利用者ID", "氏名", "部署", "有効性確認"];

/// The bound users, each with a checkbox ［解除］ (M11.1).
fn releases(view: &CertificateView, draft: RwSignal<Draft>) -> AnyView {
    let (bound, state) = (&view.bound, view.certificate.state);
    let list = if bound.is_empty() {
        view! { <p>"紐付いている利用者はいません。"</p> }.into_any()
    } else {
        view! {
            <p>"紐付けを解除する利用者は、［解除］にチェックを入れます。解除すると、この電子証明書では署名できなくなります。"</p>
            {table("電子署名書利用者（署名用ID）情報", "table--release", table_head(&COLUMNS), bound.iter().map(|bound| release(bound, state, draft)).collect())}
            {unlocking(bound, state)}
        }
        .into_any()
    };
    view! {
        <section class="form__section">
            <h2>"■電子署名書利用者（署名用ID）情報"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn release(bound: &BoundUser, state: CertificateState, draft: RwSignal<Draft>) -> AnyView {
    let user = &bound.user;
    let node = NodeRef::<Input>::new();
    let user_id = user.user_id.clone();
    let on_change = move |_| {
        let checked = node.get_untracked().is_some_and(|input| input.checked());
        draft.update(|draft| {
            draft.release.retain(|id| *id != user_id);
            if checked {
                draft.release.push(user_id.clone());
            }
        });
    };
    let name = [&user.user_id, " ", &user.name, "の紐付けを解除"].concat();
    let checkbox = view! {
        <input
            node_ref=node
            type="checkbox"
            class="checkbox"
            aria-label=name
            checked=draft.read_untracked().release.contains(&user.user_id)
            on:change=on(on_change)
        />
    }
    .into_any();
    view! {
        <div role="row" class="table__row">
            {table_cell(COLUMNS[0], checkbox)}
            {table_cell(COLUMNS[1], user.user_id.clone())}
            {table_cell(COLUMNS[2], user.name.clone())}
            {table_cell(COLUMNS[3], user.department.clone())}
            {table_cell(COLUMNS[4], ja::signing_right(bound.state, state, bound.is_disabled))}
        </div>
    }
    .into_any()
}
