//! 利用者選択: the dialog in which exactly one user of the company is chosen (M4.2, M4.3, D4.4).

use contract::page::Page;
use contract::user::{UserQuery, UserSummary};
use leptos::prelude::*;

use super::dialog::Dialog;
use super::page_list::condition;
use super::pager::{Pager, Place};
use super::remote::{Remote, Stand};
use super::text_field::TextKind;
use crate::api;
use crate::browser;
use crate::reactive::{effect, on};
use crate::session::use_session;

mod rows;

/// The id of the line that says how many were found.
const FOUND: &str = "picker-found";

/// Users who are shown but cannot be chosen, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Excluded {
    /// Their IDs.
    pub(crate) user_ids: Vec<String>,
    /// Why they cannot be chosen, in a few words.
    pub(crate) reason: &'static str,
}

/// 利用者選択. Lists all users when it opens; the conditions narrow the list.
#[component]
pub(crate) fn UserPicker(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The user chosen so far.
    chosen: Signal<String>,
    /// Takes the user who is chosen.
    on_choose: Callback<UserSummary>,
    /// Users who are shown but cannot be chosen.
    #[prop(optional, into)]
    excluded: Signal<Excluded>,
) -> impl IntoView {
    let session = use_session();
    let query = RwSignal::new(UserQuery::default());
    // The cursors of the pages up to the one that is shown; the first page has none.
    let trail = RwSignal::new(vec![None::<String>]);
    let list = Remote::<Page<UserSummary>>::new();
    let selected = RwSignal::new(String::new());

    let ask = move || {
        let mut query = query.get_untracked();
        query.cursor = trail.with_untracked(|trail| trail.last().cloned().flatten());
        list.refresh(api::users(session, &query));
    };
    let ask_from_start = move || {
        trail.set(vec![None]);
        ask();
    };
    effect(move || {
        if open.get() {
            query.set(UserQuery::default());
            selected.set(chosen.get_untracked());
            list.stand.set(Stand::Loading);
            ask_from_start();
        }
    });

    // What was searched for begins at the top; on a telephone the conditions fill the dialog.
    let to_top = StoredValue::new(false);
    effect(move || {
        let is_there = matches!(&*list.stand.read(), Stand::Ready(_));
        if is_there && to_top.try_update_value(std::mem::take) == Some(true) {
            browser::after_render(|| {
                if let Some(found) = browser::element(FOUND) {
                    found.scroll_into_view();
                }
            });
        }
    });

    let choose = Callback::new(move |()| {
        let user = match &*list.stand.read_untracked() {
            Stand::Ready(page) => page.items.iter().find(|user| user.user_id == *selected.read_untracked()).cloned(),
            _ => None,
        };
        if let Some(user) = user {
            open.set(false);
            on_choose.run(user);
        }
    });

    view! {
        <Dialog id="user-picker" title="利用者選択" open=open wide=true>
            {conditions(
                query,
                Callback::new(move |()| {
                    to_top.set_value(true);
                    ask_from_start();
                }),
            )}
            {results(
                list,
                trail,
                selected,
                excluded,
                Callback::new(move |()| {
                    to_top.set_value(true);
                    ask();
                }),
            )}
            {buttons(list, selected, open, choose)}
        </Dialog>
    }
    .into_any()
}

/// The conditions, each of which matches a part.
fn conditions(query: RwSignal<UserQuery>, search: Callback<()>) -> AnyView {
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        search.run(());
    };
    view! {
        <form class="picker__conditions" role="search" on:submit=on(on_submit) novalidate>
            <p class="picker__hint">"条件は一部だけでも検索できます。空のままなら全員を表示します。"</p>
            <div class="picker__fields">
                {condition(query, "picker-user-id", "利用者ID", TextKind::PLAIN, |query| &mut query.user_id)}
                {condition(query, "picker-name", "氏名", TextKind::PLAIN, |query| &mut query.name)}
                {condition(query, "picker-department", "部署", TextKind::PLAIN, |query| &mut query.department)}
                <button type="submit" class="button">
                    "検索"
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The result: how many, the rows, and the ways to further ones.
fn results(
    list: Remote<Page<UserSummary>>,
    trail: RwSignal<Vec<Option<String>>>,
    selected: RwSignal<String>,
    excluded: Signal<Excluded>,
    ask: Callback<()>,
) -> AnyView {
    let found = move || match &*list.stand.read() {
        Stand::Ready(page) => {
            let before = trail.with(|trail| trail.len() as u64 - 1) * u64::from(contract::page::DEFAULT_LIMIT);
            ["検索結果：", &Place::of(page, Some(before + 1)).words()].concat()
        }
        _ => String::new(),
    };
    let ready = move |page: &Page<UserSummary>| {
        let next = page.next_cursor.clone();
        let has_before = trail.with_untracked(|trail| trail.len() > 1);
        let before = has_before.then(|| {
            Callback::new(move |()| {
                trail.update(|trail| drop(trail.pop()));
                ask.run(());
            })
        });
        let after = next.map(|next| {
            Callback::new(move |()| {
                trail.update(|trail| trail.push(Some(next.clone())));
                ask.run(());
            })
        });
        view! {
            {rows::rows(&page.items, selected, excluded)}
            <Pager label="検索結果のページ" before=before after=after />
        }
        .into_any()
    };
    view! {
        <div class="picker__results">
            <p id=FOUND class="picker__found" role="status">
                {found}
            </p>
            {list.view(ask, ready)}
        </div>
    }
    .into_any()
}

/// ［選択］ and ［閉じる］.
fn buttons(
    list: Remote<Page<UserSummary>>,
    selected: RwSignal<String>,
    open: RwSignal<bool>,
    choose: Callback<()>,
) -> AnyView {
    let missing = RwSignal::new(false);
    effect(move || {
        selected.track();
        missing.set(false);
    });
    let is_there = move || match &*list.stand.read_untracked() {
        Stand::Ready(page) => page.items.iter().any(|user| user.user_id == *selected.read_untracked()),
        _ => false,
    };
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        missing.set(!is_there());
        choose.run(());
    };
    view! {
        <form id=rows::FORM class="picker__buttons" on:submit=on(on_submit)>
            <p class="picker__missing" role="alert">
                {move || missing.get().then_some("一覧から利用者を1人選んでから、［選択］を押してください。")}
            </p>
            <div class="button-row">
                <button type="submit" class="button button--primary">
                    "選択"
                </button>
                <button type="button" class="button" on:click=on(move |_| open.set(false))>
                    "閉じる"
                </button>
            </div>
        </form>
    }
    .into_any()
}
