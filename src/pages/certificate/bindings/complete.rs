//! 電子証明書紐付け更新完了 (M11.4, M12.3)

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::super::detail::bound_users;
use super::load;
use crate::components::notice::{Notice, NoticeKind};
use crate::components::page::Page;
use crate::components::print::print_button;
use crate::paths::PagePath;
use crate::session::use_session;

/// 電子証明書紐付け更新完了
pub(crate) fn complete(number: String) -> AnyView {
    let (certificate, again) = load(use_session(), &number);
    let bound = use_query_map().read_untracked().get("bound").unwrap_or_default();
    let next = if bound.is_empty() {
        view! {
            <p>"解除した利用者は、この電子証明書で署名できなくなりました。解除した利用者にメールは送られません。"</p>
        }
        .into_any()
    } else {
        view! {
            <h2>"次に行うこと"</h2>
            <ol>
                <li>
                    {["利用者ID ", &bound, "の方に、この電子証明書の発行時に送られたPINを社内で共有してください。"].concat()}
                </li>
                <li>{["利用者ID ", &bound, "でログインし、PINを入力して「証明書有効性確認」を行うと、署名できるようになります。"].concat()}</li>
            </ol>
            <p>"あなたと、追加した利用者に、お知らせのメールを送ります。"</p>
        }
        .into_any()
    };
    let done = ["電子証明書 ", &number, "の紐付けを更新しました。"].concat();
    let detail = PagePath::Certificate(number.clone()).href();
    let further = PagePath::BindingsInput(number).href();
    view! {
        <Page title="電子証明書紐付け更新完了">
            <Notice kind=NoticeKind::Success>
                <p>{done}</p>
            </Notice>
            {next}
            {certificate
                .view(again, |loaded| bound_users("電子署名書利用者（署名用ID）情報", &loaded.value.bound))}
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
