//! Sessions that end, are put off, or change hands (BAR F5).

use journeys::{FIELDS, PASSWORD, SATO, TANAKA, YAMADA, journey};

#[tokio::test]
async fn a_session_that_ends_midway_loses_nothing_f5() {
    journey("session-lost")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let before = user.counts_applications().await;
            user.goes_to("/").await;
            user.is_on("ホーム").await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.loses_cookies().await;
            user.goes_to_confirm().await;
            user.button("確定").click().await;
            user.arrives_on("ログイン").await;
            user.hears("ログインの有効時間が過ぎました。入力した内容は保存されています。").await;
            user.looks_at("login-again").await;

            user.gives(YAMADA, PASSWORD).await;
            user.arrives_on("電子証明書追加発行申請確認").await;
            user.sees("伊藤 恵子").await;
            user.files().await;
            assert_eq!(user.counts_applications().await, before + 1);
        })
        .await;
}

#[tokio::test]
async fn a_session_that_is_about_to_end_warns_and_can_be_put_off_f5() {
    journey("session-warning")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.field("役職名").fill("社長").await;

            // 30 minutes is the limit; 28 and a half of them pass.
            user.lets_time_pass(28 * 60 + 30).await;
            user.dialog("まもなくログインの有効時間が終わります").there().await;
            user.sees("入力途中の申請は保存されています。").await;
            user.sees("残り 1分").await;
            user.hears("残りおよそ1分30秒").await;
            user.looks_at("warning").await;
            user.button("延長する").click().await;
            user.dialog("まもなくログインの有効時間が終わります").gone().await;

            // Twice as long as a session: it was put off.
            user.lets_time_pass(28 * 60 + 30).await;
            user.dialog("まもなくログインの有効時間が終わります").there().await;
            user.presses(thirtyfour::Key::Escape).await;
            user.dialog("まもなくログインの有効時間が終わります").gone().await;
            user.field("役職名").holds("社長").await;

            user.lets_time_pass(31 * 60).await;
            user.arrives_on("ログイン").await;
            user.hears("入力した内容は保存されています。").await;
            user.gives(YAMADA, PASSWORD).await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.field("役職名").holds("社長").await;
        })
        .await;
}

#[tokio::test]
async fn an_end_that_cannot_be_put_off_is_warned_of_once_f5() {
    journey("session-end")
        .with("SHIRUSHI_SESSION_ABSOLUTE_SECONDS", "110")
        .walk(async |user| {
            user.goes_to("/applications/new").await;
            user.is_on("ログイン").await;
            user.gives(YAMADA, PASSWORD).await;
            user.dialog("まもなくログインの有効時間が終わります").there().await;
            assert!(!user.button("延長する").is_there().await, "this end cannot be put off");
            user.looks_at("warning").await;
            user.button("閉じる").click().await;
            user.dialog("まもなくログインの有効時間が終わります").gone().await;
            user.field("役職名").fill("社長").await;
            user.lets_time_pass(120).await;
            user.arrives_on("ログイン").await;
            user.gives(YAMADA, PASSWORD).await;
            user.dialog("まもなくログインの有効時間が終わります").there().await;
            user.button("閉じる").click().await;
            user.field("役職名").holds("社長").await;
        })
        .await;
}

