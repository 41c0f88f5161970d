//! 電子証明書紐付け更新完了 (M11.4, M12.3)

use contract::binding::{BindingEvent, CertificateView};
use leptos::prelude::*;

use super::super::detail::{BOUND, bound_users, pin_recipient_in_words};
use super::load;
use crate::browser;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::components::summary_list::{list_row, summary, text_row};
use crate::components::words::user_in_words;
use crate::paths::PagePath;
use crate::session::{Session, use_session};

/// 電子証明書紐付け更新完了. Reads what was done, so that the address alone claims nothing.
pub(crate) fn complete(number: String) -> AnyView {
    let session = use_session();
    let (certificate, again) = load(session, &number);
    let detail = PagePath::Certificate(number.clone()).href();
    let further = PagePath::BindingsInput(number).href();
    view! {
        <Page title="電子証明書紐付け更新完了">
            {certificate.view(again, move |loaded| content(session, &loaded.value))}
            <div class="button-row">
                <a class="button button--primary" href=detail>
                    "この電子証明書の照会へ"
                </a>
                <a class="button" href=further>
                    "続けてほかの利用者を追加"
                </a>
                {print_button()}
            </div>
        </Page>
    }
    .into_any()
}

/// The latest change: all that one administrator did in one operation. What came with the issue is none.
fn latest(history: &[BindingEvent]) -> Vec<&BindingEvent> {
    let Some(last) = history.first().filter(|event| event.by.is_some()) else { return Vec::new() };
    history.iter().take_while(|event| event.at == last.at && event.by == last.by).collect()
}

fn content(session: Session, view: &CertificateView) -> AnyView {
    let certificate = &view.certificate;
    let number = &certificate.certificate_number;
    let bound = bound_users(BOUND, &view.bound, certificate.state, true);
    let events = latest(&view.history);
    let Some((at, by)) = events.first().and_then(|event| Some((&event.at, event.by.as_ref()?))) else {
        let words = ["電子証明書 ", number, "の紐付けは、発行後に更新されていません。"].concat();
        return view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words}</p>
            </Notice>
            {bound}
        }
        .into_any();
    };
    let users = |bound: bool| events.iter().filter(move |event| event.bound == bound).map(|event| &event.user);
    let mine = session.with_me(|me| me.is_some_and(|me| me.user_id == by.user_id));
    let done = if mine {
        let words = ["電子証明書 ", number, "の紐付けを更新しました。"].concat();
        view! {
            <Notice kind=NoticeKind::Success>
                <p>{words}</p>
            </Notice>
        }
        .into_any()
    } else {
        let words = ["電子証明書 ", number, "の紐付けは、最後に次のように更新されました。"].concat();
        view! { <p>{words}</p> }.into_any()
    };
    let rows = vec![
        text_row("更新日時", browser::date_time(at)),
        text_row("操作した管理者", user_in_words(by)),
        list_row("追加した利用者", users(true).map(user_in_words).collect()),
        list_row("解除した利用者", users(false).map(user_in_words).collect()),
    ];
    let released = users(false).next().is_some().then(|| {
        view! {
            <p>
                "解除した利用者は、この電子証明書で署名できなくなりました。解除した利用者にメールは送られません。"
            </p>
        }
        .into_any()
    });
    let next = users(true).next().map(|user| {
        let to = pin_recipient_in_words(&view.pin_recipient);
        let pin =
            ["PINは、発行時に", &to, "へ送付済です。この電子証明書の発行時に送られたPINを社内で共有してください。"]
                .concat();
        let who = [&user.name, "さん（利用者ID：", &user.user_id, "）ご本人"].concat();
        let check =
            [&who, "がログインし、PINを入力して「証明書有効性確認」を行うと、署名できるようになります。"].concat();
        view! {
            <h2>"次に行うこと"</h2>
            <ol>
                <li>{pin}</li>
                <li>{check}</li>
            </ol>
            <p>"操作した管理者と、追加した利用者に、お知らせのメールを送ります。"</p>
        }
        .into_any()
    });
    view! {
        {done}
        {summary("紐付けの変更", rows, None, None)}
        {released}
        {next}
        {bound}
    }
    .into_any()
}
