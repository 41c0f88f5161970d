//! 自社電子証明書紐付け更新確認 (M11.2, M11.4, D11.5)

use contract::binding::{CertificateView, SignersLeft};
use contract::problem::ProblemCode;
use contract::{FieldError, ja};
use leptos::prelude::*;

use super::super::detail::{bound_users, facts_in_short};
use super::draft::Draft;
use super::load;
use crate::api::{self, ApiError, Versioned};
use crate::components::busy_button::BusyButton;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::components::question::Question;
use crate::components::refusal::refusal;
use crate::components::summary_list::{list_row, summary, text_row};
use crate::components::words::user_in_words;
use crate::paths::{Go, PagePath, use_go};
use crate::reactive::{on, spawn};
use crate::session::{Session, use_session};

/// Carrying the choice out.
#[derive(Clone, Copy)]
struct Change {
    session: Session,
    number: StoredValue<String>,
    draft: RwSignal<Draft>,
    reload: Callback<()>,
    go: Go,
    asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    refused: RwSignal<Option<ApiError>>,
    /// Whether an earlier try may have been carried out without our hearing of it.
    uncertain: StoredValue<bool>,
}

/// 自社電子証明書紐付け更新確認
pub(crate) fn confirm(number: String) -> AnyView {
    let session = use_session();
    let (certificate, again) = load(session, &number);
    let change = Change {
        session,
        draft: RwSignal::new(Draft::load(session, &number)),
        reload: again,
        go: use_go(),
        number: StoredValue::new(number),
        asking: RwSignal::new(false),
        busy: RwSignal::new(false),
        refused: RwSignal::new(None),
        uncertain: StoredValue::new(false),
    };
    view! {
        <Page title="自社電子証明書紐付け更新確認">
            {certificate.view(again, move |loaded| change.content(loaded))}
        </Page>
    }
    .into_any()
}

impl Change {
    fn input(self) -> String {
        PagePath::BindingsInput(self.number.get_value()).href()
    }

    fn content(self, loaded: &Versioned<CertificateView>) -> AnyView {
        let view = &loaded.value;
        let draft = self.draft.get();
        if draft.change() == contract::binding::BindingChange::default() {
            return view! {
                <Notice kind=NoticeKind::Warning>
                    <p>{["変更がありません。", ja::CHOOSE_A_CHANGE].concat()}</p>
                    <a class="button" href=self.input()>
                        "紐付け更新へ戻る"
                    </a>
                </Notice>
            }
            .into_any();
        }
        if draft.etag != loaded.etag {
            return self.changed_meanwhile(&draft, loaded);
        }
        let left = draft.change().leaves(&view.bound, view.certificate.state);
        let releases_self = self.session.with_me(|me| me.is_some_and(|me| draft.release.contains(&me.user_id)));
        view! {
            <p class="no-print">"次の内容で紐付けを更新します。よろしければ［確定］を押してください。"</p>
            {choice(&draft, view, Some(self.input()))}
            {warning(left, releases_self)}
            {facts_in_short(&view.certificate)}
            {move || {
                let words = |error: &FieldError| ja::reason("利用者ID", &error.reason);
                self.refused.get().map(|error| refusal(&error, words, Callback::new(move |()| self.carry_out())))
            }}
            <div class="button-row">
                <BusyButton
                    label="確定"
                    busy_label="更新しています"
                    busy=self.busy.into()
                    on_click=Callback::new(move |()| {
                        if left != SignersLeft::Some || releases_self { self.asking.set(true) } else { self.carry_out() }
                    })
                />
                <a class="button button--quiet" href=self.input()>
                    "戻る"
                </a>
                {print_button()}
            </div>
            {self.question(left, about(&draft, view))}
        }
        .into_any()
    }

    /// Somebody else was quicker: the new state beside the choice, and one click to go on where that makes sense.
    fn changed_meanwhile(self, draft: &Draft, loaded: &Versioned<CertificateView>) -> AnyView {
        let view = &loaded.value;
        let is_bound = |id: &str| view.bound.iter().any(|bound| bound.user.user_id == id);
        // What somebody else has done already need not be done again.
        let rest = Draft {
            bind: draft.bind.clone().filter(|user| !is_bound(&user.user_id)),
            release: draft.release.iter().filter(|id| is_bound(id)).cloned().collect(),
            etag: loaded.etag.clone(),
        };
        let is_done = rest.change() == contract::binding::BindingChange::default();
        if is_done && self.uncertain.get_value() {
            return self.done_already();
        }
        let words = if is_done {
            "選んでいる間に、ほかの管理者がこの電子証明書の紐付けを更新しました。あなたが選んだ変更は、すでに行われています。"
        } else {
            "選んでいる間に、ほかの管理者がこの電子証明書の紐付けを更新しました。あなたの変更は、まだ行われていません。"
        };
        let bound: Vec<&str> = view.bound.iter().map(|bound| bound.user.user_id.as_str()).collect();
        let makes_sense = rest.change().check(&bound, view.certificate.state).is_empty();
        let go_on = makes_sense.then(|| {
            let take = move |_| {
                self.refused.set(None);
                rest.keep(self.session, &self.number.get_value());
                self.draft.set(rest.clone());
                self.reload.run(());
            };
            view! {
                <button type="button" class="button button--primary" on:click=on(take)>
                    "今の状態に対して、この変更を続ける"
                </button>
            }
            .into_any()
        });
        view! {
            <Notice kind=NoticeKind::Warning announced=true>
                <p>{words}</p>
            </Notice>
            {choice(draft, view, None)}
            {bound_users("今の電子署名書利用者（署名用ID）情報", &view.bound, view.certificate.state, true)}
            <div class="button-row">
                {go_on}
                <a class="button" href=self.input()>
                    "選び直す"
                </a>
            </div>
        }
        .into_any()
    }