#[tokio::test]
async fn a_draft_belongs_to_whoever_wrote_it() {
    journey("draft")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.link_with("CECTRUST-Light").click().await;
            user.arrives_on("ホーム").await;
            user.sees("入力途中の申請があります。").await;
            user.looks_at("home").await;
            user.button(YAMADA.name).click().await;
            user.button("ログアウト").click().await;
            user.dialog("入力途中の申請があります").there().await;
            user.looks_at("log-out").await;
            user.button("やめる").click().await;
            user.dialog("入力途中の申請があります").gone().await;
            user.button(YAMADA.name).click().await;
            user.button("ログアウト").click().await;
            user.button("残してログアウト").click().await;
            user.arrives_on("ログイン").await;

            // Neither a colleague nor another company finds it in the same browser.
            for other in [SATO, TANAKA] {
                user.gives(other, PASSWORD).await;
                user.arrives_on("ホーム").await;
                assert!(!user.text().await.contains("入力途中の申請"), "{other:?} sees a draft");
                user.begins_an_application().await;
                user.field("PIN送付先の氏名").holds("").await;
                user.button(other.name).click().await;
                user.button("ログアウト").click().await;
                user.arrives_on("ログイン").await;
            }

            user.gives(YAMADA, PASSWORD).await;
            user.arrives_on("ホーム").await;
            user.link("続ける").click().await;
            user.arrives_on("電子証明書追加発行申請").await;
            user.still_has(FIELDS).await;
            user.sees("鈴木 一郎").await;

            user.link_with("CECTRUST-Light").click().await;
            user.button("破棄").click().await;
            user.dialog("入力途中の申請を破棄しますか").there().await;
            user.looks_at("discard").await;
            user.button("やめる").click().await;
            user.link("続ける").there().await;
            user.button("破棄").click().await;
            user.button("破棄する").click().await;
            user.hears("入力途中の申請を破棄しました。").await;
            user.focus_is_on("確認していただくこと").await;
            user.begins_an_application().await;
            user.field("PIN送付先の氏名").holds("").await;
        })
        .await;
}

#[tokio::test]
async fn who_logs_in_in_another_tab_is_not_mixed_up_with_the_user_of_this_one_f5() {
    journey("two-users")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            let first = user.tab().await;
            // The tabs share the cookie; the first one is not told of the new one.
            user.opens_tab().await;
            let script = "const [company_id, user_id, password] = arguments;
                const body = JSON.stringify({ company_id, user_id, password });
                const headers = { 'Content-Type': 'application/json' };
                return fetch('/api/v1/session', { method: 'POST', headers, body }).then(answer => answer.status)";
            user.goes_to("/").await;
            user.is_on("ホーム").await;
            let answer = user.asks_with(script, serde_json::json!([SATO.company, SATO.id, PASSWORD])).await;
            assert_eq!(answer, 200);
            user.goes_to("/").await;
            user.button(SATO.name).there().await;
            let before = user.counts_applications().await;

            user.turns_to(&first).await;
            user.is_on("利用者が変わりました").await;
            user.hears("ほかの利用者としてログインし直されました。").await;
            assert!(!user.text().await.contains(YAMADA.name), "{}", user.text().await);
            user.looks_at("told").await;
            user.button("佐藤 花子として続ける").click().await;
            user.arrives_on("ホーム").await;
            user.button(SATO.name).there().await;
            user.begins_an_application().await;
            user.field("PIN送付先の氏名").holds("").await;
            assert_eq!(user.counts_applications().await, before);
        })
        .await;
}

#[tokio::test]
async fn nothing_is_filed_in_the_name_of_whoever_logged_in_meanwhile_f5() {
    journey("two-users-filing")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            // As another tab would have noted it while this one slept, and heard of nothing.
            user.asks("localStorage.setItem('shirushi.in', 'K100001/sato.hanako 9999999999999')").await;
            user.button("確定").click().await;
            user.hears("ほかの利用者としてログインし直されたため、この操作は行われていません。").await;
            user.looks_at("refused").await;
            // The server says that it is still the same user.
            user.files().await;
        })
        .await;
}

/// The answer to ［確定］ comes when nobody is logged in any more: nothing breaks, and what is filed is no draft.
#[tokio::test]
async fn an_answer_that_comes_after_logging_out_leaves_no_draft_behind_d6_2() {
    journey("late-answer")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.begins_an_application().await;
            user.fills_in_an_application().await;
            user.goes_to_confirm().await;
            user.holds_answers("/api/v1/applications", false).await;
            user.button("確定").click().await;
            user.button(YAMADA.name).click().await;
            user.button("ログアウト").click().await;
            user.button("残してログアウト").click().await;
            user.arrives_on("ログイン").await;
            user.lets_answers_come().await;
            user.waits_until("the filed draft is gone", async || {
                let left = "return Object.keys(localStorage).some(key => key.startsWith('shirushi.draft'))";
                user.asks(left).await == false
            })
            .await;
            user.gives(YAMADA, PASSWORD).await;
            user.arrives_on("ホーム").await;
            user.sees("電子証明書追加発行申請へ").await;
            assert!(!user.text().await.contains("入力途中の申請"), "{}", user.text().await);
        })
        .await;
}
