//! パスワード変更

use journeys::{PASSWORD, YAMADA, journey};

const NEW: &str = "あたらしい合言葉は長いほどよい";

/// BAR S4, F2
#[tokio::test]
async fn a_password_is_changed_and_what_is_wrong_with_one_is_said() {
    journey("password")
        .walk(async |user| {
            user.logs_in(YAMADA).await;
            user.button(YAMADA.name).click().await;
            user.link("パスワード変更").click().await;
            user.arrives_on("パスワード変更").await;
            user.looks_at("empty").await;

            let (present, new) = (user.field("現在のパスワード"), user.field("新しいパスワード"));
            present.fill("not the password").await;
            new.fill("short").await;
            new.says("5/15文字以上").await;
            user.button("変更").click().await;
            user.focus_is_on("入力内容に誤りが1件あります").await;
            new.says("新しいパスワードは15文字以上で入力してください（現在5文字）。").await;
            user.looks_at("too-short").await;

            new.fill(NEW).await;
            new.says("このパスワードは使えます。").await;
            user.button("変更").click().await;
            user.focus_is_on("入力内容に誤りが1件あります").await;
            present.says("現在のパスワードが違います。").await;

            present.fill(PASSWORD).await;
            user.button("変更").click().await;
            user.hears("パスワードを変更しました。").await;
            present.holds("").await;
            user.looks_at("changed").await;

            user.button(YAMADA.name).click().await;
            user.button("ログアウト").click().await;
            user.arrives_on("ログイン").await;
            user.hears("ログアウトしました。").await;
            user.gives(YAMADA, PASSWORD).await;
            user.focus_is_on("ログインできませんでした").await;
            user.gives(YAMADA, NEW).await;
            user.arrives_on("ホーム").await;
        })
        .await;
}