    /// All that was chosen is so already, by a try whose answer was lost.
    fn done_already(self) -> AnyView {
        let number = self.number.get_value();
        Draft::forget(self.session, &number);
        let complete = PagePath::BindingsComplete(number).href();
        view! {
            <Notice kind=NoticeKind::Success announced=true>
                <p>"選んだ変更は、すでに行われています。もう一度確定する必要はありません。"</p>
                <a class="button" href=complete>
                    "今の紐付けを見る"
                </a>
            </Notice>
        }
        .into_any()
    }

    fn question(self, left: SignersLeft, about: String) -> AnyView {
        let words = match left {
            SignersLeft::Nobody => {
                "この電子証明書で署名できる人がいなくなります。署名が必要になったときは、紐付け更新で利用者を追加してください。"
            }
            SignersLeft::Unchecked => NOBODY_HAS_CHECKED,
            SignersLeft::Some => "あなた自身の紐付けを解除します。解除すると、この電子証明書では署名できなくなります。",
        };
        view! {
            <Question
                id="change-bindings"
                title="本当に解除しますか"
                asking=self.asking
                label="解除して確定"
                busy_label="更新しています"
                busy=self.busy
                on_yes=Callback::new(move |()| self.carry_out())
                danger=true
            >
                <p>{about.clone()}</p>
                <p>{words}</p>
            </Question>
        }
        .into_any()
    }

    fn carry_out(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        let (number, draft) = (self.number.get_value(), self.draft.get_untracked());
        spawn(async move {
            let answer = api::change_bindings(self.session, &number, &draft.etag, &draft.change()).await;
            self.busy.try_set(false);
            self.asking.try_set(false);
            match answer {
                Ok(_) => {
                    Draft::forget(self.session, &number);
                    self.go.instead(&PagePath::BindingsComplete(number).href());
                }
                Err(error) => {
                    if error.code() == Some(ProblemCode::PreconditionFailed) && !self.busy.is_disposed() {
                        // The new state says it better than a message.
                        self.reload.run(());
                    } else {
                        self.uncertain.try_update_value(|uncertain| *uncertain |= error.is_uncertain());
                        self.refused.try_set(Some(error));
                    }
                }
            }
        });
    }
}

/// What will be added and what released (M11.2).
fn choice(draft: &Draft, view: &CertificateView, change: Option<String>) -> AnyView {
    let released: Vec<String> = draft
        .release
        .iter()
        .map(|id| {
            let bound = view.bound.iter().find(|bound| bound.user.user_id == *id);
            bound.map_or_else(|| id.clone(), |bound| user_in_words(&bound.user))
        })
        .collect();
    let rows = vec![
        text_row("追加する利用者", draft.bind.as_ref().map_or_else(|| "なし".to_owned(), user_in_words)),
        list_row("解除する利用者", released),
    ];
    summary("紐付けの変更", rows, change, None)
}

/// What is released of which certificate, for the question.
fn about(draft: &Draft, view: &CertificateView) -> String {
    let certificate = &view.certificate;
    let name = |id: &String| {
        let bound = view.bound.iter().find(|bound| bound.user.user_id == *id);
        bound.map_or_else(|| id.clone(), |bound| [&bound.user.name, "（", id, "）"].concat())
    };
    let mut names: Vec<String> = draft.release.iter().take(3).map(name).collect();
    if draft.release.len() > names.len() {
        names.push(["ほか", &(draft.release.len() - names.len()).to_string(), "人"].concat());
    }
    [
        &certificate.certificate_number,
        "　",
        &certificate.department_name,
        "　",
        &certificate.title_name,
        "から解除する利用者：",
        &names.join("、"),
    ]
    .concat()
}

const NOBODY_HAS_CHECKED: &str = "この変更の後は、証明書有効性確認が済んだ利用者がいなくなります。残りの利用者が確認を済ませるまで、だれも署名できません。";

fn warning(left: SignersLeft, releases_self: bool) -> AnyView {
    let words = match (left, releases_self) {
        (SignersLeft::Nobody, _) => "解除すると、この電子証明書で署名できる人がいなくなります。",
        (SignersLeft::Unchecked, _) => NOBODY_HAS_CHECKED,
        (SignersLeft::Some, true) => "解除する利用者に、あなた自身が含まれています。",
        (SignersLeft::Some, false) => return ().into_any(),
    };
    view! {
        <Notice kind=NoticeKind::Warning>
            <p>{words}</p>
        </Notice>
    }
    .into_any()
}
