//! Wrong PINs: told, counted, slowed down, locked, and unlocked (D13.4).

use journeys::{Browser, SUZUKI, YAMADA, journey};

/// Fits the form, but no PIN is like this.
const WRONG: &str = "2222-2222-2222";

async fn tries(user: &Browser, pin: &str) {
    user.field("PIN").fill(pin).await;
    user.button("確認する").click().await;
}

#[tokio::test]
async fn d13_4_wrong_pins_are_counted_slowed_down_and_locked_and_an_administrator_unlocks() {
    journey("pin")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            let issued = user.gets_a_certificate().await;
            let number = issued.number.as_str();
            user.is_taken_over_by(SUZUKI).await;
            user.opens_check(number).await;

            // What can be no PIN costs no try.
            user.button("確認する").click().await;
            user.focus_is_on("入力内容に誤りが1件あります").await;
            user.field("PIN").says("PINを入力してください。").await;
            user.looks_at("empty").await;
            tries(user, "ABCD").await;
            user.field("PIN").says("PINは12文字です（ハイフンを除く。現在4文字）。").await;
            tries(user, "ABCD-EFGH-JKO0").await;
            user.field("PIN").says("PINに数字の0と1、英字のOとIは使われていません。").await;
            tries(user, &"A".repeat(100)).await;
            user.field("PIN").says("PINは12文字です（ハイフンを除く。現在100文字）。").await;

            tries(user, WRONG).await;
            user.focus_is_on("確認の結果").await;
            user.sees("PINを入力できるのは、あと9回です。").await;
            user.sees("「PINのお知らせ」メールを受け取った方に確認して").await;
            user.sees("未確認").await;
            user.looks_at("wrong").await;
            for left in [8, 7] {
                tries(user, WRONG).await;
                user.sees(&format!("あと{left}回です。")).await;
            }
            // Slowed down: the fourth says how long to wait, and at once again is not even looked at.
            tries(user, WRONG).await;
            user.sees("PINを入力できるのは、あと6回です。次は").await;
            let wait = "UPDATE bindings SET pin_blocked_until = pin_blocked_until + 60000 WHERE wrong_pins > 0";
            user.server.is_changed(wait);
            tries(user, &issued.pin).await;
            user.focus_is_on("有効性を確認できませんでした").await;
            user.sees("秒ほど待ってから、もう一度入力してください。").await;
            user.looks_at("slowed-down").await;

            let no_wait = "UPDATE bindings SET pin_blocked_until = 0 WHERE wrong_pins > 0";
            for left in (0..6).rev() {
                user.server.is_changed(no_wait);
                tries(user, WRONG).await;
                let words = if left == 0 {
                    "PINの誤りが続いたため、これ以上は入力できません。".to_owned()
                } else if left == 1 {
                    "あと1回です。次も違うと、この電子証明書は使えなくなります。".to_owned()
                } else {
                    format!("あと{left}回です。")
                };
                user.sees(&words).await;
            }
            user.sees("社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。").await;
            user.looks_at("locked").await;
            // No PIN is asked for any more, also not after a reload.
            user.field("PIN").gone().await;
            user.reloads().await;
            user.sees("社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。").await;
            user.field("PIN").gone().await;
            user.link("一覧へ戻る").click().await;
            user.arrives_on("証明書有効性確認").await;
            user.sees("PINの誤りのため停止中").await;
            user.sees("社内の管理者に、紐付けの解除と再度の紐付けを依頼してください。").await;
            user.looks_at("list-with-a-locked-one").await;

            // Who unlocks, and how.
            user.is_taken_over_by(YAMADA).await;
            user.opens_bindings(number).await;
            user.row("suzuki.ichiro").reads("PINの誤りのため停止中").await;
            user.checkbox("suzuki.ichiro 鈴木 一郎の紐付けを解除").click().await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.button("解除して確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.link("続けてほかの利用者を追加").click().await;
            user.arrives_on("自社電子証明書紐付け更新").await;
            user.chooses_user("suzuki.ichiro").await;
            user.confirms_bindings().await;
            user.button("確定").click().await;
            user.arrives_on("電子証明書紐付け更新完了").await;
            user.is_taken_over_by(SUZUKI).await;
            user.checks(number, &issued.pin).await;

            // What is done is told after a reload, and can be done once more.
            user.reloads().await;
            user.sees("証明書有効性確認は済んでいます。この電子証明書で署名できます。").await;
            user.field("PIN").gone().await;
            user.looks_at("done-after-a-reload").await;
            user.button("もう一度確認する").click().await;
            user.focus_is_on("PIN").await;
            tries(user, &issued.pin).await;
            user.sees("すべての確認が終わりました。").await;
        })
        .await;
}
